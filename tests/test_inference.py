"""Types: what values are examples of, and that a merged type accepts all its examples."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import parse
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    Field,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)
from generator.types.inference import (
    ANY,
    MAX_DEPTH,
    NULL,
    STRING,
    infer,
    infer_json_text,
    infer_response_text,
    infer_text,
    load_json_text,
    merge,
    strip_comments,
)

INTEGER, NUMBER, BOOLEAN = ScalarType("integer"), ScalarType("number"), ScalarType("boolean")

STRINGS = st.sampled_from(
    ["", "x", "a@h.test", "2024-01-31", "https://h.test/", "<string>", "<uuid>", "//", "/*", '"']
)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([0.5, 1.0]) | STRINGS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)


def _accepts(of: Type, value: Any) -> bool:
    """Whether a value is one of a type, by the plain meaning of the type."""
    if isinstance(of, AnyType):
        return True
    if isinstance(of, UnionType):
        return any(_accepts(member, value) for member in of.members)
    if isinstance(of, ArrayType):
        return isinstance(value, list) and all(_accepts(of.items, member) for member in value)
    if isinstance(of, ObjectType):
        types = {field.name: field.type for field in of.fields}
        required = {field.name for field in of.fields if field.required}
        return (
            isinstance(value, dict)
            and required <= value.keys() <= types.keys()
            and all(_accepts(types[name], member) for name, member in value.items())
        )
    assert isinstance(of, ScalarType)
    if of in (NULL, BOOLEAN):
        return value is None if of == NULL else isinstance(value, bool)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    kinds = {
        "integer": is_number and isinstance(value, int),
        "number": is_number,
        # A placeholder such as <integer> is a string that stands for another type.
        "string": isinstance(value, str),
    }
    return kinds[of.kind]


def _unordered(of: Type) -> Any:
    """Return a type without the order of its members."""
    if isinstance(of, UnionType):
        return frozenset(map(_unordered, of.members))
    if isinstance(of, ArrayType):
        return ("array", _unordered(of.items))
    if isinstance(of, ObjectType):
        return frozenset((f.name, _unordered(f.type), f.required) for f in of.fields)
    return of


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_a_merged_type_accepts_its_examples(values: list[Any]) -> None:
    merged = merge(map(infer, values))
    assert all(_accepts(merged, value) for value in values)


@given(st.lists(VALUES, max_size=4).flatmap(lambda v: st.tuples(st.just(v), st.permutations(v))))
def test_the_order_of_examples_does_not_matter(orders: tuple[list[Any], list[Any]]) -> None:
    one, other = (merge(map(infer, values)) for values in orders)
    assert _unordered(one) == _unordered(other)


@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3))
def test_merging_in_steps_is_the_same(one: list[Any], other: list[Any]) -> None:
    at_once = merge(map(infer, [*one, *other]))
    in_steps = merge([merge(map(infer, one)), merge(map(infer, other))])
    assert _unordered(at_once) == _unordered(in_steps)
    assert _unordered(merge([at_once, at_once])) == _unordered(at_once)


@given(st.lists(VALUES, max_size=5), st.permutations([1, 0.5, True, "x", None]))
def test_a_union_has_one_of_a_kind_and_null_last(values: list[Any], others: list[Any]) -> None:
    merged = merge(map(infer, [*values, *others]))
    assert isinstance(merged, UnionType)
    kinds = [m.kind if isinstance(m, ScalarType) else type(m).__name__ for m in merged.members]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) - {"ArrayType", "ObjectType"} == {"number", "boolean", "string", "null"}
    assert kinds[-1] == "null"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ANY),
        ([1, 2.5], NUMBER),
        ([1, None], UnionType((INTEGER, NULL))),
        ([None, 1], UnionType((INTEGER, NULL))),
        ([True, 1], UnionType((BOOLEAN, INTEGER))),
        (["2024-01-31", "2024-02-01"], ScalarType("string", "date")),
        (["2024-01-31", "soon"], STRING),
        ([[], [1]], ArrayType(INTEGER)),
        ([[]], ArrayType(ANY)),
        (
            [{"a": 1, "b": 1}, {"b": 2, "c": "x"}],
            ObjectType(
                (Field("a", INTEGER, False), Field("b", INTEGER), Field("c", STRING, False))
            ),
        ),
    ],
)
def test_values_of_several_types_are_merged(values: list[Any], expected: Type) -> None:
    assert merge(map(infer, values)) == expected


@pytest.mark.parametrize(
    ("value", "format_"),
    [
        ("683005d6-f45c-4adb-b289-f1a12f50f80c", "uuid"),
        ("2024-01-31", "date"),
        ("2024-01-31T10:20:30Z", "date-time"),
        ("2024-01-31 10:20:30.123+02:00", "date-time"),
        ("https://h.test/a?b=1", "uri"),
        ("a.b@h.test", "email"),
        ("<uuid>", "uuid"),
        ("<dateTime>", "date-time"),
        ("2024-13", None),
        ("ftp://h.test", None),
        ("a@b", None),
        ("<other>", None),
        ("<integer", None),
        ("", None),
    ],
)
def test_formats_of_strings(value: str, format_: Any) -> None:
    assert infer(value) == ScalarType("string", format_)


def test_placeholders_stand_for_their_type() -> None:
    assert (infer("<integer>"), infer("<number>"), infer("<boolean>")) == (INTEGER, NUMBER, BOOLEAN)


def test_deep_values_are_any_below() -> None:
    value: Any = 1
    for _ in range(MAX_DEPTH + 50):
        value = [value]
    found, depth = infer(value), 0
    while isinstance(found, ArrayType):
        found, depth = found.items, depth + 1
    assert (found, depth) == (ANY, MAX_DEPTH + 1)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("7", INTEGER), ("-7", INTEGER), ("07", STRING), ("1" * 30, STRING), ("1.5", NUMBER),
        ("1.50", STRING), ("1e5", STRING), ("true", BOOLEAN), ("True", STRING), ("", STRING),
        ("{{a}}", STRING), ("1{{a}}", STRING), ("2024-01-31", ScalarType("string", "date")),
    ],
)  # fmt: skip
def test_types_of_parameters(source: str, expected: Type) -> None:
    """A number only where it would be written the same again."""
    assert infer_text(parse(source)) == expected
    assert infer_text(None) == STRING


# JSON with comments and variables


@given(VALUES, st.sampled_from([None, 2]))
def test_json_is_read_as_it_is(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert strip_comments(text) == text
    assert load_json_text(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1 // "b"\n, "c": 2}', {"a": 1, "c": 2}),
        ('/* "a" */ [1, /* 2, */ 3]', [1, 3]),
        ('{"a": "// no /* comment */"}', {"a": "// no /* comment */"}),
        (r'["\"// no", 1] // yes', ['"// no', 1]),
        ("/**/ 1", 1),
        ("/*/ 2 */ 1", 1),
        ('{"a": "{{b}}"}', {"a": "{{b}}"}),
    ],
)
def test_json_with_comments_is_read(text: str, expected: Any) -> None:
    assert load_json_text(text) == expected


@pytest.mark.parametrize("text", ["", "x", '{"a": }', "1 /* open", '["a', "[1,]", "[" * 5000, "{{"])
def test_what_is_not_json(text: str) -> None:
    with pytest.raises(ValueError):
        load_json_text(text)
    assert infer_json_text(parse(text)) is None


def test_bare_variables_are_any() -> None:
    found = infer_json_text(parse('{"a": {{b}}, "c": [{{d}}, 1], "e": "{{f}}"}'))
    fields = (Field("a", ANY), Field("c", ArrayType(INTEGER)), Field("e", STRING))
    assert found == ObjectType(fields)


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 50_000, "/* " * 50_000, "{{" * 50_000, "//" * 50_000]
)
def test_hostile_texts_are_read_in_one_pass(text: str) -> None:
    """Each of these took minutes when the text was scanned anew from every quote or comment."""
    assert infer_json_text(parse(text)) is None


def test_types_of_responses_by_body_and_media_type() -> None:
    assert infer_response_text("[1]", "text/plain") == ArrayType(INTEGER)
    assert infer_response_text("1", "application/json") == INTEGER
    assert infer_response_text("1", "text/plain") is None
    assert infer_response_text("<html>", "application/json") is None
