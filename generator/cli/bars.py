"""A bar on a terminal while a long run goes on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from generator.progress import told

# A run that is over before has no bar.
_SECONDS = 1.0


@contextmanager
def progress(arguments: dict[str, Any], seconds: float = _SECONDS) -> Iterator[None]:
    """Show a bar on standard error once a job has taken so many seconds, if that is a terminal.

    There is none with ``--quiet``, and none where standard error holds a document.
    """
    is_plain = arguments["quiet"] or arguments["format_"] != "text"
    if is_plain or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    with ExitStack() as shown:
        bar: Any = None
        begun = 0.0

        def show(done: int, total: int) -> None:
            nonlocal bar, begun
            if done == 1:
                bar, begun = None, time.monotonic()
            if bar is None and time.monotonic() - begun >= seconds:
                bar = click.progressbar(length=total, label="generating", file=sys.stderr)
                shown.enter_context(bar)
            if bar is not None:
                bar.update(done - bar.pos)
            if done == total:
                shown.close()

        with told(show):
            yield
