"""Compare: all changes between two versions of an API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.diff import auth, bodies, client, parameters, requests, responses
from generator.diff.matching import Matching, folder_names, match
from generator.diff.rules import SEVERITIES, Change, Note
from generator.diff.surface import Surface, make_surface
from generator.emitters import Emission
from generator.frozen import Frozen, changed
from generator.model import Endpoint
from generator.origin import Origin


class Version(Frozen):
    """One of the two versions: what it is made of, and its client."""

    emission: Emission
    surface: Surface
    folders: Mapping[tuple[int, ...], tuple[str, ...]]

    def title(self, endpoint: Endpoint) -> str:
        """Return a request's folders and name as people read them."""
        return " / ".join(filter(None, (self.folder(endpoint), self.name(endpoint))))

    def folder(self, endpoint: Endpoint) -> str:
        """Return the names of a request's folders."""
        return " / ".join(self.folders[endpoint.group])

    def name(self, endpoint: Endpoint) -> str:
        """Return the name of a request; one without a name is called after what it sends."""
        return endpoint.name or summary(endpoint)


def summary(endpoint: Endpoint) -> str:
    """Return method and path of a request."""
    request = endpoint.request
    return f"{request.method} {request.url.path.source or request.url.base.source}"


def make_version(emission: Emission) -> Version:
    """Return a version to compare."""
    return Version(emission, make_surface(emission), folder_names(emission.api))


def compare(old: Version | None, new: Version) -> list[Change]:
    """Return the changes, the most severe first; those that say the same are one.

    Requests come in the order of the new version, after those that are gone. Without an old
    version each is added, and nothing else can have changed.
    """
    if old is None:
        changes = _added(new, new.emission.api.endpoints)
    else:
        changes = _changes(old, new, match(old.emission.api, new.emission.api))
    found: dict[tuple[str, str], Change] = {}
    for change in changes:
        known = found.setdefault((change.rule, change.message), change)
        if known is not change:
            titles = dict.fromkeys((*known.requests, *change.requests))
            found[change.rule, change.message] = changed(known, requests=tuple(titles))
    return sorted(found.values(), key=lambda change: SEVERITIES.index(change.severity))


def _changes(old: Version, new: Version, matching: Matching) -> Iterator[Change]:
    api = new.emission.api
    root = Origin(api.sources[0].path, "#") if api.sources else None
    for rule, message in _of_api(old, new):
        yield Change(rule, message, (), root)
    for endpoint in matching.removed:
        yield Change("request-removed", f"{_sent(old, endpoint)} was removed",
                     (old.title(endpoint),), root)  # fmt: skip
    yield from _added(new, matching.added)
    for one, other in matching.pairs:
        for rule, message in _of_request(old, new, one, other):
            yield Change(rule, message, (new.title(other),), other.origin)
    yield from _of_client(old, new, matching, root)


def _added(new: Version, endpoints: Iterable[Endpoint]) -> Iterator[Change]:
    for endpoint in endpoints:
        message = f"{_sent(new, endpoint)} was added"
        yield Change("request-added", message, (new.title(endpoint),), endpoint.origin)


def _sent(version: Version, endpoint: Endpoint) -> str:
    return f"{summary(endpoint)} (`{version.emission.plan.call(endpoint)}`)"


def _of_api(old: Version, new: Version) -> Iterator[Note]:
    before, after = old.emission.api, new.emission.api
    if before.name != after.name:
        yield "api-renamed", f"the collection {before.name!r} is now called {after.name!r}"
    if not requests.same_words(before.description, after.description):
        yield "api-description-changed", "the description of the collection changed"


def _of_request(old: Version, new: Version, one: Endpoint, other: Endpoint) -> Iterator[Note]:
    before, after = old.emission.operations[one.id], new.emission.operations[other.id]
    yield from requests.compare_names(one, other, (old.folder(one), new.folder(other)))
    yield from requests.compare_addresses(one, other, old.emission.fill, new.emission.fill)
    yield from parameters.compare_parameters(one, other)
    yield from parameters.compare_headers(one, other)
    yield from bodies.compare_bodies(before, after)
    yield from auth.compare_auth(before.auth, after.auth)
    yield from responses.compare_responses(before, after)
    yield from requests.compare_texts(one, other)


def _of_client(
    old: Version, new: Version, matching: Matching, root: Origin | None
) -> Iterator[Change]:
    calls: dict[tuple[str, str], Endpoint] = {}
    for one, other in matching.pairs:
        pair = old.emission.plan.call(one), new.emission.plan.call(other)
        calls.setdefault(pair, other)
    renamed = client.renamed_classes(old.surface, new.surface, calls)
    for rule, message in client.compare_packages(old.surface, new.surface):
        yield Change(rule, message, (), root)
    for pair, endpoint in calls.items():
        for rule, message in client.compare_methods(*pair, old.surface, new.surface, renamed):
            yield Change(rule, message, (new.title(endpoint),), endpoint.origin)
    for call in dict.fromkeys(old.emission.plan.call(one) for one in matching.removed):
        if call not in new.surface.methods:
            yield Change("client-method-removed", f"`{call}` was removed", (), root)
    for rule, message in client.compare_classes(old.surface, new.surface, renamed):
        yield Change(rule, message, (), root)
