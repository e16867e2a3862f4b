"""Being a client of a Dask scheduler, or saying soon why that cannot be."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from generator.diagnostics import CodegenError

# For each of two steps: together less than the 10 s in which a command says that nobody answers.
_SECONDS = 3
# After so many seconds a scheduler that was there counts as lost.
_LOST = 10


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Be a client of the scheduler at an address for the time of the block.

    Raises `CodegenError` (``extra``, ``scheduler``) when there is none.
    """
    _demand(address, _call)
    try:
        import dask
        import distributed
    except ImportError:
        message = "a scheduler needs Dask: pip install 'postman-codegen[dask]'"
        raise CodegenError("extra", message) from None
    _demand(address, _greet)
    # Workers that come and go are no news, and neither are batches of some size.
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):
        client: Any = distributed.Client
        with client(address, timeout=_LOST, set_as_default=False) as connection:
            yield connection


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, or else its kind."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _demand(address: str, step: Callable[[str], None]) -> None:
    """Take a step in time, or say why that cannot be.

    It runs in a thread of its own, since neither the lookup of a name nor a client of Dask ends
    when it is told to.
    """
    problems = [f"no answer within {_SECONDS} s"]

    def run() -> None:
        try:
            step(address)
            problems.clear()
        except Exception as error:
            problems.append(first_line(error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    if problems:
        message = f"no Dask scheduler answers at {address}: {problems[-1]}"
        raise CodegenError("scheduler", message)


def _call(address: str) -> None:
    """Connect, if this is an address of TCP; before Dask is imported, which takes a second."""
    parts = urlsplit(address)
    if parts.scheme in ("tcp", "tls") and parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port)).close()


def _greet(address: str) -> None:
    """Shake hands as Dask does, so that another service on that port is told apart."""
    import distributed.comm

    library: Any = distributed

    async def greet() -> None:
        arguments = library.Security().get_connection_args("client")
        connection = await library.comm.connect(address, **arguments)
        await connection.close()

    asyncio.run(greet())
