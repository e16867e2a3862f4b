"""Auth: which credentials a request sends, after inheritance."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import Diagnostics
from generator.model import AUTH_KINDS, Auth, AuthParameter
from generator.origin import Origin
from generator.readers.postman.values import disabled, mapping, rows, text

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
    found: dict[str, tuple[Any, Origin]] = {}
    if isinstance(value, dict):
        found = {key: (member, origin.child(key)) for key, member in value.items()}
    elif isinstance(value, list):
        for index, row in rows(value):
            if isinstance(row.get("key"), str) and row.get("value") is not None:
                found[row["key"]] = (row["value"], origin.child(index, "value"))
    parameters: list[AuthParameter] = []
    for key, (member, place) in found.items():
        if key == "tokenRequestParams" and isinstance(member, list):
            parameters += _request_rows(member, place)
        elif member is not None:
            parameters.append(AuthParameter(key, text(member, place)))
    return tuple(parameters)


def _request_rows(value: list[Any], origin: Origin) -> list[AuthParameter]:
    """Read what an OAuth 2.0 token request sends besides: each row is a setting of its own."""
    found = []
    for index, row in rows(value):
        name, place = row.get("key"), str(row.get("send_as") or "request_body")
        is_on = row.get("enabled", True) and not disabled(row)
        if is_on and isinstance(name, str) and name and row.get("value") is not None:
            setting = f"tokenRequest.{place.removeprefix('request_')}.{name}"
            member = text(row["value"], origin.child(index, "value"))
            found.append(AuthParameter(setting, member))
    return found
