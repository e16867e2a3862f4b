"""The whole story: read, merge, conceal, resolve, plan, emit, render, write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from generator.conceal import conceal
from generator.diagnostics import Diagnostics
from generator.emitters import EMITTERS, Emission
from generator.emitters.operations import operations
from generator.emitters.snippets import TARGETS
from generator.formatting import format_python
from generator.lock import LOCK_NAME, Lock, LockFile, digest
from generator.model import Api, Source, Variable
from generator.output import Changes as Changes
from generator.output import compare, diff, write
from generator.plan import Plan, make_plan
from generator.readers import read_environment, read_source
from generator.readers.source import SourceFile, read_file
from generator.rendering import Renderer, Unit
from generator.resolve import resolve
from generator.text import Text
from generator.variables import lookup, merged, substitute
from generator.version import GENERATOR


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for. Paths are as the user gave them; ``-`` is standard input."""

    source: str
    environments: tuple[str, ...] = ()
    emit: tuple[str, ...] = ("client", "snippets", "reference")
    targets: tuple[str, ...] = tuple(TARGETS)
    package: str | None = None
    templates: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """An Api that may be shown: its variables merged, its credentials concealed."""

    api: Api
    environments: tuple[tuple[str, tuple[Variable, ...]], ...]
    diagnostics: Diagnostics
    inputs: tuple[SourceFile, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """The files that should stand in the output folder, the lock among them."""

    files: Mapping[str, bytes]
    loaded: Loaded


def load(options: Options) -> Loaded:
    """Return what the source and the environments say.

    Raises `CodegenError` when a file cannot be read.
    """
    diagnostics = Diagnostics()
    source = read_file(options.source)
    api = read_source(source, diagnostics)
    files = [read_file(path) for path in options.environments]
    environments = tuple((file.path, read_environment(file, diagnostics)) for file in files)
    more = [variable for _, variables in environments for variable in variables]
    concealed = conceal(merged(api, more), diagnostics)
    return Loaded(concealed, environments, diagnostics, (source, *files))


def analyse(options: Options) -> tuple[Loaded, Emission]:
    """Return what was read, and what the emitters work on; errors as in `load`."""
    loaded = load(options)
    api, diagnostics = loaded.api, loaded.diagnostics
    values = lookup(api)
    wires = {e.id: resolve(e, values, diagnostics) for e in api.endpoints}
    plan = make_plan(api, wires, options.package, stem_of(options.source))

    def fill(text: Text) -> Text:
        return substitute(text, values, diagnostics)

    return loaded, Emission(api, plan, operations(api, plan), fill, options.targets)


def build(options: Options) -> Tree:
    """Return the output tree in memory; errors as in `load`."""
    loaded, emission = analyse(options)
    renderer = Renderer(Path(options.templates) if options.templates else None)
    units = [unit for name in options.emit for unit in EMITTERS[name](emission, renderer)]
    units += EMITTERS["project"](emission, renderer)
    files = render(units, renderer)
    files[LOCK_NAME] = _lock(options, loaded, emission.plan, units, files).to_text().encode()
    return Tree(files, loaded)


def render(units: Iterable[Unit], renderer: Renderer) -> dict[str, bytes]:
    """Return the bytes of each unit by its path."""
    files = {}
    for unit in units:
        text = renderer.render(unit)
        if unit.path.endswith(".py"):
            text = format_python(unit.path, text)
        files[unit.path] = text.encode("utf-8", "replace")
    return files


def check(options: Options, root: Path) -> tuple[Tree, Changes]:
    """Return the tree that should stand at ``root`` and how the one there differs."""
    tree = build(options)
    return tree, compare(root, tree.files)


def generate(options: Options, root: Path, *, force: bool = False) -> tuple[Tree, Changes]:
    """Make the tree at ``root`` current, unless files that are not ours are in the way.

    Nothing is written when `Changes.blocked` is not empty and ``force`` is not set.
    """
    tree, changes = check(options, root)
    if force or not changes.blocked:
        write(root, tree.files, changes)
    return tree, changes


def difference(root: Path, tree: Tree, changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from what stands at ``root`` to what should."""
    return diff(root, tree.files, changes)


def target_titles() -> dict[str, str]:
    """Return the snippet targets by name (``shell/curl``) with their titles."""
    return {target.name: target.title for target in TARGETS.values()}


def outline(api: Api) -> Iterator[tuple[str, str, str]]:
    """Yield method, URL template and name of each endpoint."""
    for endpoint in api.endpoints:
        url = endpoint.request.url
        yield endpoint.request.method, url.base.source + url.path.source, endpoint.name


def stem_of(path: str) -> str:
    """Return a source's file name without what says that it is a collection."""
    name = PurePosixPath(path.replace("\\", "/")).name if path != "-" else "api"
    return name.partition(".")[0]


def _lock(
    options: Options,
    loaded: Loaded,
    plan: Plan,
    units: Sequence[Unit],
    files: Mapping[str, bytes],
) -> Lock:
    rows = [LockFile(u.path, digest(files[u.path]), u.emitter, u.target, u.endpoint) for u in units]
    return Lock(
        generator=GENERATOR,
        options=_digest_of([options.emit, options.targets, options.package, options.templates]),
        sources=tuple(_source_row(source) for source in loaded.api.sources),
        inputs=tuple(_environment_row(path, rows) for path, rows in loaded.environments),
        variables=tuple(_variable_rows(plan)),
        files=tuple(sorted(rows, key=lambda row: row.path)),
    )


def _source_row(source: Source) -> Mapping[str, object]:
    return {"path": _shown_path(source.path), "sha256": "sha256:" + source.sha256}


def _environment_row(path: str, variables: Sequence[Variable]) -> Mapping[str, object]:
    """Hash an environment with its secret values masked: the lock must not confirm a guess."""
    rows = [
        [v.name, v.scope, None if v.secret or v.value is None else v.value.source]
        for v in variables
    ]
    return {"path": _shown_path(path), "role": "environment", "sha256": _digest_of(rows)}


def _shown_path(path: str) -> str:
    """Return a path as given in POSIX form; of an absolute one only the file name."""
    posix = path.replace("\\", "/")
    shown = PurePosixPath(posix)
    return shown.name if shown.is_absolute() or ".." in shown.parts else posix


def _digest_of(value: object) -> str:
    return "sha256:" + hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _variable_rows(plan: Plan) -> Iterable[Mapping[str, object]]:
    for variable in plan.variables():
        row: dict[str, object] = {"name": variable.name, "env": variable.env}
        row |= {"secret": variable.is_secret, "pointer": None}
        if variable.literal is not None and variable.literal.origin is not None:
            row["pointer"] = variable.literal.origin.pointer
            if variable.literal.span is not None:
                row["span"] = list(variable.literal.span)
        yield row
