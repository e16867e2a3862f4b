"""Blocks: what a page is made of, whatever it was written in."""

from __future__ import annotations

from typing import Literal

from generator.frozen import Frozen

MOST = 20_000
"""How many blocks of a page are read; no page that people read has so many."""

Kind = Literal["heading", "text", "item", "table", "code"]


class Block(Frozen):
    """A piece of a page, and the line that it begins in, counted from 1.

    ``level`` is a heading's, ``language`` what a code block says that it is written in. The
    first row of a table is its head. A ``text`` is one line of what the page shows.
    """

    kind: Kind
    line: int
    text: str = ""
    level: int = 0
    language: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
