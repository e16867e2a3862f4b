"""What a description states: the values that it lists, and that something is required.

Only lists that are announced (``Allowed values: a, b``) or written with bars count, and only
values that look like constants. They are what is known, not all that there may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.types.datatypes import EnumType, ScalarType, Type

_MOST = 40
_LONGEST = 4000
_VALUE = r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,59}"
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*")
_MARK = r"(?:`|\*\*|\"|')"
_ANNOUNCED = re.compile(
    r"(?<!least )(?<!only )(?<!any )\b(?:(?:allowed|accepted|possible|valid|supported|permitted|"
    r"available)\s+(?:values?|options?)|one\s+of|enum)\b(?:\s+(?:are|is|includes?|of|the|following|"
    r"values?))*\s*(?P<colon>:?)\s*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"comma.?separated|separated by|delimited|\bCSV\b", re.IGNORECASE)
_MARKED = re.compile(rf"({_MARK})({_VALUE}(?:[/|]{_VALUE})*)\1")
_SEPARATOR = re.compile(r"\s*(?:,|\||/|\bor\b|\band\b)\s*(?:(?:or|and)\b\s*)?")
_ITEM = re.compile(rf"\s*[-*•]\s+({_MARK}?)({_VALUE})\1(?=\s*(?:$|[:(–]|-\s))")
_INLINE_ITEM = re.compile(rf"(?:^|\s)[-*•]\s+({_MARK})({_VALUE})\1")
_EXPLAINED = re.compile(rf"\s*({_MARK}?)({_VALUE}) ?\1\s+[-–]\s+\S")
_BARS = re.compile(rf"{_MARK}?{_VALUE}{_MARK}?(?:\s*\|\s*{_MARK}?{_VALUE}{_MARK}?)+\.?")


@lru_cache(1024)
def stated_values(description: str) -> tuple[str, ...]:
    """Return the values that a description lists; none where it tells of several at once."""
    text = re.sub(r"<br\s*/?>|</?p>", "\n", description[:_LONGEST]).strip()
    if _SEVERAL.search(text):
        return ()
    if _BARS.fullmatch(text):
        return _constants(re.findall(_VALUE, text.rstrip(".")))
    for found in _ANNOUNCED.finditer(text):
        rest = text[found.end() :]
        is_list = bool(found["colon"])
        for values in (_items(rest), _marked(rest, is_list), _plain(rest) if is_list else []):
            if constants := _constants(values):
                return constants
    return ()


# ``Required.`` is a sentence of its own; with a colon it may be about what follows.
_PRESENCE = re.compile(
    r"\s*(?:\(\s*(required|optional)\s*\)|\[\s*(required|optional)\s*\]"
    r"|(required|optional)(?=\.(?:\s|$)))[\s:.,;–-]*",
    re.IGNORECASE,
)


def split_required(description: str) -> tuple[bool | None, str]:
    """Return whether a description begins with ``(Required)`` or ``(Optional)``, and its rest.

    Postman's import of OpenAPI writes it there, having no field for it. Without either of them it
    is ``None``.
    """
    found = _PRESENCE.match(description)
    if found is None:
        return None, description
    word = found[1] or found[2] or found[3]
    return word.lower() == "required", description[found.end() :]


def with_stated(type_: Type, values: tuple[str, ...]) -> Type:
    """Return the type of what has stated values: theirs, where it is a plain string."""
    if not values or type_ != ScalarType("string"):
        return type_
    return ScalarType("boolean") if set(values) == {"true", "false"} else EnumType(values)


def enumeration(values: tuple[str, ...]) -> Type:
    """Return the type of a string of these values; any string, where one of them is no word.

    Annotations hold the values as they are.
    """
    return EnumType(values) if all(map(_WORD.fullmatch, values)) else ScalarType("string")


def _constants(values: list[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(value.rstrip(".:") for value in values))
    is_list = 2 <= len(distinct) <= _MOST and not all(value.isdigit() for value in distinct)
    return distinct if is_list else ()


def _items(text: str) -> list[str]:
    """Return the values of a list with a value a line or bullet, perhaps explained."""
    inline = [match[2] for match in _INLINE_ITEM.finditer(text.partition("\n")[0])]
    return inline if len(inline) > 1 else list(_lines(text))


def _lines(text: str) -> Iterator[str]:
    for line in filter(str.strip, text.split("\n")):
        item = _ITEM.match(line)
        explained = None if item else _EXPLAINED.match(line)
        if item is None and explained is None:
            return
        yield item[2] if item else explained[2] if explained else ""


def _marked(text: str, is_list: bool) -> list[str]:
    """Return the values of ``a``, ``b`` or ``c``; without a colon before they end a sentence."""
    values: list[str] = []
    position = 0
    while found := _MARKED.match(text, position):
        values += re.split(r"[/|]", found[2])
        position = found.end()
        separator = _SEPARATOR.match(text, position)
        if separator is None or not _MARKED.match(text, separator.end()):
            break
        position = separator.end()
    ends = re.match(r"\s*(?:[.;(]|\n|$)", text[position:]) is not None
    return values if is_list or ends else []


def _plain(text: str) -> list[str]:
    """Return the values of ``a, b or c`` up to the end of the sentence or line."""
    sentence = re.split(r"\.(?:\s|$)|\n|;", text, maxsplit=1)[0]
    pieces = re.split(r"\s*[,|]\s*(?:or\s+|and\s+)?|\s+or\s+", sentence.strip())
    values = [piece for piece in pieces if piece]
    return values if all(re.fullmatch(_VALUE, value) for value in values) else []
