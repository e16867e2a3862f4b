"""A page of the dialect mkdocs-material as HTML.

Python-Markdown, which MkDocs has, needs more than twice the time for a page; what it makes of
these pages is the same (tests compare both).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from generator.frozen import Frozen
from generator.site.highlight import highlighted

_BLOCK = re.compile(r'(?P<mark>===|!!!|\?\?\?\+?) (?:(?P<kind>[a-z]+) )?"(?P<title>.*)"')
_ID = re.compile(r" \{ #(?P<id>[a-z0-9_.-]+) \}$")
_METHOD = re.compile(r"^[A-Z]{3,10}(?= \S)")
_SLUG = re.compile(r"[^\w\s-]")


class Heading(Frozen):
    """A heading of a page: its ``title`` is HTML."""

    level: int
    id: str
    title: str


@dataclass(slots=True)
class Section:
    """What stands below a heading of level 1 or 2, as text to be found."""

    heading: Heading
    texts: list[str] = field(default_factory=list)


class Rendered(Frozen):
    """A page as HTML, its headings of level 1 and 2, and what can be found in it."""

    html: str
    sections: tuple[Section, ...]


def render(markdown: str) -> Rendered:
    """Return a page as HTML; front matter is left out before."""
    environment: dict[str, Any] = {"ids": set(), "tabs": 0}
    tokens = _PARSER.parse(markdown, environment)
    sections: list[Section] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _heading(tokens, index, environment)
            if heading.level <= 2:
                sections.append(Section(heading))
        elif token.type == "inline" and sections and _is_worth_finding(tokens, index):
            sections[-1].texts.append(_text(token))
    html = _RENDERER.render(tokens, _PARSER.options, environment)
    return Rendered(html, tuple(sections))


def _is_worth_finding(tokens: Sequence[Token], index: int) -> bool:
    """Whether a text is no heading that is found by itself, and no line of a table of contents."""
    before = tokens[index - 1]
    if before.type == "heading_open":
        return before.tag > "h2"
    is_item = index > 1 and tokens[index - 2].type == "list_item_open"
    links = (str(c.attrGet("href")) for c in tokens[index].children or () if c.type == "link_open")
    return not is_item or all("://" in href for href in links)


def _text(token: Token) -> str:
    """Return the text of a paragraph, heading or cell."""
    found = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            found.append(child.content)
        elif child.type in ("softbreak", "hardbreak", "html_inline"):
            found.append(" " if child.content in ("", "<br>") else "")
    return " ".join("".join(found).split())


# Headings


def _heading(tokens: Sequence[Token], index: int, environment: dict[str, Any]) -> Heading:
    """Give a heading its id and a link to itself."""
    token, inline = tokens[index], tokens[index + 1]
    children = inline.children or []
    explicit = _ID.search(children[-1].content) if children else None
    if explicit:
        children[-1].content = children[-1].content[: explicit.start()]
        inline.content = inline.content.removesuffix(explicit[0])
    title = _RENDERER.renderInline(children, _PARSER.options, environment)
    id_ = explicit["id"] if explicit else _unique(_slug(_text(inline)), environment["ids"])
    environment["ids"].add(id_)
    token.attrSet("id", id_)
    level = int(token.tag[1])
    if level <= 2:
        link = Token("html_inline", "", 0)
        link.content = f'<a class="headerlink" href="#{id_}" title="Permanent link">&para;</a>'
        inline.children = [*children, link]
    return Heading(level, id_, title)


def _as_method(found: re.Match[str]) -> str:
    return f'<b class="{found[0].lower()}">{found[0]}</b>'


def _slug(text: str) -> str:
    return re.sub(r"[-\s]+", "-", _SLUG.sub("", text).strip().lower()) or "_"


def _unique(id_: str, taken: set[str]) -> str:
    found, number = id_, 1
    while found in taken:
        found, number = f"{id_}_{number}", number + 1
    return found


# Tabs, notes and details: a line with their title, and what is indented below it


def _block_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = _block_at(state, start)
    if found is None:
        return False
    if silent:
        return True
    if found["mark"] != "===":
        state.line = _container(state, start, end, found)
        return True
    tabs = []
    while found is not None and found["mark"] == "===":
        token = state.push("tab_open", "div", 1)
        tabs.append(found["title"])
        token.meta = {"tabs": tabs, "number": len(tabs)}
        start = _inside(state, start, end)
        state.push("tab_close", "div", -1)
        found = _block_at(state, start) if start < end else None
    state.tokens[-1].meta = {"last": True}
    state.line = start
    return True


def _block_at(state: StateBlock, line: int) -> re.Match[str] | None:
    if state.sCount[line] - state.blkIndent >= 4 or state.sCount[line] < state.blkIndent:
        return None
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    return _BLOCK.fullmatch(text) if text.startswith(("===", "!!!", "???")) else None


def _container(state: StateBlock, start: int, end: int, found: re.Match[str]) -> int:
    is_note = found["mark"] == "!!!"
    token = state.push("block_open", "div" if is_note else "details", 1)
    token.meta = {"kind": found["kind"], "open": found["mark"].endswith("+")}
    title = state.push("title_open", "p" if is_note else "summary", 1)
    if is_note:
        title.attrSet("class", "admonition-title")
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = found["title"], [start, start + 1], []
    state.push("title_close", title.tag, -1)
    after = _inside(state, start, end)
    state.push("block_close", token.tag, -1)
    return after


def _inside(state: StateBlock, start: int, end: int) -> int:
    """Parse what is indented below a line; return the line behind it."""
    indent = state.blkIndent + 4
    line = last = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
        if not state.isEmpty(line - 1):
            last = line
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, last, "container"
    state.md.block.tokenize(state, start + 1, last)
    state.blkIndent, state.lineMax, state.parentType = before
    return line


class _Renderer(RendererHTML):
    """Writes the elements that the theme has styles for."""

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write a block of code."""
        token = tokens[idx]
        code = highlighted(token.content, token.info)
        return f'<div class="highlight"><pre><code>{code}\n</code></pre></div>\n'

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write code within a line; the method of a request stands out."""
        content = escape(tokens[idx].content, quote=False)
        return f"<code>{_METHOD.sub(_as_method, content)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write code that is indented."""
        return self.fence(tokens, idx, options, env)

    def block_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write the start of a note or of details."""
        meta = tokens[idx].meta
        if tokens[idx].tag == "div":
            return f'<div class="admonition {meta["kind"]}">\n'
        return f'<details class="{meta["kind"]}"{" open" if meta["open"] else ""}>\n'

    def tab_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write the start of a tab; before the first one the labels of all."""
        meta = tokens[idx].meta
        if meta["number"] > 1:
            return '<div class="tabbed-block">\n'
        env["tabs"] += 1
        group, titles = f"__tabbed_{env['tabs']}", meta["tabs"]
        rows = [
            f'<div class="tabbed-set tabbed-alternate" data-tabs="{env["tabs"]}:{len(titles)}">'
        ]
        rows += (
            f'<input{" checked" if n == 1 else ""} id="{group}_{n}" name="{group}" type="radio">'
            for n in range(1, len(titles) + 1)
        )
        labels = (
            f'<label for="{group}_{n}">{_PARSER.renderInline(title)}</label>'
            for n, title in enumerate(titles, 1)
        )
        rows += ['<div class="tabbed-labels">', *labels, "</div>"]
        return "".join([*rows, '<div class="tabbed-content">\n<div class="tabbed-block">\n'])

    def tab_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write the end of a tab, and behind the last one that of all."""
        return "</div>\n" + ("</div>\n</div>\n" if tokens[idx].meta.get("last") else "")

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write a link; between pages it leads to HTML."""
        token = tokens[idx]
        href = str(token.attrGet("href"))
        if "://" not in href and not href.startswith("mailto:"):
            file, sign, fragment = href.partition("#")
            token.attrSet("href", re.sub(r"\.md$", ".html", file) + sign + fragment)
        return f'<a href="{escape(str(token.attrGet("href")))}">'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", renderer_cls=_Renderer).enable(["table", "strikethrough"])
    parser.block.ruler.before(
        "fence", "blocks", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return parser


_PARSER = _parser()
_RENDERER: Any = _PARSER.renderer
