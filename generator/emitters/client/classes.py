"""Classes: the name and the module of each shape.

A class stands in the types of the innermost folder around all its uses, so a folder's types
import from the folders around it and from nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from generator.emitters.client.literals import Place, narrowed, route, set_literals
from generator.emitters.client.shapes import ClassType, Shape, Shapes
from generator.emitters.client.uses import Role, Use, candidates
from generator.emitters.operations.arguments import Argument
from generator.emitters.operations.operation import Operation
from generator.frozen import Frozen
from generator.names.allocation import Wanted, allocate
from generator.names.tree_names import RESERVED_CLASSES
from generator.types.datatypes import EnumType, ObjectType, Type

Folder = tuple[str, ...]


class Class(Frozen):
    """A class of the client: the folder whose types it is among, and its name there."""

    folder: Folder
    name: str
    shape: Shape


class Classes(Frozen):
    """The classes of a client; ``shapes`` tells which of them an object is.

    ``literals`` are those of arguments: of members of bodies.
    """

    shapes: Shapes
    by_number: Mapping[int, Class]
    by_folder: Mapping[Folder, list[Class]]
    literals: Mapping[Place, EnumType]

    def inside(self, folder: Folder) -> list[Class]:
        """Return the classes that stand among the types of a folder."""
        return self.by_folder.get(folder, [])

    def of(self, type_: ObjectType, sent: bool) -> Class:
        """Return the class of an object that has members."""
        found = self.shapes.of(type_, sent)
        assert isinstance(found, ClassType)
        return self.by_number[found.number]

    def argument(self, argument: Argument, operation: Operation) -> Type:
        """Return the type of an argument, a literal where those of its bodies are one."""
        if argument.role != "json" or not self.literals:
            return argument.type
        literal = self.literals.get((route(operation), argument.wire_name))
        return argument.type if literal is None else narrowed(argument.type, literal)


def make_classes(
    operations: Sequence[tuple[Folder, Operation]], resources: Iterable[tuple[Folder, str]]
) -> Classes:
    """Return the classes of all operations, each with its folder.

    ``resources`` are the folders' own classes, which no type may be called in their module.
    """
    shapes = Shapes()
    for folder, operation in operations:
        for type_, use in _types(folder, operation):
            shapes.add(type_, use)
    shapes.settle()
    literals = set_literals((operation for _, operation in operations), shapes)
    found = dict(shapes.all())
    folders = _folders(shapes, found)
    names = _names(found, folders, list(resources))
    by_number = {n: Class(folders[n], names[n], shape) for n, shape in found.items()}
    by_folder: dict[Folder, list[Class]] = defaultdict(list)
    for one in by_number.values():
        by_folder[one.folder].append(one)
    return Classes(shapes, by_number, by_folder, literals)


def _types(folder: Folder, operation: Operation) -> Iterable[tuple[Type, Use]]:
    called = operation.title, operation.route
    for argument in operation.arguments:
        if argument.role in ("json", "body"):
            members = (argument.wire_name,) if argument.role == "json" else ()
            yield argument.type, Use(folder, *called, "body", 0, members)
    for status, response in (*operation.responses.items(), *operation.errors.items()):
        if response.kind == "json":
            role: Role = "response" if status < 400 else "error"
            yield response.type, Use(folder, *called, role, status)


def _folders(shapes: Shapes, found: Mapping[int, Shape]) -> dict[int, Folder]:
    """Return the innermost folder around all uses of each shape and of those that refer to it."""
    folders = {
        n: reduce(common_folder, (u.folder for u in shape.uses)) for n, shape in found.items()
    }
    waiting = list(found)
    while waiting:
        number = waiting.pop()
        for inner in shapes.inner(number):
            common = common_folder(folders[inner], folders[number])
            if common != folders[inner]:
                folders[inner] = common
                waiting.append(inner)
    return folders


def common_folder(one: Folder, other: Folder) -> Folder:
    """Return the innermost folder around both."""
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _names(
    found: Mapping[int, Shape],
    folders: Mapping[int, Folder],
    resources: list[tuple[Folder, str]],
) -> dict[int, str]:
    """Name the classes, outer folders first: what is used below is not named again there."""
    inside: dict[Folder, list[int]] = defaultdict(list)
    for number, folder in folders.items():
        inside[folder].append(number)
    taken: dict[Folder, set[str]] = defaultdict(set)
    for folder, name in resources:
        for length in range(len(folder) + 1):
            taken[folder[:length]].add(name)
    names: dict[int, str] = {}
    for folder in sorted(inside, key=lambda f: (len(f), f)):
        wanted = _wanted([found[number] for number in inside[folder]])
        given = allocate(wanted, RESERVED_CLASSES | taken[folder])
        for number, name in zip(inside[folder], given, strict=True):
            names[number] = name
            for use in found[number].uses:
                for length in range(len(folder) + 1, len(use.folder) + 1):
                    taken[use.folder[:length]].add(name)
    return names


def _wanted(shapes: Sequence[Shape]) -> list[Wanted]:
    """Return what shapes want to be called; the plainest name is for the one that is used most."""
    wanted = [candidates(shape.uses, shape.members, shape.sent) for shape in shapes]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, names in enumerate(wanted):
        holders[names[0]].append(index)
    for indexes in holders.values():
        first, *others = sorted(indexes, key=lambda index: -len(shapes[index].uses))
        # Clearly most, so that no single further request changes it.
        if others and len(shapes[first].uses) > 2 * len(shapes[others[0]].uses):
            for index in others:
                wanted[index] = wanted[index][1:] or wanted[index]
    return list(map(Wanted, wanted))
