"""Types of the model as Python: annotations, models for responses, TypedDicts for bodies."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from generator.emitters.client.classes import Classes
from generator.emitters.client.shapes import ClassType
from generator.frozen import Frozen
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    EnumType,
    Field,
    MapType,
    ObjectType,
    ScalarType,
    Type,
)
from generator.types.inference import NULL

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_FORMATS = {"uuid": "UUID", "date": "date", "date-time": "datetime"}
_IMPORTS = {"UUID": "uuid", "date": "datetime", "datetime": "datetime"}

NaturalKey = list[tuple[int, int, str]]


@dataclass(slots=True)
class Annotations:
    """Writes annotations for one module and collects what it must import.

    ``parses`` says that texts which are received become dates, times and UUIDs. ``shadowed`` are
    builtin names that mean something else in the class at hand; ``used`` the classes by the folder
    whose types they are among.
    """

    classes: Classes
    parses: bool
    imports: set[str] = field(default_factory=set)
    used: dict[tuple[str, ...], set[str]] = field(default_factory=dict)

    def of(self, type_: Type, shadowed: Collection[str], sent: bool) -> str:
        """Return the annotation of a type; ``sent`` types accept what is easy to write."""
        # What is null wherever it was seen is something else at other times.
        if isinstance(type_, AnyType) or type_ == NULL:
            return self._imported("Any")
        if isinstance(type_, ScalarType):
            return self._scalar(type_, shadowed, sent)
        if isinstance(type_, EnumType):
            values = ", ".join(f'"{value}"' for value in type_.values)
            literal = self._imported("Literal", shadowed)
            return f"{literal}[{values}] | {self._builtin('str', shadowed)}"
        if isinstance(type_, ArrayType):
            return f"{self._builtin('list', shadowed)}[{self.of(type_.items, shadowed, sent)}]"
        if isinstance(type_, MapType):
            return self._dict(self.of(type_.values, shadowed, sent), shadowed)
        if isinstance(type_, ObjectType):
            return self._object(type_, shadowed, sent)
        return united(
            "None" if member == NULL else self.of(member, shadowed, sent)
            for member in type_.members
        )

    def _scalar(self, type_: ScalarType, shadowed: Collection[str], sent: bool) -> str:
        name = self._builtin(_SCALARS[type_.kind], shadowed)
        special = _FORMATS.get(type_.format or "")
        if special is None or not (sent or self.parses):
            return name
        special = self._imported(special, shadowed)
        return f"{special} | {name}" if sent else special

    def _dict(self, values: str, shadowed: Collection[str]) -> str:
        text = self._builtin("str", shadowed)
        return f"{self._builtin('dict', shadowed)}[{text}, {values}]"

    def _object(self, type_: ObjectType, shadowed: Collection[str], sent: bool) -> str:
        if not type_.fields and not isinstance(type_, ClassType):
            return self._dict(self._imported("Any"), shadowed)
        found = self.classes.of(type_, sent)
        self.used.setdefault(found.folder, set()).add(found.name)
        return found.name

    def _builtin(self, name: str, shadowed: Collection[str]) -> str:
        if name not in shadowed:
            return name
        self.imports.add("builtins")
        return f"builtins.{name}"

    def _imported(self, name: str, shadowed: Collection[str] = ()) -> str:
        if name in shadowed:
            self.imports.add(f"{name} as _{name}")
            return f"_{name}"
        self.imports.add(name)
        return name


def united(annotations: Iterable[str]) -> str:
    """Return the union of annotations, each alternative once and ``None`` last."""
    found = dict.fromkeys(one for text in annotations for one in _alternatives(text))
    return " | ".join(sorted(found, key=lambda one: one == "None"))


def _alternatives(annotation: str) -> Iterator[str]:
    start, depth = 0, 0
    for index, character in enumerate(annotation):
        depth += (character == "[") - (character == "]")
        if character == "|" and depth == 0:
            yield annotation[start : index - 1]
            start = index + 2
    yield annotation[start:]


def import_lines(imports: Collection[str]) -> list[tuple[str, list[str]]]:
    """Return (module, names) of what annotations use, in isort's order; no names: the module.

    Names that are imported as others stand alone.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name in sorted(imports):
        plain, _, alias = name.partition(" as ")
        if plain == "builtins":
            found["builtins", ""] = []
        else:
            found.setdefault((_IMPORTS.get(plain, "typing"), alias), []).append(name)
    rows = sorted(found.items(), key=lambda row: (bool(row[1]), row[0]))
    return [(module, names) for (module, _), names in rows]


def import_order(names: Collection[str]) -> tuple[str, ...]:
    """Return names in isort's order: constants, classes, functions; numbers by their value."""
    return tuple(sorted(names, key=_import_key))


def _import_key(name: str) -> tuple[int, NaturalKey]:
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, natural_key(name)


def natural_key(name: str) -> NaturalKey:
    """Return what sorts names as ruff does: without case, numbers by their value.

    Those that begin with a zero come first, and are compared by their digits.
    """
    return [_piece_key(piece) for piece in re.findall(r"\d+|\D+", name.lower())]


def _piece_key(piece: str) -> tuple[int, int, str]:
    if not piece.isdigit():
        return 2, 0, piece
    return (0, 0, piece) if piece.startswith("0") else (1, int(piece), "")


MODEL_ATTRIBUTES = frozenset({"to_dict", "field"})


class FieldContext(Frozen):
    """A member of a class: ``alias`` is its JSON name where that differs."""

    name: str
    annotation: str
    alias: str | None
    required: bool


class ClassContext(Frozen):
    """A class of a types module; ``is_model`` tells models from dictionaries."""

    name: str
    fields: tuple[FieldContext, ...]
    is_model: bool
    functional: bool


def model_class(
    name: str,
    members: Collection[Field],
    annotations: Annotations,
    reserved: Collection[str] = MODEL_ATTRIBUTES,
) -> ClassContext:
    """Return the class of an object that is received: attributes in snake_case."""
    wanted = []
    for member in members:
        base = naming.identifier(member.name, "field")
        own = base.rstrip("_")
        wanted.append(Wanted((base, f"{own}_", f"{own}_{naming.digest(member.name)}")))
    names = allocate(wanted, reserved)
    shadowed = frozenset(names)
    fields = []
    for attribute, member in zip(names, members, strict=True):
        annotation = annotations.of(member.type, shadowed, False)
        if not member.required and annotation != "Any":
            annotation = united((annotation, "None"))
        alias = member.name if member.name != attribute else None
        fields.append(FieldContext(attribute, annotation, alias, member.required))
    return ClassContext(name, tuple(fields), True, False)


def body_class(
    name: str, members: Collection[Field], annotations: Annotations, sent: bool
) -> ClassContext:
    """Return the TypedDict of an object: its keys are the JSON names."""
    keys = [member.name for member in members]
    functional = not all(key.isidentifier() and not _special(key) for key in keys)
    shadowed = frozenset() if functional else frozenset(keys)
    fields = tuple(
        FieldContext(
            member.name,
            annotations.of(member.type, shadowed, sent),
            None,
            False,
        )
        for member in members
    )
    return ClassContext(name, fields, False, functional)


def _special(key: str) -> bool:
    return keyword.iskeyword(key) or not key.isascii() or key.startswith("__")
