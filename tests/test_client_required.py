"""What a source says is required has to be given; all else may be left out."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from tests.built import collection, item
from tests.recording import recording
from tests.trees import generated, imported


def _url(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"raw": "https://a.test/x", "host": ["https://a.test"], "path": ["x"], "query": [*rows]}


def test_a_required_parameter_has_no_default(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"key": "symbol", "value": "BTC", "description": "(Required) Of the pair."},
        {"key": "limit", "value": "5", "description": "(Optional) How many."},
        {"key": "page", "value": "1"},
        {"key": "token", "value": "x", "description": "(Required) Not sent.", "disabled": True},
    ]
    tree = generated(tmp_path, collection(item("List", _url(*rows))))
    with imported(tree) as package, recording() as server:
        server.answer()
        client = package.Client(base_url=server.url)
        with pytest.raises(TypeError, match="symbol"):
            client.list()
        client.list(symbol="ETH")
        assert server.one().target == "/x?symbol=ETH"
        found = inspect.signature(client.list).parameters
        needed = [n for n, p in found.items() if p.default is p.empty and p.kind is p.KEYWORD_ONLY]
        assert needed == ["symbol"]


@pytest.mark.parametrize("mode", ["urlencoded", "formdata"])
def test_so_have_required_fields_of_forms(mode: str, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"key": "name", "value": "n", "type": "text", "description": "Required. Its name."},
        {"key": "note", "value": "", "type": "text"},
    ]
    if mode == "formdata":
        rows.append({"key": "file", "type": "file", "src": None, "description": "Required. No."})
    body = {"mode": mode, mode: rows}
    tree = generated(tmp_path, collection(item("Add", "https://a.test/x", "POST", body=body)))
    with imported(tree) as package, pytest.raises(TypeError, match="argument: 'name'"):
        package.Client().add()
    snippet = next(iter(tree.snippets("python/client").values()))
    assert "name=" in snippet.read_text("utf-8")
