"""Clients of collections that write out where the API is: they can be pointed elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import collection, item
from tests.recording import recording
from tests.trees import Tree, generated, imported


def _constructor(tree: Tree) -> str:
    return (tree.client / tree.package / "_client.py").read_text("utf-8")


def test_a_client_takes_another_address_than_the_one_written_out(tmp_path: Path) -> None:
    items = [item("One", "https://a.test:8/v1/one?x=1"), item("Two", "https://a.test:8/two/:id")]
    tree = generated(tmp_path, collection(*items, item("Other", "https://b.test/other")))
    assert 'default="https://a.test:8",' in _constructor(tree)
    with imported(tree) as package, recording() as server:
        server.answer()
        client = package.Client(base_url=f"{server.url}/mock", max_retries=0)
        client.one(x="2")
        assert server.one().target == "/mock/v1/one?x=2"
        client.two("3")
        assert server.one().target == "/mock/two/3"
    other = tree.client / tree.package / "resources/__init__.py"
    assert '"https://b.test/other"' in other.read_text("utf-8")
    curl = (tree.root / "snippets/one/shell-curl.sh").read_text("utf-8")
    assert "'https://a.test:8/v1/one?x=1'" in curl and "BASE_URL" not in tree.env_names()


@pytest.mark.parametrize(
    ("urls", "names"),
    [
        (["https://a.test/1", "{{base_url}}/2"], ["server_url", "base_url"]),
        (["https://a.test/1", "{{h}}/2", "{{h}}/3"], ["h"]),
        (["https://a.test.evil/1", "https://a.test/2", "https://a.test/3"], ["base_url"]),
        (["//a.test/1", ""], []),
    ],
)
def test_only_an_address_of_many_requests_is_a_setting(
    urls: list[str], names: list[str], tmp_path: Path
) -> None:
    items = [item(f"R{number}", url) for number, url in enumerate(urls)]
    text = _constructor(generated(tmp_path, collection(*items)))
    found = [
        line.split(":")[0].strip() for line in text.splitlines() if ": str | None = None" in line
    ]
    assert found == names * 2
