"""Defaults that words about a parameter state: a value, and not the first word of prose."""

from __future__ import annotations

import re

from generator.types.datatypes import ObjectType, ScalarType, Type, UnionType

_STATED = re.compile(
    r"\bdefaults?(?P<says>(?:\s+(?:to|is|are|value|of|set|=))*\s*[:：=]?)\s*"
    r"(?:(?P<quote>[`\"'])(?P<quoted>[^`\"'\n]{1,60})(?P=quote)|(?P<bare>[^\s,;()`\"':：=][^\s,;()`\"']{0,59}))",
    re.IGNORECASE,
)
# A number or truth is a value, whatever words follow: "defaults to 20 per page".
_SURE = re.compile(r"[-+]?\d+(?:\.\d+)?|true|false", re.IGNORECASE)
_NO_VALUE = re.compile(r"null|nil|none|empty|unset|undefined|n/a|[-–—]", re.IGNORECASE)
_FITTING = {
    "integer": re.compile(r"[-+]?\d+"),
    "number": re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"),
    "boolean": re.compile(r"true|false|yes|no|on|off|[01]", re.IGNORECASE),
    "date": re.compile(r"\d[\dTZ:.+-]{3,}"),
    "date-time": re.compile(r"\d[\dTZ:.+-]{3,}"),
    "email": re.compile(r"[^@]+@[^@]+"),
    "uri": re.compile(r".*[/.:].*"),
    "uuid": re.compile(r"[0-9a-fA-F-]{32,36}"),
}


def default_in(text: str, kind: Type) -> str | None:
    """Return the default of a parameter of this type that a text states."""
    for found in _STATED.finditer(text):
        value = found["quoted"] or found["bare"].rstrip(".:")
        if _NO_VALUE.fullmatch(value) or not _fits(value, kind):
            continue
        if _is_value(found, value):
            return value
    return None


def _is_value(found: re.Match[str], value: str) -> bool:
    """Whether what follows "default" is a whole value: in quotes, sure, or without more words."""
    rest = found.string[found.end() :]
    ends = found[0].endswith(".") or not re.match(r"\s*\w", rest)
    if not found["says"].strip():  # "the default language" tells of no value, "(default en)" does
        within = found.string[: found.start()].endswith(("(", "[")) or _SURE.fullmatch(value)
        return ends and bool(found["quoted"] or within)
    return bool(found["quoted"] or _SURE.fullmatch(value)) or ends


def _fits(value: str, kind: Type) -> bool:
    """Whether a text may be a value of a type."""
    if isinstance(kind, UnionType):
        return any(_fits(value, member) for member in kind.members)
    if isinstance(kind, ObjectType):
        return value[:1] == "{"
    pattern = _FITTING.get(kind.format or kind.kind) if isinstance(kind, ScalarType) else None
    return kind != ScalarType("null") and (pattern is None or bool(pattern.fullmatch(value)))
