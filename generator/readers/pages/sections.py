"""Which blocks of a page belong to which request."""

from __future__ import annotations

from generator.readers.pages import urls
from generator.readers.pages.draft import Draft
from generator.readers.pages.stated import Blocks
from generator.readers.pages.statuses import status_line
from generator.readers.pages.types import is_type
from generator.readers.pages.vocabulary import is_required_mark, role_of


def set_extents(drafts: list[Draft], blocks: Blocks) -> None:
    """Give each draft its heading, and the blocks from there to the next draft's."""
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
        and urls.request_line(text) is None
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
