"""Which files below a folder could be read: collections, environments, pages."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from generator.diagnostics import CodegenError
from generator.frozen import Frozen
from generator.output.lock import LOCK_NAME
from generator.paths import is_yaml
from generator.readers.postman import collection, environment, v3_files
from generator.readers.source import decode_json, decode_yaml, read_file

Kind = Literal["collection", "environment", "page"]

_PAGES = (".html", ".htm", ".md", ".mdx")
# What is larger is no page that somebody wrote.
_LONGEST_PAGE = 5_000_000
_SHOWS_ENDPOINT = re.compile(
    rb"\b(?:GET|POST|PUT|PATCH|DELETE)\b[`*\s]*(?:<[^<>]{1,200}>\s*){0,4}(?:https?://|/)[\w{:<]"
)
# Folders that hold what was installed or made.
_NOT_OURS = frozenset({"node_modules", "__pycache__", "site-packages"})


class Found(Frozen):
    """A file, or the folder of a collection, by its path in POSIX form."""

    path: str
    kind: Kind


def find_inputs(folder: Path) -> Iterator[Found]:
    """Yield what could be read below a folder, by path; hidden folders and output trees are not
    looked into."""
    for root, folders, files in os.walk(folder):
        place = Path(root)
        if any((place / name).is_file() for name in v3_files.DEFINITIONS):
            yield Found(place.relative_to(folder).as_posix(), "collection")
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if _is_open(place / name))
        for name in sorted(files):
            kind = _kind(place / name)
            if kind is not None:
                yield Found((place / name).relative_to(folder).as_posix(), kind)


def _is_open(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name in _NOT_OURS:
        return False
    return not any((folder / name).exists() for name in (LOCK_NAME, "pyvenv.cfg"))


def _kind(path: Path) -> Kind | None:
    name = path.name.lower()
    try:
        if name.endswith(_PAGES):
            return "page" if _is_page(path) else None
        if name.endswith(".json"):
            return _kind_of_json(path)
        if is_yaml(name) and re.search(r"environment|globals", name):
            file = read_file(str(path))
            document = environment.from_yaml(decode_yaml(file, "an environment"), file.path)
            return "environment" if environment.sniff(document) else None
    except (CodegenError, OSError, RecursionError):
        pass
    return None


def _kind_of_json(path: Path) -> Kind | None:
    file = read_file(str(path))
    # Most JSON is neither, and need not be parsed to see that.
    if b'"item"' in file.content or b'"requests"' in file.content:
        return "collection" if collection.sniff(decode_json(file)) else None
    if b'"values"' in file.content:
        document = decode_json(file)
        return "environment" if isinstance(document, dict) and environment.sniff(document) else None
    return None


def _is_page(path: Path) -> bool:
    if path.stat().st_size > _LONGEST_PAGE:
        return False
    return _SHOWS_ENDPOINT.search(path.read_bytes()) is not None
