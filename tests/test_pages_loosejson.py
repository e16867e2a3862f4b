"""JSON as pages write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.readers.pages import loosejson


@pytest.mark.parametrize(
    ("text", "value", "notes"),
    [
        ('{"a": 1, "b": [1, 2,],}', {"a": 1, "b": [1, 2]}, {"trailing-comma"}),
        ('{"a": 1 // one\n, /* two */ "b": 2}', {"a": 1, "b": 2}, {"comments"}),
        ("{'a': 'b', c: True}", {"a": "b", "c": True}, {"quotes", "unquoted-key", "word"}),
        ('{"code": number, "x": "string"}', {"code": "number", "x": "string"}, {"type-word"}),
        ('{"a": [1, ...], ...}', {"a": [1]}, {"ellipsis", "trailing-comma"}),
        (
            '{"id": <string>, "off": IS-OFF}',
            {"id": "<string>", "off": "IS-OFF"},
            {"type-word", "bare-word"},
        ),
        ('[{"a": 1}\n{"b": 2}]', [{"a": 1}, {"b": 2}], {"missing-comma"}),
        ('{"a" => 1, "b"=>{"c"=>nil}}', {"a": 1, "b": {"c": None}}, {"rocket", "word"}),
        ('["a" => 1]', {"a": 1}, {"rocket"}),
        (
            "{ n?: string|null }",
            {"n": "string|null"},
            {"unquoted-key", "optional-key", "type-word"},
        ),
        ('{"a": {"b": "cu', {"a": {"b": "cu"}}, {"cut"}),
        ('"{\\n \\"a\\": 1,\\n}"', {"a": 1}, {"json-string", "trailing-comma"}),
        ("{“a”: “b”}", {"a": "b"}, {"quotes"}),
        (
            '{"u": {{base}}, "v": http://x.example/y}',
            {"u": "{{base}}", "v": "http://x.example/y"},
            {"placeholder", "bare-word"},
        ),
    ],
)
def test_what_is_bent_is_noted(text: str, value: Any, notes: set[str]) -> None:
    loose = loosejson.read(text)
    assert loose is not None
    assert (loose.value, {*loose.notes}) == (value, notes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "prose",
        "[Webhook ID]",
        "{id}",
        "{{base}}/x",
        "[...]",
        "404 Not Found",
        "'abc'",
        "{ see below }",
    ],
)
def test_prose_is_no_json(text: str) -> None:
    assert loosejson.read(text) is None


def test_the_end_is_where_other_text_begins() -> None:
    text = 'Body: {"a": 1,} 200 OK'
    loose = loosejson.read(text, 6)
    assert loose is not None
    assert text[loose.start : loose.end] == '{"a": 1,}'


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_strict_json_is_read_as_the_json_module_does(
    value: Any, ascii_only: bool, indent: int | str | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    loose = loosejson.read(text)
    assert loose is not None
    if "json-string" not in loose.notes:
        assert loose.value == value
        assert loose.notes == ()


@given(st.dictionaries(st.text(), VALUES, min_size=1))
def test_bent_json_keeps_its_values(value: dict[str, Any]) -> None:
    bent = json.dumps(value, indent=1).replace("\n}", ",\n /* end */ }")
    loose = loosejson.read(bent)
    assert loose is not None
    assert loose.value == value


@given(st.text() | st.text("{}[]\"':,.#/*<>=\\ \nab1-", max_size=80))
@settings(max_examples=400)
def test_any_text_is_read_without_failing(text: str) -> None:
    loose = loosejson.read(text)
    assert loose is None or 0 <= loose.start < loose.end <= len(text)
