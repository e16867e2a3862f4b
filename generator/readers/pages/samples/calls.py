"""Calls and assignments of a sample become requests.

What a call does is told from its last name (``setRequestHeader``, ``PatchAsync``, ``url``) and from
what its arguments are (a URL, a method, a mapping with ``headers``), so that clients that nobody
has named here are read as well.
"""

from __future__ import annotations

import re
from typing import Any

from generator.readers.pages.samples.draft import URL, Draft
from generator.readers.pages.samples.options import (
    apply_option,
    apply_options,
    is_options,
    names_options,
    plain_key,
)
from generator.readers.pages.samples.program import run
from generator.readers.pages.samples.request import METHODS, SampleRequest, credential
from generator.readers.pages.samples.scope import Assigned
from generator.readers.pages.samples.values import Call, Member, Name, dotted, text_of

_VERB = re.compile(
    r"(?:quick|do|http|send|req|execute|perform|request)?_?(get|post|put|patch|delete|head|options)"
    r"(?:request|req)?_?(?:async|json\d?|string|body|url|form|object|as|raw|entity|for|bytes)*!?"
)
_REQUEST_NAMES = re.compile(
    r"(?:^|\.)(?:fetch|axios|\$?request|ajax|getjson|urlopen|newrequest\w*|urlrequest|verb|open|call|got|ky"
    r"|superagent|\$http|usefetch|requestwithurl\S*|restrequest|restclientoptions|restclient|httprequest\w*"
    r"|invoke-restmethod|invoke-webrequest|iwr|irm|curl_init|prepare|url_for|request_url|request\.new|of"
    r"|http\.request|httpclient|create|stream|exchange|newrequestwithcontext|client|init|run_request|send_request"
    r"|quickrequest|quickgetstr|synchronousrequest|perform|execute|unirest|faraday\.new|openconnection)$"
)
_URL_SETTERS = {
    "url",
    "uri",
    "seturl",
    "seturi",
    "curl_init",
    "requesturi",
    "setrequesturl",
    "withurl",
}
_BODY_SETTERS = {
    "body", "setbody", "setcontent", "setentity", "addjsonbody", "addbody", "setrequestbody", "bodystring",
    "sethttpbody", "req_body_json", "req_body_raw", "bodyvalue", "withbody", "setbodyjson", "json", "bodyjson",
    "addstringbody", "setrawpostdata", "content", "send_body", "write", "send", "append_body", "setpostfields",
    "setcontenttext", "bodypublisher", "form", "req_body_form", "fields", "end", "send_form", "send_json",
}  # fmt: skip
_QUERY_SETTERS = re.compile(
    r"querystring|(?:add|set|append)?_?query_?(?:param\w*|data|item\w*)?|addqueryparameter|req_url_query|setquerydata"
)
_BASES = re.compile(r"(?:https?connection|net\.http\.new|net\.http\.start|http\.new)$")
_MAKES_VALUE = re.compile(
    r"authenticationheadervalue|mediatype\w*|header\.init|headers?\.new", re.IGNORECASE
)
_ADDING = {"add", "addall", "append", "set", "tryaddwithoutvalidation", "authorization", "insert"}
_MAKES_URL = re.compile(
    r"(?:ur[il]|nsurl|httpurl)(?:\.(?:parse|create|of_string|new|urlwithstring|get))?$",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"stringify|dumps|json_encode|to_?json|encode|urlsearchparams|formdata|serialize|byte|buffer|generate",
    re.IGNORECASE,
)
_NO_URL = re.compile(
    r"json|dumps|stringify|log|print|encode|schema|import|require|^\.?(?:add|append|set)$",
    re.IGNORECASE,
)
_CLIENTS = (
    ("unirest", r"unirest"), ("axios", r"axios"), ("fetch", r"(?:^|\.)fetch$|usefetch"), ("jquery", r"^(?:\$|jquery)\."),
    ("xhr", r"xmlhttprequest|^xhr"), ("okhttp", r"request\.builder|okhttp"),
    ("requests", r"^requests\.|session"), ("httpx", r"httpx"), ("http.client", r"https?connection"),
    ("urllib", r"urllib|urlopen"), ("asynchttp", r"asynchttp"), ("guzzle", r"guzzle"), ("rest-client", r"^restclient\."), ("restsharp", r"rest(?:client|request)"),
    ("curl", r"^\$?curl_"), ("http", r"^https?\.request$|^require\.request$"), ("libcurl", r"curl_easy"), ("httpclient", r"httpclient|httprequest"), ("urlsession", r"urlrequest|urlsession"),
    ("nsurlsession", r"nsurl|nsmutable"), ("net::http", r"net\.http\."), ("net/http", r"^http\.(?:newrequest|get|post)"),
    ("faraday", r"^faraday"), ("httparty", r"^httparty"),
    ("reqwest", r"reqwest"), ("clj-http", r"^client/"), ("chilkat", r"chilkat|ckhttp"),
)  # fmt: skip


_HEADER_NAMES = {
    "accept",
    "authorization",
    "content-type",
    "content_type",
    ":authorization",
    "user-agent",
    "x-api-key",
    "cookie",
}
_CLIENT_OF = {"r": "httr", "ocaml": "cohttp", "powershell": "powershell", "clojure": "clj-http"}


def read(code: str, language: str) -> tuple[SampleRequest, ...]:
    """Return the requests of a sample in a programming language."""
    return assemble(run(code, language), language)


def assemble(events: list[Call | Assigned], language: str) -> tuple[SampleRequest, ...]:
    """Return the requests that a sequence of calls and assignments makes."""
    reader = _Reader(language)
    for event in events:
        if isinstance(event, Call):
            reader.called(event)
        else:
            reader.assigned(event)
    drafts = [*reader.done, reader.draft]
    found = [request for draft in drafts if (request := draft.finish(language)) is not None]
    return tuple(found)


class _Reader:
    """The request that is being made, and those before it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.draft = Draft()
        self.done: list[Draft] = []

    def begin(self) -> None:
        """Begin the next request; a client's base URL and auth stay."""
        if self.draft.address() is not None:
            self.done.append(self.draft)
            client = self.draft.client if self.draft.base else ""
            self.draft = Draft(base=self.draft.base, host=self.draft.host, client=client)

    def assigned(self, event: Assigned) -> None:
        if event.indexed:
            key = event.member.lower()
            if "-" in key or key in {"accept", "authorization", "cookie", "host", "token"}:
                self.fresh()
                self.draft.add_header(event.member, event.value)
            return
        if event.member[:1].islower() and plain_key(event.member) in {
            "data",
            "params",
            "url",
            "path",
            "type",
            "query",
        }:
            if not URL.match(text_of(event.value) or ""):
                return
        apply_option(self.draft, event.member, event.value, event.line)

    def fresh(self) -> None:
        """Leave a request that has been sent; what follows is of the next one."""
        if self.draft.sent:
            self.begin()

    def called(self, call: Call) -> None:
        last = call.name.rpartition(".")[2].lower()
        if _MAKES_VALUE.search(call.name) or _MAKES_URL.match(call.name):
            return
        names_header = any("header" in key.lower() for key in call.named)
        if "setopt" in last or last in {"setoption", "setoptions", "curl_setopt_array"}:
            self.set_option(call)
        elif (
            "header" in last
            or (last in {"setvalue", "addvalue"} and names_header)
            or last in {"setrequestproperty", "addrequestproperty"}
            or ("header" in call.name.lower() and last in _ADDING)
        ):
            self.add_header(call, last)
        elif re.search(r"basic_?auth|^authenticate$|^auth$|basicauthent", last) and call.args:
            self.fresh()
            self.draft.add_basic(*[each for each in call.args if text_of(each) not in METHODS][:2])
        elif re.search(r"bearer_?auth|withtoken|oauth2_?bearer", last) and call.args:
            self.fresh()
            self.draft.auth = credential(
                "bearer", "Authorization", "header", text_of(call.args[0]) or ""
            )
        elif last in {
            "method",
            "setmethod",
            "sethttpmethod",
            "setrequestmethod",
            "withmethod",
            "request_method",
            "req_method",
        }:
            self.set_method(call)
        elif (
            last
            in {
                "content_type",
                "contenttype",
                "setcontenttype",
                "accept",
                "accept_json",
                "user_agent",
            }
            and call.args
        ):
            self.typed_header(last, call.args[0])
        elif _QUERY_SETTERS.fullmatch(last):
            pairs = [(call.args[0], call.args[1])] if len(call.args) > 1 else []
            self.draft.add_query(
                [[text_of(a), b] for a, b in pairs] or (call.args[0] if call.args else call.named)
            )
        elif last in {"addparameter", "addfile"} and len(call.args) > 1:
            self.add_parameter(call)
        elif (
            _BASES.search(call.name.lower()) and call.args and not isinstance(call.args[0], Member)
        ):
            self.set_host(call)
        else:
            self.request(call, last)

    def set_option(self, call: Call) -> None:
        for each in call.args:
            if isinstance(each, dict):
                apply_options(self.draft, each, call.line)
        if len(call.args) >= 2 and isinstance(call.args[-2], Name | str):
            key = dotted(call.args[-2]) or str(call.args[-2])
            if plain_key(key) == "url":
                self.begin()
            self.draft.client = self.draft.client or (
                "libcurl" if self.language in {"c", "cpp"} else "curl"
            )
            apply_option(self.draft, key, call.args[-1], call.line)

    def add_header(self, call: Call, last: str) -> None:
        self.fresh()
        args = call.args
        field = next(
            (value for key, value in call.named.items() if "field" in key.lower() or key == "name"),
            None,
        )
        if field is not None and args:
            self.draft.add_header(field, args[0])
        elif ":" in last and len(args) == 2:  # setValue:forHTTPHeaderField:
            self.draft.add_header(args[1], args[0])
        elif (
            len(args) >= 2
            and not isinstance(args[0], dict | list)
            and ":" not in (text_of(args[0]) or "")
        ):
            if text_of(args[-2]) is not None:
                self.draft.add_header(args[-2] if len(args) > 2 else args[0], args[-1])
        else:
            for each in args:
                self.draft.add_headers(each)
            self.draft.add_headers({k: v for k, v in call.named.items() if not isinstance(v, bool)})

    def set_method(self, call: Call) -> None:
        self.fresh()
        taken = [each for each in call.args if self.draft.set_method(each)]
        rest = [each for each in call.args if not any(each is one for one in taken)]
        if taken and rest:
            self.draft.set_body(rest[0])

    def typed_header(self, last: str, value: Any) -> None:
        text = text_of(value)
        if text is not None and "/" in text:
            self.draft.add_header("Accept" if last.startswith("accept") else "Content-Type", text)

    def add_parameter(self, call: Call) -> None:
        """Take RestSharp's ``AddParameter(name, value, ParameterType)``."""
        name, value, *rest = call.args
        kind = " ".join(dotted(each) for each in rest).lower()
        if "body" in kind:
            self.draft.set_body(value)
        elif "header" in kind:
            self.draft.add_header(name, value)
        elif "query" in kind:
            self.draft.add_query([[text_of(name), value]])
        else:
            self.draft.form.append((text_of(name) or "", value))

    def set_host(self, call: Call) -> None:
        self.begin()
        host = text_of(call.args[0]) or ""
        if re.fullmatch(r"[\w.{}<>$:-]+", host):
            secure = "https" in call.name.lower() or self.language == "ruby"
            self.draft.base = self.draft.host = f"{'https' if secure else 'http'}://{host}"
            self.draft.client = self.client(call.name)

    def request(self, call: Call, last: str) -> None:
        """Take a call that makes a request or sets its URL or body."""
        verb = self.verb(call.name, last)
        builder = re.search(r"builder|\.url\.|unirest", call.name, re.IGNORECASE)
        names_request = bool(_REQUEST_NAMES.search(call.name.lower()))
        if last in _BODY_SETTERS and verb is None:
            self.take_body(call, last)
            return
        options = [each for each in call.args if isinstance(each, dict) and is_options(each)]
        options += [call.named] if names_options(call.named) else []
        addressed = self.find_url(call, verb, names_request or last in _URL_SETTERS, options)
        if addressed:
            self.draft.client = self.client(call.name)
            self.take_arguments(call, verb, options)
        elif verb is not None and builder and self.draft.address():
            self.draft.method = verb.upper()
            if call.args:
                self.draft.set_body(call.args[0])
        elif last in {
            "perform",
            "execute",
            "newcall",
            "curl_exec",
            "asstring",
            "asjson",
            "sendasync",
            "do",
            "datatask",
            "resume",
        } or last.startswith(("execute", "curl_easy_perform")):
            self.draft.sent = self.draft.address() is not None
        elif verb is not None and last.endswith("async"):  # RestSharp: client.PatchAsync(request)
            self.draft.method = verb.upper()
            self.draft.sent = self.draft.address() is not None

    def verb(self, name: str, last: str) -> str | None:
        if last in {"new", "class"} and "http" in name.lower():
            last = name.split(".")[-2].lower()
        found = _VERB.fullmatch(last.rpartition("_")[2] if last.startswith("ckhttp") else last)
        return found.group(1) if found else None

    def find_url(
        self, call: Call, verb: str | None, names_request: bool, options: list[dict[str, Any]]
    ) -> bool:
        """Set the URL that a call is given, by position, by name or in its options."""
        for given in options:
            keys = {plain_key(key): value for key, value in given.items()}
            if any(each in keys for each in ("url", "uri", "requesturi", "baseurl", "baseuri")) or (
                ("path" in keys or "pathname" in keys) and ("hostname" in keys or "host" in keys)
            ):
                self.begin()
                self.draft.line = call.line
                return True
        if _NO_URL.search(call.name.rpartition(".")[2]) and verb is None:
            return False
        opened = [call.target] if call.name.lower().endswith("openconnection") else []
        candidates = [
            *opened,
            *call.args[:3],
            *[v for k, v in call.named.items() if plain_key(k) in {"url", "uri", "string"}],
        ]
        for each in candidates:
            text = text_of(each) if isinstance(each, str | Call | Member) else None
            if (
                isinstance(each, Name)
                and (verb or names_request)
                and re.search(r"ur[li]|endpoint", each.text, re.I)
            ):
                text = None
            if text is None or not (verb or names_request):
                continue
            relative = bool(self.draft.base) and (text == "" or text[:1] in "/{")
            if URL.match(text) or relative:
                return self.address(text, call, each)
        return False

    def address(self, text: str, call: Call, given: Any) -> bool:
        """Set the URL; the same one again is still the same request."""
        if (
            self.draft.url is not None
            and self.draft.url != text
            and (URL.match(text) or self.draft.sent)
        ) or (self.draft.sent and self.draft.url == text):
            self.begin()
        is_base = re.search(
            r"rest_?client(?:options)?$|httpclient$|\.create$|faraday\.new|client\.new$|\.client$",
            call.name,
            re.IGNORECASE,
        )
        taken = self.draft.set_url(text, call.line)
        if taken and is_base:
            self.draft.base = text
        return taken

    def take_arguments(self, call: Call, verb: str | None, options: list[dict[str, Any]]) -> None:
        """Take method, headers and body from the arguments of a call that has a URL."""
        draft = self.draft
        if verb is not None:
            draft.method = verb.upper()
        for given in options:
            apply_options(draft, given, call.line)
        after_url = False
        for each in call.args:
            text = text_of(each) if isinstance(each, str | Call | Member) else None
            if (isinstance(each, Name) or (text and text.upper() == text)) and draft.set_method(
                each
            ):
                continue
            if text is not None and (text == draft.url or (draft.url or "").endswith(text)):
                after_url = True
            elif isinstance(each, dict) and any(each is one for one in options):
                continue
            elif (
                isinstance(each, dict)
                and each
                and any(key.lower() in _HEADER_NAMES for key in each)
            ):
                draft.add_headers(each)
            elif (
                isinstance(each, dict) and each and (draft.method or verb or "get").upper() == "GET"
            ):
                draft.add_query(each)
            elif after_url and isinstance(each, dict | list | str | Call):
                self.positional_body(each)
        one_shot = draft.client in {
            "fetch",
            "axios",
            "jquery",
            "requests",
            "httpx",
            "guzzle",
            "powershell",
            "httr",
            "cohttp",
            "clj-http",
        }
        draft.sent = draft.sent or one_shot

    def positional_body(self, value: Any) -> None:
        if isinstance(value, Call) and re.search(r"headers$", value.name, re.IGNORECASE):
            self.draft.add_headers(value)
        elif (
            self.draft.method not in {"GET", "HEAD", None}
            and self.draft.payload is None
            and not (isinstance(value, str) and re.fullmatch(r"[a-z]+/[\w.+-]+", value))
        ):
            self.draft.set_body(
                value, self.draft.client in {"requests", "jquery"} and isinstance(value, dict)
            )

    def take_body(self, call: Call, last: str) -> None:
        value = call.args[0] if call.args else None
        if last in {"end", "json"} and not isinstance(value, dict | str):
            return
        if last in {"send", "write", "end"} and not (
            isinstance(value, str | dict)
            or (isinstance(value, Call) and (_DATA.search(value.name) or value.added))
        ):
            self.draft.sent = self.draft.sent or (
                last == "send" and self.draft.address() is not None
            )
            return
        if isinstance(value, str) and URL.match(value):
            return
        if self.draft.address() is not None and self.draft.payload is None:
            self.draft.set_body(value, "form" in last or last == "fields")
        self.draft.sent = self.draft.sent or (last == "send" and self.draft.address() is not None)

    def client(self, name: str) -> str:
        if self.language in _CLIENT_OF:
            return _CLIENT_OF[self.language]
        lowered = name.lower()
        named = next((client for client, sign in _CLIENTS if re.search(sign, lowered)), None)
        return named or self.draft.client or lowered.partition(".")[0].lstrip("$")
