"""Runs a batch file as cmd.exe does, as far as snippets go; it stops where it knows no rule.

    python3 cmd.py FILE

The rules: first percent signs; then quotes, carets and what is obeyed outside of quotes; then how
the C runtime makes arguments of a command line. The curl that is there is run; where it is older
than 8.3, its variables are filled in here.
"""

from __future__ import annotations

import datetime
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from pathlib import Path
from typing import TextIO

VARIABLES = {name.upper(): value for name, value in os.environ.items()}
FOLDER = tempfile.mkdtemp()
VARIABLES["TEMP"] = FOLDER.replace("/", "\\")


_MADE = r"""for /f "delims=" %v in \('powershell -NoProfile -Command "([^"]*)"'\) do """


class Batch:
    """A batch file, read line by line and run as it is read."""

    def __init__(self, text: str) -> None:
        self.lines = iter(text.removesuffix("\n").split("\n"))
        self.line = ""
        self.at = 0

    @property
    def rest(self) -> str:
        """What is left of the line."""
        return self.line[self.at :]

    def go_on(self) -> bool:
        """Go to the next line; return whether there is one."""
        line = next(self.lines, None)
        if line is None:
            return False
        if re.search("[\x00\r\x1a]", line) or len(line) > 8191:
            sys.exit("a line that cmd cannot read")
        self.line, self.at = percent(line), 0
        return True

    def take(self, pattern: str) -> re.Match[str] | None:
        """Take what matches from the front of the line."""
        found = re.compile(pattern, re.IGNORECASE).match(self.line, self.at)
        self.at = found.end() if found else self.at
        return found

    def block(self, depth: int, out: TextIO | None) -> None:
        """Run commands up to the closing bracket, or to the end; without ``out`` pass over them."""
        while self.rest.strip() or self.go_on():
            if depth and self.take(r"\s*\)"):
                return
            if self.rest.strip():
                self.command(depth, out)

    def command(self, depth: int, out: TextIO | None) -> None:
        """Run one command; without ``out`` pass over it."""
        self.take(" *")
        if self.take(r"\( *"):
            printed = io.StringIO() if out else None
            self.block(depth + 1, printed)
            target = self.take(' *> *"([^"]*)"')
            if printed and target:
                Path(path(target[1])).write_text(printed.getvalue(), encoding="utf-8")
            elif printed and out:
                out.write(printed.getvalue())
        elif found := self.take(r"if defined (\w+) +"):
            is_true = found[1].upper() in VARIABLES
            self.command(depth, out if is_true else None)
            if self.take(" *else +"):
                self.command(depth, None if is_true else out)
        elif found := self.take(
            r"""for /f "delims=" %v in \('powershell -NoProfile -Command "([^"]*)"'\) do """
        ):
            made = powershell(found[1])
            if setting := self.take(r'set "(\w+)=%v"$'):
                VARIABLES[setting[1].upper()] = made
            else:
                sys.exit(f"cmd does not know {self.line!r}")
        elif self.take("rem "):
            if self.rest.endswith("^"):
                sys.exit("a comment goes on in the next line")
            self.at = len(self.line)
        else:
            self.simple(depth, out)

    def simple(self, depth: int, out: TextIO | None) -> None:
        """Run a command without structure: its line, with what is obeyed in it."""
        text = self.obeyed(depth).rstrip(" ")
        if out is None:
            return
        name, _, rest = text.partition(" ")
        if name == "echo":
            print(rest, file=out)
        elif name == "curl":
            curl(arguments(rest))
        elif text not in ("@echo off", "setlocal DisableDelayedExpansion", "chcp 65001"):
            sys.exit(f"cmd does not know {text!r}")

    def obeyed(self, depth: int) -> str:
        """Return the rest of the line, and of those with which it goes on, without carets."""
        text = ""
        is_quoted = False
        while self.at < len(self.line):
            character = self.line[self.at]
            self.at += 1
            if character == '"':
                is_quoted = not is_quoted
            elif character == "^" and not is_quoted:
                if self.at == len(self.line) and not self.go_on():
                    break
                character = self.line[self.at : self.at + 1]
                self.at += 1
            elif character == ">" and not is_quoted and self.take("nul$"):
                break
            elif (character in "&|<>" or (character == ")" and depth)) and not is_quoted:
                sys.exit(f"cmd obeys {character} in {self.line!r}")
            text += character
        return text


def percent(line: str) -> str:
    """Return a line with its variables filled in, and of two percent signs one."""

    def one(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[1] is None or "~" in found[0][:2] or found[0][1].isdigit():
            return ""
        return VARIABLES.get(found[1].upper(), "")

    return re.sub(r"%%|%([^%:]*)%|%", one, line)


def arguments(line: str) -> list[str]:
    """Return the arguments that the C runtime makes of a command line."""
    found: list[str] = []
    is_quoted = False
    is_new = True
    for backslashes, quote, space, other in re.findall(
        r'(\\*)(?:(")|([ \t]+)|([^\\" \t]+)|\Z)', line
    ):
        if is_new and (backslashes or quote or other):
            found.append("")
            is_new = False
        if not quote:
            text = backslashes + (space if is_quoted else "") + other
        else:
            text = "\\" * (len(backslashes) // 2) + '"' * (len(backslashes) % 2)
            is_quoted ^= len(backslashes) % 2 == 0
        if found:
            found[-1] += text
        is_new |= bool(space) and not is_quoted
    return found


def path(name: str) -> str:
    """Return a path of this system."""
    return name.replace("\\", "/")


def powershell(code: str) -> str:
    """Return what the few commands print that snippets let PowerShell run."""
    if code == "[guid]::NewGuid()":
        return str(uuid.uuid4())
    if code == "[DateTimeOffset]::UtcNow.ToUnixTimeSeconds()":
        return str(int(time.time()))
    if code == "[DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ss.fffZ')":
        return f"{datetime.datetime.utcnow():%Y-%m-%dT%H:%M:%S}.000Z"
    if code == "Get-Random -Maximum 1001":
        return str(random.randrange(1001))
    escaped = re.fullmatch(r"\[uri\]::EscapeDataString\(\$env:(\w+)\)\.Replace\('%25', '%'\)", code)
    if escaped:
        return urllib.parse.quote(VARIABLES.get(escaped[1].upper(), ""), safe="%-._~")
    unescaped = re.fullmatch(r"\[uri\]::UnescapeDataString\(\$env:(\w+)\)", code)
    if unescaped:
        return urllib.parse.unquote(VARIABLES.get(unescaped[1].upper(), ""))
    sys.exit(f"PowerShell does not know {code!r}")


def curl(words: list[str]) -> None:
    """Run curl and end with its status."""
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split()[
        1
    ]
    if tuple(map(int, version.split(".")[:2])) < (8, 3):
        words = filled(read(words))
    env = {**os.environ, **VARIABLES}
    sys.exit(subprocess.run(["curl", *map(path_of_config, words)], env=env).returncode)


def path_of_config(word: str) -> str:
    """Return an argument with the path of our own folder made one of this system."""
    return path(word) if word.startswith(VARIABLES["TEMP"]) else word


def read(words: list[str]) -> list[list[str]]:
    """Return the options of a command and of its config files, each with its value."""
    found: list[list[str]] = []
    escapes = {"n": "\n", "r": "\r", "t": "\t", "v": "\v"}
    for word in words:
        if found and found[-1] == ["--config"]:
            found.pop()
            for line in Path(path(word)).read_text(encoding="utf-8").splitlines():
                option, _, value = line.partition(" = ")
                inner = value.removeprefix('"').removesuffix('"')
                found.append([option, re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), inner)])
        elif found and len(found[-1]) == 1 and takes_value(found[-1][0]):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def takes_value(option: str) -> bool:
    """Whether an option of those that snippets use has a value."""
    flags = ("--globoff", "--path-as-is", "--location", "--head", "--digest", "--ntlm")
    return option not in flags


def filled(options: list[list[str]]) -> list[str]:
    """Return options with curl's variables filled in (curl's manual, "Variables")."""
    found: list[str] = []
    values: dict[str, str] = {}
    for option, *rest in options:
        if option == "--variable":
            name, mark, value = rest[0].partition("=")
            if mark:
                values[name] = value
                continue
            name = name.removeprefix("%")
            if name.upper() not in VARIABLES:
                sys.exit(f"curl: Variable '{name}' import fail, not set")
            values[name] = VARIABLES[name.upper()]
        elif option.startswith("--expand-"):
            found += ["--" + option.removeprefix("--expand-"), expanded(rest[0], values)]
        else:
            found += [option, *rest]
    return found


def expanded(text: str, values: dict[str, str]) -> str:
    """Return a text with variables filled in; a backslash keeps two braces as they are."""

    def one(match: re.Match[str]) -> str:
        if match[1]:
            return "{{"
        if match[2] not in values:
            sys.exit(f"curl: variable {match[2]!r} is not there")
        return values[match[2]]

    return re.sub(r"(\\)\{\{|\{\{(.*?)\}\}", one, text)


if __name__ == "__main__":
    Batch(Path(sys.argv[1]).read_text(encoding="utf-8")).block(0, sys.stdout)
