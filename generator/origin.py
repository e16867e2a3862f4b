"""Origins: where in a source something stands, by pointer or by line."""

from __future__ import annotations

from typing import Any

from generator.pointers import escaped


class Origin:
    """Where a fact came from: the source's path as given, and a JSON pointer (``#/item/0``).

    Every text has one and few are asked for theirs, so that a pointer is put together only then.
    """

    __slots__ = ("_above", "_steps")

    # The source stands above the first.
    _above: Origin | str
    _steps: Any

    def __init__(self, source: str, pointer: str) -> None:
        self._above = source
        self._steps = pointer

    def child(self, *keys: str | int) -> Origin:
        """Return the origin of a member below this one; keys are escaped as RFC 6901 says."""
        found = Origin.__new__(Origin)
        found._above = self
        found._steps = keys[0] if len(keys) == 1 else keys
        return found

    @property
    def source(self) -> str:
        """The path of the source."""
        above = self._above
        while not isinstance(above, str):
            above = above._above
        return above

    @property
    def pointer(self) -> str:
        """The JSON pointer, behind ``#``."""
        keys: list[str | int] = []
        origin = self
        while not isinstance(origin._above, str):
            steps = origin._steps
            keys.extend(reversed(steps) if isinstance(steps, tuple) else (steps,))
            origin = origin._above
        return "/".join([origin._steps, *(escaped(str(key)) for key in reversed(keys))])

    @property
    def span(self) -> tuple[int, int] | None:
        """The characters of the string at ``pointer`` that are meant, if not all of them."""
        return None

    @property
    def address(self) -> str:
        """The pointer as `codegen.lock` writes it."""
        return self.pointer

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Origin):
            return NotImplemented
        return (self.source, self.pointer) == (other.source, other.pointer)

    def __hash__(self) -> int:
        return hash((self.source, self.pointer))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.source!r}, {self.pointer!r})"


class LineOrigin(Origin):
    """A line of a page; what is read from something that begins there is said to stand there."""

    __slots__ = ()

    def child(self, *keys: str | int) -> Origin:
        """Return the line itself."""
        return self


_LINE = "#L"


def line_of(source: str, line: int) -> Origin:
    """Return the origin of a line of a page; its pointer is ``#L120``."""
    return Origin(source, f"{_LINE}{line}")


def line_number(pointer: str) -> int | None:
    """Return the line that a pointer names, if it names one."""
    return int(pointer.removeprefix(_LINE)) if pointer.startswith(_LINE) else None
