"""Following a sample from top to bottom: names, literals, calls and assignments.

No language is parsed in full. Brackets, strings, calls and assignments look alike in most of them,
and these alone say what a sample sends; what is not understood is stepped over.
"""

from __future__ import annotations

from typing import Any

from generator.readers.pages.samples.brackets import SILENT
from generator.readers.pages.samples.expressions import Expressions
from generator.readers.pages.samples.scope import Assigned, Scope
from generator.readers.pages.samples.tokens import Token, tokens
from generator.readers.pages.samples.values import Name


def run(code: str, language: str | None) -> Scope:
    """Return what happens in ``code``, in order and with values for names, and the last names."""
    program = _Program(tokens(code, language), language)
    program.statements("")
    return program.scope


class _Program(Expressions):
    """Statements, one after the other, in blocks too."""

    def statements(self, closing: str) -> None:
        """Follow statements up to a closing bracket; the bracket is taken."""
        while self.at < len(self.tokens):
            if closing and self.sign() == closing:
                self.at += 1
                return
            before = self.at
            self.statement()
            self.at = max(self.at, before + 1)

    def statement(self) -> None:
        first = self.peek()
        if first is None or (first.kind == "sign" and first.text not in "([{@&*"):
            return
        start = self.at
        value = self.expression()
        if self.sign() in {"=", ":=", "<-", "+="}:
            left = self.tokens[start : self.at]
            operator = self.sign()
            self.at += 1
            self.assign(start, left, value, self.expression(), operator)
        elif self.sign() == ":" and self.language in {
            "go",
            "kotlin",
            "swift",
            "python",
            "rust",
            "dart",
        }:
            self.annotated(first)

    def annotated(self, first: Token) -> None:
        """Step over the type in ``name: Type = value``."""
        for ahead in range(1, 12):
            token = self.peek(ahead)
            if token is None or token.line != first.line or self.sign(ahead) in {",", ")", "{"}:
                return
            if self.sign(ahead) == "=":
                self.at += ahead + 1
                self.scope.names[first.text] = self.expression()
                return

    def assign(self, start: int, left: list[Token], old: Any, value: Any, operator: str) -> None:
        names = [each for each in left if each.kind == "name" and each.text not in SILENT]
        if not names:
            return
        line = left[0].line
        if left[-1].text == "]" and len(left) > 3 and left[-2].kind == "string":
            self.scope.put(left[0].text, left[-2].text, value, line)
        elif any(each.text in {".", "->"} for each in left):
            self.scope.events.append(Assigned(left[0].text, left[-1].text, value, line))
        elif operator == "+=" and isinstance(old, str) and isinstance(value, str):
            self.scope.names[names[-1].text] = old + value
        elif isinstance(old, Name) or left[-1].kind == "name":
            for name in self.together(names[-1], start):
                self.scope.names[name] = value

    def together(self, last: Token, start: int) -> list[str]:
        """Return the names that ``a, b = value`` gives a value to."""
        found = [last.text]
        while (
            start > 1
            and self.tokens[start - 1].text == ","
            and self.tokens[start - 2].kind == "name"
        ):
            start -= 2
            found.append(self.tokens[start].text)
        return found
