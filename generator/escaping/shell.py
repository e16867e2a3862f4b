"""POSIX shell: words, options, what printf writes."""

from __future__ import annotations

import re

from generator.escaping.marked import Markup
from generator.escaping.words import UNPRINTABLE, Env, UnescapedError, Word
from generator.text import Fresh, FreshKind

_PLAIN = re.compile(r"[A-Za-z0-9]+")
_SIMPLE_IN_DOUBLE_QUOTES = re.compile(r"[^\"$`\\!\n]*")

# What makes a value; `uuid` and `random_int` are functions in
# templates/snippets/shell/functions.j2.
_COMMANDS: dict[FreshKind, str] = {
    "uuid": "$(uuid)",
    "seconds": "$(date +%s)",
    "date-time": "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)",
    "integer": "$(random_int)",
}


def word(value: Word | str) -> Markup:
    """Return one POSIX shell word: literals in single quotes, variables as ``"${NAME:?}"``.

    A variable that may be unset is ``"${NAME-}"``, with a lead ``"${NAME:+lead$NAME}"``.
    """
    pieces = (value,) if isinstance(value, str) else value
    if len(pieces) == 1 and isinstance(literal := pieces[0], str):
        return Markup(literal if _PLAIN.fullmatch(literal) else _shell_piece(literal))
    is_open = any(not isinstance(piece, str) for piece in pieces)
    if is_open and all(not isinstance(p, str) or _is_simple(p) for p in pieces):
        inner = (p if isinstance(p, str) else _expansion(p) for p in pieces)
        return Markup('"' + "".join(inner) + '"')
    return Markup("".join(map(_shell_piece, pieces)) or "''")


def _is_simple(literal: str) -> bool:
    is_plain = _SIMPLE_IN_DOUBLE_QUOTES.fullmatch(literal) is not None
    return is_plain and not UNPRINTABLE.search(literal)


# What a lead may be: text that means itself within double quotes and braces.
_LEAD = re.compile(r"[A-Za-z0-9 _.=&?%~:;,/+-]*")


def is_lead(text: str) -> bool:
    """Whether a text may stand in front of a variable that may be unset (`Env.lead`)."""
    return _LEAD.fullmatch(text) is not None


def _shell_piece(piece: str | Env | Fresh) -> str:
    if not isinstance(piece, str):
        return f'"{_expansion(piece)}"'
    if UNPRINTABLE.search(piece):
        # What editors hide or change, and Git makes of line ends, is written visibly. The shell
        # takes line ends away from the end of what a command prints.
        shown = piece.rstrip("\n")
        end = piece[len(shown) :]
        return f'"$(printf -- {_quoted(_format(shown))})"' + (_quoted(end) if end else "")
    return _quoted(piece)


def _quoted(literal: str) -> str:
    return "'" + literal.replace("'", "'\\''") + "'"


def _expansion(piece: Env | Fresh) -> str:
    """Return what the shell fills in; templates define the functions that it calls."""
    if isinstance(piece, Fresh):
        return _COMMANDS[piece.kind]
    if piece.lead is not None:
        return _optional(piece.name, piece.lead)
    filled = f"${{{piece.name}:?}}"
    if piece.decoded:
        return f'$(urldecode "{filled}")'
    return f'$(urlencode "{filled}")' if piece.encoded else filled


def _optional(name: str, lead: str) -> str:
    if not is_lead(lead):
        raise UnescapedError("a lead that the shell would read stands in front of a variable")
    return f"${{{name}:+{lead}${name}}}" if lead else f"${{{name}-}}"


def latin1(value: Word) -> Markup:
    """Return a word whose literals are written in Latin-1, as HTTP headers are."""
    template = "".join(_doubled(p) if isinstance(p, str) else "%s" for p in value)
    octal = "".join(c if " " <= c <= "~" else f"\\{ord(c):03o}" for c in template)
    words = [word((octal,)), *(word((piece,)) for piece in value if not isinstance(piece, str))]
    return Markup('"$(printf -- ' + " ".join(words) + ')"')


def printf(value: Word) -> Markup:
    """Return the arguments of ``printf`` that write a text with NUL characters in it.

    Variables are arguments of the format: what they hold is not interpreted.
    """
    template = "".join(_format(piece) if isinstance(piece, str) else "%s" for piece in value)
    words = [word((template,)), *(word((piece,)) for piece in value if not isinstance(piece, str))]
    return Markup(" ".join(words))


def _format(literal: str) -> str:
    return UNPRINTABLE.sub(lambda match: _octal(match[0]), _doubled(literal))


def _doubled(literal: str) -> str:
    return literal.replace("\\", "\\\\").replace("%", "%%")


def _octal(character: str) -> str:
    if character == "\r":
        return "\\r"
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "replace"))


_OPTION = re.compile(r"--?[a-z0-9][a-z0-9.-]*")


def option(value: str) -> Markup:
    """Return a command line option of our own tables."""
    if not _OPTION.fullmatch(value):
        raise UnescapedError("a value that is no option stands where one belongs")
    return Markup(value)
