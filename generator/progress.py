"""How far a run is, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Listener = Callable[[int, int], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def counted(items: Sequence[T]) -> Iterator[T]:
    """Yield the items; the listener is told after each how many are done, and of how many."""
    tell = _listener.get()
    for done, item in enumerate(items, 1):
        yield item
        if tell:
            tell(done, len(items))


@contextmanager
def told(listener: Listener) -> Iterator[None]:
    """Have a listener for the time of the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
