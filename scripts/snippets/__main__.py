"""Run the snippets of targets and compare what they send with what Postman sends.

    python -m scripts.snippets [--cheap | --target NAME]... [--collections N] [--write]
    python -m scripts.snippets --toolchains [--cheap | --target NAME]...

The ``run`` table of each target says how (docs/targets-authoring.md). ``--write`` keeps what was
measured for docs/targets.md. Exits with 1 when a target sends less than 99 % of what its client
can express, and with ``--require`` when its tools are missing.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.analysis import all_targets
from generator.emitters.snippets.targets import Target
from scripts.snippets.cases import ORACLE, Case, load_cases
from scripts.snippets.running import TOOLCHAINS, Result, kind_of, missing_tools, run_target

MINIMUM = 99.0
#: What was measured of each target, a file each; scripts/docs.py makes the table of them.
RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str]) -> int:
    """Run what is asked for and return the exit status."""
    options = _options(arguments)
    targets = [t for t in all_targets(names=options.target or None) if kind_of(t)]
    if options.cheap:
        targets = [target for target in targets if target.run.get("cheap")]
    if options.toolchains:
        return install(targets)
    if not (ORACLE / "compare.py").is_file():
        print(f"{ORACLE} is missing: nothing to compare with", file=sys.stderr)
        return int(options.require)
    started = time.monotonic()
    cases = load_cases([target.name for target in targets], options.collections, options.only)
    cases = cases[:: options.every]
    print(f"{len(cases)} requests generated in {time.monotonic() - started:.0f} s", flush=True)
    status = 0
    for target in targets:
        if missing := missing_tools(target):
            print(f"{target.name}: not run, {', '.join(missing)} is missing")
            status |= options.require
            continue
        status |= _measure(target, cases, options)
    return status


def _measure(target: Target, cases: Sequence[Case], options: argparse.Namespace) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="snippets-") as folder:
        results = run_target(target, cases, Path(folder) / "work", options.jobs)
    row = row_of(target, results)
    counted, _, loose = (sum(numbers) for numbers in zip(row["cases"], row["real"], strict=True))
    share = 100 * loose / counted if counted else 100.0
    print(f"{target.name:20} {row}  {share:.2f} %  {time.monotonic() - started:.0f} s", flush=True)
    show(target, results, options.show)
    if options.write:
        path = RESULTS / f"{target.name.replace('/', '-')}.json"
        path.write_text(json.dumps(row, sort_keys=True) + "\n")
    return int(share < MINIMUM)


def row_of(target: Target, results: Sequence[Result]) -> dict[str, Any]:
    """Return what was measured: of special cases and of real requests how many the client can say.

    Behind each such number stand those that are strictly and loosely equal.
    """
    row: dict[str, Any] = {"checked": kind_of(target)}
    for group in ("cases", "real"):
        can = [r for r in results if r.case.group == group and _is_expressible(target, r)]
        row[group] = [len(can), sum(r.is_strict for r in can), sum(r.is_loose for r in can)]
    beyond = [result for result in results if not _is_expressible(target, result)]
    row["beyond"] = len(beyond)
    row["beyond_failed"] = sum(result.error is not None for result in beyond)
    return row


def _is_expressible(target: Target, result: Result) -> bool:
    return not result.case.limits[target.name]


def show(target: Target, results: Sequence[Result], most: int) -> None:
    """Print requests that are meant otherwise, and how those differ that are not the same."""
    can = [result for result in results if _is_expressible(target, result)]
    kinds: collections.Counter[str] = collections.Counter()
    for result in can:
        kinds.update({diff.kind + ("" if diff.loose else " (strict)") for diff in result.diffs})
    print("   ", dict(kinds))
    for result in [result for result in can if not result.is_loose][:most]:
        print(f"    [{result.case.number}] {' / '.join(result.case.expected['names'])}")
        for diff in result.diffs:
            print(f"        {diff.kind} {diff.name or ''} {str(diff.expected)[:300]!r}")
            print(f"          observed {str(diff.observed)[-700:]!r}")
        if result.error and not any(diff.kind == "missing" for diff in result.diffs):
            print(f"        {result.error}")


def install(targets: Sequence[Target]) -> int:
    """Install what the targets' ``run`` says: with apt-get as root, with pip and npm."""
    wanted: dict[str, list[str]] = {"apt": ["proxychains4"], "pip": [], "npm": []}
    for target in targets:
        for kind, names in wanted.items():
            names += [name for name in target.run.get(kind, ()) if name not in names]
        if kind_of(target) == "parsed":
            wanted["pip"].append("tree-sitter-language-pack<1")
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
    parser.add_argument("--collections", type=int, default=12, help="how many real ones")
    parser.add_argument("--every", type=int, default=1, help="one of so many requests")
    parser.add_argument("--only", action="append", default=[], help="collections named so")
    parser.add_argument("--jobs", type=int, default=3)
    parser.add_argument("--show", type=int, default=3, help="requests that differ")
    parser.add_argument("--write", action="store_true", help="keep what was measured")
    parser.add_argument("--toolchains", action="store_true", help="install what is needed")
    parser.add_argument("--require", action="store_true", help="fail where tools are missing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
