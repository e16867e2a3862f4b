"""Reading values of a collection's JSON, whatever their type turns out to be."""

from __future__ import annotations

import json
from typing import Any

from generator.origin import Origin
from generator.text import Text, parse


def mapping(value: Any) -> dict[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of a list with their places; anything else is no row."""
    entries = value if isinstance(value, list) else []
    return [(index, row) for index, row in enumerate(entries) if isinstance(row, dict)]


def plain(value: Any) -> str:
    """Return a scalar as Postman prints it into a text; objects as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def printed(value: Any) -> str:
    """Return the value of a variable as JavaScript prints it into a text."""
    if isinstance(value, list):
        return ",".join("" if member is None else printed(member) for member in value)
    return "[object Object]" if isinstance(value, dict) else plain(value)


def text(value: Any, origin: Origin) -> Text:
    """Return a value as a `Text` that knows where it stands."""
    return parse(plain(value), origin, origin.span)


def description(value: Any) -> str:
    """Return a description: a string, or the ``content`` of an object."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""


def disabled(row: dict[str, Any]) -> bool:
    """Whether a row is switched off: any truthy ``disabled``, also the string ``"false"``."""
    return bool(row.get("disabled"))
