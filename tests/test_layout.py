"""The layout of emitted Python: what is written without black is what black leaves alone."""

from __future__ import annotations

import black
import pytest
from black.mode import TargetVersion

from generator.escaping.layout import LINE_LENGTH, fitted
from generator.escaping.marked import Markup
from generator.rendering.formatting import needs_black

MODE = black.Mode(target_versions={TargetVersion.PY310})


@pytest.mark.parametrize("name", ["with_raw_response", "with_streaming_response"])
@pytest.mark.parametrize("length", range(1, 72))
def test_an_annotation_with_a_value(name: str, length: int) -> None:
    """It is left to black where even an element on a line of its own is too long."""
    of, value = "X" * length, name.removeprefix("with_").removesuffix("_response").upper()
    text = f"    {name}: View[\n        {of}[Raw],\n        {of}[AsyncRaw],\n    ] = {value}"
    written = fitted(Markup(text))
    source = f"class A:\n{written}\n"
    fits = len(f"        {of}[AsyncRaw],") <= LINE_LENGTH
    assert needs_black(source) == (not fits)
    assert (black.format_str(source, mode=MODE) == source) == fits


@pytest.mark.parametrize(
    "line",
    [
        "value = some_function(first, second, third) or other_function(fourth)",
        "return first.member if first is not None and second else (third or fourth)",
    ],
)
@pytest.mark.parametrize("note", ["attr-defined", "return-value"])
def test_a_line_with_a_comment_for_mypy_is_not_broken(line: str, note: str) -> None:
    source = f"def f():\n    {line}{' ' * 2}# type: ignore[{note}]\n"
    longest = max(map(len, source.split("\n")))
    assert longest > LINE_LENGTH
    assert not needs_black(source)
    assert black.format_str(source, mode=MODE) == source


@pytest.mark.parametrize("dots", [40, 55, 56, 57, 58, 62, 90, 300])
def test_imports_from_far_above(dots: int) -> None:
    text = f"from {'.' * dots}_runtime.resources import (\n    Mode,\n    Resource,\n)"
    source = f"{fitted(Markup(text))}\n"
    assert not needs_black(source)
    assert black.format_str(source, mode=MODE) == source
