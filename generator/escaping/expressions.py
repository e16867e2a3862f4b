"""Filters of templates of snippets: texts in the language that a target is written in."""

from __future__ import annotations

import re
from typing import Any

import markupsafe
from jinja2 import pass_context
from jinja2.runtime import Context

from generator.escaping.language import Language, Remark
from generator.escaping.marked import Markup
from generator.escaping.words import UNPRINTABLE, Env, UnescapedError, Word, joined_word
from generator.text import Fresh

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@pass_context
def expression(context: Context, value: Any) -> Markup:
    """Return a text as an expression of the target's language.

    A text is a string, a `Word`, or a list of these that is one text.
    """
    language: Language = context["language"]
    return Markup(language.expression(flat(value)))


@pass_context
def operand(context: Context, value: Any) -> Markup:
    """Return a text as an expression that a method can be called on."""
    language: Language = context["language"]
    return Markup(language.operand(flat(value)))


@pass_context
def latin1(context: Context, value: Any) -> Markup:
    """Return the value of a header as an expression: on the wire it is Latin-1."""
    language: Language = context["language"]
    return Markup(language.latin1(flat(value)))


@pass_context
def remark(context: Context, value: str) -> Markup:
    """Return a comment of one line in the target's language."""
    comment: Remark = context["language"].comment
    text = UNPRINTABLE.sub(" ", " ".join(value.split()))
    for sequence in comment.never:
        text = text.replace(sequence, f"{sequence[0]} {sequence[1:]}")
    if comment.close and comment.close in text:
        raise UnescapedError(f"the language lets {comment.close!r} stand in a comment")
    # At the end these would go on with the comment in the next line: C's, cmd's and FoxPro's.
    return Markup(comment.open + text.rstrip("\\^; ") + comment.close)


def flat(value: Any) -> Word:
    """Return a string, a word, or a list of these as one word; code is no text."""
    if isinstance(value, markupsafe.Markup):
        raise UnescapedError("code stands where a text belongs")
    if isinstance(value, str | Env | Fresh):
        return (value,)
    return joined_word(*map(flat, value))


def replaced(value: Any, old: str, new: str) -> Word:
    """Return a text with a string replaced in its literal pieces."""
    return tuple(p.replace(old, new) if isinstance(p, str) else p for p in flat(value))


def name(value: str) -> Markup:
    """Return a name that is one in every language: ASCII letters, digits and ``_``."""
    if not _NAME.fullmatch(value):
        raise UnescapedError("a text that is no name stands where one belongs")
    return Markup(value)
