"""One fixture: generate from it in a child, look at what came out, and run that."""

from __future__ import annotations

import functools
import gc
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.rendering.cachefolder import cache_folder
from scripts.hostile.fixtures import Fixture
from scripts.hostile.output import TREE, Oracle
from scripts.hostile.running import CANARY, Curl, Importer
from scripts.hostile.sandbox import SECONDS, Bounds, Ended
from scripts.hostile.sandbox import run as run_in_sandbox

#: What a fixture may take.
MEGABYTES = 300
_ROOT = Path(__file__).parents[2]
# What makes a folder deep enough for paths that climb out of it to end beside it.
_DEPTH = "a/b/c/d/e/f"


@dataclass(frozen=True)
class Verdict:
    """What was found about a fixture: of each finding its kind and what it is."""

    name: str
    status: int
    seconds: float
    megabytes: float
    findings: tuple[tuple[str, str], ...]


class Judge:
    """Judges fixtures one after the other; what is the same in several is looked at once."""

    def __init__(self, program: Path, stubs: Path, seed: Path) -> None:
        self._oracle = Oracle(program)
        self._curl = Curl(stubs)
        self._importer = Importer()
        _warm(seed)

    def judge(self, fixture: Fixture) -> Verdict:
        """Return what is wrong about a fixture; its folder is gone afterwards."""
        box = Path(tempfile.mkdtemp(prefix="hostile-"))
        try:
            folder = box / _DEPTH
            folder.mkdir(parents=True)
            root = folder / TREE
            ended = run_in_sandbox(
                functools.partial(_generate, fixture.words, root), folder, _bounds(fixture, root)
            )
            found = [*_of_run(fixture, ended), *_canaries(box)]
            # Of what is only large, readers of Markdown make hours of work.
            if fixture.kind != "extreme":
                found += self._of_output(root, folder)
            return Verdict(
                fixture.name,
                ended.status,
                ended.seconds,
                ended.megabytes,
                tuple(dict.fromkeys(found)),
            )
        finally:
            shutil.rmtree(box)

    def _of_output(self, root: Path, folder: Path) -> Iterator[tuple[str, str]]:
        if not root.is_dir():
            return
        for line in self._oracle.findings(root):
            is_broken = re.search(r": (does not parse|bash -n|bad (JSON|TOML)|not UTF-8)", line)
            yield "unparsable" if is_broken else "oracle", line
        if not (root / "codegen.lock").is_file():
            return
        for line in self._curl.findings(root, folder / "curl"):
            yield "curl", line
        ended = self._importer.ended(root, folder)
        if ended is None:
            return
        if ended.status != 0:
            yield "import", ended.output.strip()[-400:]
        for line in ended.reached:
            yield "executed", line


def _warm(seed: Path) -> None:
    """Import what generating and clients need, and read the templates: children inherit it."""
    import anyio  # noqa: F401
    import httpx  # noqa: F401

    from generator.options import Options
    from generator.pipeline import build
    from generator.readers.pages import reading  # noqa: F401

    build(Options((str(seed),)))
    gc.freeze()


def _generate(words: tuple[str, ...], root: Path) -> int:
    from generator.cli import main

    sys.argv = ["codegen", "generate", *words, "-o", str(root)]
    main()
    return 0


def _bounds(fixture: Fixture, root: Path) -> Bounds:
    # A config says what is read; see docs/threat-model.md.
    readable = (Path("/"),) if fixture.kind == "config" else (fixture.folder, _ROOT)
    return Bounds(readable, (root, root.parent, cache_folder()))


def _of_run(fixture: Fixture, ended: Ended) -> Iterator[tuple[str, str]]:
    if ended.seconds > SECONDS or ended.status < 0:
        yield "limit", f"{ended.seconds:.1f} s, ended by signal {-ended.status}"
    elif ended.status not in fixture.statuses:
        yield "status", f"exit status {ended.status}: {ended.output.strip()[-300:]}"
    if ended.megabytes > MEGABYTES:
        yield "limit", f"{ended.megabytes:.0f} MB"
    # The data of a user's own templates may be wrong; ours may not.
    wrong = r"Traceback|\[internal\]" + r"|\[template\]" * (fixture.kind != "template")
    if match := re.search(wrong, ended.output):
        yield "traceback", ended.output[max(0, match.start() - 200) :][:600]
    if match := re.search(r"SECRET_\w*", ended.output):
        yield "secret", f"{match[0]} is printed"
    if match := re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", ended.output):
        yield "terminal", f"{match[0]!r} is printed"
    for line in ended.reached:
        yield "reached", line


def _canaries(box: Path) -> Iterator[tuple[str, str]]:
    """Yield what payloads made: in the folder, above it, or where their paths lead."""
    for folder, folders, files in os.walk(box):
        for name in (*folders, *files):
            if CANARY in name:
                yield "executed", f"made {os.path.relpath(os.path.join(folder, name), box)}"
    for path in (Path("/tmp", CANARY), Path(CANARY)):
        if path.exists():
            yield "executed", f"made {path}"
            path.unlink()
