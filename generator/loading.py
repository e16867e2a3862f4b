"""Loading: sources are read, merged into one Api, and what must not be shown is taken out of it."""

from __future__ import annotations

from generator.credentials.conceal import conceal
from generator.diagnostics import Diagnostic, Diagnostics
from generator.frozen import Frozen
from generator.merging.merge import merge_apis
from generator.merging.selection import selected
from generator.model import Api
from generator.options import Options
from generator.origin import Origin
from generator.paths import stem_of
from generator.readers.reading import read_environment, read_input, read_source
from generator.readers.source import SourceFile, read_file
from generator.resolving.dynamic import with_dynamic
from generator.resolving.environments import Environment, environments
from generator.resolving.variables import merged


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
    _tell_empty(requests, diagnostics)
    api = merge_apis(requests, [page for one in read for page in one.pages], diagnostics)
    rows = tuple((file.path, read_environment(file, diagnostics)) for file in given.environments)
    more = [variable for _, variables in rows for variable in variables]
    found = environments(api, [(stem_of(path), variables) for path, variables in rows])
    concealed = conceal(merged(api, more), (*api.variables, *more))
    # What filters name need not be there where that is lenient.
    told = Diagnostics() if options.lenient else diagnostics
    api = selected(concealed, options.include, options.exclude, options.place, told)
    api = with_dynamic(api, diagnostics)
    return Loaded(api, given, found, diagnostics, all_files(options, given))


def _tell_empty(collections: list[Api], diagnostics: Diagnostics) -> None:
    for api in collections:
        if not api.endpoints:
            place = Origin(api.sources[0].path, "#")
            diagnostics.add("collection-empty", "there is no request in this collection", place)


def all_files(options: Options, inputs: Inputs) -> tuple[SourceFile, ...]:
    """Return every file that a finding may stand in."""
    sources = (file for files in inputs.sources for file in files)
    place = options.place
    config = (SourceFile(place.path, place.text.encode()),) if place else ()
    return (*sources, *inputs.environments, *config)
