"""Worker processes: results in order, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from generator.fleet.pool import Died, in_order, processors
from tests.commands import ROOT


def nowhere(item: object) -> bool:
    return False


def square(number: int) -> int:
    if number == 5:
        raise KeyError(number)
    return number * number


def die_once(folder: Path, number: int) -> int:
    """End as a process that runs out of memory, when an odd number comes for the first time."""
    with (folder / str(number)).open("a") as file:
        file.write("x")
    if number % 2 and (folder / str(number)).stat().st_size == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_of_three(number: int) -> int:
    if number == 3:
        os._exit(7)
    return number


def where(number: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 9])
def test_results_come_in_order(processes: int) -> None:
    assert list(in_order(square, [4, 3, 1, 2], processes, nowhere)) == [16, 9, 1, 4]
    assert list(in_order(square, [], processes, nowhere)) == []


def test_an_error_comes_at_its_turn() -> None:
    found = in_order(square, [1, 5, 2], 2, nowhere)
    assert next(found) == 1
    with pytest.raises(KeyError, match="5"):
        next(found)


def test_items_that_are_bound_here_are_done_here() -> None:
    pids = list(in_order(where, [0, 1, 2, 3], 2, lambda number: number == 2))
    assert pids[2] == os.getpid()
    others = {*pids[:2], pids[3]}
    assert os.getpid() not in others and 1 <= len(others) <= 2


def test_what_a_killed_worker_did_is_done_once_more(tmp_path: Path) -> None:
    assert list(in_order(partial(die_once, tmp_path), range(6), 2, nowhere)) == list(range(6))
    tries = [(tmp_path / str(number)).stat().st_size for number in range(6)]
    assert tries == [1, 2, 1, 2, 1, 2]


def test_an_item_that_kills_its_workers_is_named() -> None:
    found = list(in_order(die_of_three, range(6), 2, nowhere))
    assert found == [0, 1, 2, Died(7), 4, 5]
    assert "ended, twice" in str(Died(7).as_error())
    assert "killed by signal 9, twice" in str(Died(-9).as_error())


def test_workers_work_where_we_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = in_order(os.path.abspath, ["a", "b"], processors(), nowhere)
    assert list(found) == [str(tmp_path / "a"), str(tmp_path / "b")]


SLOW = """
import os, sys, time
from pathlib import Path
from generator.fleet.pool import in_order

def work(number):
    Path(sys.argv[1], f"{os.getpid()}.pid").touch()
    time.sleep(0.5)

def nowhere(item):
    return False

if __name__ == "__main__":
    list(in_order(work, range(1000), 3, nowhere))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    (tmp_path / "slow.py").write_text(SLOW)
    command = [sys.executable, str(tmp_path / "slow.py"), str(tmp_path)]
    with subprocess.Popen(command, env=environment) as process:
        while len(list(tmp_path.glob("*.pid"))) < 3:
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
    pids = [path.stem for path in tmp_path.glob("*.pid")]
    while any(_runs(pid) for pid in pids):
        time.sleep(0.05)


def _runs(pid: str) -> bool:
    try:
        return "\nState:\tZ" not in Path("/proc", pid, "status").read_text()
    except OSError:
        return False
