"""The real collections and schemas that tests use when they are there.

They stand beside the checkout, or where ``CODEGEN_SHARED`` says. Tests that need them are skipped
where they are missing, unless ``CODEGEN_REQUIRE_SHARED=1`` says that they must be there. Sweeps
take a sample of them.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CODEGEN_SHARED") or Path(__file__).parents[2] / "shared")

_COLLECTION_KINDS = {"v1", "v2", "wrapped-v2"}


def require() -> Path:
    """Return the folder; skip the test when it is missing, or fail when it is required."""
    if SHARED.is_dir():
        return SHARED
    if _required():
        pytest.fail(_missing(), pytrace=False)
    pytest.skip(_missing())


def collections() -> list[Path]:
    """Return every file that SOURCES.tsv calls a collection, of any version, sorted.

    The list is empty when the folder is missing, so that it can stand in a parametrisation.
    """
    return files(_COLLECTION_KINDS)


def sample(paths: Sequence[Path], every: int) -> list[Path]:
    """Return one of so many of the paths; all with ``CODEGEN_ALL=1``, as ``make sweep`` sets it."""
    return list(paths) if os.environ.get("CODEGEN_ALL") == "1" else list(paths[::every])


def files(kinds: set[str]) -> list[Path]:
    """Return the files of the kinds that SOURCES.tsv gives them (``v1``, ``env`` …), sorted."""
    table = SHARED / "collections" / "SOURCES.tsv"
    if not table.is_file():
        if _required():
            raise FileNotFoundError(_missing())
        return []
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return sorted(table.parent / row["file"] for row in rows if row["kind"] in kinds)


def _required() -> bool:
    return os.environ.get("CODEGEN_REQUIRE_SHARED") == "1"


def _missing() -> str:
    return f"no shared collections in {SHARED}; set CODEGEN_SHARED"
