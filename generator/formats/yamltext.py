"""YAML: the values of a text as strings, lists and objects, and where each of them stands.

Scalars stay the strings that they are written as: `no`, `1e3` and `0123` are no booleans or
numbers here, and what is one is for readers to say. Only an unquoted null is ``None``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.reader import ReaderError

from generator.pointers import keys_of

# The parser of libyaml, where PyYAML was built with it, is ten times as fast.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Deeper values, and aliases that stand for more than this, are no request that someone wrote.
MAX_DEPTH = 100
MAX_EXPANDED = 10_000_000

# YAML 1.2 and Postman take these for characters like any other, PyYAML for ends of lines.
_BREAKS = {0x85: 0x10FF85, 0x2028: 0x10FF28, 0x2029: 0x10FF29}
_BREAKS_AGAIN = {mask: character for character, mask in _BREAKS.items()}

_NULLS = {"", "~", "null", "Null", "NULL"}
_TAGS = {"!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null"))}
_TAGS |= {f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "timestamp")}


class YamlError(ValueError):
    """The text is not YAML that can be read; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(slots=True)
class _Node:
    """A value with its place. ``size`` is how much it is when aliases are written out."""

    line: int
    column: int
    value: str | list[_Node] | dict[str, _Node] | None
    size: int = 1


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; ``key`` waits for its value."""

    node: _Node
    anchor: str | None
    key: str | None = None


@dataclass(slots=True)
class _Reading:
    """What is known while a text is read."""

    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, _Node] = field(default_factory=dict)
    root: _Node | None = None


def read_yaml(text: str) -> Any:
    """Return the value of the only document in a text; ``None`` where there is nothing in it.

    Raises `YamlError`: for what is not YAML, keys that repeat or are no scalars, tags of an
    application, aliases to what is not yet known or that stand for too much, and great depth.
    """
    root = _read(text)
    return None if root is None else _plain(root)


def locate_yaml(text: str, pointers: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return the line and column, from 1, of the value that each pointer names.

    Where a pointer names nothing, the place is that of its nearest parent; see `jsontext.locate`.
    """
    root = _read(text) or _Node(1, 1, None)
    return {pointer: _place(root, pointer) for pointer in pointers}


def _place(node: _Node, pointer: str) -> tuple[int, int]:
    for key in keys_of(pointer):
        if isinstance(node.value, dict) and key in node.value:
            node = node.value[key]
        elif isinstance(node.value, list) and key.isdecimal() and int(key) < len(node.value):
            node = node.value[int(key)]
        else:
            break
    return node.line, node.column


def _plain(node: _Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(member) for key, member in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(member) for member in node.value]
    return node.value


def _read(text: str) -> _Node | None:
    reading = _Reading()
    documents = 0
    for event in _events(text.translate(_BREAKS)):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _error("a second document begins here; one was expected", event)
        elif isinstance(event, yaml.NodeEvent):
            _begin(reading, event)
        elif isinstance(event, yaml.CollectionEndEvent):
            _end(reading, event)
    return reading.root


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlError(f"this is not YAML: {message}", line, column) from None
    except ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"this is not YAML: the character {error.character!r} may not stand in it"
        raise YamlError(message, line, column) from None


def _begin(reading: _Reading, event: Any) -> None:
    """Take a scalar, an alias, or the start of a list or mapping."""
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.AliasEvent):
        target = reading.anchors.get(str(event.anchor))
        if target is None:
            raise _error("this alias names no value that ends before it", event)
        _add(reading, _Node(line, column, target.value, target.size), event)
        return
    if event.tag is not None and event.tag not in _TAGS:
        raise _error("tags of an application are not read", event)
    if isinstance(event, yaml.ScalarEvent):
        is_null = not event.style and event.tag is None and event.value in _NULLS
        value = None if is_null else event.value.translate(_BREAKS_AGAIN)
        node = _Node(line, column, value, 1 + len(event.value))
        if event.anchor is not None:
            reading.anchors[event.anchor] = node
        _add(reading, node, event)
        return
    if len(reading.stack) == MAX_DEPTH:
        raise _error("the values nest too deep to be read", event)
    empty: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
    reading.stack.append(_Open(_Node(line, column, empty), event.anchor))


def _end(reading: _Reading, event: Any) -> None:
    """Close a list or mapping; only then may an alias name it."""
    closed = reading.stack.pop()
    if closed.anchor is not None:
        reading.anchors[closed.anchor] = closed.node
    _add(reading, closed.node, event)


def _add(reading: _Reading, node: _Node, event: Any) -> None:
    """Put a complete value where it belongs: the root, a list, a key or the value of one."""
    if not reading.stack:
        reading.root = node
        return
    parent = reading.stack[-1]
    members = parent.node.value
    parent.node.size += node.size
    if parent.node.size > MAX_EXPANDED:
        raise _error("the aliases stand for too much to be read", event)
    if isinstance(members, list):
        members.append(node)
    elif isinstance(members, dict) and parent.key is not None:
        members[parent.key] = node
        parent.key = None
    elif isinstance(members, dict):
        parent.key = _key(members, node)


def _key(members: dict[str, _Node], node: _Node) -> str:
    if isinstance(node.value, list | dict):
        message = "a key is no list or object; a text that begins with {{ needs quotes"
        raise YamlError(message, node.line, node.column)
    key = node.value or ""
    if key in members:
        raise YamlError(f"the key {key!r} stands here twice", node.line, node.column)
    return key


def _error(message: str, event: Any) -> YamlError:
    return YamlError(message, event.start_mark.line + 1, event.start_mark.column + 1)
