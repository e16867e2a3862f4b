"""The output tree: what the lock says, what is removed, and what is never touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import CodegenError
from generator.findings.outcome import Changes
from generator.options import Options
from generator.output.lock import LOCK_NAME
from generator.output.tree import compare, write
from generator.pipeline import build, generate
from generator.version import GENERATOR
from tests.built import collection, request
from tests.commands import ALL, SAMPLES, SMALL, codegen, contents, invoke, saved, stamps

Files = Mapping[str, bytes]


def _files(**paths: str) -> dict[str, bytes]:
    """Return a tree of a few files with their lock; ``__`` stands for a slash in a path."""
    files = {path.replace("__", "/"): text.encode() for path, text in paths.items()}
    rows = [
        {"path": path, "sha256": "sha256:" + hashlib.sha256(content).hexdigest()}
        for path, content in files.items()
    ]
    lock = {"lock_version": 1, "generator": "x", "files": rows}
    return {**files, LOCK_NAME: json.dumps(lock).encode()}


def _generate(root: Path, files: Files, *, force: bool = False) -> Changes:
    changes = compare(root, files)
    if force or not changes.blocked:
        write(root, files, changes, {})
    return changes


def _edit_lock(root: Path, **more: Any) -> None:
    lock = json.loads((root / LOCK_NAME).read_bytes())
    (root / LOCK_NAME).write_text(json.dumps({**lock, **more}))


# The lock


@pytest.fixture(scope="module")
def kitchen_sink() -> Files:
    source = str(SAMPLES / "kitchen-sink.postman_collection.json")
    environment = str(SAMPLES / "kitchen-sink.postman_environment.json")
    return build(Options((source,), (environment,), emit=tuple(ALL.split(",")))).files


def test_the_lock_lists_every_file(kitchen_sink: Files) -> None:
    text = kitchen_sink[LOCK_NAME].decode()
    lock = json.loads(text)
    assert list(lock) == sorted(lock)
    for row in lock["files"]:
        assert f"\n    {json.dumps(row, sort_keys=True, ensure_ascii=False)}" in text
    assert (lock["lock_version"], lock["generator"]) == (1, GENERATOR)
    rows = {row["path"]: row for row in lock["files"]}
    assert list(rows) == sorted(set(kitchen_sink) - {LOCK_NAME})
    for path, row in rows.items():
        assert row["sha256"] == "sha256:" + hashlib.sha256(kitchen_sink[path]).hexdigest()
        folders = path.split("/")
        emitter = "tests" if folders[:2] == ["client", "tests"] else folders[0]
        emitter = "llms" if path.endswith(".txt") else emitter
        assert row["emitter"] == ("project" if path.startswith(".") else emitter)
        if row["emitter"] == "snippets":
            assert path.endswith(f"/{row['target'].replace('/', '-')}{Path(path).suffix}")
            assert row["endpoint"].startswith("#/item/")


def test_the_lock_names_its_inputs(kitchen_sink: Files) -> None:
    lock = json.loads(kitchen_sink[LOCK_NAME])
    source = SAMPLES / "kitchen-sink.postman_collection.json"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert lock["sources"] == [{"path": source.name, "sha256": f"sha256:{digest}"}]
    assert [(row["path"], row["role"]) for row in lock["inputs"]] == [
        ("kitchen-sink.postman_environment.json", "environment")
    ]


def test_the_lock_does_not_tell_a_secret_of_an_environment(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", SMALL)

    def inputs(secret: str, value: str) -> Any:
        rows = [{"key": "a", "value": secret, "type": "secret"}, {"key": "thing", "value": value}]
        path = saved(tmp_path / "e.json", {"name": "e", "values": rows})
        files = build(Options((str(source),), (str(path),), emit=("snippets",))).files
        return json.loads(files[LOCK_NAME])["inputs"]

    assert inputs("one", "1") == inputs("two", "1")
    assert inputs("one", "1") != inputs("one", "2")


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("kitchen-sink-wrapped.postman_collection.json", "#/collection/item/0"),
        ("legacy.postman_collection.json", "#/requests/"),
    ],
)
def test_endpoints_are_named_from_the_root_of_the_file(name: str, pointer: str) -> None:
    options = Options((str(SAMPLES / name),), emit=("snippets",), targets=("shell/curl",))
    rows = json.loads(build(options).files[LOCK_NAME])["files"]
    assert any(row.get("endpoint", "").startswith(pointer) for row in rows)


def test_variables_of_the_lock(kitchen_sink: Files) -> None:
    rows = json.loads(kitchen_sink[LOCK_NAME])["variables"]
    names = [row["env"] for row in rows]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    assert all(row["pointer"] is None or row["secret"] for row in rows)
    example = kitchen_sink[".env.example"].decode()
    assert all(f"{name}=" in example for name in names)


def test_a_name_that_utf_8_cannot_hold(tmp_path: Path) -> None:
    item = request("a\ud800", "/{{b\udfff}}")
    done = invoke("generate", saved(tmp_path / "c.json", collection(item)), "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert json.loads((tmp_path / "out" / LOCK_NAME).read_bytes())["variables"]


# What is removed


def test_files_that_are_no_longer_made_go_and_so_do_empty_folders(tmp_path: Path) -> None:
    _generate(tmp_path, _files(a="1", d__e__f="2", d__g="3", h__i="4", h__j__k="5"))
    (tmp_path / "h" / "mine").write_text("mine")
    changes = _generate(tmp_path, _files(a="1", d__g="3"))
    assert (changes.extra, changes.blocked) == (("d/e/f", "h/i", "h/j/k"), ())
    assert set(contents(tmp_path)) == {"a", "d/g", "h/mine", LOCK_NAME}
    assert not (tmp_path / "d" / "e").exists()
    assert not (tmp_path / "h" / "j").exists()


def test_a_file_may_become_a_folder(tmp_path: Path) -> None:
    _generate(tmp_path, _files(a="1"))
    _generate(tmp_path, _files(a__b="2"))
    assert set(contents(tmp_path)) == {"a/b", LOCK_NAME}


def test_what_differs_is_written_and_nothing_else(tmp_path: Path) -> None:
    _generate(tmp_path, _files(a="1", b__c="2"))
    before = stamps(tmp_path)
    assert not _generate(tmp_path, _files(a="1", b__c="2"))
    assert stamps(tmp_path) == before
    _generate(tmp_path, _files(a="1", b__c="3"))
    assert stamps(tmp_path)[str(tmp_path / "a")] == before[str(tmp_path / "a")]
    assert (tmp_path / "b" / "c").read_text() == "3"


# What is in the way

IN_THE_WAY: dict[str, tuple[Files, list[tuple[str, str]]]] = {
    "a foreign file": (_files(a="1", new="2"), [("new", "file-in-the-way")]),
    "an edited file": (_files(a="2"), [("edited", "file-edited")]),
    "an edited file that is replaced": (_files(edited="2"), [("edited", "file-edited")]),
    "a foreign file for a folder": (_files(edited="1", new__b="2"), [("new", "file-in-the-way")]),
}


@pytest.mark.parametrize(("files", "blocked"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_nothing_is_written_past_it(
    files: Files, blocked: list[tuple[str, str]], tmp_path: Path
) -> None:
    _generate(tmp_path, _files(a="1", edited="1"))
    (tmp_path / "edited").write_text("mine")
    (tmp_path / "new").write_text("mine")
    before = stamps(tmp_path)
    changes = _generate(tmp_path, files)
    assert set(changes.blocked) >= set(blocked)
    assert {path for path, _ in changes.blocked} <= {"edited", "new"}
    assert stamps(tmp_path) == before
    _generate(tmp_path, files, force=True)
    assert contents(tmp_path).items() >= files.items()
    assert not compare(tmp_path, files)


def test_a_foreign_file_of_the_same_bytes_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    assert not _generate(tmp_path, _files(a="1")).blocked


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a" / "mine").mkdir(parents=True)
    files = _files(a="1")
    assert _generate(tmp_path, files).blocked == (("a", "file-in-the-way"),)
    with pytest.raises(CodegenError, match="cannot be written") as error:
        _generate(tmp_path, files, force=True)
    assert error.value.source == str(tmp_path / "a")
    assert (tmp_path / "a" / "mine").is_dir()


def test_a_file_where_the_tree_should_stand(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", SMALL)
    for command in ("generate", "check"):
        done = invoke(command, source, "-o", source)
        assert done.exit_code == 2
        assert (
            done.stderr == f"codegen: {source}: this is a file; name a folder [output-unwritable]\n"
        )
    assert json.loads(source.read_text()) == SMALL


# A lock that is not what it should be


@pytest.mark.parametrize(
    "path",
    [
        "../outside",
        "/OUTSIDE",
        "a/../../outside",
        ".",
        "",
        "./b",
        "b/",
        "link/outside",
        "a\0b",
        "b\\c",
    ],
)
def test_a_lock_cannot_reach_out_of_its_tree(path: str, tmp_path: Path) -> None:
    root, outside = tmp_path / "tree", tmp_path / "outside"
    files = _files(a="1", b="1")
    _generate(root, files)
    outside.write_text("1")
    (root / "link").symlink_to(tmp_path)
    place = path.replace("/OUTSIDE", str(outside))
    digest = "sha256:" + hashlib.sha256(b"1").hexdigest()
    _edit_lock(root, files=[{"path": place, "sha256": digest}])
    changes = _generate(root, files, force=True)
    assert (changes.extra, changes.blocked) == ((), ())
    assert outside.read_text() == "1"
    assert contents(root).items() >= files.items()


def test_a_lock_that_names_a_device_does_not_hang(tmp_path: Path) -> None:
    _generate(tmp_path, _files(a="1"))
    _edit_lock(tmp_path, files=[{"path": "/dev/zero", "sha256": ""}, {"path": 1}, "x", {}])
    assert compare(tmp_path, _files(a="1")).changed == (LOCK_NAME,)


def _lock(version: int, generator: str | None = None) -> str:
    return json.dumps({"lock_version": version, "generator": generator, "files": []})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (_lock(2, "postman-codegen 9.0.0"), "newer version than this (postman-codegen 0.1.0)"),
        (_lock(2, "postman-codegen 9.0.0"), "run: pip install 'postman-codegen==9.0.0'"),
        (_lock(1, "postman-codegen 0.10.0"), "run: pip install 'postman-codegen==0.10.0'"),
        (_lock(2), "install a newer one"),
        (_lock(2, "evil 9.0.0"), "codegen 0.1.0); install a newer one [output"),
        (_lock(2, "postman-codegen 9' evil"), "codegen 0.1.0); install a newer one [output"),
        ("<<<<<<< HEAD", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "is not a lock of codegen"),
        ('{"lockfileVersion": 3, "files": []}', "is not a lock of codegen"),
        ('{"lock_version": 1}', "is not a lock of codegen"),
    ],
)
def test_a_lock_that_is_not_understood(content: str, message: str, tmp_path: Path) -> None:
    source, out = saved(tmp_path / "c.json", SMALL), tmp_path / "out"
    out.mkdir()
    (out / LOCK_NAME).write_text(content)
    before = stamps(out)
    for command in (["generate"], ["check"], ["generate", "--force"]):
        done = invoke(*command, source, "-o", out, "--emit", "snippets")
        assert done.exit_code == 2
        assert message in done.stderr
        assert done.stderr.startswith(f"codegen: {out / LOCK_NAME}: ")
        assert done.stderr.count("\n") == 1
    assert stamps(out) == before


@pytest.mark.parametrize("generator", ["postman-codegen 0.0.9", "postman-codegen 0.1.0rc1", "x"])
def test_a_lock_of_another_version_is_named(generator: str, tmp_path: Path) -> None:
    arguments = (saved(tmp_path / "c.json", SMALL), "-o", tmp_path / "out", "--emit", "snippets")
    invoke("generate", *arguments)
    _edit_lock(tmp_path / "out", generator=generator)
    named = f"codegen.lock was written by {generator}, this is {GENERATOR}\n"
    done = invoke("check", *arguments)
    assert done.exit_code == 1 and named in done.stderr
    done = invoke("generate", *arguments)
    assert done.exit_code == 0 and named in done.stderr
    assert invoke("check", *arguments).exit_code == 0
    _edit_lock(tmp_path / "out", generator="\x1b[2J")
    assert "written by \\x1b[2J, this is" in invoke("check", *arguments).stderr


# What cannot be written


def without_override() -> tuple[str, ...]:
    """Return the command that makes file permissions count for root too."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and setpriv is not there to change that")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", SMALL)
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o555)
    done = codegen("generate", source, "-o", out, wrapper=without_override())
    assert done.status == 2
    assert done.stderr.splitlines() == [
        f"codegen: {out}/.codegen.journal: cannot be written: Permission denied [output-unwritable]"
    ]
    assert contents(out) == {}
    below = codegen("generate", source, "-o", out / "new", wrapper=without_override())
    assert (below.status, below.stdout) == (2, "")
    assert "Traceback" not in below.stderr


def test_no_temporary_files_stay(tmp_path: Path) -> None:
    """Neither after a run, nor after one that could not write everything."""
    files = _files(a="1", b="2")
    (tmp_path / "b").mkdir()
    with pytest.raises(CodegenError):
        _generate(tmp_path, files, force=True)
    assert set(contents(tmp_path)) == {"a", ".codegen.journal"}
    (tmp_path / "b").rmdir()
    _generate(tmp_path, files)
    assert set(contents(tmp_path)) == {"a", "b", LOCK_NAME}


def test_a_changelog_is_begun_once_and_kept(tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "collections/bank-links.postman_collection.json"
    options = Options((str(source),))
    generate(options, tmp_path / "out")
    changelog = tmp_path / "out/client/CHANGELOG.md"
    assert changelog.read_text("utf-8").startswith("# Changelog\n\n## ")
    changelog.write_text("mine", "utf-8")
    _, changes = generate(options, tmp_path / "out")
    assert not changes and changelog.read_text("utf-8") == "mine"
    changelog.unlink()
    _, changes = generate(options, tmp_path / "out", force=True)
    assert not changes and not changelog.exists()
