"""The jobs of a config by a Dask cluster: real processes, and the same bytes as without one."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import request
from tests.clusters import Cluster, cluster
from tests.commands import ROOT, SMALL, codegen, contents, invoke, saved
from tests.test_many import JOB, write_jobs
from tests.test_targets import target

pytest.importorskip("distributed")

NAMES = ("a", "broken", "c", "n", "o", "p")


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with six jobs, of which `broken` cannot be read; the command is run in it."""
    write_jobs(tmp_path, *NAMES)
    (tmp_path / "broken.json").write_text('{"info": ')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_cluster_does_what_one_process_does(project: Path, two_workers: Cluster) -> None:
    environment = {"name": "e", "values": [{"key": "thing", "value": "9"}]}
    saved(project / "e.json", environment)
    target(project / "mine", 'extension = "qx"\nstring.open = "|"\n')
    more = JOB.format("z").replace("z.json", "a.json").replace('"snippets"', '"client", "snippets"')
    more += 'environments = ["e.json"]\ntemplates = "mine"\ntargets = ["quux/lib"]\n'
    more += JOB.format("deep") + JOB.format("none")
    write_jobs(project, *NAMES, more=more)
    (project / "broken.json").write_text('{"info": ')
    deep = '{"name": "f", "item": [' * 450 + "]}" * 450
    (project / "deep.json").write_text(json.dumps({**SMALL, "item": []})[:-2] + deep + "]}")
    one = codegen("generate", "--diff", cwd=project)
    files = contents(project / "out")
    assert one.status == 2 and len(files) > 30
    assert any(path.endswith(".qx") for path in files)
    shutil.rmtree(project / "out")
    arguments = ("--scheduler", two_workers.address)
    many = codegen("generate", "--diff", *arguments, cwd=project)
    assert (many.status, many.stderr, many.stdout) == (2, one.stderr, one.stdout)
    assert contents(project / "out") == files
    assert "codegen: broken: broken.json:1:" in many.stderr
    assert "there is no file 'none.json' [input-unreadable]" in many.stderr
    one = codegen("check", "--format", "json", "-v", cwd=project)
    many = codegen("check", "--format", "json", "-v", *arguments, cwd=project)
    assert (many.status, many.stderr, many.stdout) == (one.status, one.stderr, one.stdout)


def test_what_is_bound_here_stays_here(project: Path, two_workers: Cluster) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/cluster/a.json", json.dumps(SMALL).encode())
    source, output = "memory://cluster/a.json", "memory://cluster/out"
    arguments = ("--emit", "snippets", "--scheduler", two_workers.address)
    done = invoke("generate", source, "-o", output, *arguments)
    assert done.exit_code == 0, done.stderr
    assert invoke("generate", source, "-o", project / "x", "--emit", "snippets").exit_code == 0
    files = {
        p.removeprefix("/cluster/out/"): memory.cat_file(p) for p in memory.find("/cluster/out")
    }
    assert contents(project / "x") == files
    stdin = json.dumps(SMALL).encode()
    done = invoke("check", "-", "-o", project / "x", *arguments, stdin=stdin)
    assert (done.exit_code, "run: codegen generate - " in done.stderr) == (1, True)


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = [f"x{number:02}" for number in range(40)]
    write_jobs(project, *names)
    items = [request(f"Get {number}", f"/{number}") for number in range(10)]
    for name in names:
        saved(project / f"{name}.json", {**SMALL, "item": items})
    assert codegen("generate", "--jobs", "2", cwd=project).status == 0
    files = contents(project / "out")
    shutil.rmtree(project / "out")
    with cluster(tmp_path_factory.mktemp("killed"), workers=2) as found:
        command: list[Any] = [sys.executable, "-m", "generator", "generate"]
        with subprocess.Popen(
            [*command, "--scheduler", found.address],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            lines = [process.stderr.readline()]
            found.workers[0].send_signal(signal.SIGKILL)
            lines += process.stderr.readlines()
            assert process.wait() == 0
    assert len(lines) < 2 * len(names)
    assert [line.partition(":")[0] for line in lines] == [f"out/{name}" for name in names]
    assert contents(project / "out") == files


# A worker that ends as one that has no memory left, whenever it has a certain job.
DEADLY = """
import os
from generator.fleet import cluster
if not hasattr(cluster, "real"):  # this runs more than once
    cluster.real = cluster.build
def deadly(options, inputs):
    if options.sources == ("n.json",):
        os._exit(9)
    return cluster.real(options, inputs)
cluster.build = deadly
"""


def test_a_job_that_kills_its_workers_fails_alone(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("deadly")
    (folder / "deadly.py").write_text(DEADLY)
    monkeypatch.setattr("generator.fleet.cluster.LEAST_UNDER_WAY", 1)  # batches of two jobs
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with cluster(folder, variables=once) as found:
        found.add_worker("--nanny", "--preload", str(folder / "deadly.py"))
        done = invoke("generate", "--scheduler", found.address)
    assert done.exit_code == 2
    assert "codegen: n: every worker that was given this job died" in done.stderr
    assert "codegen: broken: broken.json:1:" in done.stderr
    assert [p.parent.name for p in sorted((project / "out").glob("*/codegen.lock"))] == [*"acop"]


def test_workers_of_another_version_are_refused(project: Path, two_workers: Cluster) -> None:
    text = (ROOT / "generator/version.py").read_text(encoding="utf-8")
    other = re.sub(r'VERSION = "[^"]*"', 'VERSION = "99.0"', text)
    assert other != text
    shutil.copytree(ROOT / "generator", project / "code/generator")
    shutil.copytree(ROOT / "templates", project / "code/templates")
    (project / "code/generator/version.py").write_text(other, encoding="utf-8")
    path = {"PYTHONPATH": str(project / "code")}
    arguments = ("generate", "--scheduler", two_workers.address, "--api", "a")
    done = codegen(*arguments, cwd=project, env=path)
    assert done.status == 2
    assert re.search(r"the workers have .*, this is .* 99\.0; install the same", done.stderr)
    assert not (project / "out").exists()


def test_a_scheduler_that_is_lost_fails_what_is_left(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with cluster(tmp_path_factory.mktemp("lost")) as found:
        command: list[Any] = [sys.executable, "-m", "generator", "generate"]
        with subprocess.Popen(
            [*command, "--scheduler", found.address],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            assert "has no workers yet; waiting for one" in process.stderr.readline()
            found.stack.close()
            lines = process.stderr.readlines()
            assert process.wait() == 2
    assert len(lines) == len(NAMES)
    assert "codegen: a: the connection to the scheduler was lost [scheduler]\n" in lines
    assert not (project / "out").exists()


# Nobody there


def refused(project: Path, address: str) -> str:
    done = codegen("generate", "--scheduler", address, "--record", "r", cwd=project)
    assert (done.status, done.stdout) == (2, "")
    assert not (project / "out").exists() and not (project / "r").exists()
    return done.stderr


def test_a_scheduler_that_is_not_there(project: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    assert f"codegen: no Dask scheduler answers at {address}: " in refused(project, address)


def test_a_server_that_is_no_scheduler(project: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert "no answer within 3 s [scheduler]" in refused(project, address)


def test_addresses_and_options_that_do_not_fit(project: Path) -> None:
    assert "write tcp://HOST:PORT" in refused(project, "127.0.0.1:8786")
    assert "unknown address scheme 'carrier'" in refused(project, "carrier://pigeon")
    done = invoke("generate", "--scheduler", "tcp://127.0.0.1:9", "--jobs", "2")
    assert (done.exit_code, "give either --jobs or --scheduler" in done.stderr) == (2, True)


def test_without_dask_the_extra_is_named(project: Path) -> None:
    (project / "site").mkdir()
    (project / "site/distributed.py").write_text("raise ImportError\n")
    path = {"PYTHONPATH": f"{project / 'site'}{os.pathsep}{ROOT}"}
    done = codegen("generate", "--scheduler", "inproc://a", cwd=project, env=path)
    assert (done.status, "pip install 'postman-codegen[dask]'" in done.stderr) == (2, True)
