"""The site: the settings of MkDocs, with all pages of the reference in its sidebar."""

from __future__ import annotations

from collections.abc import Iterator

from generator.emitters.emission import Emission
from generator.emitters.reference.book import ROOT, Book, api_title, folder_title
from generator.emitters.reference.pages import book_of
from generator.frozen import Frozen
from generator.model import Endpoint, Group
from generator.rendering.jinja import Renderer, Unit

EMITTER = "site"

# Levels of the sidebar; what is deeper is reached from the page above it.
_DEEPEST = 8
# No folder of the reference has a dot in its name.
_STYLE = "style.css"
_SCRIPT = "frames.js"
# With more pages the sidebar of each holds only what is around it.
_MOST_UNPRUNED = 60


class NavRow(Frozen):
    """A line of the sidebar: a page, or the title of a section around the deeper rows behind it."""

    depth: int
    title: str
    page: str


class SiteContext(Frozen):
    """What ``mkdocs.yml`` is made of."""

    title: str
    rows: tuple[NavRow, ...]
    pruned: bool
    style: str
    script: str


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield the settings of the site."""
    book = book_of(emission, renderer)
    rows = [NavRow(0, "Overview", _below(book.index)), *_rows(book)]
    if emission.changelog is not None:
        rows.append(NavRow(0, "", _below(book.changelog)))
    pruned = sum(bool(row.page) for row in rows) > _MOST_UNPRUNED
    context = SiteContext(api_title(emission.api), tuple(rows), pruned, _STYLE, _SCRIPT)
    yield Unit("mkdocs.yml", "site/mkdocs.yml.j2", context, EMITTER)
    yield Unit(f"{ROOT}/{_STYLE}", "site/style.css.j2", context, EMITTER)
    yield Unit(f"{ROOT}/{_SCRIPT}", "site/frames.js.j2", context, EMITTER)


def _rows(book: Book) -> Iterator[NavRow]:
    """Yield the lines of the sidebar below the first; a stack, as folders nest to any depth."""
    stack = [iter(book.children(()))]
    while stack:
        child = next(stack[-1], None)
        depth = len(stack) - 1
        if child is None:
            stack.pop()
        elif isinstance(child, Endpoint):
            if child.id in book.apart:
                yield NavRow(depth, "", _below(book.page_of(child)))
        elif book.has_page(child):
            page = _below(book.page(child.path))
            if depth < _DEEPEST and _has_pages(child, book):
                yield NavRow(depth, folder_title(child), "")
                yield NavRow(depth + 1, "", page)
                stack.append(iter(book.children(child.path)))
            else:
                yield NavRow(depth, "", page)


def _has_pages(group: Group, book: Book) -> bool:
    """Whether there are pages below a folder's own."""
    return any(
        child.id in book.apart if isinstance(child, Endpoint) else book.has_page(child)
        for child in book.children(group.path)
    )


def _below(page: str) -> str:
    return page.removeprefix(f"{ROOT}/")
