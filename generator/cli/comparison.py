"""``diff``: what changed between two versions of an API."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from functools import partial

import click
from msgspec.structs import asdict

from generator.cli import flags, shells
from generator.cli.arguments import Arguments
from generator.cli.findings import guarded, print_most
from generator.cli.runs import given_settings, jobs_of, make_options, moved_paths, working_in
from generator.diagnostics import Choice
from generator.frozen import changed
from generator.options import METHODS, MODELS, Options

FORMATS = ("text", "markdown", "json", "github")
SEVERITIES = ("breaking", "warning", "info", "none")


def _rules() -> Collection[str]:
    from generator.diff.rules import RULES

    return RULES


@click.command()
@click.argument("old", metavar="OLD", type=flags.FILE)
@click.argument("new", metavar="[NEW]", type=flags.FILE, required=False)
@flags.config
@click.option(
    "--api",
    metavar="NAME",
    shell_complete=shells.jobs,
    help="Compare versions of this [[api]] of the config, with its settings.",
)
@flags.option(
    "-e",
    "--environment",
    "environments",
    multiple=True,
    metavar="FILE",
    type=flags.FILE,
    help="A Postman environment or globals file, for both versions; may be repeated.",
)
@flags.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="How changes are printed; markdown is a section of a changelog.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default=SEVERITIES[0],
    show_default=True,
    help="Exit with 1 if a change has this severity or a higher one.",
)
@flags.choosing("changes", "CODEGEN_DIFF", _rules, shells.changes)
@click.option(
    "--current",
    metavar="VERSION",
    help="The current version, to propose the next one.  [default: the version in OLD]",
)
@flags.option(
    "--package",
    metavar="NAME",
    help="The client's package name, in both versions.",
)
@flags.option(
    "--models",
    type=click.Choice(MODELS),
    help=f"The type of the client's results, as for `generate`.  [default: {MODELS[0]}]",
)
@flags.option(
    "--methods",
    type=click.Choice(METHODS),
    help=f"What the client's methods are, as for `generate`.  [default: {METHODS[0]}]",
)
@click.option("-v", "--verbose", is_flag=True, help="Print notes and tracebacks too.")
@guarded
def diff(
    arguments: Arguments,
    old: str,
    new: str | None,
    api: str | None,
    form: str,
    fail_on: str,
    current: str | None,
) -> None:
    """Show what changed from OLD to NEW for users of the API and of its client.

    Each is a collection, a page, or a folder of them, also in a revision of git:
    HEAD~1:postman/orders.json. With --api, NEW defaults to the job's source, and OLD may be just a
    revision: HEAD~1. Exits with 1 if a change is breaking.
    """
    from generator.diff import numbers, report, sides, story

    if current is not None and not numbers.is_version(current):
        raise click.UsageError(f"--current: {current!r} is no version, such as 1.4.2")
    old, new, options = _versions(arguments, old, new, api)
    if old == new == "-":
        raise click.UsageError("only one of OLD and NEW can be standard input")
    choice = Choice(arguments.select, arguments.ignore)
    found = story.difference(old, new, options, current, choice)
    if form != "github":  # which has them among its annotations
        odd = sides.findings(found.old, found.new, notes=arguments.verbose)
        print_most(odd, arguments)
    document = report.FORMATS[form](found)
    if document:
        click.echo(document)
    if report.fails(found, fail_on):
        raise SystemExit(1)


def _versions(
    arguments: Arguments, old: str, new: str | None, api: str | None
) -> tuple[str, str, Options]:
    """Return both versions, and how they are read and generated."""
    from generator.diff.revisions import in_revision
    from generator.findings.outcome import below

    if api is None and arguments.config is None:
        if new is None:
            raise click.UsageError("Missing argument 'NEW'; with --api it is the source of a job")
        return old, new, Options(sources=(), **given_settings(arguments))
    folder, jobs = jobs_of(changed(arguments, apis=() if api is None else (api,)))
    if len(jobs) > 1:
        raise click.UsageError("pick one [[api]] of the config with --api")
    with working_in(folder):
        options = make_options(jobs[0])
    options = changed(options, **moved_paths(asdict(options), partial(os.path.join, folder)))
    if options.place:
        place = changed(options.place, path=below(folder, options.place.path))
        options = changed(options, place=place)
    if new is None:
        new = _only(options.sources)
    return in_revision(old, new), new, options


def _only(sources: Sequence[str]) -> str:
    if len(sources) > 1:
        raise click.UsageError(f"the job has {len(sources)} sources; name OLD and NEW")
    return sources[0]
