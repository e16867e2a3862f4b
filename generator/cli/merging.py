"""``merge-locks``: the records of all shards of a matrix become one, with one verdict."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from generator.cli import flags
from generator.cli.arguments import Arguments
from generator.cli.findings import guarded, print_document, say

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome

# By exit status.
_VERDICTS = ("fine", "with findings", "failed")


@click.command("merge-locks")
@click.argument("records", metavar="RECORD...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    help="Write the record that a single run of all jobs would have written.",
)
@flags.format_
@flags.quiet
@click.option("-v", "--verbose", is_flag=True, help="Print tracebacks too.")
@guarded
def merge_locks(arguments: Arguments, records: tuple[str, ...], path: str | None) -> None:
    """Join the records of all shards, and exit as a single run of all jobs would.

    RECORD is a file that `generate` or `check` wrote with --shard and --record. A missing shard, a
    duplicate, or one of another run is an error.
    """
    from generator.fleet.records import merge_records, read_records, write_record

    found = merge_records(read_records(records))
    outcomes = [result.outcome for result in found.results]
    if arguments.is_text:
        _print_findings(outcomes)
    print_document(outcomes, arguments, err=True)
    say(_summary(outcomes, len(records)), arguments)
    if path:
        write_record(path, found)
    status = max((outcome.status for outcome in outcomes), default=0)
    if status:
        raise SystemExit(status)


def _print_findings(outcomes: list[Outcome]) -> None:
    """Say what the jobs that are not fine have found."""
    from generator.findings.reports import all_findings

    for outcome in outcomes:
        for one in all_findings([outcome]) if outcome.status else ():
            if one.severity != "info":
                click.echo(f"{outcome.api}: {one.as_text()}", err=True)


def _summary(outcomes: list[Outcome], shards: int) -> str:
    counted = Counter(outcome.status for outcome in outcomes)
    verdicts = [f"{counted[n]} {word}" for n, word in enumerate(_VERDICTS) if counted[n]]
    return f"jobs of {shards} shards: {', '.join(verdicts) or 'nothing to do'}"
