"""Comments and data formats."""

from __future__ import annotations

import json

from markupsafe import Markup

from generator.escaping.words import UNPRINTABLE


def comment(value: str) -> Markup:
    """Return text for one comment line: without line ends or control characters."""
    return Markup(UNPRINTABLE.sub(" ", value.replace("\n", " ").replace("\r", " ")))


def toml_string(value: str) -> Markup:
    """Return a TOML basic string on one line."""
    text = json.dumps(UNPRINTABLE.sub(" ", value), ensure_ascii=False)
    return Markup(text)


def verbatim(value: str) -> Markup:
    """Return text that an earlier rendering made and escaped: code of ours shown again."""
    return Markup(value)
