"""JSON as documentation pages write it: with comments, without quotes, cut short."""

from __future__ import annotations

import json
import re
from typing import Any

from generator.frozen import Frozen
from generator.readers.pages.bentjson import QUOTES, NoJsonError, Parser

_BLANK = re.compile(r"[\s\ufeff\u200b\u00a0]*")


class Loose(Frozen):
    """A JSON value, what had to be bent to read it, and where its text stands.

    ``notes`` are rule names in order of appearance, each once: ``comments``, ``trailing-comma``,
    ``missing-comma``, ``quotes``, ``unquoted-key``, ``ellipsis``, ``type-word``, ``bare-word``,
    ``placeholder``, ``rocket``, ``optional-key``, ``key-signature``, ``word`` (``True``, ``nil``),
    ``number``, ``string``, ``json-string``, ``cut``.
    """

    value: Any
    notes: tuple[str, ...]
    start: int
    end: int


def read(text: str, start: int = 0) -> Loose | None:
    """Return the JSON value at the beginning of ``text[start:]``, or None where none begins.

    An object or array may be followed by other text (``end`` says where); a string, number or
    word must be the whole text. A string that holds an object or array gives it (``json-string``).
    Strict JSON gives what the json module gives.
    """
    begin = _BLANK.match(text, start).end()  # type: ignore[union-attr]  # it matches everywhere
    if begin == len(text):
        return None
    strict = _strict(text, begin)
    if strict is not None:
        return strict
    parser = Parser(text, begin)
    try:
        parser.skip()
        first = parser.at
        if text[first : first + 1] not in {"{", "[", *QUOTES} or text.startswith("{{", first):
            return None
        value = parser.value(0)
    except NoJsonError:
        return None
    return _accepted(text, Loose(value, tuple(parser.notes), first, parser.at))


def _strict(text: str, begin: int) -> Loose | None:
    try:
        value, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError):
        return None
    return _accepted(text, Loose(value, (), begin, end)) if _is_whole(value, text, end) else None


def _is_whole(value: Any, text: str, end: int) -> bool:
    return isinstance(value, dict | list) or not text[end:].strip()


def _accepted(text: str, loose: Loose) -> Loose | None:
    """Look into a string, and refuse what is brackets or quotes around prose."""
    if isinstance(loose.value, str):
        if not _is_whole(loose.value, text, loose.end):
            return None
        inner = read(loose.value) if loose.value.lstrip()[:1] in {"{", "["} else None
        if inner is not None and not loose.value[inner.end :].strip():
            notes = dict.fromkeys([*loose.notes, "json-string", *inner.notes])
            return Loose(inner.value, tuple(notes), loose.start, loose.end)
        return None if "quotes" in loose.notes else loose
    doubtful = {"bare-word", "ellipsis", "placeholder", "cut"}
    if isinstance(loose.value, list) and doubtful & {*loose.notes} and not _has_substance(loose):
        return None
    if loose.value == {} and loose.notes and {"cut", "bare-word"} & {*loose.notes}:
        return None
    return loose


def _has_substance(loose: Loose) -> bool:
    return any(isinstance(item, dict | list) for item in loose.value) or (
        bool(loose.value) and not {"bare-word", "placeholder", "cut"} & {*loose.notes}
    )
