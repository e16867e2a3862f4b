"""Headers that are stated: snippets and clients send the same ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recording import recording
from tests.trees import collection, generated, imported, item, run_curl

ROWS = {
    "a line end": [("X-A", "a\nX-Evil: 1")],
    "a control character": [("X-A", "a\x01b")],
    "white space around it": [("X-A", "\t a b \r\n")],
    "a name that is no token": [("X A", "1"), ("X-B", "2")],
    "names that differ in case": [("x-a", "1"), ("X-A", "2"), ("X-B", "3")],
    "the last spelling cannot be sent": [("x-a", "1"), ("X-A", "2\n3")],
    "a header twice": [("X-A", "1"), ("X-A", "2")],
    "a length": [("Content-Length", "5"), ("X-A", "1")],
    "plumbing with a control character": [("Accept", "a\x02"), ("X-A", "1")],
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_curl_and_the_client_send_the_same(rows: list[tuple[str, str]], tmp_path: Path) -> None:
    stated = [{"key": name, "value": value} for name, value in rows]
    tree = generated(tmp_path, collection([item("Go", "{{baseUrl}}/x", header=stated)]))
    names = {name.lower() for name, _ in rows} | {"x-evil"}
    with recording() as server, imported(tree) as package:
        server.answer()
        (script,) = tree.snippets("shell/curl").values()
        run_curl(script, tmp_path, {"BASE_URL": server.url})
        by_curl = [(n, v) for n, v in server.one().headers if n.lower() in names]
        package.Client(base_url=server.url).go()
        by_client = [(n, v) for n, v in server.one().headers if n.lower() in names]
    assert sorted(by_client) == sorted(by_curl)
