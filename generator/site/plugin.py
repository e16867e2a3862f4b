"""What is done otherwise than MkDocs would do it: rendering pages, and making them found."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator.site.render import Rendered, Section, render

_INDENTATION = re.compile(r"\s*\n\s*")
# A result shows the beginning of its text; behind it a word is worth its bytes only once.
_SHOWN = 300
_MOST_TEXT = 2_000


class _NoSettings(Config):  # type: ignore[no-untyped-call]
    """It has no settings."""


class Pages(BasePlugin[_NoSettings]):  # type: ignore[no-untyped-call]
    """A plugin of MkDocs."""

    def __init__(self) -> None:
        self._entries: list[dict[str, str]] = []

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Let our own renderer make the page, and its sections be found."""

        def render_page(config: MkDocsConfig, files: Files) -> None:
            rendered = render(markdown)
            page.content, page.toc = rendered.html, _contents(rendered)
            for section in rendered.sections:
                self._entries.append(_entry(section, page.url))

        page.render = render_page  # type: ignore[method-assign]
        page.meta["search"] = {"exclude": True}
        return markdown

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Leave out how the theme's templates are laid out, which is a third of some pages."""
        before, content, after = output.partition(page.content or "")
        return _INDENTATION.sub("\n", before) + content + _INDENTATION.sub("\n", after)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the index of what can be found."""
        path = Path(config.site_dir, "search", "search_index.json")
        index = json.loads(path.read_text("utf-8")) | {"docs": self._entries}
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        path.write_bytes(text.encode("utf-8", "replace"))
        # Pages from the disk may read nothing but scripts.
        path.with_suffix(".js").write_bytes(f"var __index = {text}".encode("utf-8", "replace"))


def _contents(rendered: Rendered) -> TableOfContents:
    """Return the headings for the margin: those of level 2 below that of level 1."""
    found: list[AnchorLink] = []
    for section in rendered.sections:
        heading = section.heading
        link = AnchorLink(heading.title, heading.id, heading.level)
        (found[0].children if found and heading.level > 1 else found).append(link)
    return TableOfContents(found)


def _entry(section: Section, url: str) -> dict[str, str]:
    heading = section.heading
    fragment = f"#{heading.id}" if heading.level > 1 else ""
    text = escape(_shown(" ".join(section.texts)), quote=False)
    return {"location": url + fragment, "title": heading.title.replace("&quot;", '"'), "text": text}


def _shown(text: str) -> str:
    """Return the beginning of a text, and each other word of it once."""
    start = text[:_SHOWN].rpartition(" ")[0] if len(text) > _SHOWN else text
    rest = dict.fromkeys(text[len(start) : _MOST_TEXT].split())
    known = set(start.split())
    return " ".join((start, *(word for word in rest if word not in known)))
