"""Markdown (CommonMark, and hosts that evaluate braces): text, cells, code, fences, links."""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup

from generator.escaping.words import UNPRINTABLE, UnescapedError

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~!{}$&]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "{": "&#123;", "}": "&#125;"}
_LINE_START = re.compile(r"^(\s*)([-+=:]|\d{1,9}[.)])", re.MULTILINE)
_SAFE_LINK = re.compile(r"^(https?:|mailto:|#|[A-Za-z0-9_./-]+(#|$))", re.IGNORECASE)


def text(value: str) -> Markup:
    """Return text for one line of Markdown: nothing in it is markup, HTML or a template tag."""
    line = " ".join(UNPRINTABLE.sub(" ", value).split())
    escaped = _SPECIAL.sub(_escape, line)
    return Markup(_LINE_START.sub(r"\1\\\2", escaped))


def _escape(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0]) or "\\" + match[0]


def cell(value: str) -> Markup:
    """Return text for a table cell: one line, bars escaped."""
    return text(value)


def code(value: str) -> Markup:
    """Return a code span: delimited by more backticks than occur in it, braces kept apart."""
    line = " ".join(UNPRINTABLE.sub(" ", value).split()) or " "
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or line == " " else ""
    return Markup(f"{ticks}{pad}{line}{pad}{ticks}")


def cell_code(value: str) -> Markup:
    """Return a code span for a table cell: a bar would end the cell even in code."""
    return Markup(code(value).replace("|", "\\|"))


def fence(value: str, language: str, indent: int = 0) -> Markup:
    """Return a fenced code block; the fence is longer than any run of backticks in it."""
    if not re.fullmatch(r"[a-z]*", language):
        raise UnescapedError("a value that is no language stands where one belongs")
    lines = re.split(r"\r\n|\r|\n", value.rstrip("\n"))
    longest = max((len(run) for run in re.findall(r"`{3,}", value)), default=2)
    ticks = "`" * (longest + 1)
    pad = " " * indent
    body = "".join(f"{pad}{_visible(line)}\n" for line in lines)
    return Markup(f"{pad}{ticks}{language}\n{body}{pad}{ticks}")


def _visible(line: str) -> str:
    return UNPRINTABLE.sub(lambda m: "\t" if m[0] == "\t" else "\ufffd", line).rstrip()


def link(value: str) -> Markup:
    """Return a link's destination; one with another scheme than the web's goes nowhere."""
    if not _SAFE_LINK.match(value):
        return Markup("#")
    return Markup(quote(value, safe="/:?&=#%+,;@~.-_!*'").replace("(", "%28").replace(")", "%29"))


def anchor(value: str) -> Markup:
    """Return a fragment id of our own names."""
    if not re.fullmatch(r"[a-z0-9_-]+", value):
        raise UnescapedError("a value that is no anchor stands where one belongs")
    return Markup(value)


def block(value: str) -> Markup:
    """Return a description's Markdown for a page: its markup kept, its HTML and tags disarmed.

    Headings become bold lines, so that a page's outline is its own; raw HTML shows as text; links
    with other schemes than the web's lose them; template braces become entities outside code.
    """
    lines: list[str] = []
    fence_mark = ""
    for line in re.split(r"\r\n|\r|\n", value.strip("\n")):
        line = UNPRINTABLE.sub(lambda m: "\t" if m[0] == "\t" else " ", line).rstrip()
        mark = re.match(r"^ {0,3}(`{3,}|~{3,})", line)
        if fence_mark:
            lines.append(line)
            if mark and mark[1].startswith(fence_mark) and line.strip() == mark[1]:
                fence_mark = ""
        elif mark:
            fence_mark = mark[1]
            lines.append(mark[0] + re.sub(r"[^A-Za-z0-9+-].*", "", line[len(mark[0]) :].strip()))
        else:
            lines.append(_prose(line))
    if fence_mark:
        lines.append(fence_mark)
    return Markup("\n".join(lines))


_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def _prose(line: str) -> str:
    heading = re.match(r"^ {0,3}#{1,6}\s+(.*?)\s*#*$", line)
    if heading:
        inner = heading[1].replace("*", "")
        line = f"**{inner}**" if inner else ""
    if re.match(r"^\s*(-{3,}|={3,}|:::|!!!|\?\?\?|--8<--|;--8<--|import\s|export\s)", line):
        line = "\\" + line.lstrip()
    pieces: list[str] = []
    position = 0
    for span in _SPAN.finditer(line):
        pieces += [_disarmed(line[position : span.start()]), span[0]]
        position = span.end()
    return "".join([*pieces, _disarmed(line[position:])])


def _disarmed(piece: str) -> str:
    piece = re.sub(r"<(https?://[^\s<>]+)>", lambda m: f"[{m[1]}]({link(m[1])})", piece)
    piece = re.sub(r"&(?!#?\w{1,32};)", "&amp;", piece).replace("<", "&lt;")
    piece = re.sub(r"\]\(\s*([^)\s]*)", lambda m: f"]({link(m[1])}", piece)
    piece = re.sub(r"^(\s*\[[^\]]*\]:\s*)(\S+)", lambda m: m[1] + str(link(m[2])), piece)
    return piece.replace("{", "&#123;").replace("}", "&#125;")
