"""Types: how the values that two versions of a type describe differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from generator.frozen import Frozen
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    EnumType,
    Field,
    MapType,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)

Kind = Literal["added", "removed", "changed", "widened", "narrowed", "optional", "always"]


class Difference(Frozen):
    """What is other at ``path`` (``items[].id``; empty is the whole), in words before and after."""

    kind: Kind
    path: str
    old: str = ""
    new: str = ""


def differences(old: Type, new: Type, path: str = "") -> Iterator[Difference]:
    """Yield how types differ. Formats of strings do not count: other examples change them."""
    before, after = _alternatives(old), _alternatives(new)
    if not before or not after:
        return
    kind = _compared(set(before), set(after))
    if kind is not None:
        yield Difference(kind, path, _described(before), _described(after))
    for name in sorted(before.keys() & after.keys()):
        a, b = before[name], after[name]
        if isinstance(a, ArrayType) and isinstance(b, ArrayType):
            yield from differences(a.items, b.items, f"{path}[]")
        elif isinstance(a, MapType) and isinstance(b, MapType):
            yield from differences(a.values, b.values, f"{path}.*".lstrip("."))
        elif isinstance(a, ObjectType) and isinstance(b, ObjectType):
            yield from _of_fields(a.fields, b.fields, path)


def _of_fields(old: tuple[Field, ...], new: tuple[Field, ...], path: str) -> Iterator[Difference]:
    before, after = {f.name: f for f in old}, {f.name: f for f in new}
    for name in sorted(before.keys() | after.keys()):
        place = f"{path}.{name}" if path else name
        if name not in after:
            yield Difference("removed", place)
        elif name not in before:
            yield Difference("added", place)
        else:
            yield from differences(before[name].type, after[name].type, place)
            if before[name].required != after[name].required:
                yield Difference("always" if after[name].required else "optional", place)


def _alternatives(type_: Type) -> dict[str, Type]:
    """Return the kinds of JSON value that a type has; nothing where nothing is known."""
    members = type_.members if isinstance(type_, UnionType) else (type_,)
    return {_kind(member): member for member in members if not isinstance(member, AnyType)}


def _kind(type_: Type) -> str:
    if isinstance(type_, ScalarType):
        return type_.kind
    if isinstance(type_, EnumType):
        return "string"
    return "list" if isinstance(type_, ArrayType) else "object"


def _compared(old: set[str], new: set[str]) -> Kind | None:
    # An integer is a number.
    lost = {k for k in old - new if not (k == "integer" and "number" in new)}
    more = {k for k in new - old if not (k == "integer" and "number" in old)}
    if lost and more:
        return "changed"
    if more:
        return "widened"
    return "narrowed" if lost else None


def _described(alternatives: dict[str, Type]) -> str:
    return " or ".join(sorted(alternatives))
