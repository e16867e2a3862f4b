"""Literals: members whose examples repeat a few words, as a status or a kind does.

They are counted along the settled classes, so that no class is another for them. Examples show some
of the values that there are, so little is taken for a literal: the member is called after a
state, its values are plain words, and they come again and again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from generator.emitters.client.shapes import ClassType, Shapes, classes_in
from generator.emitters.operations.operation import Operation
from generator.frozen import changed
from generator.model import Endpoint, RawBody
from generator.names.naming import singular, words
from generator.types.datatypes import ArrayType, EnumType, MapType, Type, UnionType, inside
from generator.types.inference import STRING, load_json_text

# Requests of one folder with one method and path; their bodies are examples of one another.
Route = tuple[tuple[int, ...], str]
# A member of a class, by the number of its shape, or of the bodies that requests send.
Place = tuple[int | Route, str]
# A JSON value, its type, and its place where that may be a literal.
_Value = tuple[Any, Type, Place | None]
_Members = Mapping[str, tuple[Type, Place | None]]

# Words that the names of such members end in; one of these and "code" will do too.
_STATES = frozenset({
    "action", "algorithm", "alignment", "availability", "category", "class", "classification",
    "condition", "decision", "direction", "encoding", "event", "format", "frequency", "gender",
    "importance", "interval", "kind", "level", "method", "mode", "object", "op", "operator",
    "outcome", "period", "permission", "phase", "priority", "protocol", "result", "role", "scope",
    "severity", "side", "stage", "state", "status", "strategy", "tier", "type", "typename", "unit",
    "visibility",
})  # fmt: skip
# Members that say what their object is, even where all examples have one and the same value.
_TAGS = frozenset({
    "$type", "@class", "@type", "ObjectType", "__typename", "_class", "object", "objectType",
    "object_type", "resourceType", "resource_type",
})  # fmt: skip
# Beside these a state is a part of a country.
_ADDRESS = frozenset({"city", "postal", "postcode", "street", "town", "zip", "zipcode"})
_WORD = re.compile(
    r"(?!(?i:your)_)(?=.{1,40}$)[A-Za-z]+\d{0,3}(?:[_.-](?:[A-Za-z]+\d{0,3}|\d{1,3}))*"
)
# What stands for a value in examples made from schemas.
_PLACEHOLDERS = frozenset({"string", "null", "true", "false"})
_MOST = 12
# How often the values of a member must come if some of them are in one example alone.
_TIMES = 3
# In how many operations a tag must have its only value.
_OPERATIONS = 3


@dataclass(slots=True)
class _Seen:
    """The values of a member: how many, and each with the examples that have it."""

    count: int = 0
    examples: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    operations: set[str] = field(default_factory=set)


def set_literals(operations: Iterable[Operation], shapes: Shapes) -> dict[Place, EnumType]:
    """Give the settled shapes their literals; return those of members that are arguments."""
    members = _members(shapes)
    seen: dict[Place, _Seen] = defaultdict(_Seen)
    for operation in operations:
        for text, values in chain(
            _answers(operation, shapes, members), _bodies(operation, shapes, members)
        ):
            for place, value in _strings(values, members):
                one = seen[place]
                one.count += 1
                one.examples[value].add(text)
                one.operations.add(operation.endpoint.id)
    found = {
        place: EnumType(tuple(sorted(one.examples)))
        for place, one in seen.items()
        if _is_literal(place[1], one)
    }
    for number, shape in shapes.all():
        for name, member in shape.members.items():
            if literal := found.pop((number, name), None):
                shape.members[name] = changed(member, type=narrowed(member.type, literal))
    return found


def narrowed(type_: Type, literal: EnumType) -> Type:
    """Return a type with the literal in place of its plain strings."""
    return literal if type_ == STRING else inside(type_, lambda inner: narrowed(inner, literal))


def route(operation: Operation) -> Route:
    """Return what the members of an operation's body belong to."""
    return operation.endpoint.group, operation.route


def _members(shapes: Shapes) -> dict[int, _Members]:
    """Return the members of each class that may be literals, or lead to others."""
    found: dict[int, _Members] = {}
    for number, shape in shapes.all():
        named = {name: words(name) for name in shape.members}
        is_address = any(not _ADDRESS.isdisjoint(parts) for parts in named.values())
        rows = {
            name: _row(number, name, shapes.of(member.type, shape.sent))
            for name, member in shape.members.items()
            if not (is_address and named[name][-1:] == ("state",))
        }
        found[number] = {name: row for name, row in rows.items() if _counts(row)}
    return _leading(found)


def _leading(members: dict[int, _Members]) -> dict[int, _Members]:
    """Return the members that may be literals, and those that lead to some: no others are read."""
    count = -1
    while count != (count := sum(map(len, members.values()))):
        members = {
            number: {name: row for name, row in rows.items() if _leads(row, members)}
            for number, rows in members.items()
        }
    return members


def _leads(row: tuple[Type, Place | None], members: Mapping[int, _Members]) -> bool:
    return row[1] is not None or any(members.get(number) for number, _ in classes_in(row[0]))


def _row(owner: int | Route, name: str, type_: Type) -> tuple[Type, Place | None]:
    return type_, (owner, name) if _is_state(name) else None


def _counts(row: tuple[Type, Place | None]) -> bool:
    return row[1] is not None or any(classes_in(row[0]))


def _is_state(name: str) -> bool:
    """Whether a member is called after a state or kind; a list of such has its plural."""
    named = words(name)
    ending = named[-2:-1] if named[-1:] == ("code",) else named[-1:]
    return any(word in _STATES or singular(word) in _STATES for word in ending)


def _answers(
    operation: Operation, shapes: Shapes, members: Mapping[int, _Members]
) -> Iterator[tuple[str, list[_Value]]]:
    """Yield the JSON of the saved responses that may hold literals, each with its type."""
    types = {
        status: shapes.of(response.type, False)
        for status, response in (*operation.responses.items(), *operation.errors.items())
        if response.kind == "json"
    }
    for response in operation.saved:
        type_ = types.get(response.status or 0)
        if response.text and type_ is not None and _leads((type_, None), members):
            yield response.text, [(_parsed(response.text), type_, None)]


def _bodies(
    operation: Operation, shapes: Shapes, members: Mapping[int, _Members]
) -> Iterator[tuple[str, list[_Value]]]:
    """Yield the JSON bodies of the requests, each with its members or whole, and their types."""
    own, arguments = route(operation), operation.arguments
    whole = next((shapes.of(a.type, True) for a in arguments if a.role == "body"), None)
    sent = {a.wire_name: a.type for a in arguments if a.role == "json"}
    rows = {name: _row(own, name, shapes.of(type_, True)) for name, type_ in sent.items()}
    known = {name: row for name, row in rows.items() if _leads(row, members)}
    if not known and (whole is None or not _leads((whole, None), members)):
        return
    for text in dict.fromkeys(_raw_bodies(operation.examples)):
        value = _parsed(text)
        if whole is not None:
            yield text, [(value, whole, None)]
        elif isinstance(value, dict):
            yield text, [(v, *known[name]) for name, v in value.items() if name in known]


def _raw_bodies(examples: Iterable[Endpoint]) -> Iterator[str]:
    for endpoint in examples:
        saved = (response.request for response in endpoint.responses)
        for request in (endpoint.request, *saved):
            if request is not None and isinstance(request.body, RawBody):
                yield request.body.text.source


def _parsed(text: str) -> Any:
    try:
        return load_json_text(text)
    except ValueError:
        return None


def _strings(waiting: list[_Value], members: Mapping[int, _Members]) -> Iterator[tuple[Place, str]]:
    """Yield the strings in values that may be literals, each with its place."""
    while waiting:
        value, type_, place = waiting.pop()
        if isinstance(value, str) and place is not None:
            yield place, value
        for one in type_.members if isinstance(type_, UnionType) else (type_,):
            if isinstance(value, list) and isinstance(one, ArrayType):
                waiting += [(item, one.items, place) for item in value]
            elif isinstance(value, dict) and isinstance(one, MapType):
                waiting += [(item, one.values, place) for item in value.values()]
            elif isinstance(value, dict) and isinstance(one, ClassType):
                known = members[one.number]
                waiting += [(v, *known[name]) for name, v in value.items() if name in known]


def _is_literal(name: str, seen: _Seen) -> bool:
    """Whether the values of a member are words that repeat."""
    found = seen.examples
    if not all(map(_WORD.fullmatch, found)) or not _PLACEHOLDERS.isdisjoint(found):
        return False
    if len(found) == 1:
        return name in _TAGS and len(seen.operations) >= _OPERATIONS
    is_spread = all(len(texts) > 1 for texts in found.values())
    return len(found) <= _MOST and (is_spread or seen.count >= _TIMES * len(found))
