"""JSON for typed targets: rows that build a body, a sample response as a tree of variables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from generator.emitters.jsonvalues import NotExpressible, Value, json_value
from generator.escaping.words import Word
from generator.frozen import Frozen
from generator.model import Response
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.names.plan import Plan
from generator.text import Fresh
from generator.types.datatypes import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)
from generator.wire import WireBody, WireText

# Longer bodies are sent as text, and deeper fields are not read.
_MAX_ROWS = 300
_MAX_DEPTH = 8


class JsonRow(Frozen):
    """A value of a JSON body. ``path`` are names and indexes from its root.

    ``kind`` is string, integer, number, boolean, null, or of an empty value object or array;
    ``text`` is what is in a string, else the value as JSON writes it.
    """

    path: tuple[str | int, ...]
    kind: str
    text: Word

    @property
    def dotted(self) -> str:
        """The path as ``a.b[0].c``."""
        found = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return found.removeprefix(".")

    @property
    def is_plain(self) -> bool:
        """Whether `dotted` says where the value stands in an object, and nothing else."""
        names = [step for step in self.path if isinstance(step, str)]
        return isinstance(self.path[0], str) and all(map(_PLAIN_NAME.fullmatch, names))


# A name in which nothing stands that stands between names.
_PLAIN_NAME = re.compile(r"""[^.\[\]"'|\\\x00-\x1f\x7f]+""")


class Shape(Frozen):
    """A value of a sample response, with a variable for it that no other of the response has.

    ``kind`` is string, integer, number, boolean, null, any, object (with ``members``), array (with
    ``items``) or map, an object whose names are data (with ``items``, too).
    """

    name: str
    variable: str
    kind: str
    members: tuple[Shape, ...] = ()
    items: Shape | None = None


class Reading(Frozen):
    """A step of reading JSON: the value at a path as in `JsonRow.dotted`, into a variable.

    ``kind`` is string, integer, number, boolean or array. Of an array all ``steps`` are taken for
    each item; ``index`` is its number, which stands in the paths of these as ``[index]``.
    """

    variable: str
    kind: str
    path: str
    index: str = ""
    steps: tuple[Reading, ...] = ()


class SampleResponse(Frozen):
    """A saved response, and the shape of its JSON where it has one."""

    status: int | None
    media_type: str
    text: str
    shape: Shape | None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """How the values of an object are read, one after the other; arrays three deep."""
        if self.shape is None or self.shape.kind != "object":
            return ()
        return tuple(_readings(self.shape, "", "ijk"))


def json_rows(body: WireBody | None, plan: Plan) -> tuple[JsonRow, ...]:
    """Return the values that build a JSON object or array; nothing where they would not be it."""
    if not isinstance(body, WireText):
        return ()
    try:
        value = json_value(body.text, plan)
    except NotExpressible:
        return ()
    rows = tuple(_rows(value, ())) if isinstance(value, dict | list) else ()
    return rows if len(rows) <= _MAX_ROWS else ()


def _rows(value: Value, path: tuple[str | int, ...]) -> Iterator[JsonRow]:
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for step, member in members:
            yield from _rows(member, (*path, step))
        if path and not value:
            yield JsonRow(path, "object" if isinstance(value, dict) else "array", ())
    elif isinstance(value, tuple):
        yield JsonRow(path, "string", value)
    elif isinstance(value, Fresh):
        yield JsonRow(path, "integer", (value,))
    else:
        yield JsonRow(path, _KINDS[type(value)], (json.dumps(value),))


_KINDS = {bool: "boolean", int: "integer", float: "number", type(None): "null"}


def sample_response(responses: tuple[Response, ...]) -> SampleResponse | None:
    """Return the first response that tells of success, or else the first one."""
    good = [one for one in responses if one.status is None or one.status < 300]
    found = next(iter([*good, *responses]), None)
    if found is None:
        return None
    shape = _shape("", found.type, 0) if found.type is not None else None
    if shape is not None:
        names = allocate([Wanted((_variable(one),)) for one in _all(shape)])
        shape = _named(shape, iter(names))
    return SampleResponse(found.status, found.media_type, found.text or "", shape)


def _shape(name: str, type_: Type, depth: int) -> Shape:
    if isinstance(type_, UnionType):
        known = [m for m in type_.members if m != ScalarType("null")]
        return _shape(name, (known or list(type_.members))[0], depth)
    if isinstance(type_, ScalarType):
        return Shape(name, "", type_.kind)
    if isinstance(type_, EnumType):
        return Shape(name, "", "string")
    if depth < _MAX_DEPTH and isinstance(type_, ObjectType):
        members = tuple(_shape(field.name, field.type, depth + 1) for field in type_.fields)
        return Shape(name, "", "object", members)
    if depth < _MAX_DEPTH and isinstance(type_, ArrayType):
        return Shape(name, "", "array", items=_shape("", type_.items, depth + 1))
    if depth < _MAX_DEPTH and isinstance(type_, MapType):
        return Shape(name, "", "map", items=_shape("", type_.values, depth + 1))
    return Shape(name, "", "any")


def _readings(shape: Shape, path: str, indexes: str) -> Iterator[Reading]:
    """Yield how a value is read, with the indexes that are left for arrays."""
    if shape.kind == "object":
        for member in shape.members:
            if _PLAIN_NAME.fullmatch(member.name):
                before = f"{path}." if path else ""
                yield from _readings(member, f"{before}{member.name}", indexes)
    elif shape.kind == "array" and shape.items is not None and indexes:
        steps = tuple(_readings(shape.items, f"{path}[{indexes[0]}]", indexes[1:]))
        if steps:
            yield Reading(shape.variable, "array", path, indexes[0], steps)
    elif shape.kind in ("integer", "number", "boolean"):
        yield Reading(shape.variable, shape.kind, path)
    elif shape.kind in ("string", "null", "any"):
        yield Reading(shape.variable, "string", path)


def _all(shape: Shape) -> Iterator[Shape]:
    yield shape
    for member in shape.members:
        yield from _all(member)
    if shape.items is not None:
        yield from _all(shape.items)


def _variable(shape: Shape) -> str:
    return naming.identifier(shape.name, "item") if shape.name else "item"


def _named(shape: Shape, names: Iterator[str]) -> Shape:
    """Return a shape with the next names, in the order of `_all`."""
    variable = next(names)
    members = tuple(_named(member, names) for member in shape.members)
    items = _named(shape.items, names) if shape.items is not None else None
    return Shape(shape.name, variable, shape.kind, members, items)
