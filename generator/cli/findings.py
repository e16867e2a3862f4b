"""What commands print: findings, errors, how a run went.

Text is printed as it comes; of other formats one document is printed at the end, for all jobs.
"""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from generator.cli.arguments import Arguments, read_arguments
from generator.diagnostics import Choice, CodegenError, Diagnostic

if TYPE_CHECKING:
    from generator.findings.outcome import Changes, Finding, Outcome
    from generator.loading import Loaded
    from generator.pipeline import Tree

P = ParamSpec("P")

# More findings than this hide what matters on a terminal; `validate` prints all.
_SHOWN = 40


def guarded(function: Callable[Concatenate[Arguments, P], None]) -> Callable[..., None]:
    """Call the function of a command with its arguments, and by keyword those it has alone.

    Errors become one message each and exit status 2; a traceback is printed only with -v.
    """

    @functools.wraps(function)
    def run(**values: Any) -> None:
        arguments, own = read_arguments(values)
        try:
            function(arguments, **own)  # type: ignore[call-arg]  # they are those of the options
        except BrokenPipeError:
            # Python flushes once more at its end; that must not fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from generator.findings.outcome import Outcome

            found = print_error(as_error(error, arguments.sources, arguments), arguments)
            status = 1 if found[0].rule == "file-in-the-way" else 2
            print_document([Outcome(status, found=found)], arguments, err=True)
            raise SystemExit(status) from None

    return run


def as_error(error: Exception, sources: Iterable[str], arguments: Arguments) -> CodegenError:
    """Return what to say of an error; one of ours has its own message."""
    if isinstance(error, CodegenError):
        return error
    if isinstance(error, RecursionError):
        return CodegenError("input-json", "the input nests too deep", ", ".join(sources), 1, 1)
    if arguments.verbose:
        traceback.print_exception(error)
    kind = type(error).__name__
    return CodegenError("internal", f"internal error ({kind}); run with -v for a traceback")


def print_error(
    error: CodegenError, arguments: Arguments, folder: str = "", api: str = ""
) -> tuple[Finding, ...]:
    """Print an error, and those that came with it, as text; return them as findings.

    ``folder`` is where their paths start, ``api`` the job that they ended.
    """
    from generator.findings.outcome import below, of_error, printable

    errors = (error, *error.more)
    for one in errors:
        one.source = one.source and below(folder, one.source)
        if arguments.is_text:
            job = f"{api}: " if api else ""
            click.echo(f"codegen: {printable(f'{job}{one}')}", err=True)
    return tuple(map(of_error, errors))


def print_findings(loaded: Loaded | Tree, arguments: Arguments, folder: str) -> tuple[Finding, ...]:
    """Print findings to standard error: warnings, with -v notes too, with -q none.

    Formats other than text are printed by `print_document`: for them findings are only returned,
    with their places. With ``--record`` they are returned in text format too, whatever -q hides.
    """
    from generator.findings import locating

    chosen = selected(loaded, arguments)
    severe = [d for d in chosen if arguments.verbose or d.severity != "info"]
    found = [] if is_quiet(arguments) else severe
    if arguments.is_text:
        shown = found if arguments.verbose else locating.most_severe(found, _SHOWN)
        placed = locating.with_positions(shown, loaded.input_files, folder)
        _print_some(placed, len(found) - len(shown))
        if not arguments.record:
            return ()
    kept = severe if arguments.record else found
    return tuple(locating.with_positions(kept, loaded.input_files, folder))


def is_quiet(arguments: Arguments) -> bool:
    """Whether nothing is to be said of what is only odd; what is wrong ends a run."""
    return arguments.quiet and not arguments.verbose


def print_most(found: Sequence[Finding], arguments: Arguments) -> None:
    """Print the first of some findings, with -v all, to standard error."""
    shown = found if arguments.verbose else found[:_SHOWN]
    _print_some(shown, len(found) - len(shown))


def _print_some(shown: Iterable[Finding], more: int) -> None:
    for one in shown:
        click.echo(one.as_text(), err=True)
    if more:
        click.echo(f"… and {more} more findings; `codegen validate` prints all", err=True)


def selected(loaded: Loaded | Tree, arguments: Arguments) -> list[Diagnostic]:
    """Return the diagnostics whose rules are wanted."""
    choice = Choice(arguments.select, arguments.ignore)
    return [d for d in loaded.diagnostics if choice.has(d.rule)]


def severity_status(loaded: Loaded | Tree, arguments: Arguments) -> int:
    """Return 1 when something that was found is to fail the run, else 0."""
    severities = {diagnostic.severity for diagnostic in selected(loaded, arguments)}
    return int(arguments.error_on_warning and "warning" in severities)


def print_document(outcomes: list[Outcome], arguments: Arguments, *, err: bool) -> None:
    """Print what was found as one document, in formats other than text."""
    if not arguments.is_text:
        from generator.findings.reports import REPORTS

        document = REPORTS[arguments.format_](outcomes)
        if document:
            click.echo(document, err=err)


def say(text: str, arguments: Arguments) -> None:
    """Print how a run went, unless only errors or a document are wanted."""
    if not arguments.quiet and arguments.is_text:
        click.echo(text, err=True)


# What to do about files that are in the way of a run.
_MOVE = "nothing was written; move these files away or give --force"


def print_blocked(changes: Changes, arguments: Arguments, advice: str = _MOVE) -> None:
    """Name the files that are in the way, and say what to do about them."""
    if not changes.blocked or not arguments.is_text:
        return
    words = {"file-edited": "edited by hand", "file-in-the-way": "not made by codegen"}
    for path, rule in changes.blocked:
        click.echo(f"in the way: {path} was {words[rule]} [{rule}]", err=True)
    click.echo(advice, err=True)


def print_lines(lines: Iterable[str]) -> None:
    """Print data to standard output."""
    for line in lines:
        click.echo(line)
