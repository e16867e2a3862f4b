"""Texts in each language, read back by the language itself: what comes in comes out."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.analysis import all_targets
from generator.emitters.snippets.targets import Target
from generator.escaping.words import Env, Word
from scripts.snippets.running import filled

NASTY = st.text("'\"\\$`#{}@%!?*/<>;&|~ \t\n\r\0\x07\x7f\x85u0n\u2028\u202eé日😀\ue000")
TEXT = st.text(st.characters(exclude_categories=["Cs"])) | NASTY
# No environment variable holds a NUL.
VALUE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
PIECE = TEXT | st.just(Env("VALUE"))


def _languages() -> Iterator[Target]:
    """Yield a target of each language that says how it prints texts."""
    known = set()
    for target in all_targets():
        language = target.name.partition("/")[0]
        if "echo" in target.run and language not in known:
            known.add(language)
            yield target


LANGUAGES = list(_languages())


def _printed(target: Target, words: list[Word], value: str, folder: Path) -> list[str]:
    echo = target.run["echo"]
    lines = [echo["line"].replace("{}", target.language.expression(word)) for word in words]
    path = folder / f"program.{target.extension}"
    text = "\n".join([echo.get("head", ""), *lines, echo.get("tail", "")])
    path.write_text(text, encoding="utf-8", newline="")
    done = subprocess.run(
        [filled(word.replace("{file}", str(path))) for word in shlex.split(echo["command"])],
        cwd=folder,
        env={**os.environ, "VALUE": value, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return [bytes.fromhex(line).decode() for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize("target", LANGUAGES, ids=lambda target: target.name)
@given(words=st.lists(st.lists(PIECE, max_size=4).map(tuple), min_size=1, max_size=30), value=VALUE)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(words=[("",), (), ("\\",), ("'",), ('"',), ("a\n",), ('"""',), ("a\n\\",)], value="x")
@example(words=[("${VALUE}",), ("#{1}",), ("#$0",), ("$x",), ("{$x}",), ("%s",)], value="x")
@example(words=[("`",), ("a`\n${1}",), ("\n\r\n",), ("?>",), ("\u2028\u202e",)], value="x")
@example(
    words=[("${", Env("VALUE"), "}"), (Env("VALUE"),), ("`\\", Env("VALUE")), ("#", Env("VALUE"))],
    value="`${1}",
)
@example(words=[("\x7f1",), ("\x011",), ("\0" + "1",), ("é1",), ("\x85a",)], value="\n")
def test_a_text_is_itself(target: Target, words: list[Word], value: str, tmp_path: Path) -> None:
    program = filled(shlex.split(target.run["echo"]["command"])[0])
    needed = (*target.run.get("needs", ()), program)
    missing = [name for name in needed if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is missing")
    unheld = dict.fromkeys(map(ord, target.run["echo"].get("without", "")))
    words = [tuple(p.translate(unheld) if isinstance(p, str) else p for p in w) for w in words]
    expected = ["".join(p if isinstance(p, str) else value for p in word) for word in words]
    assert _printed(target, words, value, tmp_path) == expected
