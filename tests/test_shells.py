"""Completion, by the real shells."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import ROOT, SMALL, invoke, on_path, saved
from tests.terminal import Terminal

Completer = Callable[[str], set[str]]

BASH = r"""
source <(codegen completion bash)
read -ra COMP_WORDS <<< "$1"
[[ $1 != *" " ]] || COMP_WORDS+=("")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
compopt() { echo compopt "$@"; }
_codegen_completion codegen
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {**on_path(tmp_path / "bin"), "HOME": str(tmp_path), "TERM": "xterm"}


def _project(folder: Path) -> Path:
    saved(folder / "orders.json", SMALL)
    text = 'version = 1\n[[api]]\nname = "orders"\nsources = ["orders.json"]\noutput = "out"\n'
    (folder / "codegen.toml").write_text(text)
    return folder


@pytest.fixture(params=["bash", "fish"])
def complete(request: pytest.FixtureRequest, tmp_path: Path, env: dict[str, str]) -> Completer:
    """Return the words that a shell offers for a line."""
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    project = _project(tmp_path)

    def complete(line: str) -> set[str]:
        words = ["bash", "--norc", "-c", BASH, "bash", line]
        if shell == "fish":
            code = f"codegen completion fish | source; complete -C {shlex.quote(line)}"
            words = ["fish", "--no-config", "-c", code]
        done = subprocess.run(words, cwd=project, env=env, capture_output=True, timeout=60)
        assert done.stderr == b""
        # fish says what each is, behind a tab.
        return {line.partition("\t")[0] for line in done.stdout.decode().split("\n")} - {""}

    return complete


def test_commands_options_and_targets_are_completed(complete: Completer) -> None:
    assert complete("codegen gen") == {"generate"}
    assert {"generate", "check", "completion"} < complete("codegen ")
    assert complete("codegen generate --list") == {"--list-outputs"}
    assert complete("codegen generate --models py") == {"pydantic"}
    assert complete("codegen generate --target shell/") >= {"shell/curl"}
    assert complete("codegen generate --api ") == {"orders"}
    assert complete("codegen check --ignore input-") >= {"input-json", "input-yaml"}
    assert complete("codegen generate --emit cli") == {"client"}
    assert complete("codegen generate --emit client,re") == {"client,reference"}
    assert "client,client" not in complete("codegen generate --emit client,")
    assert complete("codegen check --select stale,secr") == {"stale,secret-literal"}
    assert complete("codegen explain request-rem") == {"request-removed"}
    assert complete("codegen completion z") == {"zsh"}


def test_a_broken_config_is_no_matter(complete: Completer, tmp_path: Path) -> None:
    (tmp_path / "codegen.toml").write_text("version = [")
    assert complete("codegen generate --api ") == set()


def test_files_are_completed(complete: Completer) -> None:
    files, folders = complete("codegen generate or"), complete("codegen generate -o b")
    assert files in ({"orders.json"}, {"compopt -o default"})
    assert folders in ({"bin/"}, {"compopt -o dirnames"})


def test_completion_in_zsh(tmp_path: Path, env: dict[str, str]) -> None:
    if not shutil.which("zsh"):
        pytest.skip("no zsh")
    terminal = Terminal(["zsh", "-f", "-i"], _project(tmp_path), env)
    try:
        terminal.type("PS1='> '; autoload -U compinit && compinit -u -D\n")
        terminal.type('eval "$(codegen completion zsh)" && echo re""ady\n')
        assert terminal.wait_for("ready"), terminal.shown
        for typed, shown in (
            ("codegen gen\t", "codegen generate"),
            ("codegen generate --list\t", "--list-outputs"),
            ("codegen generate ord\t", "orders.json"),
            ("codegen generate --api ord\t", "--api orders"),
        ):
            terminal.shown = ""
            terminal.type(typed)
            assert terminal.wait_for(shown), terminal.shown
            terminal.type("\x15")
    finally:
        terminal.close()


def test_another_shell() -> None:
    done = invoke("completion", "tcsh")
    assert done.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in done.stderr


def test_a_command_begins_without_what_is_heavy() -> None:
    code = "import sys, generator.cli; print(*sys.modules)"
    words = [sys.executable, "-c", code]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    heavy = {"jinja2", "jsonschema", "black", "lxml", "watchfiles", "rich", "generator.pipeline"}
    assert not heavy & set(done.stdout.split())
