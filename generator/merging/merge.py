"""Several sources become one Api: requests stay as they are, pages tell more of them.

Two requests of collections are never one, even when they are equal. What pages say of a request
is put to every request of the same method and path; what they describe besides is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.merging.enrich import enriched
from generator.merging.matching import matches
from generator.model import Api, Endpoint, Fact, Group, Url, Variable
from generator.origin import Origin, line_of
from generator.text import Reference, Text

T = TypeVar("T")

_OPEN_BASE = Text((Reference("baseUrl"),))


def merge_apis(requests: Sequence[Api], pages: Sequence[Api], diagnostics: Diagnostics) -> Api:
    """Return one Api of what was read; of a single one, itself.

    ``requests`` hold requests that are sent as they stand, ``pages`` what documentation says.
    """
    read = (*requests, *pages)
    if len(read) == 1:
        return read[0]
    sources = tuple(dict.fromkeys(source for api in read for source in api.sources))
    several = len({source.path for source in sources}) > 1
    base = _concatenated([_named(api) if several else api for api in requests], diagnostics)
    told = [_named(page) if several else page for page in pages]
    return changed(_with_pages(base, _with_base(told), diagnostics), sources=sources)


def _named(api: Api) -> Api:
    """Return an Api whose endpoints are told from those of other sources: by their files."""
    prefix = api.sources[0].name.replace("%", "%25").replace("#", "%23")
    return changed(
        api,
        endpoints=tuple(changed(e, id=prefix + e.id) for e in api.endpoints),
        facts=tuple(changed(fact, endpoint=prefix + fact.endpoint) for fact in api.facts),
    )


def _concatenated(apis: Sequence[Api], diagnostics: Diagnostics) -> Api | None:
    """Return collections as one: of several, each is a folder."""
    if len(apis) < 2:
        return apis[0] if apis else None
    folders: list[Group] = []
    endpoints: list[Endpoint] = []
    for number, api in enumerate(apis):
        origin = api.endpoints[0].origin if api.endpoints else None
        if origin is None:
            continue
        folders.append(
            Group(api.name, api.description, (number,), api.auth, Origin(origin.source, "#"))
        )
        folders += [changed(group, path=(number, *group.path)) for group in api.groups]
        endpoints += [changed(e, group=(number, *e.group)) for e in api.endpoints]
    first = apis[0]
    return changed(
        first,
        description="",
        servers=_distinct(server for api in apis for server in api.servers),
        variables=_variables([v for api in apis for v in api.variables], diagnostics),
        groups=tuple(folders),
        endpoints=tuple(endpoints),
        facts=tuple(fact for api in apis for fact in api.facts),
        preparations=_distinct(p for api in apis for p in api.preparations),
        produces=_distinct(name for api in apis for name in api.produces),
    )


def _variables(rows: Iterable[Variable], diagnostics: Diagnostics) -> tuple[Variable, ...]:
    """Return the variables, of one name the first; another value is a finding."""
    kept: dict[str, Variable] = {}
    for row in rows:
        first = kept.setdefault(row.name, row)
        if first.value != row.value:
            message = f"variable {row.name!r} has another value here; the first source's is used"
            diagnostics.add("variable-conflict", message, row.origin)
    return tuple(kept.values())


def _distinct(rows: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(rows))


# Pages


def _with_base(pages: Sequence[Api]) -> list[Api]:
    """Give requests without a server the one that all pages together name, if it is only one."""
    servers = {server for page in pages for server in page.servers}
    if len(servers) != 1:
        return list(pages)
    server = servers.pop()
    return [
        changed(page, endpoints=tuple(_served(endpoint, server) for endpoint in page.endpoints))
        for page in pages
    ]


def _served(endpoint: Endpoint, server: Text) -> Endpoint:
    if endpoint.request.url.base != _OPEN_BASE:
        return endpoint
    url = Url(server, endpoint.request.url.path)
    return changed(endpoint, request=changed(endpoint.request, url=url))


def _with_pages(base: Api | None, pages: Sequence[Api], diagnostics: Diagnostics) -> Api:
    """Return the Api with what pages say of its requests, and with what only they describe."""
    start = base or changed(pages[0], endpoints=(), groups=(), facts=(), servers=(), name="")
    endpoints = list(start.endpoints)
    groups = list(start.groups)
    facts: list[Fact] = list(start.facts)
    exact = len(endpoints)
    for page in pages:
        moved = _page_groups(page, groups)
        for told in page.endpoints:
            found = matches(told, endpoints[:exact]) or _same(told, endpoints[exact:])
            for endpoint in found:
                at = next(i for i, one in enumerate(endpoints) if one.id == endpoint.id)
                endpoints[at] = enriched(endpoint, told, diagnostics)
                facts += [
                    changed(f, endpoint=endpoint.id) for f in page.facts if f.endpoint == told.id
                ]
            if not found:
                group = moved.get(told.group, ())
                endpoints.append(changed(told, group=group))
                facts += [fact for fact in page.facts if fact.endpoint == told.id]
    used = {
        endpoint.group[:length]
        for endpoint in endpoints
        for length in range(1, len(endpoint.group) + 1)
    }
    servers = _distinct((*start.servers, *(s for page in pages for s in page.servers)))
    return changed(
        start,
        name=start.name or next((page.name for page in pages if page.name), ""),
        servers=servers,
        groups=tuple(group for group in groups if group.path in used or group in start.groups),
        endpoints=tuple(endpoints),
        facts=tuple(facts),
    )


def _same(told: Endpoint, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    """Return the request of another page that is the same; so is its server, where both say it."""
    bases = {_OPEN_BASE, told.request.url.base}
    near = [
        e for e in endpoints if e.request.url.base in bases or told.request.url.base == _OPEN_BASE
    ]
    return matches(told, near)[:1]


def _page_groups(page: Api, groups: list[Group]) -> dict[tuple[int, ...], tuple[int, ...]]:
    """Add the groups of a page, below one of its title where it has several requests.

    Return where each of its own paths is to be found.
    """
    if len(page.endpoints) < 2:
        return {}
    number = 1 + max((group.path[0] for group in groups), default=-1)
    origin = page.endpoints[0].origin
    title = page.name or page.endpoints[0].name
    groups.append(Group(title, page.description, (number,), None, line_of(origin.source, 1)))
    moved: dict[tuple[int, ...], tuple[int, ...]] = {(): (number,)}
    for group in page.groups:
        moved[group.path] = (number, *group.path)
        groups.append(changed(group, path=moved[group.path]))
    return moved
