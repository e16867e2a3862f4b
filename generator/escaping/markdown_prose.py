"""Descriptions: Markdown from outside, taken apart and written again.

Only what is known comes back: paragraphs, bold headings, lists, quotes, tables, rules, code,
emphasis, and links to the web. Everything else is escaped as text. What is written is laid out so
that CommonMark and Python-Markdown read it alike: empty lines around blocks, lists indented by
four, fences only at the margin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.escaping.markdown import (
    COMMONMARK,
    Flavour,
    code,
    fence,
    line_start,
    with_lf,
    without_directives,
)
from generator.escaping.markdown_inline import Prose, inline, label_of
from generator.escaping.marked import Markup
from generator.escaping.words import UNPRINTABLE

# Lists and quotes inside each other beyond this are written as paragraphs.
_MAX_DEPTH = 8


def block(value: str, flavour: Flavour = COMMONMARK) -> Markup:
    """Return a description as blocks for a page, to stand between empty lines."""
    lines, references = _prepared(value)
    return Markup("\n\n".join(_Blocks(lines, Prose(flavour, references), 0).read()))


def cell(value: str, flavour: Flavour = COMMONMARK) -> Markup:
    """Return a description for one table cell: its lines, with emphasis, code and links."""
    lines, references = _prepared(value)
    prose = Prose(flavour, references)
    rows = []
    fenced = False
    for line in map(str.strip, lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            rows.append(str(code(line, flavour)))
        elif line and not _RULE.match(line):
            mark = _MARK.match(line)
            rest = inline(line[mark.end() :] if mark else line, prose)
            rows.append(f"• {rest}" if mark and mark["bullet"] else rest)
    return Markup(line_start((flavour.line_break or " ").join(filter(None, rows))))


# Blocks

_FENCE = re.compile(r"^ {0,3}(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
_BLANKS = re.compile(r" {2,}")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?: |$)")
_RULE = re.compile(r"^ {0,3}([-*_])(?: *\1){2,} *$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+) *$")
_QUOTE = re.compile(r"^ {0,3}> ?")
_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+•]|(?P<number>\d{1,9})[.)])(?P<gap> +|$)")
_MARK = re.compile(r"^(?:#{1,6} +|> *|(?P<bullet>[-*+•] +))")
_ROW_RULE = re.compile(r"^ {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$|^ {0,3}\| *:?-+:? *$")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]]+)\]: *<?(?P<target>(?:\w+:|[/.#])[^\s<>]*)>?"
    r"(?: +(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))? *$"
)


def _prepared(value: str) -> tuple[list[str], dict[str, str]]:
    """Return the lines without link definitions, and where those lead."""
    text = UNPRINTABLE.sub(" ", with_lf(value)).expandtabs(4)
    if "`" not in text and "<" in text:
        text = _without_html_blocks(text)
    lines: list[str] = []
    references: dict[str, str] = {}
    ticks = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line.lstrip())
        if mark and not ticks:
            ticks = mark["ticks"]
        elif ticks and _closes(line, ticks):
            ticks = ""
        definition = None if ticks else _DEFINITION.match(line)
        if definition:
            references.setdefault(label_of(definition["label"]), definition["target"])
        else:
            lines.append(line)
    return lines, references


def _without_html_blocks(text: str) -> str:
    """Return the text with lists and paragraphs of HTML in the form of Markdown."""
    text = re.sub(r"<li(?:\s[^<>]*)?>\s*", "\n- ", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:ul|ol)(?:\s[^<>]*)?>|</li>", "\n", text, flags=re.IGNORECASE)
    return re.sub(r"</?p(?:\s[^<>]*)?>", "\n\n", text, flags=re.IGNORECASE)


def _closes(line: str, ticks: str) -> bool:
    line = line.strip()
    return line.startswith(ticks) and not line.strip(ticks[0])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


@dataclass(slots=True)
class _Blocks:
    """Reads lines into written blocks. ``depth`` counts the lists and quotes around them."""

    lines: list[str]
    prose: Prose
    depth: int
    at: int = 0

    def read(self) -> list[str]:
        """Return every block, without empty lines around."""
        found: list[str] = []
        while self.at < len(self.lines):
            if not self.lines[self.at].strip():
                self.at += 1
                continue
            found.append(self._block())
        return [block for block in found if block]

    def _block(self) -> str:
        line = self.lines[self.at]
        if mark := _FENCE.match(line):
            return self._fenced(mark)
        if _indent(line) >= 4:
            return self._indented()
        if _RULE.match(line):
            self.at += 1
            return "---"
        if heading := _HEADING.match(line):
            self.at += 1
            return self._bold(line[heading.end() :].strip().rstrip("#"))
        if self._starts_table():
            return self._table()
        if self.depth < _MAX_DEPTH:
            if _QUOTE.match(line):
                return self._quote()
            if mark := _ITEM.match(line):
                return self._list(mark["number"] is not None)
        return self._paragraph()

    def _bold(self, title: str) -> str:
        title = inline(title.replace("*", "").strip(), self.prose)
        return f"**{title}**" if title else ""

    # Code

    def _fenced(self, mark: re.Match[str]) -> str:
        indent = _indent(self.lines[self.at])
        start = self.at = self.at + 1
        while self.at < len(self.lines) and not _closes(self.lines[self.at], mark["ticks"]):
            self.at += 1
        content = self.lines[start : self.at]
        self.at += 1
        language = re.match(r"[a-z0-9+-]*", mark["info"].strip().lower())
        dedented = [line[min(indent, _indent(line)) :] for line in content]
        return self._code(dedented, language[0] if language else "")

    def _indented(self) -> str:
        start = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and _indent(line) < 4:
                break
            self.at += 1
        return self._code([line[4:] for line in self.lines[start : self.at]], "")

    def _code(self, lines: list[str], language: str) -> str:
        content = "\n".join(lines).strip("\n")
        flavour = self.prose.flavour
        if not self.depth or flavour.jsx:
            return str(fence(content, language, flavour))
        # Python-Markdown knows fences only at the margin, MDX no indented code.
        content = without_directives(content)
        return "\n".join(f"    {line}" if line.strip() else "" for line in content.split("\n"))

    # Quotes and lists

    def _quote(self) -> str:
        inner = []
        while self.at < len(self.lines) and (mark := _QUOTE.match(self.lines[self.at])):
            inner.append(self.lines[self.at][mark.end() :])
            self.at += 1
        blocks = _Blocks(inner, self.prose, self.depth + 1).read()
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))

    def _list(self, ordered: bool) -> str:
        items: list[str] = []
        while self.at < len(self.lines):
            mark = _ITEM.match(self.lines[self.at])
            if not mark or (mark["number"] is not None) != ordered or _RULE.match(mark.string):
                break
            blocks = _Blocks(self._item(mark), self.prose, self.depth + 1).read()
            if blocks:
                joint = "\n" if len(blocks) == 2 and _ITEM.match(blocks[1]) else "\n\n"
                items.append(_written_item(mark["number"], joint.join(blocks)))
            ahead = self._next_text(self.at)
            if ahead < len(self.lines) and _ITEM.match(self.lines[ahead]):
                self.at = ahead
        # Python-Markdown wants empty lines between all items where there are some inside of one.
        return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)

    def _item(self, mark: re.Match[str]) -> list[str]:
        """Take the lines of an item, without the indentation of its text."""
        column = len(mark["indent"])
        width = mark.end() if 0 < len(mark["gap"]) <= 4 else column + len(mark["mark"]) + 1
        inner = [self.lines[self.at][width:]]
        self.at += 1
        while self._more():
            line = self.lines[self.at]
            if not line.strip():
                ahead = self._next_text(self.at)
                if ahead == len(self.lines) or _indent(self.lines[ahead]) < column + 2:
                    break
                inner += [""] * (ahead - self.at)
                self.at = ahead
                continue
            ends = _ITEM.match(line) or not inner[-1].strip() or self._interrupts(line)
            if _indent(line) < column + 2 and ends:
                break
            inner.append(line[min(width, _indent(line)) :])
            self.at += 1
        return inner

    def _next_text(self, at: int) -> int:
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        return at

    def _more(self) -> bool:
        return self.at < len(self.lines)

    # Tables

    def _starts_table(self) -> bool:
        if self.at + 1 >= len(self.lines) or "|" not in self.lines[self.at]:
            return False
        rule = self.lines[self.at + 1]
        if not _ROW_RULE.match(rule):
            return False
        return len(_cells(rule)) == len(_cells(self.lines[self.at]))

    def _table(self) -> str:
        header = _cells(self.lines[self.at])
        rows = [self._row(header, len(header)), "|" + " --- |" * len(header)]
        self.at += 2
        while self._more() and "|" in self.lines[self.at]:
            rows.append(self._row(_cells(self.lines[self.at]), len(header)))
            self.at += 1
        return "\n".join(rows)

    def _row(self, cells: list[str], width: int) -> str:
        cells = (cells + [""] * width)[:width]
        return "| " + " | ".join(inline(c, self.prose) for c in cells) + " |"

    # Paragraphs

    def _paragraph(self) -> str:
        start = self.at
        self.at += 1
        while self._more() and not self._interrupts(self.lines[self.at]):
            self.at += 1
        lines = [_BLANKS.sub(" ", line.strip()) for line in self.lines[start : self.at]]
        if self._more() and _UNDERLINE.match(self.lines[self.at]):
            self.at += 1
            return self._bold(" ".join(lines))
        for number, line in enumerate(lines[:-1]):
            if self.lines[start + number].endswith("  "):
                lines[number] = line + "\\"
        written = inline("\n".join(lines), self.prose)
        return "\n".join(map(line_start, filter(str.strip, written.split("\n"))))

    def _interrupts(self, line: str) -> bool:
        """Whether a line ends the paragraph before it."""
        if not line.strip() or self._starts_table():
            return True
        if self.depth < _MAX_DEPTH and (_QUOTE.match(line) or _starts_list(line)):
            return True
        return any(p.match(line) for p in (_FENCE, _HEADING, _RULE, _UNDERLINE))


def _starts_list(line: str) -> bool:
    """Whether a line inside a paragraph begins a list: not every number at a line's start does."""
    mark = _ITEM.match(line)
    return bool(mark and mark["gap"] and (mark["number"] in (None, "1")))


def _written_item(number: str | None, content: str) -> str:
    mark = f"{number}." if number is not None else "-"
    if re.match(r" {4}|---|> |- |\| |\d+\. ", content):
        content = "&nbsp;\n\n" + content
    first, *rest = content.split("\n")
    lines = [f"{mark:<3} {first}", *(f"    {line}" if line else "" for line in rest)]
    return "\n".join(lines)


def _cells(line: str) -> list[str]:
    """Split a row at its bars, but not at escaped ones."""
    line = line.strip()
    line = line[1:] if line.startswith("|") else line
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
