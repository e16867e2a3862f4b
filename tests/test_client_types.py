"""Which objects the client has one class for, what it is called and where it stands."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from generator.emitters.client.pytypes import import_order
from tests.built import collection, folder, item, raw
from tests.trees import Tree, generated, imported

ADDRESS = {"street": "a", "city": "b", "zip": "c", "country": "d"}
USER = {"id": 1, "name": "a", "email": "b", "age": 2, "address": ADDRESS}


def answer(body: Any, code: int = 200) -> dict[str, Any]:
    """Return a saved response with JSON."""
    head = [{"key": "Content-Type", "value": "application/json"}]
    return {"name": f"Status {code}", "code": code, "body": json.dumps(body), "header": head}


def get(name: str, *bodies: Any, path: str = "") -> dict[str, Any]:
    """Return a request with these saved answers."""
    url = "https://h.test/" + (path or name.replace(" ", "-"))
    return item(name, url, response=[answer(body) for body in bodies])


def classes(root: Path, *items: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the annotations of all classes by ``module.Class``."""
    tree = generated(root, collection(*items), emit=("client",))
    return _annotations(tree)


def _annotations(tree: Tree) -> dict[str, dict[str, str]]:
    types = tree.client / tree.package / "types"
    found: dict[str, dict[str, str]] = {}
    with imported(tree):
        for path in sorted(types.rglob("*.py")):
            parts = path.relative_to(types).with_suffix("").parts
            name = ".".join(p for p in parts if p != "__init__")
            module = __import__(f"{tree.package}.types{'.' + name if name else ''}", fromlist=["x"])
            for key, value in vars(module).items():
                if isinstance(value, type) and value.__module__ == module.__name__:
                    get_type_hints(value)
                    # A dictionary's annotations are references, a model's are texts.
                    rows = {
                        n: str(getattr(a, "__forward_arg__", a))
                        for n, a in value.__annotations__.items()
                    }
                    found[f"{name}.{key}".lstrip(".")] = rows
    return found


def test_equal_objects_are_one_class(tmp_path: Path) -> None:
    other = dict(reversed(USER.items()))
    found = classes(
        tmp_path, get("Get user", USER), get("Update user", other), get("List users", [USER])
    )
    assert sorted(found) == ["Address", "User"]
    assert found["User"]["address"] == "Address"


def test_a_class_stands_in_the_folder_around_its_uses(tmp_path: Path) -> None:
    here = folder("A", get("One", {"address": ADDRESS, "own": {"x": 1}}))
    there = folder(
        "B", folder("C", get("Two", {"address": ADDRESS})), get("Three", {"y": {"z": 1}})
    )
    found = classes(tmp_path, here, there)
    assert sorted(found) == [
        "Address",
        "a.OneResponse",
        "a.Own",
        "b.ThreeResponse",
        "b.Y",
        "b.c.TwoResponse",
    ]


def test_only_the_types_that_are_used_are_imported(tmp_path: Path) -> None:
    here, there = (folder(n, get(f"Get {n}", {"address": ADDRESS, n: 1})) for n in "ab")
    tree = generated(tmp_path, collection(here, there), emit=("client",))
    with imported(tree) as package:
        assert not [name for name in sys.modules if name.startswith(f"{tree.package}.types")]
        assert package.Client().a
        assert f"{tree.package}.types.a" in sys.modules
        assert f"{tree.package}.types.b" not in sys.modules


def test_what_is_sent_is_a_class_of_its_own(tmp_path: Path) -> None:
    body = raw(json.dumps({"address": ADDRESS})) | {"options": {"raw": {"language": "json"}}}
    sent = item("Make user", "https://h.test/", "POST", body=body, response=[answer(USER)])
    found = classes(tmp_path, sent)
    assert sorted(found) == ["Address", "AddressInput", "MakeUserResponse"]


def test_members_that_one_of_equal_objects_lacks_may_be_missing(tmp_path: Path) -> None:
    found = classes(
        tmp_path, get("Get user", USER), get("List users", [{**USER, "age": None}, USER])
    )
    assert found["User"]["age"] == "int | None"


def test_nearly_equal_objects_of_one_name_are_one_class(tmp_path: Path) -> None:
    less = {key: value for key, value in ADDRESS.items() if key != "country"}
    found = classes(
        tmp_path, get("One", {"address": ADDRESS}), get("Two", {"address": less, "x": 1})
    )
    assert found["Address"] == {
        "street": "str",
        "city": "str",
        "zip": "str",
        "country": "str | None",
    }


@pytest.mark.parametrize(
    "other",
    [
        {"street": "a", "city": "b"},
        {**ADDRESS, "zip": 1},
        {**ADDRESS, "zip": {"code": 1}},
    ],
    ids=["little in common", "another type", "another form"],
)
def test_objects_that_differ_are_not(other: Any, tmp_path: Path) -> None:
    found = classes(
        tmp_path, get("One", {"address": ADDRESS}), get("Two", {"address": other, "x": 1})
    )
    assert {"OneAddress", "TwoAddress"} <= set(found)


def test_nearly_equal_objects_of_several_folders_are_not(tmp_path: Path) -> None:
    less = {key: value for key, value in ADDRESS.items() if key != "country"}
    here, there = get("One", {"address": ADDRESS}), get("Two", {"address": less})
    found = classes(tmp_path, folder("A", here), folder("B", there))
    assert {"a.Address", "b.Address"} <= set(found)


def test_requests_of_one_operation_share_their_types(tmp_path: Path) -> None:
    """What agrees is merged, and what is another thing altogether is not."""
    card = {"reference": "r", "code": "c", "card": {"number": "1"}}
    bank = {"reference": "r", "code": "c", "bank": {"iban": "2"}}
    else_ = {"reference": {"id": 1}, "code": "c"}
    names = ("Pay by card", "Pay by bank", "Ask")
    items = [get(n, body, path="pay") for n, body in zip(names, (card, bank, else_), strict=True)]
    found = classes(tmp_path, *items)
    merged = {"reference": "str", "code": "str", "card": "Card | None", "bank": "Bank | None"}
    assert merged in found.values()
    assert {"reference": "Reference", "code": "str"} in found.values()


def test_an_object_inside_one_of_its_form_is_the_same(tmp_path: Path) -> None:
    leaf = {"id": 3, "text": "c", "replies": []}
    comment = {"id": 1, "text": "a", "replies": [{"id": 2, "text": "b", "replies": [leaf]}]}
    tree = generated(tmp_path, collection(get("Get comment", comment)), emit=("client",))
    annotations = _annotations(tree)
    ((name, fields),) = annotations.items()
    assert fields == {"id": "int", "text": "str", "replies": f"list[{name}]"}
    with imported(tree) as package:
        module = __import__(f"{package.__name__}.types", fromlist=[name])
        made = getattr(module, name)(comment)
        assert made.replies[0].replies[0].text == "c"


def test_objects_that_contain_each_other(tmp_path: Path) -> None:
    deep: Any = None
    for level in range(6):
        deep = {"name": str(level), "team": {"title": "t", "boss": deep}}
    found = classes(tmp_path, get("Get boss", deep))
    assert found == {
        "GetBossResponse": {"name": "str", "team": "Team"},
        "Team": {"title": "str", "boss": "GetBossResponse | None"},
    }


def test_an_id_and_a_name_make_no_recursion(tmp_path: Path) -> None:
    found = classes(
        tmp_path, get("Get pet", {"id": 1, "name": "a", "category": {"id": 1, "name": "b"}})
    )
    assert found["Category"] == {"id": "int", "name": "str"}


def test_a_wrapper_of_one_member_is_no_recursion(tmp_path: Path) -> None:
    """JSON:API wraps what it answers and what it refers to; a chain leads straight to itself."""

    def answered(kind: str, **attributes: Any) -> dict[str, Any]:
        owner = {"data": {"id": "2", "type": "users"}}
        return {
            "data": {
                "id": "1",
                "type": kind,
                "attributes": attributes,
                "relations": {"owner": owner},
            }
        }

    keys = get("Get key", answered("keys", bits=1, size=2, name="n"), path="keys")
    bill = get("Get bill", answered("bills", street="s", city="c", zip="z"), path="bills")
    found = classes(tmp_path, keys, bill)
    assert {"bits": "int", "size": "int", "name": "str"} in found.values()
    assert {"street": "str", "city": "str", "zip": "str"} in found.values()
    chain = classes(tmp_path / "chain", get("Get", {"next": {"next": {"next": None}}}))
    assert list(chain.values()) == [{"next": "GetResponse | None"}]


def test_names_do_not_depend_on_what_stands_elsewhere(tmp_path: Path) -> None:
    own = folder(
        "A", get("Get user", USER), get("List users", [USER]), get("One", {"data": {"x": 1}})
    )
    more = folder("B", get("Get account", {"owner": {"x": "y"}}), get("Get user", {"z": 1}))
    before = classes(tmp_path / "before", own)
    after = classes(tmp_path / "after", more, own)
    assert before.keys() <= after.keys()


def test_classes_are_called_like_no_resource(tmp_path: Path) -> None:
    found = classes(tmp_path, folder("User", get("Get user", USER), get("List users", [USER])))
    assert "user.User" not in found


def test_types_named_like_those_around_them(tmp_path: Path) -> None:
    """A class of the folder, and one of the folder around it, under one member name."""
    shared, other = {"owner": {"a": 1}}, {"owner": {"b": 1}, "c": 2}
    inner = folder("B", get("One", shared), get("Two", other))
    found = classes(tmp_path, folder("A", inner, get("Three", shared)))
    assert sorted(found) == ["a.Owner", "a.OwnerResponse", "a.b.TwoOwner", "a.b.TwoResponse"]


def test_objects_of_one_method_are_told_apart_by_status(tmp_path: Path) -> None:
    answers = [answer({"id": 1}), answer({"error": "x"}, 400), answer({"allowed": ["GET"]}, 405)]
    found = classes(tmp_path, item("Draw cards", "https://h.test/cards", response=answers))
    own = {name for name, members in found.items() if members and "body" not in members}
    assert own == {"DrawCardsResponse", "DrawCardsError400", "DrawCardsError405"}


def test_imports_are_sorted_as_ruff_does() -> None:
    names = ["A_13F", "A_0164", "A_2", "Item10", "Item9", "Item", "A_02", "fetch"]
    assert import_order(names) == (
        *("A_0164", "A_02", "A_2", "A_13F"),
        *("Item", "Item9", "Item10", "fetch"),
    )
