"""JSON that is written as a type, or with something left open: ``{ name?: string | null }``."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from generator.readers.pages import loosejson
from generator.readers.pages.bentjson import Bare
from generator.readers.pages.draft import Param
from generator.readers.pages.types import is_type, read_type
from generator.types.datatypes import AnyType, ArrayType, Field, ObjectType, Type
from generator.types.inference import infer, load_json_text, merge

_OPTIONAL = re.compile(r"([\w$]+)\s*\?\s*:")


def params_in(text: str, line: int) -> list[Param]:
    """Return the fields of a type; nothing when the text is an example with values."""
    found = loosejson.read(text)
    if found is None or not isinstance(found.value, dict) or "type-word" not in found.notes:
        return []
    if "unquoted-key" not in found.notes and "optional-key" not in found.notes:
        return []
    optional = set(_OPTIONAL.findall(text)) if "optional-key" in found.notes else None
    return [
        Param(name, line, "body", _type(value), None if optional is None else name not in optional)
        for name, value in found.value.items()
    ]


def _type(value: Any) -> Type:
    if isinstance(value, dict):
        return ObjectType()
    if isinstance(value, list):
        return ArrayType(AnyType())
    return read_type(value) if isinstance(value, str) and is_type(value) else AnyType()


# What stands for the same JSON in another notation; all else that is bent leaves values open.
_NOTATION = frozenset(
    [
        "trailing-comma",
        "missing-comma",
        "quotes",
        "unquoted-key",
        "rocket",
        "word",
        "number",
        "string",
    ]
)


def answer_of(text: str) -> tuple[str, Type | None]:
    """Return the text of a JSON answer and its type, or ``None`` where it cannot be read.

    JSON in another notation is returned as JSON. What is left open stays as it is written, and
    its type says what is known: nothing of a bare word, a type where it names one.
    """
    try:
        return text, infer(load_json_text(text))
    except ValueError:
        found = loosejson.read(text)
    if found is None or not isinstance(found.value, dict | list):
        return text, None
    if _NOTATION.issuperset(found.notes) and not text[found.end :].strip():
        return json.dumps(found.value, indent=2, ensure_ascii=False), infer(found.value)
    optional = set(_OPTIONAL.findall(text)) if "optional-key" in found.notes else set()
    return text, _shown(found.value, optional)


def _shown(value: Any, optional: Collection[str]) -> Type:
    """Return the type of a value in which words without quotes may stand for others."""
    if isinstance(value, Bare):
        return read_type(value) if is_type(value) else AnyType()
    if isinstance(value, list):
        return ArrayType(merge(_shown(item, optional) for item in value))
    if not isinstance(value, dict):
        return infer(value)
    if not any(isinstance(member, Bare | dict | list) for member in value.values()):
        return infer(value)
    fields = (Field(k, _shown(v, optional), k not in optional) for k, v in value.items())
    return ObjectType(tuple(fields))
