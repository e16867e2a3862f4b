"""Options that commands share; most may come from a variable CODEGEN_… too (docs/config.md).

What a command was given by them is `Arguments`. An option that is called as a field of `Settings`
takes the place of what a config says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from generator.cli import shells
from generator.options import DIALECTS, EMIT, METHODS, MODELS, PAGES
from generator.suggestions import suggestion

if TYPE_CHECKING:
    from generator.fleet.shards import Shard

Decorator: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]
# Returns what begins with what was typed.
Completer: TypeAlias = Callable[[click.Context, click.Parameter, str], list[str]]

# Shells complete it as a file; whether it can be read is found out, and told, by whoever does.
FILE = click.Path(readable=False)
FORMATS = ("text", "json", "github", "sarif", "gitlab")


def option(*names: str, **attributes: Any) -> Decorator:
    """Return an option that a variable gives too, called after it: CODEGEN_PACKAGE."""
    [flag] = [name for name in names if name.startswith("--")]
    variable = "CODEGEN_" + flag.removeprefix("--").upper().replace("-", "_")
    return click.option(*names, **{"envvar": variable, **attributes})


def adding(*options: Decorator) -> Decorator:
    """Return a decorator that adds options in their order."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for one in reversed(options):
            function = one(function)
        return function

    return add


def known_rules(names: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return names of rules; an unknown one is wrong usage, with a suggestion."""
    rules = tuple(name.strip() for name in names)
    for rule in rules:
        if rule not in known:
            raise click.UsageError(f"no rule is called {rule!r}{suggestion(rule, known)}")
    return rules


def choosing(
    what: str, prefix: str, known: Callable[[], Collection[str]], complete: Completer
) -> Decorator:
    """Add ``--select`` and ``--ignore`` for what has one of the known rules.

    ``prefix`` begins the names of their environment variables.
    """

    def read(
        context: click.Context, option: click.Parameter, lists: tuple[str, ...]
    ) -> tuple[str, ...]:
        names = (name for names in lists for name in names.split(","))
        return known_rules(names, known()) if lists else ()

    def rules(flag: str, text: str) -> Decorator:
        return option(
            f"--{flag}",
            multiple=True,
            metavar="RULES",
            callback=read,
            shell_complete=complete,
            envvar=f"{prefix}_{flag.upper()}",
            help=text,
        )

    return adding(
        rules("select", f"Only {what} of these rules, separated by commas."),
        rules("ignore", f"No {what} of these rules."),
    )


def _findings() -> Collection[str]:
    from generator.diagnostics import RULES

    return RULES


def _processes(context: click.Context, option: click.Parameter, text: str) -> int:
    """Return the number of processes; 0 leaves it to the machine."""
    if text == "auto":
        return 0
    if not (text.isascii() and text.isdigit()):
        raise click.BadParameter(f"{text!r} is no number of processes, and not 'auto'")
    return int(text)


def _scheduler(context: click.Context, option: click.Parameter, url: str | None) -> str | None:
    if url is not None and "://" not in url:
        raise click.BadParameter(f"{url!r} has no protocol; write tcp://HOST:PORT")
    return url


def _shard(context: click.Context, option: click.Parameter, text: str | None) -> Shard | None:
    if text is None:
        return None
    from generator.fleet.shards import read_shard

    try:
        return read_shard(text)
    except ValueError:
        message = f"{text!r} is no shard; write 2/5 for the second of five"
        raise click.BadParameter(message) from None


config = option(
    "--config",
    metavar="FILE",
    type=FILE,
    help="The config file.  [default: the nearest codegen.toml, searching upwards]",
)

#: SOURCE, and nothing else: the jobs of a config do not take its place.
sources = click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=FILE)

#: SOURCE, or the jobs of a config in its place.
sources_or_jobs = adding(
    click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=FILE),
    config,
    option(
        "--api",
        "apis",
        multiple=True,
        metavar="NAME",
        shell_complete=shells.jobs,
        help="Only this [[api]] of the config; may be repeated.",
    ),
)

format_ = option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="How findings are printed.",
)

quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")

#: The environments, and how findings are printed.
shared = adding(
    option(
        "-e",
        "--environment",
        "environments",
        multiple=True,
        metavar="FILE",
        type=FILE,
        help="A Postman environment or globals file, JSON or YAML; may be repeated.",
    ),
    format_,
    choosing("findings", "CODEGEN", _findings, shells.rules),
    click.option("--error-on-warning", is_flag=True, help="Exit with 1 when there are warnings."),
    quiet,
    click.option("-v", "--verbose", is_flag=True, help="Print notes and tracebacks too."),
)

package = option("--package", metavar="NAME", help="The client's package name.")

templates = option(
    "--templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder of templates that override the packaged ones.",
)

#: What is written and where; what is not given is ``None``.
output = adding(
    option(
        "-o",
        "--output",
        metavar="DIR",
        shell_complete=shells.folders,
        help="The folder of the output tree.",
    ),
    option(
        "--emit",
        metavar="LIST",
        shell_complete=shells.outputs,
        help=f"Which outputs, separated by commas.  [default: {','.join(EMIT)}]",
    ),
    option(
        "--target",
        "targets",
        multiple=True,
        metavar="LANGUAGE/CLIENT",
        shell_complete=shells.targets,
        help="A snippet target, a pattern like node/*, or all; may be repeated; `codegen "
        "targets` lists them.  [default: shell/curl, python/client]",
    ),
    package,
    option(
        "--models",
        type=click.Choice(MODELS),
        help="The type of the client's results: own models, plain dictionaries, or "
        f"pydantic models.  [default: {MODELS[0]}]",
    ),
    option(
        "--methods",
        type=click.Choice(METHODS),
        help="Generate a client method for each request, or for each method and path of a "
        f"folder.  [default: {METHODS[0]}]",
    ),
    templates,
    click.option("--diff", "show_diff", is_flag=True, help="Print a unified diff."),
    option(
        "--no-cache",
        is_flag=True,
        help="Regenerate everything, even if nothing changed.",
    ),
)

dialect = option(
    "--dialect",
    type=click.Choice(DIALECTS),
    help=f"The site generator that the reference is written for.  [default: {DIALECTS[0]}]",
)

#: What the reference is, whatever its host.
reference = adding(
    option(
        "--pages",
        type=click.Choice(PAGES),
        help=f"What gets a page in the reference.  [default: {PAGES[0]}]",
    ),
    option(
        "--changelog",
        metavar="FILE",
        type=click.Path(),
        help="A Markdown file to include as a page of the reference, such as the output of "
        "`codegen diff --format markdown`.",
    ),
)

force = click.option(
    "--force", is_flag=True, help="Replace files that codegen did not write, or that were edited."
)

#: Who does the jobs of a config, and which of them.
fleet = adding(
    option(
        "--jobs",
        metavar="N",
        default="1",
        show_default=True,
        callback=_processes,
        help="Run the config's jobs in N processes; `auto` or 0 means one per processor.",
    ),
    option(
        "--scheduler",
        metavar="URL",
        callback=_scheduler,
        help="Run them on the Dask cluster with this scheduler, such as tcp://host:8786.",
    ),
    option(
        "--shard",
        metavar="I/N",
        callback=_shard,
        help="Run only the I-th of N shares of the jobs, for a CI matrix.",
    ),
    option(
        "--record",
        metavar="FILE",
        type=click.Path(dir_okay=False, resolve_path=True),
        help="Write the results of the jobs to FILE, for `codegen merge-locks`.",
    ),
)
