"""The reference: an index, and a page for each folder or for each request."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.emitters.emission import Emission
from generator.emitters.reference.book import Book, Entry, folder_title
from generator.emitters.reference.changelog import changelog_context
from generator.emitters.reference.endpoint import EndpointContext, endpoint_context
from generator.emitters.reference.given import steps_context
from generator.emitters.reference.index import index_context
from generator.emitters.reference.responses import linked_rows
from generator.emitters.reference.size import LARGEST_PAGE, fitted, shortened
from generator.emitters.reference.values import Link
from generator.frozen import Frozen, changed
from generator.model import Endpoint, Group
from generator.rendering.dialects import DIALECTS
from generator.rendering.jinja import Renderer, Unit

EMITTER = "reference"

#: What makes a draft.
DraftOf = Callable[[Endpoint], EndpointContext]


class FolderContext(Frozen):
    """The page of a folder. ``split``: its requests were too much for it and have own pages.

    ``position`` is its place among the pages around it; ``index`` leads to the first page.
    """

    dialect: str
    title: str
    position: int
    index: str
    breadcrumbs: tuple[Link, ...]
    description: str
    contents: tuple[Entry, ...]
    split: bool
    endpoints: tuple[EndpointContext, ...]


class RequestContext(Frozen):
    """The page of a request."""

    dialect: str
    title: str
    position: int
    index: str
    breadcrumbs: tuple[Link, ...]
    endpoint: EndpointContext


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield the index, and the pages of folders and requests that have something to show."""
    book, split = _pages(emission, renderer)

    def draft_of(endpoint: Endpoint) -> EndpointContext:
        return draft(endpoint, emission, renderer)

    index = index_context(
        book,
        emission,
        tuple(_on_page((), book, draft_of)),
        split=() in split,
        changelog=emission.changelog is not None,
    )
    yield Unit(book.index, "reference/index.md.j2", index, EMITTER)
    if emission.changelog is not None:
        changelog = changelog_context(emission.changelog, book)
        yield Unit(book.changelog, "reference/changelog.md.j2", changelog, EMITTER)
    for group in emission.api.groups:
        if book.has_page(group):
            folder = _folder(group, group.path in split, book, draft_of)
            yield Unit(book.page(group.path), "reference/folder.md.j2", folder, EMITTER)
    for endpoint in emission.api.endpoints:
        if endpoint.id in book.apart:
            request = _request(endpoint, book, draft_of)
            page = book.page_of(endpoint)
            yield Unit(page, "reference/request.md.j2", request, EMITTER, endpoint.id)


def book_of(emission: Emission, renderer: Renderer) -> Book:
    """Return where the pages are, for those who link to them."""
    return _pages(emission, renderer)[0]


def draft(endpoint: Endpoint, emission: Emission, renderer: Renderer) -> EndpointContext:
    """Return what a page shows of a request, without links; the same for all emitters."""
    return _measured(endpoint, emission, renderer)[0]


def _measured(
    endpoint: Endpoint, emission: Emission, renderer: Renderer
) -> tuple[EndpointContext, int]:
    """Return a draft and its size."""

    def make() -> tuple[EndpointContext, int]:
        found, length = fitted(endpoint_context(endpoint, emission, renderer))
        return changed(found, statuses=linked_rows(found.statuses, found.responses)), length

    return emission.made.once(EMITTER, endpoint.id, make)


def _pages(emission: Emission, renderer: Renderer) -> tuple[Book, set[tuple[int, ...]]]:
    """Return the book, and the folders whose requests have own pages because they are too long."""
    return emission.made.once("book", "", lambda: _make_book(emission, renderer))


def _make_book(emission: Emission, renderer: Renderer) -> tuple[Book, set[tuple[int, ...]]]:
    api, dialect = emission.api, DIALECTS[emission.dialect]
    if emission.pages == "endpoint":
        return Book(api, emission.plan, dialect, {e.id for e in api.endpoints}), set()
    sizes: dict[tuple[int, ...], int] = {}
    for endpoint in api.endpoints:
        _, length = _measured(endpoint, emission, renderer)
        sizes[endpoint.group] = sizes.get(endpoint.group, 0) + length
    split = {path for path, total in sizes.items() if total > LARGEST_PAGE}
    apart = {endpoint.id for endpoint in api.endpoints if endpoint.group in split}
    return Book(api, emission.plan, dialect, apart), split


def _on_page(
    path: tuple[int, ...],
    book: Book,
    draft_of: DraftOf,
) -> Iterator[EndpointContext]:
    """Yield the requests that a folder's own page shows."""
    for child in book.children(path):
        if isinstance(child, Endpoint) and child.id not in book.apart:
            yield _linked(child, book, draft_of)


def _linked(
    endpoint: Endpoint,
    book: Book,
    draft_of: DraftOf,
) -> EndpointContext:
    """Return what a page shows of a request, with what leads to other pages."""
    start = book.page_of(endpoint)
    steps = steps_context(endpoint, book.producers, lambda other: book.link(other, start))
    level = 1 if endpoint.id in book.apart else 2
    above = _auth_from(endpoint, book, start)
    return changed(draft_of(endpoint), steps=steps, auth_from=above, level=level)


def _auth_from(endpoint: Endpoint, book: Book, start: str) -> Link | None:
    """Return where the credentials of a request are set, when that is above it."""
    auth = endpoint.request.auth
    if auth.kind == "none" or auth.origin is None:
        return None
    owner = auth.origin.pointer.removesuffix("/auth")
    own = endpoint.origin
    if (own.source, own.pointer) == (auth.origin.source, owner):
        return None
    group = book.owners.get((auth.origin.source, owner))
    if group is not None:
        return book.link(group, start)
    if owner in ("#", "#/collection"):
        return Link("the whole API", book.href(book.index, start, "index.authentication"))
    return None


def _folder(
    group: Group,
    split: bool,
    book: Book,
    draft_of: DraftOf,
) -> FolderContext:
    start = book.page(group.path)
    return FolderContext(
        dialect=book.dialect.name,
        title=folder_title(group),
        position=book.position(group),
        index=book.href(book.index, start),
        breadcrumbs=book.breadcrumbs(group.path[:-1], start),
        description=shortened(group.description),
        contents=tuple(book.contents(group.path)),
        split=split,
        endpoints=tuple(_on_page(group.path, book, draft_of)),
    )


def _request(
    endpoint: Endpoint,
    book: Book,
    draft_of: DraftOf,
) -> RequestContext:
    start = book.page_of(endpoint)
    found = _linked(endpoint, book, draft_of)
    return RequestContext(
        dialect=book.dialect.name,
        title=found.title,
        position=book.position(endpoint),
        index=book.href(book.index, start),
        breadcrumbs=book.breadcrumbs(endpoint.group, start),
        endpoint=found,
    )
