"""Types of values, as examples show them and sources state them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from generator.frozen import Frozen, changed

StringFormat = Literal["uuid", "date", "date-time", "uri", "email"]


class ScalarType(Frozen):
    """A string, integer, number, boolean or null; strings may have a format."""

    kind: Literal["string", "integer", "number", "boolean", "null"]
    format: StringFormat | None = None


class ArrayType(Frozen):
    """A list; ``items`` is `AnyType` when no example had an element."""

    items: Type


class Field(Frozen):
    """A member of an object; ``required`` when every example had it."""

    name: str
    type: Type
    required: bool = True
    description: str = ""


class ObjectType(Frozen):
    """An object with the members seen, in the order in which they were first seen."""

    fields: tuple[Field, ...] = ()

    def __hash__(self) -> int:
        # The names tell most objects apart, and what is inside them need not be looked at.
        return hash(tuple([field.name for field in self.fields]))


class MapType(Frozen):
    """An object whose keys are data (ids, dates), not names; its values are of one type."""

    values: Type


class UnionType(Frozen):
    """One of several types: at most one array and one object or map among them."""

    members: tuple[Type, ...]


class EnumType(Frozen):
    """A string for which the source lists values; a server may know further ones."""

    values: tuple[str, ...]


class AnyType(Frozen):
    """Nothing is known."""


Type = ScalarType | ArrayType | ObjectType | MapType | UnionType | EnumType | AnyType


def inside(type_: Type, change: Callable[[Type], Type]) -> Type:
    """Return a list, map or union with its inner types changed; other types as they are."""
    if isinstance(type_, ArrayType):
        return changed(type_, items=change(type_.items))
    if isinstance(type_, MapType):
        return changed(type_, values=change(type_.values))
    if isinstance(type_, UnionType):
        return changed(type_, members=tuple(map(change, type_.members)))
    return type_
