"""Which requests a page describes, and which of its blocks are about each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.readers.pages import auth, openapi, samples, tables, urls
from generator.readers.pages.blocks import Block
from generator.readers.pages.codes import is_answer, is_json
from generator.readers.pages.draft import Draft
from generator.readers.pages.samples import SampleRequest
from generator.readers.pages.statuses import status_line
from generator.readers.pages.types import is_type
from generator.readers.pages.urls import Address, Mention
from generator.readers.pages.vocabulary import is_required_mark, role_of

Blocks = Sequence[Block]


@dataclass(frozen=True, slots=True)
class Found:
    """A request as a block names it; of a sample, ``sample`` is what it sends."""

    at: int
    line: int
    mention: Mention
    used: tuple[int, ...] = ()
    sample: SampleRequest | None = None
    weak: bool = False


def find(blocks: Blocks) -> tuple[list[Draft], list[Found], set[int]]:
    """Return the drafts in page order, the requests of samples, and the blocks read for them."""
    declared = list(_declared(blocks))
    sampled = list(_sampled(blocks))
    if any(not found.weak for found in declared):
        declared = [f for f in declared if not f.weak or f.mention.address]
    drafts = _drafts(declared, blocks)
    _complete(drafts, sampled, blocks)
    if not any(draft.path is not None for draft in drafts):
        drafts = _from_samples(sampled, blocks) or drafts
    used = {index for found in declared for index in found.used}
    _extents(drafts, blocks)
    return drafts, sampled, used


# Requests that the page states


def _declared(blocks: Blocks) -> Iterator[Found]:
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
    mention = urls.request_line(block.text)
    if mention:
        return [Found(at, block.line, mention, (at,))]
    return _keyed(blocks, at) or _stacked(blocks, at) or _sentence(block, at)


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


def _drafts(declared: Sequence[Found], blocks: Blocks) -> list[Draft]:
    """Return one draft a request; what is stated again is the same request."""
    drafts: list[Draft] = []
    illustrations = _illustrations(declared)
    for found in declared:
        mention = found.mention
        if mention.address and (mention.method, mention.address.path) in illustrations:
            continue
        target = mention.address
        path = urls.template(target.path) if target else None
        same = next(
            (d for d in drafts if d.method == mention.method and _one(d, target, path)), None
        )
        if (
            same
            and path is not None
            and _is_listing(blocks, same.at)
            and not _is_listing(blocks, found.at)
        ):
            drafts.remove(same)
            same = None
        if same:
            if path and same.path != path and same.path is not None:
                same.aliases.append(path)
            if target and target.base and not same.base:
                same.base, same.path = target.base, path
            continue
        draft = Draft(mention.method, found.line, found.at, path=path)
        if target:
            draft.base = target.base
            draft.query = _query_names(target.query)
        drafts.append(draft)
    return sorted(drafts, key=lambda d: d.at)


def _illustrations(declared: Sequence[Found]) -> set[tuple[str, str]]:
    """Return the requests that only show how queries are written: each time with another one."""
    queries: dict[tuple[str, str], set[str]] = {}
    for found in declared:
        if found.mention.address:
            key = (found.mention.method, found.mention.address.path)
            queries.setdefault(key, set()).add(found.mention.address.query)
    return {key for key, values in queries.items() if len(values) > 2 and "" not in values}


def _one(draft: Draft, target: Address | None, path: str | None) -> bool:
    """Whether a request that a page states is one that it has stated before."""
    if path is None or draft.path is None or target is None:
        return False
    if draft.base and target.base and draft.base.lower() != target.base.lower():
        return urls.same_path(draft.path, path) and "{" not in draft.base + target.base
    if urls.same_path(draft.path, path):
        return True
    longer, shorter = (path, draft.path) if len(path) > len(draft.path) else (draft.path, path)
    whole = target.base if longer == path else draft.base
    prefix = urls.prefix_of(longer, shorter)
    return bool(whole) and prefix is not None and shorter.count("/") > 0 and "{" not in prefix


def _is_listing(blocks: Blocks, at: int) -> bool:
    """Whether a block lists requests, as a table of contents does."""
    if blocks[at].kind not in ("item", "table"):
        return False
    near = blocks[max(0, at - 1) : at + 2]
    return (
        sum(block.kind == blocks[at].kind == "item" for block in near) > 1
        or blocks[at].kind == "table"
    )


def _query_names(query: str) -> list[str]:
    names = [
        re.sub(r"^[{\[(]+|[}\])]+$", "", piece.split("=")[0]) for piece in re.split(r"[&,]", query)
    ]
    return [name for name in names if re.fullmatch(r"[\w.$\[\]-]+", name)]


# Requests that samples send


def _sampled(blocks: Blocks) -> Iterator[Found]:
    for at, block in enumerate(blocks):
        if block.kind != "code" or is_json(block.text) or openapi.sniff(block.text):
            continue
        for request in samples.read(block.text, block.language or None):
            if not request.url:
                continue
            mention = Mention(request.method or "", urls.address(request.url))
            yield Found(at, block.line, mention, (), request)


def _complete(drafts: list[Draft], sampled: Sequence[Found], blocks: Blocks) -> None:
    """Give drafts the address and the base that only their samples show."""
    _extents(drafts, blocks)
    for draft in drafts:
        inside = [f for f in sampled if draft.start <= f.at < draft.end]
        for found in (*inside, *(f for f in sampled if f not in inside)):
            target = found.mention.address
            if target is None:
                continue
            method = method_of(found)
            if draft.path is None:
                if found in inside and method == draft.method:
                    draft.base, draft.path = target.base, urls.template(target.path)
                    draft.query = _query_names(target.query)
                continue
            if draft.base or not target.base or (method != draft.method and found.mention.method):
                continue
            prefix = urls.prefix_of(urls.template(target.path), draft.path)
            if prefix is not None:
                draft.base = target.base
                draft.path = prefix + draft.path
    _share_base(drafts, blocks)


def _share_base(drafts: list[Draft], blocks: Blocks) -> None:
    """Give drafts without a base the one that the page states once, for all of them."""
    stated = {
        base for block in blocks if block.kind != "code" and (base := urls.base_url(_words(block)))
    }
    if len(stated) != 1:
        return
    target = urls.address(stated.pop())
    for draft in drafts:
        if not draft.base and draft.path is not None:
            draft.base = target.base
            prefix = urls.template(target.path).rstrip("/")
            if not draft.path.startswith(prefix + "/"):
                draft.path = prefix + draft.path


def _words(block: Block) -> str:
    if block.kind == "table":
        return "\n".join(" | ".join(row) for row in block.rows)
    return block.text


def method_of(found: Found) -> str:
    """Return the method of a sample: what it says, or what its body implies."""
    if found.mention.method:
        return found.mention.method.upper()
    request = found.sample
    return "POST" if request and (request.body or request.form or request.files) else "GET"


def _from_samples(sampled: Sequence[Found], blocks: Blocks) -> list[Draft]:
    """Return drafts for the requests of samples, when they look like more than an illustration."""
    drafts: list[Draft] = []
    for found in sampled:
        target = found.mention.address
        if (
            target is None
            or not (target.base or found.mention.method)
            or (not target.path.strip("/") and not target.base)
        ):
            continue
        if not _earnest(found, blocks):
            continue
        method, path = method_of(found), urls.template(target.path)
        if any(d.method == method and d.path and urls.same_path(d.path, path) for d in drafts):
            continue
        host = next(
            (d for d in drafts if d.method == method and _literally(d.path or "", path)), None
        )
        if host:
            continue
        draft = Draft(method, found.line, found.at, target.base, path, declared=False)
        draft.query = _query_names(target.query)
        drafts.append(draft)
    return drafts


def _literally(template: str, path: str) -> bool:
    """Whether a path is a template with its variables filled in."""
    return urls.prefix_of(path, template) == "" and "{" in template


def _earnest(found: Found, blocks: Blocks) -> bool:
    """Whether a sample shows a request of the API: it says its method, or how it is authorised.

    A sample without any of this, and without an answer below it, may only illustrate curl.
    """
    request = found.sample
    if request is None:
        return False
    says_method = re.search(r"(?:^|\s)(?:-X|--request)\b|\bmethod\b|\bHTTP/", blocks[found.at].text)
    if says_method or request.auth or request.client != "curl":
        return True
    if any(name.lower() == "authorization" or auth.is_key(name) for name, _ in request.headers):
        return True
    follows = blocks[found.at + 1] if found.at + 1 < len(blocks) else None
    return bool(follows and follows.kind == "code" and is_answer(follows.text))


# Which blocks belong to which request


def _extents(drafts: list[Draft], blocks: Blocks) -> None:
    before = -1
    for draft in drafts:
        draft.title = _title(blocks, draft.at, before)
        draft.start = draft.title if draft.title is not None else draft.at
        before = draft.at
    for index, draft in enumerate(drafts):
        draft.end = drafts[index + 1].start if index + 1 < len(drafts) else len(blocks)
        draft.end = max(draft.end, draft.at + 1)
        if len(drafts) > 1:
            draft.end = _section_end(blocks, draft)
    if len(drafts) == 1 and not _headed_before(blocks, drafts[0]):
        drafts[0].start = 0


def _headed_before(blocks: Blocks, draft: Draft) -> bool:
    """Whether sections about something else stand before that of the only request."""
    if draft.title is None or blocks[draft.title].kind != "heading":
        return False
    level = blocks[draft.title].level
    before = blocks[: draft.title]
    return any(b.kind == "heading" and b.level >= level and _is_section(b.text) for b in before)


def _title(blocks: Blocks, at: int, before: int) -> int | None:
    """Return the heading above a request, or the line that reads like one."""
    headed = any(block.kind == "heading" for block in blocks[before + 1 : at + 1])
    if headed:
        for index in range(at, before, -1):
            if blocks[index].kind == "heading" and _is_section(blocks[index].text):
                return index
        return None
    for index in range(at - 1, max(before, at - 6), -1):
        block = blocks[index]
        if block.kind == "text" and is_title(block.text):
            return index
    return None


def _is_section(text: str) -> bool:
    """Whether a heading opens a part about something else: it is no role and no status."""
    return role_of(text) is None and status_line(text, listed=True) is None


def is_title(text: str) -> bool:
    """Whether a line reads like a heading: short, without an end, and no word of a list."""
    words = text.split()
    if (
        not 1 <= len(words) <= 9
        or text[-1] in ".:;,?!{}()"
        or is_type(text)
        or is_required_mark(text)
    ):
        return False
    return (
        role_of(text) is None
        and ": " not in text
        and not urls.method_alone(text)
        and text[0].isalpha()
        and urls.url_alone(text) is None
    )


def _section_end(blocks: Blocks, draft: Draft) -> int:
    """Return where a section ends: before a heading as high as its own that opens another."""
    if draft.title is None or blocks[draft.title].kind != "heading":
        return draft.end
    level = blocks[draft.title].level
    for index in range(draft.at + 1, draft.end):
        block = blocks[index]
        if block.kind == "heading" and (
            block.level < level or (block.level == level and _is_section(block.text))
        ):
            return index
    return draft.end
