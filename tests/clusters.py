"""Dask clusters on loopback: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tests.commands import ROOT

_OPTIONS = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass
class Cluster:
    """A scheduler at an address, and what may be added to it until its block ends."""

    address: str
    folder: Path
    variables: Mapping[str, str]
    stack: ExitStack = field(repr=False)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self, *options: str) -> None:
        """Start a worker, and wait until the scheduler knows it."""
        name = f"worker-{len(self.workers)}"
        more = ("--name", name, "--local-directory", str(self.folder / name), *options)
        if "--nanny" not in options:
            more = (*more, "--no-nanny")
        command = (*_module("dask_worker"), self.address, *_OPTIONS, "--nthreads", "1", *more)
        log = self.folder / f"{name}.log"
        self.workers.append(self.stack.enter_context(_running(command, log, self.variables)))
        while b"Registered to" not in log.read_bytes():
            assert self.workers[-1].poll() is None, log.read_text()
            time.sleep(0.1)


@contextmanager
def cluster(
    folder: Path, workers: int = 0, variables: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Cluster]:
    """Run a scheduler and workers for the time of the block, with these environment variables."""
    file = folder / "scheduler.json"
    more = ("--port", "0", "--scheduler-file", str(file))
    with ExitStack() as stack:
        command = (*_module("dask_scheduler"), *_OPTIONS, *more)
        scheduler = stack.enter_context(_running(command, folder / "scheduler.log", variables))
        while not file.exists() or not file.read_bytes().endswith(b"}"):
            assert scheduler.poll() is None, (folder / "scheduler.log").read_text()
            time.sleep(0.1)
        address = json.loads(file.read_bytes())["address"]
        found = Cluster(address, folder, variables, stack)
        for _ in range(workers):
            found.add_worker()
        yield found


def _module(name: str) -> tuple[str, ...]:
    return sys.executable, "-m", f"distributed.cli.{name}"


@contextmanager
def _running(
    command: Sequence[str], log: Path, variables: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=file, env=environment, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # what it started, too
            process.wait()
