"""What was probably meant by a name that nothing has."""

from __future__ import annotations

from collections.abc import Callable, Collection

# More names than this are a wall, in which nobody finds the right one.
_SHOWN = 5


def nearest(given: str, known: Collection[str], count: int = 1) -> list[str]:
    """Return so many of the known names that are near, the nearest first, or fewer."""
    import difflib

    return difflib.get_close_matches(given, known, count)


def suggestion(given: str, known: Collection[str], quoted: Callable[[str], str] = repr) -> str:
    """Return the known name that is nearest, as the end of a message, or nothing."""
    close = nearest(given, known)
    return f"; did you mean {quoted(close[0])}?" if close else ""


def listed(known: Collection[str]) -> str:
    """Return the known names, or the first of many and how many more there are."""
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(list(known)[:_SHOWN]) + more
