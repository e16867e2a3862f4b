"""Analysis: what requests send, what everything is called, and the operations of emitters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.credentials.positions import literals
from generator.diagnostics import Diagnostics
from generator.emitters import Emission
from generator.emitters.operations.address import find_address
from generator.emitters.operations.examples import find_heads, joined
from generator.emitters.operations.operation import drafts
from generator.emitters.operations.shared_headers import header_settings, shared_headers
from generator.emitters.snippets.targets import Target, load_target
from generator.frozen import changed
from generator.loading import Loaded
from generator.model import Api
from generator.names.path_folders import without_path_folders
from generator.names.plan import Plan, make_plan
from generator.names.renames import check_given, check_methods, find_folders, find_names
from generator.options import Options
from generator.paths import stem_of
from generator.readers.source import decode_text
from generator.rendering.templatefolders import find_targets, template_folders
from generator.resolving.resolve import resolve
from generator.resolving.variables import lookup, substitute
from generator.text import Text
from generator.wire import WireRequest


def analyse(options: Options, loaded: Loaded) -> Emission:
    """Return what the emitters work on, after telling what is odd about it.

    Raises `CodegenError` when the config names what is not there.
    """
    diagnostics = loaded.diagnostics
    folders = find_folders(loaded.api)
    renamed = {folders[key] for key, _ in options.rename if key in folders}
    api, moved = without_path_folders(loaded.api, renamed)
    values = lookup(api)
    wires = {e.id: resolve(e, values, diagnostics) for e in api.endpoints}

    def fill(text: Text) -> Text:
        return substitute(text, values, diagnostics)

    shared = shared_headers(api)
    made = drafts(api, wires, fill, shared)
    heads = find_heads(made) if options.methods == "operation" else {}
    places = {key: moved[path] for key, path in folders.items()}
    plan = _planned(options, api, wires, heads, places)
    _tell_literals(api, plan, diagnostics)
    used = {*plan.environment, *(v.name for v in api.variables)}
    address = find_address(api, used)
    fixed = (header for draft in made.values() for header in draft.fixed_headers)
    headers = header_settings(fixed, shared, used)
    changelog = loaded.inputs.changelog
    return Emission(
        api=api,
        plan=plan,
        operations=joined(made, plan, heads, options.unpaged, address, headers),
        fill=fill,
        targets=all_targets(options.templates, options.targets),
        models=options.models,
        environments=loaded.environments,
        dialect=options.dialect,
        pages=options.pages,
        changelog=decode_text(changelog) if changelog else None,
        settings=(*filter(None, [address]), *headers.values()),
        emit=options.emit,
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


def _tell_literals(api: Api, plan: Plan, diagnostics: Diagnostics) -> None:
    """Tell of the credentials that the source holds, and of the variables made of them."""
    for secret in literals(api):
        known = plan.known(secret)
        made = (
            f"it was made the environment variable {known.env}"
            if known
            else "nothing that is sent holds it"
        )
        diagnostics.add("secret-literal", f"a credential stands here; {made}", secret.origin)


def all_targets(
    templates: str | None = None, names: Sequence[str] | None = None
) -> tuple[Target, ...]:
    """Return the snippet targets of these names, or all; errors as in `load_target`."""
    folders = template_folders(templates)
    chosen = find_targets(folders) if names is None else names
    return tuple(load_target(name, folders) for name in chosen)
