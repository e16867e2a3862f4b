"""Lines and columns of JSON pointers."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.formats.jsontext import locate
from generator.origin import Origin
from generator.pointers import keys_of

DOCUMENT = '{\n  "a": {"b": [1, {"c": "x"}]},\n\t"d/e~f": null,\n  "": "q\\"",\n  "é\\u00e9": 2\n}'


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("#", (1, 1)),
        ("#/a", (2, 8)),
        ("#/a/b", (2, 14)),
        ("#/a/b/0", (2, 15)),
        ("#/a/b/1/c", (2, 24)),
        ("#/d~1e~0f", (3, 11)),
        ("#/", (4, 7)),
        ("#/éé", (5, 14)),
        ("#/a/b/1/missing/deeper", (2, 18)),
        ("#/a/b/2", (2, 14)),
        ("#/a/b/01", (2, 14)),
        ("#/missing", (1, 1)),
        ("#/d~1e~0f/x", (3, 11)),
    ],
)
def test_a_pointer_has_its_line_and_column(pointer: str, place: tuple[int, int]) -> None:
    assert locate(DOCUMENT, [pointer]) == {pointer: place}
    assert locate("\ufeff" + DOCUMENT, [pointer]) == {pointer: place}


def test_all_at_once() -> None:
    pointers = ["#/a/b/1/c", "#", "#/missing", "#/a"]
    together = locate(DOCUMENT, pointers)
    assert together == {p: locate(DOCUMENT, [p])[p] for p in pointers}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    assert locate(newline.join(["[", "1,", " 2]"]), ["#/1"]) == {"#/1": (3, 2)}


def test_scalar_document() -> None:
    assert locate(' "x"', ["#", "#/0"]) == {"#": (1, 2), "#/0": (1, 2)}


def test_last_of_repeated_members_counts() -> None:
    text = '{"a": {"b": 1, "c": 2},\n"a": {"b": 3}}'
    assert locate(text, ["#/a", "#/a/b", "#/a/c"]) == {
        "#/a": (2, 6),
        "#/a/b": (2, 12),
        "#/a/c": (2, 6),
    }


def test_brackets_and_escapes_in_skipped_strings() -> None:
    skipped = {"k": ['}]"', "\\", '\\"', "[{", {"\\": "]"}]}
    text = json.dumps([skipped, 1])
    assert locate(text, ["#/1"]) == {"#/1": (1, len(text) - 1)}


@pytest.mark.parametrize("wanted", [True, False])
def test_deep_nesting(wanted: bool) -> None:
    depth = 100_000
    text = "[" * depth + "]" * depth + "\n"
    pointer = "#" + "/0" * (depth - 1) if wanted else "#/1"
    assert locate(text, [pointer]) == {pointer: (1, depth if wanted else 1)}


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "' + '\\"\\\\' * 500_000 + '", "b": 1}',
        '{"a": [' + '"x",' * 500_000 + '1], "b": 1}',
        '{"a": [' + '{"k": "\\n"},' * 200_000 + '1], "b": 1}',
        '{"a": "' + "\\\\" * 1_000_000 + '", "b": 1}',
        "{" + '"a": {"c": 1},' * 100_000 + '"b": 1}',
    ],
    ids=["escapes", "strings", "objects", "backslashes", "repeated"],
)
def test_linear_time(text: str) -> None:
    start = time.process_time()
    assert locate(text, ["#/b", "#/a/c"])["#/b"] == (1, len(text) - 1)
    assert time.process_time() - start < 60


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def _values(document: Any) -> dict[str, Any]:
    found = {"#": document}
    todo = [("#", document)]
    while todo:
        pointer, value = todo.pop()
        members: dict[Any, Any] = value if isinstance(value, dict) else {}
        if isinstance(value, list):
            members = dict(enumerate(value))
        for key, member in members.items():
            child = f"{pointer}/" + str(key).replace("~", "~0").replace("/", "~1")
            found[child] = member
            todo.append((child, member))
    return found


@given(
    document=JSON,
    indent=st.sampled_from([None, 0, 1, 4, "\t", " \r"]),
    ascii_only=st.booleans(),
    data=st.data(),
)
def test_located_text_is_the_value(
    document: Any, indent: int | str | None, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    values = _values(document)
    wanted = data.draw(st.lists(st.sampled_from(sorted(values)), unique=True))
    places = locate(text, wanted)
    assert set(places) == set(wanted)
    lines = text.split("\n")
    for pointer, (line, column) in places.items():
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == values[pointer]


@given(st.lists(st.text(st.sampled_from("ab~/01é"), max_size=4)))
def test_a_pointer_leads_through_the_keys_it_was_made_of(keys: list[str]) -> None:
    pointer = Origin("a.json", "#").child(*keys).pointer if keys else "#"
    assert keys_of(pointer) == keys
