"""Pages that stay below 1 MB, and say what they leave out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emitters.reference.size import LARGEST_PAGE, fitted, size
from generator.emitters.reference.values import Block, Link
from tests import pages
from tests.built import collection, header, item, raw

_LARGEST = 1_000_000


def _responses(number: int, length: int) -> list[dict[str, Any]]:
    as_text = header("Content-Type: text/plain")
    line = "x" * 60 + "\n"
    text = line * (length // len(line))
    return [
        {"name": f"Answer {n}", "code": 200, "header": as_text, "body": text} for n in range(number)
    ]


@pytest.mark.parametrize("kind", ["folder", "endpoint"])
def test_five_megabytes_of_examples(kind: str, tmp_path: Path) -> None:
    source = collection(
        {
            "name": "Examples",
            "item": [
                item("Many", "https://a.test/many", response=_responses(1_000, 5_000)),
                item("Long", "https://a.test/long", response=_responses(1, 5_000_000)),
                item("Sent", "https://a.test/", "POST", body=raw(json.dumps(["{`|"] * 200_000))),
                item("Told", "https://a.test/?q=" + "y" * 300_000, description="{" * 1_000_000),
            ],
        }
    )
    found = pages.reference(source, tmp_path, pages=kind)
    assert set(found) >= {"index.md", "examples.md", "examples/many.md", "examples/long.md"}
    assert max(len(page.encode()) for page in found.values()) < _LARGEST
    many = found["examples/many.md"]
    shown = many.count('<a id="request.many.')
    assert 50 <= shown < 1_000
    assert f"{1_000 - shown} more responses are not shown" in many
    assert "Cut here: the first " in found["examples/long.md"]
    assert " of 4999987 characters." in found["examples/long.md"]
    anchors = set(re.findall(r'<a id="([^"]+)">', many))
    assert set(re.findall(r"\]\(#([^)]+)\)", many)) <= anchors
    assert "…" in found["examples/told.md"]
    is_split = "because together they are too long for one" in found["examples.md"]
    assert is_split == (kind == "folder")


def test_folders_within_folders(tmp_path: Path) -> None:
    """Lists, links and breadcrumbs of a deep tree do not grow with the square of its depth."""
    sizes = []
    for depth in (75, 300):
        row: dict[str, Any] = item("Leaf", "https://a.test/leaf")
        for number in range(depth):
            row = {"name": f"Level {number}", "item": [row, item(f"R{number}", "https://a.test/")]}
        folder = tmp_path / str(depth)
        folder.mkdir()
        found = pages.reference(collection(row), folder)
        assert len(found) == depth + 1
        sizes.append(sum(page.count("](") for page in found.values()))
        assert max(page.count("](") for page in found.values()) < 200
    assert sizes[1] < 5 * sizes[0]


rows = st.recursive(
    st.text(max_size=50_000) | st.builds(Block, st.text(max_size=50_000), st.just("json")),
    lambda inner: st.lists(inner, max_size=5).map(tuple),
)


@given(context=rows)
def test_what_is_short_stays(context: Any) -> None:
    found, _ = fitted(context)
    assert size(found) <= max(size(context), LARGEST_PAGE)
    if size(context) <= 20_000:
        assert found is context


def test_links_are_never_cut() -> None:
    link = Link("t" * 1_000, "a/" * 500 + "b.md")
    block = Block("x\n" * 400_000, "")
    found, _ = fitted((link, (block, block), "d" * 400_000))
    assert found[0] == link
    assert found[1][0].total == 800_000 and len(found[1][0].code) <= 40_000
    assert found[2].endswith("…")
