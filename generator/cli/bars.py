"""A bar on a terminal while a long run goes on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

import click

from generator.cli.arguments import Arguments
from generator.progress import Tell, followed

# A job that is done before has no bar.
SECONDS = 1.0


def progress(arguments: Arguments) -> AbstractContextManager[None]:
    """Show a bar on standard error while a job takes long, if that is a terminal.

    There is none with ``--quiet``, and none where standard error holds a document.
    """
    is_plain = arguments.quiet or not arguments.is_text
    if is_plain or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return nullcontext()
    return followed(_bar)


@contextmanager
def _bar(total: int) -> Iterator[Tell]:
    begun = time.monotonic()
    bar: Any = None
    with ExitStack() as shown:

        def tell(done: int) -> None:
            nonlocal bar
            if bar is None and time.monotonic() - begun >= SECONDS:
                bar = click.progressbar(length=total, label="generating", file=sys.stderr)
                shown.enter_context(bar)
            if bar is not None:
                bar.update(done - bar.pos)

        yield tell
