"""HTML, as a browser saves it, to blocks."""

from __future__ import annotations

import re

from lxml import etree

from generator.readers.pages.blocks import MOST, Block
from generator.readers.pages.elements import (
    Element,
    cell_text,
    is_apart,
    language_of,
    text_of,
    text_pieces,
)
from generator.readers.pages.plain import with_code

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "svg",
        "nav",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "form",
        "iframe",
        "canvas",
        "footer",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
    ]
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_NESTING = re.compile(
    rb"</?(?:div|span|section|article|center|font|b|i|em|strong|p|ul|ol|li|dl|dd|main)\b[^<>]*>",
    re.I,
)


def read_html(content: bytes | str, first_line: int = 1) -> list[Block]:
    """Return the blocks of a document or of a piece of one; what is broken is mended as it goes.

    ``first_line`` is the line that the content begins in.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")
        parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
        )
    else:
        parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    if not content.strip():
        return []
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return read_html(_flattened(content), first_line)
    walker = _Walker(first_line - 1)
    walker.walk(root)
    return with_code(walker.blocks)


def _flattened(content: bytes) -> bytes:
    """Return a page that is nested too deep for the parser without the tags that only nest."""
    flat = _NESTING.sub(b"<br>", content)
    return flat if flat != content else re.sub(rb"<[^<>]*>", b" ", content)


class _Walker:
    """Goes through a tree without recursion, since pages nest to any depth."""

    def __init__(self, offset: int) -> None:
        self.blocks: list[Block] = []
        self.offset = offset
        self.text = ""
        self.line = 0
        self.in_item = False  # an item began, and nothing of it was read yet

    def walk(self, root: Element) -> None:
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack and len(self.blocks) <= MOST:
            element, leaving = stack.pop()
            if leaving:
                self._leave(element)
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag in _SKIPPED or not tag or self._hidden(element):
                self._add(element.tail, element)
                continue
            if self._whole(element, tag):
                self._add(element.tail, element)
                continue
            self._enter(element, tag)
            stack.append((element, True))
            self._add(element.text, element)
            stack += [(child, False) for child in reversed(element)]
        self._flush()

    def _hidden(self, element: Element) -> bool:
        return element.get("hidden") is not None and element.tag not in ("pre", "div")

    def _whole(self, element: Element, tag: str) -> bool:
        """Take an element in one piece: a heading, code, a table of plain cells."""
        line = self._line(element)
        if tag in _HEADINGS and (words := text_of(element)):
            self._flush()
            for text in words.splitlines():
                if text.strip():
                    self.blocks.append(Block("heading", line, text.strip(), level=_HEADINGS[tag]))
            return True
        if tag == "pre":
            self._flush()
            code = "".join(text_pieces(element)).strip("\n")
            if code.strip():
                self.blocks.append(Block("code", line, code, language=language_of(element)))
            return True
        if tag == "table":
            self._flush()
            return self._table(element, line)
        return False

    def _table(self, element: Element, line: int) -> bool:
        if next(element.iter("pre"), None) is not None:
            code = element.xpath(".//td[contains(@class,'code')]//pre")
            if code and len(element.xpath(".//pre")) <= 2:
                self.blocks.append(
                    Block(
                        "code",
                        line,
                        "".join(code[-1].itertext()).strip("\n"),
                        language=language_of(element),
                    )
                )
                return True
        if len(list(element.iter("table"))) > 1 or any(
            next(element.iter(tag), None) is not None for tag in ("h1", "h2", "h3", "pre")
        ):
            return False
        rows = []
        for row in element.iter("tr"):
            cells = tuple(cell_text(cell) for cell in row if cell.tag in ("td", "th"))
            if any(cells):
                rows.append(cells)
        if rows and max(map(len, rows)) > 1:
            self.blocks.append(Block("table", line, rows=tuple(rows)))
            return True
        return False

    def _enter(self, element: Element, tag: str) -> None:
        if tag in _INLINE:
            if self.text and not self.text[-1].isspace() and is_apart(element):
                self.text += " "
        else:
            self._flush()
            if tag == "li":
                self.in_item = True

    def _leave(self, element: Element) -> None:
        if element.tag not in _INLINE:
            self._flush()
            if element.tag == "li":
                self.in_item = False
        self._add(element.tail, element)

    def _add(self, text: str | None, element: Element) -> None:
        if text:
            if not self.text.strip():
                self.line = self._line(element)
            self.text += text

    def _line(self, element: Element) -> int:
        return (element.sourceline or 1) + self.offset

    def _flush(self) -> None:
        text = " ".join(self.text.split())
        if text:
            self.blocks.append(Block("item" if self.in_item else "text", self.line, text))
            self.in_item = False
        self.text = ""
