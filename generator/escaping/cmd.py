"""cmd.exe: texts of batch files as cmd, the C runtime and curl read them, one after the other.

cmd doubles ``%``, and outside of its quotes takes ``^`` for the escape of what it would obey; it
knows no escaped quotes, each ``"`` begins or ends a quoted stretch. The C runtime makes arguments
of what is left, where ``\\"`` is a quote. curl 8.3 fills in ``{{NAME}}`` in ``--expand-`` options;
``{{BRACE}}`` and ``{{BACKSLASH}}`` are for characters that it would take together with these.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from generator.escaping.expressions import flat
from generator.escaping.marked import Markup
from generator.escaping.words import UNPRINTABLE, Env, Word
from generator.text import Fresh

#: Stands for what cannot be written: control characters, and those that editors hide.
UNWRITABLE = "\ufffd"

_OBEYED = frozenset("^&|<>()")
# What curl reads as escapes between the quotes of a config file, and some of UNPRINTABLE.
_CONFIG_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_CONFIG_SPECIAL = re.compile(r'[\\"\n\r\t\v]')
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@pass_context
def argument(context: Context, value: Any) -> Markup:
    """Return a text as an argument of a command: printable ASCII, or a mark where there is more.

    The mark is `UNWRITABLE`: arguments come in the code page of the system, and without new lines.
    """
    text = re.sub(r"[^\x20-\x7e]", UNWRITABLE, _source(context, value))
    text = re.sub(r'(\\*)"', r'\1\1\\"', text)
    return Markup(_line('"' + re.sub(r"(\\+)\Z", r"\1\1", text) + '"'))


@pass_context
def config(context: Context, value: Any) -> Markup:
    """Return a text as a value of curl's config file, to be printed by ``echo``."""
    text = _source(context, value)
    text = _CONFIG_SPECIAL.sub(lambda found: _CONFIG_ESCAPES[found[0]], text)
    return Markup(_line('"' + UNPRINTABLE.sub(UNWRITABLE, text) + '"'))


def is_open(value: Any) -> bool:
    """Whether something is filled in when a text is sent."""
    return any(not isinstance(piece, str) for piece in flat(value))


def variable(piece: Env | Fresh) -> Markup:
    """Return the name of the variable that holds a piece as it is sent."""
    return Markup(_variable(piece))


def _variable(piece: Env | Fresh) -> str:
    if isinstance(piece, Fresh):
        return "NEW_" + piece.kind.upper().replace("-", "_")
    return piece.name + ("_ENCODED" if piece.encoded else "_DECODED" if piece.decoded else "")


def json_line(value: Any) -> Word:
    """Return JSON in one line of ASCII: its strings hold no line ends as they are."""
    return tuple(_json_line(piece) if isinstance(piece, str) else piece for piece in flat(value))


def _json_line(literal: str) -> str:
    literal = re.sub(r"[ \t]*[\r\n]\s*", " ", literal)
    return _NOT_ASCII.sub(lambda found: _json_escape(found[0]), literal)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high << 8 | low:04x}" for high, low in pairs)


def _source(context: Context, value: Any) -> str:
    """Return a text as curl takes it: with the names of variables where they are filled in."""
    pieces = context["language"].settled(flat(value))
    if all(isinstance(piece, str) for piece in pieces):
        return "".join(pieces)
    found = ""
    for piece in pieces:
        if isinstance(piece, str):
            found += piece.replace("{{", "\\{{")
            continue
        lead = (piece.lead or "") if isinstance(piece, Env) else ""
        text = _TOUCHING.sub(_apart, found + lead.replace("{{", "\\{{"))
        found = text + "{{" + _variable(piece) + "}}"
    return found


# What curl would take together with the braces of a variable behind it.
_TOUCHING = re.compile(r"[\\{]+\Z")
_NAMES = {"\\": "{{BACKSLASH}}", "{": "{{BRACE}}"}


def _apart(found: re.Match[str]) -> str:
    text = found[0].replace("\\{{", "{{")
    return "".join(_NAMES[character] for character in text)


def _line(text: str) -> str:
    """Return a text as cmd must find it in a batch file, with as many quotes opened as closed."""
    found = []
    left = text.count('"')
    is_quoted = False
    for character in text:
        if character == '"':
            left -= 1
            if not is_quoted and left == 0:
                # No other quote would close it.
                found.append("^")
            else:
                is_quoted = not is_quoted
        elif character in _OBEYED and not is_quoted:
            found.append("^")
        found.append("%%" if character == "%" else character)
    return "".join(found)
