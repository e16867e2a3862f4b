"""Collections written in another format of Postman's, and whether the same comes out of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostics
from generator.inspection import as_json
from generator.loading import load
from generator.options import Options
from generator.origin import Origin
from generator.output.lock import LOCK_NAME
from generator.pipeline import build
from generator.readers.postman.url import read_url
from generator.readers.postman.values import mapping, plain, rows
from tests import shared
from tests.commands import SAMPLES

Members = dict[str, Any]

_SURROGATE = re.compile(r"[\ud800-\udfff]")

# Quick tests take so many small collections.
_QUICK_SIZE = 30_000
_QUICK_COUNT = 10


class NotExpressible(Exception):
    """The other format has no way to say what a request says."""


def can(write: Callable[..., Members], row: Members, *more: Any) -> bool:
    """Whether the other format can hold a request or response, as ``write`` finds."""
    try:
        write(row, *more)
    except NotExpressible:
        return False
    # YAML has no half of a surrogate pair.
    return not _SURROGATE.search(json.dumps(row, ensure_ascii=False))


def documents() -> Iterator[Path]:
    """Yield the samples and the real collections of v2."""
    yield from sorted(SAMPLES.glob("*.postman_collection.json"))
    yield from shared.files({"v2", "wrapped-v2"})


def small_documents() -> list[Path]:
    """Return real collections that are small, some from each of many publishers."""
    paths = [p for p in shared.files({"v2", "wrapped-v2"}) if p.stat().st_size < _QUICK_SIZE]
    return list({path.parent: path for path in paths}.values())[:_QUICK_COUNT]


def collection_in(path: Path) -> dict[str, Any]:
    """Return the v2 collection that a file holds, unwrapped; skips the test where it has none."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError:
        pytest.skip("not JSON")
    members = mapping(mapping(document).get("collection")) or mapping(document)
    if not isinstance(members.get("item"), list):
        pytest.skip("no collection of v2")
    return members


def is_folder(row: dict[str, Any]) -> bool:
    """Whether an entry of `item` is a folder, as the reader has it."""
    return bool(row.get("item")) or isinstance(row.get("item"), list)


def requests_in(parent: dict[str, Any]) -> int:
    """Return how many requests a collection has."""
    return sum(requests_in(r) if is_folder(r) else 1 for _, r in rows(parent.get("item")))


def url_text(parts: dict[str, Any], query: str) -> str:
    """Return the string of a URL's parts; raises `NotExpressible` when it would be read apart."""
    protocol = plain(parts.get("protocol"))
    text = protocol if not protocol or protocol.endswith("://") else f"{protocol}://"
    auth = mapping(parts.get("auth"))
    if auth:
        text += f"{plain(auth.get('user'))}:{plain(auth.get('password'))}@"
    host = parts.get("host")
    text += ".".join(map(plain, host)) if isinstance(host, list) else plain(host)
    text += f":{plain(parts['port'])}" if parts.get("port") is not None else ""
    path = parts.get("path")
    if isinstance(path, list):
        text += "/" + "/".join(plain(s.get("value") if isinstance(s, dict) else s) for s in path)
    elif isinstance(path, str) and path:
        text += "/" + path.removeprefix("/")
    without_query = {name: value for name, value in parts.items() if name != "query"}
    if _read(text) != _read(without_query):
        raise NotExpressible("the parts of a URL are not those that its text has")
    return text + (f"?{query}" if query else "")


def _read(url: Any) -> Any:
    return read_url(url, Origin("", "#"), Diagnostics()).url


def compare_trees(original: Path, twin: Path, environments: tuple[str, ...] = ()) -> int:
    """Check that two inputs become the same tree but for what names the input.

    Return how many requests there are.
    """
    one = build(Options((str(original),), environments)).files
    other = build(Options((str(twin),), environments)).files
    assert list(one) == list(other)
    for path, content in one.items():
        if path != LOCK_NAME:
            assert content == other[path], path
    locks = [json.loads(files[LOCK_NAME]) for files in (one, other)]
    places = [_without_places(lock) for lock in locks]
    assert locks[0] == locks[1]
    # Requests correspond one to one.
    pairs = set(zip(*places, strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    return len(pairs)


def _without_places(lock: Members) -> list[str]:
    """Take out of a lock what tells of the input's form; return the request of each file."""
    for name in ("sources", "findings", "seal"):
        del lock[name]
    for row in lock["variables"]:
        row["pointer"] = row["pointer"] is not None
        row.pop("span", None)
    return [row.pop("endpoint") for row in lock["files"] if "endpoint" in row]


def compare_models(original: Path, twin: Path, environments: tuple[str, ...] = ()) -> int:
    """Check that two inputs become the same model but for its origins; return as `compare_trees`.

    All output is made from the model.
    """
    one = load(Options((str(original),), environments)).api
    other = load(Options((str(twin),), environments)).api
    assert _without_origins(as_json(one)) == _without_origins(as_json(other))
    return len(one.endpoints)


def _without_origins(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_origins(member) for member in value]
    if not isinstance(value, dict):
        return value
    places = {"origin", "sources"} | ({"id"} if "origin" in value else set())
    return {name: _without_origins(v) for name, v in value.items() if name not in places}
