"""Run the snippets of targets and write docs/targets.md.

    python -m scripts.snippets [--cheap | --target NAME]... [--collections N] [--write]
    python -m scripts.snippets --toolchains [--cheap]

Each target's ``run`` says how (docs/targets-authoring.md). Exits with 1 when a target that can be
run sends less than 99 % of what its client can express, or when its tools are missing with
``--require``.
"""

from __future__ import annotations

import argparse
import collections
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from generator.emitters.targets import Target
from generator.pipeline import all_targets
from scripts.snippets.cases import ORACLE, Case, load_cases
from scripts.snippets.running import TOOLCHAINS, Result, missing_tools, run_target

MINIMUM = 99.0


def main(arguments: list[str]) -> int:
    """Run what is asked for and return the exit status."""
    options = _options(arguments)
    targets = [t for t in all_targets(names=options.target or None) if t.context == "request"]
    if options.cheap:
        targets = [target for target in targets if target.run.get("cheap")]
    if options.toolchains:
        return install(targets)
    if not (ORACLE / "compare.py").is_file():
        print(f"{ORACLE} is missing: nothing to compare with", file=sys.stderr)
        return 0
    sys.path.insert(0, str(ORACLE))
    runnable = [target for target in targets if "command" in target.run]
    started = time.monotonic()
    cases = load_cases([target.name for target in runnable], options.collections, options.only)
    print(f"{len(cases)} requests generated in {time.monotonic() - started:.0f} s", flush=True)
    status = 0
    for target in runnable:
        missing = missing_tools(target)
        if missing:
            print(f"{target.name}: not run, {', '.join(missing)} is missing")
            status |= options.require
            continue
        status |= _measure(target, cases, options)
    return status


def _measure(target: Target, cases: Sequence[Case], options: argparse.Namespace) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="snippets-") as folder:
        results = run_target(target, cases, Path(folder) / "work", options.jobs)
    share = summary(target, results, time.monotonic() - started)
    show(target, results, options.show)
    return int(share < MINIMUM)


def summary(target: Target, results: Sequence[Result], seconds: float) -> float:
    """Print how a target did, and return the percentage that is meant the same."""
    expressed = [result for result in results if not result.case.limits[target.name]]
    strict = sum(result.is_strict for result in expressed)
    loose = sum(result.is_loose for result in expressed)
    limited = [result for result in results if result.case.limits[target.name]]
    broken = sum(any(diff.kind == "missing" for diff in result.diffs) for result in limited)
    share = 100 * loose / len(expressed) if expressed else 100.0
    print(
        f"{target.name:20} of {len(expressed)}: strict {strict}  loose {loose} ({share:.2f}%)"
        f"  beyond the client {len(limited)} ({broken} of them not sent)  {seconds:.0f} s",
        flush=True,
    )
    return share


def show(target: Target, results: Sequence[Result], most: int) -> None:
    """Print requests that differ, first those that are meant otherwise."""
    kinds: collections.Counter[str] = collections.Counter()
    for result in results:
        if result.case.limits[target.name]:
            continue
        kinds.update({diff.kind + ("" if diff.loose else " (strict)") for diff in result.diffs})
    print("   ", dict(kinds))
    wrong = [r for r in results if not r.is_loose and not r.case.limits[target.name]]
    for result in wrong[:most]:
        record = result.case.expected
        print(f"    [{result.case.number}] {' / '.join(record['names'])}")
        for diff in result.diffs:
            print(f"        {diff.kind} {diff.name or ''} {str(diff.expected)[:300]!r}")
            print(f"          observed {str(diff.observed)[-700:]!r}")


def install(targets: Sequence[Target]) -> int:
    """Install what the targets' ``run`` says, with apt-get (as root), pip and npm."""
    wanted: dict[str, list[str]] = {"apt": ["proxychains4"], "pip": [], "npm": []}
    for target in targets:
        for kind, names in wanted.items():
            names += [name for name in target.run.get(kind, ()) if name not in names]
    commands = [["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted["apt"]]]
    if wanted["pip"]:
        commands.append([sys.executable, "-m", "pip", "install", "-q", *wanted["pip"]])
    if wanted["npm"]:
        TOOLCHAINS.mkdir(exist_ok=True)
        commands.append(["npm", "install", "--silent", "--prefix", str(TOOLCHAINS), *wanted["npm"]])
    return max(subprocess.run(command).returncode for command in commands)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run the snippets of targets.")
    parser.add_argument("--target", action="append", default=[], help="only this one")
    parser.add_argument("--cheap", action="store_true", help="only those that CI runs")
    parser.add_argument("--collections", type=int, default=30, help="how many real ones")
    parser.add_argument("--only", action="append", default=[], help="collections named so")
    parser.add_argument("--jobs", type=int, default=3)
    parser.add_argument("--show", type=int, default=3, help="requests that differ")
    parser.add_argument("--toolchains", action="store_true", help="install what is needed")
    parser.add_argument("--require", action="store_true", help="fail where tools are missing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
