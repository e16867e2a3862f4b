"""How much of real documentation pages is read, by the scorer that stands beside their labels."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.predict_pages import main
from tests import shared

# What was reached, less a little: a change that loses pages shows, one that moves a field does not.
REACHED = {
    "endpoint": 0.98,
    "base URL": 0.98,
    "params documented": 0.95,
    "param type": 0.97,
    "param required": 0.96,
    "auth": 0.96,
    "statuses": 0.98,
    "languages": 0.95,
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    pages = shared.require() / "pages"
    if not pages.is_dir():
        pytest.skip("no shared pages")
    out = tmp_path_factory.mktemp("pages")
    assert main([str(pages), str(out / "predictions")]) == 0
    spec = importlib.util.spec_from_file_location("score", pages / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main([str(out / "predictions"), "--json", str(out / "scores.json")])
    found: Mapping[str, Any] = json.loads((out / "scores.json").read_text("utf-8"))["overall"]
    return found


@pytest.mark.parametrize("field", REACHED)
def test_pages_are_read_as_well_as_before(scores: Mapping[str, Any], field: str) -> None:
    assert scores[field]["F1"] >= REACHED[field]


def test_prose_gives_no_endpoint(scores: Mapping[str, Any]) -> None:
    right, _, missed = scores["clean negative"]["counts"]
    assert right > 0 and missed == 0


def test_no_page_is_named_in_the_code() -> None:
    """The readers know structures, and not the sites that they are measured on."""
    package = Path(__file__).parents[1] / "generator" / "readers" / "pages"
    code = "\n".join(path.read_text("utf-8") for path in package.rglob("*.py")).lower()
    labels = sorted((shared.require() / "pages" / "labels").glob("*.json"))
    sources = [json.loads(path.read_text("utf-8")).get("source", "") for path in labels]
    hosts = {m[1] for source in sources if (m := re.match(r"https?://([^/]+)", source))}
    names = {host.removeprefix("www.").removeprefix("docs.") for host in hosts}
    assert names and not [name for name in names if name in code]
