"""Texts in each language, read back by the language itself: what comes in comes out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.emitters.targets import load_target
from generator.escaping.words import Env, Word
from generator.rendering import template_folders

NASTY = st.text("'\"\\$`#{}@%!?*/<>;&|~ \t\n\r\0\x07\x7f\x85u0n\u2028\u202eé日😀\ue000")
TEXT = st.text(st.characters(exclude_categories=["Cs"])) | NASTY
# No environment variable holds a NUL.
VALUE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
PIECE = TEXT | st.just(Env("VALUE"))


@dataclass(frozen=True)
class Program:
    """How a language prints texts in hex, one a line: ``{}`` is an expression."""

    target: str
    command: tuple[str, ...]
    head: str
    line: str
    tail: str = ""


PROGRAMS = [
    Program("python/requests", (sys.executable,), "import os", "print(({}).encode().hex())"),
    Program(
        "node/fetch",
        ("node",),
        "const env = (name) => process.env[name];",
        'console.log(Buffer.from({}).toString("hex"));',
    ),
    Program(
        "php/curl",
        ("php",),
        "<?php\nfunction env($name) { return getenv($name); }",
        'echo bin2hex({}), "\\n";',
    ),
    Program("ruby/net_http", ("ruby",), "", 'puts(({}).b.unpack1("H*"))'),
    Program(
        "go/net_http",
        ("go", "run"),
        'package main\nimport ("fmt"; "os")\nfunc env(n string) string { return os.Getenv(n) }\n'
        'func main() {\nenv("")',
        'fmt.Printf("%x\\n", {})',
        "}",
    ),
]


def _printed(program: Program, words: list[Word], value: str, folder: Path) -> list[str]:
    found = load_target(program.target, template_folders())
    lines = [program.line.replace("{}", found.language.expression(word)) for word in words]
    path = folder / f"program.{found.extension}"
    path.write_text("\n".join([program.head, *lines, program.tail]), newline="")
    done = subprocess.run(
        [*program.command, path],
        env={**os.environ, "VALUE": value, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return [bytes.fromhex(line).decode() for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.target)
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
def test_a_text_is_itself(program: Program, words: list[Word], value: str, tmp_path: Path) -> None:
    if shutil.which(program.command[0]) is None:
        pytest.skip(f"{program.command[0]} is missing")
    expected = ["".join(p if isinstance(p, str) else value for p in word) for word in words]
    assert _printed(program, words, value, tmp_path) == expected
