"""The hostile collections, which a program beside the oracle writes, and which are taken."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fixture:
    """A collection; ``expect`` says whether it must be generated from (``ok``) or refused."""

    name: str
    path: Path
    expect: str

    @property
    def statuses(self) -> tuple[int, ...]:
        """The exit statuses that are right."""
        return {"ok": (0,), "reject": (2,)}.get(self.expect, (0, 2))


def make_fixtures(program: Path, folder: Path) -> list[Fixture]:
    """Write all fixtures to a folder and return them, those written by hand first."""
    command = [sys.executable, str(program), str(folder), "--sweep"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    rows = json.loads((folder / "index.json").read_text("utf-8"))
    return [Fixture(row["id"], folder / row["file"], row["expect"]) for row in rows]


def chosen(fixtures: list[Fixture], count: int | None) -> list[Fixture]:
    """Return so many of the fixtures: every one that no sweep made, and others spread over it."""
    if count is None or count >= len(fixtures):
        return fixtures
    kept = [one for one in fixtures if not one.name.startswith("sweep-")][:count]
    swept = [one for one in fixtures if one.name.startswith("sweep-")]
    rest = count - len(kept)
    return kept + [swept[index * len(swept) // rest] for index in range(rest)]
