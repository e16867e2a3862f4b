"""Types of the model as Python: annotations, models for responses, TypedDicts for bodies."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from generator import naming
from generator.model import (
    AnyType,
    ArrayType,
    EnumType,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)
from generator.naming import Wanted

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_FORMATS = {"uuid": "UUID", "date": "date", "date-time": "datetime"}
_IMPORTS = {"UUID": "uuid", "date": "datetime", "datetime": "datetime"}
# Names of the package's own modules and bases that generated classes must not take.
_RESERVED = frozenset(
    {"Any", "Model", "TypedDict", "UUID", "Call", "Resource", "NotGiven", "Text", "Mode",
     "RequestOptions", "FileInput", "Client", "AsyncClient", "Required"}
)  # fmt: skip
_LONGEST_CLASS = 80


@dataclass(slots=True)
class ClassNames:
    """The classes of one module: an object type at a place has one class.

    Places are asked for first (`want`), named together (`allocate`), then looked up.
    """

    wanted: dict[tuple[str, ...], ObjectType] = field(default_factory=dict)
    names: dict[tuple[str, ...], str] = field(default_factory=dict)

    def want(self, place: tuple[str, ...], type_: Type) -> None:
        """Ask for the classes of a type and of all objects inside it.

        ``place`` says where the type stands: method, role, then member names.
        """
        if isinstance(type_, ObjectType):
            if not type_.fields:
                return
            self.wanted[place] = type_
            for member in type_.fields:
                self.want((*place, member.name), member.type)
        elif isinstance(type_, ArrayType):
            self.want((*place, "item"), type_.items)
        elif isinstance(type_, UnionType):
            for member_type in type_.members:
                self.want(place, member_type)

    def allocate(self) -> None:
        """Give every class that was asked for its name."""
        wanted = [Wanted(_candidates(place)) for place in self.wanted]
        names = naming.allocate(wanted, _RESERVED)
        self.names = dict(zip(self.wanted, names, strict=True))


def _candidates(place: tuple[str, ...]) -> tuple[str, ...]:
    """Return names from short to exact: method and member, then all members on the way."""
    method = naming.camel(place[0]) or "Object"
    # An item of a list is named after the list.
    last = place[-2:] if place[-1] == "item" and len(place) > 3 else place[-1:]
    is_member = len(place) > 2 and not place[-1].isdigit()
    short = method + "".join(map(naming.camel, last)) if is_member else ""
    full = "".join(map(naming.camel, place)) or method
    unique = naming.digest("\0".join(place))
    if len(full) > _LONGEST_CLASS:
        full = f"{short or method}{unique}"
    found = [name for name in (short, full, f"{short or full}{unique}") if name]
    return tuple(name if name[0].isalpha() else f"Object{name}" for name in found)


@dataclass(slots=True)
class Annotations:
    """Writes annotations for one module and collects what it must import.

    ``shadowed`` are builtin names that mean something else in the class at hand.
    """

    classes: ClassNames
    imports: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def of(self, type_: Type, place: tuple[str, ...], shadowed: Collection[str], sent: bool) -> str:
        """Return the annotation of a type; ``sent`` types accept what is easy to write."""
        if isinstance(type_, AnyType):
            return self._imported("Any")
        if isinstance(type_, ScalarType):
            return self._scalar(type_, shadowed, sent)
        if isinstance(type_, EnumType):
            return self._scalar(ScalarType("string"), shadowed, sent)
        if isinstance(type_, ArrayType):
            items = self.of(type_.items, (*place, "item"), shadowed, sent)
            return f"{self._builtin('list', shadowed)}[{items}]"
        if isinstance(type_, ObjectType):
            return self._object(type_, place, shadowed)
        members = [self.of(member, place, shadowed, sent) for member in type_.members]
        return " | ".join(dict.fromkeys(m for one in members for m in one.split(" | ")))

    def _scalar(self, type_: ScalarType, shadowed: Collection[str], sent: bool) -> str:
        plain = _SCALARS[type_.kind]
        name = plain if plain == "None" else self._builtin(plain, shadowed)
        special = _FORMATS.get(type_.format or "")
        if special is None:
            return name
        special = self._imported(special, shadowed)
        return f"{special} | {name}" if sent else special

    def _object(self, type_: ObjectType, place: tuple[str, ...], shadowed: Collection[str]) -> str:
        if not type_.fields:
            text = self._builtin("str", shadowed)
            return f"{self._builtin('dict', shadowed)}[{text}, {self._imported('Any')}]"
        name = self.classes.names[place]
        self.used.add(name)
        return name

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


def import_lines(imports: Collection[str]) -> list[tuple[str, list[str]]]:
    """Return (module, names) of what annotations use, in isort's order; no names: the module."""
    found: dict[str, list[str]] = {}
    if "builtins" in imports:
        found["builtins"] = []
    for name in sorted(imports - {"builtins"} if isinstance(imports, set) else imports):
        module = _IMPORTS.get(name.partition(" ")[0], "typing")
        found.setdefault(module, []).append(name)
    return sorted(found.items(), key=lambda row: (bool(row[1]), row[0]))


def import_order(names: Collection[str]) -> tuple[str, ...]:
    """Return names in isort's order: constants, classes, functions; numbers by their value."""
    return tuple(sorted(names, key=_import_key))


def _import_key(name: str) -> tuple[int, list[tuple[int, int | str]]]:
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    pieces = re.findall(r"\d+|\D+", name.lower())
    return kind, [(0, int(piece)) if piece.isdigit() else (1, piece) for piece in pieces]


@dataclass(frozen=True, slots=True)
class FieldContext:
    """A member of a class: ``alias`` is its JSON name where that differs."""

    name: str
    annotation: str
    alias: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class ClassContext:
    """A class of a types module; ``is_model`` tells responses from bodies."""

    name: str
    fields: tuple[FieldContext, ...]
    is_model: bool
    functional: bool


def model_class(
    name: str, type_: ObjectType, place: tuple[str, ...], annotations: Annotations
) -> ClassContext:
    """Return the class of an object that is received: attributes in snake_case."""
    wanted = []
    for member in type_.fields:
        base = naming.identifier(member.name, "field")
        wanted.append(Wanted((base, f"{base}_{naming.digest(member.name)}")))
    names = naming.allocate(wanted, _MODEL_ATTRIBUTES)
    shadowed = frozenset(names)
    fields = []
    for attribute, member in zip(names, type_.fields, strict=True):
        annotation = annotations.of(member.type, (*place, member.name), shadowed, False)
        if not member.required and "None" not in annotation.split(" | "):
            annotation = annotation if annotation == "Any" else f"{annotation} | None"
        alias = member.name if member.name != attribute else None
        fields.append(FieldContext(attribute, annotation, alias, member.required))
    return ClassContext(name, tuple(fields), True, False)


_MODEL_ATTRIBUTES = frozenset({"to_dict", "field"})


def body_class(
    name: str, type_: ObjectType, place: tuple[str, ...], annotations: Annotations
) -> ClassContext:
    """Return the TypedDict of an object that is sent: its keys are the JSON names."""
    keys = [member.name for member in type_.fields]
    functional = not all(key.isidentifier() and not _special(key) for key in keys)
    shadowed = frozenset() if functional else frozenset(keys)
    fields = tuple(
        FieldContext(
            member.name,
            annotations.of(member.type, (*place, member.name), shadowed, True),
            None,
            False,
        )
        for member in type_.fields
    )
    return ClassContext(name, fields, False, functional)


def _special(key: str) -> bool:
    return keyword.iskeyword(key) or not key.isascii() or key.startswith("__")
