"""What in a collection or environment is not of the form that Postman describes.

The schemas in ``schemas/`` are made of small definitions. Each piece of a document is judged by
the definition it belongs to, and only by its shape: which members it has, of which types, and the
words that an ``enum`` asks for. Pieces of one shape get one verdict, so that a large collection,
which is thousands of times the same few shapes, costs little more than walking through it.

Nothing is refused here; real files break Postman's own schemas, and Postman reads them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostics
from generator.formats.plainfit import surely_fits
from generator.frozen import Frozen
from generator.origin import Origin

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

# How often one rule is reported for a file, before the rest is only counted.
_REPORT_LIMIT = 20

# Real collections have some fifty shapes; a file of endless ones is not worth the time.
_SHAPE_LIMIT = 2_000

_KINDS: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    list: "array",
    dict: "object",
}
_EXAMPLES: dict[str, Any] = {
    "string": "",
    "integer": 0,
    "number": 0.5,
    "boolean": False,
    "null": None,
    "array": [],
    "object": {},
}
_ARTICLES = {"null": "null", "integer": "an integer", "array": "an array", "object": "an object"}

# A string that is shown where a known word was expected; anything else may be a secret.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,15}")

_Shape = str | tuple[str, ...]
# The way to a piece: the trail of the piece around it, and the keys from there.
_Trail = tuple[Any, ...]


class _Violation(Frozen):
    """A rule that a shape breaks: ``path`` leads from the piece to the value that is wrong."""

    path: tuple[str, ...]
    rule: str
    subject: str
    expected: str
    shows_word: bool = False


class _Piece(Frozen):
    """A definition cut loose from the others.

    ``words`` names the members that it looks at, and of each the strings that it knows.
    ``children`` are the members judged by other definitions, one by one where they are lists.
    """

    title: str
    words: dict[str, frozenset[str]]
    children: tuple[tuple[str, str, bool], ...]
    definition: Any


@dataclass(slots=True)
class _Run:
    """What is known while one document is judged."""

    pieces: dict[str, _Piece]
    verdicts: dict[tuple[str, _Shape], tuple[_Violation, ...]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def validate(document: dict[str, Any], origin: Origin, diagnostics: Diagnostics) -> None:
    """Report what is odd in a collection v2.0 or v2.1; ``origin`` is the collection's place.

    Auth settings may be v2.1's list or v2.0's object in both. Entries of ``item`` that are no
    objects are the reader's to report.
    """
    _judge("collection", document, origin, diagnostics)


def validate_environment(
    document: dict[str, Any], origin: Origin, diagnostics: Diagnostics
) -> None:
    """Report what is odd in an environment or globals file that has a list of ``values``."""
    _judge("environment", document, origin, diagnostics)


def _judge(schema: str, document: dict[str, Any], origin: Origin, diagnostics: Diagnostics) -> None:
    run = _Run(_pieces(schema))
    for value, trail, violation in _violations(run, document, schema):
        run.counts[violation.rule] += 1
        if run.counts[violation.rule] <= _REPORT_LIMIT:
            place = origin.child(*_keys(trail), *violation.path)
            diagnostics.add("schema", _message(violation, value), place)
    for rule, count in run.counts.items():
        if count > _REPORT_LIMIT:
            message = f"{rule}: {count - _REPORT_LIMIT} more places like this"
            diagnostics.add("schema", message, origin)
    if len(run.verdicts) > _SHAPE_LIMIT:
        message = "the parts of this file are of too many forms; not all were checked"
        diagnostics.add("schema", message, origin)


def _violations(run: _Run, document: Any, start: str) -> Iterator[tuple[Any, _Trail, _Violation]]:
    """Yield each violation with the piece it is in, in the order of the schema's members."""
    stack: list[tuple[Any, str, _Trail]] = [(document, start, ())]
    while stack and len(run.verdicts) <= _SHAPE_LIMIT:
        value, name, trail = stack.pop()
        if name == "entry":
            name = "folder" if _is_folder(value) else "item"
        for violation in _verdict(run, name, value):
            yield value, trail, violation
        if isinstance(value, dict):
            stack.extend(reversed(_children(run, name, value, trail)))


def _is_folder(entry: Any) -> bool:
    """Whether ``item`` is truthy as in JavaScript, where empty lists and objects are."""
    item = entry.get("item") if isinstance(entry, dict) else None
    return bool(item) or isinstance(item, list | dict)


def _children(
    run: _Run, name: str, value: dict[str, Any], trail: _Trail
) -> list[tuple[Any, str, _Trail]]:
    found: list[tuple[Any, str, _Trail]] = []
    for key, child, many in run.pieces[name].children:
        member = value.get(key)
        if not many and key in value:
            found.append((member, child, (trail, key)))
        elif many and isinstance(member, list):
            found += [(element, child, (trail, key, i)) for i, element in enumerate(member)]
    return found


def _verdict(run: _Run, name: str, value: Any) -> tuple[_Violation, ...]:
    piece = run.pieces[name]
    shape = _shape(value, piece)
    verdict = run.verdicts.get((name, shape))
    if verdict is None:
        example = _example(shape, piece)
        errors = () if surely_fits(example, piece.definition) else _errors(example, piece)
        verdict = tuple(dict.fromkeys(_violation(error, piece) for error in errors))
        run.verdicts[name, shape] = verdict
    return verdict


def _shape(value: Any, piece: _Piece) -> _Shape:
    """Return the kinds of the members that the piece looks at, ``""`` for a missing one."""
    if not isinstance(value, dict):
        return _kind(value)
    members = piece.words.items()
    return tuple([_kind(value[key], words) if key in value else "" for key, words in members])


def _kind(value: Any, words: frozenset[str] = frozenset()) -> str:
    """Return a value's JSON type, or ``=`` and the value for a known word."""
    kind = _KINDS[type(value)]
    if words and kind == "string" and value in words:
        return f"={value}"
    if kind == "number" and value.is_integer():
        return "integer"
    return kind


def _example(shape: _Shape, piece: _Piece) -> Any:
    """Return the plainest value of a shape."""
    if isinstance(shape, str):
        return _EXAMPLES[shape]
    members = zip(piece.words, shape, strict=True)
    return {
        key: kind[1:] if kind.startswith("=") else _EXAMPLES[kind] for key, kind in members if kind
    }


def _errors(value: Any, piece: _Piece) -> Iterator[ValidationError]:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(piece.definition).iter_errors(value)


def _violation(error: ValidationError, piece: _Piece) -> _Violation:
    path = tuple(str(key) for key in error.absolute_path)
    subject = f"`{path[0]}` of {piece.title}" if path else piece.title
    wanted: Any = error.validator_value
    instance: Any = error.instance
    if error.validator in ("required", "anyOf"):
        either = [key for branch in wanted for key in branch["required"]] if error.context else []
        missing = either or [key for key in wanted if key not in instance]
        expected = (" or " if either else " and no ").join(f"`{key}`" for key in missing)
        return _Violation(path, f"{subject} has no {expected}", subject, "")
    if error.validator == "enum":
        expected = f"one of {', '.join(wanted)}"
    else:
        kinds = [wanted] if isinstance(wanted, str) else wanted
        expected = " or ".join(_ARTICLES.get(kind, f"a {kind}") for kind in kinds)
    rule = f"{subject} is not {expected}"
    return _Violation(path, rule, subject, expected, shows_word=error.validator == "enum")


def _message(violation: _Violation, value: Any) -> str:
    if not violation.expected:
        return violation.rule
    for key in violation.path:
        value = value[key]
    found = _found(value, violation.shows_word)
    return f"{violation.subject} is {found}; expected {violation.expected}"


def _found(value: Any, shows_word: bool) -> str:
    """Say what a value is without giving it away: its type, or the word that it is."""
    if shows_word and isinstance(value, str):
        if not value:
            return "empty"
        return f'"{value}"' if _WORD.fullmatch(value) else "another string"
    kind = _kind(value)
    return _ARTICLES.get(kind, f"a {kind}")


def _keys(trail: _Trail) -> list[str | int]:
    steps: list[tuple[str | int, ...]] = []
    while trail:
        trail, *keys = trail
        steps.append(tuple(keys))
    return [key for keys in reversed(steps) for key in keys]


@cache
def _pieces(schema: str) -> dict[str, _Piece]:
    path = resources.files("generator.readers.postman") / "schemas" / f"{schema}.json"
    definitions = json.loads(path.read_text(encoding="utf-8"))["$defs"]
    return {name: _piece(definition) for name, definition in definitions.items()}


def _piece(definition: dict[str, Any]) -> _Piece:
    children = []
    members = definition.get("properties", {})
    for key, member in members.items():
        reference = member.get("$ref") or member.get("items", {}).get("$ref")
        if reference:
            children.append((key, reference.removeprefix("#/$defs/"), "items" in member))
    return _Piece(
        title=definition.get("title", ""),
        words={key: frozenset(member.get("enum", ())) for key, member in members.items()},
        children=tuple(children),
        definition=_loose(definition),
    )


def _loose(definition: Any) -> Any:
    """Return the definition without its references to others."""
    if not isinstance(definition, dict):
        return definition
    if "$ref" in definition:
        return True
    return {key: _loose(member) for key, member in definition.items() if key != "items"}
