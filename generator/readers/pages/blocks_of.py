"""Which kind of page a text is, and its blocks."""

from __future__ import annotations

import re

from generator.readers.pages.blocks import Block
from generator.readers.pages.html import read_html
from generator.readers.pages.markdown import read_markdown
from generator.readers.pages.plain import read_plain

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|~~~|---\s*$|\{% )|^[=-]{4,}\s*$", re.MULTILINE)


def page_blocks(path: str, text: str) -> list[Block]:
    """Return the blocks of a page by its content, and where that says little by its name."""
    if _HTML.match(text[:5000]) or path.lower().endswith((".html", ".htm")):
        return read_html(text)
    marked = _MARKDOWN.search(text)
    if (
        marked
        and text.count("\n") * 400 > len(text)
        and (path.lower().endswith((".md", ".mdx", ".markdown")) or "```" in text)
    ):
        return read_markdown(text)
    return read_plain(text)
