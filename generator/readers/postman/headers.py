"""Headers of a collection: a list of rows, of strings, a block of lines, or an object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.model import Parameter
from generator.origin import Origin
from generator.readers.descriptions import split_required, stated_values, with_stated
from generator.readers.postman.values import description, disabled, plain, text
from generator.text import Text, parse
from generator.types.inference import infer_text

_LINE = re.compile(r"[^\r\n]+")


def read_headers(value: Any, origin: Origin) -> tuple[Parameter, ...]:
    """Return the headers in order, also those that are switched off; empty names are dropped."""
    return tuple(_headers(value, origin))


def _headers(value: Any, origin: Origin) -> Iterator[Parameter]:
    if isinstance(value, str):
        yield from _block(value, origin)
    elif isinstance(value, dict):
        for key, member in value.items():
            if key:
                yield _header(parse(key), text(member, origin.child(key)), origin.child(key))
    elif isinstance(value, list):
        for index, row in enumerate(value):
            place = origin.child(index)
            if isinstance(row, str):
                yield from _block(row, place)
            elif isinstance(row, dict) and plain(row.get("key")).strip():
                yield _row(row, place)


def _row(row: dict[str, Any], origin: Origin) -> Parameter:
    return _header(
        text(row["key"], origin.child("key")),
        # A stated null is sent as the word; a value that is not there is empty.
        text("null" if row.get("value", "") is None else row.get("value"), origin.child("value")),
        origin,
        enabled=not disabled(row),
        note=description(row.get("description")),
    )


def _block(block: str, origin: Origin) -> Iterator[Parameter]:
    """Read lines of ``Name: value``; a line that starts with ``//`` is switched off."""
    for line in _LINE.finditer(block):
        name, _, value = line[0].partition(":")
        off = name.lstrip().startswith("//")
        name = name.lstrip().removeprefix("//").strip() if off else name.strip()
        if not name:
            continue
        start = line.end() - len(value.lstrip())
        value = value.strip()
        span = (start, start + len(value))
        yield _header(parse(name), parse(value, origin, span), origin, enabled=not off)


def _header(
    name: Text, value: Text, origin: Origin, *, enabled: bool = True, note: str = ""
) -> Parameter:
    required, note = split_required(note)
    values = stated_values(note)
    return Parameter(
        name=name,
        location="header",
        value=value,
        type=with_stated(infer_text(value), values),
        required=required,
        enabled=enabled,
        description=note,
        origin=origin,
        enum=values,
    )
