"""Expressions: literals, joined strings, members, calls and commands."""

from __future__ import annotations

import re
from typing import Any

from generator.readers.pages.samples.brackets import DEEPEST, SILENT, Brackets, target_of
from generator.readers.pages.samples.tokens import Token
from generator.readers.pages.samples.values import Call, Member, Name, dotted, text_of

_JUXTAPOSED = {"ocaml", "tcl", "powershell", "ruby", "elixir", "perl"}
_WORDS = {
    "true": True, "false": False, "null": None, "True": True, "False": False, "None": None,
    "nil": None, "NULL": None, "undefined": None, "TRUE": True, "FALSE": False, "YES": True,
    "NO": False,
    "$null": None, "$true": True, "$false": False,
}  # fmt: skip


class Expressions(Brackets):
    """What an expression stands for, as far as literals and known names say."""

    def expression(self) -> Any:
        """Return the value of an expression; strings that are joined become one."""
        if self.depth > DEEPEST:
            self.at += 1
            return None
        self.depth += 1
        value = self.operand()
        while (joint := self.joint()) is not None:
            self.at += joint
            value = _joined(value, self.operand())
        self.depth -= 1
        return value

    def joint(self) -> int | None:
        """Return how many tokens join the next operand to a text, None where nothing does."""
        sign = self.sign()
        if sign == "+" or (sign == ".." and self.language == "lua"):
            return 1
        if sign == "." and self.language in {"php", "perl"}:
            return 1
        if sign in {"<>", "^", "&"} and self.language in {"elixir", "ocaml", "vbnet"}:
            return 1
        token, before = self.peek(), self.peek(-1) if self.at else None
        if (
            token
            and before
            and token.kind == before.kind == "string"
            and self.language in {"c", "cpp", "python"}
        ):
            return 0
        return None

    def operand(self) -> Any:
        """Take a primary value and what hangs on it."""
        return self.members(self.primary())

    def primary(self) -> Any:
        """Take a literal, a name or what is in brackets; words and signs before it say nothing."""
        while self.is_prefix():
            self.at += 1
        token = self.peek()
        if token is None:
            return None
        if token.kind == "sign":
            return self.bracketed(token)
        self.at += 1
        if token.kind == "string":
            return self.interpolated(token)
        if token.kind == "number":
            digits = token.text.replace("_", "")
            return int(digits) if digits.isdigit() and len(digits) < 4000 else float(digits)
        if token.text in _WORDS:
            return _WORDS[token.text]
        if token.text in {"map", "array", "list", "dict", "hash"} and self.sign() in {"[", "("}:
            return self.collection(token)
        return (
            self.scope.names.get(token.text, Name(token.text))
            if self.sign() != "("
            else Name(token.text)
        )

    def is_prefix(self) -> bool:
        """Tell whether a word such as ``new`` or a sign such as ``&`` stands before a value."""
        token, following = self.peek(), self.peek(1)
        if token is None or following is None:
            return False
        if token.kind == "name" and token.text in SILENT:
            return following.kind != "sign" or following.text in "{[@?!\\&"
        if token.kind != "sign" or token.text not in {"&", "*", "!", "?", "~", "-", "\\", "@"}:
            return False
        return following.kind != "sign" or following.text in {"{", "[", "@", "&", "!", "?"}

    def interpolated(self, token: Token) -> str:
        """Return a string with the names in it replaced by their values."""
        if token.names is None:
            return token.text
        return token.names.sub(self.named_text, token.text)

    def named_text(self, found: re.Match[str]) -> str:
        """Return the text for a name in a string: its value, else ``{name}``."""
        name = next((each for each in found.groups() if each is not None), "").strip()
        value = self.scope.names.get(name, self.scope.names.get("$" + name))
        if isinstance(value, str | int):
            return str(value)
        bare = found.group().startswith("$") and not found.group().startswith("${")
        return found.group() if bare else "{" + name.lstrip("$") + "}"

    def members(self, value: Any) -> Any:
        """Follow what hangs on a value: members, calls, indexes, initializers."""
        while (token := self.peek()) is not None:
            if token.text in {".", "->", "::", "?.", "!", "?"} and self.is_member(token):
                member = self.peek(1)
                self.at += 2
                value = self.member(value, member.text if member else "")
            elif (
                token.text == "("
                and (not token.spaced or (isinstance(value, Name) and self.language != "ocaml"))
                and isinstance(value, Name | Member)
            ):
                args, named = self.arguments(")")
                value = self.call(dotted(value), args, named, target_of(value), token.line)
            elif (
                token.text == "["
                and not token.spaced
                and isinstance(value, Name | Call | dict | list)
            ):
                value = self.index(value)
            elif token.text == "{" and isinstance(value, Call | Name) and self.initializes(value):
                value = self.initialized(value)
            elif token.text == "!" and not token.spaced:
                self.at += 1
            elif isinstance(value, Name) and self.is_juxtaposed(value, token):
                value = self.command(value, token.line)
            else:
                return value
        return value

    def is_member(self, token: Token) -> bool:
        """Tell whether a member name follows a sign such as ``.`` or ``->``."""
        following = self.peek(1)
        if following is None or following.kind != "name" or token.text in {"!", "?"}:
            return False
        return not (token.text == "." and self.language in {"php"})

    def member(self, value: Any, name: str) -> Any:
        """Return a member: a known value, or a dotted name."""
        if isinstance(value, Name):
            full = f"{value.text[-200:]}.{name}"
            return self.scope.names.get(full, Name(full))
        if isinstance(value, dict) and name in value and self.sign() != "(":
            return value[name]
        return Member(name, value)

    def index(self, value: Any) -> Any:
        """Return an element of a known mapping, else a name with brackets."""
        args, _ = self.arguments("]")
        key = args[0] if args else None
        if isinstance(value, dict) and isinstance(key, str) and key in value and self.sign() != "=":
            return value[key]
        return Name(f"{dotted(value)}[{text_of(key) or ''}]")

    def initializes(self, value: Any) -> bool:
        """Tell an initializer in braces (``new X { … }``, ``X{…}``) from a block."""
        name = dotted(value)
        if self.language == "csharp":
            before = self.peek(-2) if self.at > 1 else None
            return isinstance(value, Call) or (before is not None and before.text == "new")
        if self.language == "go":
            return name[:1] == "&" or ("." in name and name.rpartition(".")[2][:1].isupper())
        return False

    def initialized(self, value: Any) -> Call:
        """Take an initializer; its pairs are named arguments."""
        args_named = self.braces(True)
        call = value if isinstance(value, Call) else self.call(dotted(value), [], {}, None)
        if isinstance(args_named, dict):
            call.named.update(args_named)
        elif args_named:
            call.args.append(args_named)
        return call

    def is_juxtaposed(self, value: Name, token: Token) -> bool:
        """Tell whether arguments follow a name without brackets."""
        if (
            self.language not in _JUXTAPOSED
            or not token.spaced
            or token.line != self.tokens[self.at - 1].line
        ):
            return False
        if self.language == "ruby":
            return token.kind == "string" or (
                token.kind == "name" and "." in value.text and token.text not in SILENT
            )
        if self.language == "powershell":
            return "-" in value.text and (token.text == "-" or token.kind != "sign")
        return (token.kind != "sign" and token.text not in SILENT) or token.text in {"(", "[", "~"}

    def command(self, value: Name, line: int) -> Call:
        """Take the arguments of ``name argument argument`` up to the end of the line."""
        args: list[Any] = []
        named: dict[str, Any] = {}
        while (token := self.peek()) is not None and self.same_command(token):
            self.at += 1
            following = self.peek()
            if token.text in {"-", "~"} and following is not None and following.kind == "name":
                self.at += 1
                self.option(following.text, named)
            elif token.text != ",":
                self.at -= 1
                self.argument_of_command(args, named)
        return self.call(value.text, args, named, target_of(value), line)

    def argument_of_command(self, args: list[Any], named: dict[str, Any]) -> None:
        """Take one argument of a command."""
        before = self.at
        if self.language in {"ruby", "perl", "elixir"}:
            self.argument(args, named)
        else:
            args.append(self.primary())
        self.at = max(self.at, before + 1)

    def same_command(self, token: Token) -> bool:
        """Tell whether a token still belongs to a command."""
        if token.kind == "sign" and token.text in {
            ";",
            ")",
            "]",
            "}",
            "|",
            "=",
            ">",
            ".",
            ">>=",
            "{",
        }:
            return token.text == "{" and (
                self.language == "tcl" or self.tokens[self.at - 1].text == ","
            )
        if token.text in {"in", "do", "then", "and"}:
            return False
        previous = self.tokens[self.at - 1]
        return token.line == previous.line or previous.text == "," or token.text == "~"

    def option(self, name: str, named: dict[str, Any]) -> None:
        """Take ``-Name value`` or ``~name:value``."""
        token = self.peek()
        if self.language == "ocaml":
            self.at += 1 if self.sign() == ":" else 0
            named[name] = (
                self.primary()
                if self.tokens[self.at - 1].text == ":"
                else self.scope.names.get(name, Name(name))
            )
        elif token is None or self.sign() == "-":
            named[name] = True
        else:
            named[name] = self.operand()


def _joined(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        return left + right
    texts = text_of(left), text_of(right)
    if texts[0] is None or texts[1] is None:
        return left if texts[0] is not None else right
    return texts[0] + texts[1]
