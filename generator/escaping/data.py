"""Comments and data formats."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import escape

from generator.escaping.marked import Markup
from generator.escaping.words import UNPRINTABLE


def comment(value: str) -> Markup:
    """Return text for one comment line: without line ends or control characters."""
    return Markup(UNPRINTABLE.sub(" ", value.replace("\n", " ").replace("\r", " ")))


def toml_string(value: str) -> Markup:
    """Return a TOML basic string on one line."""
    text = json.dumps(UNPRINTABLE.sub(" ", value), ensure_ascii=False)
    return Markup(text)


def json_value(value: Any) -> Markup:
    """Return JSON on one line; what no editor shows stands as an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def html_json(value: str) -> Markup:
    """Return a text as JSON, for a setting that a host puts into HTML as it is."""
    return json_value(str(escape(" ".join(value.split()))))


def verbatim(value: str) -> Markup:
    """Return text that a template itself says; it refuses any other when it is compiled."""
    return Markup(value)
