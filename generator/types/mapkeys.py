"""Keys: whether those of an object are data (ids, dates, codes) and not names of members."""

from __future__ import annotations

import re
from collections.abc import Collection

# A form of keys that nobody gives a member, and how many such keys show that they are data.
_FORMS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), 1),
    (re.compile(r"\d{4}-[01]\d-[0-3]\d([T ][0-2]\d:[0-5]\d.{0,20})?"), 1),
    (re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{16,128}|(?=.*\d)(?=.*[A-F])[0-9A-F]{16,128}"), 1),
    (re.compile(r"(?=(.*\d){3})(?=(.*[A-Z]){3})(?=(.*[a-z]){3})[A-Za-z0-9_=+/-]{20,200}"), 1),
    (re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[A-Za-z]{2,24}"), 1),
    (re.compile(r"-?\d{5,30}"), 1),
    (re.compile(r"-?\d{1,30}(\.\d{1,9}){0,3}"), 2),
    (re.compile(r"[a-z]{2,3}[-_][A-Z]{2}"), 2),
    (re.compile(r"[A-Z]{3}"), 4),
    (re.compile(r"[a-z]{2}"), 6),
)
_LONGEST = 300

# What none of these forms is, and most members' names are.
_PLAIN = re.compile(r"[a-z_]{3,}")


def are_data(keys: Collection[str]) -> bool:
    """Whether all keys have a form that members' names do not have."""
    if not keys or any(map(_PLAIN.fullmatch, keys)) or max(map(len, keys)) > _LONGEST:
        return False
    return any(
        len(keys) >= least and all(form.fullmatch(key) for key in keys) for form, least in _FORMS
    )
