"""Where a JSON pointer's value stands in the text of a file: its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from generator.pointers import keys_of

_GAP = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")
_SCALAR = re.compile(r"[^\s,\]}]+")
_STRUCTURE = re.compile(r'[^"{}\[\]]*["{}\[\]]')


@dataclass(slots=True)
class _Wanted:
    """A pointer, or the way to one. ``offset`` is where its value was last seen, inside the parent
    value at ``parent``: of a repeated member the last one counts, as in every JSON parser."""

    children: dict[str, _Wanted] = field(default_factory=dict)
    offset: int = -1
    parent: int = -1


@dataclass(slots=True)
class _Open:
    """A container that is being read; ``index`` is the next element of an array, else ``None``."""

    wanted: _Wanted
    index: int | None


def locate(text: str, pointers: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return the line and column, from 1 and in characters, of the value each pointer names.

    Pointers are ``#`` and the steps of RFC 6901 (``#/item/0/request``). Where a pointer names
    nothing, the place is that of its nearest parent that exists. ``text`` must be JSON; a byte
    order mark before it counts for no column.
    """
    text = text.removeprefix("\ufeff")
    steps = {pointer: keys_of(pointer) for pointer in pointers}
    root = _wanted(steps.values())
    _scan(text, root)
    offsets = {pointer: _offset(root, path) for pointer, path in steps.items()}
    places = _places(text, sorted(set(offsets.values())))
    return {pointer: places[offset] for pointer, offset in offsets.items()}


def _wanted(paths: Iterable[list[str]]) -> _Wanted:
    root = _Wanted()
    for path in paths:
        node = root
        for step in path:
            node = node.children.setdefault(step, _Wanted())
    return root


def _offset(root: _Wanted, path: list[str]) -> int:
    node = root
    for step in path:
        child = node.children[step]
        if child.parent != node.offset:
            break
        node = child
    return node.offset


def _scan(text: str, root: _Wanted) -> None:
    """Note the offsets of the wanted values; containers without wanted ones are skipped."""
    position = root.offset = _after(_GAP, text, 0)
    if text[position] not in "{[" or not root.children:
        return
    stack = [_Open(root, 0 if text[position] == "[" else None)]
    position += 1
    while stack:
        position = _after(_GAP, text, position)
        if text[position] in "}]":
            stack.pop()
            position += 1
            continue
        container = stack[-1]
        step, position = _step(text, position, container)
        wanted = container.wanted.children.get(step)
        if wanted is not None:
            wanted.offset, wanted.parent = position, container.wanted.offset
        if wanted is not None and wanted.children and text[position] in "{[":
            stack.append(_Open(wanted, 0 if text[position] == "[" else None))
            position += 1
        else:
            position = _skip(text, position)


def _step(text: str, position: int, container: _Open) -> tuple[str, int]:
    """Return the next member's key or element's index, and the offset of its value."""
    if container.index is not None:
        container.index += 1
        return str(container.index - 1), position
    end = _string_end(text, position)
    key = text[position + 1 : end - 1]
    if "\\" in key:
        key = json.loads(text[position:end], strict=False)
    return key, _after(_COLON, text, end)


def _skip(text: str, position: int) -> int:
    """Return the offset after the value that begins at ``position``."""
    if text[position] == '"':
        return _string_end(text, position)
    if text[position] not in "{[":
        return _after(_SCALAR, text, position)
    depth = 1
    position += 1
    while depth:
        position = _after(_STRUCTURE, text, position)
        character = text[position - 1]
        if character == '"':
            position = _string_end(text, position - 1)
        else:
            depth += 1 if character in "{[" else -1
    return position


def _string_end(text: str, position: int) -> int:
    """Return the offset after the string whose opening quote is at ``position``."""
    quote = text.index('"', position + 1)
    while text[quote - 1] == "\\" and _escaped(text, quote):
        quote = text.index('"', quote + 1)
    return quote + 1


def _escaped(text: str, position: int) -> bool:
    start = position
    while text[start - 1] == "\\":
        start -= 1
    return (position - start) % 2 == 1


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    if match is None:
        raise ValueError("the text is not JSON")
    return match.end()


def _places(text: str, offsets: list[int]) -> dict[int, tuple[int, int]]:
    """Return the line and column of each offset; the offsets are sorted."""
    newline = "\n" if "\n" in text else "\r"
    places = {}
    line, start, counted = 1, 0, 0
    for offset in offsets:
        line += text.count(newline, counted, offset)
        start = max(start, text.rfind(newline, counted, offset) + 1)
        counted = offset
        places[offset] = (line, offset - start + 1)
    return places
