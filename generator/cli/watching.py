"""``generate --watch``: a run whenever something that the jobs read has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NoReturn

import click

from generator.cli import buildfiles
from generator.cli.arguments import Arguments
from generator.cli.findings import as_error
from generator.cli.runs import Step, outcomes_of
from generator.diagnostics import CodegenError
from generator.frozen import changed

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome

# A cycle begins when nothing has changed for so long: an editor saves in several steps.
_QUIET_MS = 100
_LONGEST_MS = 2_000

# After so long we look for what changed before the watch began, while the last cycle ran.
_LOOK_MS = 200

# What is read, and what tells each file from an earlier one of its path; folders end with "/".
State = Mapping[str, tuple[int, ...] | None]


def watch(step: Step, arguments: Arguments) -> NoReturn:
    """Do the step now and after each change, and print one line each, until interrupted.

    A cycle that fails leaves the last good output.
    """
    if not arguments.is_text:
        raise click.UsageError("--watch prints text; leave out --format")
    if "-" in arguments.sources:
        raise click.UsageError("--watch cannot read standard input")
    events = _events()
    state = _state(buildfiles.dependencies_of(arguments))
    _say(f"watching, files: {len(_files(state))}", step, arguments)
    while True:
        before, state = state, _next_state(state, arguments, events)
        paths = _changed(before, state)
        if paths:
            more = f" and {len(paths) - 1} more" if paths[1:] else ""
            _say(f"{paths[0]}{more} changed", step, arguments)


def _events() -> Callable[..., Iterator[object]]:
    try:
        from watchfiles import watch as events
    except ImportError:
        message = "--watch needs watchfiles: pip install 'postman-codegen[watch]'"
        raise click.UsageError(message) from None
    return events


def _next_state(
    state: State, arguments: Arguments, events: Callable[..., Iterator[object]]
) -> State:
    """Wait until what is read differs from ``state``, and return what it is then."""
    options: dict[str, object] = {
        "debounce": _LONGEST_MS,
        "step": _QUIET_MS,
        "rust_timeout": _LOOK_MS,
    }
    options |= {"watch_filter": None, "yield_on_timeout": True, "recursive": False}
    # Folders are watched, since an editor may put a new file in the place of the old one.
    folders = {_folder(path) for path in state}
    has_looked = False
    for changes in events(*folders, **options):
        if changes or not has_looked:
            has_looked = True
            new = _state(_paths(state, arguments))
            if _changed(state, new) or new.keys() != state.keys():
                return new
    raise click.Abort


def _paths(state: State, arguments: Arguments) -> list[str]:
    """Return what the jobs read now; while their config is broken, what they read before."""
    try:
        return buildfiles.dependencies_of(arguments)
    except (CodegenError, click.ClickException):
        return list(state)


def _state(paths: list[str]) -> State:
    return {path: None if path.endswith("/") else _identity(path) for path in paths}


def _identity(path: str) -> tuple[int, ...] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _files(state: State) -> set[str]:
    return {path for path in state if not path.endswith("/")}


def _changed(old: State, new: State) -> list[str]:
    """Return the files that were changed, added or removed."""
    paths = _files(old) | _files(new)
    return sorted(path for path in paths if old.get(path) != new.get(path))


def _folder(path: str) -> str:
    """Return the folder of a path, or the nearest one around it that is there."""
    folder = os.path.dirname(path)
    while folder and not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder or "."


def _say(why: str, step: Step, arguments: Arguments) -> None:
    """Do the step for every job, and print one line: why, and how it went."""
    how, is_fine = _cycle(step, arguments)
    if not is_fine or not arguments.quiet:
        click.echo(f"{why}: {how}", err=True)


def _cycle(step: Step, arguments: Arguments) -> tuple[str, bool]:
    """Do the step for every job and return how it went, and whether all is fine."""
    # In a format that is none the step prints nothing; its outcomes tell everything.
    silent = arguments if arguments.verbose else changed(arguments, format_="none")
    try:
        depfile = buildfiles.depfile(arguments)
        outcomes = outcomes_of(step, silent)
        wrong = [_failure(outcome) for outcome in outcomes if outcome.status]
        if not wrong:
            buildfiles.keep_record(depfile, arguments)
        return "; ".join([_counts(outcomes, arguments.force), *wrong]), not wrong
    except click.ClickException as error:
        return error.format_message(), False
    except Exception as error:
        return str(as_error(error, arguments.sources, arguments)), False


def _counts(outcomes: list[Outcome], force: bool) -> str:
    changes = [o.changes for o in outcomes if o.changes and (force or not o.changes.blocked)]
    written = sum(len(c.missing) + len(c.changed) for c in changes)
    removed = sum(len(c.extra) for c in changes)
    warnings = sum(one.severity == "warning" for o in outcomes for one in o.found)
    found = [f"wrote {written}" if written else "wrote nothing"]
    found += [f"removed {removed}"] if removed else []
    found += [f"{warnings} warnings"] if warnings else []
    return ", ".join(found)


def _failure(outcome: Outcome) -> str:
    """Return what kept a job from being fine: its first error, or files in its way."""
    errors = [one.as_text() for one in outcome.found if one.severity == "error"]
    if outcome.changes and outcome.changes.blocked:
        errors += [f"in the way: {outcome.output}/{path}" for path, _ in outcome.changes.blocked]
    more = f" and {len(errors) - 1} more" if errors[1:] else ""
    job = f"{outcome.api}: " if outcome.api else ""
    return f"{job}{errors[0]}{more}" if errors else f"{job}warnings are errors"
