"""Other Pythons, no home, closed streams, warnings as errors: the same bytes or a clean message."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.built import collection, request
from tests.commands import ROOT, SMALL, codegen, contents, invoke, saved

NEEDED = (
    "import jinja2, click, black, jsonschema, lxml, markdown_it, platformdirs, yaml, anyascii, "
    "msgspec"
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("source") / "small.json", SMALL)


@pytest.fixture(scope="module")
def expected(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("expected") / "out"
    assert invoke("generate", source, "-o", out).exit_code == 0
    return contents(out)


def _run(words: Sequence[object], env: dict[str, str]) -> tuple[int, str]:
    """Run with nothing of our environment but where the code and the programs are."""
    more = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **env}
    done = subprocess.run(list(map(str, words)), env=more, capture_output=True, timeout=300)
    return done.returncode, done.stderr.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("options", "env"),
    [
        (["-W", "error"], {"HOME": "/nowhere", "PYTHONHASHSEED": "3"}),
        (["-O", "-X", "dev"], {"TMPDIR": "/nowhere", "TERM": "", "XDG_CACHE_HOME": "/dev/null"}),
    ],
    ids=["warnings are errors, no home", "no folder for temporary files or caches"],
)
def test_the_same_bytes(
    options: list[str],
    env: dict[str, str],
    source: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    words = [sys.executable, *options, "-m", "generator", "generate", source, "-o", tmp_path / "o"]
    status, said = _run(words, env)
    assert status == 0, said
    assert "Traceback" not in said
    assert contents(tmp_path / "o") == expected


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13", "3.14"])
def test_other_pythons(
    version: str, source: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    python = shutil.which(f"python{version}")
    if python is None or _run([python, "-c", NEEDED], {})[0]:
        pytest.skip(f"no Python {version} with what codegen needs")
    status, said = _run([python, "-m", "generator", "generate", source, "-o", tmp_path / "o"], {})
    assert status == 0, said
    assert contents(tmp_path / "o") == expected


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams(
    closed: str, source: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    shell = ("sh", "-c", f'exec "$@" {closed}', "sh")
    done = codegen("generate", source, "-o", tmp_path / "o", wrapper=shell)
    assert done.status == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "o") == expected


def test_nobody_reads_what_is_printed(source: Path) -> None:
    script = f'"{sys.executable}" -m generator inspect --format json "{source}" | :; :'
    status, said = _run(["sh", "-c", script], {})
    assert (status, said) == (0, "")


def test_an_isolated_interpreter(source: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Neither the working directory nor the environment says what is imported."""
    (tmp_path / "json.py").write_text("raise SystemExit('hijacked')")
    code = f"import sys; sys.path.append({str(ROOT)!r}); from generator.cli import main; main()"
    words = [sys.executable, "-I", "-c", code, "generate", source, "-o", tmp_path / "o"]
    done = subprocess.run(list(map(str, words)), cwd=tmp_path, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "o") == expected


@pytest.mark.parametrize("how", ["<(cat {})", "/dev/stdin < {}", "- < {}"])
def test_a_source_that_is_a_pipe(how: str, source: Path, tmp_path: Path) -> None:
    """It can be read once, and its name says nothing."""
    command = f"{sys.executable} -m generator generate {how.format(source)} -o {tmp_path}/o"
    status, said = _run(["bash", "-c", command], {})
    assert status == 0, said
    assert "client/sample/__init__.py" in contents(tmp_path / "o")


@pytest.mark.parametrize("parts", [1, 30])
def test_a_path_that_is_too_long(parts: int, source: Path, tmp_path: Path) -> None:
    """One name beyond 255 bytes, or 4,096 bytes of names that are allowed."""
    out = tmp_path.joinpath(*["d" * (300 if parts == 1 else 150)] * parts)
    done = invoke("generate", source, "-o", out)
    assert done.exit_code == 2
    assert "File name too long [output-unwritable]" in done.stderr


def test_a_clock_that_goes_wrong(tmp_path: Path) -> None:
    """What a tree is made of is told by content, never by time."""
    source, out = saved(tmp_path / "c.json", SMALL), tmp_path / "o"
    assert invoke("generate", source, "-o", out).exit_code == 0
    for path in out.rglob("*"):
        os.utime(path, (2**32, 2**32))
    os.utime(source, (1, 1))
    assert invoke("check", source, "-o", out).exit_code == 0
    saved(source, collection(request("Another")))
    os.utime(source, (1, 1))
    assert invoke("check", source, "-o", out).exit_code == 1
    assert invoke("generate", source, "-o", out).exit_code == 0
    assert invoke("check", source, "-o", out).exit_code == 0


DEVICES = ("CON", "nul", "aux", "COM1", "lpt9", "con.txt", "PRN.")
ODD = (
    "a.",
    "b ",
    "c:d",
    "e*f",
    "g?h",
    "..",
    "a/b",
    "a\\b",
    "~",
    "-o",
    "",
    "é",
    "日本語",
    "n" * 5000,
)
ALIKE = ("users", "Users", "USERS", "ｕsers", "u-sers", "u sers")


def test_file_names_are_portable(tmp_path: Path) -> None:
    """On Windows, on a Mac, and after a copy from one to the other."""
    names = (*DEVICES, *ODD, *ALIKE)
    items = [{"name": name, "item": [request(name)]} for name in names]
    out = tmp_path / "out"
    done = invoke("generate", saved(tmp_path / "c.json", collection(*items)), "-o", out)
    assert done.exit_code == 0, done.stderr
    paths = sorted(contents(out))
    folded = {unicodedata.normalize("NFKC", path).casefold() for path in paths}
    assert len(folded) == len(paths)
    stems = {f"{d.lower()}{n}" for d in ("com", "lpt") for n in range(1, 10)}
    stems |= {"con", "prn", "aux", "nul"}
    for path in paths:
        for part in path.split("/"):
            assert part.isascii() and len(part) <= 100
            assert not set(part) & set('<>:"\\|?*') and part[-1] not in ". "
            assert part.partition(".")[0].lower() not in stems
