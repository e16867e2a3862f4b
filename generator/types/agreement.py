"""Agreement: whether two types, seen in different places, are examples of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.types.datatypes import (
    AnyType,
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)

Fields = Mapping[str, Type]
_NUMBERS = frozenset({"integer", "number"})


def agree(one: Type, other: Type, alike: Callable[[ObjectType, ObjectType], bool]) -> bool:
    """Whether nothing of one type contradicts the other; ``alike`` compares objects.

    Null and `AnyType` agree with everything. Of unions, one must hold nothing new to the other.
    """
    first, second = _members(one), _members(other)
    if any(isinstance(member, AnyType) for member in (*first, *second)):
        return True
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    return all(any(_plain(a, b, alike) for b in many) for a in few)


def _members(type_: Type) -> tuple[Type, ...]:
    members = type_.members if isinstance(type_, UnionType) else (type_,)
    return tuple(m for m in members if m != ScalarType("null"))


def _plain(one: Type, other: Type, alike: Callable[[ObjectType, ObjectType], bool]) -> bool:
    if isinstance(one, ObjectType) and isinstance(other, ObjectType):
        return alike(one, other)
    if isinstance(one, ArrayType) and isinstance(other, ArrayType):
        return agree(one.items, other.items, alike)
    if isinstance(one, MapType) and isinstance(other, MapType):
        return agree(one.values, other.values, alike)
    kinds = {_kind(one), _kind(other)}
    return None not in kinds and (len(kinds) == 1 or kinds == _NUMBERS)


def _kind(type_: Type) -> str | None:
    if isinstance(type_, EnumType):
        return "string"
    return type_.kind if isinstance(type_, ScalarType) else None


def nearly_equal(one: Fields, other: Fields) -> bool:
    """Whether of all members that two objects have most are common to both."""
    return _common(one, other) >= 0.7 * len(one.keys() | other.keys())


def related(one: Fields, other: Fields) -> bool:
    """Whether half of the smaller object's members are in the other too.

    Requests of one operation answer alike, or with entirely different things.
    """
    return _common(one, other) >= 0.5 * min(len(one), len(other))


def any_share(one: Fields, other: Fields) -> bool:
    """Accept any two objects: for `agree`, where their members need not overlap."""
    return True


def _common(one: Fields, other: Fields) -> int:
    return len(one.keys() & other.keys())
