"""Python source: strings, names, annotations, docstrings and example values."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from generator.escaping.words import UNPRINTABLE, Env, UnescapedError

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DOTTED = re.compile(r"\.*[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*|\.+")
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


_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*|[\[\], |]")


def annotation(value: str) -> Markup:
    """Return an annotation made by `emitters.pytypes`: names, brackets, commas and bars."""
    if _TYPE.sub("", value):
        raise UnescapedError("a value that is no annotation stands where one belongs")
    return Markup(value)


def docstring(value: str, indent: int) -> Markup:
    """Return text for the lines of a docstring, indented, as black leaves them alone."""
    lines = textwrap.dedent(_docstring_text(value)).strip("\n").split("\n")
    indented = (" " * indent + line.rstrip() if line.strip() else "" for line in lines)
    return Markup("\n".join(indented).rstrip())


def summary(value: str, indent: int) -> Markup:
    """Return the one line that begins a docstring; ``indent`` is where it stands."""
    text = " ".join(_docstring_text(value).split())
    room = _LINE_LENGTH - indent - 8
    if len(text) > room:
        # Cutting must not leave half of an escape behind.
        text = text[:room].rsplit(" ", 1)[0].rstrip("\\ ") + " …"
    # A quote beside the quotes of the docstring would join them.
    text = re.sub(r'^"', r'\\"', text)
    return Markup(re.sub(r'(?<!\\)"$', r'\\"', text))


def _docstring_text(value: str) -> str:
    lines = re.split(r"\r\n|\r|\n", value)
    text = "\n".join(UNPRINTABLE.sub(" ", line.expandtabs(4)) for line in lines)
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


_LINE_LENGTH = 88


def value(data: Any, indent: int, before: int) -> Markup:
    """Return a Python expression for a JSON value with words in it, laid out as black does.

    ``indent`` is the indentation of its line, ``before`` what stands in front of it and behind.
    """
    flat = _flat(data)
    if indent + before + len(flat) <= _LINE_LENGTH or not (data and isinstance(data, _NESTED)):
        return Markup(flat)
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


def _flat(value: Any) -> str:
    if isinstance(value, tuple):
        pieces = (
            f'os.environ["{p.name}"]' if isinstance(p, Env) else string(p) for p in value
        )
        return " + ".join(pieces) or '""'
    if isinstance(value, dict):
        rows = (f"{string(name)}: {_flat(member)}" for name, member in value.items())
        return "{" + ", ".join(rows) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise UnescapedError(f"a {type(value).__name__} is no value of an example")


def quoted(value: str) -> Markup:
    """Return an annotation as a string, for places where Python evaluates it."""
    return string(str(annotation(value)))


def spaces(count: int) -> Markup:
    """Return an indentation."""
    return Markup(" " * count)
