"""The first config of a project: a job for each collection that is found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from posixpath import relpath

from generator.config.jobs import CONFIG_NAME, PROJECT_NAME, has_project_config
from generator.diagnostics import CodegenError
from generator.discovery import Found, find_inputs
from generator.frozen import Frozen
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.output.tree import create
from generator.rendering.jinja import Renderer


class InitialJob(Frozen):
    """A job: one collection, its environments, and others near it that may be its own."""

    source: str
    environments: tuple[str, ...]
    others: tuple[str, ...]
    output: str


class InitialConfig(Frozen):
    """What the template of a config needs."""

    jobs: tuple[InitialJob, ...]
    pages: tuple[str, ...]


def write_config(folder: Path) -> InitialConfig:
    """Write a commented config for what stands below a folder, and return what is in it.

    Raises `CodegenError` when there is one already, or no collection.
    """
    if has_project_config(folder):  # ours would take its place, and its jobs would be lost
        message = (
            f"the config stands here, in [tool.codegen]; no {CONFIG_NAME} is written beside it"
        )
        raise CodegenError("file-in-the-way", message, PROJECT_NAME)
    config = initial_config(list(find_inputs(folder)))
    if not config.jobs:
        raise CodegenError("input-unreadable", "no collection stands below this folder", ".")
    text = Renderer().render_template("config/codegen.toml.j2", config)
    create(folder / CONFIG_NAME, text.encode())
    return config


def initial_config(found: Sequence[Found]) -> InitialConfig:
    """Return a config for the files that were found."""
    sources = [one.path for one in found if one.kind == "collection"]
    environments = [one.path for one in found if one.kind == "environment"]
    names = allocate([_wanted(source) for source in sources])
    owned = {environment for source in sources for environment in _named(source, environments)}
    rest = [path for path in environments if path not in owned]
    jobs = [
        _job(source, _named(source, environments), rest, f"generated/{name}", len(sources) == 1)
        for source, name in zip(sources, names, strict=True)
    ]
    pages = tuple(one.path for one in found if one.kind == "page")
    return InitialConfig(tuple(jobs), pages)


def _job(
    source: str, own: tuple[str, ...], rest: Sequence[str], output: str, is_only: bool
) -> InitialJob:
    """Return a collection's job; ``rest`` are the environments that have no collection's name.

    One of them is taken without asking where there is no other, in the collection's folder or for
    the only collection.
    """
    near = _nearest(source, rest)
    beside = tuple(path for path in near if is_only or _folder(path) == _folder(source))
    if own:
        return InitialJob(source, own, beside, output)
    if len(near) == len(beside) == 1:
        return InitialJob(source, near, (), output)
    return InitialJob(source, (), near, output)


def _nearest(source: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return those paths whose folders are the fewest steps away from a collection's."""
    steps = [_steps(_folder(source), _folder(path)) for path in paths]
    return tuple(path for path, count in zip(paths, steps, strict=True) if count == min(steps))


def _steps(start: PurePosixPath, end: PurePosixPath) -> int:
    return len(PurePosixPath(relpath(end, start)).parts)


def _folder(path: str) -> PurePosixPath:
    return PurePosixPath(path).parent


def _wanted(source: str) -> Wanted:
    base = naming.identifier(_stem(source), "api")
    longer = naming.identifier(source.rpartition(".")[0] or source, "api")
    return Wanted((base, longer, f"{base}_{naming.digest(source)}"))


def _stem(path: str) -> str:
    return PurePosixPath(path).name.partition(".")[0]


def _named(source: str, environments: Sequence[str]) -> tuple[str, ...]:
    """Return the environments that have a collection's name, in its folder."""
    own = _folder(source), _stem(source)
    return tuple(e for e in environments if (_folder(e), _stem(e)) == own)
