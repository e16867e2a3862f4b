"""A page, from its blocks to the drafts of its requests."""

from __future__ import annotations

from collections.abc import Sequence

from generator.readers.pages import auth
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Draft
from generator.readers.pages.fill import fill, globals_of
from generator.readers.pages.find import find
from generator.readers.pages.vocabulary import role_of


def drafts_of(blocks: Sequence[Block]) -> list[Draft]:
    """Return the requests that a page describes, in page order."""
    drafts, sampled, used = find(blocks)
    everywhere = globals_of(blocks, drafts)
    for draft in drafts:
        fill(draft, blocks, used, sampled)
        draft.auth = auth.merged(draft.auth) or auth.merged(everywhere)
        draft.name = _name(draft, blocks)
    return [draft for draft in drafts if draft.path is not None]


def _name(draft: Draft, blocks: Sequence[Block]) -> str:
    if draft.title is not None:
        return blocks[draft.title].text
    lines = (block.text for block in blocks[: draft.at] if block.kind in ("heading", "text"))
    return next((text for text in lines if role_of(text) is None and len(text) < 80), "")
