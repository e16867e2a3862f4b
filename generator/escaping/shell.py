"""POSIX shell: words, options, what printf writes."""

from __future__ import annotations

import re

from markupsafe import Markup

from generator.escaping.words import Env, UnescapedError, Word

_PLAIN = re.compile(r"[A-Za-z0-9]+")
_SIMPLE_IN_DOUBLE_QUOTES = re.compile(r"[^\"$`\\!\n]*")


def word(value: Word | str) -> Markup:
    """Return one POSIX shell word: literals in single quotes, variables as ``"${NAME:?}"``."""
    pieces = (value,) if isinstance(value, str) else value
    has_variable = any(isinstance(piece, Env) for piece in pieces)
    simple = all(isinstance(p, Env) or _SIMPLE_IN_DOUBLE_QUOTES.fullmatch(p) for p in pieces)
    if len(pieces) == 1 and isinstance(pieces[0], str) and _PLAIN.fullmatch(pieces[0]):
        return Markup(pieces[0])
    if has_variable and simple:
        inner = (f"${{{p.name}:?}}" if isinstance(p, Env) else p for p in pieces)
        return Markup('"' + "".join(inner) + '"')
    return Markup("".join(map(_shell_piece, pieces)) or "''")


def _shell_piece(piece: str | Env) -> str:
    if isinstance(piece, Env):
        return f'"${{{piece.name}:?}}"'
    return "'" + piece.replace("'", "'\\''") + "'"


def printf(value: Word) -> Markup:
    """Return the arguments of ``printf`` that write a text with NUL characters in it.

    Variables are arguments of the format: what they hold is not interpreted.
    """
    template = "".join("%s" if isinstance(piece, Env) else _format(piece) for piece in value)
    words = [word((template,)), *(word((piece,)) for piece in value if isinstance(piece, Env))]
    return Markup(" ".join(words))


def _format(literal: str) -> str:
    return literal.replace("\\", "\\\\").replace("%", "%%").replace("\0", "\\000")


_OPTION = re.compile(r"--?[a-z0-9][a-z0-9.-]*")


def option(value: str) -> Markup:
    """Return a command line option of our own tables."""
    if not _OPTION.fullmatch(value):
        raise UnescapedError("a value that is no option stands where one belongs")
    return Markup(value)
