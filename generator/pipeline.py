"""The whole story: read, merge, conceal, resolve, plan, emit, render, write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath

from generator.conceal import conceal
from generator.config import Filter, Place
from generator.diagnostics import Diagnostic, Diagnostics
from generator.dynamic import with_dynamic
from generator.emitters import EMITTERS, Emission
from generator.emitters.examples import find_heads, joined
from generator.emitters.operations import operations
from generator.emitters.snippets import TARGETS
from generator.environments import Environment, environments
from generator.formatting import format_python
from generator.lock import LOCK_NAME, shown_path
from generator.manifest import config_row, environment_row, make_lock, template_rows
from generator.merge import merge
from generator.model import Api, Variable
from generator.output import Changes as Changes
from generator.output import compare, diff, plant, write
from generator.plan import make_plan
from generator.readers import read_environment, read_input, read_source
from generator.readers.source import SourceFile, read_file
from generator.renames import check_given, check_methods, find_names
from generator.rendering import Renderer, Unit
from generator.resolve import resolve
from generator.selection import selected
from generator.text import Text
from generator.variables import lookup, merged, substitute


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for. Paths are as the user gave them; ``-`` is standard input.

    ``place`` is where that stands in a config; for the rest see `config.Job`.
    """

    sources: tuple[str, ...]
    environments: tuple[str, ...] = ()
    emit: tuple[str, ...] = ("client", "tests", "snippets", "reference")
    targets: tuple[str, ...] = tuple(TARGETS)
    package: str | None = None
    models: str = "model"
    templates: str | None = None
    methods: str = "request"
    unpaged: tuple[str, ...] | None = ()
    rename: tuple[tuple[str, str], ...] = ()
    include: tuple[Filter, ...] = ()
    exclude: tuple[Filter, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The bytes that a run is a function of, besides its options and templates.

    ``sources`` holds the files of each source, ``diagnostics`` what was odd about finding them.
    """

    sources: tuple[tuple[SourceFile, ...], ...]
    environments: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """An Api that may be shown: its variables merged and complete, its credentials concealed.

    ``rows`` are the variables of each environment file as they were read.
    """

    api: Api
    rows: tuple[tuple[str, tuple[Variable, ...]], ...] = field(repr=False)
    environments: tuple[Environment, ...] = field(repr=False)
    diagnostics: Diagnostics
    inputs: tuple[SourceFile, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """The files that should stand in the output folder, the lock among them.

    ``seeds`` are written with the first run alone: they belong to the user from then on.
    """

    files: Mapping[str, bytes]
    diagnostics: Diagnostics
    inputs: tuple[SourceFile, ...] = field(repr=False)
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
    return Inputs(sources, environments, tuple(diagnostics))


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
    api = selected(concealed, options.include, options.exclude, options.place, diagnostics)
    api = with_dynamic(api, diagnostics)
    return Loaded(api, rows, found, diagnostics, all_files(options, given))


def all_files(options: Options, inputs: Inputs) -> tuple[SourceFile, ...]:
    """Return every file that a finding may stand in."""
    sources = (file for files in inputs.sources for file in files)
    place = options.place
    config = (SourceFile(place.path, place.text.encode()),) if place else ()
    return (*sources, *inputs.environments, *config)


def analyse(options: Options, inputs: Inputs | None = None) -> tuple[Loaded, Emission]:
    """Return what was read, and what the emitters work on; arguments and errors as in `load`."""
    loaded = load(options, inputs)
    api, diagnostics = loaded.api, loaded.diagnostics
    values = lookup(api)
    wires = {e.id: resolve(e, values, diagnostics) for e in api.endpoints}

    def fill(text: Text) -> Text:
        return substitute(text, values, diagnostics)

    drafts = operations(api, wires, fill)
    heads = find_heads(drafts) if options.methods == "operation" else {}
    # What is an example of a method has no name of its own to be given.
    first = replace(api, endpoints=tuple(e for e in api.endpoints if e.id not in heads))
    names = find_names(first, options.rename, options.place)
    plan = make_plan(api, wires, options.package, stem_of(options.sources[0]), names, heads)
    folders = {path: name.attribute for path, name in plan.groups.items()}
    check_given(names, plan.methods, folders, options.rename, options.place)
    calls = (plan.call(endpoint).partition(".")[2] for endpoint in api.endpoints)
    check_methods(options.unpaged, calls, options.place)
    found = joined(drafts, plan, heads, options.unpaged)
    environments = loaded.environments
    return loaded, Emission(api, plan, found, fill, options.targets, options.models, environments)


# What decides what is written, besides the inputs.
_CHOICES = frozenset(
    {"emit", "targets", "package", "models", "methods", "unpaged", "rename", "include", "exclude"}
)


def build(options: Options, inputs: Inputs | None = None) -> Tree:
    """Return the output tree in memory; arguments and errors as in `load`."""
    loaded, emission = analyse(options, inputs)
    renderer = Renderer(Path(options.templates) if options.templates else None)
    units = [unit for name in options.emit for unit in EMITTERS[name](emission, renderer)]
    units += EMITTERS["project"](emission, renderer)
    seeds = render([unit for unit in units if unit.is_seed], renderer)
    units = [unit for unit in units if not unit.is_seed]
    files = render(units, renderer)
    choices = {name: value for name, value in asdict(options).items() if name in _CHOICES}
    rows = [environment_row(path, rows, loaded.api) for path, rows in loaded.rows]
    rows += template_rows(Path(options.templates)) if options.templates else ()
    if options.place:
        rows.append(config_row(options.place.path, options.place.sha256))
    lock = make_lock(loaded.api, emission.plan, choices, rows, units, files)
    files[LOCK_NAME] = lock.to_text().encode()
    return Tree(files, loaded.diagnostics, loaded.inputs, seeds)


def render(units: Iterable[Unit], renderer: Renderer) -> dict[str, bytes]:
    """Return the bytes of each unit by its path."""
    files = {}
    for unit in units:
        text = renderer.render(unit)
        if unit.path.endswith(".py"):
            text = format_python(unit.path, text)
        files[unit.path] = text.encode("utf-8", "replace")
    return files


def check(options: Options, root: Path, make: Make | None = None) -> tuple[Tree, Changes]:
    """Return the tree that should stand at ``root`` and how the one there differs."""
    tree = (make or build)(options)
    return tree, compare(root, tree.files)


def generate(
    options: Options, root: Path, make: Make | None = None, *, force: bool = False
) -> tuple[Tree, Changes]:
    """Make the tree at ``root`` current, unless files that are not ours are in the way.

    Nothing is written when `Changes.blocked` is not empty and ``force`` is not set.
    """
    tree, changes = check(options, root, make)
    if force or not changes.blocked:
        write(root, tree.files, changes)
        if LOCK_NAME in changes.missing:
            plant(root, tree.seeds)
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
    name = PurePosixPath(shown_path(path)).name if path != "-" else "api"
    return name.partition(".")[0]
