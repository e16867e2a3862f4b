"""The reference: an index, and a page for each folder or for each request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.dialects import DIALECTS
from generator.emitters.emission import Emission
from generator.emitters.reference_book import Book, Entry, folder_title
from generator.emitters.reference_changelog import changelog_context
from generator.emitters.reference_endpoint import EndpointContext, endpoint_context
from generator.emitters.reference_given import steps_context
from generator.emitters.reference_index import index_context
from generator.emitters.reference_responses import linked_rows
from generator.emitters.reference_size import LARGEST_PAGE, fitted, shortened
from generator.emitters.reference_values import Link
from generator.frozen import frozen
from generator.model import Endpoint, Group
from generator.rendering import Renderer, Unit

EMITTER = "reference"
# The size of a draft, beside it among the contexts.
_SIZE = "reference size"


@frozen
class FolderContext:
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


@frozen
class RequestContext:
    """The page of a request."""

    dialect: str
    title: str
    position: int
    index: str
    breadcrumbs: tuple[Link, ...]
    endpoint: EndpointContext


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield the index, and the pages of folders and requests that have something to show."""
    drafts = {e.id: draft(e, emission, renderer) for e in emission.api.endpoints}
    book, split = _make_book(emission)
    index = index_context(
        book,
        emission,
        tuple(_on_page((), book, drafts)),
        split=() in split,
        changelog=emission.changelog is not None,
    )
    yield Unit(book.index, "reference/index.md.j2", index, EMITTER)
    if emission.changelog is not None:
        changelog = changelog_context(emission.changelog, book)
        yield Unit(book.changelog, "reference/changelog.md.j2", changelog, EMITTER)
    for group in emission.api.groups:
        if book.has_page(group):
            folder = _folder(group, group.path in split, book, drafts)
            yield Unit(book.page(group.path), "reference/folder.md.j2", folder, EMITTER)
    for endpoint in emission.api.endpoints:
        if endpoint.id in book.apart:
            request = _request(endpoint, book, drafts)
            page = book.page_of(endpoint)
            yield Unit(page, "reference/request.md.j2", request, EMITTER, endpoint.id)


def book_of(emission: Emission, renderer: Renderer) -> Book:
    """Return where the pages are, for those who link to them."""
    for endpoint in emission.api.endpoints:
        draft(endpoint, emission, renderer)
    return _make_book(emission)[0]


def draft(endpoint: Endpoint, emission: Emission, renderer: Renderer) -> EndpointContext:
    """Return what a page shows of a request, without links; made once for all emitters."""
    key = (EMITTER, endpoint.id)
    if key not in emission.contexts:
        found, length = fitted(endpoint_context(endpoint, emission, renderer))
        emission.contexts[_SIZE, endpoint.id] = length
        emission.contexts[key] = replace(
            found, statuses=linked_rows(found.statuses, found.responses)
        )
    made: EndpointContext = emission.contexts[key]
    return made


def _make_book(emission: Emission) -> tuple[Book, set[tuple[int, ...]]]:
    """Return the book, and the folders whose requests have own pages because they are too long.

    All drafts are made by then.
    """
    api, dialect = emission.api, DIALECTS[emission.dialect]
    if emission.pages == "endpoint":
        return Book(api, emission.plan, dialect, {e.id for e in api.endpoints}), set()
    sizes: dict[tuple[int, ...], int] = {}
    for endpoint in api.endpoints:
        sizes[endpoint.group] = sizes.get(endpoint.group, 0) + emission.contexts[_SIZE, endpoint.id]
    split = {path for path, total in sizes.items() if total > LARGEST_PAGE}
    apart = {endpoint.id for endpoint in api.endpoints if endpoint.group in split}
    return Book(api, emission.plan, dialect, apart), split


def _on_page(
    path: tuple[int, ...],
    book: Book,
    drafts: Mapping[str, EndpointContext],
) -> Iterator[EndpointContext]:
    """Yield the requests that a folder's own page shows."""
    for child in book.children(path):
        if isinstance(child, Endpoint) and child.id not in book.apart:
            yield _linked(child, book, drafts)


def _linked(
    endpoint: Endpoint,
    book: Book,
    drafts: Mapping[str, EndpointContext],
) -> EndpointContext:
    """Return what a page shows of a request, with what leads to other pages."""
    start = book.page_of(endpoint)
    steps = steps_context(endpoint, book.producers, lambda other: book.link(other, start))
    level = 1 if endpoint.id in book.apart else 2
    above = _auth_from(endpoint, book, start)
    return replace(drafts[endpoint.id], steps=steps, auth_from=above, level=level)


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
    drafts: Mapping[str, EndpointContext],
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
        endpoints=tuple(_on_page(group.path, book, drafts)),
    )


def _request(
    endpoint: Endpoint,
    book: Book,
    drafts: Mapping[str, EndpointContext],
) -> RequestContext:
    start = book.page_of(endpoint)
    found = _linked(endpoint, book, drafts)
    return RequestContext(
        dialect=book.dialect.name,
        title=found.title,
        position=book.position(endpoint),
        index=book.href(book.index, start),
        breadcrumbs=book.breadcrumbs(endpoint.group, start),
        endpoint=found,
    )
