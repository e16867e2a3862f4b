"""Run every check and every test: the one command before a commit, and the one that CI runs.

    python3 check.py [--fast] [-- PYTEST ARGUMENTS]

All checks run even when an early one fails; the exit status is 0 only when all are fine.
Standard library only: the tools come from the environment that this script makes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.bootstrap import ROOT, Venv, prepare, say


@dataclass(frozen=True)
class Step:
    """A check by its name and command."""

    name: str
    command: Sequence[str | Path]


@dataclass(frozen=True)
class Outcome:
    """How a step ended; ``seconds`` is wall time."""

    name: str
    status: int
    seconds: float


def main(arguments: list[str]) -> int:
    """Run the checks and return the exit status: 0 fine, 1 findings, 130 interrupted."""
    options, pytest_arguments = parse(arguments)
    try:
        venv = prepare("dev")
        provide_curl()
        subprocess.run([venv.python, "-m", "scripts.hosts"], cwd=ROOT, env=venv.variables())
        outcomes = [run(step, venv) for step in steps(venv, options.fast, pytest_arguments)]
    except KeyboardInterrupt:
        return 130
    print_summary(outcomes)
    return 1 if any(outcome.status for outcome in outcomes) else 0


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return the options and, apart from them, what stands after ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        usage="check.py [-h] [--fast] [-- PYTEST ARGUMENTS]",
        description="Run every check and every test.",
    )
    parser.add_argument("--fast", action="store_true", help="leave out the tests marked slow")
    return parser.parse_args(arguments[:end]), arguments[end + 1 :]


def steps(venv: Venv, fast: bool, pytest_arguments: list[str]) -> list[Step]:
    """Return the checks in the order in which they run, the quick ones first."""
    python = venv.python
    return [
        Step("ruff check", [python, "-m", "ruff", "check", "."]),
        Step("black --check", [python, "-m", "black", "--check", "."]),
        Step("mypy", [python, "-m", "mypy"]),
        Step("lint-imports", [python, "-c", LINT_IMPORTS]),
        Step("codegen check of the samples", [python, "tests/samples.py", "--check"]),
        Step("docs made from code", [python, "-m", "scripts.docs", "--check"]),
        *tests(python, fast, pytest_arguments),
        *([] if fast or pytest_arguments else sampled(python)),
    ]


def sampled(python: Path) -> list[Step]:
    """Return the measurements over a sample of real collections; `make` has them over all."""
    quality: list[str | Path] = [python, "-m", "scripts.client_quality", "--sample", "20"]
    snippets: list[str | Path] = [python, "-m", "scripts.snippets", "--cheap", "--every", "5"]
    return [
        Step("client quality", quality),
        Step("wire", [python, "-m", "scripts.wire"]),
        Step("snippets", snippets),
        Step("crash", [python, "-m", "scripts.crash", "--sample", "5"]),
        Step("hostile", [python, "-m", "scripts.hostile", "--sample", "250"]),
        Step("pythons", [python, "-m", "scripts.pythons", "--quick"]),
    ]


#: The `lint-imports` command; it has no `python -m` form, and the script in the environment
#: names an interpreter by absolute path, which is wrong in a checkout that was moved.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"


def tests(python: Path, fast: bool, extra: list[str]) -> list[Step]:
    """Return the steps that run the tests.

    Their coverage is not measured here, as that would double their time; ``make coverage`` does.
    """
    pytest: list[str | Path] = [python, "-m", "pytest", "-n", "auto", "--durations=15"]
    if extra:
        return [Step("pytest", [*pytest, *(["-m", "not slow"] if fast else []), *extra])]
    quick = Step("pytest", [*pytest, "-m", "not slow"])
    return [quick] if fast else [Step("pytest, slow", [*pytest, "-m", "slow"]), quick]


def provide_curl() -> None:
    """Install curl when it is missing and that is possible, else say that it is missing.

    The tests run curl snippets with the real program.
    """
    if shutil.which("curl"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("curl is missing; installing it with apt-get")
        if apt_install("curl"):
            return
    say("curl is missing: install it (apt-get install curl), the tests of curl snippets need it")


def apt_install(package: str) -> bool:
    """Install a Debian package and tell whether that worked."""
    command = ["install", "-y", "-qq", "--no-install-recommends", package]
    if apt_get(*command):
        return True
    return apt_get("update", "-qq") and apt_get(*command)  # a bare image has no package lists


def apt_get(*arguments: str) -> bool:
    """Run apt-get without questions and tell whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def run(step: Step, venv: Venv) -> Outcome:
    """Run a step with its output shown as it comes."""
    print(f"\n--- {step.name} ".ljust(80, "-"), flush=True)
    start = time.monotonic()
    status = subprocess.run(step.command, cwd=ROOT, env=venv.variables()).returncode
    return Outcome(step.name, status, time.monotonic() - start)


def print_summary(outcomes: list[Outcome]) -> None:
    """Print a line for each step: how it ended and how long it took."""
    print("\n--- summary ".ljust(80, "-"))
    for outcome in outcomes:
        verdict = f"FAILED (exit status {outcome.status})" if outcome.status else "ok"
        print(f"{outcome.name:<30}{outcome.seconds:>7.1f} s  {verdict}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
