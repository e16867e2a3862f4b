"""The whole story: read, merge, conceal, resolve, plan, emit, render, write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath

from generator.collecting import uncollected
from generator.conceal import conceal
from generator.config import Filter, Place
from generator.diagnostics import Diagnostics
from generator.dynamic import with_dynamic
from generator.emitters import EMITTERS, Emission
from generator.emitters.examples import find_heads, joined
from generator.emitters.operations import operations
from generator.emitters.snippets import TARGETS
from generator.environments import Environment, environments
from generator.formatting import format_python
from generator.lock import LOCK_NAME
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
    loaded: Loaded
    seeds: Mapping[str, bytes] = field(default_factory=dict)


def load(options: Options) -> Loaded:
    """Return what the sources and the environments say.

    Raises `CodegenError` when a file cannot be read.
    """
    diagnostics = Diagnostics()
    sources = [read_input(path, diagnostics) for path in dict.fromkeys(options.sources)]
    read = [read_source(files, diagnostics) for files in sources]
    requests = [api for one in read for api in one.requests]
    api = merge(requests, [page for one in read for page in one.pages], diagnostics)
    files = [read_file(path) for path in options.environments]
    rows = tuple((file.path, read_environment(file, diagnostics)) for file in files)
    more = [variable for _, variables in rows for variable in variables]
    found = environments(api, [(stem_of(path), variables) for path, variables in rows])
    concealed = conceal(merged(api, more), (*api.variables, *more), diagnostics)
    place = options.place
    api = selected(concealed, options.include, options.exclude, place, diagnostics)
    api = with_dynamic(api, diagnostics)
    config = (SourceFile(place.path, place.text.encode()),) if place else ()
    inputs = (*(file for group in sources for file in group), *files, *config)
    return Loaded(api, rows, found, diagnostics, inputs)


def analyse(options: Options) -> tuple[Loaded, Emission]:
    """Return what was read, and what the emitters work on; errors as in `load`."""
    loaded = load(options)
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


def build(options: Options) -> Tree:
    """Return the output tree in memory; errors as in `load`."""
    loaded, emission = analyse(options)
    renderer = Renderer(Path(options.templates) if options.templates else None)
    units = [unit for name in options.emit for unit in EMITTERS[name](emission, renderer)]
    units += EMITTERS["project"](emission, renderer)
    seeds = render([unit for unit in units if unit.is_seed], renderer)
    units = [unit for unit in units if not unit.is_seed]
    files = render(units, renderer)
    choices = {name: value for name, value in asdict(options).items() if name in _CHOICES}
    inputs = [environment_row(path, rows, loaded.api) for path, rows in loaded.rows]
    inputs += template_rows(Path(options.templates)) if options.templates else ()
    if options.place:
        inputs.append(config_row(options.place.path, options.place.sha256))
    lock = make_lock(loaded.api, emission.plan, choices, inputs, units, files)
    files[LOCK_NAME] = lock.to_text().encode()
    return Tree(files, loaded, seeds)


def render(units: Iterable[Unit], renderer: Renderer) -> dict[str, bytes]:
    """Return the bytes of each unit by its path."""
    files = {}
    for unit in units:
        text = renderer.render(unit)
        if unit.path.endswith(".py"):
            text = format_python(unit.path, text)
        files[unit.path] = text.encode("utf-8", "replace")
    return files


@uncollected()
def check(options: Options, root: Path) -> tuple[Tree, Changes]:
    """Return the tree that should stand at ``root`` and how the one there differs."""
    tree = build(options)
    return tree, compare(root, tree.files)


@uncollected()
def generate(options: Options, root: Path, *, force: bool = False) -> tuple[Tree, Changes]:
    """Make the tree at ``root`` current, unless files that are not ours are in the way.

    Nothing is written when `Changes.blocked` is not empty and ``force`` is not set.
    """
    tree, changes = check(options, root)
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
    name = PurePosixPath(path.replace("\\", "/")).name if path != "-" else "api"
    return name.partition(".")[0]
