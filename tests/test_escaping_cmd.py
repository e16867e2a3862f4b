"""Texts in batch files, read back by the rules of cmd, of the C runtime and of curl."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.analysis import all_targets
from generator.escaping import cmd
from generator.escaping.words import UNPRINTABLE, Env
from scripts.snippets.cases import ROOT

NASTY = "\"\\^&|<>()%!{} \t\n\r,;=@~*?/'`$1aé😀\u202e"
TEXT = st.text(NASTY) | st.text(st.characters(exclude_categories=["Cs"]))
CONTEXT: Any = {"language": all_targets(names=["cmd/curl"])[0].language}


@pytest.fixture(scope="module")
def model() -> ModuleType:
    path = ROOT / "scripts" / "snippets" / "drivers" / "cmd.py"
    spec = importlib.util.spec_from_file_location("cmd_model", path)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def obeyed(model: ModuleType, text: str) -> str:
    batch = model.Batch(text)
    batch.go_on()
    found: str = batch.obeyed(1)
    assert not batch.rest and not batch.go_on()
    return found


@given(texts=st.lists(TEXT, min_size=1, max_size=4))
@example(texts=['"', "&"])
@example(texts=["\\", '\\"', '"\\', "%PATH%"])
@example(texts=['a"&calc"', '"&calc', ')"', "^"])
def test_arguments_are_themselves(model: ModuleType, texts: list[str]) -> None:
    command = " ^\n  ".join(cmd.argument(CONTEXT, text) for text in texts)
    expected = [re.sub(r"[^\x20-\x7e]", cmd.UNWRITABLE, text) for text in texts]
    assert model.arguments(obeyed(model, command)) == expected


@given(text=TEXT)
@example(text='"')
@example(text="\\")
@example(text="%\n&\r)")
def test_config_is_itself(model: ModuleType, text: str, tmp_path_factory: Any) -> None:
    line = obeyed(model, f"echo --data-raw = {cmd.config(CONTEXT, text)}")
    assert "\n" not in line
    path = tmp_path_factory.mktemp("config") / "request.txt"
    path.write_text(line.removeprefix("echo ") + "\n", encoding="utf-8", newline="")
    expected = UNPRINTABLE.sub(_shown, text)
    assert model.read(["--config", str(path)]) == [["--data-raw", expected]]


def _shown(found: re.Match[str]) -> str:
    return found[0] if found[0] in "\r\v" else cmd.UNWRITABLE


@given(text=TEXT, value=TEXT)
@example(text="{{x}}", value="{{NAME}}")
@example(text="\\{{", value='"&')
@example(text="DOMAIN\\", value="x")
@example(text="{", value="x")
def test_variables_are_filled_in(model: ModuleType, text: str, value: str) -> None:
    text = re.sub(r"[^\x20-\x7e]", "", text)
    values = {"NAME": value, "BRACE": "{", "BACKSLASH": "\\"}
    (found,) = model.arguments(obeyed(model, cmd.argument(CONTEXT, [text, Env("NAME"), "{{"])))
    assert model.expanded(found, values) == text + value + "{{"


@given(text=st.text('{}[]":, \t\r\n\\aé😀'))
def test_json_stays_the_same(text: str) -> None:
    """What JSON means is not changed where it has line ends between its tokens alone."""
    (line,) = cmd.json_line(text) or ("",)
    assert isinstance(line, str) and line.isascii() and "\n" not in line and "\r" not in line
    assert re.sub(r"\s", "", line.replace("\\u00e9", "é").replace("\\ud83d\\ude00", "😀")) == (
        re.sub(r"\s", "", text)
    )


def test_the_model_stops_at_what_cmd_obeys(model: ModuleType) -> None:
    for line in ("curl a & calc", "curl a | calc", 'curl "a" > x', "curl a) b"):
        with pytest.raises(SystemExit):
            obeyed(model, line)
