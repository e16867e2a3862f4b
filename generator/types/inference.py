"""Example values -> types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from generator.frozen import changed
from generator.text import Text, parse
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    EnumType,
    Field,
    MapType,
    ObjectType,
    ScalarType,
    StringFormat,
    Type,
    UnionType,
    inside,
)
from generator.types.mapkeys import are_data

ANY = AnyType()
STRING = ScalarType("string")
_WHOLE = ScalarType("integer")
_NUMBER = ScalarType("number")
_BOOLEAN = ScalarType("boolean")
NULL = ScalarType("null")

# Deeper levels of an example are not described; a client treats them as plain JSON.
MAX_DEPTH = 24

# Placeholders that stand for a type in examples made from OpenAPI documents.
_PLACEHOLDERS: dict[str, Type] = {
    "string": STRING,
    "uuid": ScalarType("string", "uuid"),
    "date": ScalarType("string", "date"),
    "datetime": ScalarType("string", "date-time"),
    "date-time": ScalarType("string", "date-time"),
    "uri": ScalarType("string", "uri"),
    "url": ScalarType("string", "uri"),
    "email": ScalarType("string", "email"),
    "integer": ScalarType("integer"),
    "int32": ScalarType("integer"),
    "int64": ScalarType("integer"),
    "long": ScalarType("integer"),
    "number": ScalarType("number"),
    "float": ScalarType("number"),
    "double": ScalarType("number"),
    "boolean": ScalarType("boolean"),
}
_PLACEHOLDER = re.compile(r"<([A-Za-z0-9-]{3,9})>")

_FORMATS: tuple[tuple[StringFormat, re.Pattern[str]], ...] = (
    ("uuid", re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
    (
        "date-time",
        re.compile(
            r"\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?"
        ),
    ),
    ("date", re.compile(r"\d{4}-[01]\d-[0-3]\d")),
    ("uri", re.compile(r"https?://[^\s<>\"]{1,2000}")),
    ("email", re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}\.[A-Za-z]{2,24}")),
)

# Strings and comments that do not end go to the end of the text, so that each is scanned once.
JSON_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)'
# A variable where JSON expects a value, in front of what may follow one. In quotes it is text.
_STRING_OR_VARIABLE = re.compile(JSON_STRING + r"|\{\{[^{}]*\}\}", re.DOTALL)
_STRING_OR_COMMENT = re.compile(JSON_STRING + r"|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_VARIABLE_MARK = "\ue000variable"


def infer(value: Any, depth: int = 0) -> Type:
    """Return the type of one JSON value."""
    if depth > MAX_DEPTH:
        return ANY
    if isinstance(value, str):
        return _infer_string(value)
    if isinstance(value, bool):
        return _BOOLEAN
    if isinstance(value, int):
        return _WHOLE
    if isinstance(value, float):
        return _NUMBER
    if isinstance(value, list):
        return ArrayType(merge(infer(member, depth + 1) for member in value))
    if isinstance(value, dict):
        return _infer_object({name: infer(v, depth + 1) for name, v in value.items()})
    return NULL


def _infer_object(members: dict[str, Type]) -> Type:
    """Return the type of an object: a map where its keys are data and its values are alike."""
    if are_data(members) and _is_one(values := merge(members.values())):
        return MapType(values)
    return ObjectType(tuple(_member(name, type_) for name, type_ in members.items()))


def _member(name: str, type_: Type) -> Field:
    return _plain_member(name, type_) if isinstance(type_, ScalarType) else Field(name, type_)


# Examples repeat each other: most members of a large collection are one that was there before.
_plain_member = lru_cache(16_384)(Field)


def _is_one(type_: Type) -> bool:
    """Whether a type is a single one, or that or null."""
    members = type_.members if isinstance(type_, UnionType) else (type_,)
    return len([member for member in members if member != NULL]) <= 1


def with_maps(type_: Type) -> Type:
    """Return a merged type with maps for the objects whose examples had different keys.

    Those are objects of three members and more, none of which all examples have, and all of which
    are objects with the same members, two at least.
    """
    if not isinstance(type_, ObjectType):
        return inside(type_, with_maps)
    fields = tuple(map(_field_with_maps, type_.fields))
    if len(fields) > 2 and not any(field.required for field in fields):
        names = {_names(field.type) for field in fields}
        if len(names) == 1 and len(names.pop()) > 1:
            return MapType(merge(field.type for field in fields))
    return changed(type_, fields=fields)


def _field_with_maps(field: Field) -> Field:
    return changed(field, type=with_maps(field.type))


def _names(type_: Type) -> frozenset[str]:
    return frozenset(f.name for f in type_.fields) if isinstance(type_, ObjectType) else frozenset()


def _infer_string(value: str) -> Type:
    if value.startswith(_VARIABLE_MARK):
        return ANY
    if value[:1] == "<" and (found := _PLACEHOLDER.fullmatch(value)):
        return _PLACEHOLDERS.get(found[1].lower(), STRING)
    if 5 < len(value) < 2048:
        for name, pattern in _FORMATS:
            if pattern.fullmatch(value):
                return _PLACEHOLDERS[name]
    return STRING


# The order of a union's members, whichever example came first; null comes last: `str | None`.
_KINDS = ("object", "array", "string", "boolean", "number", "null")


def merge(types: Iterable[Type]) -> Type:
    """Return one type that all the given ones are examples of; of none, `AnyType`.

    Objects join into one whose members are required when all had them; formats survive only
    where all strings have them; integers yield to numbers; an object and a map are a map.
    """
    given = list(types)
    if len(given) == 1 and not isinstance(given[0], UnionType):
        return given[0]
    kinds: dict[str, dict[Type, None]] = {}
    for type_ in dict.fromkeys(given):
        for one in type_.members if isinstance(type_, UnionType) else (type_,):
            kinds.setdefault(_kind(one), {})[one] = None
    kinds.pop("any", None)
    ordered = sorted(kinds, key=_KINDS.index)
    members = tuple(_joined(kind, list(kinds[kind])) for kind in ordered)
    return UnionType(members) if len(members) > 1 else members[0] if members else ANY


def _kind(type_: Type) -> str:
    """Return what types have in common that join into one."""
    if isinstance(type_, ScalarType):
        return "number" if type_.kind == "integer" else type_.kind
    if isinstance(type_, ArrayType):
        return "array"
    if isinstance(type_, ObjectType | MapType):
        return "object"
    return "string" if isinstance(type_, EnumType) else "any"


def _joined(kind: str, types: list[Type]) -> Type:
    """Return one type for several of a kind that differ."""
    if len(types) == 1:
        return types[0]
    if kind == "array":
        return ArrayType(merge(one.items for one in types if isinstance(one, ArrayType)))
    if kind != "object":
        return _NUMBER if kind == "number" else STRING
    objects = [one for one in types if isinstance(one, ObjectType)]
    if len(objects) == len(types):
        return _joined_objects(objects)
    values = [one.values for one in types if isinstance(one, MapType)]
    return MapType(merge([*values, *(field.type for one in objects for field in one.fields)]))


def _joined_objects(objects: list[ObjectType]) -> ObjectType:
    fields: dict[str, list[Field]] = {}
    for one in objects:
        for field in one.fields:
            fields.setdefault(field.name, []).append(field)
    return ObjectType(
        tuple(
            Field(
                name,
                merge(field.type for field in found),
                len(found) == len(objects) and all(field.required for field in found),
                next((field.description for field in found if field.description), ""),
            )
            for name, found in fields.items()
        )
    )


_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,17}")


def infer_text(value: Text | None) -> Type:
    """Return the type of a parameter's example: its text says a number, a boolean or a format."""
    source = value.source if value is not None else ""
    if not source or (value is not None and value.literal is None):
        return STRING
    if _INTEGER.fullmatch(source):
        return _WHOLE
    if _DECIMAL.fullmatch(source) and str(float(source)) == source:
        return _NUMBER
    if source in ("true", "false"):
        return _BOOLEAN
    return _infer_string(source)


def strip_comments(source: str) -> str:
    """Return JSON text without ``//`` and ``/* */`` comments (as Postman sends it)."""
    if "//" not in source and "/*" not in source:
        return source
    return _STRING_OR_COMMENT.sub(_without_comment, source)


def _without_comment(match: re.Match[str]) -> str:
    found = match[0]
    closed = found.startswith("//") or (found.endswith("*/") and len(found) >= len("/**/"))
    return found if found[0] == '"' or not closed else ""


def load_json_text(source: str) -> Any:
    """Return the JSON value of a text in which comments and bare ``{{variables}}`` may stand.

    A variable outside quotes becomes a marker string that infers as `AnyType`. Raises
    `ValueError` when the text is not JSON even so.
    """

    def quoted(match: re.Match[str]) -> str:
        return match[0] if match[0][0] == '"' else json.dumps(_VARIABLE_MARK + match[0])

    source = strip_comments(source)
    if "{{" in source:
        source = _STRING_OR_VARIABLE.sub(quoted, source)
    try:
        return json.loads(source)
    except RecursionError:
        raise ValueError("nested too deep") from None


def infer_json_text(content: Text) -> Type | None:
    """Return the type of a JSON body; ``None`` when it is not JSON even with variables filled."""
    try:
        return infer(load_json_text(content.source))
    except ValueError:
        return None


def infer_response_text(content: str, media_type: str) -> Type | None:
    """Return the type of a saved response's JSON body; ``None`` for anything that is not JSON."""
    if "json" not in media_type and content.lstrip()[:1] not in ("{", "["):
        return None
    return infer_json_text(parse(content))
