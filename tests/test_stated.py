"""Values that descriptions list, and what the client makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.readers.descriptions import split_required, stated_values, with_stated
from generator.types.datatypes import EnumType, ScalarType
from tests.built import collection, item
from tests.recording import recording
from tests.trees import generated, imported


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("Allowed values: a, b, c.", "a b c"),
        ("Which ones. Possible values: a, b or c. Default: a.", "a b c"),
        ("Valid values are `a`, `b`, and `c`", "a b c"),
        ("Valid values are `a/b/c`", "a b c"),
        ("Accepted values are **on** and **off**.", "on off"),
        ("One of 'x-1' or 'x-2'.", "x-1 x-2"),
        ("one of: a | b", "a b"),
        ("enum: A,B", "A B"),
        ("`a` | `b`", "a b"),
        ("draft | active |retired", "draft active retired"),
        ("One of:\n\nhour - by hour.\nday - by day.", "hour day"),
        (
            "Valid values:\n\n- `a:asc`: Up.\n- `a:desc` (default)\n\nThe default is `a:asc`",
            "a:asc a:desc",
        ),
        ("Possible values: * **x**: this, and * **y**: that.", "x y"),
        ("Supported values: <br>`A` - Yes.<br>`B` - No.", "A B"),
        ("Optional. Permitted values: true, false.", "true false"),
    ],
)
def test_lists_of_values(description: str, values: str) -> None:
    assert stated_values(description) == tuple(values.split())


@pytest.mark.parametrize(
    "description",
    [
        "",
        "A name.",
        "Valid values",
        "Allowed values: a",
        "Allowed values: any positive number, or zero",
        "Allowed values: 1, 2, 3",
        "One of the languages that are spoken",
        "At least one of `a`, `b` must be given.",
        "One of `a` or `b` is required",
        "Comma-separated list. Allowed values: a, b",
        "Either `a` or `b`.",
        "Supported values: [the types](/enums#types)",
        "a | b c",
        "Allowed values: " + ", ".join(f"v{n}" for n in range(100)),
    ],
)
def test_what_is_no_list(description: str) -> None:
    assert stated_values(description) == ()


@given(st.text(alphabet="ab`|*-:, .\n'\"", max_size=60).map("Allowed values: ".__add__))
def test_values_are_words_and_stand_in_the_text(description: str) -> None:
    values = stated_values(description)
    assert all(value in description and value[0].isalnum() for value in values)
    assert len(values) != 1


@pytest.mark.parametrize(
    "end", ["a" * 4000, "`a" * 4000, "a | " * 4000, "- a\n" * 4000, "one of " * 999]
)
def test_long_descriptions_are_read_in_one_pass(end: str) -> None:
    assert len(stated_values("Allowed values: " + end)) < 3


@pytest.mark.parametrize(
    ("description", "required", "rest"),
    [
        ("(Required) The id.", True, "The id."),
        ("[required] The id", True, "The id"),
        (" ( REQUIRED ): id", True, "id"),
        ("[optional] The id.", False, "The id."),
        ("(Optional", None, "(Optional"),
        ("(Required)", True, ""),
        ("Required for admins.", None, "Required for admins."),
        ("Required. The id.", True, "The id."),
        ("Optional.", False, ""),
        ("Required: a or b", None, "Required: a or b"),
        ("The id (required)", None, "The id (required)"),
        ("(Required", None, "(Required"),
        ("", None, ""),
    ],
)
def test_what_begins_with_required(description: str, required: bool | None, rest: str) -> None:
    assert split_required(description) == (required, rest)


def test_only_plain_strings_take_stated_values() -> None:
    assert with_stated(ScalarType("string"), ("a", "b")) == EnumType(("a", "b"))
    assert with_stated(ScalarType("integer"), ("a", "b")) == ScalarType("integer")
    assert with_stated(ScalarType("string"), ("true", "false")) == ScalarType("boolean")
    assert with_stated(ScalarType("string"), ()) == ScalarType("string")


def _row(key: str, value: str, description: str) -> dict[str, Any]:
    return {"key": key, "value": value, "description": description}


def test_arguments_of_the_client(tmp_path: Path) -> None:
    """Other values than the stated ones are sent as they are given."""
    listed = "Allowed values: up, down"
    url = {
        "raw": "{{baseUrl}}/:kind?order=up", "host": ["{{baseUrl}}"], "path": [":kind"],
        "query": [_row("order", "up", listed)], "variable": [_row("kind", "up", listed)],
    }  # fmt: skip
    form = {"mode": "urlencoded", "urlencoded": [_row("side", "up", listed)]}
    post = item("Go", "", "POST", body=form, header=[_row("X-Way", "up", listed)])
    post["request"]["url"] = url
    tree = generated(tmp_path, collection(post), emit=("client",))
    text = (tree.client / tree.package / "resources" / "__init__.py").read_text()
    assert text.count('Literal["up", "down"] | str') == 4
    with recording() as server, imported(tree) as package:
        package.Client(base_url=server.url).go("left", order="up", side="right", x_way="far")
        (sent,) = server.take()
    assert sent.target == "/left?order=up"
    assert sent.body == b"side=right"
    assert dict(sent.headers)["X-Way"] == "far"
