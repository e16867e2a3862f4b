"""``diff``: what changed between two versions of an API."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import click

from generator.cli import shells
from generator.cli.arguments import FILE, METHODS, MODELS, adding, choosing
from generator.cli.findings import guarded

FORMATS = ("text", "markdown", "json", "github")
SEVERITIES = ("breaking", "warning", "info", "none")


def _rules() -> Collection[str]:
    from generator.diff.rules import RULES

    return RULES


@click.command()
@click.argument("old", metavar="OLD", type=FILE)
@click.argument("new", metavar="NEW", type=FILE)
@click.option(
    "-e",
    "--environment",
    "environments",
    multiple=True,
    metavar="FILE",
    type=FILE,
    envvar="CODEGEN_ENVIRONMENT",
    help="A Postman environment or globals file, for both versions; may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    envvar="CODEGEN_FORMAT",
    help="How changes are printed; markdown is a section of a changelog.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default=SEVERITIES[0],
    show_default=True,
    help="Exit with 1 when there is a change as severe as this.",
)
@adding(choosing("changes", "CODEGEN_DIFF", _rules, shells.changes))
@click.option(
    "--current",
    metavar="VERSION",
    help="The version that the next one follows.  [default: the one that OLD states]",
)
@click.option(
    "--package",
    metavar="NAME",
    envvar="CODEGEN_PACKAGE",
    help="The client's package name, in both versions.",
)
@click.option(
    "--models",
    type=click.Choice(MODELS),
    default=MODELS[0],
    envvar="CODEGEN_MODELS",
    help="What the client's answers are, as for `generate`.",
)
@click.option(
    "--methods",
    type=click.Choice(METHODS),
    default=METHODS[0],
    envvar="CODEGEN_METHODS",
    help="What the client's methods are, as for `generate`.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print tracebacks.")
@guarded
def diff(**arguments: Any) -> None:
    """Say what changed from OLD to NEW for users of the API and of its client.

    Each is a collection, a page, a folder of them, or one of these in a revision of git:
    HEAD~1:postman/orders.json. Exits with 1 when something breaks.
    """
    from generator.diff import numbers, report, story
    from generator.diff.rules import Choice
    from generator.pipeline import Options

    current = arguments["current"]
    if current is not None and not numbers.is_version(current):
        raise click.UsageError(f"--current: {current!r} is no version, such as 1.4.2")
    names = ("environments", "package", "models", "methods")
    options = Options(sources=(), **{name: arguments[name] for name in names})
    choice = Choice(arguments["select"], arguments["ignore"])
    found = story.difference(arguments["old"], arguments["new"], options, current, choice)
    document = report.FORMATS[arguments["form"]](found)
    if document:
        click.echo(document)
    if report.fails(found, arguments["fail_on"]):
        raise SystemExit(1)
