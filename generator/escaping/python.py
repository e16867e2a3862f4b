"""Python source: strings, names, annotations, docstrings and example values."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from generator.escaping.layout import LINE_LENGTH
from generator.escaping.marked import Markup
from generator.escaping.words import MANY, REMEMBERED, UNPRINTABLE, Env, UnescapedError
from generator.text import Fresh, FreshKind

_DOTTED = re.compile(r"\.*[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*|\.+")


@lru_cache(REMEMBERED)
def string(value: str) -> Markup:
    """Return a Python string literal in black's choice of quotes, one line, printable."""
    body = json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"')
    body = UNPRINTABLE.sub(lambda m: _escape(m[0]), body)
    if body.count('"') > body.count("'"):
        return Markup("'" + body.replace("'", "\\'") + "'")
    return Markup('"' + body.replace('"', '\\"') + '"')


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


@lru_cache(REMEMBERED)
def name(value: str) -> Markup:
    """Return an identifier (dotted names too); anything else is an error of ours."""
    if not _DOTTED.fullmatch(value):
        raise UnescapedError("a value that is no identifier stands where one belongs")
    return Markup(value)


def names(values: Sequence[str]) -> Markup:
    """Return imported names: on one line, or one a line in parentheses as black would."""
    shown = [str(name(v)) if " as " not in v else _renamed(v) for v in values]
    line = ", ".join(shown)
    if len(line) <= 40:
        return Markup(line)
    return Markup("(\n" + "".join(f"    {one},\n" for one in shown) + ")")


def _renamed(value: str) -> str:
    original, _, alias = value.partition(" as ")
    return f"{name(original)} as {name(alias)}"


_VALUE = r"\"[A-Za-z0-9][\w.:+-]*\""
_TYPE = re.compile(
    rf"Literal\[{_VALUE}(?:, {_VALUE})*\]|[A-Za-z_][A-Za-z0-9_.]*|[\[\], |]", re.ASCII
)


@lru_cache(REMEMBERED)
def annotation(value: str) -> Markup:
    """Return an annotation made by `emitters.client.pytypes`: names, brackets, commas and bars."""
    if _TYPE.sub("", value):
        raise UnescapedError("a value that is no annotation stands where one belongs")
    return Markup(value)


def docstring(value: str, indent: int) -> Markup:
    """Return text for the lines of a docstring, indented, as black leaves them alone."""
    lines = textwrap.dedent(_docstring_text(str(value))).strip("\n").split("\n")
    indented = (" " * indent + line.rstrip() if line.strip() else "" for line in lines)
    return Markup("\n".join(indented).rstrip())


def title(value: str, indent: int) -> Markup:
    """Return one line of a docstring; ``indent`` is what stands before it."""
    text = " ".join(_docstring_text(value).split())
    room = LINE_LENGTH - indent - 8
    if len(text) > room:
        # Cutting must not leave half of an escape behind.
        text = text[:room].rsplit(" ", 1)[0].rstrip("\\ ") + " …"
    return Markup(text)


def summary(value: str, indent: int) -> Markup:
    """Return the whole of a docstring of one line.

    A quote beside the quotes of the docstring stands apart from them, as black has it.
    """
    text = str(title(value, indent))
    return Markup(" " * text.startswith('"') + text + " " * text.endswith('"'))


def first_line(value: str, indent: int) -> Markup:
    """Return the first of several lines of a docstring."""
    text = str(title(value, indent))
    return Markup(" " * text.startswith('"') + text)


def _docstring_text(value: str) -> str:
    lines = re.split(r"\r\n|\r|\n", value)
    text = "\n".join(map(_plain_line, lines))
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def _plain_line(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return re.sub(r"\s", " ", UNPRINTABLE.sub(" ", line.expandtabs(4)))


def value(data: Any, indent: int, before: int) -> Markup:
    """Return a Python expression for a JSON value with words in it, laid out as black does.

    ``indent`` is the indentation of its line, ``before`` what stands in front of it and behind.
    """
    flat = _flat(data, LINE_LENGTH - indent - before)
    if flat is not None or not (data and isinstance(data, _NESTED)):
        return Markup(flat if flat is not None else _scalar(data))
    inner = indent + 4
    pad = " " * inner
    if isinstance(data, dict):
        rows = []
        for key, member in data.items():
            quoted_key = string(key)
            shown = value(member, inner, len(quoted_key) + 3)
            rows.append(f"{pad}{quoted_key}: {shown},\n")
        return Markup("{\n" + "".join(rows) + " " * indent + "}")
    rows = [f"{pad}{value(member, inner, 1)},\n" for member in data]
    return Markup("[\n" + "".join(rows) + " " * indent + "]")


_NESTED = (dict, list)


def _flat(data: Any, room: int) -> str | None:
    """Return a value on one line, or ``None`` where that is longer than ``room``."""
    if not isinstance(data, _NESTED):
        text = _scalar(data)
        return text if len(text) <= room else None
    pieces: list[str] = []
    for key in data:
        name = f"{string(key)}: " if isinstance(data, dict) else ""
        member = _flat(data[key] if isinstance(data, dict) else key, room - len(name) - 2)
        if member is None:
            return None
        pieces.append(name + member)
        room -= len(name) + len(member) + 2
        if room < 0:
            return None
    brackets = "{}" if isinstance(data, dict) else "[]"
    return brackets[0] + ", ".join(pieces) + brackets[1]


# What makes a value; a number is made a string where it is part of a text.
_EXPRESSIONS: dict[FreshKind, str] = {
    "uuid": "str(uuid.uuid4())",
    "seconds": "int(time.time())",
    "date-time": 'time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())',
    "integer": "random.randint(0, 1000)",
}


def _scalar(data: Any) -> str:
    if isinstance(data, tuple):
        pieces = list(map(_piece, data))
        # Python's compiler goes one deeper for each `+`.
        if len(pieces) > MANY:
            return f'"".join([{", ".join(pieces)}])'
        return " + ".join(pieces) or '""'
    if isinstance(data, Fresh):
        return _EXPRESSIONS[data.kind]
    if isinstance(data, _NESTED):
        return "{}" if isinstance(data, dict) else "[]"
    if data is None or isinstance(data, bool | int | float):
        return repr(data)
    raise UnescapedError(f"a {type(data).__name__} is no value of an example")


def _piece(piece: str | Env | Fresh) -> str:
    if isinstance(piece, str):
        return string(piece)
    if isinstance(piece, Env):
        return f'os.environ["{piece.name}"]'
    expression = _EXPRESSIONS[piece.kind]
    return f"str({expression})" if piece.kind in ("seconds", "integer") else expression


def quoted(value: str) -> Markup:
    """Return an annotation as a string, for places where Python evaluates it."""
    return string(str(annotation(value)))


def spaces(count: int) -> Markup:
    """Return an indentation."""
    return Markup(" " * count)
