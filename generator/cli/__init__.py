"""The command: parses arguments, has the pipeline do each job, prints how that went.

`flags` holds the options and `arguments` what was given by them, `runs` what that comes to, `many`
who does several jobs, `findings` how results are printed. Each of the other modules is a few
commands, or an option that needs room.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys

import click

from generator.suggestions import suggestion
from generator.version import VERSION

# The module of each command, which is imported when the command is asked for.
_MODULES = {
    "init": "project",
    "generate": "generation",
    "check": "generation",
    "merge-locks": "merging",
    "site": "website",
    "diff": "comparison",
    "inspect": "reading",
    "validate": "reading",
    "explain": "reading",
    "targets": "reading",
    "completion": "shells",
}


class _Commands(click.Group):
    """The commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f"generator.cli.{_MODULES[cmd_name]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        is_wrong = name not in _MODULES and not name.startswith("-")
        if is_wrong and not ctx.resilient_parsing:  # as it is while a shell completes the name
            ctx.fail(f"No such command {name!r}{suggestion(name, _MODULES)}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="codegen", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn Postman collections into a typed Python client, request snippets and a reference."""


def main() -> None:
    """Run the command; 130 when interrupted, 141 when nobody reads our output any more."""
    # Each build collects what the one before it left (`garbage`); the last need not.
    gc.disable()
    # A stream that was closed is None; what is said there goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
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
    finally:
        # Python collects once more when it ends, which frees nothing that the system does not.
        gc.freeze()
