"""The book of the reference: which pages there are, where they stand, how they are linked."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from generator.emitters.client.given import producers
from generator.emitters.reference.endpoint import anchor_of, path_of, title_of
from generator.emitters.reference.values import Link
from generator.frozen import Frozen
from generator.model import Api, Endpoint, Group
from generator.names.plan import Plan
from generator.rendering.dialects import Dialect

ROOT = "reference"
CHANGELOG = "changelog"

# Lists that are indented deeper than this are hard to read, and to parse.
_DEEPEST = 8
# A folder's page lists its own children and theirs; the index as many levels as there sensibly are.
_BELOW_FOLDER = 2
_BELOW_INDEX = 40
# With more requests, the index lists folders alone.
_MOST_LISTED = 3_000
_MOST_BREADCRUMBS = 6


class Entry(Frozen):
    """A line of a table of contents; a folder's has no method, but the number of its requests."""

    depth: int
    link: Link
    method: str = ""
    path: str = ""
    deprecated: bool = False
    requests: int = 0


@dataclass(slots=True)
class Book:
    """The tree of folders and requests; ``apart`` are the ids of requests with their own pages.

    ``owners`` are the folders by source and pointer.
    """

    api: Api
    plan: Plan
    dialect: Dialect
    apart: Collection[str] = ()
    groups: dict[tuple[int, ...], Group] = field(init=False)
    owners: dict[tuple[str, str], Group] = field(init=False)
    producers: dict[str, list[Endpoint]] = field(init=False)
    _children: dict[tuple[int, ...], list[Group | Endpoint]] = field(init=False)
    _totals: dict[tuple[int, ...], int] = field(init=False)
    _positions: dict[str | tuple[int, ...], int] = field(init=False)

    def __post_init__(self) -> None:
        self.groups = {group.path: group for group in self.api.groups}
        self.owners = {(g.origin.source, g.origin.pointer): g for g in self.api.groups}
        self.producers = producers(self.api)
        self._children = _in_order(self.api)
        self._totals = _totals(self.api)
        self._positions = {
            child.path if isinstance(child, Group) else child.id: number
            for children in self._children.values()
            for number, child in enumerate(children, 1)
        }

    def children(self, path: tuple[int, ...]) -> list[Group | Endpoint]:
        """Return what a folder holds, in the order of the source."""
        return self._children.get(path, [])

    def position(self, child: Group | Endpoint) -> int:
        """Return the place of a page among those of its folder, from 1."""
        return self._positions[child.path if isinstance(child, Group) else child.id]

    def has_page(self, group: Group) -> bool:
        """Whether a folder has anything to show."""
        return bool(group.description.strip() or self.children(group.path))

    @property
    def index(self) -> str:
        """The file of the first page."""
        return f"{ROOT}/{self.dialect.index}"

    @property
    def changelog(self) -> str:
        """The file of the page that says what changed; no folder's page is in its way."""
        taken = {name.slugs[0] for name in self.plan.groups.values()} | set(self._top_requests())
        return f"{ROOT}/{CHANGELOG}{'_' if CHANGELOG in taken else ''}.md"

    def _top_requests(self) -> Iterator[str]:
        return (self.plan.slugs[e.id] for e in self.api.endpoints if not e.group)

    def page(self, path: tuple[int, ...]) -> str:
        """Return the file of a folder's page; the root's is the index."""
        if not path:
            return self.index
        if self.dialect.nested:
            return f"{self._folder(path)}/{self.dialect.index}"
        return f"{self._folder(path[:-1])}/{self.plan.groups[path].slugs[-1]}.md"

    def page_of(self, endpoint: Endpoint) -> str:
        """Return the file of the page that shows a request."""
        if endpoint.id not in self.apart:
            return self.page(endpoint.group)
        return f"{self._folder(endpoint.group)}/{self.plan.slugs[endpoint.id]}.md"

    def _folder(self, path: tuple[int, ...]) -> str:
        slugs = self.plan.groups[path].slugs if path else ()
        if slugs and slugs[0] == "templates":
            # MkDocs leaves out what stands in a top folder of this name.
            slugs = ("templates_", *slugs[1:])
        return "/".join((ROOT, *slugs))

    def href(self, page: str, start: str, anchor: str = "") -> str:
        """Return the link from the page ``start`` to a page, or to an anchor on it."""
        fragment = f"#{anchor}" if anchor else ""
        if page == start and fragment:
            return fragment
        file = _relative(page, start)
        return file.removesuffix(".md") + self.dialect.suffix + fragment

    def link(self, child: Group | Endpoint, start: str) -> Link:
        """Return the link to a folder or request from the page ``start``."""
        if isinstance(child, Group):
            title = folder_title(child)
            page = self.page(child.path) if self.has_page(child) else None
            return Link(title, page and self.href(page, start))
        page = self.page_of(child)
        anchor = "" if child.id in self.apart else anchor_of(child, self.plan)
        return Link(title_of(child, self.plan), self.href(page, start, anchor))

    def breadcrumbs(self, path: tuple[int, ...], start: str) -> tuple[Link, ...]:
        """Return the links to what is around a folder's children; of a long way its ends."""
        found = [Link(api_title(self.api), self.href(self.index, start))]
        lengths = range(1, len(path) + 1)
        if len(path) > _MOST_BREADCRUMBS:
            found.append(Link("…", None))
            lengths = lengths[-_MOST_BREADCRUMBS:]
        return (*found, *(self.link(self.groups[path[:n]], start) for n in lengths))

    def contents(self, path: tuple[int, ...]) -> Iterator[Entry]:
        """Yield the lines of a table of contents: all of the API, or what is near a folder."""
        start = self.page(path)
        most = _BELOW_FOLDER if path else _BELOW_INDEX
        with_requests = bool(path) or len(self.api.endpoints) <= _MOST_LISTED
        # A stack, because folders nest to any depth.
        stack = [iter(self.children(path))]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                continue
            depth = min(len(stack) - 1, _DEEPEST)
            if isinstance(child, Group):
                yield Entry(depth, self.link(child, start), requests=self._totals[child.path])
                if len(stack) < most:
                    stack.append(iter(self.children(child.path)))
            elif with_requests or len(stack) == 1:
                yield self._request_entry(child, start, depth)

    def _request_entry(self, endpoint: Endpoint, start: str, depth: int) -> Entry:
        method, path = endpoint.request.method, path_of(endpoint, self.plan)
        return Entry(depth, self.link(endpoint, start), method, path, endpoint.deprecated)


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


def _totals(api: Api) -> dict[tuple[int, ...], int]:
    """Return how many requests each folder holds at any depth."""
    found = {group.path: 0 for group in api.groups}
    for endpoint in api.endpoints:
        for length in range(1, len(endpoint.group) + 1):
            found[endpoint.group[:length]] += 1
    return found


def folder_title(group: Group) -> str:
    """Return a folder's name on one line."""
    return " ".join(group.name.split()) or "Folder"


def api_title(api: Api) -> str:
    """Return the name of the API on one line."""
    return " ".join(api.name.split()) or "API reference"


@lru_cache(4096)
def _relative(page: str, start: str) -> str:
    return posixpath.relpath(page, posixpath.dirname(start))
