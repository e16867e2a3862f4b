"""The command: parses arguments, calls the pipeline, prints. No logic.

`arguments` holds the options, `runs` what they come to, `findings` how results are printed; each
of the other modules is a few commands.
"""

from __future__ import annotations

import gc
import io
import sys

import click

from generator.cli.arguments import EMIT as EMIT
from generator.cli.comparison import diff
from generator.cli.generation import check, generate
from generator.cli.project import init
from generator.cli.reading import explain, inspect, targets, validate
from generator.version import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="codegen", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn Postman collections into a typed Python client, request snippets and a reference."""


for _command in (init, generate, check, diff, inspect, validate, explain, targets):
    cli.add_command(_command)


def main() -> None:
    """Run the command; 130 when interrupted, 141 when nobody reads our output any more."""
    # Each build collects what the one before it left (`collecting`); the last need not.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 whatever the locale; what UTF-8 cannot hold stands as an escape.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(2) from None
    except click.exceptions.Exit as stop:
        raise SystemExit(stop.exit_code) from None
    except (click.Abort, KeyboardInterrupt):
        raise SystemExit(130) from None
