"""YAML as strings, with places; what is odd or hostile ends in one error with a place."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.formats import yamltext
from generator.formats.yamltext import YamlError, locate_yaml, read_yaml


def test_scalars_stay_as_they_are_written() -> None:
    text = "a: no\nb: 1e3\nc: 0123\nd: 2020-01-01\ne: on\nf: 1_000\ng: !!int 7\nh: 12:30\ni: =\n"
    expected = {"a": "no", "b": "1e3", "c": "0123", "d": "2020-01-01", "e": "on"}
    assert read_yaml(text) == expected | {"f": "1_000", "g": "7", "h": "12:30", "i": "="}


def test_only_an_unquoted_null_is_none() -> None:
    found = read_yaml("a:\nb: ~\nc: null\nd: 'null'\ne: ''\nf: !!str\n")
    assert found == {"a": None, "b": None, "c": None, "d": "null", "e": "", "f": ""}


def test_breaks_of_yaml_1_1_are_characters() -> None:
    assert read_yaml("a: |-\n  x\u2028y\x85z\n  w\u2029") == {"a": "x\u2028y\x85z\nw\u2029"}


def test_merge_keys_are_keys_like_any_other() -> None:
    assert read_yaml("a: &a {b: c}\nd:\n  <<: *a\n") == {"a": {"b": "c"}, "d": {"<<": {"b": "c"}}}


def test_nothing_is_none() -> None:
    assert read_yaml("") is read_yaml("# only a comment\n") is read_yaml("---\n") is None


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb:\n  c: 2\n  c: 3\n", (4, 3), "the key 'c' stands here twice"),
        ("a: &k b\n*k : c\nb: d\n", (3, 1), "the key 'b' stands here twice"),
        ("a: 1\nb: 'open\n", (3, 1), "found unexpected end of stream"),
        ("a: b: c\n", (1, 5), "mapping values are not allowed"),
        ("url: {{host}}\n", (1, 7), "a text that begins with {{ needs quotes"),
        ("? [a]\n: b\n", (1, 3), "a key is no list"),
        ("a: !secret b\n", (1, 4), "tags of an application are not read"),
        ("!!python/object/apply:os.system [ls]\n", (1, 1), "tags of an application"),
        ("a: !!binary aGk=\n", (1, 4), "tags of an application are not read"),
        ("a: &a [*a]\n", (1, 8), "names no value that ends before it"),
        ("a: *b\n", (1, 4), "names no value that ends before it"),
        ("--- a\n--- b\n", (2, 1), "a second document"),
        ("a: b\x00\n", (1, 5), "may not stand in it"),
        ("[" * 101, (1, 101), "nest too deep"),
        ("[" * 100_000, (1, 101), "nest too deep"),
    ],
)
def test_what_cannot_be_read(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(YamlError) as error:
        read_yaml(text)
    assert message in str(error.value)
    assert (error.value.line, error.value.column) == place
    with pytest.raises(YamlError):
        locate_yaml(text, ["#/a"])


def test_both_parsers_of_pyyaml_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x [1, '2', \"\\u00e9\"]\nb: *x\nc: |-\n  d\n   e\nf: >\n  g\n  h\n"
    one = read_yaml(text), locate_yaml(text, ["#/b/1", "#/c"])
    monkeypatch.setattr(yamltext, "LOADER", yaml.BaseLoader)
    assert (read_yaml(text), locate_yaml(text, ["#/b/1", "#/c"])) == one


def test_aliases_are_read_as_what_they_name() -> None:
    assert read_yaml("a: &a {b: [c]}\nd: *a\n") == {"a": {"b": ["c"]}, "d": {"b": ["c"]}}


def test_aliases_that_grow_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(YamlError, match="the aliases stand for too much") as error:
        read_yaml("\n".join(lines))
    assert error.value.line == 7


def test_places() -> None:
    text = "a: 1\nlist:\n  - key: é\n    value: 'x'\n  - {key: b, 'a/b': 2}\ntext: |-\n  body\n"
    pointers = ["#", "#/a", "#/list/0/value", "#/list/1/a~1b", "#/text", "#/list/7/x", "#/no"]
    assert locate_yaml(text, pointers) == {
        "#": (1, 1),
        "#/a": (1, 4),
        "#/list/0/value": (4, 12),
        "#/list/1/a~1b": (5, 21),
        "#/text": (6, 7),
        "#/list/7/x": (3, 3),
        "#/no": (1, 1),
    }


VALUES: Any = st.recursive(
    # What ends a line in YAML 1.1 only is left out: PyYAML writes it as such.
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n\t")),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text("ab/~é: "), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES, st.sampled_from([None, '"', "'", "|"]))
def test_what_was_written_is_read(value: Any, style: str | None) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_style=style)
    assert read_yaml(text) == value


@given(VALUES)
def test_json_is_yaml(value: Any) -> None:
    assert read_yaml(json.dumps(value, ensure_ascii=False)) == value


@given(st.text("ab:-[]{}&*!|>'\"%@`#?, \n\t\\") | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_yaml(text)
    except YamlError as error:
        assert error.line >= 1 and error.column >= 1
