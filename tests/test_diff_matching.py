"""Matching: which request is which, and that exporting a collection again changes nothing."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diff.matching import match
from generator.diff.rules import Change
from generator.diff.story import difference
from generator.loading import load
from generator.options import Options
from tests import shared, v1_twin, v3_twin
from tests.built import collection, item, raw
from tests.commands import SAMPLES, saved
from tests.exported_again import exported_again

ADYEN = shared.SHARED / "collections" / "Adyen+adyen-postman"


def _changes(old: Any, new: Any) -> tuple[Change, ...]:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name / "api.json" for name in ("old", "new")]
        for path, document in zip(paths, (old, new), strict=True):
            path.parent.mkdir()
            saved(path, document)
        return difference(str(paths[0]), str(paths[1]), Options(()), None).changes


def _document(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8-sig"))


def _requests(document: Any, place: str = "") -> Iterator[tuple[list[Any], int, str]]:
    """Yield the list that each request stands in, its index there, and its title."""
    for index, entry in enumerate(document["item"]):
        name = entry["name"]
        if "item" in entry:
            yield from _requests(entry, f"{place}{name} / ")
        else:
            yield document["item"], index, place + name


def _matched(tmp_path: Path, old: list[Any], new: list[Any]) -> dict[str, str | None]:
    """Return the new name of each old request."""
    apis = []
    for name, items in (("old", old), ("new", new)):
        path = saved(tmp_path / f"{name}.json", collection(*items))
        apis.append(load(Options((str(path),))).api)
    found = match(*apis)
    pairs: dict[str, str | None] = {one.name: other.name for one, other in found.pairs}
    assert len(found.pairs) + len(found.added) == len(apis[1].endpoints)
    return pairs | {one.name: None for one in found.removed}


def _item(name: str, path: str = "/", method: str = "GET") -> dict[str, Any]:
    return item(name, f"https://h.test{path}", method)


def test_folder_and_name_go_before_method_and_path(tmp_path: Path) -> None:
    old = [_item("A", "/a"), _item("B", "/b")]
    new = [_item("B", "/a"), _item("A", "/b")]
    assert _matched(tmp_path, old, new) == {"A": "A", "B": "B"}


def test_method_and_path_go_before_likeness(tmp_path: Path) -> None:
    old = [_item("Get the user", "/users/:id"), _item("Remove", "/users/:id", "DELETE")]
    new = [_item("Read", "/users/{{userId}}"), _item("Get a user", "/people/:id")]
    assert _matched(tmp_path, old, new) == {"Get the user": "Read", "Remove": None}


def test_of_equal_paths_the_likest_names_are_one(tmp_path: Path) -> None:
    old = [_item("Pay with a card"), _item("Pay with a voucher")]
    new = [_item("Pay with a new voucher"), _item("Pay"), _item("Pay with a new card")]
    assert _matched(tmp_path, old, new) == {
        "Pay with a card": "Pay with a new card",
        "Pay with a voucher": "Pay with a new voucher",
    }


def test_what_is_not_alike_is_removed_and_added(tmp_path: Path) -> None:
    old = [_item("List orders", "/orders"), _item("Create user", "/users", "POST")]
    new = [_item("Upload file", "/files", "PUT"), _item("Create a user", "/v2/users", "POST")]
    assert _matched(tmp_path, old, new) == {"List orders": None, "Create user": "Create a user"}


def test_a_moved_request_is_found_in_its_new_folder(tmp_path: Path) -> None:
    old = [{"name": "A", "item": [_item("Get", "/a"), _item("Put", "/a", "PUT")]}]
    new = [{"name": "B", "item": [_item("Get", "/a")]}, _item("Put", "/a", "PUT")]
    assert _matched(tmp_path, old, new) == {"Get": "Get", "Put": "Put"}


def test_many_requests_of_one_name_are_paired_fast(tmp_path: Path) -> None:
    """Their pairs are not all compared: that would be 4 million."""
    old = [_item("New Request", f"/{n}") for n in range(2_000)]
    new = [_item("New Request", f"/v2/{n}") for n in range(2_000)]
    apis = []
    for name, items in (("old", old), ("new", new)):
        apis.append(load(Options((str(saved(tmp_path / f"{name}.json", collection(*items))),))).api)
    found = match(*apis)
    paths = [[e.request.url.path.source for e in pair] for pair in found.pairs]
    assert len(paths) == 2_000
    assert all(new_path == f"/v2{old_path}" for old_path, new_path in paths)


_NAMES = st.sampled_from(["Get", "List", "Get link", "Get links", "Übersicht", "Ping"])
_PATHS = st.sampled_from(["/", "/links", "/links/:id", "/links/{{id}}", "/a?page=1&size=2"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["x", "2026-01-01", "1.5"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "b", "id", "items"]), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def _drawn(draw: st.DrawFn) -> dict[str, Any]:
    """A request, with a body and answers."""
    answers = [
        {
            "name": f"{n}",
            "code": code,
            "body": json.dumps(value),
            "_postman_previewlanguage": "json",
        }
        for n, (code, value) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from([200, 201, 404]), _VALUES), max_size=3))
        )
    ]
    method = draw(st.sampled_from(["GET", "POST", "DELETE"]))
    body = raw(json.dumps(draw(_VALUES))) | {"options": {"raw": {"language": "json"}}}
    url = f"{{{{base}}}}{draw(_PATHS)}"
    return item(draw(_NAMES), url, method, body=body, response=answers, description="")


_COLLECTIONS = st.lists(
    st.tuples(st.sampled_from(["", "A", "B"]), _drawn()), min_size=1, max_size=6
).map(
    lambda rows: collection(
        *(one for folder, one in rows if not folder),
        *({"name": folder, "item": [one]} for folder, one in rows if folder),
    )
)
_SEEDS = st.integers(0, 2**32)


@settings(max_examples=40)
@given(document=_COLLECTIONS, seed=_SEEDS)
def test_what_is_exported_again_shows_no_difference(document: Any, seed: int) -> None:
    assert _changes(document, exported_again(document, seed)) == ()


@settings(max_examples=40)
@given(document=_COLLECTIONS, seed=_SEEDS)
def test_a_removed_request_is_found_by_its_name(document: Any, seed: int) -> None:
    """Whatever else changes: of requests with one name, types are made together."""
    _remove_one(document, seed)


def _remove_one(document: Any, seed: int) -> None:
    shorter = exported_again(document, seed)
    rows, index, title = random.Random(seed).choice(list(_requests(shorter)))
    del rows[index]
    gone = [c.requests for c in _changes(document, shorter) if c.rule == "request-removed"]
    come = [c.requests for c in _changes(shorter, document) if c.rule == "request-added"]
    assert (gone, come) == ([(title,)], [(title,)])


@pytest.mark.parametrize("name", ["bank-links", "messaging"])
@settings(max_examples=4)
@given(seed=_SEEDS)
def test_a_request_that_a_sample_lost_is_found(name: str, seed: int) -> None:
    _remove_one(_document(SAMPLES / f"{name}.postman_collection.json"), seed)


@pytest.mark.parametrize("name", ["bank-links", "messaging", "kitchen-sink"])
def test_a_sample_that_is_exported_again_shows_no_difference(name: str) -> None:
    document = _document(SAMPLES / f"{name}.postman_collection.json")
    again = exported_again(document, 5)
    assert json.dumps(again) != json.dumps(document)
    assert _changes(document, again) == ()


@pytest.mark.parametrize("version", ["v1", "v3"])
@pytest.mark.parametrize("name", ["bank-links", "messaging"])
def test_another_format_is_no_difference(name: str, version: str, tmp_path: Path) -> None:
    document = _document(SAMPLES / f"{name}.postman_collection.json")
    module = v1_twin if version == "v1" else v3_twin
    held = module.expressible(document)
    twin = tmp_path / "twin"
    if version == "v1":
        saved(twin, v1_twin.twin(held))
    else:
        v3_twin.write_twin(held, twin)
    original = saved(tmp_path / "original.json", held)
    assert difference(str(original), str(twin), Options(()), None).changes == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    shared.sample(shared.files({"v2", "wrapped-v2"}), 6),
    ids=lambda path: path.parent.name,
)
def test_every_collection_that_is_exported_again_shows_no_difference(path: Path) -> None:
    document = _document(path)
    assert _changes(document, exported_again(document, 1)) == ()


def _adyen(version: int) -> Path:
    shared.require()
    return ADYEN / f"CheckoutService-v{version}.json"


def test_a_real_collection_that_is_exported_again_shows_no_difference() -> None:
    document = _document(_adyen(70))
    assert _changes(document, exported_again(document, 3)) == ()


def test_two_versions_of_a_real_collection() -> None:
    """What differs between them was read in both files."""
    report = difference(str(_adyen(49)), str(_adyen(70)), Options(()), None)
    found = {(c.rule, request): c.message for c in report.changes for request in c.requests}
    assert (report.current, report.proposed) == ("49", "50.0.0")
    place = "Utility / /originKeys (DEPRECATED) / Get origin keys"
    assert ("request-moved", place) in found
    added = "Recurring / Delete a token for stored payment details"
    assert ("request-added", added) in found
    gone = "Payments / Submit 3D Secure 2 device fingerprinting result"
    assert ("request-removed", gone) in found
    servers = [c for c in report.changes if c.rule == "server-changed"]
    assert [c.message for c in servers] == [
        "the server changed from 'https://checkout-test.adyen.com/v49' "
        "to 'https://checkout-test.adyen.com/v70'"
    ]
    assert len(servers[0].requests) > 40
    assert not [c for c in report.changes if c.rule in ("path-changed", "method-changed")]


def test_of_one_change_of_a_real_collection_nothing_else_is_found() -> None:
    """Only the client's classes may change with it: requests of one method and path share them."""
    document = _document(_adyen(70))
    changed = copy.deepcopy(document)
    rows, index, title = list(_requests(changed))[3]
    rows[index]["request"]["method"] = "PUT"
    found = [c for c in _changes(document, changed) if not c.rule.startswith("client-")]
    # A folder that is called like a path is none.
    shown = " / ".join(part for part in title.split(" / ") if not part.startswith("/"))
    assert [(c.rule, c.requests) for c in found] == [("method-changed", (shown,))]
