"""Text that a filter has escaped: it may be written as it is, and mixed with its like alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import markupsafe

from generator.escaping.words import UnescapedError


class Markup(markupsafe.Markup):
    """What the filters return.

    Other texts cannot become part of it by `+`, `%`, ``join`` and the like: its base makes HTML of
    them there, which is right in no file of ours. It is made without the look for a value's own
    ``__html__``, which takes longer than most of the filters: theirs are strings.
    """

    __slots__ = ()
    if not TYPE_CHECKING:
        __new__ = str.__new__

        @classmethod
        def escape(cls, value: Any) -> Markup:
            """Return what is escaped already; raises `UnescapedError` for anything else."""
            return cls(inserted(value))


def inserted(value: Any) -> str:
    """Return what may be written as it is: escaped text, numbers and nothing at all."""
    if isinstance(value, Markup):
        return value
    if value is None or value == "":
        return ""
    if type(value) is int:
        return str(value)
    raise UnescapedError(f"a {type(value).__name__} is inserted without an escaping filter")


def mixed(pieces: Iterable[Any]) -> str:
    """Return what ``~`` makes of its operands: all are escaped, or none of them is."""
    found = list(pieces)
    if any(isinstance(piece, markupsafe.Markup) for piece in found):
        return Markup("").join(found)
    return "".join(map(str, found))
