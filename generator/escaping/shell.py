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
        inner = (_expansion(p) if isinstance(p, Env) else p for p in pieces)
        return Markup('"' + "".join(inner) + '"')
    return Markup("".join(map(_shell_piece, pieces)) or "''")


def _shell_piece(piece: str | Env) -> str:
    if isinstance(piece, Env):
        return f'"{_expansion(piece)}"'
    return "'" + piece.replace("'", "'\\''") + "'"


def _expansion(piece: Env) -> str:
    """Return what the shell fills in; templates define ``urlencode`` where it is used."""
    filled = f"${{{piece.name}:?}}"
    return f'$(urlencode "{filled}")' if piece.encoded else filled


def latin1(value: Word) -> Markup:
    """Return a word whose literals are written in Latin-1, as HTTP headers are."""
    template = "".join("%s" if isinstance(p, Env) else _format(p) for p in value)
    octal = "".join(c if c < "\x80" else f"\\{ord(c):03o}" for c in template)
    words = [word((octal,)), *(word((piece,)) for piece in value if isinstance(piece, Env))]
    return Markup('"$(printf -- ' + " ".join(words) + ')"')


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
