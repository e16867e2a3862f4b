"""How far a run is, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

# Is told how much is done.
Tell = Callable[[int], None]

# Is told how much there is to do, and follows it for the time of the block.
Follow = Callable[[int], AbstractContextManager[Tell]]

_follow: ContextVar[Follow | None] = ContextVar("follow", default=None)


@contextmanager
def counting(total: int) -> Iterator[Tell]:
    """Give what is to be called with how much is done."""
    follow = _follow.get()
    if follow is None:
        yield lambda done: None
        return
    with follow(total) as tell:
        yield tell


@contextmanager
def followed(follow: Follow) -> Iterator[None]:
    """Follow all that is counted in the block."""
    token = _follow.set(follow)
    try:
        yield
    finally:
        _follow.reset(token)
