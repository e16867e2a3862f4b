"""Requests that a page states: lines, tables, messages, keyed lines, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.frozen import Frozen
from generator.readers.pages import codes, tables, urls
from generator.readers.pages.blocks import Block
from generator.readers.pages.samples import SampleRequest
from generator.readers.pages.types import is_type
from generator.readers.pages.urls import Mention
from generator.readers.pages.vocabulary import is_required_mark, role_of

Blocks = Sequence[Block]


_BRACKETED = re.compile(
    r"\[(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)?\s*(?P<path>/\S*)?\]$"
)


class Found(Frozen):
    """A request as a block names it; of a sample, ``sample`` is what it sends."""

    at: int
    line: int
    mention: Mention
    used: tuple[int, ...] = ()
    sample: SampleRequest | None = None
    weak: bool = False


def declared(blocks: Blocks) -> Iterator[Found]:
    """Yield the requests that blocks state, in page order."""
    at = 0
    while at < len(blocks):
        found = _at(blocks, at)
        yield from found
        at = max([at, *(index for f in found for index in f.used)]) + 1


def _at(blocks: Blocks, at: int) -> list[Found]:
    block = blocks[at]
    if block.kind == "table":
        return [Found(at, block.line, mention, ()) for mention in tables.requests_in(block)]
    if block.kind == "code":
        return _in_code(block, at)
    mention = urls.request_line(block.text) or (
        _bracketed(blocks, at) if block.kind == "heading" else None
    )
    if mention:
        return [Found(at, block.line, mention, (at,) if block.kind != "heading" else ())]
    return _keyed(blocks, at) or _stacked(blocks, at) or _sentence(block, at)


def _bracketed(blocks: Blocks, at: int) -> Mention | None:
    """Return the request of a heading of API Blueprint: "List [GET /users]", "List [GET]"."""
    found = _BRACKETED.search(blocks[at].text)
    if not found or not found["method"]:
        return None
    if found["path"]:
        return Mention(found["method"], urls.address(found["path"]))
    above = (
        _BRACKETED.search(block.text) for block in reversed(blocks[:at]) if block.kind == "heading"
    )
    path = next((one["path"] for one in above if one and one["path"]), None)
    return Mention(found["method"], urls.address(path)) if path else None


def _in_code(block: Block, at: int) -> list[Found]:
    """Return the requests of a code block that holds request lines and nothing more."""
    lines = [line.strip() for line in block.text.splitlines() if line.strip()]
    if not lines or re.search(r"\bHTTP/\d", lines[0]):
        return []
    found = []
    for offset, line in enumerate(lines[:40]):
        mention = urls.request_line(line)
        if mention and not re.search(r"[{(=;]\s*$", line):
            found.append(Found(at, block.line + offset, mention, (at,) if len(lines) < 3 else ()))
        elif offset == 0:
            break
    if not found:
        if codes.language_of(block.text, block.language):
            return []  # a program with variables of these names
        method = next((m for line in lines[:8] if (m := urls.keyed_method(line))), "")
        target = next((a for line in lines[:8] if (a := urls.keyed_url(line))), None)
        if method and target:
            found.append(Found(at, block.line, Mention(method, target)))
    return found


def _keyed(blocks: Blocks, at: int) -> list[Found]:
    """Return the request of lines "Method: POST" and "URL: https://…", in either order."""
    block = blocks[at]
    method, target = urls.keyed_method(block.text), urls.keyed_url(block.text)
    if (
        method
        and target is None
        and (more := re.search(rf"\b(?:url|endpoint)\W{{0,4}}({urls.URL})", block.text, re.I))
    ):
        target = urls.address(more[1])
    if not method and target is None:
        return []
    used = [at]
    for index in range(at + 1, min(len(blocks), at + 5)):
        if blocks[index].kind in ("table", "code"):
            break
        text = blocks[index].text
        if not method and (more_method := urls.keyed_method(text)):
            method, used = more_method, [*used, index]
        elif target is None and (more_url := urls.keyed_url(text)):
            target, used = more_url, [*used, index]
        if method and target:
            break
    if method and target and target.path:
        return [Found(at, block.line, Mention(method, target), tuple(used))]
    return []


def _stacked(blocks: Blocks, at: int) -> list[Found]:
    """Return the request of a method in a line of its own, its address in the next ones."""
    block = blocks[at]
    method = urls.method_alone(block.text) or _method_and_words(blocks, at)
    if not method:
        return _url_then_method(blocks, at)
    pieces, before, index = "", "", at + 1
    if _titled(blocks, at):
        index += 1  # a title between method and address
    while (
        index < len(blocks)
        and index < at + 40
        and blocks[index].kind in ("text", "heading", "item", "code")
    ):
        text = blocks[index].text.strip().strip("`")
        if index == at + 1 and text.lower() == method.lower():
            index += 1
            continue
        if not pieces and (whole := urls.request_line(text)) and whole.method == method:
            return []
        if not _continues(pieces, before, text):
            break
        pieces, before = pieces + text, text
        index += 1
    if pieces and not pieces.endswith("://"):
        target = urls.address(urls._cut(pieces, ""))
        if target.path or target.base:
            return [Found(at, block.line, Mention(method, target), tuple(range(at, index)))]
    if block.kind in ("text", "item") and _opens(blocks, at):
        return [Found(at, block.line, Mention(method, None), (at,), weak=True)]
    return []


def _titled(blocks: Blocks, at: int) -> bool:
    """Whether a title stands between a method and a whole address."""
    if at + 2 >= len(blocks) or {blocks[at + 1].kind, blocks[at + 2].kind} - {"text", "heading"}:
        return False
    target = urls.url_alone(blocks[at + 2].text)
    words = blocks[at + 1].text
    plain = (
        role_of(words) is None and urls.url_alone(words) is None and not urls.method_alone(words)
    )
    return (
        plain and len(words.split()) < 10 and target is not None and target.base.startswith("http")
    )


def _method_and_words(blocks: Blocks, at: int) -> str:
    """Return the method of a line "get Return the balance" above an address."""
    found = re.match(r"(get|post|put|patch|delete)\s+[A-Z]", blocks[at].text)
    follows = at + 1 < len(blocks) and urls.url_alone(blocks[at + 1].text) is not None
    return found[1].upper() if found and follows else ""


def _continues(pieces: str, before: str, text: str) -> bool:
    """Whether a line is the next piece of an address that was broken into lines."""
    if not pieces:
        return urls.url_alone(text) is not None and not text.startswith("//")
    if text == "/" or re.fullmatch(r"/[\w{}.:<>$-]*", text):
        return True
    piece = re.fullmatch(r"(?:\{[^{}\s]+\}|[\w.:~@-]+)(?:/[\w{}.:-]*)*", text)
    return before == "/" and piece is not None


def _url_then_method(blocks: Blocks, at: int) -> list[Found]:
    target = urls.url_alone(blocks[at].text)
    if target is None or at + 1 >= len(blocks) or not (target.path.strip("/") or target.base):
        return []
    method = urls.method_alone(blocks[at + 1].text) if blocks[at + 1].kind == "text" else ""
    after = at + 2 < len(blocks) and urls.url_alone(blocks[at + 2].text) is not None
    if not method or after:
        return []
    return [Found(at, blocks[at].line, Mention(method, target), (at, at + 1))]


def _opens(blocks: Blocks, at: int) -> bool:
    """Whether a method alone opens the description of a request whose address was lost."""
    if not re.fullmatch(
        r"\W*(?:get|post|put|patch|delete|GET|POST|PUT|PATCH|DELETE)\W*", blocks[at].text
    ):
        return False
    if at + 1 < len(blocks) and blocks[at + 1].kind != "table":
        text = blocks[at + 1].text
        return role_of(text) is not None or (
            len(text.split()) > 2 and not is_type(text) and not is_required_mark(text)
        )
    return False


def _sentence(block: Block, at: int) -> list[Found]:
    mention = urls.sentence(block.text)
    return [Found(at, block.line, mention, ())] if mention else []


def query_names(query: str) -> list[str]:
    """Return the names of the parameters of a query: ``a=1&b=2``, and ``a,b`` of a template."""
    names = [
        re.sub(r"^[{\[(]+|[}\])]+$", "", piece.split("=")[0]) for piece in re.split(r"[&,]", query)
    ]
    return [name for name in names if re.fullmatch(r"[\w.$\[\]-]+", name)]


def method_of(found: Found) -> str:
    """Return the method of a sample: what it says, or what its body implies."""
    if found.mention.method:
        return found.mention.method.upper()
    request = found.sample
    return "POST" if request and (request.body or request.form or request.files) else "GET"
