"""Worker processes on this machine: each item is done by one of them, results keep the order."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeAlias, TypeVar, cast

from generator.diagnostics import CodegenError
from generator.frozen import Frozen

_Connection: TypeAlias = "Connection[Any, Any]"

T = TypeVar("T")
R = TypeVar("R")

# An item at which this many workers died is at fault itself.
_DEATHS = 2


class Died(Frozen):
    """In place of a result: workers ended while they were at the item, the last with ``status``.

    A negative one is the signal that killed it.
    """

    status: int

    def as_error(self) -> CodegenError:
        """Return what to say of the item."""
        how = f"was killed by signal {-self.status}" if self.status < 0 else "ended"
        message = f"the process that worked on this {how}, twice; it may need more memory"
        return CodegenError("worker-died", message)


class _Worker(Frozen):
    process: BaseProcess
    connection: _Connection


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    function: Callable[[T], R], items: Sequence[T], processes: int, here: Callable[[T], bool]
) -> Iterator[R | Died]:
    """Yield what a function makes of each item, in the order of the items.

    A worker that dies is replaced, and its item done once more. What must be done ``here`` is done
    by this process when its turn comes. An exception of the function is raised at its item's turn.
    """
    waiting = deque(index for index, item in enumerate(items) if not here(item))
    processes = min(processes, len(waiting))
    results: dict[int, tuple[bool, Any]] = {}
    deaths: Counter[int] = Counter()
    idle: list[_Worker] = []
    busy: dict[_Connection, tuple[_Worker, int]] = {}

    def hand_out() -> None:
        while waiting and len(busy) < processes:
            worker = idle.pop() if idle else _start(function, items)
            index = waiting.popleft()
            busy[worker.connection] = worker, index
            with suppress(OSError):  # it died; that is seen when it is asked for the result
                worker.connection.send(index)

    def collect() -> None:
        for connection in wait(list(busy)):
            worker, index = busy.pop(cast(_Connection, connection))
            try:
                results[index] = worker.connection.recv()
                idle.append(worker)
            except (EOFError, OSError):
                worker.process.join()
                deaths[index] += 1
                if deaths[index] < _DEATHS:
                    waiting.appendleft(index)
                else:
                    results[index] = True, Died(worker.process.exitcode or 0)

    try:
        for index, item in enumerate(items):
            hand_out()
            if here(item):
                yield function(item)
                continue
            while index not in results:
                collect()
                hand_out()
            is_result, found = results.pop(index)
            if not is_result:
                raise found
            yield found
    finally:
        _end(idle, [worker for worker, _ in busy.values()])


def _start(function: Callable[[T], R], items: Sequence[T]) -> _Worker:
    # Forked workers would be no quicker (docs/scale.md), and have our threads' locks.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, function, items, os.getcwd())
    process = context.Process(target=_serve, args=arguments, daemon=True)
    with _without_interrupts():
        process.start()
    theirs.close()  # so that we see when the worker ends
    return _Worker(process, ours)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that no interrupt reaches: they are ended by the one that is interrupted."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    connection: _Connection, function: Callable[[T], R], items: Sequence[T], folder: str
) -> None:
    """Do the items that are asked for, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(folder)
    while True:
        try:
            index = connection.recv()
        except EOFError:
            return
        try:
            answer: tuple[bool, Any] = True, function(items[index])
        except BaseException as error:
            answer = False, error
        connection.send(answer)


def _end(idle: list[_Worker], busy: list[_Worker]) -> None:
    """End all workers; what those that are busy leave half done, the next run finishes."""
    for worker in busy:
        worker.process.terminate()
    for worker in (*idle, *busy):
        worker.connection.close()
    for worker in (*idle, *busy):
        worker.process.join()
