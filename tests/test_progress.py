"""Progress: a bar on a terminal for what takes long, and nothing of it anywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.progress import Tell, counting, followed
from tests.built import collection, request
from tests.commands import ROOT, SMALL, codegen, saved
from tests.terminal import Terminal

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"

# The command, but a job counts as long from its beginning on.
CODE = """\
import generator.cli.bars as bars
bars.SECONDS = 0
from generator.cli import main
main()
"""


def test_what_follows_is_told() -> None:
    told: list[object] = []

    @contextmanager
    def follow(total: int) -> Iterator[Tell]:
        told.append(f"of {total}")
        yield told.append
        told.append("end")

    with followed(follow), counting(2) as tell:
        tell(1)
        tell(2)
    assert told == ["of 2", 1, 2, "end"]
    with counting(5) as tell:
        tell(1)
    assert told[4:] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    saved(tmp_path / "a.json", SMALL)
    saved(tmp_path / "bad.json", collection(request("A", "/{{oops}}")))
    (tmp_path / "own" / "project").mkdir(parents=True)
    return tmp_path


def _shown(folder: Path, *arguments: str, **env: str) -> str:
    words = [sys.executable, "-c", CODE, *arguments, "-o", "out", "--emit", "snippets"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env}
    terminal = Terminal(words, folder, environment)
    try:
        terminal.wait_for(r"\Z.^")  # until it ends
        return terminal.shown
    finally:
        terminal.close()


def test_a_bar_on_a_terminal(folder: Path) -> None:
    shown = _shown(folder, "generate", "a.json", NO_COLOR="1")
    assert "100%" in shown
    assert shown.rstrip().endswith("files")
    assert shown.rindex(HIDE) < shown.rindex(SHOW), "the cursor is shown again"
    assert "\x1b[3" not in shown, "there is no colour"
    assert "current" in _shown(folder, "check", "a.json")


def test_the_cursor_comes_back_after_a_failure(folder: Path) -> None:
    (folder / "own" / "project" / "gitattributes.j2").write_text("{{ nothing }}")
    shown = _shown(folder, "generate", "a.json", "--templates", "own")
    assert shown.rindex(HIDE) < shown.rindex(SHOW) < shown.index("\ncodegen: project/")


@pytest.mark.parametrize("options", [["--quiet"], ["--format", "json"]])
def test_no_bar_where_it_is_not_wanted(options: list[str], folder: Path) -> None:
    assert "%" not in _shown(folder, "generate", "a.json", *options)


def test_no_bar_on_a_dumb_terminal(folder: Path) -> None:
    assert "%" not in _shown(folder, "generate", "a.json", TERM="dumb")


def test_a_short_run_has_no_bar_and_a_pipe_never(folder: Path) -> None:
    done = codegen("generate", "a.json", "-o", "out", cwd=folder)
    assert done.stderr.startswith("out: wrote ")
    assert "\x1b" not in done.stderr
