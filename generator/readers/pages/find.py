"""Which requests a page describes: those that it states, and those that its samples send."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.readers.pages import auth, codes, openapi, urls
from generator.readers.pages.blocks import Block
from generator.readers.pages.codes import is_answer, is_json
from generator.readers.pages.draft import Draft
from generator.readers.pages.sections import set_extents
from generator.readers.pages.stated import Blocks, Found, declared, method_of, query_names
from generator.readers.pages.urls import Address, Mention

#: So many requests of a page are read: each is held against all others.
MOST_REQUESTS = 2000


def find(blocks: Blocks) -> tuple[list[Draft], list[Found], set[int]]:
    """Return the drafts in page order, the requests of samples, and the blocks read for them."""
    stated = list(declared(blocks))
    sampled = list(_sampled(blocks))
    if any(not found.weak for found in stated):
        stated = [f for f in stated if not f.weak or f.mention.address]
    drafts = _drafts(stated, blocks)
    _complete(drafts, sampled, blocks)
    if not any(draft.path is not None for draft in drafts):
        drafts = _from_samples(sampled, blocks) or drafts
    used = {index for found in stated for index in found.used}
    set_extents(drafts, blocks)
    return drafts, sampled, used


def _drafts(declared: Sequence[Found], blocks: Blocks) -> list[Draft]:
    """Return one draft a request; what is stated again is the same request."""
    drafts: list[Draft] = []
    illustrations = _illustrations(declared)
    for found in declared:
        if len(drafts) > MOST_REQUESTS:
            break
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
        if same and target:
            same.queries.add(target.query)
        if same:
            if path and same.path != path and same.path is not None:
                same.aliases.append(path)
            if target and target.base and not same.base:
                same.base, same.path = target.base, path
            continue
        draft = Draft(mention.method, found.line, found.at, path=path, aside=mention.aside)
        if target:
            draft.base = target.base
            draft.query = query_names(target.query)
            draft.queries.add(target.query)
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


def _sampled(blocks: Blocks) -> Iterator[Found]:
    for at, block in enumerate(blocks):
        if block.kind != "code" or is_json(block.text) or openapi.sniff(block.text):
            continue
        for request in codes.requests_in(block.text, block.language):
            if not request.url:
                continue
            mention = Mention(request.method or "", urls.address(request.url))
            yield Found(at, block.line, mention, (), request)


def _complete(drafts: list[Draft], sampled: Sequence[Found], blocks: Blocks) -> None:
    """Give drafts the address and the base that only their samples show."""
    set_extents(drafts, blocks)
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
                    draft.query = query_names(target.query)
                continue
            if draft.base or not target.base or (method != draft.method and found.mention.method):
                continue
            prefix = urls.prefix_of(urls.template(target.path), draft.path)
            if prefix is not None:
                draft.base, draft.prefix = target.base, prefix
                draft.path = prefix + draft.path
    _share_base(drafts, blocks)
    _share_server(drafts)


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


def _share_server(drafts: Sequence[Draft]) -> None:
    """Give drafts without a server the only one of all others, with what stands before paths."""
    ours = [d for d in drafts if not d.aside and not urls.is_readers_own(f"{d.base}{d.path}")]
    servers = {(draft.base, draft.prefix) for draft in ours if draft.base}
    if len(servers) != 1:
        return
    base, prefix = servers.pop()
    for draft in ours:
        if not draft.base and draft.path is not None:
            draft.base, draft.path, draft.served = base, prefix + draft.path, True


def _words(block: Block) -> str:
    if block.kind == "table":
        return "\n".join(" | ".join(row) for row in block.rows)
    return block.text


def _from_samples(sampled: Sequence[Found], blocks: Blocks) -> list[Draft]:
    """Return drafts for the requests of samples, when they look like more than an illustration."""
    drafts: list[Draft] = []
    for found in sampled:
        if len(drafts) > MOST_REQUESTS:
            break
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
        draft.query = query_names(target.query)
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
