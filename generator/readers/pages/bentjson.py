"""One pass over bent JSON; what is bent is noted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

_MAX_DEPTH = 150  # far below the interpreter's own limit, far above any real example

_SPACE = re.compile(
    r"(?:[\s\ufeff\u200b\u00a0]+|//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*|<!--.*?(?:-->|\Z))", re.DOTALL
)
_ELLIPSIS = re.compile(r"(?:\.{2,}|…)+")
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.-])")
_BARE_KEY = re.compile(r"[^\W\d][\w.$/-]*|\d+(?=\s{0,9}:)|\$[\w$.]+|:[\w-]+(?=\s)|<[^<>\n{}]*>")
_SIGNATURE = re.compile(r"\[\s*\w+\s*:\s*\w+\s*\]")  # TypeScript: { [key: string]: string }
_ARROW = re.compile(r":|=>|=")
_TEMPLATE = re.compile(r"\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|<[^<>\n]{1,200}>|\$\w+")
_BARE_VALUE = re.compile(r"(?:(?!\s//)[^,;{}\[\]\"\n\r])+(?:\[\])?")
QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "”": "”", "„": "“", "‘": "’", "’": "’"}
_WORDS: dict[str, Any] = {
    "true": True, "false": False, "null": None,
    "True": True, "False": False, "None": None, "nil": None, "undefined": None,
    "TRUE": True, "FALSE": False, "NULL": None,
    "NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf"),
}  # fmt: skip
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "0": "\0", "v": "\v"}
_TYPES = re.compile(
    r"(?:string|str|text|number|integer|int|long|float|double|decimal|boolean|bool|object|array|"
    r"date(?:-?time)?|timestamp|uuid|uri|url|email|file|binary|any|map|list|enum)\b",
    re.IGNORECASE,
)


class NoJsonError(Exception):
    """The text is no JSON, however it is bent."""


class Bare(str):
    """A value without quotes that is no word of JSON: it stands for another, or names its type."""

    __slots__ = ()


class Parser:
    """One pass over the text without going back, so that the time is linear."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.notes: dict[str, None] = {}

    def note(self, rule: str) -> None:
        """Note a rule that had to be bent."""
        self.notes[rule] = None

    def fail(self) -> NoReturn:
        """Give up."""
        raise NoJsonError

    def peek(self) -> str:
        """Return the character here, empty at the end."""
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        """Go over white space, comments and ellipses that stand for left-out members."""
        while self.at < len(self.text):
            if found := _SPACE.match(self.text, self.at):
                if found.group()[0] in "/#<":
                    self.note("comments")
            elif found := _ELLIPSIS.match(self.text, self.at):
                self.note("ellipsis")
            else:
                return
            self.at = found.end()

    def take(self, pattern: re.Pattern[str]) -> str:
        """Return what a pattern finds here, and step over it."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def value(self, depth: int) -> Any:
        """Return the value that begins here."""
        if depth > _MAX_DEPTH:
            self.fail()
        self.skip()
        first = self.peek()
        if first == "{" and not self.text.startswith("{{", self.at):
            return self.members("}", depth)
        if first == "[":
            return self.members("]", depth)
        if first in QUOTES:
            return self.string()
        return self.word()

    def members(self, close: str, depth: int) -> dict[str, Any] | list[Any]:
        """Read what stands between brackets; pairs make an object whatever the brackets are."""
        self.at += 1
        keyed: dict[str, Any] = {}
        items: list[Any] = []
        separated = True
        while True:
            self.skip()
            if self.at >= len(self.text):
                self.note("cut")
                break
            if self.peek() == close:
                self.at += 1
                if separated and (keyed or items):
                    self.note("trailing-comma")
                break
            if self.peek() in ",;":
                self.at += 1
                separated = True
                continue
            if not separated:
                self.note("missing-comma")
            separated = False
            before = self.at
            self.pair_or_item(close, depth, keyed, items)
            if self.at == before:
                self.fail()
        return keyed if keyed or close == "}" else items

    def pair_or_item(self, close: str, depth: int, keyed: dict[str, Any], items: list[Any]) -> None:
        """Take a member of an object, or an item of a list that may be a pair."""
        if close == "}":
            self.pair(depth, keyed)
            return
        item = self.value(depth + 1)
        self.skip()
        if isinstance(item, str) and self.text.startswith("=>", self.at):
            self.at += 2
            self.note("rocket")
            keyed[item] = self.value(depth + 1)
        else:
            items.append(item)

    def pair(self, depth: int, keyed: dict[str, Any]) -> None:
        """Take a name and its value."""
        signature, bare = self.take(_SIGNATURE), self.peek() == "<"
        key = "" if signature else self.key()
        self.skip()
        if self.peek() == "?":
            self.at += 1
            self.note("optional-key")
            self.skip()
        arrow = self.take(_ARROW)
        if not arrow:
            if bare or self.at >= len(self.text):
                self.note("placeholder" if bare else "cut")
                return
            self.fail()
        if arrow != ":":
            self.note("rocket")
        self.skip()
        if self.peek() in {"}", ",", ""}:
            self.note("cut" if self.peek() == "" else "ellipsis")
            keyed.setdefault(key, None)
        elif not signature:
            keyed[key] = self.value(depth + 1)
        else:
            self.note("key-signature")
            self.value(depth + 1)

    def key(self) -> str:
        """Take a name, quoted or not."""
        if self.peek() in QUOTES:
            return self.string()
        if found := self.take(_BARE_KEY) or self.take(_TEMPLATE):
            self.note("unquoted-key")
            return found
        self.fail()

    def string(self) -> str:
        """Take a string, with whatever quotes."""
        opening = self.peek()
        if opening == '"':
            try:
                value, self.at = _scan(self.text, self.at + 1, False)
            except ValueError:
                pass
            else:
                if not self.strictly_escaped(value):
                    self.note("string")
                return value
        else:
            self.note("quotes")
        return self.loose_string(QUOTES[opening])

    def strictly_escaped(self, value: str) -> bool:
        """Tell whether a string could stand in strict JSON."""
        return not any(character < " " for character in value) or "\n" not in value

    def loose_string(self, closing: str) -> str:
        """Take a string that the json module does not read."""
        parts: list[str] = []
        ends = re.compile(f"[{re.escape(closing)}\\\\]")
        self.at += 1
        while True:
            found = ends.search(self.text, self.at)
            if found is None:
                self.note("cut")
                parts.append(self.text[self.at :])
                self.at = len(self.text)
                break
            parts.append(self.text[self.at : found.start()])
            self.at = found.end()
            if found.group() != "\\":
                break
            parts.append(self.escape())
        return "".join(parts)

    def escape(self) -> str:
        """Return what an escape stands for."""
        letter = self.peek()
        self.at += 1
        if letter == "u" and (digits := self.take(re.compile(r"[0-9a-fA-F]{4}"))):
            return chr(int(digits, 16))
        if letter not in {*"\"'`/\\", *_ESCAPES}:
            self.note("string")
            return "\\" + letter
        return _ESCAPES.get(letter, letter)

    def word(self) -> Any:
        """Take a number, a word or a placeholder."""
        if found := _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return self.number(found.group())
        template = _TEMPLATE.match(self.text, self.at)
        if template is not None and not _TYPES.match(template.group(), 1):
            self.note("placeholder")
        text = (self.take(_TEMPLATE) + self.take(_BARE_VALUE)).strip()
        if not text or text[0] in "}])":
            self.fail()
        if text in _WORDS:
            if text not in {"true", "false", "null", "NaN", "Infinity", "-Infinity"}:
                self.note("word")
            return _WORDS[text]
        self.note("type-word" if _TYPES.match(text.lstrip("<")) else "bare-word")
        return Bare(text)

    def number(self, text: str) -> int | float | str:
        """Return a number, as JSON reads it where it can."""
        try:
            return json.loads(text)  # type: ignore[no-any-return]
        except ValueError:
            self.note("number")
        try:
            return int(text, 16) if "x" in text.lower() else float(text)
        except ValueError:  # too long for int()
            return text


_scan: Callable[[str, int, bool], tuple[str, int]] = json.decoder.scanstring  # type: ignore[attr-defined]
