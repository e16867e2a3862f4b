"""Reading a page: what it describes, and what stands in it."""

from __future__ import annotations

import re

from generator.credentials.scrub import without
from generator.diagnostics import Diagnostics
from generator.model import Api, Source
from generator.origin import line_of
from generator.readers.pages.blocks import MOST
from generator.readers.pages.blocks_of import page_blocks
from generator.readers.pages.build import build
from generator.readers.pages.embedded import Embedded, embedded
from generator.readers.pages.find import MOST_REQUESTS
from generator.readers.pages.literals import literals
from generator.readers.pages.page import drafts_of
from generator.readers.source import SourceFile

_BINARY = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)


def read(file: SourceFile, diagnostics: Diagnostics) -> tuple[Api, list[Embedded]]:
    """Return what a page describes, and the collections that stand in it.

    The Api has no endpoints where the page describes none; that is a finding.
    """
    source = Source(file.path, file.sha256, file.name)
    if file.content.startswith(_BINARY) or b"\0" in file.content[:1024]:
        message = "this is no text; save the page as HTML, Markdown or plain text"
        return _empty(source, message, diagnostics), []
    text = _decoded(file.content)
    blocks = page_blocks(file.path, text)
    if len(blocks) > MOST:
        message = f"the page is too long; what follows its first {MOST} parts is not read"
        diagnostics.add("page-cut", message, line_of(file.path, blocks[MOST].line))
        blocks = blocks[:MOST]
    drafts = drafts_of(blocks)
    if len(drafts) > MOST_REQUESTS:
        message = (
            f"the page is too long; what follows its first {MOST_REQUESTS} requests is not read"
        )
        line = drafts[MOST_REQUESTS].line
        diagnostics.add("page-cut", message, line_of(file.path, line))
        drafts = drafts[:MOST_REQUESTS]
    if not drafts:
        found = embedded(blocks)
        return (
            build((), blocks, source) if found else _empty(source, _nothing(text), diagnostics)
        ), found
    for draft in drafts:
        if draft.path is None:
            message = "a request is described here, but its method or address is missing"
            diagnostics.add("page-incomplete", message, line_of(file.path, draft.line))
    # The page's own auth is variables, so nobody later knows what its samples hold.
    return without(build(drafts, blocks, source), literals(blocks, drafts)), embedded(blocks)


def _empty(source: Source, message: str, diagnostics: Diagnostics) -> Api:
    diagnostics.add("page-without-endpoints", message, line_of(source.path, 1))
    return build((), (), source)


def _nothing(text: str) -> str:
    if not text.strip():
        return "the page is empty"
    words = text[:20_000].lower()
    if re.search(r"type=[\"']?password|\b(?:log ?in|sign ?in) to (?:continue|view)", words):
        return "the page asks to log in; save it as it is shown after that"
    return "no request is described here; its method and address must be in the text"


def _decoded(content: bytes) -> str:
    """Return the text of a page; bytes that are no UTF-8 are as its head says, or cp1252."""
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        named = re.search(rb"charset=[\"']?([\w-]{2,30})", content[:4096], re.IGNORECASE)
        try:
            return content.decode(named[1].decode("ascii") if named else "cp1252", "replace")
        except LookupError:
            return content.decode("utf-8", "replace")
