"""Clojure: forms are read into calls, as other languages give them."""

from __future__ import annotations

import re
from typing import Any

from generator.readers.pages.samples.calls import assemble
from generator.readers.pages.samples.request import SampleRequest
from generator.readers.pages.samples.values import Call, Name, text_of

_TOKEN = re.compile(
    r"(?P<space>[\s,]+|;[^\n]*)|(?P<string>\#?\"[^\"\\]*(?:\\.[^\"\\]*)*\"?)"
    r"|(?P<open>\#?[({\[])|(?P<close>[)}\]])|(?P<word>[^\s,()\[\]{}\";]+)|(?P<other>.)",
    re.DOTALL,
)
_DEEPEST = 60
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def read(code: str) -> tuple[SampleRequest, ...]:
    """Return the requests of clj-http and clients like it."""
    events: list[Any] = []
    stack: list[tuple[str, int, list[Any]]] = [("(", 1, [])]
    names: dict[str, Any] = {}
    line = 1
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup, found.group()
        if kind == "open" and len(stack) < _DEEPEST:
            stack.append((text.lstrip("#"), line, []))
        elif kind == "close" and len(stack) > 1:
            opening, began, items = stack.pop()
            value = _form(opening, items, names, began)
            if isinstance(value, Call):
                events.append(value)
            stack[-1][2].append(value)
        elif kind == "string":
            inner = text.lstrip("#").strip('"')
            stack[-1][2].append(re.sub(r"\\(.)", lambda e: _ESCAPES.get(e[1], e[1]), inner))
        elif kind == "word":
            stack[-1][2].append(names.get(text, _word(text)))
        line += text.count("\n")
    return assemble(events, "clojure")


def _word(text: str) -> Any:
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    return {"true": True, "false": False, "nil": None}.get(text, Name(text))


def _form(opening: str, items: list[Any], names: dict[str, Any], line: int) -> Any:
    """Return a mapping, a list, or a call; ``let`` and ``def`` give names to values."""
    if opening == "{":
        pairs = zip(items[::2], items[1::2], strict=False)
        return {_key(key): _media(_key(key), value) for key, value in pairs}
    if opening == "[":
        for name, value in zip(items[::2], items[1::2], strict=False):
            if isinstance(name, Name) and not isinstance(value, Name):
                names[name.text] = value
        return items
    if not items or not isinstance(items[0], Name):
        return None
    name, args = items[0].text, items[1:]
    if name == "def" and len(args) > 1 and isinstance(args[0], Name):
        names[args[0].text] = args[-1]
    if name == "str":
        return "".join(text_of(each) or "" for each in args)
    return Call(name.replace("/", "."), args, {}, line=line)


def _key(value: Any) -> str:
    return (value.text if isinstance(value, Name) else text_of(value) or "").lstrip(":")


def _media(key: str, value: Any) -> Any:
    """Write out the short forms of media types: ``:accept :json``."""
    if key in {"accept", "content-type"} and isinstance(value, Name):
        return "application/" + value.text.lstrip(":")
    return value
