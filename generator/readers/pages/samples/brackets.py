"""Lists, mappings, arguments and blocks: what stands between brackets."""

from __future__ import annotations

from typing import Any

from generator.readers.pages.samples.scope import Scope
from generator.readers.pages.samples.tokens import Token
from generator.readers.pages.samples.values import Call, Member, Name, dotted, text_of

DEEPEST = 60
SILENT = {
    "new", "await", "async", "try", "return", "const", "let", "var", "val", "final", "my", "our",
    "in", "end", "do", "then", "if", "else", "not", "import", "using", "static", "throw", "yield",
    "auto", "def", "echo", "puts", "print", "go", "defer", "mut", "lateinit", "set", "object",
    "array_merge",
}  # fmt: skip


class Brackets:
    """One pass over the tokens of a sample, without going back."""

    def __init__(self, pieces: list[Token], language: str | None) -> None:
        self.tokens = pieces
        self.language = language
        self.at = 0
        self.depth = 0
        self.scope = Scope()

    def expression(self) -> Any:
        """Return the value of the expression that begins here."""
        raise NotImplementedError

    def primary(self) -> Any:
        """Return the value that begins here, without what hangs on it."""
        raise NotImplementedError

    def operand(self) -> Any:
        """Return the value of an expression without operators."""
        raise NotImplementedError

    def statements(self, closing: str) -> None:
        """Follow statements up to a closing bracket, which is taken."""
        raise NotImplementedError

    def peek(self, ahead: int = 0) -> Token | None:
        """Return the token at or after this place, None at the end."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def sign(self, ahead: int = 0) -> str:
        """Return the sign there, empty where something else stands."""
        token = self.peek(ahead)
        return token.text if token is not None and token.kind == "sign" else ""

    def bracketed(self, token: Token) -> Any:
        """Take what a sign begins: a list, a mapping, a signed or referenced value."""
        self.at += 1
        if token.text == "(":
            args, named = self.arguments(")", opened=True)
            return named if named and not args else args[0] if len(args) == 1 else args
        if token.text == "[":
            return self.square()
        if token.text == "{":
            self.at -= 1
            return self.braces(False)
        if token.text in {")", "]", "}", ",", ";"}:
            self.at -= 1
        return None

    def square(self) -> Any:
        """Take a list, a mapping in square brackets, or a message to an object."""
        if self.language == "objective-c" and self.opens_message():
            return self.message()
        if self.language == "go" and self.sign() == "]":
            self.at += 1
            return self.primary()
        args, named = self.arguments("]", opened=True)
        return named if named else args

    def opens_message(self) -> bool:
        """Tell a message to an object from a list (Objective-C)."""
        first, second = self.peek(), self.peek(1)
        if first is None or first.text == "[" or second is None:
            return first is not None and first.text == "["
        return second.kind == "name" or (first.kind == "name" and second.text not in {",", "]"})

    def message(self) -> Any:
        """Take ``[object part:value part:value]``."""
        target = self.expression()
        parts, args = [], []
        while (token := self.peek()) is not None and self.sign() != "]":
            self.at += 1
            if token.kind == "name":
                parts.append(token.text)
                if self.sign() == ":":
                    self.at += 1
                    args.append(self.expression())
            elif token.text in ";}":
                break
        self.at += 1 if self.sign() == "]" else 0
        return self.call(
            ".".join(filter(None, [dotted(target), ":".join(parts)])), args, {}, target
        )

    def braces(self, as_mapping: bool) -> Any:
        """Take a mapping or initializer; a block of statements is followed instead."""
        if not (as_mapping or self.opens_mapping()):
            self.at += 1
            if self.depth < DEEPEST:
                self.depth += 1
                self.statements("}")
                self.depth -= 1
            return None
        self.at += 1
        args, named = self.arguments("}", opened=True)
        return (
            args
            if args and not named
            else {**named, **{each.text: each for each in args if isinstance(each, Name)}}
        )

    def opens_mapping(self) -> bool:
        """Tell a mapping from a block of statements by what stands first in it."""
        first, second = self.peek(1), self.sign(2)
        if first is None or self.sign(1) in {"}", "...", "["}:
            return True
        if first.kind == "sign":
            return first.text == {"ruby": ":", "csharp": "{", "java": "{"}.get(self.language or "")
        separators = {":", "=>"} if first.kind == "name" else {":", "=>", "=", ","}
        if self.language in {"powershell", "lua", "csharp"}:
            separators = separators | {"="}
        return second in separators or (
            first.kind == "name" and second in {",", "}"} and first.text not in SILENT
        )

    def collection(self, token: Token) -> Any:
        """Take ``array(k => v)``, ``dict(k=v)``, ``map[string]string{k: v}``."""
        if self.sign() == "[" and self.language == "go":
            while self.at < len(self.tokens) and self.sign() not in {"{", "(", ")", ";"}:
                self.at += 1
            return self.braces(True) if self.sign() == "{" else None
        if self.sign() != "(":
            return Name(token.text)
        args, named = self.arguments(")")
        return named or (args[0] if token.text == "dict" and args else args)

    def arguments(self, closing: str, opened: bool = False) -> tuple[list[Any], dict[str, Any]]:
        """Return what stands between brackets, by position and by name."""
        if not opened:
            self.at += 1
        args: list[Any] = []
        named: dict[str, Any] = {}
        while self.at < len(self.tokens):
            if self.sign() in {")", "]", "}"}:
                self.at += 1 if self.sign() == closing else 0
                break
            before = self.at
            self.argument(args, named)
            self.at = max(self.at, before + 1)
        return args, named

    def argument(self, args: list[Any], named: dict[str, Any]) -> None:
        """Take one argument; a pair becomes a named one."""
        token = self.peek()
        if token is None or (token.kind == "sign" and token.text in ",;.*:"):
            return
        if token.text == "[" and self.sign(2) == "]" and self.sign(3) == ":":  # [Symbol]: value
            self.at += 1
            token = self.peek() or token
            self.tokens[self.at + 1] = self.tokens[self.at + 2]
        following = self.sign(1)
        key = token.kind in {"name", "string", "number"} and following in {":", "=>", "="}
        if key and self.sign(2) != ":":
            self.at += 2
            named[token.text] = self.expression()
            return
        value = self.expression()
        if self.sign() in {"=>", "to"} or (self.peek() and self.peek().text == "to"):  # type: ignore[union-attr]
            self.at += 1
            named[text_of(value) or ""] = self.expression()
        elif self.sign() in {"=", ":=", ":"} and isinstance(value, Name):
            self.at += 1
            named[value.text] = self.expression()
        elif (
            isinstance(value, Call | Name)
            and self.sign() == "{"
            and self.language in {"csharp", "go", "java"}
        ):
            self.braces(True)
            args.append(value)
        else:
            args.append(value)

    def call(
        self, name: str, args: list[Any], named: dict[str, Any], target: Any, line: int = 0
    ) -> Call:
        """Note a call, and return what it stands for; the name of a long chain is shortened."""
        name = name if len(name) < 400 else name[:100] + name[-200:]
        return self.scope.call(
            Call(name, args, named, target, line=line or self.tokens[self.at - 1].line)
        )


def target_of(value: Any) -> Any:
    """Return what a member is called on."""
    if isinstance(value, Member):
        return value.value
    text = dotted(value)
    return Name(text.rpartition(".")[0]) if "." in text else None
