"""``site``: the reference as a static site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli import arguments as options_of
from generator.cli.findings import guarded, print_blocked, print_findings, say, severity_status
from generator.cli.runs import Run, carry_out
from generator.frozen import changed
from generator.options import METHODS

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome

_FOLDER = "site"
_EMIT = ("reference", "llms", "site")


@click.command()
@options_of.sources(required=False)
@options_of.shared
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    envvar="CODEGEN_OUTPUT",
    help="The folder of the output tree; the site stands in its folder `site`.",
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="LANGUAGE/CLIENT",
    envvar="CODEGEN_TARGET",
    help="A snippet target (default: all); see `codegen targets`.",
)
@click.option(
    "--package",
    metavar="NAME",
    envvar="CODEGEN_PACKAGE",
    help="The client's package name.",
)
@click.option(
    "--methods",
    type=click.Choice(METHODS),
    envvar="CODEGEN_METHODS",
    help="What the client's methods are, as for `generate`.",
)
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    envvar="CODEGEN_TEMPLATES",
    help="Templates that take the place of packaged ones.",
)
@options_of.reference(hosted=True)
@click.option("--force", is_flag=True, help="Replace files that are foreign or were edited.")
@guarded
def site(**arguments: Any) -> None:
    """Build a static site below DIR/site: its pages, mkdocs.yml, and the HTML in html/.

    Without SOURCE one is built for every [[api]] of codegen.toml. Needs the extra `site`.
    """
    carry_out(_site, arguments)


def _site(run: Run, arguments: dict[str, Any]) -> Outcome:
    from generator import pipeline
    from generator.findings.outcome import Outcome
    from generator.site.build import HTML, build_site

    root, force = Path(run.job.output) / _FOLDER, arguments["force"]
    options = changed(run.options, emit=_EMIT, dialect="mkdocs-material")
    tree, changes = pipeline.generate(options, root, force=force)
    found = print_findings(tree, arguments, run.folder)
    if changes.blocked and not force:
        print_blocked(changes, arguments)
        return Outcome(1, run.job.name, found, run.output, changes)
    build_site(root)
    say(f"{run.output}: built {_FOLDER}/{HTML}", arguments)
    status = severity_status(tree, arguments)
    return Outcome(status, run.job.name, found, run.output, changes)
