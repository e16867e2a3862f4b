"""Depfiles: what a job reads, in a form that the real Make and the real Ninja read back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.config.jobs import Job
from generator.dependencies import dependencies
from generator.diagnostics import CodegenError
from generator.options import Filter, JobPlace
from generator.output.buildfiles import depfile_text
from tests.commands import SMALL, invoke, saved

NINJA = Path(sys.executable).parent / "ninja"


def of_make(folder: Path) -> str:
    """Return the prerequisites that Make finds in the depfile, with spaces between them."""
    (folder / "Makefile").write_text("include d\nstamp: ; $(info $^)\n")
    words = ["make", "--no-print-directory", "-rs", "stamp"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.partition("\n")[0]


def of_ninja(folder: Path) -> list[str]:
    """Return the dependencies that Ninja finds in the depfile."""
    rule = "rule r\n command = cp d e; touch stamp\n depfile = e\n deps = gcc\nbuild stamp: r\n"
    (folder / "build.ninja").write_text(rule)
    subprocess.run([NINJA, "--quiet"], cwd=folder, capture_output=True, check=True)
    words = [str(NINJA), "-t", "deps", "stamp"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return [line[4:] for line in done.stdout.splitlines() if line.startswith("    ")]


def written(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).touch()
    (folder / "d").write_text(depfile_text(["stamp"], names), encoding="utf-8")


NAMES = [
    "plain.json",
    "My API (v2).json",
    "two  spaces.json",
    " first.json",
    "a#b.json",
    "#a",
    "$HOME.json",
    "$$.json",
    "${x}.json",
    "$(x).json",
    "100%.json",
    "[prod].json",
    "a&b's.json",
    'say "hi".json',
    "what?.json",
    "a,b@c+d!e.json",
    "é.json",
    "日本.json",
    "-x.json",
]


@pytest.mark.parametrize("name", NAMES)
def test_make_and_ninja_read_the_names(name: str, tmp_path: Path) -> None:
    written(tmp_path, [name, "other"])
    assert of_make(tmp_path) == f"{name} other"
    assert of_ninja(tmp_path) == [name, "other"]


SIGNS = st.sampled_from(" $#%()[]&'\"!?~\\:;=*.")
LETTERS = st.characters(codec="utf-8", exclude_characters="/", exclude_categories=["C", "Z"])


@settings(max_examples=40)
@given(
    st.lists(st.text(SIGNS | LETTERS, min_size=1, max_size=8), min_size=1, max_size=4, unique=True)
)
def test_names_are_read_back_or_refused(names: list[str]) -> None:
    assume(not {*names} & {".", "..", "d", "e", "stamp", "Makefile", "build.ninja", "define"})
    assume(not any("?" in name or "[" in name for name in names))  # patterns match others
    with tempfile.TemporaryDirectory() as folder:
        try:
            text = depfile_text(["stamp"], names)
        except CodegenError:
            assert any(re.search(r"[\\:;|*<>^`=]|^~|[ )&]$", name) for name in names)
            return
        assert text.startswith("stamp: ")
        written(Path(folder), names)
        assert of_make(Path(folder)) == " ".join(names)
        assert of_ninja(Path(folder)) == names


@pytest.mark.parametrize(
    "name", ["a=b", "a:b", "a;b", "a|b", "a*", "a\\", "a\nb", "~a", "a ", "a)", "a&"]
)
def test_what_no_depfile_can_say_is_refused(name: str) -> None:
    with pytest.raises(CodegenError, match="a depfile cannot hold"):
        depfile_text(["stamp"], [name])


def test_a_target_is_no_pattern() -> None:
    with pytest.raises(CodegenError, match="a depfile cannot hold '%'"):
        depfile_text(["100%"], ["a"])


def test_make_goes_on_when_a_file_was_deleted(tmp_path: Path) -> None:
    written(tmp_path, ["a b", "c"])
    (tmp_path / "a b").unlink()
    assert of_make(tmp_path) == "a b c"


# What a job reads


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path in (
        "orders.json", "postman/a.json", "postman/deep/b.json", "postman/notes.txt",
        "env/prod.json", "own/client/x.j2", "own/README", "own/snippets/x/y/target.toml",
        "own/snippets/x/language.toml", "out/postman/c.json",
        "v3/.resources/definition.yaml", "v3/A.request.yaml",
    ):  # fmt: skip
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
    return tmp_path


def job(*sources: str, **more: object) -> Job:
    place = JobPlace("codegen.toml", "", "#/api/0", "")
    return Job(sources, output="out", place=place, **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("project")
def test_sources_and_environments_are_dependencies() -> None:
    one = job("orders.json", "-", "missing.json", environments=("env/prod.json",))
    assert dependencies(one) == ["codegen.toml", "env/prod.json", "missing.json", "orders.json"]


@pytest.mark.usefixtures("project")
def test_filters_are_no_files() -> None:
    one = job("orders.json", include=(Filter("postman"),))
    assert dependencies(one) == ["codegen.toml", "orders.json"]


@pytest.mark.usefixtures("project")
def test_a_glob_depends_on_the_folders_it_looks_into() -> None:
    assert dependencies(job("postman/*.json")) == ["codegen.toml", "postman/", "postman/a.json"]
    assert dependencies(job("*.json")) == ["./", "codegen.toml", "orders.json"]
    deep = ["codegen.toml", "postman/", "postman/a.json", "postman/deep/", "postman/deep/b.json"]
    assert dependencies(job("postman/**/*.json")) == deep
    assert "out/postman/" not in dependencies(job("**/*.json"))
    assert dependencies(job("*/a.json"))[0] == "./"
    assert "postman/" in dependencies(job("*/a.json"))


@pytest.mark.usefixtures("project")
def test_a_source_of_the_command_is_no_glob(project: Path) -> None:
    (project / "[a].json").touch()
    assert dependencies(Job(("[a].json", "*.json"), output="out")) == ["*.json", "[a].json"]


@pytest.mark.usefixtures("project")
def test_files_of_a_collection_in_a_folder_are_dependencies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = ["v3/", "v3/.resources/", "v3/.resources/definition.yaml", "v3/A.request.yaml"]
    for path in ("v3", "v3/", "v3/.resources/definition.yaml"):
        assert dependencies(Job((path,), output="out")) == found
    monkeypatch.chdir("v3")
    found = ["./", "./.resources/", "./.resources/definition.yaml", "./A.request.yaml"]
    assert dependencies(Job((".resources/definition.yaml",), output="out")) == found


@pytest.mark.usefixtures("project")
def test_templates_and_data_of_targets_are_dependencies() -> None:
    one = Job(("orders.json",), output="out", templates="own")
    folders = ["own/", "own/client/", "own/snippets/", "own/snippets/x/", "own/snippets/x/y/"]
    files = ["client/x.j2", "snippets/x/language.toml", "snippets/x/y/target.toml"]
    found = ["orders.json", *folders, *(f"own/{file}" for file in files)]
    assert dependencies(one) == sorted(found)


@pytest.mark.usefixtures("project")
def test_a_changelog() -> None:
    assert dependencies(job("orders.json", changelog="log.md")) == [
        "codegen.toml", "log.md", "orders.json",
    ]  # fmt: skip


# The command


@pytest.mark.parametrize("command", ["generate", "check"])
def test_the_command_writes_it(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "my api.json", SMALL)
    assert invoke("generate", "my api.json", "-o", "out", "--emit", "snippets").exit_code == 0
    arguments = (command, "my api.json", "-o", "out", "--emit", "snippets", "--depfile", "build/d")
    done = invoke(*arguments)
    assert done.exit_code == 0
    expected = "out/codegen.lock: \\\n  my\\ api.json\n\nmy\\ api.json:\n"
    assert (tmp_path / "build/d").read_text() == expected
    before = os.stat("build/d").st_mtime_ns
    assert invoke(*arguments).exit_code == 0
    assert os.stat("build/d").st_mtime_ns == before, "a depfile that is right keeps its time"


def test_paths_start_where_the_command_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path / "a.json", SMALL)
    config = 'version = 1\n[[api]]\nname = "a"\nsources = ["*.json"]\noutput = "out"\n'
    (tmp_path / "codegen.toml").write_text(config)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    arguments = ["generate", "--emit", "snippets", "--depfile", "d", "--stamp", "s"]
    assert invoke(*arguments).exit_code == 0
    text = Path("d").read_text()
    assert text.startswith("s: \\\n  ../ \\\n  ../a.json \\\n  ../codegen.toml\n")
    Path("s").unlink()
    assert invoke(*arguments[:-2]).exit_code == 0
    assert Path("d").read_text().startswith("../out/codegen.lock: ")


def test_a_run_that_fails_leaves_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "a.json", SMALL)
    arguments = ["a.json", "-o", "out", "--depfile", "d", "--stamp", "s"]
    assert invoke("check", *arguments).exit_code == 1
    Path("b.json").write_text("{")
    assert invoke("generate", "b.json", *arguments).exit_code == 2
    assert invoke("generate", *arguments[:-1], "a.json/s").exit_code == 2
    Path("a;b.json").write_bytes(Path("a.json").read_bytes())
    assert invoke("generate", "a;b.json", *arguments).exit_code == 2
    assert not Path("s").exists()
    assert not Path("out/snippets/a").exists()


def test_the_stamp_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "a.json", SMALL)
    arguments = ["generate", "a.json", "-o", "out", "--emit", "snippets", "--stamp", "build/s"]
    assert invoke(*arguments).exit_code == 0
    os.utime("build/s", (1, 1))
    lock = os.stat("out/codegen.lock").st_mtime_ns
    assert invoke(*arguments).exit_code == 0
    assert os.stat("build/s").st_mtime_ns >= lock
    assert os.stat("out/codegen.lock").st_mtime_ns == lock
    assert Path("build/s").read_bytes() == b""


@pytest.mark.parametrize(
    "options",
    [
        "--watch --dry-run",
        "--dry-run --stamp s",
        "--list-outputs --stdout x",
        "--stdout x --stamp s",
    ],
)
def test_options_that_do_not_go_together(options: str, tmp_path: Path) -> None:
    source = saved(tmp_path / "a.json", SMALL)
    done = invoke("generate", source, "-o", tmp_path / "out", *options.split())
    assert done.exit_code == 2
    assert "do not go together" in done.stderr
    assert not (tmp_path / "out").exists()


# Where it goes


def test_a_depfile_replaces_nothing_but_depfiles(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", SMALL)
    out = tmp_path / "out"
    arguments = ("generate", source, "-o", out, "--emit", "snippets", "--depfile")
    assert invoke(*arguments, tmp_path / "d").exit_code == 0
    before = (tmp_path / "d").read_bytes()
    assert before.startswith(b"%s: \\\n" % os.fsencode(out / "codegen.lock"))
    (tmp_path / "config.toml").write_text("version = 1\n")
    for path in (source, tmp_path / "config.toml", out / "codegen.lock"):
        content = path.read_bytes()
        done = invoke(*arguments, path)
        assert (done.exit_code, path.read_bytes()) == (1, content)
        assert f"{path}: this file is no depfile of codegen; it is not replaced" in done.stderr
    (tmp_path / "d").write_bytes(b"")
    (tmp_path / "link").symlink_to("d")
    assert invoke(*arguments, tmp_path / "link").exit_code == 0
    assert (tmp_path / "link").is_symlink() and (tmp_path / "d").read_bytes() == before
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert invoke(*arguments, tmp_path / "pipe").exit_code == 0
    assert os.read(reader, len(before) + 1) == before
    os.close(reader)


def test_a_depfile_names_a_typed_output_as_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path / "c.json", SMALL)
    job = '[[api]]\nsources = ["c.json"]\noutput = "out"\nemit = ["snippets"]\n'
    (tmp_path / "codegen.toml").write_text("version = 1\n" + job)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    for more, target in (([], "../out"), (["-o", "here"], "here")):
        assert invoke("generate", *more, "--depfile", "d").exit_code == 0
        assert Path("d").read_text().startswith(f"{target}/codegen.lock: ")
