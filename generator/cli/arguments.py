"""Options that commands share; most may come from a variable CODEGEN_… too (docs/config.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.cli import shells
from generator.options import DIALECTS, EMIT, METHODS, MODELS, PAGES
from generator.suggestions import suggestion

if TYPE_CHECKING:
    from generator.fleet.shards import Shard

F = TypeVar("F", bound=Callable[..., Any])
# Returns what begins with what was typed.
Completer = Callable[[click.Context, click.Parameter, str], list[str]]

# Shells complete it as a file; whether it can be read is found out, and told, by whoever does.
FILE = click.Path(readable=False)
FORMATS = ("text", "json", "github", "sarif", "gitlab")


def sources(*, required: bool) -> Callable[[F], F]:
    """Add SOURCE; where it is not required, the jobs of a config take its place."""
    options = [
        click.argument("sources", metavar="SOURCE...", nargs=-1, required=required, type=FILE)
    ]
    if not required:
        options = [
            click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=FILE),
            config,
            click.option(
                "--api",
                "apis",
                multiple=True,
                metavar="NAME",
                shell_complete=shells.jobs,
                envvar="CODEGEN_API",
                help="Only this [[api]] of the config; may be repeated.",
            ),
        ]
    return adding(options)


def config(function: F) -> F:
    """Add ``--config``."""
    return click.option(
        "--config",
        metavar="FILE",
        type=FILE,
        envvar="CODEGEN_CONFIG",
        help="The config, instead of the codegen.toml that is found upwards.",
    )(function)


def shared(function: F) -> F:
    """Add the environments, and how findings are printed."""
    return adding(
        [
            click.option(
                "-e",
                "--environment",
                "environments",
                multiple=True,
                metavar="FILE",
                type=FILE,
                envvar="CODEGEN_ENVIRONMENT",
                help="A Postman environment or globals file, JSON or YAML; may be repeated.",
            ),
            click.option(
                "--format",
                "format_",
                type=click.Choice(FORMATS),
                default=FORMATS[0],
                show_default=True,
                envvar="CODEGEN_FORMAT",
                help="How findings are printed.",
            ),
            *choosing("findings", "CODEGEN", _findings, shells.rules),
            click.option(
                "--error-on-warning", is_flag=True, help="Exit with 1 when there are warnings."
            ),
            click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
            click.option("-v", "--verbose", is_flag=True, help="Print notes and tracebacks too."),
        ]
    )(function)


def output(function: F) -> F:
    """Add the options that say what is written and where; what is not given is ``None``."""
    return adding(
        [
            click.option(
                "-o",
                "--output",
                metavar="DIR",
                shell_complete=shells.folders,
                envvar="CODEGEN_OUTPUT",
                help="The folder of the output tree.",
            ),
            click.option(
                "--emit",
                metavar="LIST",
                shell_complete=shells.outputs,
                envvar="CODEGEN_EMIT",
                help=f"Which outputs, separated by commas.  [default: {','.join(EMIT)}]",
            ),
            click.option(
                "--target",
                "targets",
                multiple=True,
                metavar="LANGUAGE/CLIENT",
                shell_complete=shells.targets,
                envvar="CODEGEN_TARGET",
                help="A snippet target, a pattern like node/*, or all; may be repeated; `codegen "
                "targets` lists them.  [default: shell/curl, python/client]",
            ),
            click.option(
                "--package",
                metavar="NAME",
                envvar="CODEGEN_PACKAGE",
                help="The client's package name.",
            ),
            click.option(
                "--models",
                type=click.Choice(MODELS),
                envvar="CODEGEN_MODELS",
                help="What the client's results are: own models, plain dictionaries, or "
                f"pydantic's.  [default: {MODELS[0]}]",
            ),
            click.option(
                "--methods",
                type=click.Choice(METHODS),
                envvar="CODEGEN_METHODS",
                help="A method of the client for each request, or for each method and path of a "
                f"folder.  [default: {METHODS[0]}]",
            ),
            click.option(
                "--templates",
                metavar="DIR",
                type=click.Path(exists=True, file_okay=False),
                envvar="CODEGEN_TEMPLATES",
                help="Templates that take the place of packaged ones.",
            ),
            click.option("--diff", "show_diff", is_flag=True, help="Print a unified diff."),
            click.option(
                "--no-cache",
                is_flag=True,
                envvar="CODEGEN_NO_CACHE",
                help="Make everything anew, even where the lock says that nothing changed.",
            ),
        ]
    )(function)


def reference(*, hosted: bool) -> Callable[[F], F]:
    """Add the options of the reference; where the host is ``hosted`` here, none can be chosen."""
    dialect = click.option(
        "--dialect",
        type=click.Choice(DIALECTS),
        envvar="CODEGEN_DIALECT",
        help=f"The host that the reference is written for.  [default: {DIALECTS[0]}]",
    )
    return adding(
        [
            *([] if hosted else [dialect]),
            click.option(
                "--pages",
                type=click.Choice(PAGES),
                envvar="CODEGEN_PAGES",
                help=f"What has a page in the reference.  [default: {PAGES[0]}]",
            ),
            click.option(
                "--changelog",
                metavar="FILE",
                type=click.Path(),
                envvar="CODEGEN_CHANGELOG",
                help="A Markdown file that becomes a page of the reference, such as what "
                "`codegen diff --format markdown` prints.",
            ),
        ]
    )


def fleet(function: F) -> F:
    """Add the options that say who does the jobs of a config, and which of them."""
    return adding(
        [
            click.option(
                "--jobs",
                metavar="N",
                default="1",
                show_default=True,
                callback=_processes,
                envvar="CODEGEN_JOBS",
                help="Do the jobs of the config by N processes; `auto` or 0: one a processor.",
            ),
            click.option(
                "--scheduler",
                metavar="URL",
                envvar="CODEGEN_SCHEDULER",
                callback=_scheduler,
                help="Do them by a Dask cluster: its scheduler, such as tcp://host:8786.",
            ),
            click.option(
                "--shard",
                metavar="I/N",
                envvar="CODEGEN_SHARD",
                callback=_shard,
                help="Do only the I-th of N shares of the jobs, each on a machine of its own.",
            ),
            click.option(
                "--record",
                metavar="FILE",
                type=click.Path(dir_okay=False, resolve_path=True),
                envvar="CODEGEN_RECORD",
                help="Write how the jobs ended, for `codegen merge-locks`.",
            ),
        ]
    )(function)


def _processes(context: click.Context, option: click.Parameter, given: str) -> int:
    """Return the number of processes; 0 leaves it to the machine."""
    if given == "auto":
        return 0
    if not (given.isascii() and given.isdigit()):
        raise click.BadParameter(f"{given!r} is no number of processes, and not 'auto'")
    return int(given)


def _scheduler(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    if given is not None and "://" not in given:
        raise click.BadParameter(f"{given!r} has no protocol; write tcp://HOST:PORT")
    return given


def _shard(context: click.Context, option: click.Parameter, given: str | None) -> Shard | None:
    if given is None:
        return None
    from generator.fleet.shards import read_shard

    try:
        return read_shard(given)
    except ValueError:
        message = f"{given!r} is no shard; write 2/5 for the second of five"
        raise click.BadParameter(message) from None


def known_rules(names: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return names of rules; an unknown one is wrong usage, with a suggestion."""
    found = tuple(name.strip() for name in names)
    for name in found:
        if name not in known:
            raise click.UsageError(f"no rule is called {name!r}{suggestion(name, known)}")
    return found


def choosing(
    what: str, prefix: str, known: Callable[[], Collection[str]], complete: Completer
) -> list[Callable[[F], F]]:
    """Return ``--select`` and ``--ignore`` for what has one of the known rules.

    ``prefix`` begins the names of their environment variables.
    """

    def rules(
        context: click.Context, option: click.Parameter, given: tuple[str, ...]
    ) -> tuple[str, ...]:
        names = (name for names in given for name in names.split(","))
        return known_rules(names, known()) if given else ()

    def named(option: str, text: str) -> Callable[[F], F]:
        return click.option(
            f"--{option}",
            multiple=True,
            metavar="RULES",
            callback=rules,
            shell_complete=complete,
            envvar=f"{prefix}_{option.upper()}",
            help=text,
        )

    only = f"Only {what} of these rules, separated by commas."
    return [named("select", only), named("ignore", f"No {what} of these rules.")]


def _findings() -> Collection[str]:
    from generator.diagnostics import RULES

    return RULES


def adding(options: list[Callable[[F], F]]) -> Callable[[F], F]:
    """Return a decorator that adds options in their order."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add
