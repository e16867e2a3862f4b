"""``site``: the reference as a static site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import flags
from generator.cli.arguments import Arguments
from generator.cli.findings import guarded, print_blocked, print_findings, say, severity_status
from generator.cli.runs import Run, carry_out
from generator.frozen import changed
from generator.options import METHODS

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome

_FOLDER = "site"
_EMIT = ("reference", "llms", "site")


@click.command()
@flags.sources_or_jobs
@flags.shared
@flags.option(
    "-o",
    "--output",
    metavar="DIR",
    help="The folder of the output tree; the site goes into its folder `site`.",
)
@flags.option(
    "--target",
    "targets",
    multiple=True,
    metavar="LANGUAGE/CLIENT",
    help="A snippet target (default: all); see `codegen targets`.",
)
@flags.package
@flags.option(
    "--methods",
    type=click.Choice(METHODS),
    help="What the client's methods are, as for `generate`.",
)
@flags.templates
@flags.reference
@flags.force
@guarded
def site(arguments: Arguments) -> None:
    """Build a static site below DIR/site: its pages, mkdocs.yml, and the HTML in html/.

    Without SOURCE, build one for every [[api]] of codegen.toml. Needs the extra `site`.
    """
    carry_out(_site, arguments)


def _site(run: Run, arguments: Arguments) -> Outcome:
    from generator import pipeline
    from generator.findings.outcome import Outcome
    from generator.site.build import HTML, build_site

    root, force = Path(run.job.output) / _FOLDER, arguments.force
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
