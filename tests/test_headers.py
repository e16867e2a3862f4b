"""Headers that are stated: snippets and clients send the same ones."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.built import auth, collection, item
from tests.recording import recording
from tests.trees import generated, imported, run_curl

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
    tree = generated(tmp_path, collection(item("Go", "{{baseUrl}}/x", header=stated)))
    names = {name.lower() for name, _ in rows} | {"x-evil"}
    with recording() as server, imported(tree) as package:
        server.answer()
        (script,) = tree.snippets("shell/curl").values()
        run_curl(script, tmp_path, {"BASE_URL": server.url})
        by_curl = [(n, v) for n, v in server.one().headers if n.lower() in names]
        package.Client(base_url=server.url).go()
        by_client = [(n, v) for n, v in server.one().headers if n.lower() in names]
    assert sorted(by_client) == sorted(by_curl)


@pytest.mark.parametrize(
    ("kind", "settings", "stale"),
    [
        ("bearer", {"token": "{{token}}"}, "Authorization"),
        ("basic", {"username": "{{user}}", "password": "{{token}}"}, "authorization"),
        ("apikey", {"key": "X-Api-Key", "value": "{{token}}"}, "x_api_key"),
    ],
)
def test_a_header_that_auth_brings_is_no_argument(
    kind: str, settings: dict[str, str], stale: str, tmp_path: Path
) -> None:
    """It would be taken and never sent, and pages would show what nobody sends."""
    stated = [{"key": stale, "value": "{{old}}"}, {"key": "X-B", "value": "2"}]
    go = item("Go", "{{baseUrl}}/x", header=stated, auth=auth(kind, **settings))
    tree = generated(tmp_path, collection(go), emit=("client", "reference"))
    with imported(tree) as package:
        parameters = inspect.signature(package.Client().go).parameters
        assert list(parameters)[1:] == ["x_b", "options"]
    page = (tree.root / "reference/index.md").read_text("utf-8")
    table = page.partition("### Headers\n\n")[2].partition("\n\n")[0]
    assert [line.split("`")[1] for line in table.splitlines()[2:]] == ["X-B"]


def test_a_media_type_that_a_form_overrules_is_on_no_page(tmp_path: Path) -> None:
    body = {"mode": "formdata", "formdata": [{"key": "a", "value": "1", "type": "text"}]}
    stated = [{"key": "Content-Type", "value": "application/json"}]
    go = item("Go", "{{baseUrl}}/x", "POST", header=stated, body=body)
    tree = generated(tmp_path, collection(go), emit=("reference",))
    page = (tree.root / "reference/index.md").read_text("utf-8")
    assert "application/json" not in page
    assert "multipart/form-data" in page
