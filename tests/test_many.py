"""The jobs of a config by several processes: the same as by one."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.built import collection, request
from tests.commands import ROOT, SMALL, codegen, contents, invoke, saved

JOB = '[[api]]\nname = "{0}"\nsources = ["{0}.json"]\noutput = "out/{0}"\nemit = ["snippets"]\n'


def write_jobs(folder: Path, *names: str, more: str = "") -> None:
    """Write a config with a job for each name, and collections for those that are not bad."""
    jobs = "\n".join(JOB.format(name) for name in names)
    (folder / "codegen.toml").write_text(f"version = 1\n\n{jobs}\n{more}", encoding="utf-8")
    for name in names:
        items = SMALL["item"] if name < "m" else [request(f"Get {name}", f"/{name}")]
        saved(
            folder / f"{name}.json", {**SMALL, "item": items, "info": collection(name=name)["info"]}
        )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with six jobs, of which `broken` cannot be read; the command is run in it."""
    write_jobs(tmp_path, "a", "broken", "c", "n", "o", "p")
    (tmp_path / "broken.json").write_text('{"info": ')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tidy(folder: Path) -> None:
    """Remove output, so that the next run starts anew."""
    subprocess.run(["rm", "-rf", folder / "out"], check=True)


def run(*arguments: str) -> tuple[int, str, str]:
    done = invoke(*arguments)
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("jobs", ["2", "auto", "0", "50"])
def test_many_processes_do_what_one_does(project: Path, jobs: str) -> None:
    one = run("generate", "--diff")
    files = contents(project / "out")
    assert one[0] == 2 and "codegen: broken: broken.json:1:" in one[2]
    assert len(files) > 20 and not (project / "out/broken").exists()
    tidy(project)
    assert run("generate", "--diff", "--jobs", jobs) == one
    assert contents(project / "out") == files


def test_messages_and_documents_are_those_of_one_process(project: Path) -> None:
    codegen("generate", cwd=project)
    (project / "out/c/snippets/get_thing/shell-curl.sh").write_text("edited")
    (project / "out/o/codegen.lock").unlink()
    for arguments in (["check"], ["check", "--format", "json"], ["generate", "--dry-run", "-v"]):
        one = codegen(*arguments, cwd=project)
        many = codegen(*arguments, "--jobs", "3", cwd=project)
        assert (many.status, many.stdout, many.stderr) == (one.status, one.stdout, one.stderr)
        assert one.status == 2
    rows = json.loads(invoke("check", "--jobs", "2", "--format", "json").stderr)["apis"]
    assert [row["api"] for row in rows] == ["a", "broken", "c", "n", "o", "p"]


def test_standard_input_is_read_once(project: Path) -> None:
    write_jobs(project, "a", "n", more=JOB.format("stdin").replace("stdin.json", "-"))
    content = json.dumps(collection(request("From outside"))).encode()
    done = codegen("generate", "--jobs", "2", cwd=project, stdin=content)
    assert done.status == 0, done.stderr
    assert (project / "out/stdin/snippets/from_outside/shell-curl.sh").is_file()


@pytest.mark.parametrize("jobs", ["-1", "many", "1.5", ""])
def test_other_numbers_of_processes_are_refused(project: Path, jobs: str) -> None:
    status, _, stderr = run("generate", "--jobs", jobs)
    assert (status, "is no number of processes" in stderr) == (2, True)
    assert not (project / "out").exists()


# Workers that die: a process ends without a chance to clean up, when it writes into a tree.

KILLER = """
import os, signal
_replace = os.replace
def replace(source, target):
    marker = os.environ["MARKER"]
    if "out/n/snippets" in str(target) and (marker == "always" or not os.path.exists(marker)):
        if marker != "always":
            open(marker, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    _replace(source, target)
os.replace = replace
"""


def killing(project: Path, marker: str) -> dict[str, str]:
    folder = project / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(KILLER)
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "MARKER": marker}


def test_a_worker_that_is_killed_while_it_writes_loses_nothing(project: Path) -> None:
    codegen("generate", cwd=project)
    files = contents(project / "out")
    tidy(project)
    environment = killing(project, str(project / "killed"))
    done = codegen("generate", "--jobs", "2", cwd=project, env=environment)
    assert (project / "killed").exists()
    assert contents(project / "out") == files
    lines = [line for line in done.stderr.splitlines() if ": wrote " in line]
    assert [line.partition(":")[0] for line in lines] == [f"out/{n}" for n in "acnop"]


def test_a_job_that_kills_its_workers_is_named_and_fails_alone(project: Path) -> None:
    done = codegen("generate", "--jobs", "2", cwd=project, env=killing(project, "always"))
    assert done.status == 2
    pattern = r"codegen: n: .* was killed by signal 9, twice.* \[worker-died\]"
    assert re.search(pattern, done.stderr)
    assert [p.parent.name for p in sorted((project / "out").glob("*/codegen.lock"))] == [*"acop"]
    assert codegen("generate", "--api", "n", cwd=project).status == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_interrupt_ends_all_processes(project: Path) -> None:
    names = [f"x{number}" for number in range(60)]
    write_jobs(project, *names)
    command: list[Any] = [sys.executable, "-m", "generator", "generate", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=project, env=environment, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert b"wrote" in process.stderr.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) >= 2
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert "Traceback" not in rest
    while any(Path("/proc", pid).exists() for pid in children):
        time.sleep(0.05)
    assert codegen("generate", "--jobs", "2", cwd=project).status == 0
    assert codegen("check", cwd=project).status == 0


def test_what_is_not_asked_for_is_not_imported() -> None:
    heavy = {"multiprocessing", "distributed", "dask", "fsspec", "jinja2", "jsonschema", "tempfile"}
    code = f"import sys, generator.cli; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "set()\n"
