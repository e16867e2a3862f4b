"""The reference: an index, and a page for each folder."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from generator.emitters.emission import Emission
from generator.emitters.given import producers
from generator.emitters.reference_auth import AuthContext, auth_context
from generator.emitters.reference_endpoint import (
    EndpointContext,
    anchor_of,
    endpoint_context,
    path_of,
    title_of,
)
from generator.emitters.reference_given import steps_context
from generator.emitters.reference_values import Link, shown
from generator.frozen import frozen
from generator.model import Api, Endpoint, Group, Variable
from generator.plan import Plan
from generator.rendering import Renderer, Unit

EMITTER = "reference"
INDEX = "reference/index.md"

_MAX_VALUE = 120


@frozen
class Entry:
    """A line of a table of contents; a folder's has no method."""

    depth: int
    link: Link
    method: str = ""
    path: str = ""
    deprecated: bool = False


@frozen
class FolderContext:
    """The page of a folder."""

    title: str
    breadcrumbs: tuple[Link, ...]
    description: str
    contents: tuple[Entry, ...]
    endpoints: tuple[EndpointContext, ...]


@frozen
class ServerRow:
    """An address that requests go to, and what its variables make of it."""

    address: str
    value: str | None


@frozen
class AuthRow:
    """A way of saying who asks, and how many requests use it."""

    auth: AuthContext
    requests: int


@frozen
class VariableRow:
    """A variable. ``state`` is value, empty, secret or unset, or says that it is made anew.

    ``env`` sets one that is open.
    """

    name: str
    scope: str
    state: str
    value: str
    description: str
    env: str | None


@frozen
class IndexContext:
    """The first page; ``literals`` name what stands for credentials in the source itself."""

    title: str
    version: str
    description: str
    servers: tuple[ServerRow, ...]
    auth: tuple[AuthRow, ...]
    contents: tuple[Entry, ...]
    variables: tuple[VariableRow, ...]
    literals: tuple[str, ...]
    endpoints: tuple[EndpointContext, ...]


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield the index and a page for each folder that has something to show."""
    book = _Book(emission.api, emission.plan)
    context = _index(book, emission, renderer)
    yield Unit(INDEX, "reference/index.md.j2", context, EMITTER)
    for group in emission.api.groups:
        if book.has_page(group):
            folder = _folder(group, book, emission, renderer)
            yield Unit(book.page(group.path), "reference/folder.md.j2", folder, EMITTER)


# Folders and their order


@dataclass(slots=True)
class _Book:
    """The tree of folders and requests, and where each of them stands."""

    api: Api
    plan: Plan
    groups: dict[tuple[int, ...], Group] = field(init=False)
    producers: dict[str, list[Endpoint]] = field(init=False)
    _children: dict[tuple[int, ...], list[Group | Endpoint]] = field(init=False)

    def __post_init__(self) -> None:
        self.groups = {group.path: group for group in self.api.groups}
        self.producers = producers(self.api)
        self._children = _in_order(self.api)

    def children(self, path: tuple[int, ...]) -> list[Group | Endpoint]:
        """Return what a folder holds, in the order of the source."""
        return self._children.get(path, [])

    def has_page(self, group: Group) -> bool:
        """Whether a folder has anything to show."""
        return bool(group.description.strip() or self.children(group.path))

    def page(self, path: tuple[int, ...]) -> str:
        """Return the file of a folder's page; the root's is the index."""
        if not path:
            return INDEX
        *above, last = self.plan.groups[path].slugs
        if above and above[0] == "templates":
            # MkDocs leaves out what stands in a top folder of this name.
            above[0] = "templates_"
        return "/".join(("reference", *above, f"{last}.md"))

    def link(self, child: Group | Endpoint, start: str) -> Link:
        """Return the link to a folder or request from the page ``start``."""
        if isinstance(child, Group):
            title = folder_title(child)
            page = self.page(child.path) if self.has_page(child) else None
            return Link(title, page and _relative(page, start))
        page = _relative(self.page(child.group), start)
        anchor = f"#{anchor_of(child, self.plan)}"
        href = anchor if self.page(child.group) == start else page + anchor
        return Link(title_of(child, self.plan), href)

    def entry(self, child: Group | Endpoint, start: str, depth: int) -> Entry:
        """Return the line of a folder or request in a table of contents."""
        link = self.link(child, start)
        if isinstance(child, Group):
            return Entry(depth, link)
        path = path_of(child, self.plan)
        return Entry(depth, link, child.request.method, path, child.deprecated)


def _in_order(api: Api) -> dict[tuple[int, ...], list[Group | Endpoint]]:
    """Return what each folder holds; a folder stands where its first request does.

    One without requests stands behind the folder before it.
    """
    first: dict[tuple[int, ...], int] = {}
    for number, endpoint in enumerate(api.endpoints):
        for length in range(1, len(endpoint.group) + 1):
            first.setdefault(endpoint.group[:length], number)
    found: dict[tuple[int, ...], list[tuple[int, Group | Endpoint]]] = {}
    previous: dict[tuple[int, ...], int] = {}
    for group in api.groups:
        above = group.path[:-1]
        place = previous[above] = first.get(group.path, previous.get(above, -1))
        found.setdefault(above, []).append((place, group))
    for number, endpoint in enumerate(api.endpoints):
        found.setdefault(endpoint.group, []).append((number, endpoint))
    return {
        path: [child for _, child in sorted(children, key=lambda row: row[0])]
        for path, children in found.items()
    }


@lru_cache(4096)
def _relative(page: str, start: str) -> str:
    return posixpath.relpath(page, posixpath.dirname(start))


def folder_title(group: Group) -> str:
    """Return a folder's name on one line."""
    return " ".join(group.name.split()) or "Folder"


def api_title(api: Api) -> str:
    """Return the name of the API on one line."""
    return " ".join(api.name.split()) or "API reference"


# Pages


def _folder(group: Group, book: _Book, emission: Emission, renderer: Renderer) -> FolderContext:
    start = book.page(group.path)
    above = [Link(api_title(book.api), _relative(INDEX, start))]
    above += [book.link(book.groups[group.path[:n]], start) for n in range(1, len(group.path))]
    return FolderContext(
        title=folder_title(group),
        breadcrumbs=tuple(above),
        description=group.description,
        contents=tuple(_contents(book, group.path)),
        endpoints=_endpoints(book, group.path, emission, renderer),
    )


def _endpoints(
    book: _Book, path: tuple[int, ...], emission: Emission, renderer: Renderer
) -> tuple[EndpointContext, ...]:
    start = book.page(path)
    found = []
    for child in book.children(path):
        if isinstance(child, Endpoint):
            steps = steps_context(child, book.producers, lambda other: book.link(other, start))
            found.append(endpoint_context(child, steps, emission, renderer))
    return tuple(found)


def _index(book: _Book, emission: Emission, renderer: Renderer) -> IndexContext:
    api, plan = emission.api, emission.plan
    return IndexContext(
        title=api_title(api),
        version=api.version,
        description=api.description,
        servers=tuple(_servers(emission)),
        auth=tuple(_auth(emission)),
        contents=tuple(_contents(book, ())),
        variables=tuple(_variables(api, plan)),
        literals=tuple(sorted(variable.env for variable in plan.literals.values())),
        endpoints=_endpoints(book, (), emission, renderer),
    )


def _contents(book: _Book, path: tuple[int, ...]) -> Iterator[Entry]:
    """Yield every folder and request below one; a stack, because folders nest to any depth."""
    start = book.page(path)
    stack = [iter(book.children(path))]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        yield book.entry(child, start, len(stack) - 1)
        if isinstance(child, Group):
            stack.append(iter(book.children(child.path)))


def _servers(emission: Emission) -> Iterator[ServerRow]:
    for server in emission.api.servers:
        address = shown(server, emission.plan)
        value = shown(emission.fill(server), emission.plan)
        yield ServerRow(address, value if value != address else None)


def _auth(emission: Emission) -> Iterator[AuthRow]:
    found = Counter(
        auth_context(emission.operations[endpoint.id], emission.plan)
        for endpoint in emission.api.endpoints
    )
    for auth, requests in found.items():
        yield AuthRow(auth, requests)


# Variables


def _variables(api: Api, plan: Plan) -> Iterator[VariableRow]:
    """Yield the variables that are defined, then those that requests use all the same."""
    for variable in api.variables:
        state, value = _state(variable, plan)
        open_ = plan.known(variable.name)
        yield VariableRow(
            name=variable.name,
            scope=variable.scope,
            state=state,
            value=value,
            description=variable.description,
            env=open_.env if open_ and state in ("secret", "unset") else None,
        )
    defined = {variable.name for variable in api.variables}
    for name, wanted in plan.environment.items():
        if name not in defined and not wanted.note:
            yield VariableRow(name, "not defined", "unset", "", "", wanted.env)


def _state(variable: Variable, plan: Plan) -> tuple[str, str]:
    if variable.secret:
        return "secret", ""
    if variable.value is None:
        return "unset", ""
    if variable.value.is_fresh:
        return "made anew each time", ""
    value = shown(variable.value, plan)
    if len(value) > _MAX_VALUE:
        value = value[:_MAX_VALUE] + "…"
    return ("value", value) if value else ("empty", "")
