"""URLs of a collection: strings, and objects whose parts win over ``raw``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostics
from generator.frozen import Frozen
from generator.model import Parameter, Url
from generator.origin import Origin
from generator.readers.descriptions import split_required, stated_values, with_stated
from generator.readers.postman.values import (
    description,
    disabled,
    mapping,
    plain,
    rows,
    text,
)
from generator.text import Part, Slot, Text, concat, joined, parse
from generator.types.inference import infer_text

# Braces are opaque: `{{a/b}}` is one token.
_SCHEME = re.compile(r"^\s*((?:\{\{[^{}]*\}\}|[^/?#])*?:(?://|\\\\))")
_ANY_TOKEN = r"(?:\{{\{{[^{{}}]*\}}\}}|[^{stop}])*"


class ReadUrl(Frozen):
    """A URL with the parameters that stand in it: path variables, then query parameters."""

    url: Url
    parameters: tuple[Parameter, ...]


EMPTY = ReadUrl(Url(Text(), Text()), ())


def read_url(value: Any, origin: Origin, diagnostics: Diagnostics) -> ReadUrl:
    """Return the URL of a request (docs/postman.md#url)."""
    if isinstance(value, str):
        return _parsed(value, {}, origin)
    parts = mapping(value)
    raw = parts.get("raw")
    if not any(parts.get(name) for name in ("host", "path", "query")):
        if isinstance(raw, str) and raw.strip():
            diagnostics.add(
                "url-raw-only", "this URL has only `raw`; it is read from there", origin
            )
            return _parsed(raw, parts, origin.child("raw"))
        diagnostics.add("request-without-url", "the request has no URL", origin)
        return EMPTY
    slots, path = _with_slots(_path(parts.get("path"), origin.child("path")))
    variables = _path_variables(parts.get("variable"), slots, origin)
    query = _query(parts.get("query"), origin.child("query"))
    user, password = _credentials(parts.get("auth"), origin.child("auth"))
    return ReadUrl(Url(_base(parts, origin), path, user, password), (*variables, *query))


def _base(parts: dict[str, Any], origin: Origin) -> Text:
    protocol, port = parts.get("protocol"), parts.get("port")
    pieces: list[Text | str] = []
    if protocol:
        pieces += [text(protocol, origin.child("protocol"))]
        pieces += ["" if plain(protocol).endswith("://") else "://"]
    pieces.append(_host(parts.get("host"), origin.child("host")))
    if port is not None:
        pieces += [":", text(port, origin.child("port"))]
    return concat(*pieces)


def _credentials(value: Any, origin: Origin) -> tuple[Text | None, Text | None]:
    found = mapping(value)
    if not found:
        return None, None
    user = text(found.get("user"), origin.child("user"))
    return user, text(found.get("password"), origin.child("password"))


def _host(value: Any, origin: Origin) -> Text:
    if not isinstance(value, list):
        return text(value, origin)
    pieces: list[Text | str] = []
    for index, label in enumerate(value):
        pieces += ["." if index else "", text(label, origin.child(index))]
    return concat(*pieces)


def _path(value: Any, origin: Origin) -> list[Text] | None:
    """Return the path's segments, or ``None`` when there is no path at all."""
    if isinstance(value, str):
        return [parse(segment) for segment in value.removeprefix("/").split("/")] if value else None
    if not isinstance(value, list):
        return None
    segments: list[Text] = []
    for index, segment in enumerate(value):
        place = origin.child(index)
        if isinstance(segment, dict):
            segments.append(text(segment.get("value"), place.child("value")))
        else:
            segments.append(text(segment, place))
    return segments or [Text()]


def _with_slots(segments: list[Text] | None) -> tuple[tuple[str, ...], Text]:
    """Return the names of the path variables, and the path with slots in their places."""
    names: dict[str, None] = {}
    parts: list[Part] = []
    for segment in segments or ():
        parts.append("/")
        name = _slot_name(segment)
        if name:
            names.setdefault(name)
            parts += [Slot(name), *_without_prefix(segment, len(name) + 1)]
        else:
            parts.extend(segment.parts)
    return tuple(names), Text(joined(parts))


def _slot_name(segment: Text) -> str:
    # A segment is a path variable only if it starts with a colon; the name ends at the first dot
    # (SDK, `collection/url.js`).
    first = segment.source
    return first[1:].partition(".")[0] if first.startswith(":") else ""


def _without_prefix(segment: Text, length: int) -> tuple[Part, ...]:
    return parse(segment.source[length:]).parts


def _path_variables(value: Any, slots: tuple[str, ...], origin: Origin) -> tuple[Parameter, ...]:
    """Return a parameter for each slot of the path; of duplicate rows the last wins."""
    stated = {plain(r.get("key") or r.get("id")): (i, r) for i, r in rows(value)}
    found = []
    for name in slots:
        index, row = stated.get(name, (None, {}))
        place = origin if index is None else origin.child("variable", index)
        # Only a non-empty string is put in; anything else stays `:name` on the wire.
        given = row.get("value")
        example = text(given, place.child("value")) if isinstance(given, str) and given else None
        _, note = split_required(description(row.get("description")))
        values = stated_values(note)
        found.append(
            Parameter(
                name=parse(name),
                location="path",
                value=example,
                type=with_stated(infer_text(example), values),
                required=True,
                enabled=True,
                description=note,
                origin=place,
                enum=values,
            )
        )
    return tuple(found)


def _query(value: Any, origin: Origin) -> tuple[Parameter, ...]:
    if isinstance(value, str):
        return _query_of_string(value, 0, origin)
    if isinstance(value, dict):
        value = [{"key": key, "value": member} for key, member in value.items()]
    return tuple(_query_parameter(row, origin.child(i)) for i, row in rows(value))


def _query_parameter(row: dict[str, Any], origin: Origin) -> Parameter:
    given = row.get("value")
    # A value that is not a string prints its key only (SDK, `collection/query-param.js`).
    value = text(given, origin.child("value")) if isinstance(given, str) else None
    key = row.get("key")
    required, note = split_required(description(row.get("description")))
    values = stated_values(note)
    found = infer_text(value if value is not None else text(given, origin))
    return Parameter(
        name=text(key, origin.child("key")) if key is not None else Text(),
        location="query",
        value=value,
        type=with_stated(found, values),
        required=required,
        enabled=not disabled(row),
        description=note,
        origin=origin,
        enum=values,
    )


def _parsed(source: str, parts: dict[str, Any], origin: Origin) -> ReadUrl:
    """Parse a URL written as one string, in Postman's order: fragment, query, scheme, path."""
    # Leading blanks go, trailing ones are sent as %20.
    stripped = source.lstrip()
    start = len(source) - len(stripped)
    before_hash = re.match(_ANY_TOKEN.format(stop="#"), stripped, re.DOTALL)
    rest = before_hash[0] if before_hash else stripped
    before_query = re.match(_ANY_TOKEN.format(stop="?"), rest, re.DOTALL)
    address = before_query[0] if before_query else rest
    query = rest[len(address) + 1 :]
    scheme = _SCHEME.match(address)
    scheme_end = scheme.end() if scheme else 0
    authority_match = re.match(_ANY_TOKEN.format(stop=r"/\\"), address[scheme_end:], re.DOTALL)
    base_end = scheme_end + (authority_match.end() if authority_match else 0)
    base, user, password = _base_of_string(address[:base_end], start, origin)
    path = address[base_end:].replace("\\", "/")
    segments = _split_segments(path)
    slots, path_text = _with_slots(segments)
    variables = _path_variables(parts.get("variable"), slots, origin)
    parameters = _query_of_string(query, start + len(address) + 1, origin) if query else ()
    return ReadUrl(Url(base, path_text, user, password), (*variables, *parameters))


def _base_of_string(base: str, start: int, origin: Origin) -> tuple[Text, Text | None, Text | None]:
    """Return scheme and host, user, password; the last two know their place in the string."""
    scheme, separator, authority = base.rpartition("://")
    credentials, at, host = authority.rpartition("@")
    if not at:
        return parse(base), None, None
    user, colon, password = credentials.partition(":")
    offset = start + len(scheme) + len(separator)
    user_text = parse(user, origin, (offset, offset + len(user)))
    offset += len(user) + len(colon)
    password_text = parse(password, origin, (offset, offset + len(password)))
    return parse(scheme + separator + host), user_text, password_text


def _split_segments(path: str) -> list[Text] | None:
    if not path:
        return None
    tokens = re.split(r"(\{\{[^{}]*\}\})", path[1:])
    segments = [""]
    for index, token in enumerate(tokens):
        first, *others = [token] if index % 2 else token.split("/")
        segments[-1] += first
        segments += others
    return [parse(segment) for segment in segments]


def _query_of_string(query: str, start: int, origin: Origin) -> tuple[Parameter, ...]:
    found = []
    for piece in _split_query(query):
        name, equals, given = piece.partition("=")
        place = start + len(name) + 1
        value = parse(given, origin, (place, place + len(given))) if equals else None
        found.append(
            Parameter(
                name=parse(name),
                location="query",
                value=value,
                type=infer_text(value),
                required=None,
                enabled=True,
                description="",
                origin=origin,
            )
        )
        start += len(piece) + 1
    return tuple(found)


def _split_query(query: str) -> Iterator[str]:
    """Yield what stands between ``&``, of which those within ``{{…}}`` do not count."""
    begin = 0
    for masked in _RUN.sub(_masked, query).split("&"):
        yield query[begin : begin + len(masked)]
        begin += len(masked) + 1


# One step for a text of any length: looking ahead from each ``&`` would take its square.
_RUN = re.compile(r"[^{}]+(?:\}\})?")


def _masked(run: re.Match[str]) -> str:
    return run[0].replace("&", "\0") if run[0].endswith("}}") else run[0]
