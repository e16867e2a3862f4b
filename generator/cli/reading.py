"""Commands that only read: ``inspect``, ``validate``, ``targets``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from generator.cli import arguments as options_of
from generator.cli.findings import guarded, print_findings
from generator.cli.runs import carry_out

if TYPE_CHECKING:
    from generator.config import Job
    from generator.pipeline import Options
    from generator.reporting import Outcome


@click.command()
@options_of.sources(required=True)
@options_of.shared
@click.option("--json", "as_json", is_flag=True, help="Print the whole model as JSON.")
@guarded
def inspect(**arguments: Any) -> None:
    """Print the endpoint model that SOURCE is read into."""
    carry_out(_inspect, arguments)


def _inspect(job: Job, options: Options, arguments: dict[str, Any]) -> Outcome:
    from generator import inspection, pipeline
    from generator.reporting import Outcome, printable

    loaded = pipeline.load(options)
    placed = print_findings(loaded, arguments)
    if arguments["as_json"]:
        model = inspection.as_json(loaded.api)
        click.echo(json.dumps(model, indent=2, ensure_ascii=False))
    else:
        for method, path, name in pipeline.outline(loaded.api):
            click.echo(printable(f"{method:7} {path}  {name}"))
    return Outcome(0, job.name, placed)


@click.command()
@options_of.sources(required=False)
@options_of.shared
@click.option("--error-on-warning", is_flag=True, help="Exit with 1 when there are warnings.")
@guarded
def validate(**arguments: Any) -> None:
    """Print everything that is odd about SOURCE; write nothing.

    Without SOURCE every [[api]] of codegen.toml is read.
    """
    carry_out(_validate, arguments, err=False)


def _validate(job: Job, options: Options, arguments: dict[str, Any]) -> Outcome:
    from generator import pipeline, reporting

    loaded, _ = pipeline.analyse(options)
    placed = reporting.place(loaded.diagnostics, loaded.inputs)
    if arguments["format_"] == "text":
        for one in placed:
            if arguments["verbose"] or one.diagnostic.severity != "info":
                click.echo(one.as_text())
    severities = {one.diagnostic.severity for one in placed}
    fails = {"error", "warning"} if arguments["error_on_warning"] else {"error"}
    return reporting.Outcome(int(bool(severities & fails)), job.name, tuple(placed))


@click.command()
def targets() -> None:
    """List the snippet targets."""
    from generator.pipeline import target_titles

    for name, title in target_titles().items():
        click.echo(f"{name:16} {title}")
