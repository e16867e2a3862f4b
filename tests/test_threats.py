"""docs/threat-model.md names the test of each threat: those tests are there."""

from __future__ import annotations

import re

import pytest

from tests.commands import ROOT

NAMED = re.findall(r"`(test_\w+)(?:\.(test_\w+))?`", (ROOT / "docs/threat-model.md").read_text())


def test_every_threat_is_in_the_table() -> None:
    text = (ROOT / "docs/threat-model.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| ([TR]\d+) ", text)
    assert rows == [*(f"T{n}" for n in range(1, 32)), *(f"R{n}" for n in range(1, 22))]


@pytest.mark.parametrize(("module", "name"), sorted(set(NAMED)))
def test_the_tests_are_there(module: str, name: str) -> None:
    (text,) = (path.read_text("utf-8") for path in (ROOT / "tests").glob(f"{module}.py"))
    assert f"\ndef {name}(" in text or not name
