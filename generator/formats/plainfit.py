"""Whether a value plainly fits a JSON Schema.

Most values do, and importing a validator takes longer than all else that a run with nothing to do
does. What these lines do not know they do not vouch for; jsonschema says the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS: dict[type, tuple[str, ...]] = {
    dict: ("object",),
    list: ("array",),
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    type(None): ("null",),
}
_LEAST = ("minItems", "minLength", "minProperties")
_KNOWN = {
    *("$schema", "$comment", "definitions", "title", "description", "type", "enum", "const"),
    *("required", "properties", "additionalProperties", "items", "anyOf", *_LEAST),
}


def surely_fits(value: Any, schema: Any) -> bool:
    """Whether a JSON value fits a schema as far as a short look tells; ``False`` leaves it open."""
    if not isinstance(schema, dict) or not schema.keys() <= _KNOWN:
        return schema is True
    return (
        _is_of_kind(value, schema)
        and _is_one(value, schema)
        and any(surely_fits(value, branch) for branch in schema.get("anyOf", (True,)))
        and _has_members(value, schema)
    )


def _is_of_kind(value: Any, schema: Mapping[str, Any]) -> bool:
    wanted = schema.get("type", ())
    kinds = (wanted,) if isinstance(wanted, str) else wanted
    return not kinds or any(kind in kinds for kind in _KINDS[type(value)])


def _is_one(value: Any, schema: Mapping[str, Any]) -> bool:
    if "const" in schema and (type(value), value) != (type(schema["const"]), schema["const"]):
        return False
    return "enum" not in schema or (isinstance(value, str) and value in schema["enum"])


def _has_members(value: Any, schema: Mapping[str, Any]) -> bool:
    least = max(schema.get(keyword, 0) for keyword in _LEAST)
    if isinstance(value, str | list | dict) and len(value) < least:
        return False
    if isinstance(value, list):
        return all(surely_fits(one, schema.get("items", True)) for one in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    return value.keys() >= set(schema.get("required", ())) and all(
        surely_fits(one, known.get(name, others)) for name, one in value.items()
    )
