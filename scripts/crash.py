"""Stop runs at every step of their writing, and see what they leave (docs/output.md).

    python -m scripts.crash [--sample N]

Each victim is a process of its own, forked from this one so that it need not import anything, nor
make its tree, which is the same each time: what is tried is writing. It counts what it does to the
file system below its output and ends in the N-th step: by SIGKILL, SIGTERM or SIGINT, or because
the disk is full. What is left must hold no half file; `check` must say that the run was
interrupted; `generate` must make all old or all new of it, without force. The same is asked of
disks that are full (a small tmpfs where that may be mounted, else a limit on the size of files) or
read-only, and of two runs at once. ``--sample`` takes N points of each kind.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import pipeline
from generator.cli import main as command
from generator.options import Options
from generator.output.lock import JOURNAL_NAME
from scripts.crash_faults import FULL, SIGNALS, die_at, steps_of

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "collections" / "bank-links.postman_collection.json"
# What ends a run as a signal does, and as an error does.
_ENDED = {-signal.SIGKILL, -signal.SIGTERM, 130}
_FAILED = 2
_PAGE = 4096


@dataclass
class Tally:
    """How many points were hit, and what was wrong at which."""

    points: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def add(self, kind: str, place: str, wrong: Iterator[str]) -> None:
        """Count a point and note what is wrong there."""
        self.points[kind] = self.points.get(kind, 0) + 1
        for problem in wrong:
            self.failed.append(f"{kind}, {place}: {problem}")


@dataclass(frozen=True)
class Case:
    """Two versions of a source, and what becomes of each in an empty folder."""

    old: Path
    new: Path
    made: dict[Path, dict[str, bytes]]


def main(arguments: list[str]) -> int:
    """Run all kinds; 1 when anything failed at any point."""
    parser = argparse.ArgumentParser(description="Stop runs at every step of their writing.")
    parser.add_argument("--sample", type=int, metavar="N", help="N points of each kind")
    sample: int | None = parser.parse_args(arguments).sample
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="codegen-crash-") as folder:
        work = Path(folder)
        os.environ["CODEGEN_CACHE_DIR"] = str(work / "cache")
        case = _case(work)
        _stops(case, work, sample, tally)
        _disks(case, work, sample, tally)
        _pairs(case, work, sample or 20, tally)
    for kind, points in tally.points.items():
        print(f"{kind:<28}{points:>5} points")
    print(f"{sum(tally.points.values())} points, {len(tally.failed)} failed")
    for problem in tally.failed:
        print(problem, file=sys.stderr)
    return 1 if tally.failed else 0


def _case(work: Path) -> Case:
    """Return two versions of a collection: requests come, go, move and change between them."""
    document = json.loads(SOURCE.read_text("utf-8"))
    old, new = work / "a" / "api.json", work / "b" / "api.json"
    for path in (old, new):
        path.parent.mkdir()
    old.write_text(json.dumps(document), "utf-8")
    items: list[dict[str, Any]] = document["item"]
    moved = items.pop()
    items[0]["name"] += " anew"
    items.append({"name": "Moved", "item": [moved]})
    new.write_text(json.dumps(document), "utf-8")
    made: dict[Path, dict[str, bytes]] = {}
    _remember_trees(old, new)
    for path in (old, new):
        _, out = _run(path, work / "made")
        made[path] = _contents(work / "made")
        shutil.rmtree(work / "made")
        if not made[path]:
            raise SystemExit(f"cannot generate: {out}")
    return Case(old, new, made)


def _remember_trees(*sources: Path) -> None:
    """Make the tree of each source once, for all processes."""
    made = {str(path): pipeline.build(Options((str(path),))) for path in sources}
    pipeline.build = lambda options, *_, **__: made[options.sources[0]]


def _run(
    source: Path, out: Path, name: str = "generate", prepare: Callable[[], None] | None = None
) -> tuple[int, str]:
    """Run a command in a process of its own; return how it ended and what it printed.

    A signal is a negative number. ``prepare`` is called in the process.
    """
    with tempfile.TemporaryFile() as printed:
        child = os.fork()
        if not child:
            _in_child(["codegen", name, str(source), "-o", str(out)], printed.fileno(), prepare)
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        return os.waitstatus_to_exitcode(status), printed.read().decode("utf-8", "replace")


def _in_child(words: list[str], printed: int, prepare: Callable[[], None] | None) -> None:
    """Be the command; never returns."""
    status = 70
    try:
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        sys.argv = words
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if prepare:
            prepare()
        command()
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(status)


def _contents(root: Path) -> dict[str, bytes]:
    """Return what stands below a folder; folders too, as emptiness is a trace."""
    return {
        path.relative_to(root).as_posix()
        + "/" * path.is_dir(): (b"" if path.is_dir() else path.read_bytes())
        for path in sorted(root.rglob("*"))
    }


# Stopped at the N-th step


def _stops(case: Case, work: Path, sample: int | None, tally: Tally) -> None:
    out = work / "out"

    def counted(counting: Callable[[], None]) -> tuple[int, str]:
        return _run(case.new, out, prepare=counting)

    for kind, before in (("first run", None), ("update", case.old)):
        for fault in (*SIGNALS, FULL):
            _stand(before, case, out)
            steps = steps_of(out, fault, counted)
            for step in _spread(steps, sample):
                _stand(before, case, out)
                status, printed = _run(case.new, out, prepare=die_at(out, step, fault))
                expected = {_FAILED} if fault == FULL else _ENDED
                place = f"step {step} of {steps}"
                wrong = _wrong(case, before, out, status in expected or status, printed)
                tally.add(f"{kind}, {fault}", place, wrong)


def _stand(before: Path | None, case: Case, out: Path) -> None:
    """Make the output what it was before the run; nothing where there was none."""
    shutil.rmtree(out, ignore_errors=True)
    made = case.made[before] if before else {}
    for path in made:
        if path.endswith("/"):
            (out / path).mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        if not path.endswith("/"):
            (out / path).write_bytes(content)


def _spread(steps: int, sample: int | None) -> list[int]:
    """Return the numbers of all steps, or of some from the first to the last."""
    if sample is None or sample >= steps:
        return list(range(1, steps + 1))
    return sorted({1 + round(i * (steps - 1) / max(sample - 1, 1)) for i in range(sample)})


def _wrong(
    case: Case, before: Path | None, out: Path, ended: bool | int, printed: str
) -> Iterator[str]:
    """Yield what is wrong with what a stopped run has left, and what comes of it."""
    if ended is not True:
        yield f"it ended with {ended}: {printed}"
    if "Traceback" in printed:
        yield f"a traceback: {printed}"
    old = case.made[before] if before else {}
    left = _contents(out) if out.exists() else {}
    yield from _halves(case, left)
    status, said = _run(case.new, out, "check")
    if JOURNAL_NAME in left and not (status == 1 and "interrupted" in said):
        yield f"check ended with {status} and did not say that it was interrupted: {said}"
    if JOURNAL_NAME not in left and left not in (old, case.made[case.new]):
        yield "there is no journal, and it is neither the old nor the new tree"
    for source in (case.old, case.new):
        copy = out.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(out, copy) if out.exists() else None
        status, said = _run(source, copy)
        if status != 0 or _contents(copy) != case.made[source]:
            differ = sorted(set(_contents(copy).items()) ^ set(case.made[source].items()))
            yield f"{source.parent.name}: not whole afterwards ({status}, {said}): {differ[:3]}"


def _halves(case: Case, left: dict[str, bytes]) -> Iterator[str]:
    """Yield the files that are neither of the old tree nor of the new one."""
    whole = [case.made[case.old], case.made[case.new]]
    for path, content in left.items():
        is_ours = path != JOURNAL_NAME and not path.endswith((".tmp", "/"))
        if is_ours and all(made.get(path) != content for made in whole):
            yield f"{path} is not whole"


# Disks that are full or read-only


def _disks(case: Case, work: Path, sample: int | None, tally: Tally) -> None:
    sizes = [_PAGE * n for n in range(1, 2 + max(map(_pages, case.made.values())))]
    for step in _spread(len(sizes), sample):
        size = sizes[step - 1]
        with _small_disk(work / "disk", size) as (kind, limit):
            out = work / "disk" / "out"
            status, printed = _run(case.new, out, prepare=limit)
            tally.add(kind, f"{size} bytes", _full(case, out, status, printed))
    _stand(case.old, case, work / "out")
    with _read_only(work / "out") as kind:
        if kind:
            status, printed = _run(case.new, work / "out")
            tally.add(kind, "update", _kept(case, work / "out", status, printed))


def _pages(made: dict[str, bytes]) -> int:
    return sum(-(-len(content) // _PAGE) for content in made.values()) + 2


def _full(case: Case, out: Path, status: int, printed: str) -> Iterator[str]:
    """Yield what is wrong after a run on a disk that may have been too small."""
    left = _contents(out) if out.exists() else {}
    yield from _halves(case, left)
    if status == 0:
        if left != case.made[case.new]:
            yield "it ended well, but the tree is not whole"
    elif status != _FAILED or "cannot be written" not in printed or "Traceback" in printed:
        yield f"it ended with {status}: {printed}"


def _kept(case: Case, out: Path, status: int, printed: str) -> Iterator[str]:
    if (status, "Read-only file system" in printed) != (_FAILED, True):
        yield f"it ended with {status}: {printed}"
    if _contents(out) != case.made[case.old]:
        yield "the tree is not as it was"


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[tuple[str, Callable[[], None] | None]]:
    """Have a disk of a size at a folder, or what keeps a process from writing larger files."""
    folder.mkdir(exist_ok=True)
    mounted = _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield ("full disk", None) if mounted else ("file size limit", lambda: _limit(size // 8))
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def _read_only(folder: Path) -> Iterator[str]:
    """Have a folder read-only; the value is empty where that is not possible."""
    mounted = _mount("--bind", str(folder), str(folder))
    try:
        yield "read-only disk" * (mounted and _mount("-o", "remount,bind,ro", str(folder)))
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def _mount(*words: str) -> bool:
    try:
        return subprocess.run(["mount", *words], capture_output=True).returncode == 0
    except OSError:
        return False


# Two runs at once


def _pairs(case: Case, work: Path, times: int, tally: Tally) -> None:
    out = work / "pair"
    for number in range(times):
        _stand(case.old if number % 2 else None, case, out)
        children = [_start(source, out) for source in (case.old, case.new)]
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        tally.add("two runs at once", f"pair {number}", _mixed(case, out, ended))


def _start(source: Path, out: Path) -> int:
    child = os.fork()
    if not child:
        with open(os.devnull, "wb") as nothing:
            _in_child(["codegen", "generate", str(source), "-o", str(out)], nothing.fileno(), None)
    return child


def _mixed(case: Case, out: Path, ended: list[int]) -> Iterator[str]:
    if ended != [0, 0]:
        yield f"they ended with {ended}"
    if _contents(out) not in case.made.values():
        yield "the tree is of neither"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
