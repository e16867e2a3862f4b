"""Options of HTTP clients: what a key such as ``headers`` or ``CURLOPT_URL`` asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.readers.pages.samples.draft import Draft
from generator.readers.pages.samples.request import header
from generator.readers.pages.samples.values import Call, pairs_of, text_of

_URLS = {"url", "uri", "requesturi", "requesturl", "absoluteuri"}
_BASES = {"baseurl", "baseuri", "baseaddress"}
_METHODS = {"method", "customrequest", "verb", "httpmethod", "requestmethod"}
_HEADERS = {
    "headers",
    "header",
    "httpheader",
    "httpheaders",
    "allhttpheaderfields",
    "defaultheaders",
    "requestheaders",
}
_QUERIES = {
    "params",
    "query",
    "qs",
    "searchparams",
    "queryparams",
    "querystring",
    "queryparameters",
}
_BODIES = {
    "data",
    "body",
    "postfields",
    "json",
    "payload",
    "content",
    "httpbody",
    "requestbody",
    "rawbody",
    "infile",
}
_FORMS = {"formparams", "form", "multipart", "files", "formdata", "fields"}
_AUTHS = {"auth", "userpwd", "basicauth", "httpauth"}
# Keys that hardly stand in a body.
_SURE = {
    *(*_METHODS, *_HEADERS, *_URLS, *_BASES, *_QUERIES, *_BODIES, *_FORMS, *_AUTHS),
    "contenttype",
}
_OTHERS = {"contenttype", "hostname", "path", "pathname", "type", "mode", "redirect", "timeout",
"accept", "async",
           "crossdomain", "datatype", "success", "withcredentials", "credentials", "oauthtoken",
           "post"}  # fmt: skip


def plain_key(key: str) -> str:
    """Return the letters of a key without the prefix that PHP and C give it."""
    return re.sub(r"^curlopt|^customrequestheaders$", "", re.sub(r"[^a-z]", "", key.lower()))


def is_options(mapping: dict[str, Any]) -> bool:
    """Tell options of a client from a body: no key is unknown, or two are sure."""
    keys = {plain_key(str(key)) for key in mapping}
    sure = keys & (_SURE | {"hostname"})
    all_known = sure == keys or not (keys - sure - _OTHERS - {"host", "port", "protocol", "agent"})
    return bool(sure) and (
        all_known or bool(keys & _HEADERS and keys & (_METHODS | _BODIES | _URLS)) or len(sure) > 2
    )


def names_options(named: dict[str, Any]) -> bool:
    """Tell whether named arguments are those of a client; they never are a body themselves."""
    return any(plain_key(key) in _SURE for key in named)


def apply_options(draft: Draft, mapping: dict[str, Any], line: int) -> None:
    """Apply each option; what a body is depends on the headers, so it comes last."""
    bodies = _BODIES | _FORMS
    later = [key for key in mapping if plain_key(str(key)) in bodies]
    for key in [key for key in mapping if key not in later] + later:
        apply_option(draft, str(key), mapping[key], line)
    if {"user", "password"} <= {plain_key(str(key)) for key in mapping}:
        draft.add_basic(mapping.get("user"), mapping.get("password"))


def apply_option(draft: Draft, key: str, value: Any, line: int) -> None:
    """Apply one option of a client, whatever the client; an unknown one does nothing."""
    name = plain_key(key)
    for names, apply in _TABLE:
        if name in names:
            apply(draft, name, value, line)
            return


def _url(draft: Draft, _name: str, value: Any, line: int) -> None:
    draft.set_url(value, line)


def _base(draft: Draft, _name: str, value: Any, line: int) -> None:
    draft.base = (text_of(value) or "").strip()
    if draft.url and draft.url.startswith("/"):
        draft.set_url(draft.url, line)


def _method(draft: Draft, _name: str, value: Any, _line: int) -> None:
    draft.set_method(value)


def _headers(draft: Draft, _name: str, value: Any, _line: int) -> None:
    draft.add_headers(value)


def _query(draft: Draft, _name: str, value: Any, _line: int) -> None:
    draft.add_query(value)


def _body(draft: Draft, name: str, value: Any, _line: int) -> None:
    content_type = (header(draft.headers, "content-type") or "").lower()
    by_client = name in {"data", "postfields"} and draft.client in {
        "requests",
        "jquery",
        "httpx",
        "curl",
    }
    if (
        isinstance(value, dict)
        and name == "data"
        and draft.client == "jquery"
        and draft.method in {None, "GET"}
    ):
        draft.add_query(value)
        return
    as_form = "x-www-form-urlencoded" in content_type or (by_client and "json" not in content_type)
    draft.set_body(value, as_form and name != "json")


def _form(draft: Draft, name: str, value: Any, _line: int) -> None:
    if isinstance(value, list):  # Guzzle: [['name' => 'file', 'contents' => …], …]
        named = [each for each in value if isinstance(each, dict) and "name" in each]
        draft.form += [(str(each["name"]), each.get("contents", "")) for each in named]
        if named:
            return
    if name == "files":
        draft.form += [
            (str(key), each if isinstance(each, Call | list) else f"@{text_of(each)}")
            for key, each in pairs_of(value)
        ]
    else:
        draft.set_body(value, True)


def _auth(draft: Draft, _name: str, value: Any, _line: int) -> None:
    if isinstance(value, dict):
        user = value.get("username", value.get("user"))
        if user is not None:
            draft.add_basic(user, value.get("password", value.get("pass", "")))
    elif isinstance(value, list) and value:
        draft.add_basic(*value[:2])
    elif isinstance(value, str):
        draft.add_basic(*value.split(":", 1))
    elif isinstance(value, Call) and value.args and draft.auth is None:
        draft.add_basic(*value.args[:2])


def _content_type(draft: Draft, name: str, value: Any, _line: int) -> None:
    text = text_of(value)
    if text and "/" in text:
        draft.add_header("Accept" if name == "accept" else "Content-Type", text)


def _host(draft: Draft, _name: str, value: Any, _line: int) -> None:
    text = (
        text_of(value)
        if not isinstance(value, list)
        else ".".join(text_of(each) or "" for each in value)
    )
    draft.host = text or draft.host


def _path(draft: Draft, _name: str, value: Any, _line: int) -> None:
    draft.path = text_of(value) or draft.path


def _type(draft: Draft, _name: str, value: Any, _line: int) -> None:
    if isinstance(value, str) and value.isupper():
        draft.set_method(value)


def _post(draft: Draft, name: str, value: Any, _line: int) -> None:
    draft.posts = name == "post" and value not in {0, None}


def _token(draft: Draft, _name: str, value: Any, _line: int) -> None:
    draft.add_header("Authorization", f"Bearer {text_of(value)}")


_Apply = Callable[[Draft, str, Any, int], None]
_TABLE: tuple[tuple[set[str], _Apply], ...] = (
    (_URLS, _url), (_BASES, _base), (_METHODS, _method), (_HEADERS, _headers), (_QUERIES, _query),
    (_BODIES, _body), (_FORMS, _form), (_AUTHS, _auth), ({"contenttype", "accept"}, _content_type),
    ({"hostname", "host"}, _host), ({"path", "pathname"}, _path), ({"type"}, _type), ({"post"},
    _post),
    ({"oauthtoken"}, _token),
)  # fmt: skip
