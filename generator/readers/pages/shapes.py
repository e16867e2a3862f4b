"""Bodies that are given as a type: ``{ name?: string | null, tags: string[] }``."""

from __future__ import annotations

import re
from typing import Any

from generator.readers.pages import loosejson
from generator.readers.pages.draft import Param
from generator.readers.pages.types import is_type, read_type
from generator.types.datatypes import AnyType, ArrayType, ObjectType, Type

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
