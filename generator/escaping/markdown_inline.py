"""The text of one paragraph or cell of a description: emphasis, code, links to the web."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from generator.escaping.markdown import Flavour, code, destination, escaped, one_line
from generator.frozen import Frozen


class Prose(Frozen):
    """What a description is written with: its host, and where its labels of links lead."""

    flavour: Flavour
    references: Mapping[str, str]


_TOKEN = re.compile(
    r"""
    \\(?P<escaped>[!-/:-@\[-`{-~])
  | (?P<hard>\\\n)
  | (?P<ticks>`+)
  | (?P<comment><!--.{0,2000}?-->)
  | <(?P<auto>(?:https?://|mailto:)[^\s<>]*)>
  | </?(?P<tag>br|b|strong|i|em|p|div|span|u|font|center|small|sub|sup)(?:\s[^<>]*)?/?>
  | <(?P<code>code|kbd|tt)>(?P<inside>[^<>]*)</(?P=code)>
  | (?P<image>!?)\[
  | (?P<url>https?://[^\s<>"'`|\\]*[^\s<>"'`|\\.,;:!?)\]}*_])
  | &(?P<entity>\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
  | (?P<emphasis>\*{1,3}|_{1,3}|~~)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_TAGS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_TARGET = re.compile(
    r"\(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<plain>(?:[^\s()<>]|\([^\s()]*\))*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_SAFE_AUTO = re.compile(r"[A-Za-z0-9._~:/?#@!&()*+,;=%-]+")


def inline(text: str, prose: Prose, *, links: bool = True) -> str:
    """Return the text of a paragraph or cell; its lines still want `line_start`."""
    line = _Line(text, prose, links, _brackets(text))
    out: list[str] = []
    position = 0
    while found := _TOKEN.search(text, position):
        out.append(escaped(text[position : found.start()]))
        written, position = _token(found, line)
        out.append(written)
    out.append(escaped(text[position:]))
    return "".join(out)


class _Line(Frozen):
    """A text being read; ``closing`` has for each opening bracket the place of its other one."""

    text: str
    prose: Prose
    links: bool
    closing: Mapping[int, int]


def _brackets(text: str) -> dict[int, int]:
    closing: dict[int, int] = {}
    opened: list[int] = []
    for mark in re.finditer(r"\\.|[\[\]]", text):
        if mark[0] == "[":
            opened.append(mark.start())
        elif mark[0] == "]" and opened:
            closing[opened.pop()] = mark.start()
    return closing


def _token(found: re.Match[str], line: _Line) -> tuple[str, int]:
    """Return what a token is written as, and where reading goes on."""
    end = found.end()
    kind = found.lastgroup
    flavour = line.prose.flavour
    if kind == "ticks":
        return _code_span(found, line)
    if kind == "image":
        return _link(found, line)
    if kind in ("auto", "url"):
        return _auto(found[kind], line), end
    if kind == "emphasis":
        return _emphasis(found, line.text), end
    if kind == "hard":
        return (flavour.line_break or "\\") + "\n", end
    if kind == "tag":
        tag = found["tag"].lower()
        return (flavour.line_break or " ") if tag == "br" else _TAGS.get(tag, ""), end
    if kind == "inside":
        return str(code(html.unescape(found["inside"]), flavour)), end
    if kind == "escaped":
        # A link may follow, which an exclamation mark would make an image.
        return "&#33;" if found["escaped"] == "!" else escaped(found["escaped"]), end
    if kind == "entity":
        return escaped(one_line(html.unescape(found[0])) or " "), end
    return "", end


def _code_span(found: re.Match[str], line: _Line) -> tuple[str, int]:
    ticks = found["ticks"]
    close = re.compile(rf"(?<!`){ticks}(?!`)").search(line.text, found.end())
    if close is None:
        return escaped(ticks), found.end()
    inside = line.text[found.end() : close.start()]
    return str(code(inside, line.prose.flavour)), close.end()


def _auto(url: str, line: _Line) -> str:
    to = destination(url) if line.links and _SAFE_AUTO.fullmatch(url) else None
    if to is None:
        return escaped(url)
    # In MDX an angle bracket begins an element.
    return f"[{escaped(url)}]({to})" if line.prose.flavour.jsx else f"<{url}>"


def _emphasis(found: re.Match[str], text: str) -> str:
    """Keep the marks of emphasis, but not those that stand alone or in a longer row."""
    before = text[found.start() - 1 : found.start()]
    after = text[found.end() : found.end() + 1]
    alone = (not before or before.isspace()) and (not after or after.isspace())
    longer = before == found[0][0] or after == found[0][0]
    return "".join(map(escaped, found[0])) if alone or longer else found[0]


def _link(found: re.Match[str], line: _Line) -> tuple[str, int]:
    """Write a link or image to the web; of one to elsewhere only its text is left."""
    close = line.closing.get(found.end() - 1)
    if close is None or not (line.links or found["image"]):
        return escaped(found[0]), found.end()
    label = line.text[found.end() : close]
    end = close + 1
    if target := _TARGET.match(line.text, end):
        goal, end = target["angle"] or target["plain"] or "", target.end()
    else:
        named = re.compile(r"\[([^\[\]]*)\]").match(line.text, end)
        known = line.prose.references.get(label_of(named[1] if named and named[1] else label))
        if known is None:
            return escaped(found[0]), found.end()
        goal, end = known, named.end() if named else end
    to = destination(html.unescape(goal))
    if found["image"]:
        alt = escaped(one_line(label))
        if to and line.prose.flavour.pictures:
            return f"![{alt}]({to})", end
        alt = alt or "picture"
        return (f"[{alt}]({to})" if to and line.links else alt), end
    shown = inline(one_line(label), line.prose, links=False) or escaped(one_line(goal))
    return (f"[{shown}]({to})" if to else shown), end


def label_of(label: str) -> str:
    """Return a link's label as labels are compared."""
    return one_line(label).casefold()
