"""Markdown: text, code, fences, links. Right in CommonMark, on GitHub and in each `Flavour`.

What makes these safe is short. In what they return, ``<``, ``&``, backticks, brackets, braces and
bars stand only where this module put them: those of the input became entities or have a backslash
in front. Code is the exception: it stays as it is between fences longer than any inside, or, where
a host would act even on code, becomes HTML that holds nothing but entities.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

from generator.escaping.marked import Markup
from generator.escaping.words import REMEMBERED, UNPRINTABLE, UnescapedError
from generator.frozen import Frozen


class Flavour(Frozen, eq=False):
    """What a host makes of Markdown; filters remember what they made of a text for each.

    ``html``: HTML in a page is kept; Goldmark drops it. ``jsx``: it is JSX, as in MDX.
    ``pictures``: pages show those from the web; where not, links lead to them. ``directives``:
    how a fence is written which holds what hosts obey even there: as ``html``, ``spaced`` out,
    or ``kept``, because this host obeys none.
    """

    html: bool = True
    jsx: bool = False
    pictures: bool = True
    directives: Literal["html", "spaced", "kept"] = "html"

    @property
    def line_break(self) -> str:
        """What ends a line within a paragraph or a cell."""
        return "<br />" if self.jsx else "<br>" if self.html else ""


COMMONMARK = Flavour()

# Backslashes for what both CommonMark and Python-Markdown let escape so and what often occurs;
# entities mean the same everywhere, template engines included.
_SPECIAL = re.compile(
    r"[*\[\]#\\`<>{}|~$^]"
    r"|&(?=[A-Za-z#])"  # an entity, with or without its semicolon
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # between letters it is no emphasis
    r"|:(?=[\w+-]+:)"  # :emoji:
    r"|=(?==)"
)
_BACKSLASHED = frozenset("*[]#_")

# What means something where a line starts: lists, underlines, admonitions, MDX, snippets.
_LINE_START = re.compile(
    r"^(?:=|[-+](?=\s|$)|-(?=-)|:(?=[\s:])|[!?/%](?=[!?/%])|;(?=-)|\d{1,9}(?=[.)](?:\s|$))"
    r"|i(?=mport\b)|e(?=xport\b))"
)

# Directives that hosts obey even inside code: pymdownx.snippets, Hugo, and the end of the "raw"
# block that a page stands in (Jinja, Liquid).
_DIRECTIVE = re.compile(r"-8<-|\{\{[<%]|\{%[-+]?\s*endraw")
_NEEDS_HTML = re.compile(r"[`\\|]|<[A-Za-z/!?-]|&#?\w+;|\{%|\{\{[<%]")

_SCHEME = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_ANCHOR = re.compile(r"[a-z0-9_.-]+")
_HREF = re.compile(r"(?:[a-z0-9_./-]+\.(?:md|html))?(?:#[a-z0-9_.-]+)?")
_SERVED = re.compile(r"[a-z0-9_./-]*(?:#[a-z0-9_.-]+)?")
_LANGUAGE = re.compile(r"[a-z0-9+-]*")


@lru_cache(REMEMBERED)
def text(value: str) -> Markup:
    """Return text for one line of Markdown: nothing in it is markup, HTML or a template tag."""
    return Markup(line_start(escaped(one_line(value))))


@lru_cache(REMEMBERED)
def phrase(value: str) -> Markup:
    """Return text as `text` does for behind something on its line: in a heading, a link, a cell."""
    return Markup(escaped(one_line(value)))


def title(value: str) -> Markup:
    """Return text between the quotes of an admonition's title."""
    return Markup(str(text(value)).replace('"', "&quot;"))


def message(value: str) -> Markup:
    """Return a message for one line: what it has between backticks is code, the rest text."""
    pieces = one_line(value).split("`")
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["`".join(pieces[-2:])]
    written = (code(piece) if i % 2 else escaped(piece) for i, piece in enumerate(pieces))
    return Markup(line_start("".join(written)))


@lru_cache(REMEMBERED)
def code(value: str, flavour: Flavour = COMMONMARK) -> Markup:
    """Return code within a line or a table cell, with white space as a browser shows it.

    Without HTML, what a code span cannot hold everywhere is text. Nothing shows as such.
    """
    line = one_line(value)
    if not line:
        return Markup("(empty)")
    if not _NEEDS_HTML.search(line):
        return Markup(f"`{line}`")
    return Markup(f"<code>{escaped(line)}</code>" if flavour.html else escaped(line))


def fence(value: str, language: str = "", flavour: Flavour = COMMONMARK) -> Markup:
    """Return a block of code; it stands between empty lines and is not indented.

    What is done with a directive that a host would obey even there, the flavour says.
    """
    if not _LANGUAGE.fullmatch(language):
        raise UnescapedError("a value that is no language stands where one belongs")
    content = visible(value)
    if content.endswith("\n"):
        content = content[:-1]
    if flavour.directives == "spaced":
        content = without_directives(content)
    elif flavour.directives == "html" and _DIRECTIVE.search(content):
        return Markup(f"<pre><code>{_entities(content)}\n</code></pre>")
    fences = re.findall(r"`{3,}", content) if "```" in content else ()
    longest = max(map(len, fences), default=2)
    ticks = "`" * (longest + 1)
    return Markup(f"{ticks}{language}\n{content}\n{ticks}" if content else f"{ticks}\n{ticks}")


def href(value: str) -> Markup:
    """Return a link to a page or an anchor of ours."""
    if not value or not _HREF.fullmatch(value):
        raise UnescapedError("a value that is no link of ours stands where one belongs")
    return Markup(value)


def served(value: str) -> Markup:
    """Return a link to where a site has a page of ours."""
    if not _SERVED.fullmatch(value):
        raise UnescapedError("a value that is no link of ours stands where one belongs")
    return Markup(value or "./")


def heading(level: int) -> Markup:
    """Return the mark of a heading."""
    return Markup("#" * min(level, 6))


def anchor(value: str) -> Markup:
    """Return a fragment id of our own names."""
    if not _ANCHOR.fullmatch(value):
        raise UnescapedError("a value that is no anchor stands where one belongs")
    return Markup(value)


# What `markdown_prose` is made of


def one_line(value: str) -> str:
    """Return text without line ends, runs of white space or characters that hide others."""
    return " ".join(UNPRINTABLE.sub(" ", value).split())


def with_lf(value: str) -> str:
    """Return text whose lines end with LF."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def visible(value: str) -> str:
    """Return code with LF line ends, and a mark for each character that hides or reorders."""
    return UNPRINTABLE.sub("\ufffd", with_lf(value))


def escaped(value: str) -> str:
    """Return text that may stand anywhere but at the start of a line."""
    return _SPECIAL.sub(lambda m: _escape(m[0]), value)


def line_start(line: str) -> str:
    """Return an escaped line that may stand at the start of one."""
    return _LINE_START.sub(lambda m: _escape_start(m[0]), line)


def destination(value: str) -> str | None:
    """Return a link's destination, or ``None`` when it is not one of the web's or of mail."""
    value = one_line(value)
    if not _SCHEME.match(value):
        return None
    return quote(value, safe="/:?&=#%+,;@~", errors="replace")


def without_directives(content: str) -> str:
    """Return code in which no host finds a directive, for places where HTML is not possible."""
    return _DIRECTIVE.sub(lambda m: m[0][0] + " " + m[0][1:], content)


def _escape(character: str) -> str:
    if character in _BACKSLASHED:
        return "\\" + character
    return _NAMED.get(character) or f"&#{ord(character)};"


_NAMED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def _escape_start(mark: str) -> str:
    if mark.isdigit():
        return mark + "\\"
    return "\\" + mark if mark in "-+" else f"&#{ord(mark)};"


def _entities(content: str) -> str:
    return re.sub(r"[&<>`{}]", lambda m: _escape(m[0]), content)
