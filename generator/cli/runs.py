"""Runs: what a command works on, from its arguments or from a config."""

from __future__ import annotations

import keyword
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from generator.cli import many
from generator.cli.arguments import Arguments
from generator.cli.findings import as_error, print_document, print_error
from generator.cli.origins import is_typed, spelled
from generator.config.jobs import Job, expanded, find_config, read_config
from generator.diagnostics import CodegenError
from generator.frozen import Frozen, changed
from generator.options import DEFAULT_TARGETS, EMIT, NEEDED_PACKAGES, PATHS, Options, Settings
from generator.paths import is_url
from generator.rendering.templatefolders import find_targets, template_folders
from generator.suggestions import listed, nearest, suggestion

if TYPE_CHECKING:
    from generator.findings.outcome import Outcome
    from generator.pipeline import Tree


class Run(Frozen):
    """A job, what the pipeline is asked for it, and the folder that its paths start in.

    ``output`` is the one of the job as messages name it: from where the command was run. ``tree``
    is its tree, where a worker of a cluster has made it.
    """

    job: Job
    options: Options
    folder: str
    output: str
    tree: Tree | None = None


Step = Callable[[Run, Arguments], "Outcome"]


def carry_out(step: Step, arguments: Arguments, *, err: bool = True) -> None:
    """Do a step for every job; one that fails is named, and the others go on.

    Ends with the highest status of all: 2 for a failure, 1 for findings.
    """
    outcomes = outcomes_of(step, arguments)
    print_document(outcomes, arguments, err=err)
    status = max((outcome.status for outcome in outcomes), default=0)
    if status:
        raise SystemExit(status)


def outcomes_of(step: Step, arguments: Arguments) -> list[Outcome]:
    """Do a step for every job and return how each ended."""
    folder, jobs = jobs_of(arguments)
    attempt = partial(_attempt, step, folder, arguments)
    with working_in(folder):
        return many.outcomes(attempt, make_options, jobs, arguments)


def _attempt(
    step: Step, folder: str, arguments: Arguments, job: Job, made: Tree | Exception | None = None
) -> Outcome:
    """Do a step for a job; ``made`` is its tree, or why there is none, if others worked on it."""
    from generator.findings.outcome import Outcome, below

    # A typed one is named as it was typed, not by the way to it from the config's folder.
    given = arguments.settings.get("output")
    output = below("", given) if given else below(folder, job.output)
    try:
        if isinstance(made, Exception):
            raise made
        return step(Run(job, make_options(job), folder, output, made), arguments)
    except (click.ClickException, BrokenPipeError):
        raise
    except Exception as error:
        wrong = as_error(error, job.sources, arguments)
        return Outcome(2, job.name, print_error(wrong, arguments, folder, job.name))


def jobs_of(arguments: Arguments) -> tuple[str, list[Job]]:
    """Return the jobs, and the folder that their paths are relative to.

    What is given as an argument, or in the environment, takes the place of what a config says.
    """
    given = given_settings(arguments)
    options = tuple((name, spelled(name)) for name in given)
    sources = arguments.sources
    if sources:
        if is_typed("apis") or is_typed("config"):
            raise click.UsageError("give either SOURCE or --config and --api")
        is_read_only = arguments.list_outputs or arguments.stdout is not None
        is_written = "output" in arguments.settings and not is_read_only
        if is_written and not given.get("output"):
            raise click.UsageError("Missing option '-o' / '--output'.")
        return ".", [Job(sources=sources, given=options, **given)]
    path = arguments.config or find_config()
    if path is None:
        message = "name a SOURCE, or write a codegen.toml; `codegen init` makes one"
        raise click.UsageError(message)
    config = read_config(path)
    jobs = _picked(config.jobs, arguments.apis)
    of_one_job = {"output": given.get("output"), "package": given.get("package")}
    of_one_job["stdout"] = arguments.stdout
    for key, value in of_one_job.items():
        if len(jobs) > 1 and value is not None:
            raise click.UsageError(f"{spelled(key)} is for one job; pick it with --api")
    moved = given | moved_paths(given, partial(os.path.relpath, start=config.folder))
    if "output" in moved:
        _check_output(moved["output"], [job for job in config.jobs if job not in jobs])
    return config.folder, [changed(job, given=options, **moved) for job in jobs]


def _check_output(output: str, others: Iterable[Job]) -> None:
    """Raise `click.UsageError` when another job of the config writes there."""
    for job in others:
        if not is_url(output) and os.path.normpath(job.output) == os.path.normpath(output):
            raise click.UsageError(f"{output} is the output of [[api]] {job.name!r}")


def given_settings(arguments: Arguments) -> dict[str, Any]:
    """Return the settings that the command was given, as the fields of a job."""
    given = {name: value for name, value in arguments.settings.items() if value not in (None, ())}
    return given | ({"emit": tuple(given["emit"].split(","))} if "emit" in given else {})


def moved_paths(settings: Mapping[str, Any], move: Callable[[str], str]) -> dict[str, Any]:
    """Return those of a job's settings that are paths, moved to start in another folder.

    What starts nowhere stays: an absolute path, a URL, standard input.
    """

    def moved(path: str) -> str:
        is_fixed = path == "-" or is_url(path) or os.path.isabs(path)
        return path if is_fixed else move(path)

    found = {name: settings[name] for name in (*PATHS, "output") if settings.get(name)}
    return {
        name: moved(value) if isinstance(value, str) else tuple(map(moved, value))
        for name, value in found.items()
    }


def _picked(jobs: Iterable[Job], names: tuple[str, ...]) -> list[Job]:
    known = {job.name: job for job in jobs}
    for name in names:
        if name not in known:
            hint = suggestion(name, known) or f"; there are {listed(known)}"
            raise click.UsageError(f"no [[api]] is called {name!r}{hint}")
    return [job for name, job in known.items() if not names or name in names]


@contextmanager
def working_in(folder: str) -> Iterator[None]:
    """Work in a folder for the time of the block, so that paths are relative to it.

    Errors that are raised in the block name files as they are called here.
    """
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    except CodegenError as error:
        from generator.findings.outcome import below

        for one in (error, *error.more):
            one.source = one.source and below(folder, one.source)
        raise
    finally:
        os.chdir(before)


def make_options(job: Job) -> Options:
    """Return what the pipeline is asked for; call it in the folder of the job's config.

    Raises `CodegenError` with the place in the config, or `click.UsageError`, for what is wrong.
    """
    if job.package is not None and not _is_package(job.package):
        raise _wrong(job, "package", f"{job.package!r} cannot be imported as a package of its own")
    settings = {name: getattr(job, name) for name in Settings.__struct_fields__}
    settings["sources"] = expanded(job, "sources")
    settings["environments"] = expanded(job, "environments")
    settings["emit"] = _outputs(job)
    settings["targets"] = _targets(job)
    if job.templates is not None and not os.path.isdir(job.templates):
        raise _wrong(job, "templates", f"there is no folder {job.templates!r}")
    return Options(**settings)


def _outputs(job: Job) -> tuple[str, ...]:
    """Return the outputs that are asked for, each once and in the order of the table."""
    names = {name.strip() for name in job.emit}
    unknown = sorted(names.difference(EMIT))
    if unknown:
        message = f"unknown output {unknown[0]!r}; choose from {', '.join(EMIT)}"
        raise _wrong(job, "emit", message)
    return tuple(name for name in EMIT if name in names)


def _targets(job: Job) -> tuple[str, ...]:
    """Return the targets that names and patterns mean, each once and in the order of the list."""
    if job.targets == DEFAULT_TARGETS:
        return job.targets
    from fnmatch import fnmatchcase

    known = find_targets(template_folders(job.templates))
    found: set[str] = set()
    for given in map(str.strip, job.targets):
        pattern = "*" if given == "all" else given
        matching = {name for name in known if name == given or fnmatchcase(name, pattern)}
        if not matching:
            raise _wrong(job, "targets", f"unknown target {given!r}; {_nearest(given, known)}")
        found |= matching
    return tuple(name for name in known if name in found)


def _nearest(given: str, known: list[str]) -> str:
    words = set(given.lower().split("/"))
    alike = [name for name in known if words & set(name.split("/"))]
    # A whole name was rather mistyped than meant for another client of its language.
    near = nearest(given.lower(), known) if "/" in given else []
    close = list(dict.fromkeys((*near, *alike))) or nearest(given.lower(), known, 3)
    hint = f"did you mean {' or '.join(close[:5])}? " if close else ""
    return f"{hint}`codegen targets` lists them"


def _wrong(job: Job, key: str, message: str) -> Exception:
    """Return an error about a setting; what no config says is wrong usage."""
    error = job.error(message, key)
    return error if error.source else click.UsageError(error.message)


def _is_package(name: str) -> bool:
    """Whether a client of this name can be imported and hides no module that it needs."""
    taken = name in NEEDED_PACKAGES or name in sys.stdlib_module_names
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and not taken


def command(job: Job, arguments: Arguments, *, force: bool = False) -> str:
    """Return the command that makes a job's tree current; ``force`` is for files in its way."""
    import shlex

    sources = arguments.sources
    is_like_option = any(source.startswith("-") and source != "-" for source in sources)
    words = ["codegen", "generate", *([] if is_like_option else sources)]
    if arguments.config:
        words += ["--config", arguments.config]
    if job.place:
        words += ["--api", job.name]
    given = arguments.settings
    for path in given["environments"]:
        words += ["-e", path]
    if given["output"] is not None:
        words += ["-o", given["output"]]
    for target in given["targets"]:
        words += ["--target", target]
    for name in Settings.__struct_fields__:
        if isinstance(given.get(name), str):
            words += [f"--{name}", given[name]]
    words += ["--force"] if force else []
    return shlex.join([*words, *(["--", *sources] if is_like_option else [])])
