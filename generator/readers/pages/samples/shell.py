"""Splitting shell text into words, also where copying has hurt it."""

from __future__ import annotations

import re

from generator.frozen import Frozen

_CONTINUED = re.compile(r"(?:\\{1,4}|\^|`)[ \t\u00a0]{0,80}\r?\n[ \t\u00a0]*")
_SPACE = re.compile(r"[ \t\u00a0\u200b\f\v]+")
_ANSI = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))",
    re.DOTALL,
)
_ANSI_LETTERS = {
    "n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v",
    "e": "\x1b", "E": "\x1b",
}  # fmt: skip
_ANGLED = re.compile(r"<[A-Za-z_][^<>\n]{0,60}>")
_PLAIN = re.compile(r"[^\s\\'\"$;|&<>()^`“”‘’\u200b]+")
_LOST = re.compile(r"\\{1,4}[ \t]{0,80}(?=-{1,2}[A-Za-z]|[\"']|https?://)")
_OPTION = re.compile(r"-{1,2}[A-Za-z][\w-]{0,30}[ =]")
_OPENING = {"“": "”", "”": "”", "„": "“", "‘": "’", "’": "’"}
_LONGEST_HEREDOC = 20_000
_HEREDOC = re.compile(r"<<-?[ \t]*(['\"]?)(\w+)\1")


class Word(Frozen):
    """A word of a command: its text after unquoting, and where it stands."""

    text: str
    start: int
    end: int
    quoted: bool = False


class Splitter:
    """Reads words from one place on, without going back.

    Beyond sh it knows the line continuations of cmd.exe and PowerShell, typographic quotes, and
    takes ``<name>`` and ``&`` within a word as text, since samples leave URLs unquoted.
    """

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.heredoc: str | None = None
        self.ended = False
        self._redirected = False

    def word(self) -> Word | None:
        """Return the next word of the command, or None at its end (a new line is an end)."""
        while True:
            word = self._next()
            if word is None or not self._redirected:
                return word
            self._redirected = False  # that was the file of a redirection

    def _next(self) -> Word | None:
        if self.ended or not self._skip():
            return None
        start = self.at
        parts: list[str] = []
        quoted = False
        while self.at < len(self.text):
            before = self.at
            piece = self._piece(start)
            if piece is None:
                break
            was_quoted = self.text[before] in "'\"“”„‘’" or self.text.startswith("$'", before)
            quoted = quoted or was_quoted
            parts.append(piece)
            if was_quoted and self._glued():
                self.ended = self.text[self.at] != "-"
                break
        return Word("".join(parts), start, self.at, quoted) if self.at > start else None

    def next_line(self) -> str:
        """Return the line after the one that has just ended, without moving to it."""
        found = re.compile(r"[ \t]*\r?\n[ \t]*([^\n]*)").match(self.text, self.at)
        return found.group(1) if found and not self.ended else ""

    def step_over_newline(self) -> None:
        """Go to the next line, as if it were continued."""
        self.at = self.text.index("\n", self.at) + 1

    def _skip(self) -> bool:
        while self.at < len(self.text):
            found = (
                _SPACE.match(self.text, self.at)
                or _CONTINUED.match(self.text, self.at)
                or _LOST.match(self.text, self.at)
            )
            if found is not None:
                self.at = found.end()
            elif self._begins_redirection():
                self.at += 1
                self._redirected = True
            else:
                break
        rest = self.text[self.at : self.at + 2]
        if rest[:1] == "#" or rest == "&&":
            return False
        return rest[:1] not in {"", "\n", "\r", ";", "|", ")"}

    def _begins_redirection(self) -> bool:
        """Tell ``> file`` from ``<name>``; read a here-document on the way."""
        if self.text[self.at] not in "<>" or _ANGLED.match(self.text, self.at):
            return False
        if self.heredoc is None and (found := _HEREDOC.match(self.text, self.at)):
            self._read_heredoc(found)
            self.at -= (
                len(found.group(2)) + len(found.group(1)) + 1
            )  # its name is dropped as a file is
        return True

    def _piece(self, start: int) -> str | None:
        """Return one piece of a word, None where the word ends."""
        text, first = self.text, self.text[self.at]
        if found := _PLAIN.match(text, self.at):
            self.at = found.end()
            return found.group()
        if first == "'":
            return self._single("'")
        if first == '"':
            return self._double('"')
        if first in _OPENING:
            return self._double(_OPENING[first]) if first in "“”„" else self._single("’")
        if first == "$":
            return self._dollar()
        if first == "\\":
            return self._backslash()
        if first == "<" and (angled := _ANGLED.match(text, self.at)):
            self.at = angled.end()
            return angled.group()
        if (
            first == "&"
            and self.at > start
            and text[self.at + 1 : self.at + 2].strip(" &;\n\r") != ""
        ):
            self.at += 1
            return "&"
        if first == "^":
            return self._caret()
        if first in "(`" and self.at > start:
            self.at += 1
            return first
        if first in "<>|;&()`" or first.isspace() or first == "\u200b":
            return None
        self.at += 1
        return first

    def _backslash(self) -> str | None:
        if _CONTINUED.match(self.text, self.at) or _LOST.match(self.text, self.at):
            return None
        self.at += 2
        return self.text[self.at - 1 : self.at]

    def _caret(self) -> str | None:
        if _CONTINUED.match(self.text, self.at):
            return None
        self.at += 2
        escaped = self.text[self.at - 1 : self.at]
        if escaped != '"':
            return escaped
        self.at -= 1  # ^" opens a string of cmd.exe that the browser wrote
        return self._double('"', caret=True)

    def _dollar(self) -> str:
        if self.text.startswith("$'", self.at):
            self.at += 2
            end = re.compile(r"(?:[^'\\]|\\.)*", re.DOTALL).match(self.text, self.at)
            self.at = end.end() + 1 if end else self.at
            return _ANSI.sub(_ansi, end.group() if end else "")
        if self.text.startswith(("${", "$(", "${{"), self.at):
            closing = "}" if self.text[self.at + 1] == "{" else ")"
            end_at = self.text.find(closing, self.at, self.at + 200)
            if end_at > 0 and "\n" not in self.text[self.at : end_at]:
                piece = self.text[self.at : end_at + 1]
                self.at = end_at + 1
                return piece
        self.at += 1
        return "$"

    def _single(self, closing: str) -> str:
        begin = self.at + 1
        end = self.text.find(closing, begin)
        while self._is_apostrophe(begin, end):
            end = self.text.find(closing, end + 1)
        self.at = len(self.text) if end < 0 else end + 1
        return self.text[begin:] if end < 0 else self.text[begin:end]

    def _is_apostrophe(self, begin: int, end: int) -> bool:
        """Tell ``it's`` within unfinished JSON from the end of a string."""
        return (
            end > begin
            and self.text[begin] in "{["
            and self.text[end - 1].isalpha()
            and self.text[end + 1 : end + 2].isalpha()
        )

    def _double(self, closing: str, caret: bool = False) -> str:
        parts: list[str] = []
        ends = re.compile(rf"[{closing}\\^]" if caret else rf"[{closing}\\]")
        self.at += 1
        while found := ends.search(self.text, self.at):
            parts.append(self.text[self.at : found.start()])
            self.at = found.end()
            if found.group() == "^":
                escaped = self.text[self.at : self.at + 1]
                self.at += 1
                if escaped == '"' and not (len(parts) > 1 and parts[-2:] == ["\\", ""]):
                    return "".join(parts)
                parts[-2:] = parts[-2:] if escaped != '"' else []
                parts.append(escaped)
            elif found.group() == "\\":
                parts.append(self._escaped())
            else:
                return "".join(parts)
        parts.append(self.text[self.at :])
        self.at = len(self.text)
        return "".join(parts)

    def _escaped(self) -> str:
        escaped = self.text[self.at : self.at + 1]
        self.at += 1
        if escaped in {"\n", ""}:
            return ""
        if escaped == "^" and self.text.startswith('"', self.at):
            self.at += 1
            return '"'
        return escaped if escaped in '"\\$`' else "\\" + escaped

    def _glued(self) -> bool:
        """Tell whether text that is not of this command follows a string without space."""
        following = self.text[self.at : self.at + 1]
        if following == "-":
            return _OPTION.match(self.text, self.at) is not None
        return following.isalnum() or following in {"{", "<"}

    def _read_heredoc(self, found: re.Match[str]) -> None:
        self.at = found.end()
        within = self.text[found.end() : found.end() + _LONGEST_HEREDOC]
        _, _, body = within.partition("\n")
        end = re.compile(rf"^[ \t]*{found.group(2)}[ \t]*$", re.MULTILINE).search(body)
        self.heredoc = body[: end.start()] if end else body


def _ansi(found: re.Match[str]) -> str:
    byte, short, long, octal, control, letter = found.groups()
    if digits := byte or short or long:
        number = int(digits, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    if octal:
        return chr(int(octal, 8) & 0xFF)
    if control:
        return chr(ord(control) & 0x1F)
    return _ANSI_LETTERS.get(letter, letter if letter in "\\'\"?" else "\\" + letter)
