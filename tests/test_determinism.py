"""Output is a pure function of the input: not of place, process, language or time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import MESSAGING, MESSAGING_ENVIRONMENT, SAMPLES, codegen, contents

SURROUNDINGS = {
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 2": {"PYTHONHASHSEED": "2"},
    "C locale": {"LC_ALL": "C"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
}


def _generated(source: Path, out: Path, env: dict[str, str]) -> dict[str, bytes]:
    out.parent.mkdir(parents=True)
    done = codegen("generate", source, "-o", out, cwd=out.parent, env=env)
    assert done.status == 0, done.stderr
    return contents(out)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected") / "here" / "out"
    return _generated(MESSAGING, out, {"PYTHONHASHSEED": "7", "LC_ALL": "C.UTF-8", "TZ": "UTC"})


@pytest.mark.parametrize("env", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_bytes_are_the_same(
    env: dict[str, str], expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert _generated(MESSAGING, tmp_path / "elsewhere" / "tree", env) == expected


def test_texts_beyond_ascii(tmp_path: Path) -> None:
    """The bytes of every text stay the same where the locale knows ASCII only."""
    source = SAMPLES / "kitchen-sink-wrapped.postman_collection.json"
    one = _generated(source, tmp_path / "one" / "out", {"LC_ALL": "C.UTF-8"})
    other = _generated(source, tmp_path / "other" / "out", SURROUNDINGS["ASCII"])
    assert one == other


def test_a_relative_and_an_absolute_path(tmp_path: Path) -> None:
    """Only the path that the lock tells of a source depends on how it was given."""
    shutil.copy(MESSAGING, tmp_path / "c.json")
    shutil.copy(MESSAGING_ENVIRONMENT, tmp_path / "e.json")
    assert codegen("generate", "c.json", "-e", "e.json", "-o", "one", cwd=tmp_path).status == 0
    absolute = [f"{tmp_path}/c.json", "-e", f"{tmp_path}/e.json", "-o", f"{tmp_path}/two"]
    assert codegen("generate", *absolute, cwd="/").status == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    (tmp_path / "sub").mkdir()
    relative = ["../c.json", "-e", "../e.json", "-o", "../three"]
    assert codegen("generate", *relative, cwd=tmp_path / "sub").status == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "three")


def test_no_place_and_no_time_in_the_output(expected: dict[str, bytes]) -> None:
    everything = b"\n".join(expected.values())
    for trace in (str(MESSAGING.parent).encode(), b"/tmp", b"\r"):
        assert trace not in everything
    lock = json.loads(expected["codegen.lock"])
    assert [source["path"] for source in lock["sources"]] == [MESSAGING.name]
