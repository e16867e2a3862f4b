"""Shapes: which objects of an Api are one class.

Objects with the same members of the same types are one shape, wherever they stand; so are an
object and one inside it that has its form (a comment and its replies), and nearly equal ones of
one member name in one folder. What is received and what is sent are never one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.emitters.client.uses import Use, subject
from generator.frozen import changed
from generator.types.agreement import Fields, agree, any_share, nearly_equal, related
from generator.types.datatypes import ArrayType, Field, MapType, ObjectType, Type, UnionType, inside
from generator.types.inference import ANY, merge

# An inner object without the member that leads to it is of the outer one's shape from so many
# members on: an id and a name are what everything has.
_FORM = 4


class ClassType(ObjectType):
    """An object that has a class; ``number`` is that of its shape."""

    number: int = -1

    def __hash__(self) -> int:
        return hash(self.number)


@dataclass(slots=True)
class Shape:
    """The members of an object in the order first seen, and all places where it is used."""

    sent: bool
    members: dict[str, Field]
    uses: dict[Use, None] = field(default_factory=dict)


class Shapes:
    """All shapes of an Api: places are added, then `settle` finds what is one."""

    def __init__(self) -> None:
        self._shapes: list[Shape] = []
        self._heads: list[int] = []
        self._numbers: dict[object, int] = {}
        self._known: dict[tuple[bool, ObjectType], int] = {}
        self._roots: list[tuple[Type, Use]] = []
        # Roots that were looked through, while nothing was united.
        self._seen: set[Type] = set()

    def add(self, type_: Type, use: Use) -> None:
        """Add the objects of a type that stands at a place."""
        root = self.of(type_, use.role == "body")
        self._roots.append((root, use))
        if root not in self._seen:
            self._seen.add(root)
            self._find_repeats(root, (), set())

    def of(self, type_: Type, sent: bool) -> Type:
        """Return a type with classes in place of its objects; equal objects have equal ones."""
        if isinstance(type_, ClassType):
            return ClassType(number=self._head(type_.number))
        if isinstance(type_, ObjectType) and type_.fields:
            number = self._known.get((sent, type_))
            if number is None:
                number = self._known[sent, type_] = self._new(type_, sent)
            return ClassType(number=self._head(number))
        return inside(type_, lambda inner: self.of(inner, sent))

    def settle(self) -> None:
        """Make one of the shapes that are nearly equal, and of those that became equal."""
        self._join_equal()
        self._join_groups(_by_operation, related)
        self._join_groups(_by_subject, nearly_equal)
        self._join_equal()
        self._trace()

    def all(self) -> Iterator[tuple[int, Shape]]:
        """Yield the number and form of each shape, in the order in which they were first seen."""
        for number, shape in enumerate(self._shapes):
            if self._heads[number] == number:
                yield number, shape

    def inner(self, number: int) -> Iterator[int]:
        """Yield the numbers of the shapes that a shape's members refer to."""
        for member in self._shapes[number].members.values():
            for found, _ in classes_in(member.type):
                yield self._head(found)

    def _new(self, type_: ObjectType, sent: bool) -> int:
        """Return the number of an object's shape; the first with its members makes one."""
        members = {f.name: Field(f.name, self.of(f.type, sent), f.required) for f in type_.fields}
        key = (sent, frozenset((m.name, m.type) for m in members.values()))
        number = self._numbers.setdefault(key, len(self._shapes))
        if number == len(self._shapes):
            self._shapes.append(Shape(sent, members))
            self._heads.append(number)
            return number
        number = self._head(number)
        known = self._shapes[number].members
        for name, member in known.items():
            required = name in members and members[name].required
            known[name] = changed(member, required=member.required and required)
        return number

    def _head(self, number: int) -> int:
        while self._heads[number] != number:
            number = self._heads[number]
        return number

    def _find_repeats(
        self, type_: Type, around: tuple[tuple[int, str], ...], seen: set[int]
    ) -> None:
        """Unite objects with those around them that they repeat.

        ``around`` are the shapes outside, each with the member that leads inside.
        """
        for found, _ in classes_in(type_):
            number = self._head(found)
            places = ((o, m, (o, m) == around[-1]) for o, m in reversed(around))
            outer = next((o for o, m, last in places if self._repeats(o, number, m, last)), None)
            if outer is not None:
                self._unite(self._head(outer), number)
            elif number not in seen:
                seen.add(number)
                for name, member in list(self._shapes[number].members.items()):
                    self._find_repeats(member.type, (*around, (number, name)), seen)

    def _repeats(self, outer: int, inner: int, member: str, is_next: bool) -> bool:
        """Whether an object has the form of one outside it, which leads to it by a member.

        One member alone is a form only of the next object outside: ``{"data": …}`` wraps anything.
        """
        outer = self._head(outer)
        around, within = self._types(outer), self._types(inner)
        rest = within.keys() - {member}
        if member in within:
            is_form = bool(rest) or (is_next and len(around) == 1)
            similar = is_form and within.keys() <= around.keys()
        else:
            similar = len(rest) >= _FORM and rest == around.keys() - {member}
        return similar and self._agree(outer, inner, any_share, set())

    def _trace(self) -> None:
        """Note all uses anew: of each shape one in each type that was added."""
        below: dict[int, list[tuple[str, int, bool]]] = {}
        for number, shape in self.all():
            shape.uses.clear()
            below[number] = [
                (name, inner, is_item)
                for name, member in shape.members.items()
                for inner, is_item in self._heads_in(member.type)
            ]

        def note(number: int, use: Use, seen: set[int]) -> None:
            seen.add(number)
            self._shapes[number].uses[use] = None
            for name, inner, is_item in below[number]:
                if inner not in seen:
                    note(inner, use.below(name, is_item), seen)

        for root, use in self._roots:
            seen: set[int] = set()
            for number, is_item in self._heads_in(root):
                if number not in seen:
                    note(number, changed(use, is_item=True) if is_item else use, seen)

    def _heads_in(self, type_: Type) -> Iterator[tuple[int, bool]]:
        return ((self._head(number), is_item) for number, is_item in classes_in(type_))

    def _types(self, number: int) -> dict[str, Type]:
        return {name: member.type for name, member in self._shapes[number].members.items()}

    def _agree(
        self,
        one: int,
        other: int,
        similar: Callable[[Fields, Fields], bool],
        seen: set[tuple[int, int]],
    ) -> bool:
        """Whether two shapes and those below them are similar, and agree in what both have."""
        if one == other or (one, other) in seen:
            return True
        seen.add((one, other))

        def alike(first: ObjectType, second: ObjectType) -> bool:
            if not isinstance(first, ClassType) or not isinstance(second, ClassType):
                return True
            return self._agree(self._head(first.number), self._head(second.number), similar, seen)

        types, others = self._types(one), self._types(other)
        if not similar(types, others):
            return False
        return all(agree(types[name], others[name], alike) for name in types if name in others)

    def _order(self, number: int) -> tuple[int, list[str]]:
        names = sorted(self._shapes[number].members)
        return -len(names), names

    def _join_groups(
        self,
        group: Callable[[Use], tuple[Any, ...]],
        similar: Callable[[Fields, Fields], bool],
    ) -> None:
        """Unite shapes that agree and are similar among those whose uses are of one group."""
        self._trace()
        groups: dict[tuple[Any, ...], dict[int, None]] = defaultdict(dict)
        for number, shape in self.all():
            for use in shape.uses:
                groups[shape.sent, group(use)][number] = None
        for key in sorted(groups):
            kept: list[int] = []
            for number in sorted(groups[key], key=self._order):
                heads = (self._head(k) for k in kept)
                found = (h for h in heads if self._agree(h, self._head(number), similar, set()))
                head = next(found, None)
                if head is None:
                    kept.append(number)
                else:
                    self._unite(head, number)

    def _join_equal(self) -> None:
        """Unite shapes that are equal by now, since those they refer to were united."""
        count = -1
        while count != (count := sum(1 for _ in self.all())):
            seen: dict[object, int] = {}
            for number, shape in self.all():
                rows = ((m.name, self._relative(m.type, number)) for m in shape.members.values())
                self._unite(seen.setdefault((shape.sent, frozenset(rows)), number), number)

    def _relative(self, type_: Type, number: int) -> Type:
        """Return a type in which a shape's reference to itself is the same for every shape."""
        if isinstance(type_, ClassType):
            head = self._head(type_.number)
            return ClassType(number=-1 if head == self._head(number) else head)
        return inside(type_, lambda inner: self._relative(inner, number))

    def _unite(self, one: int, other: int) -> None:
        """Make two shapes one, and so those at the same places inside them."""
        self._seen.clear()
        waiting = [(one, other)]
        joins: dict[tuple[int, str], list[Type]] = defaultdict(list)
        while waiting:
            keep, gone = sorted(map(self._head, waiting.pop()))
            if keep == gone:
                continue
            self._heads[gone] = keep
            members, lost = self._shapes[keep].members, self._shapes[gone].members
            for name, member in {**members, **lost}.items():
                both = name in members and name in lost
                if both:
                    waiting += _pairs(members[name].type, member.type)
                    joins[keep, name].append(member.type)
                required = both and members[name].required and member.required
                members[name] = changed(members.get(name, member), required=required)
        for (number, name), types in joins.items():
            members = self._shapes[self._head(number)].members
            distinct = dict.fromkeys(self.of(t, False) for t in (members[name].type, *types))
            members[name] = changed(members[name], type=_merged(list(distinct)))


def _by_operation(use: Use) -> tuple[Any, ...]:
    return use.folder, use.operation, use.role, use.status, use.members


def _by_subject(use: Use) -> tuple[Any, ...]:
    return use.folder, subject(use)


def _merged(types: list[Type]) -> Type:
    """Return the type of all; an object without members says nothing beside one that has some."""
    return types[0] if len(types) == 1 else merge(map(_without_empty, types))


def _without_empty(type_: Type) -> Type:
    return ANY if type_ == ObjectType() else inside(type_, _without_empty)


def classes_in(type_: Type, is_item: bool = False) -> Iterator[tuple[int, bool]]:
    """Yield the shapes that a type names, and whether they stand in a list or map."""
    if isinstance(type_, ClassType):
        yield type_.number, is_item
    elif isinstance(type_, ArrayType):
        yield from classes_in(type_.items, True)
    elif isinstance(type_, MapType):
        yield from classes_in(type_.values, True)
    elif isinstance(type_, UnionType):
        for member in type_.members:
            yield from classes_in(member, is_item)


def _pairs(one: Type, other: Type) -> Iterator[tuple[int, int]]:
    """Yield the classes at the same places of two types."""
    for a in one.members if isinstance(one, UnionType) else (one,):
        for b in other.members if isinstance(other, UnionType) else (other,):
            if isinstance(a, ClassType) and isinstance(b, ClassType):
                yield a.number, b.number
            elif isinstance(a, ArrayType) and isinstance(b, ArrayType):
                yield from _pairs(a.items, b.items)
            elif isinstance(a, MapType) and isinstance(b, MapType):
                yield from _pairs(a.values, b.values)
