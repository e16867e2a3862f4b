"""Objects whose keys are data: which ones become maps, and what the client makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.types.datatypes import MapType, ObjectType, ScalarType
from generator.types.inference import infer, merge, with_maps
from tests.test_client_types import classes, get

INTEGER = ScalarType("integer")
ID = "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4"


@pytest.mark.parametrize(
    "keys",
    [
        [ID],
        ["2026-01-31", "2026-02-01"],
        ["5f3a9c0012ab34cd"],
        ["1iPMGAF44YgzB7sINv4KTF"],
        ["1", "2", "30"],
        ["20481"],
        ["1.0", "1.0.2"],
        ["a@h.test"],
        ["en_US", "de-DE"],
        ["EUR", "USD", "GBP", "CHF"],
        ["de", "en", "fr", "es", "it", "pt"],
    ],
)
def test_keys_that_are_data(keys: list[str]) -> None:
    assert infer(dict.fromkeys(keys, 1)) == MapType(INTEGER)


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["id", "name"],
        ["1"],
        ["line1", "line2"],
        ["first", "last", "next", "self"],
        ["USD", "fee"],
        ["URL", "API"],
        ["id", "to", "is"],
        ["en_US"],
        ["deadbeefdeadbeefdead"],
        ["createdAtOfTheFirstVersion2"],
        [ID, "default"],
        ["x" * 400],
    ],
)
def test_keys_that_are_names(keys: list[str]) -> None:
    assert isinstance(infer(dict.fromkeys(keys, 1)), ObjectType)


def test_values_of_a_map_are_alike() -> None:
    assert isinstance(infer({"1": 1, "2": "x"}), ObjectType)
    assert infer({"1": 1, "2": 1.5}) == MapType(ScalarType("number"))
    assert infer({"1": {"a": 1}, "2": {"a": 2}}) == MapType(infer({"a": 1}))


def test_a_map_and_an_object_are_a_map() -> None:
    merged = merge([infer({ID: 1}), infer({"default": 1.5}), infer({})])
    assert merged == MapType(ScalarType("number"))


def test_keys_that_differ_between_examples_are_data() -> None:
    names = ("alice", "bob", "carol")
    merged = merge(infer({name: {"x": 1, "y": 2}}) for name in names)
    assert with_maps(merged) == MapType(infer({"x": 1, "y": 2}))
    together = merge([infer({name: {"x": 1, "y": 2} for name in names})])
    assert with_maps(together) == together
    links = merge(infer({name: {"href": "x"}}) for name in names)
    assert with_maps(links) == links


def test_a_map_in_the_client(tmp_path: Path) -> None:
    body: dict[str, Any] = {"rates": {"1": {"a": 1, "b": 2}, "2": {"a": 1, "b": 2}}}
    found = classes(tmp_path, get("Get rates", body))
    assert found == {
        "GetRatesResponse": {"rates": "dict[str, Rate]"},
        "Rate": {"a": "int", "b": "int"},
    }
