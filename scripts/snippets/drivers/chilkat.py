"""Runs programs in FoxPro and PureBasic, as far as snippets go, with the real Chilkat for Python.

    python3 chilkat.py [--hex] FILE

With ``--hex`` what it prints is printed in hex. What stands in a file is read by the rules of its
language; what this program does not know ends it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

Scope = dict[str, Any]
#: A statement: its words, the block behind it, and the block behind its Else.
Statement = tuple[str, "list[Statement]", "list[Statement]"]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"\n]*\"|'[^'\n]*')|(?P<number>\d+(?:\.\d+)?)|\$(?P<hex>[0-9A-Fa-f]+)"
    r"|(?P<name>#\w+\$|\.[TF]\.|\w+(?:::\w+)?)|(?P<sign><>|>=|<=|[-+=<>*(),.]))"
)


class Language:
    """What the two languages have in common: expressions, values and blocks."""

    comment = ""
    # Beginnings of statements that open a block, and what closes it.
    blocks: ClassVar[dict[str, str]] = {}
    functions: ClassVar[dict[str, Callable[..., Any]]] = {}

    def __init__(self) -> None:
        self.procedures: dict[str, tuple[list[str], list[Statement]]] = {}

    def parsed(self, lines: Iterator[str], close: str = "") -> tuple[list[Statement], str]:
        """Return statements up to the one that closes them, and that one."""
        found: list[Statement] = []
        for line in lines:
            words = line.strip()
            if words.startswith("*") and words.endswith(";"):
                sys.exit("a comment of FoxPro goes on in the next line")
            if not words or words.startswith(self.comment):
                continue
            if close and words.upper() in (close, "ELSE"):
                return found, words.upper()
            end = next((e for b, e in self.blocks.items() if words.upper().startswith(b)), "")
            block: list[Statement] = []
            other: list[Statement] = []
            if end:
                block, last = self.parsed(lines, end)
                if last == "ELSE":
                    other, last = self.parsed(lines, end)
                if last != end:
                    sys.exit(f"{end} is missing")
            found.append((words, block, other))
        return found, ""

    def run(self, statements: list[Statement], scope: Scope) -> Any:
        """Run statements; return what they return, in a list, or nothing where they go on."""
        for words, block, other in statements:
            returned = self.statement(words, block, other, scope)
            if returned is not None:
                return returned
        return None

    def statement(
        self, words: str, block: list[Statement], other: list[Statement], scope: Scope
    ) -> Any:
        """Run a statement."""
        raise NotImplementedError

    def loop(self, found: re.Match[str], block: list[Statement], scope: Scope) -> Any:
        """Run a block for each number from one to another."""
        first, last = (int(self.value(found[group], scope)) for group in (2, 3))
        for number in range(first, last + 1):
            scope[found[1].upper()] = number
            returned = self.run(block, scope)
            if returned is not None:
                return returned
        return None

    def value(self, text: str, scope: Scope) -> Any:
        """Return what an expression makes, all of which must be understood."""
        return Expression(self, text, scope).whole()

    def object(self, name: str) -> Any:
        """Return a new object of Chilkat's."""
        import chilkat2

        return getattr(chilkat2, name if name == "CkDateTime" else name.removeprefix("Ck"))()

    def literal(self, text: str) -> Any:
        """Return what is between quotes as a value."""
        return text

    def given(self, value: Any) -> Any:
        """Return a value as Chilkat takes it."""
        return value

    def taken(self, value: Any) -> Any:
        """Return a value of Chilkat's as the language sees it."""
        return value


class Expression:
    """An expression, read from left to right."""

    def __init__(self, language: Language, text: str, scope: Scope) -> None:
        self.language = language
        self.scope = scope
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                sys.exit(f"not understood: {text[at:]!r} in {text!r}")
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            at = found.end()
        self.tokens.append(("end", ""))

    def next(self, *signs: str) -> str:
        """Take one of these signs or names, where one comes next."""
        kind, text = self.tokens[0]
        if kind in ("sign", "name") and text.upper() in signs:
            del self.tokens[0]
            return text.upper()
        return ""

    def whole(self) -> Any:
        """Return the value of all of it."""
        found = self.compared()
        if self.tokens[0][0] != "end":
            sys.exit(f"not understood: {self.tokens}")
        return found

    def compared(self) -> Any:
        """Return a value, or how two compare."""
        if self.next("NOT"):
            return not self.compared()
        left = self.sum()
        sign = self.next("=", "<>", "<", ">=", ">", "<=")
        if not sign:
            return left
        right = self.sum()
        return {
            "=": left == right, "<>": left != right, "<": sign == "<" and left < right,
            ">": sign == ">" and left > right, ">=": sign == ">=" and left >= right,
            "<=": sign == "<=" and left <= right,
        }[sign]  # fmt: skip

    def sum(self) -> Any:
        """Return a sum, of numbers or of texts."""
        found = self.term()
        while sign := self.next("+", "-"):
            right = self.term()
            if isinstance(found, str) != isinstance(right, str):
                sys.exit(f"a text and a number: {found!r} {sign} {right!r}")
            found = found + right if sign == "+" else found - right
        return found

    def term(self) -> Any:
        """Return a product."""
        found = self.one()
        while self.next("*"):
            found *= self.one()
        return found

    def one(self) -> Any:
        """Return a literal, a name's value, or what is in brackets."""
        kind, text = self.tokens.pop(0)
        if kind == "text":
            return self.language.literal(text[1:-1])
        if kind in ("number", "hex"):
            return float(text) if "." in text else int(text, 16 if kind == "hex" else 10)
        if (kind, text) == ("sign", "-"):
            return -self.one()
        if (kind, text) == ("sign", "("):
            found = self.compared()
            self.expect(")")
            return found
        if kind != "name":
            sys.exit(f"not understood: {text!r}")
        return self.members(self.named(text))

    def named(self, text: str) -> Any:
        """Return what a name stands for: a constant, a call, or a variable."""
        if text.upper() in (".T.", ".F."):
            return text.upper() == ".T."
        if self.next("("):
            return self.call(text, self.arguments())
        if text.upper() not in self.scope:
            sys.exit(f"{text} is not known")
        return self.scope[text.upper()]

    def call(self, name: str, values: list[Any]) -> Any:
        """Return what a function returns."""
        language = self.language
        if "::" in name:
            return member(language, name, values)
        if name.upper() in language.procedures:
            names, block = language.procedures[name.upper()]
            returned = language.run(block, {**CONSTANTS, **dict(zip(names, values, strict=True))})
            return returned[0] if returned else 0
        if name.upper() not in language.functions:
            sys.exit(f"{name}() is not known")
        return language.functions[name.upper()](language, *values)

    def members(self, found: Any) -> Any:
        """Return what the dots behind a value make of it."""
        while self.next("."):
            name = self.tokens.pop(0)[1]
            attribute = getattr(found, name)
            if self.next("("):
                attribute = attribute(*map(self.language.given, self.arguments()))
            found = self.language.taken(attribute)
        return found

    def arguments(self) -> list[Any]:
        """Take arguments and the bracket behind them."""
        found: list[Any] = []
        while not self.next(")"):
            if found:
                self.expect(",")
            found.append(self.compared())
        return found

    def expect(self, sign: str) -> None:
        """Take a sign that must come."""
        if not self.next(sign):
            sys.exit(f"{sign} is missing before {self.tokens}")


def member(language: Language, name: str, values: list[Any]) -> Any:
    """Return what a function of PureBasic's modules does: `CkHttp::ckQuickRequest(http, …)`."""
    class_, _, function = name.partition("::")
    if function == "ckCreate":
        return language.object(class_)
    on, *rest = map(language.given, values)
    if function.startswith("setCk"):
        setattr(on, function.removeprefix("setCk"), *rest)
        return 0
    found = getattr(on, function.removeprefix("ck"))
    return language.taken(found(*rest) if callable(found) else found)


class FoxPro(Language):
    """Visual FoxPro: texts are bytes, here in Latin-1, and go to Chilkat in UTF-8."""

    comment = "*"
    blocks: ClassVar[dict[str, str]] = {"IF ": "ENDIF", "FOR ": "ENDFOR"}

    def literal(self, text: str) -> str:
        """Return a text, of which nothing is obeyed."""
        if re.search(r"&[A-Za-z_]", text):
            sys.exit(f"FoxPro takes & for a variable's name in {text!r}")
        if len(text) > 255:
            sys.exit("a literal of FoxPro holds 255 characters")
        return text

    def given(self, value: Any) -> Any:
        """Return a value as Chilkat takes it."""
        return value.encode("latin-1").decode() if isinstance(value, str) else value

    def taken(self, value: Any) -> Any:
        """Return a value of Chilkat's as the language sees it."""
        return (
            value.encode("utf-8", "replace").decode("latin-1") if isinstance(value, str) else value
        )

    def statement(
        self, words: str, block: list[Statement], other: list[Statement], scope: Scope
    ) -> Any:
        """Run a statement."""
        if (len(words) > 8192 and "--hex" not in sys.argv) or words.endswith(";"):
            sys.exit("a line that FoxPro does not end where it ends")
        if found := re.match(r"IF (.*)$", words):
            return self.run(block if self.value(found[1], scope) else other, scope)
        if found := re.match(r"FOR (\w+) = (.*) TO (.*)$", words):
            return self.loop(found, block, scope)
        if found := re.match(r"\? (.*)$", words):
            show(self.given(self.value(found[1], scope)))
        elif found := re.match(r"ERROR (.*)$", words):
            sys.exit(str(self.value(found[1], scope)))
        elif words == "RETURN":
            sys.exit(1)
        elif found := re.match(r"(\w+) = (.*)$", words):
            scope[found[1].upper()] = self.value(found[2], scope)
        elif found := re.match(r"(\w+)\.(\w+) = (.*)$", words):
            setattr(scope[found[1].upper()], found[2], self.given(self.value(found[3], scope)))
        else:
            self.value(words.removeprefix("="), scope)
        return None


class PureBasic(Language):
    """PureBasic: texts are Unicode, in UTF-16."""

    comment = ";"
    blocks: ClassVar[dict[str, str]] = {
        "IF ": "ENDIF",
        "FOR ": "NEXT",
        "PROCEDURE ": "ENDPROCEDURE",
        "PROCEDURE.S ": "ENDPROCEDURE",
    }

    def literal(self, text: str) -> str:
        """Return a text, of which nothing is obeyed."""
        if not text.isascii():
            sys.exit("what is no ASCII depends on the editor")
        return text

    def given(self, value: Any) -> Any:
        """Return a value as Chilkat takes it."""
        if isinstance(value, str):
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        return int(value) if isinstance(value, bool) else value

    def taken(self, value: Any) -> Any:
        """Return a value of Chilkat's as the language sees it."""
        return 0 if value is None else int(value) if isinstance(value, bool) else value

    def statement(
        self, words: str, block: list[Statement], other: list[Statement], scope: Scope
    ) -> Any:
        """Run a statement."""
        if found := re.match(r"Procedure(?:\.s)? (\w+)\((.*)\)$", words):
            names = [name.strip().removesuffix(".s").upper() for name in found[2].split(",")]
            self.procedures[found[1].upper()] = ([name for name in names if name], block)
        elif re.match(r'IncludeFile "Ck\w+\.pb"$', words):
            pass
        elif found := re.match(r"If (.*)$", words):
            return self.run(block if self.value(found[1], scope) else other, scope)
        elif found := re.match(r"For (\w+) = (.*) To (.*)$", words):
            return self.loop(found, block, scope)
        elif found := re.match(r"Debug (.*)$", words):
            show(self.given(self.value(found[1], scope)))
        elif words == "End 1":
            sys.exit(LAST[-1])
        elif found := re.match(r"ProcedureReturn (.*)$", words):
            return [self.value(found[1], scope)]
        elif found := re.match(r"(\w+)(?:\.[isd])? = (.*)$", words):
            scope[found[1].upper()] = self.value(found[2], scope)
        else:
            self.value(words, scope)
        return None


CONSTANTS: Scope = {"#DQUOTE$": '"', "#LF$": "\n", "#CR$": "\r", "#TAB$": "\t"}
#: What was printed.
LAST: list[str] = []


def show(value: Any) -> None:
    """Print a value."""
    LAST.append(str(value))
    print(str(value).encode().hex() if "--hex" in sys.argv else value)


def _environment(language: Language, name: str) -> str:
    return os.environ.get(name, "")


def _utf8(language: Language, text: str, to: int) -> str:
    return text.encode("utf-8" if to == 9 else "cp1252").decode("latin-1")


FoxPro.functions = {
    "CREATEOBJECT": lambda language, name: language.object(name),
    "GETENV": _environment,
    "EMPTY": lambda language, text: not text.strip(),
    "STRCONV": _utf8,
    "STRTRAN": lambda language, text, old, new: text.replace(old, new),
    "CHR": lambda language, number: bytes([number]).decode("latin-1"),
    "IIF": lambda language, condition, yes, no: yes if condition else no,
    "VAL": lambda language, text: float(text) if text else 0.0,
    "SYS": lambda language, number, value: "",
    "RAND": lambda language, seed=0: 0.5,
    "INT": lambda language, number: int(number),
    "STR": lambda language, number: f"{number:10d}",
    "ALLTRIM": lambda language, text: text.strip(),
}
PureBasic.functions = {
    "GETENVIRONMENTVARIABLE": _environment,
    "REPLACESTRING": lambda language, text, old, new: text.replace(old, new),
    "CHR": lambda language, number: chr(number),
    "VALD": lambda language, text: float(text or 0),
    "STR": lambda language, number: str(number),
    "RANDOM": lambda language, most: most // 2,
}


def main(path: Path) -> None:
    """Run a file; texts alone (``--hex``) need no Chilkat."""
    if "--hex" not in sys.argv:
        import chilkat2

        # A trial needs any word.
        chilkat2.Global().UnlockBundle("trial")
    is_foxpro = path.suffix == ".prg"
    language = FoxPro() if is_foxpro else PureBasic()
    text = path.read_bytes().decode("latin-1" if is_foxpro else "utf-8")
    statements, _ = language.parsed(iter(text.split("\n")))
    language.run(statements, dict(CONSTANTS))


if __name__ == "__main__":
    main(Path(sys.argv[-1]))
