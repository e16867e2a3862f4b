"""Markdown with what sites add to it: front matter, components (MDX), tags in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.readers.pages.blocks import Block
from generator.readers.pages.html import read_html
from generator.readers.pages.tags import lines_of_tag

_FRONT_MATTER = re.compile(r"\A﻿?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_KEY = re.compile(
    r"^(title|api|openapi|sidebarTitle|description)\s*:\s*[\"']?(.+?)[\"']?\s*$"
)
_COMMENT = re.compile(r"<!--.*?-->|\{/\*.*?\*/\}", re.DOTALL)
_FENCE = re.compile(r"^\s*(?:```+|~~~+)")
_LIQUID = re.compile(r"^\s*\{%-?\s*(?P<name>[\w-]+)\s*(?P<rest>.*?)-?%\}\s*(?P<more>.*)$")
_COMPONENT = re.compile(r"^\s*<(?P<name>[A-Z][\w.]*)(?P<rest>(?:\s[^<>]*?)?)/?>\s*(?P<more>.*)$")
_CLOSING = re.compile(r"</[A-Z][\w.]*>|\{%-?\s*end\w*\s*-?%\}")
_ADMONITION = re.compile(
    r"^\s*(?::::?|!!!)\s*(note|tip|info|warning|caution|danger|important)\b\s*(.*)$", re.IGNORECASE
)
_IMPORT = re.compile(r"^(?:import|export)\s.+(?:from\s+['\"]|=)")
_TAGS = re.compile(r"<(?!https?:)/?[a-zA-Z][^<>]*>")

_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def read_markdown(text: str) -> list[Block]:
    """Return the blocks of a Markdown page."""
    lines, front = _prepared(text)
    tokens = _PARSER.parse("\n".join(lines))
    return [*front, *_blocks(tokens)]


def _prepared(text: str) -> tuple[list[str], list[Block]]:
    """Return the lines with additions in the form of plain Markdown, and the front matter."""
    front: list[Block] = []
    found = _FRONT_MATTER.match(text)
    if found:
        for number, line in enumerate(found[1].splitlines(), 2):
            key = _FRONT_KEY.match(line)
            if key and key[1] == "title":
                front.append(Block("heading", number, key[2], level=1))
            elif key and key[1] in ("api", "openapi"):
                front.append(Block("text", number, re.sub(r"^\S+\.(?:json|ya?ml)\s+", "", key[2])))
        text = "\n" * found[0].count("\n") + text[found.end() :]
    text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
    return list(_plain_lines(text.splitlines())), front


def _plain_lines(lines: list[str]) -> Iterator[str]:
    """Yield one line for each line, tags of sites turned into words; what is fenced stays."""
    fence = ""
    for line in lines:
        opened = _FENCE.match(line)
        if fence or opened:
            mark = line.strip()[:3]
            if opened and not fence:
                fence = mark
            elif fence and mark == fence and not line.strip().strip(fence[0]):
                fence = ""
            yield line
            continue
        yield _plain_line(line)


def _plain_line(line: str) -> str:
    found = _LIQUID.match(line) or _COMPONENT.match(line)
    if found:
        more = _CLOSING.sub("", found["more"]).strip()
        words = lines_of_tag(
            found["name"],
            found["rest"],
            re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", more).replace("\\", ""),
        )
        more = "" if words and words[-1].endswith(more) else more
        return "  \n".join([*words, more]).strip() if words or more else ""
    admonition = _ADMONITION.match(line)
    if admonition:
        return f"{admonition[1].title()}: {admonition[2]}".strip()
    if _IMPORT.match(line):
        return ""
    return _CLOSING.sub("", line)


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    depth = 0
    level = 0
    fresh = False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        line = (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "list_item_open":
            depth, fresh = depth + 1, True
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type in ("fence", "code_block"):
            language = re.split(r"[\s{,:]", token.info.strip())[0].lower() if token.info else ""
            blocks.append(
                Block(
                    "code", line, token.content.strip("\n"), language=re.sub(r"--.*", "", language)
                )
            )
        elif token.type == "html_block":
            blocks += read_html(token.content, line)
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            blocks.append(Block("table", line, rows=tuple(_rows(tokens[at:end]))))
            at = end
        elif token.type == "inline":
            kind = "heading" if level else "item" if depth and fresh else "text"
            for offset, text in enumerate(_inline(token).split("\n")):
                if text.strip():
                    text = text.strip()
                    if kind == "heading":
                        blocks.append(Block("heading", line, text, level=level))
                    elif kind == "item" and offset == 0:
                        blocks.append(Block("item", line, text))
                    else:
                        blocks.append(Block("text", line + offset, text))
            level, fresh = 0, False
        at += 1
    return blocks


def _rows(tokens: list[Token]) -> Iterator[tuple[str, ...]]:
    row: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(" ".join(_inline(token).split()))
        elif token.type == "tr_close":
            yield tuple(row)


def _inline(token: Token) -> str:
    """Return the words of a line; code keeps its back-ticks."""
    out: list[str] = []
    for child in token.children or ():
        if child.type == "code_inline":
            out.append(f"`{child.content}`")
        elif child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type == "html_inline":
            if re.match(r"<br\b", child.content):
                out.append("\n")
            elif not _TAGS.fullmatch(child.content) or _is_variable(child.content, token.content):
                out.append(child.content)
        elif child.type == "text":
            out.append(child.content)
        elif child.type == "image":
            continue
    return "".join(out)


def _is_variable(tag: str, line: str) -> bool:
    """Whether ``<ID>`` is a variable of a path and no tag."""
    return bool(re.search(rf"/{re.escape(tag)}", line)) and not tag.startswith("</")
