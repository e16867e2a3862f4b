"""What build systems ask for: a depfile, a stamp, the list of outputs, one of them."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import click

from generator.cli.arguments import Arguments
from generator.cli.flags import FILE, adding
from generator.cli.runs import Run, jobs_of, working_in
from generator.suggestions import suggestion

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome


#: The files that a run writes for a build system.
record = adding(
    click.option(
        "--depfile",
        metavar="FILE",
        type=FILE,
        help="Write a Make rule to FILE that lists every input (also for Ninja).",
    ),
    click.option("--stamp", metavar="FILE", type=FILE, help="Touch FILE after a successful run."),
)

#: What is printed instead of written.
views = adding(
    click.option("--dry-run", is_flag=True, help="Show what would be written."),
    click.option("--list-outputs", is_flag=True, help="Print the paths of all outputs."),
    click.option(
        "--stdout",
        metavar="PATH",
        help="Print one output; PATH is relative to DIR, as in codegen.lock.",
    ),
)

_MODES = ("watch", "dry_run", "list_outputs", "stdout")
_RECORD = ("depfile", "stamp")


def check_options(arguments: Arguments) -> None:
    """Raise `click.UsageError` for options that do not go together."""
    given = [name for name in (*_MODES, *_RECORD) if getattr(arguments, name) not in (None, False)]
    for first, second in itertools.combinations(given, 2):
        is_watched_record = first == "watch" and second in _RECORD
        if first in _MODES and not is_watched_record:
            names = (f"--{name.replace('_', '-')}" for name in (first, second))
            raise click.UsageError(f"{' and '.join(names)} do not go together")


def dependencies_of(arguments: Arguments) -> list[str]:
    """Return what the jobs read, each path as it starts where the command was run."""
    from generator.dependencies import dependencies

    folder, jobs = jobs_of(arguments)
    with working_in(folder):
        found = {path for job in jobs for path in dependencies(job)}
    return sorted(_from(folder, path) for path in found)


def _from(folder: str, path: str) -> str:
    return path if folder == "." else os.path.join(folder, path.removeprefix("./"))


def depfile(arguments: Arguments) -> str:
    """Return the depfile that is asked for; made before the run, since it may be refused.

    Its target is the stamp, or else the locks of all trees. Raises `CodegenError`.
    """
    if not arguments.depfile:
        return ""
    from generator.output.buildfiles import check_depfile, depfile_text
    from generator.output.lock import LOCK_NAME

    check_depfile(arguments.depfile)
    folder, jobs = jobs_of(arguments)
    outputs = [arguments.settings["output"] or _from(folder, job.output) for job in jobs]
    locks = [os.path.join(output, LOCK_NAME) for output in outputs]
    targets = [arguments.stamp] if arguments.stamp else locks
    return depfile_text(targets, dependencies_of(arguments))


def keep_record(depfile: str, arguments: Arguments) -> None:
    """Write the depfile and touch the stamp, after all jobs went well. Raises `CodegenError`."""
    if arguments.depfile:
        from generator.output.buildfiles import save_depfile

        save_depfile(arguments.depfile, depfile)
    if arguments.stamp:
        from generator.output.buildfiles import touch

        touch(arguments.stamp)


def list_outputs(run: Run, arguments: Arguments) -> Outcome:
    """Print the paths of a job's outputs, below the output folder when that is known."""
    from generator import pipeline
    from generator.findings.outcome import Outcome

    folder = f"{run.output}/" if run.job.output else ""
    for path in sorted(pipeline.outputs(run.options)):
        click.echo(folder + path)
    return Outcome(0, run.job.name)


def print_output(run: Run, arguments: Arguments, path: str) -> Outcome:
    """Print the output at a path, as bytes."""
    from generator import pipeline
    from generator.findings.outcome import Outcome

    outputs = pipeline.outputs(run.options)
    if path not in outputs:
        hint = suggestion(path, outputs) or "; --list-outputs prints all"
        raise click.UsageError(f"no output is called {path!r}{hint}")
    click.echo(outputs[path](), nl=False)
    return Outcome(0, run.job.name)
