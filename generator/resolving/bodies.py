"""Bodies as they go on the wire: modes, comments, the order of form fields, media types.

Rules: postman-runtime, `requester/core-body-builder.js`; docs/postman.md#bodies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.model import (
    Body,
    Endpoint,
    FileBody,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    RawBody,
    TextPart,
)
from generator.resolving import media_types
from generator.text import Text, concat, map_literals, masked
from generator.types.inference import strip_comments
from generator.wire import (
    WireBody,
    WireFile,
    WireForm,
    WireMultipart,
    WirePart,
    WireText,
)

FORM = "application/x-www-form-urlencoded"
# postman-runtime sends no body with these unless `disableBodyPruning` (`requester/core.js`).
_BODILESS = frozenset({"GET", "COPY", "HEAD", "PURGE", "UNLOCK"})

Fill = Callable[[Text], Text]


def wire_body(endpoint: Endpoint, fill: Fill, diagnostics: Diagnostics) -> WireBody | None:
    """Return the body of a request as it is sent; ``fill`` puts variables into texts."""
    body = endpoint.request.body
    if body is None:
        return None
    if not sends_body(endpoint):
        if _holds_something(body):
            message = f"Postman sends no body with {endpoint.request.method}; it is left out"
            diagnostics.add("body-pruned", message, endpoint.origin)
        return None
    if isinstance(body, RawBody):
        return WireText(_raw(body, fill), body.json)
    if isinstance(body, GraphQLBody):
        return _graphql(body, fill)
    if isinstance(body, FormBody):
        fields = [(f.name, f.value or Text()) for f in body.fields if f.enabled]
        pairs = [(fill(name), fill(value)) for name, value in fields]
        return WireForm(_in_javascript_order(pairs)) if pairs else None
    if isinstance(body, FileBody):
        if not body.path:
            message = "no file is chosen for the body; it is sent empty"
            diagnostics.add("body-file-unset", message, endpoint.origin)
            return None
        return WireFile(fill(body.path))
    return _multipart(body, fill, diagnostics)


def _holds_something(body: Body) -> bool:
    """Whether anything is lost without a body: Postman leaves empty ones in what it saves."""
    if isinstance(body, RawBody):
        return bool(body.text.source.strip())
    if isinstance(body, FormBody):
        return any(field.enabled for field in body.fields)
    if isinstance(body, MultipartBody):
        return any(part.enabled for part in body.parts)
    return bool(body.path if isinstance(body, FileBody) else body.query)


def _raw(body: RawBody, fill: Fill) -> Text:
    text = fill(body.text)
    if not body.json:
        return text
    string, unmask = masked(text)
    return changed(unmask(strip_comments(string)), origin=text.origin)


def _graphql(body: GraphQLBody, fill: Fill) -> WireText | None:
    query = fill(body.query)
    variables = fill(body.variables)
    name = fill(body.operation_name)
    pieces: list[Text | str] = ['{"query":', _json_string(query)]
    if name:
        pieces += [',"operationName":', _json_string(name)]
    if variables.source.strip():
        pieces += [',"variables":', variables]
    return WireText(concat(*pieces, "}"), True)


def _multipart(body: MultipartBody, fill: Fill, diagnostics: Diagnostics) -> WireMultipart | None:
    parts: list[WirePart] = []
    for part in body.parts:
        if not part.enabled:
            continue
        if isinstance(part, TextPart):
            media_type = fill(part.media_type) if part.media_type else None
            parts.append(WirePart(fill(part.name), fill(part.value), None, media_type))
        else:
            parts += _files(part, fill, diagnostics)
    return WireMultipart(tuple(parts)) if parts else None


def _files(part: FilePart, fill: Fill, diagnostics: Diagnostics) -> list[WirePart]:
    name = fill(part.name)
    media_type = fill(part.media_type) if part.media_type else None
    if not part.paths:
        message = f"form field {name.source!r} names no file; it is left out"
        diagnostics.add("body-file-unset", message, part.origin)
    file_name = fill(part.file_name) if part.file_name else None
    paths = map(fill, part.paths)
    return [WirePart(name, None, path, media_type, file_name) for path in paths]


def media_type(body: Body, fill: Fill) -> str:
    """Return the media type that a body has when no header states one; empty for none."""
    if isinstance(body, RawBody):
        return body.media_type
    if isinstance(body, FormBody):
        return FORM
    if isinstance(body, FileBody):
        return media_types.of_file(fill(body.path).source)
    return "application/json"


def _in_javascript_order(pairs: list[tuple[Text, Text]]) -> tuple[tuple[Text, Text], ...]:
    """Return form fields as postman-runtime sends them: it collects them in an object.

    Fields of one name stand together where the first stood.
    """
    grouped: dict[str, list[tuple[Text, Text]]] = {}
    for name, value in pairs:
        grouped.setdefault(name.source, []).append((name, value))
    return tuple(pair for name in javascript_order(grouped) for pair in grouped[name])


def javascript_order(names: Iterable[str]) -> list[str]:
    """Return names as a JavaScript object lists them: whole numbers first, in their order."""
    listed = list(names)
    numbers = sorted((n for n in listed if re.fullmatch(r"0|[1-9]\d{0,8}", n)), key=int)
    return list(dict.fromkeys([*numbers, *listed]))


def sends_body(endpoint: Endpoint) -> bool:
    """Whether Postman sends a body with the endpoint's method."""
    return endpoint.request.method not in _BODILESS or endpoint.behavior.body_with_any_method


def _json_string(text: Text) -> Text:
    escaped = map_literals(text, lambda s: json.dumps(s, ensure_ascii=False)[1:-1])
    return concat('"', escaped, '"')
