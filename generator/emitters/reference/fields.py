"""The fields of a JSON body as rows: nested ones by their dotted name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from generator.emitters.reference.values import type_name
from generator.frozen import Frozen
from generator.types.datatypes import ArrayType, MapType, ObjectType, ScalarType, Type, UnionType
from generator.types.inference import load_json_text

# Longer tables hide more than they tell.
_MAX_ROWS = 300
_MAX_EXAMPLE = 60

# A value that only names its type, as in collections made from OpenAPI: ``<string>``.
PLACEHOLDER = re.compile(r"<[A-Za-z0-9-]{3,9}>")


class FieldRow(Frozen):
    """A field: ``path`` is ``items[].id``; ``always`` when every example has it."""

    path: str
    type: str
    always: bool
    example: str | None
    description: str


class FieldTable(Frozen):
    """The rows of a type, and how many ``more`` there are; the flags say which columns it has."""

    rows: tuple[FieldRow, ...]
    more: int
    varied: bool
    exampled: bool
    described: bool


def field_table(type_: Type, seen: int, examples: Sequence[Any] = ()) -> FieldTable | None:
    """Return the fields of a type with values of the examples; ``None`` where it has none.

    ``seen`` is the number of bodies that the type was made of: one alone cannot tell which fields
    may be missing.
    """
    rows = _rows(type_, "", examples)
    kept = tuple(islice(rows, _MAX_ROWS))
    if not kept:
        return None
    return FieldTable(
        rows=kept,
        more=sum(1 for _ in rows),
        varied=seen > 1 or any(not row.always for row in kept),
        exampled=any(row.example is not None for row in kept),
        described=any(row.description for row in kept),
    )


def field_paths(type_: Type) -> set[str]:
    """Return the dotted names of all fields of a type."""
    return {row.path for row in _rows(type_, "", ())}


def json_examples(texts: Sequence[str]) -> list[Any]:
    """Return the values of those texts that are JSON."""
    found = []
    for text in texts:
        try:
            found.append(load_json_text(text))
        except ValueError:
            continue
    return found


def _rows(type_: Type, path: str, examples: Sequence[Any]) -> Iterator[FieldRow]:
    if isinstance(type_, UnionType):
        for member in type_.members:
            yield from _rows(member, path, examples)
    elif isinstance(type_, ArrayType):
        items = [item for value in examples if isinstance(value, list) for item in value]
        yield from _rows(type_.items, path + "[]", items)
    elif isinstance(type_, MapType):
        inner = [v for value in examples if isinstance(value, dict) for v in value.values()]
        yield from _rows(type_.values, f"{path}.*" if path else "*", inner)
    elif isinstance(type_, ObjectType):
        objects = [value for value in examples if isinstance(value, dict)]
        for field in type_.fields:
            name = f"{path}.{field.name}" if path else field.name
            values = [value[field.name] for value in objects if field.name in value]
            always = field.required
            example = _example(values)
            yield FieldRow(name, type_name(field.type), always, example, field.description)
            if not isinstance(field.type, ScalarType):
                yield from _rows(field.type, name, values)


def _example(values: Sequence[Any]) -> str | None:
    """Return the first value that is short and says something."""
    for value in values:
        if isinstance(value, dict) or value in (None, "", []):
            continue
        if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            continue
        if isinstance(value, str) and PLACEHOLDER.fullmatch(value):
            continue
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        # A variable that stands without quotes has a mark before its braces.
        shown = shown if shown[0] != "\ue000" else "{{" + shown.partition("{{")[2]
        if len(shown) <= _MAX_EXAMPLE and "\ue000" not in shown:
            return shown
    return None
