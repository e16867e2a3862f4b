"""Requests and saved responses of a collection."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from generator.diagnostics import Diagnostics
from generator.model import Auth, Behavior, Request, Response
from generator.origin import Origin
from generator.readers.postman.auth import read_auth
from generator.readers.postman.body import read_body
from generator.readers.postman.headers import read_headers
from generator.readers.postman.url import EMPTY, read_url
from generator.readers.postman.values import mapping, plain, rows
from generator.resolving.headers import TOKEN
from generator.text import parse
from generator.types.inference import infer_response_text

_STATUS = re.compile(r"[1-5][0-9]{2}")
_CODE = re.compile(r"[1-5][0-9]{2}\s+(?=\S)")
_PREVIEW_MEDIA = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
}


def read_request(value: Any, inherited: Auth, origin: Origin, diagnostics: Diagnostics) -> Request:
    """Return a request: an object, or a string that is the URL of a GET."""
    if isinstance(value, str):
        found = read_url(value, origin, diagnostics)
        return Request("GET", found.url, found.parameters, (), None, inherited)
    request = mapping(value)
    found = EMPTY
    if request.get("url"):
        found = read_url(request["url"], origin.child("url"), diagnostics)
    else:
        diagnostics.add("request-without-url", "the request has no URL", origin)
    headers = read_headers(request.get("header"), origin.child("header"))
    body = read_body(request.get("body"), headers, origin.child("body"), diagnostics)
    auth = read_auth(request.get("auth"), origin.child("auth"), diagnostics)
    method = _method(request.get("method"), origin, diagnostics)
    return Request(method, found.url, found.parameters, headers, body, auth or inherited)


def _method(value: Any, origin: Origin, diagnostics: Diagnostics) -> str:
    """Return the method in upper case; a missing one is GET, any HTTP token is allowed."""
    method = "GET" if value is None else plain(value).upper()
    if TOKEN.fullmatch(method) or parse(method).references:
        return method
    message = f"{method!r} is not an HTTP method; GET stands in its place"
    diagnostics.add("method-invalid", message, origin.child("method"))
    return "GET"


def read_responses(value: Any, inherited: Auth, origin: Origin) -> tuple[Response, ...]:
    """Return the saved responses; one without a status keeps ``None``."""
    return tuple(_response(row, inherited, origin.child(index)) for index, row in rows(value))


def _response(row: dict[str, Any], inherited: Auth, origin: Origin) -> Response:
    headers = tuple(
        (header.name.source, header.value.source if header.value else "")
        for header in read_headers(row.get("header"), origin.child("header"))
    )
    body = row.get("body")
    content = body if isinstance(body, str) else plain(body) if body is not None else None
    media_type = _media_type(headers, row, content)
    original = row.get("originalRequest")
    place = origin.child("originalRequest")
    # What is odd in a saved request repeats what is odd in its parent.
    unheard = Diagnostics()
    return Response(
        name=plain(row.get("name")),
        status=_status(row.get("code")),
        reason=_reason(row.get("status")),
        headers=headers,
        media_type=media_type,
        text=content,
        type=infer_response_text(content, media_type) if content else None,
        request=read_request(original, inherited, place, unheard) if original else None,
        origin=origin,
    )


def _status(code: Any) -> int | None:
    text = plain(code)
    return int(text) if _STATUS.fullmatch(text) else None


def _reason(status: Any) -> str:
    """Return the words of a status, without the code that some sources repeat there."""
    return "" if isinstance(status, int) else _CODE.sub("", plain(status))


def _media_type(
    headers: tuple[tuple[str, str], ...], row: dict[str, Any], content: str | None
) -> str:
    """Return what a header states, or else how Postman shows a body; it shows any as ``text``."""
    stated = next((value for name, value in headers if name.lower() == "content-type"), "")
    if stated:
        return stated.partition(";")[0].strip().lower()
    language = plain(row.get("_postman_previewlanguage")).lower()
    return _PREVIEW_MEDIA.get(language, "") if content else ""


def read_behavior(levels: list[Any]) -> Behavior:
    """Merge ``protocolProfileBehavior`` of collection, folders and item; inner keys win."""
    merged: dict[str, Any] = {}
    for level in levels:
        merged |= mapping(level)
    limit = merged.get("maxRedirects")
    omitted = mapping(merged.get("disabledSystemHeaders"))
    return _behavior(
        follow_redirects=_flag(merged.get("followRedirects")),
        max_redirects=limit if isinstance(limit, int) and limit >= 0 else None,
        verify_tls=_flag(merged.get("strictSSL")),
        encode_url=merged.get("disableUrlEncoding") is not True,
        body_with_any_method=merged.get("disableBodyPruning") is True,
        omitted_headers=tuple(sorted(name.lower() for name, off in omitted.items() if off)),
    )


# Nearly all requests behave in the same way.
_behavior = lru_cache(maxsize=64)(Behavior)


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
