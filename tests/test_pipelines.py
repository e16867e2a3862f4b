"""The examples of docs/pipelines, the action and the hooks: run by the real programs, offline."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import ROOT, SAMPLES, contents, on_path

EXAMPLES = ROOT / "docs" / "pipelines"
COLLECTION = "postman/orders.postman_collection.json"
CONFIG = f"""\
version = 1

[[api]]
name = "orders"
sources = ["{COLLECTION}"]
environments = ["postman/*.postman_environment.json"]
output = "generated/orders"
templates = "templates"
emit = ["client", "snippets"]
"""
LOCK = "generated/orders/codegen.lock"
SNIPPET = "generated/orders/snippets/ping/shell-curl.sh"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a collection, an environment, a template and a config."""
    root = tmp_path / "a project"
    (root / "postman").mkdir(parents=True)
    (root / "templates" / "project").mkdir(parents=True)
    (root / "templates/project/gitattributes.j2").write_text("* -text\n")
    write(root, "/ping")
    values = [{"key": "host", "value": "https://one.test"}]
    environment = {"name": "prod", "values": values}
    (root / "postman/prod.postman_environment.json").write_text(json.dumps(environment))
    (root / "codegen.toml").write_text(CONFIG)
    return root


def write(root: Path, path: str) -> None:
    """Write the collection: a request that never changes, and one to a path."""
    document = json.loads((SAMPLES / "messaging.postman_collection.json").read_bytes())
    one = {"name": "Ping", "request": {"method": "GET", "url": "{{host}}" + path}}
    other = {"name": "Other", "request": {"method": "GET", "url": "https://other.test/"}}
    document = {"info": {**document["info"], "name": "Orders"}, "item": [one, other]}
    (root / COLLECTION).write_text(json.dumps(document))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment with codegen as a command, in which pip and git need no network."""
    found = on_path(tmp_path / "bin")
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    return {
        **found,
        **dict.fromkeys(names, "nobody@h.test"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "HOME": str(tmp_path),
        "PIP_NO_INDEX": "1",
        # What pip would fetch is found in the environment of the tests.
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def run(
    *words: str | Path, cwd: Path, env: Mapping[str, str], status: int = 0
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done


def example(name: str, project: Path, to: str | None = None) -> Path:
    target = project / (to or name)
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(EXAMPLES / name, target))


def times(root: Path) -> dict[str, int]:
    return {
        path.relative_to(root).as_posix(): path.stat().st_mtime_ns
        for path in root.rglob("*")
        if path.is_file()
    }


# Build systems


@pytest.fixture(params=["make", "ninja"])
def build(request: pytest.FixtureRequest, project: Path, environment: dict[str, str]) -> Any:
    """Build the project, and return whether codegen was run and whether the archive was made."""
    tool = request.param
    example("Makefile" if tool == "make" else "build.ninja", project)

    def build() -> tuple[bool, bool]:
        time.sleep(0.05)  # what was written before must be older than what is built
        words = ["make"] if tool == "make" else ["ninja", "--verbose"]
        done = run(*words, cwd=project, env=environment)
        return "codegen generate" in done.stdout, "zipfile --create" in done.stdout

    return build


def test_a_build_does_what_is_needed_and_no_more(build: Any, project: Path) -> None:
    assert build() == (True, True)
    assert (project / "build/orders.zip").is_file()
    assert build() == (False, False)

    write(project, "/pong")
    before = times(project / "generated")
    assert build() == (True, True)
    assert build() == (False, False)
    assert "/pong" in (project / SNIPPET).read_text()
    after = times(project / "generated")
    other = "orders/snippets/other/shell-curl.sh"
    assert after[other] == before[other], "a file that is right keeps its time"

    os.utime(project / COLLECTION)
    assert build() == (True, False), "what is generated is the same, so nothing is built of it"
    assert build() == (False, False)


def test_everything_that_is_read_counts(build: Any, project: Path) -> None:
    build()
    for path in (
        "codegen.toml",
        "postman/prod.postman_environment.json",
        "templates/project/gitattributes.j2",
    ):
        os.utime(project / path)
        assert build()[0], path
    (project / "postman/new.postman_environment.json").write_text('{"name": "n", "values": []}')
    assert build()[0], "a file that a glob matches is added"
    (project / "templates/new.j2").touch()
    assert build()[0], "a template is added"
    assert not build()[0]


def test_a_file_that_is_deleted(build: Any, project: Path) -> None:
    build()
    (project / "postman/prod.postman_environment.json").unlink()
    with pytest.raises(AssertionError, match="config-unmatched"):
        build()
    (project / "codegen.toml").write_text(CONFIG.replace("environments", "# "))
    assert build()[0]
    assert build() == (False, False)


def test_make_check(project: Path, environment: dict[str, str]) -> None:
    example("Makefile", project)
    done = run("make", "check", cwd=project, env=environment, status=2)
    assert f"+++ b/{Path(LOCK).name}" in done.stdout
    run("make", cwd=project, env=environment)
    run("make", "check", cwd=project, env=environment)


@pytest.mark.slow
@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
def test_cmake_builds_only_what_changed(
    generator: str, project: Path, environment: dict[str, str]
) -> None:
    if not shutil.which("cmake"):
        pytest.skip("no cmake")
    example("CMakeLists.txt", project)
    run("cmake", "-G", generator, "-B", "build", cwd=project, env=environment)

    def build() -> bool:
        time.sleep(0.05)
        words = ("cmake", "--build", "build", "--verbose")
        return " --depfile " in run(*words, cwd=project, env=environment).stdout

    assert build()
    assert not build()
    snippet = project / "build/orders/snippets/ping/shell-curl.sh"
    assert "/ping" in snippet.read_text()
    write(project, "/pong")
    assert build()
    assert "/pong" in snippet.read_text()
    assert not build()
    run("cmake", "--build", "build", "--target", "clean", cwd=project, env=environment)
    assert not snippet.exists()
    assert build()
    assert snippet.exists()


# Jobs of a forge


def steps(job: Mapping[str, Any]) -> list[str]:
    """Return the scripts of a job or an action of GitHub, which has what the others here have."""
    for step in job["steps"]:
        assert ("run" in step) != ("uses" in step)
        assert step.get("shell", "bash") == "bash"
    return [step["run"] for step in job["steps"] if "run" in step]


def bash(script: str, cwd: Path, env: Mapping[str, str], status: int = 0) -> str:
    """Run a script as GitHub does and return what it prints."""
    assert "${{" not in script, "an expression in a script is a way into it"
    words = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
    done = run(*words, cwd=cwd, env=env, status=status)
    return done.stdout + done.stderr


def commit(root: Path, env: Mapping[str, str]) -> None:
    run("git", "init", "-q", "-b", "main", cwd=root, env=env)
    run("git", "add", "-A", cwd=root, env=env)
    run("git", "commit", "-qm", "x", "--allow-empty", cwd=root, env=env)


def test_the_github_workflow(project: Path, environment: dict[str, str]) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github.yml").read_text())
    assert {"name", True, "permissions", "jobs"} == set(workflow)
    assert workflow["permissions"] == {"contents": "read"}
    install, check = steps(workflow["jobs"]["current"])
    bash(install, project, environment)
    stale = bash(check, project, environment, 1)
    assert stale.startswith(f"::error file={LOCK}") or f"::error file={LOCK}" in stale
    run("codegen", "generate", cwd=project, env=environment)
    assert bash(check, project, environment) == ""

    commit(project, environment)
    run("git", "update-ref", "refs/remotes/origin/main", "HEAD", cwd=project, env=environment)
    write(project, "/pong")
    changes = workflow["jobs"]["changes"]
    summary = project.parent / "summary.md"
    of_github = {"GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(summary)}
    _, tell, nothing_breaks = steps(changes)
    environment = {**environment, **changes["env"], **of_github}
    bash(tell, project, environment)
    assert "/pong" in summary.read_text()
    assert "::error" in bash(nothing_breaks, project, environment, 1)
    write(project, "/ping")
    bash(nothing_breaks, project, environment)

    run("git", "rm", "-q", "--cached", COLLECTION, cwd=project, env=environment)
    run("git", "commit", "-qm", "as before the collection", cwd=project, env=environment)
    run("git", "update-ref", "refs/remotes/origin/main", "HEAD", cwd=project, env=environment)
    summary.unlink()
    bash(tell, project, environment)
    assert "was added" in summary.read_text() and "Breaking" not in summary.read_text()
    assert "::notice" in bash(nothing_breaks, project, environment)


def test_the_gitlab_job(project: Path, environment: dict[str, str]) -> None:
    (job,) = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text()).values()
    report = project / job["artifacts"]["reports"]["codequality"]
    script = "\n".join([*job["before_script"], *job["script"]])
    bash(script, project, environment, 1)
    (row,) = json.loads(report.read_text())
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= row.keys()
    assert row["location"]["path"] == LOCK
    run("codegen", "generate", cwd=project, env=environment)
    bash(script, project, environment)
    assert json.loads(report.read_text()) == []


@pytest.fixture
def checkout(tmp_path: Path, environment: dict[str, str]) -> Path:
    """The files of this project, as one commit of a repository."""
    names = ("generator", "templates", "pyproject.toml", "README.md", "LICENSE", "action.yml")
    for name in (*names, ".pre-commit-hooks.yaml"):
        source, target = ROOT / name, tmp_path / "checkout" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    commit(tmp_path / "checkout", environment)
    return tmp_path / "checkout"


@pytest.fixture
def offline(environment: dict[str, str]) -> dict[str, str]:
    """An environment in which pip, in a new virtual environment, finds here what it would fetch."""
    return {**environment, "PYTHONPATH": sysconfig.get_path("purelib")}


@pytest.mark.slow
def test_the_action(project: Path, checkout: Path, offline: dict[str, str], tmp_path: Path) -> None:
    action = yaml.safe_load((checkout / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    inputs = {name: row["default"] for name, row in action["inputs"].items()}
    install, go = action["runs"]["steps"]
    assert [install["shell"], go["shell"]] == ["bash", "bash"]
    expressions = {f"${{{{ inputs.{name} }}}}": name for name in inputs}
    used = [*install["env"].values(), *go["env"].values(), go["working-directory"]]
    assert sorted(used) == sorted(expressions)

    (tmp_path / "runner").mkdir()
    of_github = {"GITHUB_ACTION_PATH": str(checkout), "RUNNER_TEMP": str(tmp_path / "runner")}

    def step(one: Mapping[str, Any], status: int = 0, **given: str) -> str:
        values = {**inputs, **given}
        env = {name: values[expressions[value]] for name, value in one["env"].items()}
        return bash(one["run"], project, {**offline, **of_github, **env}, status)

    step(install)
    assert f"::error file={LOCK}" in step(go, 1)
    output = tmp_path / "out $(touch oops)"
    step(go, command="generate", arguments=f"{COLLECTION}\n-o\n{output}\n\n--emit\nsnippets")
    assert (output / "codegen.lock").is_file()
    step(go, command="generate")
    assert step(go) == ""
    assert not (project / "oops").exists()


@pytest.mark.slow
def test_pre_commit(project: Path, checkout: Path, offline: dict[str, str]) -> None:
    config = example("pre-commit-config.yaml", project, ".pre-commit-config.yaml")
    document = yaml.safe_load(config.read_text())
    (source,) = document["repos"]
    head = run("git", "rev-parse", "HEAD", cwd=checkout, env=offline).stdout.strip()
    source |= {"repo": str(checkout), "rev": head}
    config.write_text(yaml.safe_dump(document))
    commit(project, offline)

    def pre_commit(*words: str, status: int = 0) -> str:
        return run("pre-commit", "run", "--all-files", *words, cwd=project, env=offline,
                   status=status).stdout  # fmt: skip

    assert "generated/orders is not current" in pre_commit(status=1)
    generate = ("codegen-generate", "--hook-stage", "manual")
    assert "wrote" in pre_commit(*generate, "--verbose")
    assert "Passed" in pre_commit()
    run("git", "add", "-A", cwd=project, env=offline)

    write(project, "/pong")
    pre_commit(status=1)
    assert "files were modified by this hook" in pre_commit(*generate, status=1)
    assert "Passed" in pre_commit(*generate)
    (project / SNIPPET).write_text("edited")
    assert "edited by hand" in pre_commit(status=1)
    before = contents(project / "generated")
    pre_commit(status=1)
    assert contents(project / "generated") == before


def test_the_page_names_every_example() -> None:
    page = (ROOT / "docs" / "pipelines.md").read_text()
    for path in EXAMPLES.iterdir():
        assert f"(pipelines/{path.name})" in page
