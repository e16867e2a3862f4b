"""Texts as snippets need them: pieces, some of which the environment fills."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Characters that end lines, hide or reorder text in some editor or parser.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)


@dataclass(frozen=True, slots=True)
class Env:
    """A place in a text that an environment variable fills when the snippet runs."""

    name: str


# A text as snippets need it: literal pieces and environment variables.
Word = tuple["str | Env", ...]


class UnescapedError(Exception):
    """A template inserted a value that no filter had escaped."""
