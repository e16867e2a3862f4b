"""``codegen.toml``: the jobs of a project, as frozen data (docs/config.md)."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics import CodegenError, raise_all
from generator.formats.tomltext import locate_toml
from generator.frozen import Frozen
from generator.options import Filter, JobPlace, Settings
from generator.paths import is_url
from generator.remote import expand_url

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG_NAME = "codegen.toml"
PROJECT_NAME = "pyproject.toml"


class Job(Settings):
    """A job of a config, or of a command: its settings, of which paths may still be globs.

    ``given`` lists the settings that were made outside the config, each with what made it:
    ``("emit", "--emit")``.
    """

    output: str = ""
    name: str = ""
    given: tuple[tuple[str, str], ...] = ()

    def error(self, message: str, *keys: str | int, rule: str = "config") -> CodegenError:
        """Return an error about a setting: at its place in the config, or by what gave it."""
        option = dict(self.given).get(str(keys[0]))
        if option or self.place is None:
            return CodegenError(rule, f"{option}: {message}" if option else message)
        return self.place.error(message, *keys, rule=rule)


class Config(Frozen):
    """The jobs of a config, in its order; ``folder`` is relative to where we are."""

    folder: str
    jobs: tuple[Job, ...]


def find_config(start: Path | None = None) -> str | None:
    """Return the path of the config that is nearest upwards, if there is one.

    In a folder ``codegen.toml`` goes before a ``pyproject.toml`` with a table of ours.
    """
    start = start or Path.cwd()
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return os.path.relpath(folder / CONFIG_NAME, start)
        if has_project_config(folder):
            return os.path.relpath(folder / PROJECT_NAME, start)
    return None


def has_project_config(folder: Path) -> bool:
    """Whether a folder has a ``pyproject.toml`` with a table of ours."""
    project = folder / PROJECT_NAME
    return project.is_file() and _is_ours(project)


def _is_ours(project: Path) -> bool:
    """Whether a project's file has a table ``tool.codegen``.

    One that cannot be read is no business of ours, unless it speaks of us.
    """
    try:
        content = project.read_bytes()
    except OSError:
        return False
    if not re.search(rb"\bcodegen\b", content):
        return False
    return "codegen" in _tools(_parse(content.decode("utf-8", "replace"), str(project)))


def read_config(path: str) -> Config:
    """Return the jobs of a config.

    Raises `CodegenError` with all that is wrong with it, each with file, line and key.
    """
    from generator.config.checking import find_problems

    text = _read(path)
    document, root = _parse(text, path), "#"
    if os.path.basename(path) == PROJECT_NAME:
        document, root = _tools(document).get("codegen"), "#/tool/codegen"
        if document is None:
            raise CodegenError("config", "there is no table [tool.codegen]", path, 1, 1)
    folder, name = os.path.split(path)
    problems = find_problems(document, folder)
    places = locate_toml(text, {root + pointer for pointer, _ in problems})
    rows = sorted((places[root + pointer], message) for pointer, message in problems)
    raise_all([CodegenError("config", message, path, *place) for place, message in rows])
    jobs = [
        _job(table, JobPlace(name, text, f"{root}/api/{index}", _digest(table)))
        for index, table in enumerate(document["api"])
    ]
    return Config(folder or ".", tuple(jobs))


def _read(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise CodegenError("config", message, path) from None
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        raise CodegenError("config", message, path, 1, 1) from None


_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _parse(text: str, path: str) -> Any:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise CodegenError("config", "the TOML nests too deep", path, 1, 1) from None
    except ValueError as error:  # also of a number with too many digits
        found = _POSITION.search(str(error))
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        if found and found[1]:
            line, column = int(found[1]), int(found[2])
        message = _POSITION.sub("", str(error))
        message = f"not TOML: {message[:1].lower()}{message[1:]}"
        raise CodegenError("config", message, path, line, column) from None


def _tools(document: Any) -> Mapping[str, Any]:
    tools = document.get("tool")
    return tools if isinstance(tools, dict) else {}


def _digest(table: Mapping[str, Any]) -> str:
    text = json.dumps(table, sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _job(table: Mapping[str, Any], place: JobPlace) -> Job:
    """Return a job: most keys of its table are settings by that name, in the form they have."""
    settings: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    pagination = settings.pop("pagination", True)
    settings["unpaged"] = None if pagination is False else () if pagination is True else pagination
    settings["rename"] = tuple(table.get("rename", {}).items())
    for key in ("include", "exclude"):
        settings[key] = tuple(map(_filter, table.get(key, ())))
    return Job(**settings | {"name": job_name(table), "place": place})


def job_name(table: Mapping[str, Any]) -> str:
    """Return the name of a job: its own, or else its output as it is written."""
    found: str = table.get("name") or table["output"]
    return found


def _filter(table: Mapping[str, Any]) -> Filter:
    methods = table.get("method", ())
    methods = (methods,) if isinstance(methods, str) else methods
    return Filter(
        table.get("folder", "").strip("/"),
        table.get("name", ""),
        tuple(method.upper() for method in methods),
    )


def expanded(job: Job, key: str) -> tuple[str, ...]:
    """Return the files that a job's ``sources`` or ``environments`` mean, those of one glob sorted.

    Only a config has globs. Raises `CodegenError` for what it names and is not there.
    """
    patterns: tuple[str, ...] = getattr(job, key)
    if job.place is None:
        return patterns
    found = (path for index in range(len(patterns)) for path in _files(job, key, index))
    return tuple(dict.fromkeys(found))


def _files(job: Job, key: str, index: int) -> Iterator[str]:
    pattern: str = getattr(job, key)[index]
    if pattern == "-" or os.path.lexists(pattern):
        yield pattern
    elif glob.has_magic(pattern):
        yield from _matching(pattern, job, key, index)
    elif is_url(pattern) or key in dict(job.given):  # whoever reads it says so if it is not there
        yield pattern
    else:
        message = f"there is no file {pattern!r}"
        raise job.error(message, key, index, rule="input-unreadable")


def _matching(pattern: str, job: Job, key: str, index: int) -> list[str]:
    if is_url(pattern):
        found = expand_url(pattern)
    else:
        found = sorted(path.replace(os.sep, "/") for path in glob.glob(pattern, recursive=True))
    if not found:
        message = f"no file matches {pattern!r}"
        raise job.error(message, key, index, rule="config-unmatched")
    return found
