"""What a cold run costs, beside openapi-python-client on an OpenAPI document that says the same.

    python -m benchmarks.speed [--repeat N] [--large] [--theirs FOLDER] [--write]

Both generate from 10, 100 and 1,000 requests (10,000 with ``--large``), in turns, each run a
process of its own that writes into an empty folder: ours a client, curl snippets and a reference,
theirs a client. ``CPU`` is user and system time of a process and those it starts, ``memory`` the
most that one of them held. Smallest of N. Compiled modules and templates are there, as after any
first run. Theirs is installed below build/, unless ``--theirs`` names the folder of its command.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs import collection, openapi

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
THEIRS = "openapi-python-client"
VERSION = "0.29.1"
SIZES = (10, 100, 1_000)
LARGE = 10_000
_MARKED = re.compile(r"(<!-- speed -->\n).*?(<!-- /speed -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds, seconds of the processors, bytes held at most."""

    wall: float
    cpu: float
    memory: int


def main() -> None:
    """Measure and print."""
    options = _options()
    theirs = options.theirs or _installed()
    sizes = (*SIZES, LARGE) if options.large else SIZES
    with tempfile.TemporaryDirectory() as name:
        rows = [_measured(size, Path(name), theirs, options.repeat) for size in sizes]
    table = _table(rows)
    print(table)
    if options.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(_MARKED.sub(lambda m: m[1] + table + m[2], page), "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"Measure cold runs beside {THEIRS}.")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each")
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} requests too")
    parser.add_argument("--theirs", type=Path, help=f"the folder in which {THEIRS} is")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    return parser.parse_args()


def _installed() -> Path | None:
    """Return the folder of their command in an environment of its own; ``None`` without one."""
    folder = ROOT / "build" / f"{THEIRS}-{VERSION}"
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    if not any(commands.glob(f"{THEIRS}*")):
        venv.create(folder, with_pip=True, clear=True)
        command = [commands / "python", "-m", "pip", "install", "-q", f"{THEIRS}=={VERSION}"]
        if subprocess.run(command).returncode != 0:
            shutil.rmtree(folder)
            print(f"{THEIRS} cannot be installed; it is left out", file=sys.stderr)
            return None
    return commands


Row = tuple[int, int, Cost, Cost | None]


def _measured(requests: int, folder: Path, theirs: Path | None, repeat: int) -> Row:
    """Return the number of requests, the size of the collection, and what the tools cost."""
    document = collection(requests)
    source, twin = folder / f"{requests}.json", folder / f"{requests}.openapi.json"
    source.write_text(json.dumps(document), "utf-8")
    twin.write_text(json.dumps(openapi(document)), "utf-8")
    ours = [sys.executable, "-m", "generator", "generate", str(source), "-q"]
    ours += ["--emit", "client,snippets,reference", "--target", "shell/curl", "-o"]
    # Modules and templates are compiled by a first run, and kept.
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CODEGEN_CACHE_DIR": str(folder / "cache")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    run([*ours, str(folder / f"{requests}-first")], env)
    own, other = [], []
    # Trees of earlier runs stay: ext4 is slow to make files where others were just removed.
    for turn in range(repeat):
        own.append(run([*ours, str(folder / f"{requests}-{turn}")], env))
        if theirs is not None:
            command = [str(theirs / THEIRS), "generate", "--path", str(twin), "--meta", "none"]
            # It looks for ruff, which came with it, on the PATH.
            path = f"{theirs}{os.pathsep}{os.environ['PATH']}"
            command += ["--output-path", str(folder / f"{requests}-{turn}-theirs")]
            other.append(run(command, {**os.environ, "PATH": path}))
    return requests, source.stat().st_size, least(own), least(other) if other else None


def run(command: list[str], env: dict[str, str], folder: Path | None = None) -> Cost:
    """Return what a command costs; one that fails ends the measurement."""
    quiet = subprocess.DEVNULL
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=quiet, stderr=quiet)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} failed with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def least(costs: list[Cost]) -> Cost:
    """Return the smallest of each."""
    return Cost(
        *(min(row) for row in zip(*((c.wall, c.cpu, c.memory) for c in costs), strict=True))
    )


def _table(rows: list[Row]) -> str:
    versions = f"Python {platform.python_version()}, {THEIRS} {VERSION}"
    lines = [
        f"With `python -m benchmarks.speed` ({versions}, smallest of each):",
        "",
        "| requests | collection | codegen: wall, CPU, memory | theirs: wall, CPU, memory "
        "| CPU, theirs / ours |",
        "|--:|--:|---|---|--:|",
    ]
    for requests, size, own, other in rows:
        ratio = f"{other.cpu / own.cpu:.1f}" if other else ""
        cells = (f"{requests:,}", f"{size / 1e6:.2f} MB", _shown(own), _shown(other), ratio)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", ""])


def _shown(cost: Cost | None) -> str:
    if cost is None:
        return "not measured"
    return f"{cost.wall:.2f} s, {cost.cpu:.2f} s, {cost.memory / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
