"""JSON texts as the values that a caller of the client writes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from generator.emitters.words import word
from generator.escaping.words import Word
from generator.names.plan import Plan
from generator.text import Fresh, Text, masked
from generator.types.inference import JSON_STRING

# What an argument's value may be: JSON values with words in place of strings, and with numbers
# that are made on the spot.
Value = Any

# A part of a text that is not literal is a private-use character (`masked`).
_STRING_OR_SYMBOL = re.compile(JSON_STRING + r"|[\U000F0000-\U0010FFFF]", re.DOTALL)


# The environment holds such a secret as it stands in the JSON.
_ESCAPED = re.compile(r".*\\.*", re.DOTALL)


class NotExpressible(Exception):
    """A body that the method's arguments cannot say byte for byte; it is given as text."""


def json_value(text: Text, plan: Plan) -> Value:
    """Return the JSON value of a text, with words in place of strings.

    Raises `NotExpressible` where its bytes would not come back with the same meaning: no JSON,
    a key twice, a number beyond a float, an open variable outside a string, a secret with escapes.
    A number that is made on the spot may stand outside of one.
    """
    if any(secret.matches(_ESCAPED) for secret in text.secrets):
        raise NotExpressible
    string, unmask = masked(text)
    string, numbers = _numbers_quoted(string, unmask)

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in members}) < len(members):
            raise NotExpressible
        return dict(members)

    def constant(name: str) -> Any:
        raise NotExpressible

    try:
        value = json.loads(string, object_pairs_hook=pairs, parse_constant=constant)
    except (ValueError, RecursionError):
        raise NotExpressible from None
    return _worded(value, lambda s: numbers.get(s) or word(unmask(s), plan))


def _numbers_quoted(string: str, unmask: Callable[[str], Text]) -> tuple[str, dict[str, Fresh]]:
    """Return the JSON with the symbols of open numbers in quotes, and what each stands for.

    No other string of it is such a symbol alone: each stands in the text once.
    """
    numbers: dict[str, Fresh] = {}

    def quoted(match: re.Match[str]) -> str:
        symbol = match[0]
        parts = unmask(symbol).parts if len(symbol) == 1 else ()
        if parts and isinstance(parts[0], Fresh) and parts[0].kind in ("seconds", "integer"):
            numbers[symbol] = parts[0]
            return f'"{symbol}"'
        return symbol

    return _STRING_OR_SYMBOL.sub(quoted, string), numbers


def _worded(value: Any, worded: Callable[[str], Word | Fresh], depth: int = 0) -> Value:
    if depth > 40:
        raise NotExpressible
    if isinstance(value, str):
        return worded(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise NotExpressible
    if isinstance(value, list):
        return [_worded(member, worded, depth + 1) for member in value]
    if isinstance(value, dict):
        found = {}
        for name, member in value.items():
            key = worded(name)
            if isinstance(key, Fresh) or any(not isinstance(piece, str) for piece in key):
                raise NotExpressible
            found[name] = _worded(member, worded, depth + 1)
        return found
    return value
