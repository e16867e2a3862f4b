"""The first config of a project: a job for each collection that is found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from generator import naming
from generator.config import CONFIG_NAME
from generator.diagnostics import CodegenError
from generator.frozen import changed, frozen
from generator.naming import Wanted
from generator.output import create
from generator.readers.finding import Found, find_inputs
from generator.rendering import Renderer


@frozen
class InitialJob:
    """A job: one collection, the environments of its name, and those that are of no collection."""

    source: str
    environments: tuple[str, ...]
    others: tuple[str, ...]
    output: str


@frozen
class InitialConfig:
    """What the template of a config needs."""

    jobs: tuple[InitialJob, ...]
    pages: tuple[str, ...]


def write_config(folder: Path) -> InitialConfig:
    """Write a commented config for what stands below a folder, and return what is in it.

    Raises `CodegenError` when there is one already, or no collection.
    """
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
    names = naming.allocate([_wanted(source) for source in sources])
    owned = {environment for source in sources for environment in _named(source, environments)}
    rest = [path for path in environments if path not in owned]
    jobs = [
        InitialJob(source, _named(source, environments), tuple(rest), f"generated/{name}")
        for source, name in zip(sources, names, strict=True)
    ]
    if len(jobs) == len(rest) == 1 and not owned:
        jobs = [changed(jobs[0], environments=tuple(rest), others=())]
    pages = tuple(one.path for one in found if one.kind == "page")
    return InitialConfig(tuple(jobs), pages)


def _wanted(source: str) -> Wanted:
    base = naming.identifier(_stem(source), "api")
    longer = naming.identifier(source.rpartition(".")[0] or source, "api")
    return Wanted((base, longer, f"{base}_{naming.digest(source)}"))


def _stem(path: str) -> str:
    return PurePosixPath(path).name.partition(".")[0]


def _named(source: str, environments: Sequence[str]) -> tuple[str, ...]:
    """Return the environments that have a collection's name, in its folder."""
    own = PurePosixPath(source).parent, _stem(source)
    return tuple(e for e in environments if (PurePosixPath(e).parent, _stem(e)) == own)
