"""What a line of prose says by the way: a note, a limit, that a request is deprecated."""

from __future__ import annotations

import re

_NOTE = re.compile(
    r"(?P<kind>notes?|tips?|warnings?|caution|important|danger|info|attention|hint)\b\s*(?P<sep>[:：!–—-]|$)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LIMIT = re.compile(
    r"\d[\d,.]*\s*(?:requests?|calls?|reqs?|transactions|queries)?\s*(?:/|per|a|an|every|each)\s*(?:\d+\s*)?(?:s|m|h|d|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)\b",
    re.IGNORECASE,
)
_LIMITED = re.compile(r"\brate[- ]limit|\bthrottl|\brequests? per\b", re.IGNORECASE)
_DEPRECATED = re.compile(
    r"^\W*deprecated\b|\b(?:is|are|been|was) (?:now )?deprecated\b|\[deprecated\]|\(deprecated\)",
    re.I,
)
_LEAD_IN = re.compile(
    r"\W*(?:(?:the|an?|here is|this is|for) )*(?:above|following|below|examples?|sample)\b.{0,60}"
    r"\b(?:returns?|commands?|requests?|responses?|calls?|looks?|structured)\b",
    re.IGNORECASE,
)
_KEYED_AUTH = re.compile(r"\W*(?:security|auth(?:entication|ori[sz]ation)?)\s*[:：]", re.IGNORECASE)


def leads_in(text: str, to_code: bool) -> bool:
    """Whether a line only announces a sample: one sentence with a colon, above ``to_code`` or not."""
    is_one = text.endswith((":", "：")) and not re.search(r"[.!?]\s", text)
    return is_one and (to_code or _LEAD_IN.match(text) is not None)


def heads_note(text: str) -> bool:
    """Whether a line is "Note", "Tip" or "Warning" alone, so that the next one is it."""
    found = _NOTE.match(text)
    return found is not None and not found["rest"] and text[:1].isupper()


def is_note(text: str) -> bool:
    """Whether a line begins with such a word and goes on with what is to be noted."""
    found = _NOTE.match(text)
    return found is not None and bool(found["rest"] and found["sep"])


def states_limit(text: str) -> bool:
    """Whether a text has a number of something in a time."""
    return _LIMIT.search(text) is not None


def speaks_of_limits(text: str) -> bool:
    """Whether a text is about how often one may call."""
    return _LIMITED.search(text) is not None


def deprecates(text: str) -> bool:
    """Whether a text says that what it is about is deprecated."""
    return _DEPRECATED.search(text) is not None


def states_auth(text: str) -> bool:
    """Whether a line is a value of "Authorization:" or the like."""
    return _KEYED_AUTH.match(text) is not None
