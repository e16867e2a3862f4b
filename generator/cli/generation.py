"""``generate`` and ``check``: output trees, written or compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from generator.cli import arguments as options_of
from generator.cli.findings import (
    guarded,
    print_blocked,
    print_findings,
    print_lines,
    say,
    severity_status,
)
from generator.cli.runs import Run, carry_out, command

if TYPE_CHECKING:
    from generator.pipeline import Changes
    from generator.reporting import Outcome


@click.command()
@options_of.sources(required=False)
@options_of.shared
@options_of.output
@options_of.fleet
@click.option("--force", is_flag=True, help="Replace files that are foreign or were edited.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@guarded
def generate(**arguments: Any) -> None:
    """Write client/, snippets/, reference/ and codegen.lock below DIR.

    Without SOURCE every [[api]] of codegen.toml is generated.
    """
    carry_out(_generate, arguments)


def _generate(run: Run, arguments: dict[str, Any]) -> Outcome:
    from generator import pipeline
    from generator.fleet.mirror import standing
    from generator.reporting import Outcome

    force = arguments["force"]
    with standing(run.job.output) as root:
        if arguments["dry_run"]:
            tree, changes = pipeline.check(run.options, root, run.make)
        else:
            tree, changes = pipeline.generate(run.options, root, run.make, force=force)
    found = print_findings(tree, arguments, run.folder)
    if arguments["show_diff"]:
        print_lines(pipeline.difference(root, tree, changes))
    if changes.blocked and not force:
        print_blocked(changes, arguments)
        return Outcome(1, run.job.name, found, run.output, changes)
    would = "would write" if arguments["dry_run"] else "wrote"
    say(f"{run.output}: {would} {_counts(changes, len(tree.files))}", arguments)
    status = severity_status(tree, arguments)
    return Outcome(status, run.job.name, found, run.output, changes)


@click.command()
@options_of.sources(required=False)
@options_of.shared
@options_of.output
@options_of.fleet
@guarded
def check(**arguments: Any) -> None:
    """Say whether DIR is current: 0 when it is, 1 when files are missing, changed or extra.

    Without SOURCE every [[api]] of codegen.toml is checked.
    """
    carry_out(_check, arguments)


def _check(run: Run, arguments: dict[str, Any]) -> Outcome:
    from generator import pipeline
    from generator.fleet.mirror import standing
    from generator.reporting import Outcome

    with standing(run.job.output) as root:
        tree, changes = pipeline.check(run.options, root, run.make)
    found = print_findings(tree, arguments, run.folder)
    if not changes:
        say(f"{run.output}: current, {len(tree.files)} files", arguments)
        status = severity_status(tree, arguments)
        return Outcome(status, run.job.name, found, run.output, changes)
    remedy = command(run.job, arguments)
    if arguments["format_"] == "text":
        for word in ("missing", "changed", "extra"):
            for path in getattr(changes, word):
                click.echo(f"{word}: {path}", err=True)
        if changes.interrupted:
            click.echo("interrupted: an earlier run was stopped while it wrote", err=True)
        print_blocked(changes, arguments)
        click.echo(f"{run.output} is not current; run: {remedy}", err=True)
    if arguments["show_diff"]:
        print_lines(pipeline.difference(root, tree, changes))
    return Outcome(1, run.job.name, found, run.output, changes, remedy)


def _counts(changes: Changes, total: int) -> str:
    written = len(changes.missing) + len(changes.changed)
    removed = f", removed {len(changes.extra)}" if changes.extra else ""
    return f"{written} of {total} files{removed}"
