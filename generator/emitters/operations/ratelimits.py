"""Rate limits: how many requests the source says that an endpoint takes in a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.frozen import Frozen
from generator.model import Endpoint

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# A client waits for no longer window than this; what a server allows in an hour it says itself.
_LONGEST = 60
_NOUN = r"\s*(?:API\s+)?(?:requests?|reqs?|calls?|queries|transactions)\s*"
_UNIT = r"(s|m|h|d|secs?|mins?|seconds?|minutes?|hours?|days?)\b"
_TIME = rf"(?:/|\b(?:per|every|an?|each|in)\b)\s*(\d{{1,4}})?\s*{_UNIT}"
_COUNT = r"(?<![\w.,$€£])(\d{1,3}(?:,\d{3})+|\d{1,7})"
_ROW = re.compile(rf"{_COUNT}(?:{_NOUN})?\s*{_TIME}", re.IGNORECASE)
_SENTENCE = re.compile(rf"{_COUNT}{_NOUN}{_TIME}", re.IGNORECASE)
_ANNOUNCED = re.compile(r"\blimit(?:s|ed)?\b|\bmaximum\b|\bat most\b|\bup to\b", re.IGNORECASE)


class Limit(Frozen):
    """So many requests in so many seconds."""

    requests: int
    seconds: int


def stated_limits(endpoint: Endpoint) -> tuple[Limit, ...]:
    """Return the limits that an endpoint states (``Burst: 10/s``) or its description tells of.

    A description must say "requests" (or the like) and that it is about a limit. Of several counts
    for one time the largest holds: they are those of several environments or plans.
    """
    found = list(_found(endpoint.rate_limits, _ROW))
    description = endpoint.description
    if not found and _ANNOUNCED.search(description):
        found = list(_found([description.replace("*", " ")], _SENTENCE))
    largest: dict[int, int] = {}
    for limit in found:
        largest[limit.seconds] = max(limit.requests, largest.get(limit.seconds, 0))
    return tuple(Limit(largest[seconds], seconds) for seconds in sorted(largest))


def _found(texts: Iterable[str], pattern: re.Pattern[str]) -> Iterator[Limit]:
    for text in texts:
        for count, number, unit in pattern.findall(text):
            seconds = int(number or 1) * _SECONDS[unit[0].lower()]
            requests = int(count.replace(",", ""))
            if requests and 0 < seconds <= _LONGEST:
                yield Limit(requests, seconds)
