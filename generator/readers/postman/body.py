"""Bodies of a collection: raw, urlencoded, form-data, file and GraphQL."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from generator.diagnostics import Diagnostics
from generator.model import (
    Body,
    FileBody,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    TextPart,
)
from generator.origin import Origin
from generator.readers.descriptions import split_required, stated_values, with_stated
from generator.readers.postman.values import description, disabled, mapping, plain, rows, text
from generator.text import Text, parse
from generator.types.datatypes import AnyType
from generator.types.inference import infer_json_text, infer_text

# The media types that Postman adds for a language when no header says otherwise
# (postman-runtime, `requester/core-body-builder.js`).
_MEDIA_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
    "text": "text/plain",
}
_JSON_MEDIA = re.compile(r"^\s*application/(\S+\+)?json\s*(;|$)", re.IGNORECASE)


def read_body(
    value: Any, headers: tuple[Parameter, ...], origin: Origin, diagnostics: Diagnostics
) -> Body | None:
    """Return the body, or ``None`` where there is none, it is switched off or it is empty."""
    if isinstance(value, str):
        return _raw(value, {}, headers, origin) if value else None
    body = mapping(value)
    mode = plain(body.get("mode")).lower()
    if not mode or disabled(body):
        return None
    reader = _READERS.get(mode)
    if reader is not None:
        return reader(body.get(mode), origin.child(mode))
    if mode != "raw":
        diagnostics.add("body-unknown-mode", f"body mode {mode!r} is read as raw", origin)
    raw = body.get("raw")
    if raw is None or raw == "":
        return None
    options = mapping(mapping(body.get("options")).get("raw"))
    return _raw(raw, options, headers, origin.child("raw"))


def _raw(
    raw: Any, options: dict[str, Any], headers: tuple[Parameter, ...], origin: Origin
) -> RawBody:
    language = plain(options.get("language"))
    stated = [h.value for h in headers if h.enabled and h.name.source.lower() == "content-type"]
    is_json = language == "json" or (
        not language and any(value and _JSON_MEDIA.match(value.source) for value in stated)
    )
    content = text(raw, origin)
    guessed = infer_json_text(content) if is_json or content.source[:1] in "[{" else None
    return RawBody(
        text=content,
        media_type=_MEDIA_TYPES.get(language, "text/plain"),
        json=is_json,
        type=guessed or AnyType(),
    )


def _urlencoded(value: Any, origin: Origin) -> FormBody:
    if isinstance(value, str):
        return FormBody(tuple(_pairs(value, origin)))
    if isinstance(value, dict):
        value = [{"key": key, "value": member} for key, member in value.items()]
    return FormBody(tuple(_form_field(row, origin.child(i)) for i, row in rows(value)))


def _pairs(value: str, origin: Origin) -> list[Parameter]:
    found = []
    start = 0
    for piece in value.split("&") if value else ():
        name, _, given = piece.partition("=")
        place = start + len(name) + 1
        content = parse(given, origin, (place, place + len(given)))
        found.append(_field(parse(name), content, origin, True, ""))
        start += len(piece) + 1
    return found


def _form_field(row: dict[str, Any], origin: Origin) -> Parameter:
    return _field(
        text(row.get("key"), origin.child("key")),
        text(row.get("value"), origin.child("value")),
        origin,
        not disabled(row),
        description(row.get("description")),
    )


def _field(name: Text, value: Text, origin: Origin, enabled: bool, note: str) -> Parameter:
    required, note = split_required(note)
    values = stated_values(note)
    return Parameter(
        name=name,
        location="form",
        value=value,
        type=with_stated(infer_text(value), values),
        required=required,
        enabled=enabled,
        description=note,
        origin=origin,
        enum=values,
    )


def _formdata(value: Any, origin: Origin) -> MultipartBody:
    # Of a string Postman reads fields for `urlencoded`, but none here.
    return MultipartBody(tuple(_part(row, origin.child(i)) for i, row in rows(value)))


def _part(row: dict[str, Any], origin: Origin) -> TextPart | FilePart:
    name = text(row.get("key"), origin.child("key"))
    given_type = row.get("contentType")
    media_type = text(given_type, origin.child("contentType")) if given_type else None
    required, note = split_required(description(row.get("description")))
    if row.get("type") == "file":
        source = row.get("src")
        sources = source if isinstance(source, list) else [source]
        place = origin.child("src")
        paths = tuple(text(path, place) for path in sources if isinstance(path, str) and path)
        given = row.get("fileName")
        file_name = text(given, origin.child("fileName")) if given else None
        return FilePart(
            name, paths, media_type, not disabled(row), note, origin, file_name, required
        )
    value = text(row.get("value"), origin.child("value"))
    type_ = with_stated(infer_text(value), stated_values(note))
    return TextPart(name, value, media_type, not disabled(row), note, type_, origin, required)


def _file(value: Any, origin: Origin) -> FileBody | RawBody:
    members = mapping(value)
    if isinstance(members.get("content"), str) and not members.get("src"):
        content = _base64_text(members["content"], origin.child("content"))
        return RawBody(content, "", False, AnyType())
    source = value if isinstance(value, str) else members.get("src")
    return FileBody(text(source, origin if isinstance(value, str) else origin.child("src")))


def _base64_text(value: str, origin: Origin) -> Text:
    """Decode inline content; postman-runtime does (`runner/request-helpers-presend.js`)."""
    try:
        return text(base64.b64decode(value).decode("utf-8"), origin)
    except ValueError:
        return text(value, origin)


def _graphql(value: Any, origin: Origin) -> GraphQLBody | RawBody:
    if not isinstance(value, dict):
        # The runtime finds none of its members in a string.
        return RawBody(Text(("{}",)), "application/json", True, AnyType())
    members = mapping(value)
    return GraphQLBody(
        query=text(members.get("query"), origin.child("query")),
        variables=text(members.get("variables"), origin.child("variables")),
        operation_name=text(members.get("operationName"), origin.child("operationName")),
    )


_READERS: dict[str, Callable[[Any, Origin], Body]] = {
    "urlencoded": _urlencoded,
    "formdata": _formdata,
    "file": _file,
    "graphql": _graphql,
}
