"""Python's garbage collector, and where it only costs time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# More objects than importing us makes: an earlier build has left them.
_MANY = 200_000


def free_cycles() -> None:
    """Free objects that hold each other, of those made since the last time.

    For what leaves many of them behind while the collector is off.
    """
    gc.collect(0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector from running in a block, or in a function that is decorated.

    A build makes many objects that live to its end and few cycles, so all that the collector does
    in it is to visit them again and again: a fifth of the time, for no memory. What a build before
    this one left is collected first, so that the collector may be off between them too.
    """
    if gc.get_count()[0] > _MANY:
        gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
