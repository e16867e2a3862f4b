"""The shell word filter against real shells: what comes in comes out as one argument."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.escaping import shell
from generator.escaping.words import Env, Word

# No argument of a process can hold a NUL, and no UTF-8 text a lone surrogate.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
METACHARACTERS = st.text("\x1b\u202e'\"\\$`!*?[]{}()<>|&;#~=^%@-+ \t\n\r\x07éa1")
SHELLS = ["bash", "dash"]

pytestmark = pytest.mark.parametrize("program", SHELLS)


def _printed(program: str, script: str, **env: str) -> str:
    command = [program, "-c", script]
    bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **env}
    done = subprocess.run(command, env=bare, capture_output=True, check=True, timeout=20)
    assert done.stderr == b""
    return done.stdout.decode()


@given(text=TEXT | METACHARACTERS)
@settings(max_examples=150, deadline=None)
@example(text="")
@example(text="-n")
@example(text="it's")
@example(text="a\n'\n")
@example(text="\\")
@example(text="$(touch PWN) `touch PWN` ${HOME:?}")
@example(text="~")
@example(text="a=~")
@example(text="{a,b}")
@example(text="a\r\n%s\\r'1'\r\n\n")
@example(text="\x1b1")
def test_a_word_is_its_text(program: str, text: str) -> None:
    assert _printed(program, f"printf %s {shell.word(text)}") == text
    assert _printed(program, f"printf %s. {shell.word((text,))} end") == text + ".end."


def test_what_nobody_sees_is_written_visibly(program: str) -> None:
    text = "a\r\n\x1b[2J\u202eb\n"
    assert str(shell.word(text)) == "\"$(printf -- 'a\\r\n\\033[2J\\342\\200\\256b')\"'\n'"
    assert _printed(program, f"printf %s {shell.word(text)}") == text


@given(
    pieces=st.lists(TEXT | METACHARACTERS | st.just(Env("VALUE")), max_size=5),
    value=(TEXT | METACHARACTERS).filter(bool),
)
@settings(max_examples=150, deadline=None)
@example(pieces=["!", Env("VALUE"), "x"], value="$(echo no)")
@example(pieces=[Env("VALUE"), "X:?}"], value='"')
@example(pieces=["$", Env("VALUE")], value="HOME")
@example(pieces=["a\n", Env("VALUE")], value="* ?")
def test_variables_in_a_word(program: str, pieces: list[str | Env], value: str) -> None:
    script = f"printf %s. {shell.word(tuple(pieces))}"
    expected = "".join(value if isinstance(piece, Env) else piece for piece in pieces)
    assert _printed(program, script, VALUE=value) == expected + "."


@given(
    pieces=st.lists(st.text("-\0\\0123x%'\"$\n") | st.just(Env("VALUE")), max_size=6),
    value=METACHARACTERS.filter(bool),
)
@settings(max_examples=100, deadline=None)
@example(pieces=["\0", "1"], value="x")
@example(pieces=["-n\0"], value="x")
@example(pieces=["--\0"], value="x")
@example(pieces=["\0001\\n\\c%s"], value="x")
@example(pieces=["\0", Env("VALUE")], value="a\\nb\\c")
def test_what_printf_writes(program: str, pieces: list[str | Env], value: str) -> None:
    word: Word = tuple(pieces)
    expected = "".join(value if isinstance(piece, Env) else piece for piece in pieces)
    assert _printed(program, f"printf -- {shell.printf(word)}", VALUE=value) == expected


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_ends_the_script(program: str, value: str | None) -> None:
    script = f"printf %s {shell.word((Env('THE_NAME'),))}; printf went-on"
    env = {} if value is None else {"THE_NAME": value}
    done = subprocess.run([program, "-c", script], env=env, capture_output=True, timeout=20)
    assert done.returncode != 0
    assert b"THE_NAME" in done.stderr
    assert done.stdout == b""
