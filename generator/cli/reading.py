"""Commands that only read: ``inspect``, ``validate``, ``explain``, ``targets``."""

from __future__ import annotations

import json
from functools import partial

import click

from generator.cli import flags, shells
from generator.cli.arguments import Arguments
from generator.cli.findings import (
    guarded,
    is_quiet,
    print_findings,
    print_lines,
    selected,
    severity_status,
)
from generator.cli.runs import Run, carry_out
from generator.diagnostics import RULES
from generator.findings.outcome import Outcome


@click.command()
@flags.sources
@flags.shared
@click.option("--json", "as_json", is_flag=True, help="Print the whole model as JSON.")
@guarded
def inspect(arguments: Arguments, as_json: bool) -> None:
    """Print the endpoint model of SOURCE."""
    carry_out(partial(_inspect, as_json=as_json), arguments)


def _inspect(run: Run, arguments: Arguments, as_json: bool) -> Outcome:
    from generator import inspection, loading
    from generator.findings.outcome import printable

    loaded = loading.load(run.options)
    found = print_findings(loaded, arguments, run.folder)
    if as_json:
        model = inspection.as_json(loaded.api)
        click.echo(json.dumps(model, indent=2, ensure_ascii=False))
    else:
        for method, path, name in inspection.outline(loaded.api):
            click.echo(printable(f"{method:7} {path}  {name}"))
    return Outcome(severity_status(loaded, arguments), run.job.name, found)


@click.command()
@flags.sources_or_jobs
@flags.shared
@guarded
def validate(arguments: Arguments) -> None:
    """Print every problem in SOURCE; write nothing.

    Without SOURCE, read every [[api]] of codegen.toml.
    """
    carry_out(_validate, arguments, err=False)


def _validate(run: Run, arguments: Arguments) -> Outcome:
    from generator import analysis, loading
    from generator.findings import locating

    loaded = loading.load(run.options)
    analysis.analyse(run.options, loaded)
    chosen = [] if is_quiet(arguments) else selected(loaded, arguments)
    found = locating.with_positions(chosen, loaded.input_files, run.folder)
    if arguments.is_text:
        print_lines(one.as_text() for one in found)
    return Outcome(severity_status(loaded, arguments), run.job.name, tuple(found))


@click.command()
@click.argument("rule", required=False, shell_complete=shells.all_rules)
def explain(rule: str | None) -> None:
    """Explain RULE, the word in brackets after a finding, and what to do about it.

    Without RULE, list all rules.
    """
    from generator.diff.rules import RULES as CHANGES
    from generator.findings.remedies import REMEDIES

    changes = {name: f"{one.sentence} ({one.severity})" for name, one in CHANGES.items()}
    sentences = {**RULES, **changes}
    for name in flags.known_rules([rule] if rule else sentences, sentences):
        click.echo(f"{name}: {sentences[name]}")
        if rule and name in REMEDIES:
            click.echo(REMEDIES[name])


@click.command()
@flags.option(
    "--templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder of templates that override the packaged ones, and of more targets.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How the targets are printed.",
)
@guarded
def targets(arguments: Arguments) -> None:
    """List the snippet targets: name, title, extension, and what installs the client."""
    from generator.analysis import all_targets

    found = all_targets(arguments.settings["templates"])
    if not arguments.is_text:
        keys = ("name", "title", "extension", "install", "docs", "highlight")
        rows = [{key: getattr(target, key) for key in keys} for target in found]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.name:24} {one.title:24} .{one.extension:6} {one.install}".rstrip())
