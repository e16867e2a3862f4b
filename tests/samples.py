"""Regenerate ``generated/`` from ``collections/``, or say that it is stale.

    python tests/samples.py [--check]

Each ``collections/NAME.postman_collection.json`` becomes ``generated/NAME``, with the environment
``NAME.postman_environment.json`` beside it where there is one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIX = ".postman_collection.json"


def main(arguments: list[str]) -> int:
    """Run the command for every sample; the highest of its exit statuses."""
    command = "check" if arguments == ["--check"] else "generate"
    return max(run(command, sample) for sample in samples())


def samples() -> list[Path]:
    """Return the sample collections, sorted."""
    return sorted((ROOT / "collections").glob(f"*{SUFFIX}"))


def run(command: str, sample: Path) -> int:
    """Run ``codegen`` from the top folder, so that the lock holds relative paths."""
    name = sample.name.removesuffix(SUFFIX)
    words = [sys.executable, "-m", "generator", command, f"collections/{sample.name}"]
    words += ["-o", f"generated/{name}", "--quiet"]
    environment = sample.with_name(f"{name}.postman_environment.json")
    if environment.exists():
        words += ["-e", f"collections/{environment.name}"]
    return subprocess.run(words, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
