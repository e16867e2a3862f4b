"""Numbers: the version that changes ask for (https://semver.org/spec/v2.0.0.html)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.diff.rules import RULES, Change

_VERSION = re.compile(
    r"(?P<v>v?)(?P<numbers>\d{1,9}(?:\.\d{1,9}){0,2})(?P<pre>-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
)


def is_version(text: str) -> bool:
    """Whether a text is a version that another can follow; ``1``, ``1.4`` and ``v1.4.2`` are."""
    return _VERSION.fullmatch(text) is not None


def next_version(current: str, changes: Sequence[Change]) -> str:
    """Return the version after ``current``, or itself when nothing changed.

    What breaks asks for a major version, what adds or warns for a minor one, and anything else
    for a patch. Of ``0.x`` the minor number is the one that breaks. A pre-release becomes the
    release that it announces when that is high enough.
    """
    found = _VERSION.fullmatch(current)
    if found is None or not changes:
        return current
    numbers = [int(part) for part in found["numbers"].split(".")]
    numbers += [0] * (3 - len(numbers))
    step = _step(changes)
    place = min(step + 1, 2) if numbers[0] == 0 else step
    announced = found["pre"] is not None and not any(numbers[place + 1 :])
    if not announced:
        numbers = [*numbers[:place], numbers[place] + 1, *[0] * (2 - place)]
    return found["v"] + ".".join(map(str, numbers))


def _step(changes: Sequence[Change]) -> int:
    """Return which of the three numbers changes: 0 is the major one."""
    if any(change.severity == "breaking" for change in changes):
        return 0
    grows = any(c.severity == "warning" or RULES[c.rule].adds for c in changes)
    return 1 if grows else 2
