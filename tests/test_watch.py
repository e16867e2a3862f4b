"""``generate --watch``: a line for each change, and the last good output when it fails."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.built import collection, request
from tests.commands import SMALL, codegen, contents, invoke, saved
from tests.test_targets import target

SNIPPET = "out/snippets/get_thing/shell-curl.sh"
CONFIG = """\
version = 1
[[api]]
sources = ["*.json"]
environments = ["env/e.json"]
output = "out"
templates = "own"
emit = ["snippets"]
"""


class Watch:
    """The command in a process of its own, and the lines that it prints."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        words = [sys.executable, "-u", "-m", "generator", "generate", "--watch", *arguments]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        self.process = subprocess.Popen(
            words, cwd=folder, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        """Return the next line that is printed."""
        return self._lines.get(timeout=60)

    def rest(self) -> list[str]:
        """Return what was printed and not looked at."""
        return [self._lines.get() for _ in range(self._lines.qsize())]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    saved(tmp_path / "a.json", SMALL)
    (tmp_path / "env").mkdir()
    _environment(tmp_path, "8")
    (tmp_path / "own").mkdir()
    (tmp_path / "codegen.toml").write_text(CONFIG)
    return tmp_path


def _environment(project: Path, value: str) -> None:
    values = [{"key": "thing", "value": value}]
    saved(project / "env" / "e.json", {"name": "e", "values": values})


def _replaced(path: Path, text: str) -> None:
    """Put a new file in the place of another, as many editors do."""
    path.with_name("new.tmp").write_text(text)
    path.with_name("new.tmp").replace(path)


@pytest.fixture
def watch(project: Path) -> Iterator[Watch]:
    watch = Watch(project)
    assert watch.line().startswith("watching, files: 3: wrote ")
    yield watch
    watch.process.kill()
    watch.process.wait()


def _moved(path: str) -> str:
    return json.dumps({**SMALL, "item": [request("Get thing", path)]})


def test_each_change_is_one_line(project: Path, watch: Watch) -> None:
    snippet = project / SNIPPET
    (project / "a.json").write_text(_moved("/one/{{thing}}"))
    assert watch.line().startswith("a.json changed: wrote ")
    assert "/one/8" in snippet.read_text()

    _replaced(project / "a.json", _moved("/two/{{thing}}"))
    assert watch.line().startswith("a.json changed: wrote ")
    assert "/two/8" in snippet.read_text()

    _environment(project, "9")
    assert watch.line().startswith("env/e.json changed: wrote ")
    assert "/two/9" in snippet.read_text()

    _replaced(project / "codegen.toml", CONFIG.replace('["snippets"]', '["reference"]'))
    assert watch.line().startswith("codegen.toml changed: wrote ")
    assert not snippet.exists()
    assert (project / "out/reference/index.md").exists()

    os.utime(project / "a.json")
    assert watch.line() == "a.json changed: wrote nothing"
    assert invoke("check", "--config", project / "codegen.toml").exit_code == 0


def test_several_changes_at_once_are_one_line(project: Path, watch: Watch) -> None:
    watch.process.send_signal(signal.SIGSTOP)  # whatever the machine does, it sees all at once
    saved(project / "b.json", collection(request("Other")))
    (project / "a.json").write_text(_moved("/one"))
    _environment(project, "7")
    watch.process.send_signal(signal.SIGCONT)
    assert watch.line().startswith("a.json and 2 more changed: wrote ")
    assert invoke("check", "--config", project / "codegen.toml").exit_code == 0


def test_templates_that_come_and_go(project: Path, watch: Watch) -> None:
    attributes = project / "out/.gitattributes"
    before = attributes.read_bytes()
    folder = project / "own/project"
    folder.mkdir()
    (folder / "gitattributes.j2").write_text("# one\n")
    assert watch.line().startswith("own/project/gitattributes.j2 changed: wrote 2")
    assert attributes.read_text() == "# one\n"
    _replaced(folder / "gitattributes.j2", "# two\n")
    assert watch.line().startswith("own/project/gitattributes.j2 changed: wrote 2")
    assert attributes.read_text() == "# two\n"
    (folder / "gitattributes.j2").unlink()
    assert watch.line().startswith("own/project/gitattributes.j2 changed: wrote 2")
    assert attributes.read_bytes() == before


def test_data_of_a_target_and_a_changelog_are_templates_and_inputs_too(project: Path) -> None:
    (project / "log.md").write_text("# One\n")
    target(project / "own", 'extension = "qx"\nstring.open = "|"\n')
    config = CONFIG.replace('["snippets"]', '["snippets", "reference"]')
    more = 'targets = ["quux/lib"]\nchangelog = "log.md"\n'
    (project / "codegen.toml").write_text(config + more)
    watch = Watch(project)
    try:
        assert watch.line().startswith("watching, files: 6: wrote ")
        target(project / "own", 'extension = "qy"\nstring.open = "|"\n')
        assert watch.line().startswith("own/snippets/quux/lib/")
        assert list((project / "out").rglob("*.qy"))
        (project / "log.md").write_text("# Two\n")
        assert watch.line().startswith("log.md changed: wrote ")
    finally:
        watch.process.kill()
        watch.process.wait()


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("a.json", "{", "a.json:1:2: error: the JSON ends too early"),
        ("codegen.toml", "version = [", "codegen.toml:1:12: not TOML"),
        ("codegen.toml", CONFIG + "x = 1", "unknown key `x`"),
    ],
)
def test_a_failure_keeps_the_last_good_output(
    path: str, text: str, rule: str, project: Path, watch: Watch
) -> None:
    before, good = contents(project / "out"), (project / path).read_text()
    (project / path).write_text(text)
    line = watch.line()
    assert rule in line
    assert line.startswith(f"{path} changed: ")
    assert contents(project / "out") == before
    _replaced(project / path, good)
    assert watch.line() == f"{path} changed: wrote nothing"
    assert contents(project / "out") == before


def test_a_source_that_goes_and_comes_back(project: Path, watch: Watch) -> None:
    (project / "a.json").rename(project / "away")
    assert "no file matches '*.json'" in watch.line()
    (project / "away").rename(project / "a.json")
    assert watch.line() == "a.json changed: wrote nothing"


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    watch = Watch(tmp_path, "none.json", "-o", "out")
    try:
        expected = "watching, files: 1: wrote nothing; none.json: error: there is no such file"
        assert watch.line().startswith(expected)
    finally:
        watch.process.kill()
        watch.process.wait()


def test_a_file_in_the_way(project: Path, watch: Watch) -> None:
    (project / SNIPPET).write_text("mine")
    (project / "a.json").write_text(_moved("/one"))
    line = watch.line()
    assert line == f"a.json changed: wrote nothing; out: in the way: {SNIPPET}"
    assert (project / SNIPPET).read_text() == "mine"


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", -signal.SIGTERM)])
def test_it_ends_when_it_is_told(name: str, status: int, project: Path, watch: Watch) -> None:
    watch.process.send_signal(getattr(signal, name))
    assert watch.process.wait(timeout=60) == status
    assert watch.process.stdout
    assert watch.process.stdout.read() == ""
    assert not any(watch.rest()), "nothing but an empty line behind ^C"


def test_the_stamp_and_the_depfile_follow(project: Path) -> None:
    watch = Watch(project, "--stamp", "build/s", "--depfile", "build/d")
    try:
        watch.line()
        assert "b.json" not in (project / "build/d").read_text()
        saved(project / "b.json", collection(request("Other")))
        assert watch.line().startswith("b.json changed: wrote ")
        assert "b.json" in (project / "build/d").read_text()
        before = os.stat(project / "build/s").st_mtime_ns
        (project / "a.json").write_text("{")
        assert "[input-json]" in watch.line()
        assert os.stat(project / "build/s").st_mtime_ns == before
    finally:
        watch.process.kill()
        watch.process.wait()


def test_quiet_prints_failures_alone(project: Path) -> None:
    watch = Watch(project, "--quiet")
    try:
        while not (project / "out/codegen.lock").exists():
            assert watch.process.poll() is None
        (project / "a.json").write_text("{")
        assert "[input-json]" in watch.line()
    finally:
        watch.process.kill()
        watch.process.wait()


def test_without_the_extra(project: Path) -> None:
    (project / "watchfiles.py").write_text("raise ImportError\n")
    env = {"PYTHONPATH": os.pathsep.join((str(project), str(Path(__file__).parents[1])))}
    done = codegen("generate", "--watch", cwd=project, env=env)
    assert done.status == 2
    assert "--watch needs watchfiles: pip install 'postman-codegen[watch]'" in done.stderr
    assert not (project / "out").exists()


def test_what_cannot_be_watched(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    done = invoke("generate", "-", "-o", "new", "--watch", stdin=b"{}")
    assert (done.exit_code, "standard input" in done.stderr) == (2, True)
    done = invoke("generate", "a.json", "-o", "new", "--watch", "--format", "json")
    assert (done.exit_code, "--watch prints text" in done.stderr) == (2, True)
    (project / "codegen.toml").write_text("version = [")
    assert invoke("generate", "--watch").exit_code == 2
    assert not (project / "new").exists()
