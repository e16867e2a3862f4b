"""How the jobs of a config are done: by this process, by several, by a cluster, or by shards."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from generator.cli.arguments import Arguments
from generator.cli.findings import say
from generator.cli.origins import is_typed, spelled
from generator.config.jobs import Job
from generator.frozen import changed

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome
    from generator.fleet.cluster import Parcel
    from generator.fleet.shards import Shard
    from generator.options import Options
    from generator.pipeline import Tree


T = TypeVar("T")


class Attempt(Protocol):
    """Does a job and says how it ended; ``made`` is what others made of it, or why they failed."""

    def __call__(self, job: Job, made: Tree | Exception | None = None) -> Outcome:
        """Do the job."""


#: What was printed: each text, and whether it went to standard error.
Printed = list[tuple[str, bool]]


def outcomes(
    attempt: Attempt,
    make_options: Callable[[Job], Options],
    jobs: Sequence[Job],
    arguments: Arguments,
) -> list[Outcome]:
    """Return how the jobs ended that are ours, in their order, and leave a record of it.

    Call it in the folder of the config.
    """
    shard: Shard | None = _of_config("shard", arguments.shard, jobs)
    path: str | None = _of_config("record", arguments.record, jobs)
    if path:
        from generator.fleet.records import forget_record

        forget_record(path)
    ours = jobs
    if shard:
        from generator.fleet.shards import members

        ours = members(jobs, shard)
        say(f"shard {shard}: {len(ours)} of {len(jobs)} jobs", arguments)
    found = list(_done(attempt, make_options, ours, arguments))
    if path:
        _record(path, jobs, ours, found, shard)
    return found


def _of_config(name: str, value: T | None, jobs: Sequence[Job]) -> T | None:
    """Return the value of an argument that is for the jobs of a config alone.

    With SOURCE its variable counts as little as CODEGEN_API does; whoever types it is told.
    """
    if not value or all(job.place for job in jobs):
        return value
    if is_typed(name):
        raise click.UsageError(f"{spelled(name)} is for the jobs of a config, not for SOURCE")
    return None


def _record(
    path: str,
    jobs: Sequence[Job],
    ours: Sequence[Job],
    found: Sequence[Outcome],
    shard: Shard | None,
) -> None:
    from generator.fleet.records import Result, find_lock, make_record, write_record
    from generator.fleet.shards import WHOLE

    command = click.get_current_context().info_name or ""
    locks = [find_lock(job.output) for job in ours]
    results = list(map(Result, found, locks))
    write_record(path, make_record(command, jobs, shard or WHOLE, results))


def _done(
    attempt: Attempt,
    make_options: Callable[[Job], Options],
    jobs: Sequence[Job],
    arguments: Arguments,
) -> Iterator[Outcome]:
    processes, scheduler = _doers(arguments)
    if scheduler:
        return _by_cluster(attempt, make_options, jobs, scheduler)
    if processes != 1 and len(jobs) > 1:
        return _by_processes(attempt, jobs, processes)
    return map(attempt, jobs)


def _doers(arguments: Arguments) -> tuple[int, str | None]:
    """Return the number of processes, and the scheduler that does the jobs in their place.

    What is typed beats the other one's variable. Raises `click.UsageError` where neither does.
    """
    processes, scheduler = arguments.jobs, arguments.scheduler
    if scheduler and is_typed("jobs") != is_typed("scheduler"):
        return (processes, None) if is_typed("jobs") else (1, scheduler)
    if scheduler and processes != 1:
        message = f"give either {spelled('jobs')} or {spelled('scheduler')}"
        raise click.UsageError(message)
    return processes, scheduler


# Processes of this machine


def _by_processes(attempt: Attempt, jobs: Sequence[Job], processes: int) -> Iterator[Outcome]:
    """Yield how each job ended, in their order; what they print comes in that order too."""
    from generator.fleet import pool

    count = processes or pool.processors()
    done = pool.in_order(partial(_recorded, attempt), jobs, count, _is_bound_here)
    for job, found in zip(jobs, done, strict=True):
        if isinstance(found, pool.Died):
            yield attempt(job, found.as_error())
            continue
        outcome, printed = found
        for text, is_error in printed:
            click.echo(text, err=is_error, nl=False)
        yield outcome


def _is_bound_here(job: Job) -> bool:
    """Whether a job reads or writes what only this process has: its input, its memory."""
    paths = (*job.sources, *job.environments, job.output)
    return any(path == "-" or "memory:" in path for path in paths)


def _recorded(attempt: Attempt, job: Job) -> tuple[Outcome, Printed]:
    printed: Printed = []
    with redirect_stdout(_Recorder(printed, False)), redirect_stderr(_Recorder(printed, True)):
        outcome = attempt(job)
    if outcome.changes is not None:  # what files held before is for the diff, which is printed
        outcome = changed(outcome, changes=changed(outcome.changes, before={}))
    return outcome, printed


class _Recorder(io.TextIOBase):
    """One of the two streams of a job, recorded together with the other one."""

    def __init__(self, printed: Printed, is_error: bool) -> None:
        self._printed, self._is_error = printed, is_error

    def write(self, text: str) -> int:
        """Record a text."""
        self._printed.append((text, self._is_error))
        return len(text)


# A cluster


def _by_cluster(
    attempt: Attempt,
    make_options: Callable[[Job], Options],
    jobs: Sequence[Job],
    address: str,
) -> Iterator[Outcome]:
    """Yield how each job ended, in their order; workers make the trees, they are written here."""
    from generator.fleet.connection import connected

    with connected(address) as client:
        from generator.fleet import cluster

        if not cluster.threads(client):
            click.echo(f"{address} has no workers yet; waiting for one", err=True)
        parcels = (_parcel(make_options, job) for job in jobs)
        for job, found in zip(jobs, cluster.trees(client, parcels, len(jobs)), strict=True):
            yield attempt(job, found)


def _parcel(make_options: Callable[[Job], Options], job: Job) -> Parcel | None:
    """Return what a worker needs for a job.

    ``None`` where there is nothing to do, or that fails, as it will here as well.
    """
    from generator.fleet.cluster import make_parcel
    from generator.freshness import find_current

    try:
        options = make_options(job)
        return None if find_current(options, Path(job.output)) else make_parcel(options)
    except Exception:
        return None
