"""Headers that requests share: the client sends them, and no method asks for them."""

from __future__ import annotations

import inspect
from pathlib import Path

from tests.built import collection, header, item
from tests.recording import recording
from tests.trees import generated, imported


def test_a_token_in_a_header_is_a_setting_and_no_argument(tmp_path: Path) -> None:
    items = [
        item("Get", "https://a.test/x", header=header("Authorization: Bearer {{token}}")),
        *(item(name, "https://a.test/y") for name in ("B", "C", "D")),
    ]
    with imported(generated(tmp_path, collection(*items))) as package, recording() as server:
        server.answer()
        client = package.Client(base_url=server.url, token="t1")
        assert "authorization" not in inspect.signature(client.get).parameters
        client.get()
        assert server.one().header("Authorization") == "Bearer t1"
        client.get(options={"headers": {"Authorization": "Bearer t2"}})
        assert server.one().header("Authorization") == "Bearer t2"


def test_a_key_that_is_left_empty_is_given_to_the_client_once(tmp_path: Path) -> None:
    items = [
        item("Get", "https://a.test/x", header=header("X-API-Key: ")),
        *(item(name, "https://a.test/y") for name in ("B", "C")),
    ]
    tree = generated(tmp_path, collection(*items), emit=("client", "reference"))
    with imported(tree) as package, recording() as server:
        server.answer()
        package.Client(base_url=server.url).get()
        assert server.one().header("X-API-Key") == ""
        package.Client(base_url=server.url, x_api_key="k").get()
        assert server.one().header("X-API-Key") == "k"
    page = (tree.root / "reference/index.md").read_text("utf-8")
    assert "X-API-Key: …" in page


def test_what_most_requests_state_alike_is_a_setting_of_the_client(tmp_path: Path) -> None:
    rows = ["X-Tenant: acme", "X-Tenant: acme", "X-Tenant: acme", "X-Tenant: other", "Accept: a/b"]
    items = [
        item(f"R{number}", "https://a.test/x", header=header(row))
        for number, row in enumerate(rows)
    ]
    with imported(generated(tmp_path, collection(*items))) as package, recording() as server:
        server.answer()
        client = package.Client(base_url=server.url)
        assert "x_tenant" not in inspect.signature(client.r0).parameters
        client.r0()
        assert server.one().header("X-Tenant") == "acme"
        package.Client(base_url=server.url, x_tenant="mine").r1()
        assert server.one().header("X-Tenant") == "mine"
        client.r3()
        assert server.one().header("X-Tenant") == "other"
        client.r3(x_tenant="third")
        assert server.one().header("X-Tenant") == "third"
        assert "accept" not in inspect.signature(package.Client).parameters


def test_a_header_of_few_requests_stays_an_argument(tmp_path: Path) -> None:
    rows = ["X-Page: 1", "X-Page: 1", "X-Other: 2", "X-Other: 3"]
    items = [
        item(f"R{number}", "https://a.test/x", header=header(row))
        for number, row in enumerate(rows)
    ]
    with imported(generated(tmp_path, collection(*items))) as package:
        assert "x_page" in inspect.signature(package.Client().r0).parameters
        assert "x_page" not in inspect.signature(package.Client).parameters
