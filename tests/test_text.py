"""Texts: parsed once, written back as they were; secrets that nothing can print."""

from __future__ import annotations

import copy
import itertools
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.origin import Origin
from generator.text import (
    Part,
    Reference,
    Secret,
    Slot,
    Text,
    concat,
    joined,
    map_literals,
    masked,
    parse,
)

SOURCES = st.text(alphabet=st.sampled_from("{{}}ab :$\U000f0000\U000f0001é")) | st.text()
NAMES = st.text(alphabet="ab $-")
PARTS: st.SearchStrategy[list[Part]] = st.lists(
    SOURCES.map(str)
    | NAMES.map(Reference)
    | NAMES.map(Slot)
    | st.text(min_size=1).map(lambda value: Secret(value, None, None))
)


@given(SOURCES)
def test_a_text_is_written_as_it_was(source: str) -> None:
    text = parse(source)
    assert text.source == source
    assert joined(text.parts) == text.parts
    assert bool(text) == bool(source)
    assert parse(text.source) == text


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("", ()),
        ("a", ("a",)),
        ("{{a}}", (Reference("a"),)),
        ("{{ a }}", (Reference(" a "),)),
        ("{{}}", (Reference(""),)),
        ("{{{a}}}", ("{", Reference("a"), "}")),
        ("{{a{{n}}}}", ("{{a", Reference("n"), "}}")),
        ("{{a}} {{b}}{{a}}", (Reference("a"), " ", Reference("b"), Reference("a"))),
        ("{a} {{b} }{{c", ("{a} {{b} }{{c",)),
        ("{{$guid}}", (Reference("$guid"),)),
        ("{{a\nb}}", (Reference("a\nb"),)),
    ],
)
def test_the_innermost_braces_are_the_reference(source: str, parts: tuple[Part, ...]) -> None:
    assert parse(source).parts == parts


def test_what_a_text_says() -> None:
    assert parse("").literal == ""
    assert parse("a b").literal == "a b"
    assert parse("a {{b}}").literal is None
    assert parse("{{a}}{{b}}{{a}}").references == ("a", "b", "a")
    secret = Secret("s", None, None)
    text = Text(("x", secret, Slot("id")))
    assert (text.secrets, text.source) == ((secret,), "x{{…}}:id")


@given(PARTS)
def test_literals_are_joined(parts: list[Part]) -> None:
    found = joined(parts)
    assert "".join(Text((p,)).source for p in parts) == Text(found).source
    assert "" not in found
    for pair in itertools.pairwise(found):
        assert not all(isinstance(part, str) for part in pair)
    assert [p for p in found if not isinstance(p, str)] == [
        p for p in parts if not isinstance(p, str)
    ]
    assert concat(*(Text((p,)) for p in parts)).parts == found


def test_adding_keeps_the_origin() -> None:
    origin = Origin("c.json", "#/a")
    text = parse("a", origin) + "b" + parse("{{c}}")
    assert (text.source, text.origin) == ("ab{{c}}", origin)


@given(PARTS)
def test_a_mask_is_undone(parts: list[Part]) -> None:
    text = Text(joined(parts))
    string, unmask = masked(text)
    assert unmask(string) == text
    assert len(string) == sum(len(p) if isinstance(p, str) else 1 for p in text.parts)


@given(PARTS, st.integers(0, 20))
def test_pieces_of_a_mask_are_unmasked_alone(parts: list[Part], place: int) -> None:
    text = Text(joined(parts))
    string, unmask = masked(text)
    assert concat(unmask(string[:place]), unmask(string[place:])) == text


def test_only_literals_are_mapped() -> None:
    secret = Secret("s", None, None)
    text = Text(("a", Reference("a"), secret, "b"))
    assert map_literals(text, str.upper).parts == ("A", Reference("a"), secret, "B")
    assert map_literals(text, lambda _: "").parts == (Reference("a"), secret)


def test_pointers_are_escaped() -> None:
    assert Origin("c", "#").child("a/b", "~", 0, "é").pointer == "#/a~1b/~0/0/é"


# Secrets


def test_a_secret_does_not_show() -> None:
    secret = Secret("open sesame", Origin("c", "#/a"), (0, 4))
    text = Text(("a", secret))
    for shown in (repr(secret), repr(text), text.source, f"{text}", str([secret])):
        assert "sesame" not in shown
    assert secret.reveal() == "open sesame"


@pytest.mark.parametrize(
    "leak", [str, "{}".format, "%s".__mod__, pickle.dumps, copy.deepcopy, json.dumps, "".join]
)
def test_a_secret_cannot_become_text(leak: object) -> None:
    secret = Secret("open sesame", None, None)
    assert callable(leak)
    with pytest.raises(TypeError) as error:
        leak([secret] if leak == "".join else secret)
    assert "sesame" not in str(error.value)


def test_secrets_compare_by_value() -> None:
    one = Secret("s", Origin("c", "#/a"), None)
    assert one == Secret("s", None, (0, 1))
    assert hash(one) == hash(Secret("s", None, None))
    assert one != Secret("t", Origin("c", "#/a"), None)
    assert one != "s"
