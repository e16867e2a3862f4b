"""Layout: Python that templates write one element a line, on as few lines as black would use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.escaping.marked import Markup, inserted

#: Lines of Python are as long as black lets them be.
LINE_LENGTH = 88
# What the brackets of arguments follow, or those of an annotation: black puts all that is in them
# on one line where it can.
_ARGUMENTS = re.compile(r"(def |return |with )?[\w.]+\($|\w+: \w+\[$")

# A value behind an annotation goes into parentheses of its own where that is enough.
_VALUE = re.compile(r"\] = (\w+)")


@dataclass(slots=True)
class _Block:
    """A line, and when it ends with an open bracket the elements and the line that closes it.

    ``elements`` are those elements on one line, ``flat`` is all of it on one.
    """

    line: str
    inner: list[_Block]
    end: str
    elements: str
    flat: str


def fitted(text: Markup) -> Markup:
    """Return a statement, written with an element a line, as short as black leaves it alone.

    Everything has its indentation, and elements their commas. What holds a string of several
    lines must not be given.
    """
    lines = str(inserted(text)).split("\n")
    found: list[str] = []
    rest = iter(lines)
    for line in rest:
        indent = len(line) - len(line.lstrip(" "))
        found += _laid_out(_read(line.strip(), rest), indent)
    return Markup("\n".join(found))


def short(text: Markup, most: int) -> Markup:
    """Return a text of at most so many lines that all fit; nothing in place of any other."""
    lines = str(inserted(text)).strip("\n").split("\n")
    fits = len(lines) <= most and all(_width(line) <= LINE_LENGTH for line in lines)
    return Markup("\n".join(lines) if fits else "")


def indented(text: Markup, width: int = 4) -> Markup:
    """Return what templates wrote with all of its lines moved right, to stand inside a block."""
    return _led(text, " " * width)


def block_quote(text: Markup) -> Markup:
    """Return what templates wrote as a quote of Markdown."""
    return _led(text, "> ")


def _led(text: Markup, lead: str) -> Markup:
    lines = str(inserted(text)).strip("\n").split("\n")
    return Markup("\n".join(lead + line if line else lead.rstrip() for line in lines))


def _read(line: str, rest: Iterator[str]) -> _Block:
    if not line.endswith(("(", "[", "{")):
        return _Block(line, [], "", "", line)
    inner: list[_Block] = []
    end = ""
    for following in rest:
        following = following.strip()
        if following.startswith((")", "]", "}")):
            end = following
            break
        inner.append(_read(following, rest))
    elements = ", ".join([one.flat.removesuffix(",") for one in inner])
    is_import = line.endswith(" import (")
    flat = line.removesuffix("(") + elements if is_import else f"{line}{elements}{end}"
    return _Block(line, inner, end, elements, flat)


def _laid_out(block: _Block, indent: int) -> list[str]:
    pad = " " * indent
    flat = block.flat
    if not block.inner or _width(flat) + indent <= LINE_LENGTH:
        return [(pad + flat) if flat else ""]
    value = _VALUE.fullmatch(block.end)
    if value and _width(flat) - len(value[1]) + len("(") + indent <= LINE_LENGTH:
        return [pad + flat.removesuffix(value[1]) + "(", f"{pad}    {value[1]}", pad + ")"]
    elements = block.elements
    if _ARGUMENTS.match(block.line) and _width(elements) + indent + 4 <= LINE_LENGTH:
        return [pad + block.line, f"{pad}    {elements}", pad + block.end]
    lines = [line for one in block.inner for line in _laid_out(one, indent + 4)]
    return [pad + block.line, *lines, pad + block.end]


def _width(text: str) -> int:
    """Return at least the columns of a text: outside ASCII a character may take two."""
    wide = 0 if text.isascii() else sum(not character.isascii() for character in text)
    return len(text) + wide
