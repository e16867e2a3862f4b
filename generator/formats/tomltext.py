"""Where the keys of a TOML text stand: its parser in the standard library gives no places."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from generator.pointers import escaped

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_GAP = re.compile(r"(?:[\s,]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Dates may have a space in them; no other scalar has.
_SCALAR = re.compile(r"[^,\]}#\n]+")


def locate_toml(text: str, pointers: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return the line and column, from 1, of the key or element that each JSON pointer names.

    Where a pointer names nothing, the place is that of its nearest parent. ``text`` must be TOML.
    """
    offsets = _offsets(text)
    found = {}
    for pointer in pointers:
        known = pointer
        while known not in offsets:
            known = known.rpartition("/")[0]
        before = text[: offsets[known]]
        found[pointer] = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    return found


@lru_cache(maxsize=1)  # a config with a thousand faults is asked for each of them
def _offsets(text: str) -> Mapping[str, int]:
    found = {"#": 0}
    for pointer, offset in _Scan(text).all():
        found.setdefault(pointer, offset)
    return found


class _Scan:
    """One walk through a text: ``position`` is where it is, ``arrays`` how long those of tables."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.arrays: dict[str, int] = {}

    def all(self) -> Iterator[tuple[str, int]]:
        """Yield the pointer and offset of every key, table and element."""
        table = "#"
        self._skip(_GAP)
        while self.position < len(self.text):
            start = self.position
            if self.text[start] == "[":
                for table in self._header():
                    yield table, start
            else:
                yield from self._pair(table)
            self._skip(_GAP)

    def _header(self) -> list[str]:
        """Return the pointer of a table whose header comes next, after those that lead to it."""
        is_element = self.text.startswith("[[", self.position)
        self.position += 1 + is_element
        keys = [key for key, _ in self._keys()]
        self.position += 1 + is_element
        pointers = ["#"]
        for index, key in enumerate(keys, 1):
            pointers.append(_child(pointers[-1], key))
            if is_element and index == len(keys):
                self.arrays[pointers[-1]] = self.arrays.get(pointers[-1], 0) + 1
            pointers.append(self._element(pointers[-1]))
        return pointers

    def _element(self, pointer: str) -> str:
        """Return the pointer of the last table of an array, or that of what is no array."""
        count = self.arrays.get(pointer)
        return f"{pointer}/{count - 1}" if count else pointer

    def _pair(self, pointer: str) -> Iterator[tuple[str, int]]:
        for key, offset in self._keys():
            pointer = _child(pointer, key)
            yield pointer, offset
        self.position += 1
        yield from self._value(pointer)

    def _keys(self) -> Iterator[tuple[str, int]]:
        """Yield the parts of a dotted key, and stop at what follows it."""
        while True:
            self._skip(_BLANK)
            start = self.position
            quoted = self.text[start] in "\"'"
            key = self._skip(_STRING if quoted else _BARE)
            yield _unquoted(key) if quoted else key, start
            self._skip(_BLANK)
            if self.text[self.position] != ".":
                return
            self.position += 1

    def _value(self, pointer: str) -> Iterator[tuple[str, int]]:
        self._skip(_BLANK)
        first = self.text[self.position]
        if first in "\"'":
            self._skip(_STRING)
        elif first in "[{":
            self.position += 1
            yield from self._members(pointer, first)
            self.position += 1
        else:
            self._skip(_SCALAR)

    def _members(self, pointer: str, bracket: str) -> Iterator[tuple[str, int]]:
        """Yield what is inside an array or inline table, up to its closing bracket."""
        index = 0
        self._skip(_GAP)
        while self.text[self.position] not in "]}":
            if bracket == "[":
                yield f"{pointer}/{index}", self.position
                yield from self._value(f"{pointer}/{index}")
                index += 1
            else:
                yield from self._pair(pointer)
            self._skip(_GAP)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Go past what a pattern matches, and return it."""
        match = pattern.match(self.text, self.position)
        assert match is not None
        self.position = match.end()
        return match[0]


def _child(pointer: str, key: str) -> str:
    return f"{pointer}/{escaped(key)}"


def _unquoted(key: str) -> str:
    found: str = tomllib.loads(f"key = {key}")["key"]
    return found
