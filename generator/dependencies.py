"""What a job reads: the files and folders whose change may change its output."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path

from generator.config.jobs import Job
from generator.paths import YAML_ENDINGS
from generator.rendering.templatefolders import template_files


def dependencies(job: Job) -> list[str]:
    """Return the paths of a job's sources, environments, templates, changelog and config, sorted.

    They are relative to the config's folder, as those of the job. A folder ends with ``/``: files
    may be added to it. Standard input is left out; a file that is missing is not.
    """
    patterns = (*job.sources, *job.environments)
    globs = [one for one in patterns if job.place and _is_glob(one)]
    found = {job.place.path} if job.place else set()
    for path in patterns:
        found.update(() if path in globs else _read(path))
    for pattern in globs:
        found.update(_searched(pattern))
        for path in glob.glob(pattern, recursive=True):
            found.update(_read(path))
    if job.templates:
        found.update(_below(job.templates))
        found.update(map(str, template_files(Path(job.templates))))
    if job.changelog:
        found.add(job.changelog)
    own = os.path.join(os.path.normpath(job.output), "")
    paths = {path.replace(os.sep, "/") for path in found if not path.startswith(own)}
    return sorted(paths - {"-"})


def _is_glob(pattern: str) -> bool:
    return glob.has_magic(pattern) and not os.path.lexists(pattern)


def _read(path: str) -> Iterator[str]:
    """Yield what is read of a source: a file, or what may belong to a collection in a folder."""
    if path.endswith((".resources/definition.yaml", ".resources/definition.yml")):
        path = os.path.dirname(os.path.dirname(path)) or "."
    if os.path.isdir(path):
        yield from _below(path, YAML_ENDINGS)
    else:
        yield path


def _searched(pattern: str) -> Iterator[str]:
    """Yield the folders that a glob looks into."""
    parts = pattern.split("/")
    first = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    for end in range(first, len(parts)):
        yield from glob.glob("/".join((*parts[:end], "")) or "./", recursive=True)
    if parts[-1] == "**":
        yield from glob.glob(pattern + "/", recursive=True)


def _below(folder: str, endings: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a folder, the folders below, and those of their files that end so."""
    for parent, _, names in os.walk(folder):
        yield os.path.join(parent, "")
        yield from (os.path.join(parent, name) for name in names if name.endswith(endings))
