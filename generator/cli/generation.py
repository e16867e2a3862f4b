"""``generate`` and ``check``: output trees, written or compared."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from generator.cli import buildfiles, flags
from generator.cli.arguments import Arguments
from generator.cli.bars import progress
from generator.cli.findings import (
    guarded,
    print_blocked,
    print_findings,
    print_lines,
    say,
    severity_status,
)
from generator.cli.runs import Run, Step, carry_out, command
from generator.findings.outcome import NO_CHANGES, Changes, Outcome, printable
from generator.freshness import CurrentTree, find_current
from generator.output.lock import LOCK_NAME, generator_of
from generator.version import GENERATOR


@click.command()
@flags.sources_or_jobs
@flags.shared
@flags.output
@flags.dialect
@flags.reference
@flags.fleet
@flags.force
@click.option(
    "--watch", is_flag=True, help="Keep running, and generate again whenever an input changes."
)
@buildfiles.views
@buildfiles.record
@guarded
def generate(arguments: Arguments) -> None:
    """Write client/, snippets/, reference/ and codegen.lock below DIR.

    Without SOURCE, generate every [[api]] of codegen.toml.
    """
    buildfiles.check_options(arguments)
    if arguments.watch:
        from generator.cli.watching import watch

        watch(_generate, arguments)
    elif arguments.list_outputs:
        carry_out(buildfiles.list_outputs, arguments)
    elif arguments.stdout is not None:
        carry_out(partial(buildfiles.print_output, path=arguments.stdout), arguments)
    else:
        _run(_generate, arguments)


def _run(step: Step, arguments: Arguments) -> None:
    depfile = buildfiles.depfile(arguments)
    with progress(arguments):
        carry_out(step, arguments)
    buildfiles.keep_record(depfile, arguments)


def _generate(run: Run, arguments: Arguments) -> Outcome:
    would = "would write" if arguments.dry_run else "wrote"
    if current := _find_current(run, arguments):
        say(f"{run.output}: {would} 0 of {current.files} files{_noted(current)}", arguments)
        return Outcome(0, run.job.name, output=run.output, changes=NO_CHANGES)
    from generator import pipeline
    from generator.fleet.mirror import standing

    force, cache = arguments.force, _cache_folder(arguments)
    with standing(run.job.output) as root:
        if arguments.dry_run:
            tree, changes = pipeline.check(run.options, root, run.tree, cache)
        else:
            tree, changes = pipeline.generate(run.options, root, run.tree, cache, force=force)
    found = print_findings(tree, arguments, run.folder)
    if arguments.show_diff:
        print_lines(pipeline.difference(tree, changes))
    if changes.blocked and not force:
        print_blocked(changes, arguments)
        return Outcome(1, run.job.name, found, run.output, changes)
    remove = "remove" if arguments.dry_run else "removed"
    say(f"{run.output}: {would} {_counts(changes, len(tree.files), remove)}", arguments)
    _say_version(changes, arguments)
    status = severity_status(tree, arguments)
    return Outcome(status, run.job.name, found, run.output, changes)


@click.command()
@flags.sources_or_jobs
@flags.shared
@flags.output
@flags.dialect
@flags.reference
@flags.fleet
@buildfiles.record
@guarded
def check(arguments: Arguments) -> None:
    """Check that DIR is current; exit with 1 if files are missing, changed or extra.

    Without SOURCE, check every [[api]] of codegen.toml.
    """
    _run(_check, arguments)


def _check(run: Run, arguments: Arguments) -> Outcome:
    if current := _find_current(run, arguments):
        say(f"{run.output}: current, {current.files} files{_noted(current)}", arguments)
        return Outcome(0, run.job.name, output=run.output, changes=NO_CHANGES)
    from generator import pipeline
    from generator.fleet.mirror import standing

    with standing(run.job.output) as root:
        tree, changes = pipeline.check(run.options, root, run.tree, _cache_folder(arguments))
    found = print_findings(tree, arguments, run.folder)
    if not changes:
        say(f"{run.output}: current, {len(tree.files)} files", arguments)
        status = severity_status(tree, arguments)
        return Outcome(status, run.job.name, found, run.output, changes)
    remedy = command(run.job, arguments, force=bool(changes.blocked))
    if arguments.is_text:
        for word in ("missing", "changed", "extra"):
            for path in getattr(changes, word):
                click.echo(f"{word}: {path}", err=True)
        if changes.interrupted:
            click.echo("interrupted: an earlier run was stopped while it wrote", err=True)
        _say_version(changes, arguments)
        print_blocked(
            changes, arguments, "move these files away to keep them; --force replaces them"
        )
        click.echo(f"{run.output} is not current; run: {remedy}", err=True)
    if arguments.show_diff:
        print_lines(pipeline.difference(tree, changes))
    return Outcome(1, run.job.name, found, run.output, changes, remedy)


def _say_version(changes: Changes, arguments: Arguments) -> None:
    """Name another version that wrote the lock: it may be all that changed."""
    made_by = generator_of(changes.before.get(LOCK_NAME, b""))
    if made_by and made_by != GENERATOR:
        say(f"{LOCK_NAME} was written by {printable(made_by)}, this is {GENERATOR}", arguments)


def _find_current(run: Run, arguments: Arguments) -> CurrentTree | None:
    """Return what the lock tells of a tree that is current, unless more is asked."""
    if arguments.no_cache or arguments.verbose:
        return None
    current = find_current(run.options, Path(run.job.output))
    wants_findings = not arguments.is_text or arguments.error_on_warning or arguments.record
    return None if current and current.findings and wants_findings else current


def _cache_folder(arguments: Arguments) -> Path | None:
    from generator.rendering.cachefolder import cache_folder

    return None if arguments.no_cache else cache_folder()


def _noted(current: CurrentTree) -> str:
    """Return how many findings there were when the tree was made."""
    count = sum(current.findings.values())
    word = "finding" if count == 1 else "findings"
    return f"; {count} {word}, see `codegen validate`" if count else ""


def _counts(changes: Changes, total: int, remove: str) -> str:
    written = len(changes.missing) + len(changes.changed)
    removed = f", {remove} {len(changes.extra)}" if changes.extra else ""
    return f"{written} of {total} files{removed}"
