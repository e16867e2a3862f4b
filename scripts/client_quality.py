"""Measure the clients of real collections: size, import time, what checkers and linters say.

    python -m scripts.client_quality [--sample N] [--write]

The clients of all collections of the shared folder are generated, or of ``N`` spread over them, and
checked together. Prints a table and the findings; ``--write`` puts the table into docs/client.md.
Exits with 1 when there is a finding.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import CodegenError
from generator.options import Options
from generator.pipeline import build
from tests import shared

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "client.md"
_MARKED = re.compile(r"(<!-- client-quality -->\n).*?(<!-- /client-quality -->)", re.DOTALL)
# Importing is measured for some packages, each several times.
_IMPORTED = 10
_RUNS = 5
# Docstrings are there and well laid out; what they say is the source's. A model is described by its
# fields, a constructor by its class.
_RULES = ("--select=UP,B,D1,D2", "--ignore=D101,D107")
_GOOGLE = ("--config", 'lint.pydocstyle.convention="google"')


@dataclass(frozen=True)
class Clients:
    """The clients in a folder: their packages, and the tests of each in ``tests/<package>``."""

    folder: Path
    packages: tuple[str, ...]

    def modules(self) -> Iterator[Path]:
        """Yield the modules of all packages, without their tests."""
        for package in self.packages:
            yield from sorted((self.folder / package).rglob("*.py"))


@dataclass(frozen=True)
class Check:
    """What a tool found: ``findings`` are its lines, ``note`` says more, or why it did not run."""

    name: str
    findings: Sequence[str]
    note: str = ""


def main(arguments: list[str]) -> int:
    """Print the table; return 0 when nothing was found, or nothing is there to measure."""
    options = _options(arguments)
    sources = _spread(shared.collections(), options.sample)
    if not sources:
        print("no shared collections: nothing to measure", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        clients = _generated(sources, Path(folder))
        checks = [_mypy(clients), _pyright(clients), *_ruff(clients), _black(clients)]
        checks.append(_tests(clients))
        table = "".join(_table(clients, checks))
    print(table)
    for check in checks:
        for line in check.findings[:40]:
            print(f"{check.name}: {line}")
    if options.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(_MARKED.sub(lambda m: m[1] + table + m[2], page), "utf-8")
    return 1 if any(check.findings for check in checks) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the clients of real collections.")
    parser.add_argument("--sample", type=int, help="so many collections, spread over all")
    parser.add_argument("--write", action="store_true", help="put the table into docs/client.md")
    return parser.parse_args(arguments)


def _spread(paths: Sequence[Path], count: int | None) -> list[Path]:
    """Return so many of the paths at equal distances; all where no count is given."""
    if count is None or count >= len(paths):
        return list(paths)
    return [paths[index * len(paths) // count] for index in range(count)]


def _generated(sources: Sequence[Path], folder: Path) -> Clients:
    """Generate side by side, under numbered names, so that each tool runs once over all."""
    packages = []
    (folder / "tests").mkdir()
    for index, source in enumerate(sources):
        package = f"client_{index}"
        try:
            tree = build(Options((str(source),), emit=("client", "tests"), package=package))
        except CodegenError as error:
            print(f"{source}: {error}", file=sys.stderr)
            continue
        packages.append(package)
        for path, content in tree.files.items():
            place = path.removeprefix("client/")
            if place.startswith("tests/"):
                place = place.replace("tests/", f"tests/{package}/", 1)
            elif not place.startswith(f"{package}/"):
                continue
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return Clients(folder, tuple(packages))


# Tools


def _run(clients: Clients, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    environment = {**os.environ, "PYTHONPATH": "", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=clients.folder, capture_output=True, text=True, env=environment
    )


def _lines(done: subprocess.CompletedProcess[str], pattern: str) -> list[str]:
    """Return the lines of a tool's output that match; all of it when it failed without one."""
    output = done.stdout + done.stderr
    found = [line for line in output.splitlines() if re.search(pattern, line)]
    return found or ([] if done.returncode == 0 else output.splitlines())


def _mypy(clients: Clients) -> Check:
    options = ("--config-file=", "--strict", "--python-version=3.10", "--explicit-package-bases")
    done = _run(clients, "-m", "mypy", *options, "--cache-dir", os.devnull, ".")
    return Check("mypy --strict", _lines(done, ": error: "))


def _pyright(clients: Clients) -> Check:
    options = {"include": ["."], "typeCheckingMode": "strict", "pythonVersion": "3.10"}
    (clients.folder / "pyrightconfig.json").write_text(json.dumps(options), "utf-8")
    name = "pyright, strict"
    if _run(clients, "-m", "pyright", "--version").returncode != 0:
        return Check(name, [], "did not run")
    done = _run(clients, "-m", "pyright", "--pythonpath", sys.executable)
    return Check(name, _lines(done, " - error: "))


def _ruff(clients: Clients) -> Iterator[Check]:
    common = ("-m", "ruff", "check", "--isolated", "--no-cache", "--target-version=py310")
    for name, options in (("ruff", ()), ("ruff, UP B D1 D2", (*_RULES, *_GOOGLE))):
        done = _run(clients, *common, "--output-format=concise", *options, ".")
        yield Check(name, _lines(done, r":\d+:\d+: "))


def _black(clients: Clients) -> Check:
    done = _run(clients, "-m", "black", "--check", "--target-version=py310", ".")
    return Check("black --check", _lines(done, "^(would reformat|error)"))


def _tests(clients: Clients) -> Check:
    options = ("-q", "--import-mode=importlib", "-p", "no:cacheprovider", "--tb=line")
    done = _run(clients, "-m", "pytest", *options, "-o", "pythonpath=.", "tests")
    # 5: no collection of the sample has a saved response.
    failed = [] if done.returncode == 5 else _lines(done, "^(FAILED|ERROR)")
    passed = re.search(r"(\d+) passed", done.stdout)
    return Check("tests", failed, f"{passed[1] if passed else 0} passed, {len(failed)} failed")


# Figures


_TIMED = """\
import time
start = time.process_time()
import httpx
middle = time.process_time()
import {}
print(middle - start, time.process_time() - middle)
"""


def _import_times(clients: Clients) -> tuple[float, float]:
    """Return the milliseconds of CPU to import httpx, and a package besides: medians."""
    rows: list[tuple[float, float]] = []
    for package in _spread([Path(name) for name in clients.packages], _IMPORTED):
        code = _TIMED.format(package)
        _run(clients, "-c", code)  # compiles
        for _ in range(_RUNS):
            http, own = _run(clients, "-c", code).stdout.split()
            rows.append((float(http) * 1000, float(own) * 1000))
    return statistics.median(http for http, _ in rows), statistics.median(own for _, own in rows)


def _table(clients: Clients, checks: Sequence[Check]) -> Iterator[str]:
    sources = [module.read_text("utf-8") for module in clients.modules()]
    lines = sum(source.count("\n") for source in sources)
    written = sum(bool(line.strip()) for source in sources for line in source.split("\n"))
    methods = sum(source.count("\n    @operation\n") for source in sources)
    http, own = _import_times(clients)
    yield "| measured | over all |\n|---|---|\n"
    yield f"| packages | {len(clients.packages)} |\n"
    yield f"| methods | {methods} |\n"
    size = f"{written / max(methods, 1):.1f}, with blank ones {lines / max(methods, 1):.1f}"
    yield f"| lines a method, runtime and types included | {size} |\n"
    yield f"| CPU to import a package, besides httpx ({http:.0f} ms) | {own:.0f} ms |\n"
    for check in checks:
        yield f"| {check.name} | {check.note or f'{len(check.findings)} findings'} |\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
