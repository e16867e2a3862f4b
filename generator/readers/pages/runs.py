"""Runs of lines: what stands between tables, code and requests."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from generator.readers.pages.blocks import Block


class Runs:
    """The runs of lines of blocks up to ``end``; those in ``used`` belong to requests.

    Each is collected once, since a page may be one long run of lines.
    """

    def __init__(self, blocks: Sequence[Block], end: int, used: Collection[int]) -> None:
        self._blocks = blocks
        self._end = end
        self._used = used
        self._lines: Sequence[Block] = ()
        self._first = 0

    def around(self, at: int) -> tuple[Sequence[Block], int]:
        """Return the run that a block stands in, from the first one asked for, and its place."""
        if not self._first <= at < self._first + len(self._lines):
            end = at
            while end < self._end and self._is_line(end):
                end += 1
            self._first, self._lines = at, self._blocks[at:end]
        return self._lines, at - self._first

    def _is_line(self, at: int) -> bool:
        return self._blocks[at].kind not in ("table", "code") and at not in self._used
