"""Commands that only read: ``inspect``, ``validate``, ``explain``, ``targets``."""

from __future__ import annotations

import json
from typing import Any

import click

from generator.cli import arguments as options_of
from generator.cli import shells
from generator.cli.findings import guarded, print_findings, selected, severity_status
from generator.cli.runs import Run, carry_out
from generator.diagnostics import RULES
from generator.outcome import Outcome


@click.command()
@options_of.sources(required=True)
@options_of.shared
@click.option("--json", "as_json", is_flag=True, help="Print the whole model as JSON.")
@guarded
def inspect(**arguments: Any) -> None:
    """Print the endpoint model that SOURCE is read into."""
    carry_out(_inspect, arguments)


def _inspect(run: Run, arguments: dict[str, Any]) -> Outcome:
    from generator import inspection, pipeline
    from generator.outcome import printable

    loaded = pipeline.load(run.options)
    found = print_findings(loaded, arguments, run.folder)
    if arguments["as_json"]:
        model = inspection.as_json(loaded.api)
        click.echo(json.dumps(model, indent=2, ensure_ascii=False))
    else:
        for method, path, name in pipeline.outline(loaded.api):
            click.echo(printable(f"{method:7} {path}  {name}"))
    return Outcome(severity_status(loaded, arguments), run.job.name, found)


@click.command()
@options_of.sources(required=False)
@options_of.shared
@guarded
def validate(**arguments: Any) -> None:
    """Print everything that is odd about SOURCE; write nothing.

    Without SOURCE every [[api]] of codegen.toml is read.
    """
    carry_out(_validate, arguments, err=False)


def _validate(run: Run, arguments: dict[str, Any]) -> Outcome:
    from generator import pipeline, reporting

    loaded, _ = pipeline.analyse(run.options)
    found = reporting.place(selected(loaded, arguments), loaded.inputs, run.folder)
    if arguments["format_"] == "text":
        for one in found:
            if arguments["verbose"] or one.severity != "info":
                click.echo(one.as_text())
    is_wrong = any(one.severity == "error" for one in found)
    status = max(int(is_wrong), severity_status(loaded, arguments))
    return Outcome(status, run.job.name, tuple(found))


@click.command()
@click.argument("rule", required=False, shell_complete=shells.all_rules)
def explain(rule: str | None) -> None:
    """Say what RULE, the word in brackets behind a finding, is about; without it, all of them."""
    from generator.diff.rules import RULES as CHANGES

    changes = {name: f"{one.sentence} ({one.severity})" for name, one in CHANGES.items()}
    sentences = {**RULES, **changes}
    for name in options_of.known_rules([rule] if rule else sentences, sentences):
        click.echo(f"{name}: {sentences[name]}")


@click.command()
def targets() -> None:
    """List the snippet targets."""
    from generator.pipeline import target_titles

    for name, title in target_titles().items():
        click.echo(f"{name:16} {title}")
