"""Sources and outputs at URLs: what fsspec opens is as good as the disk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from generator.paths import is_url, path_in_url, shown_url
from tests.built import collection, request
from tests.commands import (
    MESSAGING,
    MESSAGING_ENVIRONMENT,
    ROOT,
    SMALL,
    codegen,
    contents,
    invoke,
    saved,
)
from tests.v3_twin import write_twin

ONLY = ("--emit", "snippets")
SNIPPET = "snippets/get_thing/shell-curl.sh"


@pytest.fixture
def memory() -> Iterator[Any]:
    """The file system ``memory://``, empty."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()


def stored(system: Any, folder: str) -> dict[str, bytes]:
    return {path.removeprefix(f"{folder}/"): system.cat_file(path) for path in system.find(folder)}


def wrong(*arguments: str | Path) -> str:
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr


# Names


@pytest.mark.parametrize(
    ("path", "is_one", "shown", "named"),
    [
        ("memory://a/b.json", True, "memory://a/b.json", "a/b.json"),
        ("file:///a/b.json", True, "file:///a/b.json", "/a/b.json"),
        ("https://u:p@h.test/a.json?sig=x#y", True, "https://h.test/a.json", "h.test/a.json"),
        ("simplecache::s3://b/a.json", True, "simplecache::s3://b/a.json", "b/a.json"),
        ("zip://a.json::sftp://u:p@h/b.zip", True, "zip://a.json::sftp://h/b.zip", "a.json"),
        ("a/b.json", False, "a/b.json", "a/b.json"),
        ("C://a", False, "C://a", "C://a"),
        ("-", False, "-", "-"),
        ("a b://c", False, "a b://c", "a b://c"),
    ],
)
def test_what_is_a_url_and_how_it_is_shown(path: str, is_one: bool, shown: str, named: str) -> None:
    assert (is_url(path), shown_url(path), path_in_url(path)) == (is_one, shown, named)


# The same bytes


def test_trees_are_those_of_local_files(memory: Any, tmp_path: Path) -> None:
    invoke("generate", MESSAGING, "-e", MESSAGING_ENVIRONMENT, "-o", tmp_path / "out")
    local = contents(tmp_path / "out")
    memory.pipe("/in/" + MESSAGING.name, MESSAGING.read_bytes())
    memory.pipe("/in/" + MESSAGING_ENVIRONMENT.name, MESSAGING_ENVIRONMENT.read_bytes())
    source, environment = (
        f"memory://in/{MESSAGING.name}",
        f"memory://in/{MESSAGING_ENVIRONMENT.name}",
    )
    arguments = (source, "-e", environment, "-o", "memory://made/out")
    done = invoke("generate", *arguments)
    assert done.exit_code == 0, done.stderr
    assert f"memory://made/out: wrote {len(local) - 1} of " in done.stderr
    assert stored(memory, "/made/out") == local
    assert invoke("check", *arguments).exit_code == 0
    urls = [path.resolve().as_uri() for path in (MESSAGING, MESSAGING_ENVIRONMENT, tmp_path)]
    arguments = (urls[0], "-e", urls[1], "-o", f"{urls[2]}/other")
    assert invoke("generate", *arguments).exit_code == 0
    assert contents(tmp_path / "other") == local


def test_a_tree_at_a_url_is_kept_as_one_on_disk(memory: Any, tmp_path: Path) -> None:
    arguments = (saved(tmp_path / "a.json", SMALL), "-o", "memory://out", *ONLY)
    assert invoke("check", *arguments).exit_code == 1
    assert invoke("generate", *arguments, "--dry-run").exit_code == 0
    assert memory.find("/out") == []
    invoke("generate", *arguments)
    before = stored(memory, "/out")
    times = {path: memory.modified(path) for path in memory.find("/out")}
    invoke("generate", *arguments)
    assert times == {path: memory.modified(path) for path in memory.find("/out")}
    # What is no longer made goes, what is not ours stays.
    memory.pipe("/out/notes.txt", b"mine")
    saved(tmp_path / "a.json", collection(request("Other")))
    invoke("generate", *arguments)
    assert f"/out/{SNIPPET}" not in memory.find("/out")
    assert memory.cat_file("/out/notes.txt") == b"mine"
    assert not [path for path in memory.find("/out") if "journal" in path]
    # What was edited, or is foreign, is in the way.
    saved(tmp_path / "a.json", SMALL)
    memory.pipe(f"/out/{SNIPPET}", b"mine")
    old = stored(memory, "/out")
    done = invoke("generate", *arguments)
    assert (done.exit_code, "[file-in-the-way]" in done.stderr) == (1, True)
    assert stored(memory, "/out") == old
    assert invoke("generate", *arguments, "--force").exit_code == 0
    assert stored(memory, "/out") == {**before, "notes.txt": b"mine"}


def test_an_interrupted_run_is_finished(memory: Any, tmp_path: Path) -> None:
    arguments = (saved(tmp_path / "a.json", SMALL), "-o", "memory://out", *ONLY)
    invoke("generate", *arguments)
    before = stored(memory, "/out")
    lock = memory.cat_file("/out/codegen.lock")
    memory.rm(["/out/codegen.lock", f"/out/{SNIPPET}"])
    memory.pipe("/out/.codegen.journal", lock)
    assert "interrupted: " in invoke("check", *arguments).stderr
    assert invoke("generate", *arguments).exit_code == 0
    assert stored(memory, "/out") == before


def test_a_run_that_fails_half_way_is_recognised(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (saved(tmp_path / "a.json", SMALL), "-o", "memory://out", *ONLY)
    upload = MemoryFileSystem.pipe_file

    def pipe_file(system: Any, path: str, value: bytes, **more: Any) -> None:
        if path.endswith(".sh"):
            raise OSError(28, "No space left on device")
        upload(system, path, value, **more)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "pipe_file", pipe_file)
        message = wrong("generate", *arguments)
    assert "codegen: memory://out: this failed: OSError" in message
    assert "No space left on device [output-unwritable]" in message
    names = {path.rpartition("/")[2] for path in memory.find("/out")}
    assert ".codegen.journal" in names and "codegen.lock" not in names
    assert "interrupted: " in invoke("check", *arguments).stderr
    assert invoke("generate", *arguments).exit_code == 0
    assert invoke("check", *arguments).exit_code == 0


# Configs, folders


def test_jobs_of_a_config_at_urls(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    job = '[[api]]\nname = "{0}"\nsources = ["memory://in/{0}*.json"]\noutput = "{1}"\n'
    jobs = job.format("a", "memory://out/a") + job.format("b", (tmp_path / "b").as_uri())
    jobs += job.format("c", "memory://out/c") + 'emit = ["snippets"]\n'
    (tmp_path / "deep/codegen.toml").write_text(f"version = 1\n{jobs}", encoding="utf-8")
    for name in ("a1", "a2", "b"):
        memory.pipe(f"/in/{name}.json", json.dumps(SMALL).encode())
    monkeypatch.chdir(tmp_path)
    done = invoke("generate", "--config", "deep/codegen.toml", "--jobs", "2", "--record", "r")
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "memory://out/a",
        (tmp_path / "b").as_uri(),
        "codegen",
    ]
    assert "no file matches 'memory://in/c*.json'" in lines[2]
    lock = json.loads(memory.cat_file("/out/a/codegen.lock"))
    assert [row["path"] for row in lock["sources"]] == ["a1.json", "a2.json"]
    assert (tmp_path / "b/codegen.lock").is_file()
    locks = [row["lock"] for row in json.loads((tmp_path / "r").read_bytes())["results"]]
    assert [lock is not None for lock in locks] == [True, True, False]


def test_a_collection_that_is_a_folder(memory: Any, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    write_twin(SMALL, folder)
    memory.put(str(folder), "/in/small", recursive=True)
    invoke("generate", folder, "-o", tmp_path / "one")
    done = invoke("generate", "memory://in/small", "-o", tmp_path / "two")
    assert done.exit_code == 0, done.stderr
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    name = next(path for path in memory.find("/in/small") if path.endswith("request.yaml"))
    memory.pipe(name, b"a: [")
    assert wrong("validate", "memory://in/small").startswith(f"codegen: memory:/{name}:2:1:")


# Bad input


def test_what_cannot_be_opened_is_an_error(memory: Any, tmp_path: Path) -> None:
    output = ("-o", tmp_path / "out")
    none = "memory://in/none.json: there is no such file [input-unreadable]\n"
    assert wrong("generate", "memory://in/none.json", *output) == f"codegen: {none}"
    source = saved(tmp_path / "a.json", SMALL)
    assert none in wrong("generate", source, "-e", "memory://in/none.json", *output)
    message = wrong("generate", "nowhere://user:word@h/a.json?x", *output)
    assert "nowhere://h/a.json?x: this failed: ValueError" in message
    assert "word" not in message
    message = wrong("generate", "s3://user:word@h/a.json", *output)
    assert "s3://h/a.json: a package is missing: Install s3fs" in message and "[extra]" in message
    assert "word" not in message
    memory.pipe("/in/bad.json", b"{")
    assert "codegen: memory://in/bad.json:1:2: " in wrong(
        "generate", "memory://in/bad.json", *output
    )
    assert not (tmp_path / "out").exists()
    memory.pipe("/file", b"")
    assert "memory://file: this is a file" in wrong("generate", source, "-o", "memory://file")


def test_credentials_of_a_url_are_not_said(memory: Any, tmp_path: Path) -> None:
    source = saved(tmp_path / "a.json", SMALL)
    done = invoke("generate", source, "-o", "memory://user:word@out", *ONLY)
    assert (done.exit_code, done.stderr.count("memory://out: wrote ")) == (0, 1)
    assert "word" not in done.stderr


def test_names_that_lead_out_of_a_tree_are_left_alone(memory: Any, tmp_path: Path) -> None:
    memory.store["/out/../../evil.sh"] = MemoryFile(data=b"evil")
    arguments = (saved(tmp_path / "a.json", SMALL), "-o", "memory://out", *ONLY)
    assert invoke("generate", *arguments).exit_code == 0
    assert not list(tmp_path.parent.rglob("evil.sh"))


def test_without_fsspec_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "fsspec.py").write_text("raise ImportError\n")
    path = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = codegen("generate", "memory://a.json", "-o", "out", cwd=tmp_path, env=path)
    assert done.status == 2
    assert (
        "memory://a.json: a URL needs fsspec: pip install 'postman-codegen[fsspec]'" in done.stderr
    )
    source = saved(tmp_path / "a.json", SMALL)
    output = (tmp_path / "out").as_uri()
    assert codegen("generate", source, "-o", output, cwd=tmp_path, env=path).status == 0
