"""Frozen data, and copies of it."""

from __future__ import annotations

import pytest

from generator.frozen import Frozen, changed


class Point(Frozen):
    """What the tests make."""

    x: int
    steps: tuple[str, ...] = ()


def test_no_field_can_be_set_again() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    assert point == Point(1)


def test_equal_values_are_equal_and_have_one_hash() -> None:
    assert {Point(1, ("a",)), Point(1, ("a",)), Point(2)} == {Point(1, ("a",)), Point(2)}


def test_a_copy_is_made_only_where_something_changes() -> None:
    steps = ("a", "b")
    point = Point(1, steps)
    assert changed(point, x=2) == Point(2, steps)
    assert changed(point, x=1, steps=steps) is point
    assert changed(point, steps=tuple(list(steps))) is point
    assert changed(point, steps=("a",)) == Point(1, ("a",))
    with pytest.raises((AttributeError, TypeError)):
        changed(point, y=1)
