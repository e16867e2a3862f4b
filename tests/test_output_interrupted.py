"""Runs that were killed while they wrote: recognised, and finished by the next one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.output.lock import JOURNAL_NAME, LOCK_NAME
from tests.built import collection, request
from tests.commands import SMALL, codegen, contents, invoke, saved

OPTIONS = ("--emit", "snippets")

# Dies in the given call of os.replace: without a chance to clean up, or with an error.
KILLER = """
import os
_replace, _left = os.replace, [int(os.environ["REPLACES"])]
def replace(source, target):
    if str(target).startswith(os.environ["BELOW"]):
        if not _left[0]:
            if os.environ["HOW"] == "killed":
                os._exit(9)
            raise OSError(28, "No space left on device")
        _left[0] -= 1
    _replace(source, target)
os.replace = replace
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return saved(tmp_path / "small.json", SMALL)


def _stopped(source: Path, out: Path, replaces: int, how: str) -> int:
    """Generate with a process that ends in one of its writes; return its exit status."""
    site = source.parent / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(KILLER)
    root = Path(__file__).parents[1]
    env = {"PYTHONPATH": f"{site}:{root}", "REPLACES": str(replaces), "BELOW": str(out), "HOW": how}
    done = codegen("generate", source, "-o", out, *OPTIONS, env=env)
    assert "Traceback" not in done.stderr
    if how == "full":
        assert "cannot be written: No space left on device [output-unwritable]" in done.stderr
    return done.status


def _expected(source: Path, tmp_path: Path) -> dict[str, bytes]:
    assert invoke("generate", source, "-o", tmp_path / "expected", *OPTIONS).exit_code == 0
    return contents(tmp_path / "expected")


@pytest.mark.parametrize(("replaces", "how"), [(1, "killed"), (3, "killed"), (2, "full")])
def test_a_first_run_is_finished(replaces: int, how: str, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert _stopped(source, out, replaces, how) == {"killed": 9, "full": 2}[how]
    left = set(contents(out))
    assert JOURNAL_NAME in left
    assert LOCK_NAME not in left
    assert len([name for name in left if ".tmp" not in name]) == 1 + replaces
    assert len(left) == 1 + replaces + (how == "killed")

    checked = invoke("check", source, "-o", out, *OPTIONS)
    assert checked.exit_code == 1
    assert "interrupted: an earlier run was stopped while it wrote" in checked.stderr
    assert "in the way" not in checked.stderr
    assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
    assert contents(out) == _expected(source, tmp_path)
    assert invoke("check", source, "-o", out, *OPTIONS).exit_code == 0


def test_every_write_of_an_update_may_be_the_last(source: Path, tmp_path: Path) -> None:
    """Whatever was reached, the next run needs no force and leaves no trace of it."""
    out = tmp_path / "out"
    second = saved(tmp_path / "second.json", collection(request("Get thing", "/moved")))
    expected = _expected(second, tmp_path)
    for replaces in range(len(expected)):
        assert invoke("generate", source, "-o", out, *OPTIONS, "--force").exit_code == 0
        if _stopped(second, out, replaces, "killed") == 0:
            break
        again = invoke("generate", second, "-o", out, *OPTIONS)
        assert (again.exit_code, contents(out)) == (0, expected)


def test_a_run_that_was_killed_twice(source: Path, tmp_path: Path) -> None:
    """What the first of them wrote is still known as ours, and removed."""
    out = tmp_path / "out"
    second = saved(tmp_path / "second.json", collection(request("Another")))
    assert _stopped(source, out, 3, "killed") == 9
    assert _stopped(second, out, 1, "killed") == 9
    third = saved(tmp_path / "third.json", collection(request("Last")))
    assert invoke("generate", third, "-o", out, *OPTIONS).exit_code == 0
    assert contents(out) == _expected(third, tmp_path)


def test_an_edited_file_stays_safe_after_an_interruption(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert _stopped(source, out, 4, "killed") == 9
    snippet = next(path for path in contents(out) if path.endswith((".py", ".sh")))
    (out / snippet).write_text("mine")
    done = invoke("generate", source, "-o", out, *OPTIONS)
    assert done.exit_code == 1
    assert f"in the way: {snippet} was edited by hand" in done.stderr
    assert (out / snippet).read_text() == "mine"


def test_a_journal_that_cannot_be_read(source: Path, tmp_path: Path) -> None:
    """The files are right or foreign then; the run still ends with a current tree."""
    out = tmp_path / "out"
    assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
    before = contents(out)
    (out / JOURNAL_NAME).write_text('{"files": [')
    checked = invoke("check", source, "-o", out, "--format", "json", *OPTIONS)
    assert checked.exit_code == 1
    assert json.loads(checked.stderr)["changes"]["interrupted"] is True
    assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
    assert contents(out) == before
