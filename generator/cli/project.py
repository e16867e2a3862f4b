"""``init``: the config of a project."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import flags
from generator.cli.arguments import Arguments
from generator.cli.findings import guarded, say


@click.command()
@flags.quiet
@click.option("-v", "--verbose", is_flag=True, help="Print tracebacks too.")
@guarded
def init(arguments: Arguments) -> None:
    """Write a commented codegen.toml for the collections below the working directory."""
    from generator import initial

    config = initial.write_config(Path())
    environments = {path for job in config.jobs for path in (*job.environments, *job.others)}
    counts = (len(config.jobs), len(environments), len(config.pages))
    found = "collections: {}, environments: {}, pages: {}".format(*counts)
    say(f"codegen.toml: written ({found}); now run: codegen generate", arguments)
