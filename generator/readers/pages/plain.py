"""Plain text, as one gets it by copying a page: lines are glued, lost or broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.readers.pages import openapi
from generator.readers.pages.blocks import MOST, Block
from generator.readers.pages.codelines import code_end, language_label, samples_in
from generator.readers.pages.glue import unglued, with_signs, words_of
from generator.readers.pages.vocabulary import column_of

_HEADING = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_BULLET = re.compile(r"^(?:[-*+•●▪◦‣·–]|\d{1,2}[.)])\s+(?=\S)")
_BULLET_ALONE = re.compile(r"^(?:[-*+•●▪◦‣›])$")
_OPENED = re.compile(r"^\s*[-*•]\s+([{\[]\s*)$")
_SEPARATOR = re.compile(r"^[\s|:+-]*-{3,}[\s|:+-]*$")
_NUMBER = re.compile(r"^\d{1,3}$")
_HEADINGS = re.compile(r"(?:^|\s)#{1,6} [A-Z].* ##+ [A-Z]", re.DOTALL)
_BREAKS = re.compile(
    r" (?=#{1,6} [A-Z])| (?=- `[\w.\[\]]+` )| (?=```)| (?=(?:Endpoint|Version|Security|Content-Type|Reference|Method|URL|Base URL|Authentication): )"
    r"| (?=(?:GET|POST|PUT|PATCH|DELETE) (?:https?://|/))"
)
_MAX_LINE = 20_000

Line = tuple[int, str]


def read_plain(text: str) -> list[Block]:
    """Return the blocks of a text; each line that is part of nothing larger is a block."""
    text = with_signs(_uncollapsed(text))
    words = words_of(text)
    numbered = ((n, line) for n, line in enumerate(text.splitlines(), 1))
    lines = [(n, piece) for n, line in numbered for piece in unglued(line[:_MAX_LINE], words)]
    return blocks_of(_without_line_numbers(lines))


def _uncollapsed(text: str) -> str:
    """Return Markdown whose line breaks were lost with a line for each heading, item and fence."""
    if len(text) < 300 or text.count("\n") * 400 > len(text) or not _HEADINGS.search(text):
        return text
    return _BREAKS.sub("\n", text)


def blocks_of(lines: list[Line]) -> list[Block]:
    """Return the blocks of numbered lines."""
    blocks: list[Block] = []
    at, label = 0, ""
    while at < len(lines) and len(blocks) <= MOST:
        number, raw = lines[at]
        text = raw.strip()
        if not text:
            at += 1
            continue
        if named := language_label(text):
            label = named
            at += 1
            continue
        tabbed = _tabbed(lines, at)
        if tabbed:
            blocks.append(Block("table", number, rows=tuple(row for row, _ in tabbed)))
            at = tabbed[-1][1]
            continue
        end = _table_end(lines, at)
        if end:
            blocks.append(Block("table", number, rows=_rows(lines[at:end])))
            at = end
            continue
        opened = _OPENED.match(raw)
        if opened:
            lines[at] = (number, opened[1])
        end = at + 1 if openapi.sniff(raw) else code_end(lines, at)
        if end:
            for first, code in samples_in(lines[at:end]):
                blocks.append(Block("code", first, code.strip("\n"), language=label))
            at = end
            continue
        label = ""
        if _BULLET_ALONE.match(text) and at + 1 < len(lines) and lines[at + 1][1].strip():
            number, raw = lines[at + 1]
            blocks.append(Block("item", number, raw.strip()))
            at += 2
            continue
        blocks.append(_line_block(number, text))
        at += 1
    return blocks


def with_code(blocks: list[Block]) -> list[Block]:
    """Return blocks with the code found that stands in lines of text, not in a block of its own."""
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end].kind == "text":
            end += 1
        out += blocks_of([(block.line, block.text) for block in blocks[at:end]])
        if end < len(blocks):
            out.append(blocks[end])
        at = end + 1
    return out


def _line_block(number: int, text: str) -> Block:
    heading = _HEADING.match(text)
    if heading:
        return Block("heading", number, heading[2], level=len(heading[1]))
    bullet = _BULLET.match(text)
    if bullet:
        return Block("item", number, text[bullet.end() :])
    return Block("text", number, text)


def _without_line_numbers(lines: list[Line]) -> list[Line]:
    """Leave out the numbers that stand beside code where it is shown: 1, 2, 3 … in lines."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        run = 0
        while at + run < len(lines) and lines[at + run][1].strip() == str(run + 1):
            run += 1
        if run < 2:
            out.append(lines[at])
            at += 1
        at += run if run >= 2 else 0
    return out


def _table_end(lines: list[Line], at: int) -> int:
    """Return where the table ends whose head is the line, or 0."""
    text = lines[at][1]
    if "|" not in text or at + 1 >= len(lines) or not _SEPARATOR.match(lines[at + 1][1]):
        return 0
    if "|" not in lines[at + 1][1]:
        return 0
    end = at + 2
    while end < len(lines) and "|" in lines[end][1]:
        end += 1
    return end


def _tabbed(lines: list[Line], at: int) -> list[tuple[tuple[str, ...], int]]:
    """Return the rows of a table with tabs between its cells, each with the index after it."""
    titles = [title.strip() for title in lines[at][1].split("\t")]
    if len(titles) < 2 or not all(column_of(title) for title in titles):
        return []
    rows = [(tuple(titles), at + 1)]
    index = at + 1
    while index < len(lines):
        text = lines[index][1]
        if "\t" in text.strip():
            rows.append((tuple(cell.strip() for cell in text.split("\t")), index + 1))
        elif text.strip():
            break
        index += 1
    return rows if len(rows) > 1 else []


def _rows(lines: list[Line]) -> tuple[tuple[str, ...], ...]:
    """Return the cells of table lines; a row whose last cell is broken off goes on."""
    rows = [_cells(lines[0][1])]
    for _, text in lines[2:]:
        if text.strip() == "|":
            continue
        rows.append(_cells(text))
    if len(rows) > 1 and not rows[0][0] and len(rows[0]) > max(map(len, rows[1:])):
        rows[0] = rows[0][1:]
    return tuple(rows)


def _cells(text: str) -> tuple[str, ...]:
    inner = text.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(cell.strip() for cell in _split_cells(inner))


def _split_cells(text: str) -> Iterator[str]:
    """Yield the cells: a bar that is escaped or stands inside back-ticks divides none."""
    cell = ""
    quoted = False
    for index, char in enumerate(text):
        if char == "`":
            quoted = not quoted and "`" in text[index + 1 :]
        if char == "|" and not quoted and not cell.endswith("\\"):
            yield cell.replace("\\|", "|")
            cell = ""
        else:
            cell += char
    yield cell.replace("\\|", "|")
