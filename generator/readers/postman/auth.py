"""Auth: which credentials a request sends, after inheritance."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import Diagnostics
from generator.model import AUTH_KINDS, Auth, AuthParameter
from generator.readers.postman.values import mapping, text
from generator.text import Origin

NO_AUTH = Auth("none")


def read_auth(value: Any, origin: Origin, diagnostics: Diagnostics) -> Auth | None:
    """Return the auth that an ``auth`` member states, or ``None`` where it states none.

    A missing, null or empty ``auth`` inherits; only ``noauth`` stops inheritance
    (docs/postman.md#auth).
    """
    kind = mapping(value).get("type")
    if not isinstance(kind, str) or not kind:
        return None
    if kind == "noauth":
        return Auth("none", (), origin)
    if kind not in AUTH_KINDS:
        message = f"auth type {kind!r} is not known; the request goes out without it"
        diagnostics.add("auth-unknown", message, origin.child("type"))
        return Auth("none", (), origin)
    return Auth(kind, _parameters(value.get(kind), origin.child(kind)), origin)


def _parameters(value: Any, origin: Origin) -> tuple[AuthParameter, ...]:
    """Read both shapes: v2.1's list of rows and v2.0's plain object; the last of a key wins."""
    found: dict[str, AuthParameter] = {}
    if isinstance(value, dict):
        for key, member in value.items():
            if member is not None:
                found[key] = AuthParameter(key, text(member, origin.child(key)))
    elif isinstance(value, list):
        for index, row in enumerate(value):
            if isinstance(row, dict) and isinstance(row.get("key"), str):
                key = row["key"]
                if row.get("value") is not None:
                    member = text(row["value"], origin.child(index, "value"))
                    found[key] = AuthParameter(key, member)
    return tuple(found.values())
