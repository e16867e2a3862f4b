"""Arguments of a method: what a caller may give, and the names that it has."""

from __future__ import annotations

from typing import Literal

from generator.frozen import Frozen, changed
from generator.model import Parameter
from generator.names import naming
from generator.names.allocation import Wanted, allocate, are_free
from generator.text import Text
from generator.types.datatypes import Type

_RESERVED_ARGUMENTS = frozenset(
    {"self", "cls", "options", "str", "bytes", "int", "float", "bool", "dict", "list"}
)

Role = Literal[
    "path", "variable", "query", "header", "json", "body", "form", "part", "content", "graphql"
]


class Argument(Frozen):
    """An argument of a method: its Python ``name``, and the name it has on the wire.

    ``constant`` is the header's value that is sent when the caller gives none. One that is
    ``required`` has to be given: the source says so, and its request sends it. ``spans`` says that
    a path variable may hold several segments. A ``variable`` stands in the path, too, but in
    braces: where it is not given, it is the client's setting.
    """

    name: str
    wire_name: str
    role: Role
    type: Type
    description: str
    repeated: bool = False
    constant: Text | None = None
    is_file: bool = False
    spans: bool = False
    required: bool = False


def plain(parameter: Parameter, role: Role, repeated: bool = False) -> Argument:
    """Return the argument for a parameter that is sent as it is given."""
    return Argument(
        name=naming.identifier(parameter.name.source, "value"),
        wire_name=parameter.name.source,
        role=role,
        type=parameter.type,
        description=parameter.description,
        repeated=repeated,
        spans=role == "path" and _has_slash(parameter.value),
        required=bool(parameter.required) and parameter.enabled and parameter.value is not None,
    )


def _has_slash(value: Text | None) -> bool:
    """Whether the source's own value holds a slash, which Postman inserts as it is."""
    return value is not None and any(isinstance(p, str) and "/" in p for p in value.parts)


def distinct(parameters: list[Parameter]) -> list[tuple[Parameter, bool]]:
    """Return the first of each name, and whether it is sent several times."""
    found: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        found.setdefault(parameter.name.source, []).append(parameter)
    return [(rows[0], sum(row.enabled for row in rows) > 1) for rows in found.values()]


def named(arguments: list[Argument]) -> list[Argument]:
    """Give the arguments of a method names of their own; equal ones say where they go."""
    if are_free([argument.name for argument in arguments], _RESERVED_ARGUMENTS):
        return arguments
    wanted = []
    for argument in arguments:
        base = argument.name
        role = "body" if argument.role == "json" else argument.role
        unique = naming.digest(f"{argument.role} {argument.wire_name}")
        wanted.append(Wanted((base, f"{base}_{role}", f"{base}_{unique}")))
    names = _allocate_arguments(arguments, wanted)
    pairs = zip(arguments, names, strict=True)
    return [a if a.name == name else changed(a, name=name) for a, name in pairs]


def _allocate_arguments(arguments: list[Argument], wanted: list[Wanted]) -> list[str]:
    """What stands in the path keeps its plain name: it is named first."""
    in_path = ("path", "variable")
    path = [w for a, w in zip(arguments, wanted, strict=True) if a.role in in_path]
    rest = [w for a, w in zip(arguments, wanted, strict=True) if a.role not in in_path]
    path_names = allocate(path, _RESERVED_ARGUMENTS)
    rest_names = allocate(rest, _RESERVED_ARGUMENTS | set(path_names))
    return [*path_names, *rest_names]
