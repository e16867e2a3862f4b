"""Pages that stay small: what is long is cut, and says so."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import asdict, astuple

from generator.emitters.reference.values import Block, Link, cut
from generator.frozen import Frozen, changed

# A folder whose requests are longer than this, in characters, has a page for each of them. With
# what templates and escaping add, pages stay below 1 MB.
LARGEST_PAGE = 300_000

T = TypeVar("T")


class _Limits(Frozen):
    """The most characters of code and of other text, and the most rows of a table or list."""

    code: int
    text: int
    rows: int


# The first that makes a request small enough is taken; what is below the first is rarely reached.
_LIMITS = (
    _Limits(40_000, 20_000, 5_000),
    _Limits(4_000, 2_000, 300),
    _Limits(1_000, 500, 100),
    _Limits(200, 300, 50),
)
# What a row of a table is more than its texts.
_AROUND = 8


def size(context: Any) -> int:
    """Return how many characters the texts of a context have, at any depth."""
    total, stack = 0, [context]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            total += len(one) + _AROUND
        elif isinstance(one, tuple):
            stack.extend(one)
        elif isinstance(one, Frozen):
            stack.extend(astuple(one))
    return total


def shortened(text: str) -> str:
    """Return a description as long as a page can have it."""
    return _within(text, _LIMITS[0])  # type: ignore[no-any-return]


def fitted(context: T) -> tuple[T, int]:
    """Return a context with its long texts and tables cut, as far as its page needs it.

    Its size comes with it. A context that has a field ``hidden`` counts the rows there that are
    left out.
    """
    found, length = context, size(context)
    if length <= _LIMITS[0].text:
        return found, length
    for limits in _LIMITS:
        found = _within(context, limits)
        length = size(found)
        if length <= LARGEST_PAGE:
            break
    return found, length


def _within(context: Any, limits: _Limits) -> Any:
    if isinstance(context, str):
        return context if len(context) <= limits.text else context[: limits.text] + "…"
    if isinstance(context, tuple):
        return tuple(_within(one, limits) for one in context)
    if isinstance(context, Block):
        return cut(context, limits.code)
    if isinstance(context, Link) or not isinstance(context, Frozen):
        return context
    found = {name: _within(value, limits) for name, value in asdict(context).items()}
    for name, value in found.items():
        if "hidden" in found and isinstance(value, tuple) and len(value) > limits.rows:
            found |= {name: value[: limits.rows], "hidden": len(value) - limits.rows}
    return changed(context, **found)
