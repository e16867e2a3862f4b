"""The page that says what changed: sections as ``codegen diff --format markdown`` prints them."""

from __future__ import annotations

import re

from generator.emitters.reference.book import CHANGELOG, Book
from generator.emitters.reference.values import Link
from generator.frozen import Frozen

_HEADING = re.compile(r"^(#{1,6}) +(.*?)(?: +#+)? *$")


class Passage(Frozen):
    """A heading of level 2 to 4 and the description below it; the first one has no heading."""

    level: int
    heading: str
    text: str


class ChangelogContext(Frozen):
    """The page of the changelog."""

    dialect: str
    title: str
    position: int
    index: str
    breadcrumbs: tuple[Link, ...]
    passages: tuple[Passage, ...]


def changelog_context(text: str, book: Book) -> ChangelogContext:
    """Return the page of a changelog in Markdown; its own title gives way to the page's."""
    start = book.changelog
    return ChangelogContext(
        dialect=book.dialect.name,
        title=CHANGELOG.capitalize(),
        position=len(book.children(())) + 1,
        index=book.href(book.index, start),
        breadcrumbs=book.breadcrumbs((), start),
        passages=tuple(_passages(text)),
    )


def _passages(text: str) -> list[Passage]:
    found: list[tuple[int, str, list[str]]] = [(0, "", [])]
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith(("```", "~~~"))
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            found[-1][2].append(line)
        elif len(heading[1]) == 1:
            found.append((0, "", []))
        else:
            found.append((min(len(heading[1]), 4), heading[2], []))
    rows = ((level, title, "\n".join(lines).strip()) for level, title, lines in found)
    return [Passage(*row) for row in rows if row[1] or row[2]]
