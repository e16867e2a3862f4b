"""Input without measure ends: in output, or in a message; `benchmarks.limits` has large ones."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import limits
from benchmarks.limits import INPUTS, REPEATED
from generator.diagnostics import Diagnostics
from generator.origin import Origin
from generator.readers import bounds
from generator.readers.pages import loosejson
from generator.readers.postman.url import read_url
from tests.built import collection, request
from tests.commands import contents, invoke, saved
from tests.recording import recording

CHEAP = ("39 variables that double", "JSON 5,000 deep")
#: Seconds of processor time after which something hangs; all here take one or two.
HANGS = 60


@pytest.fixture(autouse=True)
def guard() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("this hangs")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def _generate(document: Any, tmp_path: Path) -> dict[str, bytes]:
    out = tmp_path / "out"
    done = invoke("generate", saved(tmp_path / "c.json", document), "-o", out)
    assert done.exit_code == 0, done.stderr
    return contents(out)


@pytest.mark.parametrize("name", CHEAP)
def test_output_is_made_and_stays_small(name: str, tmp_path: Path) -> None:
    made = _generate(INPUTS[name](), tmp_path)
    assert sum(map(len, made.values())) < 2_000_000


@pytest.mark.parametrize("text", REPEATED)
def test_texts_that_repeat(text: str) -> None:
    """What takes the square of the length takes minutes here, and all else about a second."""
    assert limits.main([f"100 kB of {text!r}", "--seconds", "60"]) == 0


@pytest.mark.parametrize("piece", ["_", "9", "\t", "Aa", "-", "]", "(a ", "https://h.test/"])
@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_pages_that_repeat(piece: str, suffix: str, tmp_path: Path) -> None:
    """Names, marks and types of parameters are looked for in lines of any length."""
    text = piece * (20_000 // len(piece))
    page = tmp_path / f"page.{suffix}"
    rows = f"- {text}\n- {text} (string): a\n- a: {text}\n\n{text}\n"
    page.write_text(f"Pets\n\nGET https://h.test/x\n\n## Query parameters\n\n{rows}", "utf-8")
    assert invoke("inspect", page).exit_code == 0


def _refused(*arguments: str | Path) -> None:
    done = invoke("generate", *arguments)
    assert done.exit_code == 2
    assert "[input-large]" in done.stderr and "CODEGEN_UNLIMITED=1" in done.stderr
    assert not Path(arguments[-1]).exists()


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    _refused("/dev/zero", "-o", tmp_path / "out")


def test_too_many_requests_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_REQUESTS", 2)
    source = saved(tmp_path / "c.json", collection(*(request(f"R{n}", "/") for n in range(3))))
    _refused(source, "-o", tmp_path / "out")
    monkeypatch.setenv("CODEGEN_UNLIMITED", "1")
    assert invoke("generate", source, "-o", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("target", ["python-client", "python-urllib"])
def test_a_text_of_very_many_variables(target: str, tmp_path: Path) -> None:
    """A sum of so many pieces is more than Python's compiler takes."""
    text = "".join(f"{{{{v{number}}}}}-" for number in range(2000))
    with recording() as recorder:
        request = {"method": "POST", "url": recorder.url, "body": {"mode": "raw", "raw": text}}
        source = saved(tmp_path / "c.json", collection({"name": "One", "request": request}))
        out = tmp_path / "out"
        done = invoke("generate", source, "-o", out, "--target", target.replace("-", "/"))
        assert done.exit_code == 0, done.stderr
        env = {**os.environ, "PYTHONPATH": str(out / "client"), "NO_PROXY": "127.0.0.1"}
        env |= {f"V{number}": str(number) for number in range(2000)}
        script = out / "snippets" / "one" / f"{target}.py"
        assert subprocess.run([sys.executable, script], env=env).returncode == 0
        (sent,) = recorder.take()
    assert sent.body.decode() == "".join(f"{number}-" for number in range(2000))


@pytest.mark.parametrize(
    "piece", ["{", "[", '"', "{a:", "[/*", "'", "<", "$", "\\", "{'a':", "<!--"]
)
def test_what_repeats_is_no_json_of_a_page(piece: str) -> None:
    assert loosejson.read(piece * (1_000_000 // len(piece))) is None


def _query_parameters(query: str) -> list[str]:
    url = read_url(f"https://h.test/?{query}", Origin("", "#"), Diagnostics())
    return [
        p.name.source + (f"={p.value.source}" if p.value is not None else "")
        for p in url.parameters
    ]


@given(st.text("&{}ab=", min_size=1, max_size=30))
def test_a_query_is_split_outside_of_braces(query: str) -> None:
    """In one step of the text: the expression that says it takes the square of its length."""
    assert _query_parameters(query) == re.split(r"&(?![^{}]*\}\})", query)


def test_a_long_query_is_split() -> None:
    assert len(_query_parameters("a&" * 500_000)) == 500_001
