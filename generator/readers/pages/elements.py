"""What elements of HTML show: their words, the cells of tables, the languages of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

Element = Any
"""An element of lxml, whose types leave open what its tag is."""

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:highlight-source-|language-|lang-|highlight-|brush:\s*)([A-Za-z0-9+#_]+)"
)
_CLASSES = frozenset(
    [
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
    ]
)
"""Languages that stand alone in a class."""


def is_apart(element: Element) -> bool:
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


def text_of(element: Element) -> str:
    """Return the words of an element as it shows them: each line with single spaces."""
    return "\n".join(
        " ".join(line.split()) for line in "".join(text_pieces(element)).splitlines()
    ).strip()


def cell_text(element: Element) -> str:
    """Return the words of a cell in one line; a class "required" in it becomes an asterisk."""
    text = " ".join("".join(text_pieces(element)).split())
    marked = any(
        "required" in (part.get("class") or "").split()
        for part in element.iter()
        if isinstance(part.tag, str)
    )
    return text + " *" if marked and text and "required" not in text.lower() else text


def text_pieces(element: Element) -> Iterator[str]:
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


def language_of(element: Element) -> str:
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
    words = (element.get("class") or "").lower().split()
    return next((word for word in words if word in _CLASSES), "")
