"""Endpoint documentation pages: page -> blocks -> drafts -> the endpoint model.

Nothing that a page refers to is fetched, and no script in it is run. The patterns that find what
pages say take half a second to compile, so `reading` is imported when there is a page to read.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from generator.readers.source import SourceFile

_SUFFIXES = (
    ".html",
    ".htm",
    ".xhtml",
    ".md",
    ".mdx",
    ".markdown",
    ".txt",
    ".text",
    ".rst",
    ".adoc",
)
_JSON = re.compile(rb"[\s\xef\xbb\xbf]*[{\[]")
_PAGE = re.compile(rb"[\s\xef\xbb\xbf]*(?:<!doctype html|<html|#{1,6} \S|---\s*\n)", re.IGNORECASE)


def sniff(file: SourceFile) -> bool:
    """Whether a file is a page: by its suffix, unless it holds JSON; without one by its content."""
    name = PurePosixPath(file.path.replace("\\", "/"))
    if name.suffix.lower() in _SUFFIXES:
        return not _JSON.match(file.content[:4096]) or not _is_whole_json(file.content)
    return not name.suffix and bool(_PAGE.match(file.content[:4096]))


def _is_whole_json(content: bytes) -> bool:
    """Whether a file that begins as JSON also ends so."""
    return content.rstrip()[-1:] in (b"}", b"]")
