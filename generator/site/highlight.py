"""Code as HTML with as few elements as colours need."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String
from pygments.util import ClassNotFound

# The classes that the theme gives a colour; the first that a token is in is taken.
_CLASSES = (
    (Comment, "c"),
    (Keyword.Constant, "kc"),
    (Keyword, "k"),
    (Name.Tag, "nt"),
    (Name.Builtin, "nb"),
    (Name.Variable, "nv"),
    (Name.Function, "nf"),
    (Name.Class, "nc"),
    (Name.Attribute, "na"),
    (Name.Decorator, "nd"),
    (String.Escape, "se"),
    (String.Interpol, "si"),
    (String, "s"),
    (Number, "m"),
    (Operator.Word, "ow"),
    (Literal, "l"),
)
# Colours cost time and bytes; nobody reads longer code by them.
_LONGEST = 20_000


def highlighted(code: str, language: str) -> str:
    """Return code as the inside of a ``code`` element."""
    lexer = _lexer(language) if len(code) <= _LONGEST else None
    if lexer is None:
        return escape(code, quote=False)
    pieces: list[str] = []
    open_class, run = "", ""
    for kind, text in lexer.get_tokens(code):
        name = _class_of(kind) if text.strip() else open_class
        if name != open_class:
            pieces.append(_span(run, open_class))
            open_class, run = name, ""
        run += text
    pieces.append(_span(run.removesuffix("\n"), open_class))
    return "".join(pieces)


def _span(text: str, name: str) -> str:
    inside = escape(text, quote=False)
    return f'<span class="{name}">{inside}</span>' if name and text else inside


@cache
def _class_of(kind: Any) -> str:
    return next((name for parent, name in _CLASSES if kind in parent), "")


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        return None
