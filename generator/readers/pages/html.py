"""HTML, as a browser saves it, to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from generator.readers.pages.blocks import MOST, Block
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
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:highlight-source-|language-|lang-|highlight-|brush:\s*)([A-Za-z0-9+#_]+)"
)
_NESTING = re.compile(
    rb"</?(?:div|span|section|article|center|font|b|i|em|strong|p|ul|ol|li|dl|dd|main)\b[^<>]*>",
    re.I,
)


Element = Any


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
        self.item = 0

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
        if tag in _HEADINGS and (words := _text(element)):
            self._flush()
            for text in words.splitlines():
                if text.strip():
                    self.blocks.append(Block("heading", line, text.strip(), level=_HEADINGS[tag]))
            return True
        if tag == "pre":
            self._flush()
            code = "".join(_breaks(element)).strip("\n")
            if code.strip():
                self.blocks.append(Block("code", line, code, language=_language(element)))
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
                        language=_language(element),
                    )
                )
                return True
        if len(list(element.iter("table"))) > 1 or any(
            next(element.iter(tag), None) is not None for tag in ("h1", "h2", "h3", "pre")
        ):
            return False
        rows = []
        for row in element.iter("tr"):
            cells = tuple(_cell(cell) for cell in row if cell.tag in ("td", "th"))
            if any(cells):
                rows.append(cells)
        if rows and max(map(len, rows)) > 1:
            self.blocks.append(Block("table", line, rows=tuple(rows)))
            return True
        return False

    def _enter(self, element: Element, tag: str) -> None:
        if tag in _INLINE:
            if self.text and not self.text[-1].isspace() and _apart(element):
                self.text += " "
        else:
            self._flush()
            if tag == "li":
                self.item += 1
            if tag == "br":
                return

    def _leave(self, element: Element) -> None:
        if element.tag not in _INLINE:
            self._flush()
            if element.tag == "li":
                self.item = 0
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
            kind = "item" if self.item else "text"
            self.blocks.append(Block("item" if kind == "item" else "text", self.line, text))
            self.item = 0
        self.text = ""


def _apart(element: Element) -> bool:
    """Whether an inline element is shown apart from the one right before it."""
    before = element.getprevious()
    parent = element.getparent()
    return (
        element.tag in ("span", "a", "label", "code", "small")
        and before is not None
        and not (before.tail or "")
        and before.tag in ("span", "a", "label", "code", "small", "strong", "b")
        and (parent is None or parent.tag not in ("code", "kbd", "span"))
    )


def _text(element: Element) -> str:
    return "\n".join(
        " ".join(line.split()) for line in "".join(_breaks(element)).splitlines()
    ).strip()


def _cell(element: Element) -> str:
    text = " ".join("".join(_breaks(element)).split())
    marked = any(
        "required" in (part.get("class") or "").split()
        for part in element.iter()
        if isinstance(part.tag, str)
    )
    return text + " *" if marked and text and "required" not in text.lower() else text


def _breaks(element: Element) -> Iterator[str]:
    """Yield the text of an element, a line break for each ``br`` and a space between blocks."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if node.tag == "br":
                yield "\n"
            elif node.tag in ("p", "div", "li") and node is not element:
                yield "\n" if element.tag == "pre" else " "
            if node.tag not in ("script", "style", "svg"):
                yield node.text or ""
        elif node is not element:
            yield node.tail or ""


def _language(element: Element) -> str:
    """Return what the class of a ``pre``, of the code in it or of what is around it says."""
    candidates = [element, *element.iter("code")]
    parent = element.getparent()
    for _ in range(3):
        if parent is None:
            break
        candidates.append(parent)
        parent = parent.getparent()
    for candidate in candidates:
        for name in ("data-lang", "data-language", "lang"):
            if candidate.get(name) and candidate.tag in ("pre", "code", "div"):
                return str(candidate.get(name)).lower()
        found = _LANGUAGE.search(candidate.get("class") or "")
        if found and found[1].lower() not in ("code", "block", "wrapper"):
            return found[1].lower()
    words = (element.get("class") or "").split()
    known = {
        "shell",
        "bash",
        "curl",
        "ruby",
        "python",
        "javascript",
        "php",
        "java",
        "json",
        "go",
        "csharp",
        "http",
        "xml",
    }
    return next((word.lower() for word in words if word.lower() in known), "")
