"""Generate from every hostile input, and count what got through (docs/threat-model.md).

    python -m scripts.hostile [--sample N] [--only TEXT]... [--jobs N]

Each fixture is generated from in a process of its own, with an audit hook that notes what is read,
written, started and connected to. What comes out is read by the oracle, imported, run by bash with
a stub for curl, and rendered. Exits with 1 when there is a finding.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scripts.hostile.fixtures import Fixture, chosen, make_fixtures
from scripts.hostile.judging import MEGABYTES, Judge, Verdict
from scripts.hostile.site import site_findings

ROOT = Path(__file__).parents[2]
HOSTILE = Path(os.environ.get("CODEGEN_SHARED") or ROOT.parent / "shared") / "hostile"
_SHOWN = 60
_judge: Judge


def main(arguments: list[str]) -> int:
    """Print the counts and the findings; return 0 when there are none, or nothing to run."""
    options = _options(arguments)
    program = HOSTILE / "make_fixtures.py"
    if not program.is_file():
        print(f"{program} is missing: nothing to generate from", file=sys.stderr)
        return 1 if os.environ.get("CODEGEN_REQUIRE_SHARED") == "1" else 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        made = make_fixtures(program, Path(folder))
        fixtures = [one for one in chosen(made, options.sample) if _is_named(one, options.only)]
        verdicts = list(_verdicts(fixtures, Path(made[0].words[0]), options.jobs))
        found = [(v.name, *finding) for v in verdicts for finding in v.findings]
        if not options.only:
            found += [("site", "oracle", line) for line in site_findings(fixtures)]
    _report(verdicts, found, time.monotonic() - start)
    return 1 if found else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Generate from hostile inputs.")
    parser.add_argument("--sample", type=int, help="so many fixtures, spread over all")
    parser.add_argument("--only", action="append", default=[], help="fixtures named so")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    return parser.parse_args(arguments)


def _is_named(fixture: Fixture, texts: list[str]) -> bool:
    return not texts or any(text in fixture.name for text in texts)


def _verdicts(fixtures: list[Fixture], seed: Path, jobs: int) -> Iterator[Verdict]:
    with multiprocessing.get_context("fork").Pool(jobs, _prepare, (seed,)) as pool:
        for done, verdict in enumerate(pool.imap(_judged, fixtures, chunksize=8), 1):
            if done % 500 == 0:
                print(f"{done} of {len(fixtures)}", file=sys.stderr, flush=True)
            yield verdict


def _prepare(seed: Path) -> None:
    global _judge
    _judge = Judge(HOSTILE / "oracle.py", HOSTILE / "stubbin", seed)


def _judged(fixture: Fixture) -> Verdict:
    return _judge.judge(fixture)


def _report(verdicts: list[Verdict], found: list[tuple[str, str, str]], seconds: float) -> None:
    for name, kind, text in found[:_SHOWN]:
        print(f"{name}: {kind}: {text}")
    if len(found) > _SHOWN:
        print(f"and {len(found) - _SHOWN} more")
    kinds = Counter(kind for _, kind in {(name, kind) for name, kind, _ in found})
    others = sum(kinds.values()) - kinds["executed"] - kinds["unparsable"] - kinds["limit"]
    generated = sum(verdict.status == 0 for verdict in verdicts)
    refused = sum(verdict.status == 2 for verdict in verdicts)
    print(f"fixtures     {len(verdicts)}: {generated} generated from, {refused} refused")
    print(f"executed     {kinds['executed']}")
    print(f"unparsable   {kinds['unparsable']}")
    print(f"over limits  {kinds['limit']}")
    print(f"others       {others}")
    slowest = max(verdicts, key=lambda one: one.seconds)
    largest = max(verdicts, key=lambda one: one.megabytes)
    print(f"most time    {slowest.seconds:.1f} s of CPU: {slowest.name}")
    print(f"most memory  {largest.megabytes:.0f} of {MEGABYTES} MB: {largest.name}")
    print(f"took         {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
