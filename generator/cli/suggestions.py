"""What was probably meant by a name that nothing has."""

from __future__ import annotations

from collections.abc import Collection

# More names than this are a wall, in which nobody finds the right one.
_SHOWN = 5


def suggestion(given: str, known: Collection[str]) -> str:
    """Return the known name that is nearest, as the end of a message, or nothing."""
    import difflib

    close = difflib.get_close_matches(given, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def listed(known: Collection[str]) -> str:
    """Return the known names, or the first of many and how many more there are."""
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(list(known)[:_SHOWN]) + more
