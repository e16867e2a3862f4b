"""The Python filters: what is written evaluates to what came in, and stands as black wants it."""

from __future__ import annotations

import ast
import os
import re
import warnings
from typing import Any

import black
import pytest
from black.mode import TargetVersion
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.escaping import python
from generator.escaping.words import UNPRINTABLE, Env, UnescapedError

MODE = black.Mode(target_versions={TargetVersion.PY310})
TEXT = st.text()
QUOTES = st.text("\"'\\\n\r\t {}ua0xN", max_size=30)
PIECES = st.lists(TEXT | QUOTES | st.just(Env("VALUE")), max_size=4).map(tuple)


def _module(source: str) -> ast.Module:
    """Return the source parsed, with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(source, "module.py", "exec")
        return ast.parse(source)


def _unchanged(source: str) -> bool:
    return black.format_str(source, mode=MODE) == source


@given(text=TEXT | QUOTES)
@settings(max_examples=500, deadline=None)
@example(text='\\"')
@example(text="'\"")
@example(text="\\N{DASH} \\u0041 \\x41 \\101")
@example(text="\ud800 \udc00 \x85 \u2028 \u202e \ufeff \x00 \x1b[0m")
@example(text="\U000e0001 \U0010ffff")
@example(text="{{a}} {b} %s")
def test_a_string_is_its_text(text: str) -> None:
    written = str(python.string(text))
    assert ast.literal_eval(written) == text
    source = f"x = {written}\n"
    _module(source)
    assert len(source.splitlines()) == 1
    assert not UNPRINTABLE.search(written.replace("\t", ""))
    assert _unchanged(source)
    source.encode("utf-8")


DESCRIPTIONS = st.lists(TEXT | QUOTES | st.text("ab \t-*`|#>\"'\\"), max_size=5).map("\n".join)


@given(text=DESCRIPTIONS, indent=st.sampled_from([0, 4, 8]))
@settings(max_examples=400, deadline=None)
@example(text='"', indent=4)
@example(text='""""', indent=4)
@example(text='a"""\nb', indent=4)
@example(text="\\", indent=4)
@example(text="a\\\nb\\", indent=8)
@example(text='\\"', indent=0)
@example(text='\\"""', indent=0)
@example(text="\\N{DASH} \\u \\x \\8 \\d", indent=4)
@example(text="  a\n    b\n c", indent=4)
@example(text="\ta\n\t\tb", indent=8)
@example(text="\n\n a \n\n", indent=0)
@example(text="\xa0a\n\u3000b\u2009", indent=4)
@example(text="x" * 200, indent=8)
@example(text="\ud800", indent=4)
def test_a_docstring_is_one(text: str, indent: int) -> None:
    pad = " " * indent
    summary, body = python.summary("Title", indent), python.docstring(text, indent)
    tail = f"\n\n{body}\n{pad}" if body.strip() else ""
    around = {0: "", 4: "def f():\n", 8: "class A:\n    def f(self):\n"}[indent]
    source = f'{around}{pad}"""{summary}{tail}"""\n'
    scopes = (ast.Module, ast.FunctionDef)
    *_, scope = (node for node in ast.walk(_module(source)) if isinstance(node, scopes))
    found = ast.get_docstring(scope)
    assert found is not None
    printable = UNPRINTABLE.sub(" ", re.sub(r"[\r\n]", " ", text))
    assert found.split() == ["Title", *printable.split()]
    assert _unchanged(source)


@given(text=DESCRIPTIONS, indent=st.sampled_from([0, 4, 8, 20, 40]))
@settings(max_examples=400, deadline=None)
@example(text='"quoted"', indent=0)
@example(text='"', indent=0)
@example(text='""', indent=4)
@example(text='"""', indent=4)
@example(text='a"""', indent=4)
@example(text='a\\"', indent=4)
@example(text="a\\", indent=4)
@example(text="\\\\\\", indent=4)
@example(text="x" * 60 + "\\" * 40, indent=8)
@example(text="x " * 30 + '"' * 60, indent=8)
@example(text="é" * 100, indent=8)
def test_a_summary_is_one_line(text: str, indent: int) -> None:
    summary = python.summary(text, indent)
    source = f'"""{summary}"""\n'
    assert len(source.splitlines()) == 1
    assert len(summary) + indent <= 88
    module = _module(source)
    found = ast.get_docstring(module) or ""
    words = UNPRINTABLE.sub(" ", re.sub(r"[\r\n]", " ", text)).split()
    shown = found.split()
    if shown[-1:] == ["…"] and words[-1:] != ["…"]:
        shown = shown[:-1]
        assert " ".join(words).startswith(" ".join(shown).rstrip("\\"))
    else:
        assert shown == words
    assert not words or _unchanged(source)


def _values() -> st.SearchStrategy[Any]:
    scalars = (
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    )
    keys = TEXT | QUOTES
    return st.recursive(
        scalars | PIECES,
        lambda inner: st.lists(inner, max_size=6) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=20,
    )


def _said(value: Any, variable: str) -> Any:
    """Return what a value means when the variable has this text."""
    if isinstance(value, tuple):
        return "".join(variable if isinstance(piece, Env) else piece for piece in value)
    if isinstance(value, dict):
        return {name: _said(member, variable) for name, member in value.items()}
    return [_said(member, variable) for member in value] if isinstance(value, list) else value


@given(value=_values(), indent=st.sampled_from([4, 8, 60]), before=st.integers(1, 20))
@settings(max_examples=300, deadline=None)
@example(value={}, indent=4, before=1)
@example(value=[], indent=4, before=1)
@example(value=(), indent=4, before=1)
@example(value=[[{"a": [("x" * 90,)]}]], indent=4, before=1)
@example(value={"a" * 90: ("b" * 90, Env("VALUE"), '"')}, indent=8, before=1)
@example(value=-0.0, indent=4, before=1)
@example(value=1e300, indent=4, before=1)
def test_a_value_is_itself(value: Any, indent: int, before: int) -> None:
    written = str(python.value(value, indent, before))
    variable = '"; raise SystemExit #\\'
    names = {"os": type("os", (), {"environ": {"VALUE": variable}})}
    _module(f"(\n    {written}\n)\n")
    result = eval(f"(\n{written}\n)", names)
    assert result == _said(value, variable)
    assert repr(result) == repr(_said(value, variable))


@pytest.mark.parametrize("name", ["", "a b", "a-b", "1a", "a.", "a\n", "é", "a;b", "a()", "..a b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UnescapedError):
        python.name(name)


@pytest.mark.parametrize("text", ["a\nb", "a; b", "a()", "a = 1", '"a"', "a#", "a:b", "é"])
def test_what_is_no_annotation_is_refused(text: str) -> None:
    with pytest.raises(UnescapedError):
        python.annotation(text)


@pytest.mark.parametrize("value", [b"a", object(), {1, 2}, os])
def test_what_is_no_value_is_refused(value: Any) -> None:
    with pytest.raises(UnescapedError):
        python.value(value, 4, 1)
