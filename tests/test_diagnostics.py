"""Diagnostics: the table of rules, its page, and how findings and errors are printed."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.diagnostics import RULES, CodegenError, Diagnostic, Diagnostics
from generator.findings.locating import most_severe, with_positions
from generator.findings.outcome import Outcome, of_error, printable
from generator.findings.reports import as_json
from generator.origin import Origin
from generator.readers.source import SourceFile
from scripts import docs
from tests.commands import ROOT

_RULE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted((ROOT / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        owner = function.value
        inner = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return f"{inner}.{function.attr}"
    return getattr(function, "id", "")


def _constants(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def test_every_rule_that_is_given_stands_in_the_table() -> None:
    """The first argument of a finding or error, where it is written out."""
    found = {
        (path.name, call.args[0].value)
        for path, call in _calls()
        if _name(call) in ("CodegenError", "diagnostics.add", "_diagnostics.add")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(found) > 15
    assert {rule for _, rule in found} <= RULES.keys()


def test_every_rule_of_the_table_is_used() -> None:
    used: set[str] = set()
    for path in (ROOT / "generator").rglob("*.py"):
        if path.name != "diagnostics.py":
            used.update(_constants(ast.parse(path.read_text(encoding="utf-8"))))
    assert RULES.keys() - used == set()


def test_rules_are_sentences() -> None:
    for rule, sentence in RULES.items():
        assert _RULE.fullmatch(rule)
        assert re.fullmatch(r"[A-Z`].*\.", sentence)
        assert "|" not in sentence, "it is a cell of a table"


def test_the_page_is_current(tmp_path: Path) -> None:
    assert docs.main(["--check"]) == 0
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    page = tmp_path / "docs" / "diagnostics.md"
    page.write_text(page.read_text() + "more\n")
    assert docs.main(["--check"], tmp_path) == 1
    assert docs.main([], tmp_path) == 0
    assert docs.main(["--check"], tmp_path) == 0
    assert all(f"| `{rule}` |" in page.read_text() for rule in RULES)
    page.unlink()
    assert docs.main(["--check"], tmp_path) == 1
    assert docs.main(["--nonsense"], tmp_path) == 2


def test_the_script_runs() -> None:
    command = [sys.executable, "-m", "scripts.docs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_finding_is_noted_once_and_only_with_a_known_rule() -> None:
    diagnostics = Diagnostics()
    for _ in range(2):
        diagnostics.add("schema", "odd", Origin("c.json", "#/item"))
    diagnostics.add("schema", "odd", Origin("c.json", "#/item/0"))
    assert len(diagnostics) == 2
    with pytest.raises(KeyError):
        diagnostics.add("no-such-rule", "odd", None)


def _placed(text: str, *found: Diagnostic) -> list[str]:
    files = [SourceFile("c.json", text.encode())]
    return [one.as_text() for one in with_positions(found, files)]


def test_findings_have_line_and_column() -> None:
    text = '{\n  "é": {"a": [1,\n    2]}\n}'
    found = [
        Diagnostic("schema", "info", "last", Origin("c.json", "#/é/a/0")),
        Diagnostic("schema", "warning", "second", Origin("c.json", "#/é/a/1")),
        Diagnostic("schema", "warning", "first", Origin("c.json", "#/é")),
        Diagnostic("schema", "error", "before all", None),
        Diagnostic("schema", "warning", "not there", Origin("c.json", "#/x")),
    ]
    assert _placed(text, *found) == [
        "error: before all [schema]",
        "c.json:1:1: warning: not there [schema] #/x",
        "c.json:2:8: warning: first [schema] #/é",
        "c.json:3:5: warning: second [schema] #/é/a/1",
        "c.json:2:15: info: last [schema] #/é/a/0",
    ]


def test_a_finding_is_one_printable_line() -> None:
    message = "a\nb\x1b[1m\u202e\ud800"
    found = Diagnostic("schema", "warning", message, Origin("c\n.json", "#/\x07"))
    line = _placed("{}", found)[0]
    assert line.isprintable()
    assert printable("é \\ 漢") == "é \\ 漢"


def test_the_most_severe_stay() -> None:
    found = [Diagnostic("schema", "warning", str(i)) for i in range(3)]
    error = Diagnostic("schema", "error", "error")
    assert most_severe([*found, error], 2) == [error, found[0]]


def test_json_forms() -> None:
    origin = Origin("c.json", "#/a")
    placed = with_positions(
        [Diagnostic("schema", "info", "é", origin)], [SourceFile("c.json", b'{"a": 1}')]
    )
    row = {"rule": "schema", "severity": "info", "message": "é", "file": "c.json"}
    row |= {"line": "1", "column": "7", "pointer": "#/a"}
    shown = json.loads(as_json([Outcome(0, found=tuple(placed))]))["diagnostics"][0]
    assert {key: str(value) for key, value in shown.items()} == row
    error = CodegenError("input-json", "not JSON", "c.json", 3, 4)
    assert str(error) == "c.json:3:4: not JSON [input-json]"
    assert (
        json.loads(as_json([Outcome(2, found=(of_error(error),))]))["diagnostics"][0].keys()
        == shown.keys()
    )
    assert str(CodegenError("template", "odd")) == "odd [template]"
