"""Following a sample from top to bottom: names, literals, calls and assignments.

No language is parsed in full. Brackets, strings, calls and assignments look alike in most of them,
and these alone say what a sample sends; what is not understood is stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.readers.pages.samples.tokens import Token, tokens
from generator.readers.pages.samples.values import Call, Member, Name, dotted, text_of

_DEEPEST = 60
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_JUXTAPOSED = {"ocaml", "tcl", "powershell", "ruby", "elixir", "perl"}
_WORDS = {
    "true": True, "false": False, "null": None, "True": True, "False": False, "None": None,
    "nil": None, "NULL": None, "undefined": None, "TRUE": True, "FALSE": False, "YES": True, "NO": False,
    "$null": None, "$true": True, "$false": False,
}  # fmt: skip
_SILENT = {
    "new", "await", "async", "try", "return", "const", "let", "var", "val", "final", "my", "our",
    "in", "end", "do", "then", "if", "else", "not", "import", "using", "static", "throw", "yield",
    "auto", "def", "echo", "puts", "print", "go", "defer", "mut", "lateinit", "set", "object", "array_merge",
}  # fmt: skip
_ADDING = {
    "append", "add", "set", "put", "addheader", "setvalue", "insert", "addformdatapart",
    "addfield", "adddatapart", "addencoded",
}  # fmt: skip


@dataclass
class Assigned:
    """``target.member = value`` or ``target["member"] = value``."""

    target: str
    member: str
    value: Any
    line: int
    indexed: bool = False


def run(code: str, language: str | None) -> list[Call | Assigned]:
    """Return the calls and member assignments of ``code`` in order, names replaced by values."""
    program = _Program(tokens(code, language), language)
    program.statements("")
    return program.events


class _Program:
    """One pass over the tokens; ``names`` holds the latest value of each variable."""

    def __init__(self, pieces: list[Token], language: str | None) -> None:
        self.tokens = pieces
        self.language = language
        self.at = 0
        self.depth = 0
        self.names: dict[str, Any] = {}
        self.events: list[Call | Assigned] = []

    def peek(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def sign(self, ahead: int = 0) -> str:
        token = self.peek(ahead)
        return token.text if token is not None and token.kind == "sign" else ""

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
            self.assign(left, value, self.expression(), operator)
        elif self.sign() == ":" and self.language in {"go", "kotlin", "swift", "python", "rust", "dart"}:
            self.annotated(first)

    def annotated(self, first: Token) -> None:
        """Step over the type in ``name: Type = value``."""
        for ahead in range(1, 12):
            token = self.peek(ahead)
            if token is None or token.line != first.line or self.sign(ahead) in {",", ")", "{"}:
                return
            if self.sign(ahead) == "=":
                self.at += ahead + 1
                self.names[first.text] = self.expression()
                return

    def assign(self, left: list[Token], old: Any, value: Any, operator: str) -> None:
        names = [each for each in left if each.kind == "name" and each.text not in _SILENT]
        if not names:
            return
        line = left[0].line
        if left[-1].text == "]" and len(left) > 3 and left[-2].kind == "string":
            self.put(left[0].text, left[-2].text, value, line)
        elif any(each.text in {".", "->"} for each in left):
            self.events.append(Assigned(left[0].text, left[-1].text, value, line))
        elif operator == "+=" and isinstance(old, str) and isinstance(value, str):
            self.names[names[-1].text] = old + value
        elif isinstance(old, Name) or left[-1].kind == "name":
            for name in self.together(names[-1]):
                self.names[name] = value

    def together(self, last: Token) -> list[str]:
        """Return the names that ``a, b = value`` gives a value to."""
        index = self.tokens.index(last, max(0, self.at - 400)) if last in self.tokens[max(0, self.at - 400) : self.at] else 0
        found = [last.text]
        while index > 1 and self.tokens[index - 1].text == "," and self.tokens[index - 2].kind == "name":
            index -= 2
            found.append(self.tokens[index].text)
        return found

    def put(self, target: str, key: str, value: Any, line: int) -> None:
        """Take ``target["key"] = value``: part of a mapping that is known, or an event."""
        held = self.names.get(target)
        if isinstance(held, dict):
            held[key] = value
        elif isinstance(held, list) and not held:
            self.names[target] = {key: value}
        else:
            self.events.append(Assigned(target, key, value, line, indexed=True))

    def expression(self) -> Any:
        """Return the value of an expression; strings that are joined become one."""
        if self.depth > _DEEPEST:
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
        if token and before and token.kind == before.kind == "string" and self.language in {"c", "cpp", "python"}:
            return 0
        return None

    def operand(self) -> Any:
        return self.members(self.primary())

    def primary(self) -> Any:
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
        if token.text in _SILENT and self.follows_operand():
            return self.operand()
        if token.text in {"map", "array", "list", "dict", "hash"} and self.sign() in {"[", "("}:
            return self.collection(token)
        return self.names.get(token.text, Name(token.text)) if self.sign() != "(" else Name(token.text)

    def follows_operand(self) -> bool:
        following = self.peek()
        return following is not None and (following.kind != "sign" or following.text in "{[@?!\\")

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

    def interpolated(self, token: Token) -> str:
        if token.names is None:
            return token.text
        return token.names.sub(self.named_text, token.text)

    def named_text(self, found: re.Match[str]) -> str:
        name = next((each for each in found.groups() if each is not None), "").strip()
        value = self.names.get(name, self.names.get("$" + name))
        if isinstance(value, str | int):
            return str(value)
        bare = found.group().startswith("$") and not found.group().startswith("${")
        return found.group() if bare else "{" + name.lstrip("$") + "}"

    def bracketed(self, token: Token) -> Any:
        self.at += 1
        if token.text == "@" and self.sign() in {"{", "["}:
            return self.primary()
        if token.text == "(":
            args, named = self.arguments(")", opened=True)
            return named if named and not args else args[0] if len(args) == 1 else args
        if token.text == "[":
            return self.square()
        if token.text == "{":
            self.at -= 1
            return self.braces(False)
        if token.text in {"&", "*", "!", "?", "~", "-", "\\"} and self.follows_operand():
            return self.operand()
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
        first, second = self.peek(), self.peek(1)
        if first is None or first.text == "[" or second is None:
            return first is not None and first.text == "["
        return second.kind == "name" or (first.kind == "name" and second.text not in {",", "]"})

    def message(self) -> Any:
        """Take ``[object part:value part:value]``."""
        target = self.operand()
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
        return self.call(".".join([*_path(target), ":".join(parts)]), args, {}, target)

    def braces(self, as_mapping: bool) -> Any:
        """Take a mapping or initializer; a block of statements is followed instead."""
        if not (as_mapping or self.opens_mapping()):
            self.at += 1
            if self.depth < _DEEPEST:
                self.depth += 1
                self.statements("}")
                self.depth -= 1
            return None
        self.at += 1
        args, named = self.arguments("}", opened=True)
        return args if args and not named else {**named, **{each.text: each for each in args if isinstance(each, Name)}}

    def opens_mapping(self) -> bool:
        first, second = self.peek(1), self.sign(2)
        if first is None or self.sign(1) in {"}", "...", "["}:
            return True
        if first.kind == "sign":
            return first.text == {"ruby": ":", "csharp": "{", "java": "{"}.get(self.language or "")
        separators = {":", "=>"} if first.kind == "name" else {":", "=>", "=", ","}
        if self.language in {"powershell", "lua", "csharp"}:
            separators = separators | {"="}
        return second in separators or (first.kind == "name" and second in {",", "}"} and first.text not in _SILENT)

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
        elif isinstance(value, Call | Name) and self.sign() == "{" and self.language in {"csharp", "go", "java"}:
            self.braces(True)
            args.append(value)
        else:
            args.append(value)

    def members(self, value: Any) -> Any:
        """Follow what hangs on a value: members, calls, indexes, initializers."""
        while (token := self.peek()) is not None:
            if token.text in {".", "->", "::", "?.", "!", "?"} and self.is_member(token):
                member = self.peek(1)
                self.at += 2
                value = self.member(value, member.text if member else "")
            elif token.text == "(" and (not token.spaced or (isinstance(value, Name) and self.language != "ocaml")) and self.is_callable(value):
                args, named = self.arguments(")")
                value = self.call(dotted(value), args, named, _target(value), token.line)
            elif token.text == "[" and not token.spaced and isinstance(value, Name | Call | dict | list):
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
        following = self.peek(1)
        if following is None or following.kind != "name" or token.text in {"!", "?"}:
            return False
        return not (token.text == "." and self.language in {"php"} )

    def member(self, value: Any, name: str) -> Any:
        if isinstance(value, Name):
            full = f"{value.text}.{name}"
            return self.names.get(full, Name(full))
        if isinstance(value, dict) and name in value and self.sign() != "(":
            return value[name]
        return Member(name, value)

    def is_callable(self, value: Any) -> bool:
        return isinstance(value, Name | Member)

    def index(self, value: Any) -> Any:
        args, _ = self.arguments("]")
        key = args[0] if args else None
        if isinstance(value, dict) and isinstance(key, str) and key in value and self.sign() != "=":
            return value[key]
        return Name(f"{dotted(value)}[{text_of(key) or ''}]")

    def initializes(self, value: Any) -> bool:
        name = dotted(value)
        if self.language == "csharp":
            return self.at > 1 and (isinstance(value, Call) or self.peek(-2) is not None and self.peek(-2).text == "new")  # type: ignore[union-attr]
        if self.language == "go":
            return name[:1] == "&" or "." in name and name.rpartition(".")[2][:1].isupper()
        return False

    def initialized(self, value: Any) -> Call:
        args_named = self.braces(True)
        call = value if isinstance(value, Call) else self.call(dotted(value), [], {}, None)
        if isinstance(args_named, dict):
            call.named.update(args_named)
        elif args_named:
            call.args.append(args_named)
        return call

    def is_juxtaposed(self, value: Name, token: Token) -> bool:
        if self.language not in _JUXTAPOSED or not token.spaced or token.line != self.tokens[self.at - 1].line:
            return False
        if self.language == "ruby":
            return token.kind == "string" or (token.kind == "name" and "." in value.text and token.text not in _SILENT)
        if self.language == "powershell":
            return "-" in value.text and (token.text == "-" or token.kind != "sign")
        return token.kind != "sign" and token.text not in _SILENT or token.text in {"(", "[", "~"}

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
        return self.call(value.text, args, named, _target(value), line)

    def argument_of_command(self, args: list[Any], named: dict[str, Any]) -> None:
        before = self.at
        if self.language in {"ruby", "perl", "elixir"}:
            self.argument(args, named)
        else:
            args.append(self.primary())
        self.at = max(self.at, before + 1)

    def same_command(self, token: Token) -> bool:
        if token.kind == "sign" and token.text in {";", ")", "]", "}", "|", "=", ">", ".", ">>=", "{"}:
            return token.text == "{" and (self.language == "tcl" or self.tokens[self.at - 1].text == ",")
        if token.text in {"in", "do", "then", "and"}:
            return False
        previous = self.tokens[self.at - 1]
        return token.line == previous.line or previous.text == "," or token.text == "~"

    def option(self, name: str, named: dict[str, Any]) -> None:
        token = self.peek()
        if self.language == "ocaml":
            self.at += 1 if self.sign() == ":" else 0
            named[name] = self.primary() if self.tokens[self.at - 1].text == ":" else self.names.get(name, Name(name))
        elif token is None or self.sign() == "-":
            named[name] = True
        else:
            named[name] = self.operand()

    def call(self, name: str, args: list[Any], named: dict[str, Any], target: Any, line: int = 0) -> Call:
        """Note a call; adding a pair to a known object changes that object instead."""
        call = Call(name, args, named, target, line=line or self.tokens[min(self.at, len(self.tokens)) - 1].line)
        verb = name.rpartition(".")[2].rpartition(":")[2] if ":" not in name else name.rpartition(".")[2]
        holder = self.held(target)
        if verb.lower().split(":")[0] in _ADDING and len(args) >= 2 and holder is not None:
            key = text_of(args[0]) or ""
            if isinstance(holder, dict):
                holder[key] = args[1]
            else:
                holder.added.append((key, args[1]))
            return holder if isinstance(holder, Call) else call
        self.events.append(call)
        return call

    def held(self, target: Any) -> Any:
        """Return the object that a variable or chain holds, where pairs can be added to it."""
        if isinstance(target, Name):
            target = self.names.get(target.text)
        if isinstance(target, dict):
            return target
        makes_pairs = re.compile(
            r"headers|formdata|urlsearchparams|formbody|multipart|nsmutabledictionary|\.values$|"
            r"hashmap|list_new|stringmap|formencodingbuilder|dictionary", re.IGNORECASE
        )
        if isinstance(target, Call) and (target.added or makes_pairs.search(target.name)):
            return target
        return None


def _target(value: Any) -> Any:
    """Return what a member is called on."""
    if isinstance(value, Member):
        return value.value
    text = dotted(value)
    return Name(text.rpartition(".")[0]) if "." in text else None


def _path(value: Any) -> Iterator[str]:
    if text := dotted(value):
        yield text


def _joined(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        return left + right
    texts = text_of(left), text_of(right)
    if texts[0] is None or texts[1] is None:
        return left if texts[0] is not None else right
    return texts[0] + texts[1]
