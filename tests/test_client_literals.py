"""Literals of examples: which members have one, and that a value never seen breaks nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import collection, folder, item, raw
from tests.recording import recording
from tests.test_client_types import ADDRESS, answer, classes, get
from tests.trees import Tree, generated, imported

# In two examples each, next to members that no two examples have alike.
UP_DOWN = [
    {"id": index, "name": f"n{index}", "status": s} for index, s in enumerate(["up", "down"] * 2)
]
ORDERS = [
    {
        "id": f"o-{index}",
        "paymentStatus": ["paid", "open"][index % 2],
        "roles": [["admin"], ["admin", "read-only"], ["read-only"], []][index],
        "lines": [{"kind": kind} for kind in ("gift", "item.v2", "gift")],
        "address": ADDRESS | {"state": ["NY", "CA"][index % 2]},
        "note": ["paid", "open"][index % 2],
        "status": None,
    }
    for index in range(4)
]


def post(name: str, path: str, *bodies: Any) -> dict[str, Any]:
    """Return a request with a body, and with saved answers to further ones."""
    first, *others = (
        {"method": "POST", "url": f"https://h.test/{path}", "header": [], "body": _json(body)}
        for body in bodies
    )
    saved = [answer({"id": "x"}) | {"originalRequest": request} for request in others]
    return item(name, first["url"], "POST", body=first["body"], response=saved)


def _json(body: Any) -> dict[str, Any]:
    return raw(json.dumps(body)) | {"options": {"raw": {"language": "json"}}}


SERVED = [
    get("Get order", *ORDERS),
    get("List links", UP_DOWN, UP_DOWN[:2]),
    post("Pay order", "pay", {"type": "card", "lines": [{"kind": "a"}, {"kind": "b"}] * 3}),
    post("Pay later", "pay", {"type": "bank", "x": 1}, {"type": "card", "x": 2}, {"type": "bank"}),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    text = json.dumps(collection(*SERVED)).replace("https://h.test", "{{baseUrl}}")
    return generated(tmp_path_factory.mktemp("literals"), json.loads(text), emit=("client",))


@pytest.fixture
def package(tree: Tree) -> Iterator[Any]:
    with imported(tree) as found:
        yield found


def test_members_whose_words_repeat(tmp_path: Path) -> None:
    found = classes(tmp_path, *SERVED)
    order = found["GetOrderResponse"]
    assert order["payment_status"] == "Literal['open', 'paid'] | str"
    assert order["roles"] == "list[Literal['admin', 'read-only'] | str]"
    assert (order["note"], order["status"]) == ("str", "Any")
    assert found["Address"]["state"] == "str"
    assert found["Link"]["status"] == "Literal['down', 'up'] | str"
    assert {"Literal['gift', 'item.v2'] | str", "Literal['a', 'b'] | str"} == {
        row["kind"] for row in found.values() if "kind" in row
    }


TEXTS = [
    ("status", ["up", "down"]),
    ("status", ["up", "down", "up"]),
    ("status", ["up"] * 9),
    ("status", ["up now", "down now"] * 4),
    ("status", ["10", "20"] * 4),
    ("status", ["2026-01-02x", "on"] * 4),
    ("type", ["tx_8f3a2b1c", "tx_1c9d0e4f"] * 4),
    ("type", ["string", "up"] * 4),
    ("type", ["", "up"] * 4),
    ("type", ["YOUR_TYPE", "up"] * 4),
    ("type", [chr(97 + index) for index in range(13)] * 4),
    ("name", ["up", "down"] * 4),
    ("statusText", ["up", "down"] * 4),
    ("object", ["list"] * 9),
]


def test_members_that_stay_texts(tmp_path: Path) -> None:
    """Too few, no words, placeholders, too many, or not called after a state."""
    requests = [
        # A member of its own keeps the classes apart.
        get(f"Get {index}", *({name: value, f"m{index}": n} for n, value in enumerate(values)))
        for index, (name, values) in enumerate(TEXTS)
    ]
    found = classes(tmp_path, *requests)
    assert [set(row.values()) for row in found.values()] == [{"str", "int"}] * len(TEXTS)


def test_what_an_object_says_it_is_in_several_methods(tmp_path: Path) -> None:
    page = {"object": "list", "type": "list", "data": []}
    requests = [get(f"Get {name}", page) for name in ("cats", "dogs", "birds")]
    (row,) = classes(tmp_path / "three", *requests).values()
    assert (row["object"], row["type"]) == ("Literal['list'] | str", "str")
    (row,) = classes(tmp_path / "two", *requests[:2]).values()
    assert row["object"] == "str"


def test_words_make_no_class_another(tmp_path: Path) -> None:
    """Values are counted over all uses of a class, whichever folder they are in."""
    link = {"id": 1, "url": "u", "state": "open"}
    gone = link | {"state": "closed"}
    here = folder("A", get("Get link", link), get("Old link", gone | {"id": 2}))
    there = folder("B", get("Links", [link, link]), get("Old links", [gone, gone]))
    found = classes(tmp_path, here, there)
    assert [row["state"] for row in found.values()] == ["Literal['closed', 'open'] | str"]


def test_what_a_page_states_wins(tmp_path: Path) -> None:
    page = tmp_path / "links.md"
    page.write_text(
        "# POST /links\n\n## Body parameters\n\n| Name | Type | Description |\n|---|---|---|\n"
        "| kind | string | Allowed values: `far`, `near`, `mid` |\n"
    )
    tree = generated(tmp_path, page, emit=("client",))
    text = (tree.client / tree.package / "resources" / "__init__.py").read_text()
    assert 'kind: Literal["far", "near", "mid"] | str' in text


# How they are used

USE = """\
from __future__ import annotations

from {package} import Client

client = Client(base_url="https://h.test")


def told() -> str:
    link = client.list_links()[0]
    if link.status == "sideways":
        return "never seen"
    match link.status:
        case "up":
            return "up"
        case "sideways":
            return "sideways"
        case other:
            return other


client.pay_order(type="cash")
client.pay_order(type="bank", lines=[{{"kind": "c"}}])
status: str | None = client.get_order().payment_status
"""


@pytest.mark.slow
def test_type_checkers_know_other_values(tree: Tree) -> None:
    (tree.client / "use.py").write_text(USE.format(package=tree.package))
    options = ["--config-file=", "--strict", "--warn-unreachable", "--python-version=3.10"]
    command = [sys.executable, "-m", "mypy", *options, f"--cache-dir={tree.root}/cache"]
    done = subprocess.run(
        [*command, "use.py", tree.package], cwd=tree.client, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_other_values_come_and_go(package: Any) -> None:
    with recording() as server:
        server.answer(200, json.dumps([{"id": 1, "status": "sideways"}, {"status": 7}]))
        client = package.Client(base_url=server.url)
        first, second = client.list_links()
        assert (first.status, second.status) == ("sideways", 7)
        server.take()
        server.answer(200, json.dumps({"roles": ["admin", "owner", 3], "paymentStatus": None}))
        order = client.get_order()
        assert (order.roles, order.payment_status) == (["admin", "owner", 3], None)
        server.take()
        client.pay_order(type="cash", lines=[{"kind": "c"}])
        assert json.loads(server.one().body) == {"type": "cash", "lines": [{"kind": "c"}]}


def test_requests_of_one_path_tell_each_other_their_values(tree: Tree) -> None:
    text = (tree.client / tree.package / "resources" / "__init__.py").read_text()
    assert text.count('type: Literal["bank", "card"] | str | NotGiven') == 2
