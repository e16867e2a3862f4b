"""Findings for pipelines: which are wanted, and the forms of GitHub, SARIF and GitLab."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import RULES
from generator.diff.rules import RULES as CHANGES
from generator.findings.outcome import Finding, Outcome
from generator.findings.remedies import REMEDIES
from generator.findings.reports import as_github
from tests.built import collection, request
from tests.commands import SMALL, codegen, invoke, saved

SCRIPT = {"listen": "prerequest", "script": {"exec": ["pm.environment.set('a', 1)"]}}


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A collection with 25 warnings and a note; the command is run beside it."""
    document = collection(request("a"), *[None] * 24, {"name": "b", "request": {"method": "GET"}})
    saved(tmp_path / "odd, 1.json", {**document, "event": [SCRIPT]})
    monkeypatch.chdir(tmp_path)
    return "odd, 1.json"


# Rules


def test_every_rule_can_be_explained() -> None:
    done = codegen("explain", "item-not-object")
    assert (done.status, done.stderr) == (0, "")
    rule = "item-not-object"
    assert done.stdout == f"{rule}: {RULES[rule]}\n{REMEDIES[rule]}\n"
    assert RULES.keys() == REMEDIES.keys()
    done = codegen("explain", "request-removed")
    assert done.stdout == "request-removed: A request is gone. (breaking)\n"
    assert not RULES.keys() & CHANGES.keys()
    assert len(invoke("explain").stdout.splitlines()) == len(RULES) + len(CHANGES)


@pytest.mark.parametrize(
    "arguments",
    [["explain", "item-no-object"], ["validate", "x.json", "--ignore", "item-no-object"]],
)
def test_unknown_rules(arguments: list[str]) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    message = "no rule is called 'item-no-object'; did you mean 'item-not-object'?"
    assert message in done.stderr


def _rules(text: str) -> set[str]:
    return set(re.findall(r"\[([a-z-]+)\]", text))


def test_rules_are_selected_and_ignored(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    all_rules = _rules(invoke("validate", odd).stdout)
    assert {"item-not-object", "request-without-url", "script-prerequest"} <= all_rules
    chosen = invoke("validate", odd, "--select", "item-not-object, schema").stdout
    assert _rules(chosen) == {"item-not-object"}
    both = ["--select", "item-not-object,request-without-url", "--ignore", "item-not-object"]
    assert _rules(invoke("validate", odd, *both).stdout) == {"request-without-url"}
    assert invoke("validate", odd, *both, "--error-on-warning").exit_code == 1
    none = [*both, "--ignore", "request-without-url"]
    assert invoke("validate", odd, *none, "--error-on-warning").exit_code == 0
    monkeypatch.setenv("CODEGEN_IGNORE", ",".join(sorted(all_rules)))
    assert invoke("inspect", odd, "-v").stderr == ""


@pytest.mark.parametrize("command", ["generate", "check"])
def test_warnings_may_be_errors(command: str, odd: str, tmp_path: Path) -> None:
    assert invoke("generate", odd, "-o", "out", "-q").exit_code == 0
    assert invoke(command, odd, "-o", "out").exit_code == 0
    done = invoke(command, odd, "-o", "out", "-q", "--error-on-warning")
    assert (done.exit_code, done.output) == (1, "")
    rules = "item-not-object,request-without-url,schema"
    options = ["--error-on-warning", "--ignore", rules]
    assert invoke(command, odd, "-o", "out", *options).exit_code == 0


# GitHub


def test_github_annotations_are_at_most_ten_of_a_kind(odd: str) -> None:
    lines = invoke("validate", odd, "--format", "github").stdout.splitlines()
    warnings = [line for line in lines if line.startswith("::warning ")]
    notices = [line for line in lines if line.startswith("::notice ")]
    assert len(warnings) == 10
    assert len(warnings) + len(notices) == len(lines)
    pattern = r"::warning file=odd%2C 1\.json,line=1,col=\d+,title=[a-z-]+::.* #/item/\d+"
    assert all(re.match(pattern, line) for line in warnings[:9])
    total = len(json.loads(invoke("validate", odd, "--format", "json").stdout)["diagnostics"])
    counted = re.fullmatch(r"::warning title=codegen::(\d+) more: (.*)", warnings[9])
    assert counted
    assert int(counted[1]) == total - len(notices) - 9
    assert sum(map(int, re.findall(r"\d+", counted[2]))) == int(counted[1])


def test_ten_annotations_are_all_shown() -> None:
    found = tuple(Finding("schema", "error", str(number)) for number in range(10))
    assert as_github([Outcome(1, found=found)]).splitlines()[9] == "::error title=schema::9"


def test_text_cannot_become_a_command_of_github() -> None:
    found = Finding("schema", "error", "100%\r\n::error::x", "a:b,c\n.json", 1, 2, "#/a\n::b")
    assert as_github([Outcome(1, found=(found,))]) == (
        "::error file=a%3Ab%2Cc%0A.json,line=1,col=2,title=schema::"
        "100%25%0D%0A::error::x #/a%0A::b"
    )


def test_github_says_what_is_stale(odd: str, tmp_path: Path) -> None:
    saved(tmp_path / "small.json", SMALL)
    (tmp_path / "sub").mkdir()
    text = 'version = 1\n[[api]]\nsources = ["../small.json"]\noutput = "out"\n'
    (tmp_path / "sub/codegen.toml").write_text(text)
    config = ["--config", "sub/codegen.toml"]
    done = invoke("check", *config, "--format", "github")
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(
        r"::error file=sub/out/codegen\.lock,title=stale::sub/out is not current \(\d+ missing\); "
        r"run: codegen generate --config sub/codegen\.toml --api out\n",
        done.stderr,
    )
    assert invoke("generate", *config, "-q").exit_code == 0
    assert invoke("check", *config, "--format", "github").output == ""
    (tmp_path / "sub/out/.gitattributes").write_text("mine")
    lines = invoke("check", *config, "--format", "github").stderr.splitlines()
    assert lines[0].startswith("::error file=sub/out/.gitattributes,title=file-edited::")
    (tmp_path / "small.json").write_text("{")
    line = invoke("check", *config, "--format", "github").stderr
    assert line.startswith("::error file=small.json,line=1,col=2,title=input-json::")


# SARIF and GitLab


def test_findings_as_sarif(odd: str) -> None:
    done = invoke("validate", odd, "--format", "sarif")
    log = json.loads(done.stdout)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    rows = json.loads(invoke("validate", odd, "--format", "json").stdout)["diagnostics"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert len(run["results"]) == len(rows)
    for result, row in zip(run["results"], rows, strict=True):
        assert result["ruleId"] == row["rule"] == rules[result["ruleIndex"]]["id"]
        assert result["level"] == levels[row["severity"]]
        place = result["locations"][0]
        assert place["physicalLocation"] == {
            "artifactLocation": {"uri": "odd%2C%201.json"},
            "region": {"startLine": row["line"], "startColumn": row["column"]},
        }
        assert place["logicalLocations"] == [{"fullyQualifiedName": row["pointer"]}]
    prints = {result["partialFingerprints"]["codegen/v1"] for result in run["results"]}
    assert len(prints) == len(rows)


def _gitlab(source: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        invoke("validate", source, "--format", "gitlab").stdout
    )
    return found


def test_findings_as_gitlab_takes_them(odd: str, tmp_path: Path) -> None:
    rows = _gitlab(odd)
    assert len({row["fingerprint"] for row in rows}) == len(rows) > 20
    for row in rows:
        assert row.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert row["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert row["location"] == {"path": odd, "lines": {"begin": 1}}
    content = json.loads((tmp_path / odd).read_text())
    (tmp_path / odd).write_text(json.dumps(content, indent=2))
    moved = _gitlab(odd)
    assert [row["fingerprint"] for row in moved] == [row["fingerprint"] for row in rows]
    assert len({row["location"]["lines"]["begin"] for row in moved}) > 20


@pytest.mark.parametrize(("format_", "count"), [("sarif", 1), ("gitlab", 1)])
def test_an_error_is_a_finding(format_: str, count: int, tmp_path: Path) -> None:
    done = invoke("generate", tmp_path / "none.json", "-o", tmp_path / "x", "--format", format_)
    document = json.loads(done.stderr)
    rows = document["runs"][0]["results"] if format_ == "sarif" else document
    assert (done.exit_code, len(rows)) == (2, count)
    assert "there is no such file" in done.stderr


def test_nothing_found(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.json", collection(request("a")))
    assert invoke("validate", source, "--format", "github").output == ""
    assert json.loads(invoke("validate", source, "--format", "gitlab").stdout) == []
    assert (
        json.loads(invoke("validate", source, "--format", "sarif").stdout)["runs"][0]["results"]
        == []
    )
