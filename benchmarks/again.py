"""What a run costs on a tree that was generated before: nothing changed, or one request of 1,000.

    python -m benchmarks.again [--repeat N] [--write]

The code is run from a copy in the form of a wheel, since a checkout trusts no lock and keeps no
texts. All kinds of runs are made in turns, each a process of its own; smallest of N. ``--write``
puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.inputs import collection
from benchmarks.speed import PAGE, ROOT, Cost, least, run

REQUESTS = 1_000
_MARKED = re.compile(r"(<!-- again -->\n).*?(<!-- /again -->)", re.DOTALL)


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        table = _table(_measured(Path(name), options.repeat))
    print(table)
    if options.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(_MARKED.sub(lambda m: m[1] + table + m[2], page), "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure runs on what was generated before.")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each kind")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    return parser.parse_args()


def _measured(folder: Path, repeat: int) -> dict[str, Cost]:
    """Return what each kind of run costs."""
    site = folder / "site"
    shutil.copytree(ROOT / "generator", site / "generator")
    shutil.copytree(ROOT / "templates", site / "generator" / "_templates")
    document = collection(REQUESTS)
    source, cache = folder / "many.json", folder / "cache"
    environ = {**os.environ, "PYTHONPATH": str(site), "CODEGEN_CACHE_DIR": str(cache)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    arguments = [str(source), "-o", str(folder / "out"), "--emit", "client,snippets,reference"]
    arguments += ["--target", "shell/curl"]
    count = iter(range(1_000_000))

    def save() -> None:
        source.write_text(json.dumps(document), "utf-8")

    def forget() -> None:
        # The old tree stays: ext4 is slow to make files where others were just removed.
        if (folder / "out").exists():
            (folder / "out").rename(folder / f"out-{next(count)}")
        for kept in cache.glob("*.texts"):
            kept.unlink()

    def change() -> None:
        document["item"][20]["item"][7]["request"]["description"] = f"Changed {next(count)}."
        save()

    codegen = [sys.executable, "-m", "generator"]
    kinds: dict[str, tuple[list[str], Callable[[], None]]] = {
        '`python -c "import click"`': ([sys.executable, "-c", "import click"], lambda: None),
        "imports alone": ([sys.executable, "-c", "import generator.pipeline"], lambda: None),
        "cold": ([*codegen, "generate", *arguments], forget),
        "`generate`, nothing changed": ([*codegen, "generate", *arguments], lambda: None),
        "`check`, nothing changed": ([*codegen, "check", *arguments], lambda: None),
        "`generate`, one request changed": ([*codegen, "generate", *arguments], change),
    }
    save()
    costs: dict[str, list[Cost]] = {kind: [] for kind in kinds}
    # The first turn compiles modules and templates.
    for turn in range(repeat + 1):
        for kind, (command, prepare) in kinds.items():
            prepare()
            cost = run(command, environ, folder)
            if turn:
                costs[kind].append(cost)
    return {kind: least(found) for kind, found in costs.items()}


def _table(costs: dict[str, Cost]) -> str:
    click = next(iter(costs.values()))
    lines = [
        f"With `python -m benchmarks.again` (Python {platform.python_version()}, "
        f"{REQUESTS:,} requests, smallest of each):",
        "",
        "| run | wall | CPU | CPU, times importing click |",
        "|---|--:|--:|--:|",
    ]
    for kind, cost in costs.items():
        ratio = cost.cpu / click.cpu
        lines.append(f"| {kind} | {cost.wall:.2f} s | {cost.cpu:.2f} s | {ratio:.1f} |")
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    main()
