"""``llms.txt`` and ``llms-full.txt``: the API for programs that read text.

The first lists every request with a link to its page, as https://llmstxt.org proposes; the second
holds what a call needs, without the examples that pages show.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.emitters.emission import Emission
from generator.emitters.reference.book import ROOT, Book, api_title, folder_title
from generator.emitters.reference.endpoint import EndpointContext, anchor_of, path_of
from generator.emitters.reference.pages import book_of, draft
from generator.frozen import Frozen
from generator.model import Endpoint, Group
from generator.rendering.dialects import DIALECTS, served
from generator.rendering.jinja import Renderer, Unit

EMITTER = "llms"

_MOST_SUMMARY = 200


class LlmsRow(Frozen):
    """A request: where its page is, and all that pages say of it."""

    page: str
    path: str
    summary: str
    endpoint: EndpointContext


class LlmsSection(Frozen):
    """A folder that holds requests; ``title`` has those of the folders around it."""

    title: str
    description: str
    rows: tuple[LlmsRow, ...]


class LlmsContext(Frozen):
    """The whole API; ``servers`` are addresses as they were written."""

    title: str
    summary: str
    description: str
    sections: tuple[LlmsSection, ...]


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield both files."""
    book = book_of(emission, renderer)
    sections = [_section((), "Requests", "", book, emission, renderer)]
    for group in emission.api.groups:
        title = _title(group, book)
        sections.append(_section(group.path, title, group.description, book, emission, renderer))
    api = emission.api
    context = LlmsContext(
        title=api_title(api),
        summary=_first_line(api.description),
        description=api.description,
        sections=tuple(section for section in sections if section.rows),
    )
    yield Unit(f"{ROOT}/llms.txt", "llms/llms.txt.j2", context, EMITTER)
    yield Unit(f"{ROOT}/llms-full.txt", "llms/llms-full.txt.j2", context, EMITTER)


def _section(
    path: tuple[int, ...],
    title: str,
    description: str,
    book: Book,
    emission: Emission,
    renderer: Renderer,
) -> LlmsSection:
    rows = (
        LlmsRow(
            page=_page(child, book, emission),
            path=path_of(child, emission.plan),
            summary=_first_line(child.description),
            endpoint=draft(child, emission, renderer),
        )
        for child in book.children(path)
        if isinstance(child, Endpoint)
    )
    return LlmsSection(title, description, tuple(rows))


def _title(group: Group, book: Book) -> str:
    """Return the names of a folder and the nearest ones around it."""
    lengths = range(1, len(group.path) + 1)[-3:]
    return " / ".join(folder_title(book.groups[group.path[:n]]) for n in lengths)


def _page(endpoint: Endpoint, book: Book, emission: Emission) -> str:
    page = book.page_of(endpoint).removeprefix(f"{ROOT}/")
    dialect = DIALECTS[emission.dialect]
    anchor = "" if endpoint.id in book.apart else f"#{anchor_of(endpoint, emission.plan)}"
    return served(page, dialect) + anchor


def _first_line(description: str) -> str:
    """Return how a description begins, on one line."""
    line = next(filter(str.strip, description.splitlines()), "").strip().lstrip("# ")
    return line if len(line) <= _MOST_SUMMARY else line[:_MOST_SUMMARY].rpartition(" ")[0] + " …"
