"""Compare the requests that generated code sends with those that Postman sends (docs/fidelity.md).

    python -m scripts.wire [--all] [--only TEXT]... [--show N]

Generates real collections, runs their curl snippets and Python examples through a recorder on
loopback, and compares. 40 collections spread over all are taken unless ``--all`` or ``--only`` is
given. Exits with 1 when fewer are equal than the minima below say.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CODEGEN_SHARED") or ROOT.parent / "shared")
SAMPLE = 40
# Percent of requests: strict is the same bytes, loose the same meaning.
MINIMA = ("shell/curl:strict=99.5", "shell/curl:loose=99.9", "python/client:loose=99.5")


def main(arguments: list[str]) -> int:
    """Run the comparison and return its exit status; 0 when there is nothing to compare with."""
    options = _options(arguments)
    oracle = SHARED / "tools" / "oracle" / "wirecheck.py"
    if not oracle.is_file():
        print(f"{oracle} is missing: nothing to compare with", file=sys.stderr)
        return 1 if os.environ.get("CODEGEN_REQUIRE_SHARED") == "1" else 0
    codegen = Path(sys.executable).with_name("codegen")
    command = [sys.executable, str(oracle), "--codegen", str(codegen), "--show", options.show]
    command += ["--collections", str(SHARED / "collections"), "--wire", str(SHARED / "wire")]
    for text in options.only:
        command += ["--only", text]
    if not options.only:
        command += [] if options.all else ["--sample", str(SAMPLE)]
        for minimum in MINIMA:
            command += ["--min", minimum]
    return subprocess.run(command, cwd=ROOT).returncode


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare what is sent with what Postman sends.")
    parser.add_argument("--all", action="store_true", help="every collection, not a sample")
    parser.add_argument("--only", action="append", default=[], help="collections named so")
    parser.add_argument("--show", default="3", help="requests that differ, of each collection")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
