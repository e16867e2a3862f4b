"""Calls and assignments of a sample become requests.

What a call does is told from its last name (``setRequestHeader``, ``PatchAsync``, ``url``) and from
what its arguments are (a URL, a method, a mapping with ``headers``), so that clients that nobody
has named here are read as well.
"""

from __future__ import annotations

import re
from typing import Any

from generator.readers.pages.samples.draft import URL
from generator.readers.pages.samples.making import Making
from generator.readers.pages.samples.options import (
    apply_option,
    apply_options,
    is_options,
    plain_key,
)
from generator.readers.pages.samples.program import run
from generator.readers.pages.samples.request import METHODS, SampleRequest, credential
from generator.readers.pages.samples.scope import Assigned, Scope
from generator.readers.pages.samples.values import Call, Member, Name, dotted, text_of
from generator.readers.pages.samples.vocabulary import MAKES_VALUE, client_of, verb_of

_OPTION = re.compile(r"\w*setopt\w*|setoptions?")
_ADDING = {"add", "addall", "append", "set", "tryaddwithoutvalidation", "authorization", "insert"}
_BASIC = re.compile(r".*basic_?auth.*|authenticate|auth|.*basicauthent.*")
_BEARER = re.compile(r".*bearer_?auth.*|.*withtoken.*|.*oauth2_?bearer.*")
_METHOD = re.compile(r"(?:set|with|req_|request_)?(?:http|request)?method")
_TYPED = re.compile(r"(?:set)?content_?type|accept(?:_json)?")
_QUERY = re.compile(
    r"querystring|(?:add|set|append)?_?query_?(?:param\w*|data|item\w*)?|addqueryparameter"
    r"|req_url_query|setquerydata"
)
_HOST = re.compile(r"(?:https?connection|net\.http\.new|net\.http\.start|http\.new)$")
_BODY = re.compile(
    r"(?:set|add|with|append|send|raw)?_?(?:http|request|json|string|raw)?_?(?:body|content)(?:json|text|string"
    r"|value|publisher)?|setentity|req_body_(?:json|raw|form)|set(?:rawpostdata|postfields)|bodypublisher"
    r"|json|write|send|form|fields|end|send_(?:form|json)"
)
_DATA = re.compile(
    r"stringify|dumps|json_encode|to_?json|encode|urlsearchparams|formdata|serialize|byte|buffer"
    r"|generate",
    re.IGNORECASE,
)
_LIKE_OPTIONS = {"data", "params", "url", "path", "type", "query"}


def read(code: str, language: str) -> tuple[SampleRequest, ...]:
    """Return the requests of a sample in a programming language."""
    scope = run(code, language)
    return assemble(scope.events, language) or _unsent(scope, language)


def assemble(events: list[Call | Assigned], language: str) -> tuple[SampleRequest, ...]:
    """Return the requests that a sequence of calls and assignments makes."""
    making = Making(language)
    for event in events:
        if isinstance(event, Call):
            _called(making, event)
        else:
            _assigned(making, event)
    found = [draft.finish(language) for draft in (*making.done, making.draft)]
    return tuple(request for request in found if request is not None)


def _unsent(scope: Scope, language: str) -> tuple[SampleRequest, ...]:
    """Return the request of a sample that is cut off before its call, from what has a name."""
    making = Making(language)
    for name, value in scope.names.items():
        if isinstance(value, dict) and is_options(value):
            apply_options(making.draft, value, 1)
        elif re.search(r"ur[il]|endpoint", name, re.IGNORECASE) and URL.match(text_of(value) or ""):
            making.draft.set_url(value, 1)
    found = making.draft.finish(language)
    return () if found is None else (found,)


def _assigned(making: Making, event: Assigned) -> None:
    key = event.member.lower()
    if event.indexed:
        if "-" in key or key in {"accept", "authorization", "cookie", "token"}:
            making.fresh()
            making.draft.add_header(event.member, event.value)
    elif (
        key not in _LIKE_OPTIONS
        or event.member[:1].isupper()
        or URL.match(text_of(event.value) or "")
    ):
        apply_option(making.draft, event.member, event.value, event.line)


def _called(making: Making, call: Call) -> None:
    """Take one call by what its last name says; any other may make a request."""
    last = call.name.rpartition(".")[2].lower()
    args = call.args
    if MAKES_VALUE.search(call.name):
        return
    if _OPTION.fullmatch(last):
        _set_option(making, call)
    elif _adds_header(call, last):
        _add_header(making, call, last)
    elif args and _BASIC.fullmatch(last):
        making.fresh()
        making.draft.add_basic(*[each for each in args if text_of(each) not in METHODS][:2])
    elif args and _BEARER.fullmatch(last):
        making.fresh()
        token = text_of(args[0]) or ""
        making.draft.auth = credential("bearer", "Authorization", "header", token)
    elif _METHOD.fullmatch(last):
        _set_method(making, call)
    elif args and _TYPED.fullmatch(last):
        name = "Accept" if last.startswith("accept") else "Content-Type"
        if "/" in (text_of(args[0]) or ""):
            making.draft.add_header(name, args[0])
    elif _QUERY.fullmatch(last):
        pair = [[text_of(args[0]), args[1]]] if len(args) > 1 else None
        making.draft.add_query(pair or (args[0] if args else call.named))
    elif last in {"addparameter", "addfile"} and len(args) > 1:
        _add_parameter(making, call)
    elif args and not isinstance(args[0], Member) and _HOST.search(call.name.lower()):
        _set_host(making, call)
    elif _BODY.fullmatch(last) and verb_of(call.name) is None:
        _set_body(making, call, last)
    else:
        making.request(call)


def _adds_header(call: Call, last: str) -> bool:
    if "header" in last or last in {"setrequestproperty", "addrequestproperty"}:
        return True
    if last in {"setvalue", "addvalue"}:
        return any("header" in key.lower() for key in call.named)
    return last in _ADDING and "header" in call.name.lower()


def _set_option(making: Making, call: Call) -> None:
    """Take ``curl_setopt(handle, CURLOPT_X, value)`` and its form for many options."""
    draft = making.draft
    for each in call.args:
        if isinstance(each, dict):
            draft.client = draft.client or "curl"
            apply_options(draft, each, call.line)
    if len(call.args) >= 2 and isinstance(call.args[-2], Name | str):
        key = dotted(call.args[-2]) or str(call.args[-2])
        if plain_key(key) == "url":
            making.begin()
        by_language = "libcurl" if making.language in {"c", "cpp"} else "curl"
        making.draft.client = making.draft.client or by_language
        apply_option(making.draft, key, call.args[-1], call.line)


def _add_header(making: Making, call: Call, last: str) -> None:
    """Take a header: name and value, ``forHTTPHeaderField``, a mapping or whole lines."""
    making.fresh()
    draft, args = making.draft, call.args
    named = [v for k, v in call.named.items() if "field" in k.lower() or k == "name"]
    if named and args:
        draft.add_header(named[0], args[0])
    elif ":" in last and len(args) == 2:  # setValue:forHTTPHeaderField:
        draft.add_header(args[1], args[0])
    elif len(args) == 3 and isinstance(args[0], Name):  # the first is what has the header
        draft.add_header(args[1], args[2])
    elif (
        len(args) >= 2 and isinstance(text_of(args[0]), str) and ":" not in (text_of(args[0]) or "")
    ):
        draft.add_header(args[0], args[1])
    else:
        for each in args:
            draft.add_headers(each)
        draft.add_headers({k: v for k, v in call.named.items() if not isinstance(v, bool)})


def _set_method(making: Making, call: Call) -> None:
    """Take ``method("PATCH", body)``."""
    making.fresh()
    taken = [each for each in call.args if making.draft.set_method(each)]
    rest = [each for each in call.args if not any(each is one for one in taken)]
    if taken and rest:
        making.draft.set_body(rest[0])


def _add_parameter(making: Making, call: Call) -> None:
    """Take RestSharp's ``AddParameter(name, value, ParameterType)``."""
    name, value, *rest = call.args
    kind = " ".join(dotted(each) for each in rest).lower()
    if "body" in kind:
        making.draft.set_body(value)
    elif "header" in kind:
        making.draft.add_header(name, value)
    elif "query" in kind:
        making.draft.add_query([[text_of(name), value]])
    else:
        making.draft.form.append((text_of(name) or "", value))


def _set_host(making: Making, call: Call) -> None:
    """Take a connection to a host; the path comes with the request."""
    making.begin()
    host = text_of(call.args[0]) or ""
    if re.fullmatch(r"[\w.{}<>$:-]+", host):
        secure = "https" in call.name.lower() or making.language == "ruby"
        making.draft.base = making.draft.host = f"{'https' if secure else 'http'}://{host}"
        making.draft.client = client_of(making.language, call.name, "")


def _set_body(making: Making, call: Call, last: str) -> None:
    """Take a body, where the argument is one; ``send(request)`` only sends."""
    draft = making.draft
    value: Any = call.args[0] if call.args else None
    is_data = isinstance(value, str | dict) or (
        isinstance(value, Call) and bool(_DATA.search(value.name) or value.added)
    )
    says_nothing = last in {"send", "write", "end", "json"} and not is_data
    is_url = isinstance(value, str) and URL.match(value)
    if not says_nothing and not is_url and draft.address() is not None and draft.payload is None:
        draft.set_body(value, "form" in last or last == "fields")
    if last == "send":
        making.send()
