"""The whole story: load, analyse, emit, render, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from msgspec import field

from generator.analysis import analyse
from generator.diagnostics import Diagnostics
from generator.emitters import EMITTERS, Emission
from generator.findings.outcome import Changes
from generator.frozen import Frozen, changed
from generator.garbage import uncollected
from generator.loading import Inputs, Loaded, all_files, load
from generator.options import Options, choices
from generator.output.cache import Cache, open_cache
from generator.output.folder import check_place, held
from generator.output.inputs import Row, input_rows, template_rows
from generator.output.lock import LOCK_NAME
from generator.output.manifest import make_lock
from generator.output.spool import Spool
from generator.output.tree import compare, diff, write
from generator.progress import counting
from generator.readers.source import SourceFile
from generator.rendering.dialects import DIALECTS
from generator.rendering.formatting import format_python
from generator.rendering.jinja import Renderer, Unit
from generator.rendering.templatefolders import template_folders
from generator.version import IS_CHECKOUT


class Tree(Frozen):
    """The files that should stand in the output folder, the lock among them.

    ``seeds`` are written with the first run alone: they belong to the user from then on.
    """

    files: Mapping[str, bytes]
    diagnostics: Diagnostics
    input_files: tuple[SourceFile, ...]
    seeds: Mapping[str, bytes] = field(default_factory=dict)


def build(options: Options, inputs: Inputs | None = None, cache_folder: Path | None = None) -> Tree:
    """Return the output tree in memory; arguments and errors as in `load`.

    With a ``cache_folder`` what was rendered before is taken from there.
    """
    loaded = load(options, inputs)
    emission = analyse(options, loaded)
    cache = _cache(options, cache_folder)
    units, files, seeds = _rendered(options, emission, cache)
    findings = Counter(d.rule for d in loaded.diagnostics if d.severity != "info")
    rows = _input_rows(options, loaded)
    lock = make_lock(emission.api, emission.plan, choices(options), rows, findings, units, files)
    problem = cache.save(files)
    files.add(LOCK_NAME, lock.to_bytes())
    if problem:
        loaded.diagnostics.add("cache-unwritable", f"{problem}; the run goes on without it", None)
    return Tree(files, loaded.diagnostics, all_files(options, loaded.inputs), seeds)


def _input_rows(options: Options, loaded: Loaded) -> list[Row]:
    secret = {variable.name for variable in loaded.api.variables if variable.secret}
    given = loaded.inputs
    environments = ((file.path, file.content, secret) for file in given.environments)
    changelog = given.changelog.content if given.changelog else None
    return input_rows(options, environments, changelog)


def _renderer(options: Options) -> Renderer:
    folder = Path(options.templates) if options.templates else None
    return Renderer(folder, DIALECTS[options.dialect].flavour)


def _cache(options: Options, folder: Path | None) -> Cache:
    if folder is None or IS_CHECKOUT:
        return Cache(None, "")
    job = [options.sources, options.environments, choices(options)]
    rows = [row for one in template_folders(options.templates) for row in template_rows(one)]
    return open_cache(folder, job, rows)


def _rendered(
    options: Options, emission: Emission, cache: Cache
) -> tuple[list[Unit], Spool, dict[str, bytes]]:
    """Return all units but for seeds, the bytes of each by its path, and those of seeds.

    Each is rendered as it comes and loses its context then: all of them would take much memory.
    """
    renderer = _renderer(options)
    units: list[Unit] = []
    files = Spool()
    seeds: dict[str, bytes] = {}
    names = _emitters(options)
    # No emitter knows how many units it makes: each has the same share of what is to do.
    share = len(emission.api.endpoints)
    with counting(len(names) * share) as tell:
        for part, name in enumerate(names):
            for number, unit in enumerate(EMITTERS[name](emission, renderer), 1):
                if unit.is_seed:
                    seeds[unit.path] = _bytes_of(unit, renderer)
                else:
                    files.add(unit.path, cache.text(unit, partial(_bytes_of, renderer=renderer)))
                    units.append(changed(unit, context=None))
                tell(part * share + min(number, share))
        tell(len(names) * share)
    return units, files, seeds


def _emitters(options: Options) -> tuple[str, ...]:
    return (*options.emit, "project")


def _bytes_of(unit: Unit, renderer: Renderer) -> bytes:
    text = renderer.render(unit)
    if unit.path.endswith(".py"):
        text = format_python(unit.path, text)
    return text.encode("utf-8", "replace")


def outputs(options: Options) -> dict[str, Callable[[], bytes]]:
    """Return the paths of the tree's files, each with what renders it; errors as in `load`."""
    emission = analyse(options, load(options))
    renderer = _renderer(options)

    units = (unit for name in _emitters(options) for unit in EMITTERS[name](emission, renderer))
    files = {unit.path: partial(_bytes_of, unit, renderer) for unit in units if not unit.is_seed}
    return {**files, LOCK_NAME: lambda: build(options).files[LOCK_NAME]}


@uncollected()
def check(
    options: Options, root: Path, tree: Tree | None = None, cache_folder: Path | None = None
) -> tuple[Tree, Changes]:
    """Return the tree that should stand at ``root`` and how the one there differs.

    ``tree`` is that of the options, where it was made elsewhere; the rest is as in `build`.
    """
    check_place(root, (*options.sources, *options.environments))
    made = tree or build(options, cache_folder=cache_folder)
    return made, compare(root, made.files)


@uncollected()
def generate(
    options: Options,
    root: Path,
    tree: Tree | None = None,
    cache_folder: Path | None = None,
    *,
    force: bool = False,
) -> tuple[Tree, Changes]:
    """Make the tree at ``root`` current, unless files that are not ours are in the way.

    Nothing is written when `Changes.blocked` is not empty and ``force`` is not set. Other
    arguments are as in `check`.
    """
    check_place(root, (*options.sources, *options.environments))
    made = tree or build(options, cache_folder=cache_folder)
    with held(root):
        changes = compare(root, made.files)
        if force or not changes.blocked:
            write(root, made.files, changes, made.seeds)
    return made, changes


def difference(tree: Tree, changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from what stood there to what should."""
    return diff(tree.files, changes)
