"""The query of a URL as pairs, decoded."""

from __future__ import annotations

from urllib.parse import unquote

from generator.emitters.words import word
from generator.escaping.words import Word
from generator.names.plan import Plan
from generator.text import Text, map_literals, masked


def query_pairs(url: Text, plan: Plan) -> list[tuple[Word, Word | None]]:
    """Return the decoded query that goes on the wire; a name without ``=`` has no value."""
    string, unmask = masked(url)
    pairs: list[tuple[Word, Word | None]] = []
    for piece in string.partition("?")[2].split("&"):
        name, equals, value = piece.partition("=")
        if piece:
            texts = (map_literals(unmask(text), decoded) for text in (name, value))
            name_word, value_word = (word(text, plan) for text in texts)
            pairs.append((name_word, value_word if equals else None))
    return pairs


def decoded(literal: str) -> str:
    """Undo percent-encoding where it is valid; anything else is already what is meant."""
    try:
        return unquote(literal, errors="strict")
    except UnicodeDecodeError:
        return literal
