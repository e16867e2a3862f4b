"""The whole story: read, merge, conceal, resolve, plan, emit, render, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from msgspec import field

from generator.cache import Cache, open_cache
from generator.conceal import conceal
from generator.diagnostics import Diagnostic, Diagnostics
from generator.dialects import DIALECTS
from generator.dynamic import with_dynamic
from generator.emitters import EMITTERS, Emission
from generator.emitters.address import find_address
from generator.emitters.examples import find_heads, joined
from generator.emitters.operations import drafts
from generator.emitters.targets import Target, load_target
from generator.environments import Environment, environments
from generator.formatting import format_python
from generator.frozen import Frozen, changed
from generator.garbage import uncollected
from generator.inputs import Row, input_rows, template_rows
from generator.lock import LOCK_NAME, shown_path
from generator.manifest import make_lock
from generator.merge import merge
from generator.model import Api
from generator.options import Options as Options
from generator.options import choices
from generator.outcome import Changes
from generator.output import compare, diff, write
from generator.outputfolder import check_place, held
from generator.path_folders import without_path_folders
from generator.plan import Plan, make_plan
from generator.progress import counting
from generator.readers.reading import read_environment, read_input, read_source
from generator.readers.source import SourceFile, decode_text, read_file
from generator.renames import check_given, check_methods, find_folders, find_names
from generator.rendering import Renderer, Unit
from generator.resolve import resolve
from generator.selection import selected
from generator.spool import Spool
from generator.templatefolders import find_targets, template_folders
from generator.text import Text
from generator.variables import lookup, merged, substitute
from generator.version import IS_CHECKOUT
from generator.wire import WireRequest


class Inputs(Frozen):
    """The bytes that a run is a function of, besides its options and templates.

    ``sources`` holds the files of each source, ``diagnostics`` what was odd about finding them.
    """

    sources: tuple[tuple[SourceFile, ...], ...]
    environments: tuple[SourceFile, ...]
    changelog: SourceFile | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


class Loaded(Frozen):
    """An Api that may be shown: its variables merged and complete, its credentials concealed.

    ``input_files`` are those that findings may stand in.
    """

    api: Api
    inputs: Inputs
    environments: tuple[Environment, ...]
    diagnostics: Diagnostics
    input_files: tuple[SourceFile, ...]


class Tree(Frozen):
    """The files that should stand in the output folder, the lock among them.

    ``seeds`` are written with the first run alone: they belong to the user from then on.
    """

    files: Mapping[str, bytes]
    diagnostics: Diagnostics
    input_files: tuple[SourceFile, ...]
    seeds: Mapping[str, bytes] = field(default_factory=dict)


#: What makes a tree of options instead of `build`.
Make = Callable[[Options], Tree]


def read_inputs(options: Options) -> Inputs:
    """Return the files of the sources and the environments.

    Raises `CodegenError` when one cannot be read.
    """
    diagnostics = Diagnostics()
    sources = tuple(read_input(path, diagnostics) for path in dict.fromkeys(options.sources))
    environments = tuple(read_file(path) for path in options.environments)
    changelog = read_file(options.changelog) if options.changelog else None
    return Inputs(sources, environments, changelog, tuple(diagnostics))


def load(options: Options, inputs: Inputs | None = None) -> Loaded:
    """Return what the sources and the environments say; without ``inputs`` they are read now.

    Raises `CodegenError` when a file cannot be read.
    """
    given = inputs or read_inputs(options)
    diagnostics = Diagnostics(given.diagnostics)
    read = [read_source(files, diagnostics) for files in given.sources]
    requests = [api for one in read for api in one.requests]
    api = merge(requests, [page for one in read for page in one.pages], diagnostics)
    rows = tuple((file.path, read_environment(file, diagnostics)) for file in given.environments)
    more = [variable for _, variables in rows for variable in variables]
    found = environments(api, [(stem_of(path), variables) for path, variables in rows])
    concealed = conceal(merged(api, more), (*api.variables, *more), diagnostics)
    # What filters name need not be there where that is lenient.
    told = Diagnostics() if options.lenient else diagnostics
    api = selected(concealed, options.include, options.exclude, options.place, told)
    api = with_dynamic(api, diagnostics)
    return Loaded(api, given, found, diagnostics, all_files(options, given))


def all_files(options: Options, inputs: Inputs) -> tuple[SourceFile, ...]:
    """Return every file that a finding may stand in."""
    sources = (file for files in inputs.sources for file in files)
    place = options.place
    config = (SourceFile(place.path, place.text.encode()),) if place else ()
    return (*sources, *inputs.environments, *config)


def analyse(options: Options, inputs: Inputs | None = None) -> tuple[Loaded, Emission]:
    """Return what was read, and what the emitters work on; arguments and errors as in `load`."""
    loaded = load(options, inputs)
    diagnostics = loaded.diagnostics
    folders = find_folders(loaded.api)
    renamed = {folders[key] for key, _ in options.rename if key in folders}
    api, moved = without_path_folders(loaded.api, renamed)
    values = lookup(api)
    wires = {e.id: resolve(e, values, diagnostics) for e in api.endpoints}

    def fill(text: Text) -> Text:
        return substitute(text, values, diagnostics)

    made = drafts(api, wires, fill)
    heads = find_heads(made) if options.methods == "operation" else {}
    places = {key: moved[path] for key, path in folders.items()}
    plan = _planned(options, api, wires, heads, places)
    address = find_address(api, {*plan.environment, *(v.name for v in api.variables)})
    changelog = loaded.inputs.changelog
    return changed(loaded, api=api), Emission(
        api=api,
        plan=plan,
        operations=joined(made, plan, heads, options.unpaged, address),
        fill=fill,
        targets=all_targets(options.templates, options.targets),
        models=options.models,
        environments=loaded.environments,
        dialect=options.dialect,
        pages=options.pages,
        changelog=decode_text(changelog) if changelog else None,
        address=address,
    )


def _planned(
    options: Options,
    api: Api,
    wires: Mapping[str, WireRequest],
    heads: Mapping[str, str],
    places: Mapping[str, tuple[int, ...]],
) -> Plan:
    """Return the names, after checking that what the config says of requests is about some.

    ``heads`` are those of `make_plan`, ``places`` the folders by what configs call them.
    """
    # What is an example of a method has no name of its own to be given.
    first = changed(api, endpoints=tuple(e for e in api.endpoints if e.id not in heads))
    names = find_names(first, places, options.rename, options.place, lenient=options.lenient)
    stem = options.stem if options.stem is not None else stem_of(options.sources[0])
    plan = make_plan(api, wires, options.package, stem, names, heads)
    attributes = {path: name.attribute for path, name in plan.groups.items()}
    check_given(first, names, plan.methods, attributes, options.rename, options.place)
    if not options.lenient:
        calls = (plan.call(endpoint).partition(".")[2] for endpoint in api.endpoints)
        check_methods(options.unpaged, calls, options.place)
    return plan


def build(options: Options, inputs: Inputs | None = None, cache_folder: Path | None = None) -> Tree:
    """Return the output tree in memory; arguments and errors as in `load`.

    With a ``cache_folder`` what was rendered before is taken from there.
    """
    loaded, emission = analyse(options, inputs)
    cache = _cache(options, cache_folder)
    units, files, seeds = _rendered(options, emission, cache)
    findings = Counter(d.rule for d in loaded.diagnostics if d.severity != "info")
    rows = _input_rows(options, loaded)
    lock = make_lock(loaded.api, emission.plan, choices(options), rows, findings, units, files)
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
    _, emission = analyse(options)
    renderer = _renderer(options)

    units = (unit for name in _emitters(options) for unit in EMITTERS[name](emission, renderer))
    files = {unit.path: partial(_bytes_of, unit, renderer) for unit in units if not unit.is_seed}
    return {**files, LOCK_NAME: lambda: build(options).files[LOCK_NAME]}


@uncollected()
def check(options: Options, root: Path, make: Make | None = None) -> tuple[Tree, Changes]:
    """Return the tree that should stand at ``root`` and how the one there differs."""
    check_place(root, (*options.sources, *options.environments))
    tree = (make or build)(options)
    return tree, compare(root, tree.files)


@uncollected()
def generate(
    options: Options, root: Path, make: Make | None = None, *, force: bool = False
) -> tuple[Tree, Changes]:
    """Make the tree at ``root`` current, unless files that are not ours are in the way.

    Nothing is written when `Changes.blocked` is not empty and ``force`` is not set.
    """
    check_place(root, (*options.sources, *options.environments))
    tree = (make or build)(options)
    with held(root):
        changes = compare(root, tree.files)
        if force or not changes.blocked:
            write(root, tree.files, changes, tree.seeds)
    return tree, changes


def difference(tree: Tree, changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from what stood there to what should."""
    return diff(tree.files, changes)


def all_targets(
    templates: str | None = None, names: Sequence[str] | None = None
) -> tuple[Target, ...]:
    """Return the snippet targets of these names, or all; errors as in `load_target`."""
    folders = template_folders(templates)
    chosen = find_targets(folders) if names is None else names
    return tuple(load_target(name, folders) for name in chosen)


def stem_of(path: str) -> str:
    """Return a source's file name without what says that it is a collection."""
    name = PurePosixPath(shown_path(path)).name if path != "-" else "api"
    return name.partition(".")[0]
