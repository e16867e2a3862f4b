"""``check`` and ``--diff``: what differs is named, and the command that is printed mends it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.built import collection, request
from tests.commands import SMALL, codegen, contents, invoke, saved, stamps

CURL = "snippets/things/list/shell-curl.sh"
OTHER = "snippets/get_thing/shell-curl.sh"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return saved(tmp_path / "small.json", SMALL)


@pytest.fixture
def out(source: Path, tmp_path: Path) -> Path:
    """The current output of ``source``."""
    assert invoke("generate", source, "-o", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def _listed(stderr: str, word: str) -> list[str]:
    return re.findall(rf"^{word}: (.*)$", stderr, re.MULTILINE)


def _command(stderr: str) -> list[str]:
    found = re.search(r"is not current; run: codegen (.*)$", stderr, re.MULTILINE)
    assert found
    return shlex.split(found[1])


def test_missing_changed_and_extra_are_named(source: Path, out: Path, tmp_path: Path) -> None:
    smaller = collection(*SMALL["item"][:1], auth=SMALL["auth"])
    saved(source, smaller)
    (out / CURL).unlink()
    before = stamps(tmp_path)
    done = codegen("check", source, "-o", out)
    assert (done.status, done.stdout) == (1, "")
    assert _listed(done.stderr, "missing") == [CURL]
    assert OTHER in _listed(done.stderr, "extra")
    assert "client/sample/_client.py" in _listed(done.stderr, "changed")
    assert "codegen.lock" in _listed(done.stderr, "changed")
    assert stamps(tmp_path) == before, "check writes nothing"

    assert codegen(*_command(done.stderr)).status == 0
    assert codegen("check", source, "-o", out).status == 0
    assert CURL in contents(out)
    assert OTHER not in contents(out)


def test_everything_is_missing_where_there_is_nothing(source: Path, tmp_path: Path) -> None:
    done = invoke("check", source, "-o", tmp_path / "new")
    assert done.exit_code == 1
    assert not (tmp_path / "new").exists()
    assert invoke(*_command(done.stderr)).exit_code == 0
    written = contents(tmp_path / "new").keys() - {"client/CHANGELOG.md"}
    assert _listed(done.stderr, "missing") == sorted(written)


def test_the_command_keeps_every_option(tmp_path: Path) -> None:
    """Names that a shell would take apart, and one that looks like an option."""
    folder = tmp_path / "a folder's $HOME"
    folder.mkdir()
    saved(folder / "-c.json", SMALL)
    values = [{"key": "thing", "value": "9"}]
    saved(folder / "e 1.json", {"name": "e", "values": values})
    arguments = ["-e", "e 1.json", "-o", "out put", "--emit", "snippets", "--target", "shell/curl"]
    arguments += ["--package", "named", "--", "-c.json"]
    done = codegen("check", *arguments, cwd=folder)
    command = _command(done.stderr)
    assert command[0] == "generate"
    assert codegen(*command, cwd=folder).status == 0
    assert codegen("check", *arguments, cwd=folder).status == 0
    assert "/things/9" in (folder / "out put" / OTHER).read_text()


def test_templates_stay_in_the_command(source: Path, tmp_path: Path) -> None:
    (tmp_path / "own" / "project").mkdir(parents=True)
    (tmp_path / "own" / "project" / "gitattributes.j2").write_text("# mine\n")
    arguments = [str(source), "-o", str(tmp_path / "out"), "--templates", str(tmp_path / "own")]
    command = _command(invoke("check", *arguments).stderr)
    assert invoke(*command).exit_code == 0
    assert (tmp_path / "out" / ".gitattributes").read_text() == "# mine\n"
    assert invoke("check", *arguments).exit_code == 0


def test_other_options_make_a_tree_stale(source: Path, out: Path) -> None:
    assert invoke("check", source, "-o", out).exit_code == 0
    for options in (["--emit", "client"], ["--target", "shell/curl"], ["--package", "other"]):
        assert invoke("check", source, "-o", out, *options).exit_code == 1


def test_what_is_in_the_way_is_named(source: Path, out: Path) -> None:
    (out / CURL).write_text("mine")
    saved(source, {**SMALL, "item": [*SMALL["item"], request("New")]})
    (out / "snippets" / "new").mkdir()
    (out / "snippets" / "new" / "shell-curl.sh").write_text("mine too")
    done = invoke("check", source, "-o", out)
    assert done.exit_code == 1
    assert _listed(done.stderr, "in the way") == [
        "snippets/new/shell-curl.sh was not made by codegen [file-in-the-way]",
        f"{CURL} was edited by hand [file-edited]",
    ]
    assert "nothing was written" not in done.stderr, "check never writes"
    assert "\nmove these files away to keep them; --force replaces them\n" in done.stderr
    document = json.loads(invoke("check", source, "-o", out, "--format", "gitlab").stderr)
    command = _command(done.stderr)
    assert document[-1]["description"].endswith(f"; run: codegen {shlex.join(command)}")
    refused = invoke(*(word for word in command if word != "--force"))
    assert refused.exit_code == 1
    assert "\nnothing was written; move these files away or give --force\n" in refused.stderr
    assert invoke(*command).exit_code == 0
    assert invoke("check", source, "-o", out).exit_code == 0


@pytest.mark.parametrize("command", ["check", "generate", "generate --dry-run"])
def test_a_diff_names_files_that_come_and_go(command: str, source: Path, out: Path) -> None:
    name, *options = command.split()
    saved(source, {**SMALL, "item": [request("Get thing", "/moved")]})
    done = invoke(name, source, "-o", out, "--diff", *options)
    assert done.exit_code == (1 if name == "check" else 0)
    lines = done.stdout.splitlines()
    assert lines[lines.index(f"--- a/{CURL}") + 1] == "+++ /dev/null"
    assert f"+++ b/{OTHER}" in lines
    assert any(line.startswith("+") and "/moved" in line for line in lines)
    assert any(line.startswith("-") and "/things/7" in line for line in lines)
    assert invoke("check", source, "-o", out).exit_code == (0 if command == "generate" else 1)


def test_diff_of_a_current_tree_is_empty(source: Path, out: Path) -> None:
    for name in ("check", "generate"):
        done = invoke(name, source, "-o", out, "--diff")
        assert (done.exit_code, done.stdout) == (0, "")


def test_check_works_where_nothing_can_be_written(source: Path, out: Path, tmp_path: Path) -> None:
    for path in [*out.rglob("*"), out]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        before = stamps(tmp_path)
        assert invoke("check", source, "-o", out).exit_code == 0
        assert stamps(tmp_path) == before
    finally:
        for path in [out, *out.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
