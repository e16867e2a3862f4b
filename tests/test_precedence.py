"""What is typed beats variables, these beat the config; messages name what is at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import invoke
from tests.test_many import write_jobs

NOBODY = "tcp://127.0.0.1:1"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two collections and a config, in which the command is run."""
    write_jobs(tmp_path, "one", "two")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wrong(*arguments: str) -> str:
    """Return the last line that says what is wrong."""
    done = invoke("generate", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.splitlines()[-1]


# Who does the jobs


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_typed_processes_beat_the_variable_of_a_cluster(
    jobs: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEGEN_SCHEDULER", NOBODY)
    done = invoke("generate", "--jobs", jobs)
    assert done.exit_code == 0, done.stderr
    assert "no Dask scheduler answers" in wrong()


def test_a_typed_cluster_beats_the_variable_of_processes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEGEN_JOBS", "2")
    assert "no Dask scheduler answers" in wrong("--scheduler", NOBODY)
    monkeypatch.setenv("CODEGEN_SCHEDULER", NOBODY)
    assert "give either CODEGEN_JOBS or CODEGEN_SCHEDULER" in wrong()
    assert "give either --jobs or --scheduler" in wrong("--jobs", "2", "--scheduler", NOBODY)


# A source needs no config


def test_with_a_source_the_variables_of_a_config_do_not_count(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("one.json", "-o", "x", "--emit", "snippets")
    for name, value in (("SHARD", "1/2"), ("RECORD", "r.json"), ("API", "none")):
        monkeypatch.setenv(f"CODEGEN_{name}", value)
        done = invoke("generate", *arguments)
        assert done.exit_code == 0, done.stderr
    assert not (project / "r.json").exists()
    assert "--shard is for the jobs of a config, not for SOURCE" in wrong(
        *arguments, "--shard", "1/2"
    )
    assert "--record is for the jobs" in wrong(*arguments, "--record", "r")


# What is refused is called by what gave it


def test_a_variable_that_is_for_one_job_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEGEN_OUTPUT", "x")
    assert "CODEGEN_OUTPUT is for one job; pick it with --api" in wrong()
    monkeypatch.setenv("CODEGEN_PACKAGE", "x")
    assert "--output is for one job; pick it with --api" in wrong("-o", "y")


@pytest.mark.parametrize(
    ("option", "variable", "value", "message"),
    [
        ("--emit", "CODEGEN_EMIT", "foo", "unknown output 'foo'; choose from client, "),
        ("--target", "CODEGEN_TARGET", "shell/foo", "unknown target 'shell/foo'; did you mean "),
        ("--package", "CODEGEN_PACKAGE", "class", "'class' cannot be imported as a package"),
        ("-e", "CODEGEN_ENVIRONMENT", "no*.json", "no file matches 'no*.json' [config-unm"),
    ],
)
def test_a_wrong_value_is_named_by_what_gave_it(
    option: str,
    variable: str,
    value: str,
    message: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = "--environment" if option == "-e" else option
    assert f": {long}: {message}" in wrong("--api", "one", option, value)
    if option != "-e":  # a SOURCE has no globs
        assert f": {long}: {message}" in wrong("one.json", "-o", "x", option, value)
    if option != "--package":  # which is for one job
        assert f": {long}: {message}" in wrong("--jobs", "2", option, value)
    monkeypatch.setenv(variable, value)
    assert f": {variable}: {message}" in wrong("--api", "one")
    assert not (project / "out").exists()
