"""A page, from its blocks to the drafts of its requests."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.readers.pages import auth, codes, openapi, urls
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Credential, Draft
from generator.readers.pages.fill import fill
from generator.readers.pages.find import find
from generator.readers.pages.places import merge_params
from generator.readers.pages.titles import name_of
from generator.readers.pages.vocabulary import Role, role_of

_DATE = r"(?:\d{4}-\d\d(?:-\d\d)?|\d{1,2}\.? \w+ \d{4}|\w+ \d{1,2}, \d{4})"
_VERSION = re.compile(
    rf"\W*(?:v(?:ersion)? ?)?(?:\d+(?:\.\d+)+|{_DATE})(?:\W+{_DATE})?\W*", re.IGNORECASE
)


def drafts_of(blocks: Sequence[Block]) -> list[Draft]:
    """Return the requests that a page describes, in page order.

    A page that lost method and address, but has the parts of a description, gives one draft
    whose ``path`` is ``None``.
    """
    drafts, sampled, used = find(blocks)
    partial = _partial(blocks) if not drafts else None
    drafts = [partial] if partial else drafts
    everywhere = _everywhere(blocks, drafts)
    for draft in drafts:
        fill(draft, blocks, used, sampled)
        draft.auth = auth.merged(draft.auth) or auth.merged(everywhere)
    for block in blocks:
        if block.kind == "code" and openapi.sniff(block.text):
            _join(drafts, openapi.read(block.text, block.line))
    kept = [d for d in drafts if (d.path is not None and not _passing(d, blocks)) or d is partial]
    for draft in kept:
        draft.name = draft.name or name_of(draft, kept, blocks)
    _share_auth(kept)
    return kept


def _share_auth(drafts: Sequence[Draft]) -> None:
    """Give drafts that have the server of the others their auth, where it is only one."""
    known = [draft.auth for draft in drafts if draft.auth]
    if len({tuple((c.kind, c.name, c.place) for c in auth) for auth in known}) != 1:
        return
    for draft in drafts:
        if draft.served and not draft.auth:
            draft.auth = list(known[0])


def _passing(draft: Draft, blocks: Sequence[Block]) -> bool:
    """Whether a request is only named in passing: in a sentence, or in the news of a version."""
    above = (block.text for block in reversed(blocks[: draft.at]) if block.kind == "heading")
    if _VERSION.fullmatch(next(above, "")):
        return True
    if urls.is_readers_own(f"{draft.base}{draft.path}"):
        return True
    told = [
        param
        for param in draft.params
        if param.description or (param.place != "path" and not param.shown)
    ]
    if (
        len(draft.queries) > 1
        and "" not in draft.queries
        and not told
        and "{" not in (draft.path or "")
    ):
        return True  # it shows how queries are written, each time with another one
    return draft.aside and not (told or draft.answers or draft.samples or draft.body)


def _partial(blocks: Sequence[Block]) -> Draft | None:
    """Return a draft for a page that has parts about a request and about what comes back."""
    roles = [
        role
        for block in blocks
        if block.kind in ("heading", "text") and (role := role_of(block.text))
    ]
    listed = [role for role in roles if role.zone == "request" and role.place]
    others = {role.zone for role in roles} & {"response", "answer", "errors", "auth"}
    if not listed or not others:
        return None
    method = next((m for block in blocks if (m := urls.method_alone(block.text))), "")
    return Draft(method, blocks[0].line, 0, end=len(blocks))


def _join(drafts: list[Draft], found: Sequence[Draft]) -> None:
    """Put what a document in the page says to the page's own requests."""
    for other in found:
        known = next(
            (d for d in drafts if d.method == other.method and _same(d.path, other.path)), None
        )
        if known is None:
            drafts.append(other)
            continue
        known.params = [p for p in known.params if p.description or p.place != "path"]
        merge_params(known, other.params)
        statuses = {answer.status for answer in known.answers}
        known.answers += [answer for answer in other.answers if answer.status not in statuses]
        known.auth = known.auth or other.auth
        known.body = known.body or other.body


def _same(path: str | None, other: str | None) -> bool:
    if path is None or other is None:
        return False
    return urls.prefix_of(path, other) is not None or urls.prefix_of(other, path) is not None


def _everywhere(blocks: Sequence[Block], drafts: Sequence[Draft]) -> list[Credential]:
    """Return the ways of authorisation that a page states outside the parts about requests."""
    inside = {index for draft in drafts for index in range(draft.start, draft.end)}
    found: list[Credential] = []
    role: Role | None = None
    for index, block in enumerate(blocks):
        if index in inside:
            role = None
            continue
        if block.kind == "code":
            for request in codes.requests_in(block.text, block.language):
                credentials = [
                    auth.from_header(name, value, block.line) for name, value in request.headers
                ]
                found += [credential for credential in credentials if credential]
            continue
        text = (
            block.text if block.kind != "table" else " ".join(" ".join(row) for row in block.rows)
        )
        role = role_of(text) or (None if block.kind == "heading" else role)
        found += (
            auth.in_zone(text, block.line)
            if role and role.zone == "auth"
            else auth.from_words(text, block.line)
        )
        found += auth.header_lines(text, block.line)
    return found
