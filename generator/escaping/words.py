"""Texts as snippets need them: pieces, some of which the environment fills."""

from __future__ import annotations

import re

from generator.frozen import Frozen
from generator.text import Fresh

# So many texts keep their escaped form: the same words stand in one file after another.
REMEMBERED = 16_384

# Texts of more pieces than these are put together otherwise, where a language has another way.
MANY = 500

# Characters that end lines, hide or reorder text in some editor or parser.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)


class Env(Frozen):
    """A place in a text that an environment variable fills when the snippet runs.

    With a ``lead`` the variable may be unset: nothing stands in its place then, and otherwise the
    lead in front of its value. ``encoded``: its value must be percent-encoded to stand there;
    ``decoded``: it is percent-encoded, and must not be there.
    """

    name: str
    lead: str | None = None
    encoded: bool = False
    decoded: bool = False


# A text as snippets need it: literal pieces, environment variables, and values made on the spot.
Word = tuple[str | Env | Fresh, ...]


def joined_word(*words: Word) -> Word:
    """Return the words as one, with adjacent literals made one piece."""
    pieces: list[str | Env | Fresh] = []
    for piece in (piece for word in words for piece in word):
        last = pieces[-1] if pieces else None
        if isinstance(piece, str) and isinstance(last, str):
            pieces[-1] = last + piece
        elif piece:
            pieces.append(piece)
    return tuple(pieces)


class UnescapedError(Exception):
    """A template inserted a value that no filter had escaped."""
