"""Options that commands share; each but SOURCE and the switches may come from CODEGEN_… too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

import click

from generator.diagnostics import RULES

F = TypeVar("F", bound=Callable[..., Any])

EMIT = ("client", "tests", "snippets", "reference")
MODELS = ("model", "typeddict", "pydantic")
METHODS = ("request", "operation")
FORMATS = ("text", "json", "github", "sarif", "gitlab")


def sources(*, required: bool) -> Callable[[F], F]:
    """Add SOURCE; where it is not required, the jobs of a config take its place."""
    options = [click.argument("sources", metavar="SOURCE...", nargs=-1, required=required)]
    if not required:
        options = [
            click.argument("sources", metavar="[SOURCE]...", nargs=-1),
            click.option(
                "--config",
                metavar="FILE",
                envvar="CODEGEN_CONFIG",
                help="The config, instead of the codegen.toml that is found upwards.",
            ),
            click.option(
                "--api",
                "apis",
                multiple=True,
                metavar="NAME",
                envvar="CODEGEN_API",
                help="Only this [[api]] of the config; may be repeated.",
            ),
        ]
    return _adding(options)


def shared(function: F) -> F:
    """Add the environments, and how findings are printed."""
    return _adding(
        [
            click.option(
                "-e",
                "--environment",
                "environments",
                multiple=True,
                metavar="FILE",
                type=click.Path(),
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
            click.option(
                "--select",
                multiple=True,
                metavar="RULES",
                callback=_rules,
                envvar="CODEGEN_SELECT",
                help="Only findings of these rules, separated by commas.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="RULES",
                callback=_rules,
                envvar="CODEGEN_IGNORE",
                help="No findings of these rules.",
            ),
            click.option(
                "--error-on-warning", is_flag=True, help="Exit with 1 when there are warnings."
            ),
            click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
            click.option("-v", "--verbose", is_flag=True, help="Print notes and tracebacks too."),
        ]
    )(function)


def output(function: F) -> F:
    """Add the options that say what is written and where; what is not given is ``None``."""
    return _adding(
        [
            click.option(
                "-o",
                "--output",
                metavar="DIR",
                envvar="CODEGEN_OUTPUT",
                help="The folder of the output tree.",
            ),
            click.option(
                "--emit",
                metavar="LIST",
                envvar="CODEGEN_EMIT",
                help=f"Which outputs, separated by commas.  [default: {','.join(EMIT)}]",
            ),
            click.option(
                "--target",
                "targets",
                multiple=True,
                metavar="LANGUAGE/CLIENT",
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
                help="What the client's answers are: own models, plain dictionaries, or "
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
        ]
    )(function)


def known_rules(names: Iterable[str], known: Collection[str] = RULES) -> tuple[str, ...]:
    """Return names of rules; an unknown one is wrong usage, with a suggestion."""
    found = tuple(name.strip() for name in names)
    for name in found:
        if name not in known:
            import difflib

            close = difflib.get_close_matches(name, known, 1)
            suggestion = f"; did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"no rule is called {name!r}{suggestion}")
    return found


def _rules(
    context: click.Context, option: click.Parameter, given: Iterable[str]
) -> tuple[str, ...]:
    return known_rules(name for names in given for name in names.split(","))


def _adding(options: list[Callable[[F], F]]) -> Callable[[F], F]:
    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add
