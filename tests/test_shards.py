"""The jobs of a config shared out to machines, and what they did put together again."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fleet.shards import Shard, read_shard, shard_of
from generator.version import GENERATOR
from tests.commands import codegen, contents, invoke
from tests.test_many import JOB, write_jobs

NAMES = ("a", "b", "n", "o", "p", "q", "r")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a job for each name, in which the command is run."""
    write_jobs(tmp_path, *NAMES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wrong(*arguments: str | Path) -> list[str]:
    """Return the lines that say what is wrong."""
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.splitlines()


def record(path: str) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def run_shards(command: str, count: int, *more: str) -> list[str]:
    """Run a command for each shard, and return the paths of their records."""
    paths = [f"{command}-{number}.json" for number in range(1, count + 1)]
    for number, path in enumerate(paths, 1):
        invoke(command, "--shard", f"{number}/{count}", "--record", path, *more)
    return paths


# Which jobs


def test_assignment_is_fixed_for_all_versions() -> None:
    assert [shard_of(name, 3).number for name in ("orders", "users", "out/é", "")] == [2, 1, 3, 2]


@given(st.text(), st.integers(1, 50))
def test_every_name_has_one_shard(name: str, count: int) -> None:
    shard = shard_of(name, count)
    assert 1 <= shard.number <= shard.count == count
    assert read_shard(str(shard)) == shard


def test_shards_are_balanced() -> None:
    counted = Counter(shard_of(f"team-{n % 7}/api-{n}", 5).number for n in range(1000))
    assert len(counted) == 5
    assert all(160 <= number <= 240 for number in counted.values())


def test_shards_share_all_jobs(project: Path) -> None:
    invoke("generate")
    whole = contents(project / "out")
    shutil.rmtree(project / "out")
    seen: set[str] = set()
    for number in (1, 2, 3):
        done = invoke("generate", "--shard", f"{number}/3")
        names = {path.name for path in (project / "out").iterdir()} - seen
        assert done.stderr.startswith(f"shard {number}/3: {len(names)} of 7 jobs\n")
        assert all(shard_of(name, 3) == Shard(number, 3) for name in names)
        seen |= names
    assert contents(project / "out") == whole
    write_jobs(project, *reversed(NAMES), "z")
    done = invoke("check", "--shard", "2/3")
    checked = {line.split(":")[0] for line in done.stderr.splitlines() if ": current" in line}
    assert checked == {f"out/{name}" for name in NAMES if shard_of(name, 3).number == 2}


@pytest.mark.parametrize("shard", ["0/3", "4/3", "3", "1/0", "-1/3", "1/3/2", "01/3", "a/b", ""])
def test_what_is_no_shard_is_refused(project: Path, shard: str) -> None:
    assert "is no shard; write 2/5 for the second of five" in wrong("check", "--shard", shard)[-1]


def test_shards_are_for_a_config(project: Path) -> None:
    for option in (["--shard", "1/2"], ["--record", "r.json"]):
        assert "not for SOURCE" in wrong("generate", "a.json", "-o", "x", *option)[-1]
    assert not (project / "x").exists()


def test_a_setting_is_the_same_however_it_was_given(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards = ("--shard", "1/2", "--record", "1.json"), ("--shard", "2/2", "--record", "2.json")
    invoke("generate", *shards[0], "--target", "shell/curl")
    monkeypatch.setenv("CODEGEN_TARGET", "shell/curl")
    invoke("generate", *shards[1])
    assert invoke("merge-locks", "1.json", "2.json").exit_code == 0


def test_a_record_replaces_nothing_but_records(project: Path) -> None:
    before = contents(project)
    for path in ("a.json", "codegen.toml"):
        done = invoke("generate", "--record", path)
        assert done.exit_code == 1
        assert "this file is no record of codegen; it is not replaced" in done.stderr
    assert contents(project) == before


# Their records


def test_records_of_all_shards_are_the_record_of_one_run(project: Path) -> None:
    invoke("generate", "--record", "whole.json")
    shutil.rmtree(project / "out")
    paths = run_shards("generate", 3, "--jobs", "2")
    done = invoke("merge-locks", *reversed(paths), "-o", "merged.json")
    assert (done.exit_code, done.stderr) == (0, "jobs of 3 shards: 7 fine\n")
    assert Path("merged.json").read_bytes() == Path("whole.json").read_bytes()
    merged = record("merged.json")
    assert (merged["shard"], tuple(merged["jobs"])) == ("1/1", NAMES)
    for row in merged["results"]:
        lock = Path("out", row["api"], "codegen.lock").read_bytes()
        assert row["lock"] == "sha256:" + hashlib.sha256(lock).hexdigest()
    assert invoke("merge-locks", "merged.json").exit_code == 0


def test_the_verdict_is_the_worst_of_all(project: Path) -> None:
    invoke("generate")
    (project / "out/n/codegen.lock").unlink()
    done = invoke("merge-locks", *run_shards("check", 2))
    assert done.exit_code == 1
    assert "n: out/n/codegen.lock" in done.stderr
    assert "run: codegen generate --api n [stale]" in done.stderr
    assert done.stderr.endswith("jobs of 2 shards: 6 fine, 1 with findings\n")
    (project / "q.json").write_text("{")
    paths = run_shards("check", 2)
    done = invoke("merge-locks", *paths, "-o", "all.json")
    assert done.exit_code == 2 and "q: q.json:1:2: error: the JSON ends too early" in done.stderr
    assert done.stderr.endswith("jobs of 2 shards: 5 fine, 1 with findings, 1 failed\n")
    assert [row["status"] for row in record("all.json")["results"]] == [0, 0, 1, 0, 0, 2, 0]
    for form in ("json", "github", "sarif", "gitlab"):
        whole = invoke("check", "--format", form)
        merged = invoke("merge-locks", *paths, "--format", form)
        assert (merged.exit_code, merged.stderr) == (whole.exit_code, whole.stderr)


def test_lost_and_doubled_shards_are_errors(project: Path) -> None:
    one, two, three = run_shards("generate", 3)
    assert wrong("merge-locks", one, three, "-o", "all.json") == [
        "codegen: shard 2/3 is lost: no record of it was given [shard]"
    ]
    assert not Path("all.json").exists()
    shutil.copy(two, "again.json")
    assert wrong("merge-locks", one, two, "again.json") == [
        f"codegen: shard 2/3 is doubled: {two}, again.json [shard]",
        "codegen: shard 3/3 is lost: no record of it was given [shard]",
    ]


def test_records_of_other_runs_are_errors(project: Path) -> None:
    one, two = run_shards("generate", 2)
    invoke("generate", "--shard", "2/3", "--record", "third.json")
    invoke("check", "--shard", "2/2", "--record", "check.json")
    invoke("generate", "--shard", "2/2", "--record", "curl.json", "--target", "shell/curl")
    write_jobs(project, *NAMES, "z")
    invoke("generate", "--shard", "2/2", "--record", "more.json")
    for path, message in {
        "third.json": f"its number of shards is 3, that of {one} is 2",
        "check.json": f"its command is check, that of {one} is generate",
        "curl.json": f"it is of another config, or of other options, than {one}",
        "more.json": f"it is of another config, or of other options, than {one}",
    }.items():
        assert f"codegen: {path}: {message} [shard]" in wrong("merge-locks", one, path)
    assert invoke("merge-locks", one, two).exit_code == 0


def test_records_that_were_changed_are_errors(project: Path) -> None:
    (path,) = run_shards("generate", 1)
    good = record(path)
    for change, message in (
        ({"record_version": 2}, "was written by a newer version"),
        ({"generator": "postman-codegen 99"}, f"by postman-codegen 99, this is {GENERATOR}"),
        ({"results": good["results"][1:]}, "its jobs are not those of shard 1/1"),
        ({"results": [*good["results"], good["results"][0]]}, "its jobs are not those of"),
        ({"shard": "2/1"}, "this is no record of a shard"),
        ({"results": [{**good["results"][0], "status": 9}]}, "this is no record of a shard"),
        ({"results": None}, "this is no record of a shard"),
    ):
        Path("changed.json").write_text(json.dumps(good | change))
        (line,) = wrong("merge-locks", "changed.json")
        assert line.startswith("codegen: changed.json: ") and message in line
    Path("cut.json").write_bytes(Path(path).read_bytes()[:100])
    lines = wrong("merge-locks", "cut.json", "none.json")
    assert ["cut off" in lines[0], "none.json: cannot be read" in lines[1]] == [True, True]


def test_a_run_that_does_not_end_leaves_no_record_of_the_one_before(project: Path) -> None:
    run_shards("generate", 1)
    killer = "import os\n_replace = os.replace\nos.replace = lambda *names: os._exit(9)\n"
    (project / "sitecustomize.py").write_text(killer)
    (project / "a.json").write_bytes((project / "n.json").read_bytes())
    arguments = ("generate", "--shard", "1/1", "--record", "generate-1.json")
    path = {"PYTHONPATH": f"{project}:{Path(__file__).parents[1]}"}
    assert codegen(*arguments, cwd=project, env=path).status == 9
    assert not Path("generate-1.json").exists()


def test_a_shard_may_be_empty(project: Path) -> None:
    (project / "codegen.toml").write_text("version = 1\n" + JOB.format("a"))
    paths = run_shards("generate", 4, "--format", "json")
    assert sorted(len(record(path)["results"]) for path in paths) == [0, 0, 0, 1]
    assert invoke("merge-locks", *paths).stderr == "jobs of 4 shards: 1 fine\n"
