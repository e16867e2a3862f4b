"""The command: parses arguments, calls the pipeline, prints. No logic."""

from __future__ import annotations

import functools
import io
import json
import keyword
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.diagnostics import CodegenError
from generator.version import VERSION

if TYPE_CHECKING:
    from generator.pipeline import Changes, Loaded, Options

F = TypeVar("F", bound=Callable[..., Any])

EMIT = ("client", "tests", "snippets", "reference")
MODELS = ("model", "typeddict", "pydantic")
# More findings than this hide what matters on a terminal; `validate` prints all.
_SHOWN = 40


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="codegen", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn Postman collections into a typed Python client, request snippets and a reference."""


def _shared(function: F) -> F:
    """Add the options that say what is read and how findings are printed."""
    options = [
        click.argument("sources", metavar="SOURCE...", nargs=-1, required=True),
        click.option(
            "-e",
            "--environment",
            "environments",
            multiple=True,
            metavar="FILE",
            help="A Postman environment or globals file, JSON or YAML; may be repeated.",
        ),
        click.option(
            "--format",
            "format_",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="How findings are printed.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
        click.option("-v", "--verbose", is_flag=True, help="Print notes and tracebacks too."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _output(function: F) -> F:
    """Add the options that say what is written and where."""
    options = [
        click.option(
            "-o", "--output", required=True, metavar="DIR", help="The folder of the output tree."
        ),
        click.option(
            "--emit",
            metavar="LIST",
            default=",".join(EMIT),
            show_default=True,
            help="Which outputs, separated by commas.",
        ),
        click.option(
            "--target",
            "targets",
            multiple=True,
            metavar="LANGUAGE/CLIENT",
            help="A snippet target (default: all); see `codegen targets`.",
        ),
        click.option("--package", metavar="NAME", help="The client's package name."),
        click.option(
            "--models",
            type=click.Choice(MODELS),
            default=MODELS[0],
            show_default=True,
            help="What the client's answers are: own models, plain dictionaries, or pydantic's.",
        ),
        click.option(
            "--templates",
            metavar="DIR",
            type=click.Path(exists=True, file_okay=False),
            help="Templates that take the place of packaged ones.",
        ),
        click.option("--diff", "show_diff", is_flag=True, help="Print a unified diff."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _guarded(function: F) -> F:
    """Turn errors into one message and exit status 2; a traceback only with -v."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except CodegenError as error:
            _fail(error, kwargs["format_"])
        except RecursionError:
            message = "the input nests too deep"
            source = ", ".join(kwargs["sources"])
            _fail(CodegenError("input-json", message, source, 1, 1), kwargs["format_"])
        except BrokenPipeError:
            # Python flushes once more at its end; that must not fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if kwargs.get("verbose"):
                traceback.print_exc()
            kind = type(error).__name__
            click.echo(f"codegen: internal error ({kind}); run with -v for a traceback", err=True)
            raise SystemExit(2) from None

    return run  # type: ignore[return-value]


def _fail(error: CodegenError, format_: str) -> None:
    from generator.reporting import error_as_json, printable

    text = error_as_json(error) if format_ == "json" else f"codegen: {printable(str(error))}"
    click.echo(text, err=True)
    raise SystemExit(2)


@cli.command()
@_shared
@_output
@click.option("--force", is_flag=True, help="Replace files that are foreign or were edited.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@_guarded
def generate(output: str, show_diff: bool, force: bool, dry_run: bool, **arguments: Any) -> None:
    """Write client/, snippets/, reference/ and codegen.lock below DIR."""
    from generator import pipeline

    options, root = _options(arguments), Path(output)
    if dry_run:
        tree, changes = pipeline.check(options, root)
    else:
        tree, changes = pipeline.generate(options, root, force=force)
    _report(tree.loaded, arguments, changes)
    if show_diff:
        _print_lines(pipeline.difference(root, tree, changes))
    if changes.blocked and not force:
        _print_blocked(changes, arguments)
        raise SystemExit(1)
    would = "would write" if dry_run else "wrote"
    _say(f"{output}: {would} {_counts(changes, len(tree.files))}", arguments)


@cli.command()
@_shared
@_output
@_guarded
def check(output: str, show_diff: bool, **arguments: Any) -> None:
    """Say whether DIR is current: 0 when it is, 1 when files are missing, changed or extra."""
    from generator import pipeline

    options, root = _options(arguments), Path(output)
    tree, changes = pipeline.check(options, root)
    _report(tree.loaded, arguments, changes)
    if not changes:
        _say(f"{output}: current, {len(tree.files)} files", arguments)
        return
    if arguments["format_"] == "text":
        for word in ("missing", "changed", "extra"):
            for path in getattr(changes, word):
                click.echo(f"{word}: {path}", err=True)
        if changes.interrupted:
            click.echo("interrupted: an earlier run was stopped while it wrote", err=True)
        _print_blocked(changes, arguments)
        click.echo(f"{output} is not current; run: {_command(output, arguments)}", err=True)
    if show_diff:
        _print_lines(pipeline.difference(root, tree, changes))
    raise SystemExit(1)


@cli.command()
@_shared
@click.option("--json", "as_json", is_flag=True, help="Print the whole model as JSON.")
@_guarded
def inspect(as_json: bool, **arguments: Any) -> None:
    """Print the endpoint model that SOURCE is read into."""
    from generator import inspection, pipeline
    from generator.reporting import printable

    loaded = pipeline.load(_options(arguments))
    _report(loaded, arguments)
    if as_json:
        model = inspection.as_json(loaded.api)
        click.echo(json.dumps(model, indent=2, ensure_ascii=False))
        return
    for method, path, name in pipeline.outline(loaded.api):
        click.echo(printable(f"{method:7} {path}  {name}"))


@cli.command()
@_shared
@click.option("--error-on-warning", is_flag=True, help="Exit with 1 when there are warnings.")
@_guarded
def validate(error_on_warning: bool, **arguments: Any) -> None:
    """Print everything that is odd about SOURCE; write nothing."""
    from generator import pipeline, reporting

    loaded, _ = pipeline.analyse(_options(arguments))
    placed = reporting.place(loaded.diagnostics, loaded.inputs)
    if arguments["format_"] == "json":
        click.echo(reporting.as_json(placed))
    else:
        shown = [p for p in placed if arguments["verbose"] or p.diagnostic.severity != "info"]
        for one in shown:
            click.echo(one.as_text())
    severities = {one.diagnostic.severity for one in placed}
    if "error" in severities or (error_on_warning and "warning" in severities):
        raise SystemExit(1)


@cli.command()
def targets() -> None:
    """List the snippet targets."""
    from generator.pipeline import target_titles

    for name, title in target_titles().items():
        click.echo(f"{name:16} {title}")


def _options(arguments: dict[str, Any]) -> Options:
    from generator.pipeline import Options, target_titles

    titles = target_titles()
    package = arguments.get("package")
    if package is not None and not _is_package(package):
        raise click.UsageError(f"{package!r} cannot be imported as a package of its own")
    return Options(
        sources=arguments["sources"],
        environments=tuple(arguments["environments"]),
        emit=_chosen("output", arguments.get("emit", ",".join(EMIT)).split(","), EMIT),
        targets=_chosen("target", arguments.get("targets") or titles, titles),
        package=package,
        models=arguments.get("models", MODELS[0]),
        templates=arguments.get("templates"),
    )


def _chosen(what: str, given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return what was chosen, each once and in the order of the table."""
    names = {name.strip() for name in given}
    unknown = sorted(names.difference(known))
    if unknown:
        raise click.UsageError(f"unknown {what} {unknown[0]!r}; choose from {', '.join(known)}")
    return tuple(name for name in known if name in names)


def _is_package(name: str) -> bool:
    """Whether a client of this name can be imported and hides no module that it needs."""
    taken = name == "httpx" or name in sys.stdlib_module_names
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and not taken


def _say(text: str, arguments: dict[str, Any]) -> None:
    """Print how a run went, unless only errors or JSON are wanted."""
    if not arguments["quiet"] and arguments["format_"] == "text":
        click.echo(text, err=True)


def _report(loaded: Loaded, arguments: dict[str, Any], changes: Changes | None = None) -> None:
    """Print findings to standard error: warnings, with -v notes too, with -q errors only.

    As JSON this is all that is printed there: one document, with the changes where there are any.
    """
    from generator import reporting

    wanted = {"error"} if arguments["quiet"] else {"error", "warning"}
    found = [d for d in loaded.diagnostics if arguments["verbose"] or d.severity in wanted]
    if arguments["format_"] == "json":
        click.echo(reporting.as_json(reporting.place(found, loaded.inputs), changes), err=True)
        return
    shown = found if arguments["verbose"] else reporting.most_severe(found, _SHOWN)
    for one in reporting.place(shown, loaded.inputs):
        click.echo(one.as_text(), err=True)
    if len(shown) < len(found):
        more = len(found) - len(shown)
        click.echo(f"… and {more} more findings; `codegen validate` prints all", err=True)


def _print_blocked(changes: Changes, arguments: dict[str, Any]) -> None:
    if not changes.blocked or arguments["format_"] == "json":
        return
    words = {"file-edited": "edited by hand", "file-in-the-way": "not made by codegen"}
    for path, rule in changes.blocked:
        click.echo(f"in the way: {path} was {words[rule]} [{rule}]", err=True)
    click.echo("nothing was written; move these files away or give --force", err=True)


def _counts(changes: Changes, total: int) -> str:
    written = len(changes.missing) + len(changes.changed)
    removed = f", removed {len(changes.extra)}" if changes.extra else ""
    return f"{written} of {total} files{removed}"


def _print_lines(lines: Any) -> None:
    for line in lines:
        click.echo(line)


def _command(output: str, arguments: dict[str, Any]) -> str:
    """Return the command that mends what `check` found."""
    import shlex

    sources = arguments["sources"]
    is_like_option = any(source.startswith("-") and source != "-" for source in sources)
    words = ["codegen", "generate", *([] if is_like_option else sources)]
    for path in arguments["environments"]:
        words += ["-e", path]
    words += ["-o", output]
    if arguments["emit"] != ",".join(EMIT):
        words += ["--emit", arguments["emit"]]
    for target in arguments["targets"]:
        words += ["--target", target]
    if arguments["models"] != MODELS[0]:
        words += ["--models", arguments["models"]]
    for name in ("package", "templates"):
        if arguments[name] is not None:
            words += [f"--{name}", arguments[name]]
    return shlex.join([*words, *(["--", *sources] if is_like_option else [])])


def main() -> None:
    """Run the command; 130 when interrupted, 141 when nobody reads our output any more."""
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


if __name__ == "__main__":
    main()
