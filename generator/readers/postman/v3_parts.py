"""Parts of Postman's third format, as v2.1 writes them: rows, auth, scripts, settings.

YAML gives every scalar as a string; what v2.1 has as a boolean or number becomes one here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.pointers import escaped
from generator.readers.postman.conversion import Place
from generator.readers.postman.values import mapping, rows

# Notes a finding: its rule, its message, and the pointer that it is about.
Report = Callable[[str, str, str], None]

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_NUMBER = re.compile(r"[-+]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)(e[-+]?[0-9]{1,2})?", re.IGNORECASE)

# Of a definition's scripts those that requests over HTTP run; a request's have no protocol.
_LISTEN = {
    "beforeRequest": "prerequest",
    "beforeQuery": "prerequest",
    "afterResponse": "test",
}
_PROTOCOLS = {"", "http", "graphql"}


def is_true(value: Any) -> bool:
    """Whether a scalar is a true of YAML 1.2."""
    return value in ("true", "True", "TRUE")


def number(value: Any) -> float | None:
    """Return a scalar as a number, or ``None`` where it is none."""
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def typed(value: Any) -> Any:
    """Return settings with their booleans and whole numbers as such."""
    if isinstance(value, dict):
        return {key: typed(member) for key, member in value.items()}
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    return value


def read_rows(value: Any, place: Place, new: str, old: str, report: Report) -> list[dict[str, Any]]:
    """Return rows that are a list of objects, or an object of values; `place` is what has them."""
    found: list[dict[str, Any]] = []
    if isinstance(value, dict):
        for key, member in value.items():
            place.note(f"{new}/{len(found)}/value", f"{old}/{escaped(key)}")
            found.append({"key": key, "value": member})
        return found
    if not isinstance(value, list | None):
        wrong_type("a list or an object", f"{place.old}/{old}", report)
        return found
    for index, given in enumerate(value or ()):
        if not isinstance(given, dict):
            wrong_type("an object", f"{place.old}/{old}/{index}", report)
            continue
        here = place.note(f"{new}/{len(found)}", f"{old}/{index}")
        for name in ("value", "src"):
            if isinstance(given.get(name), str):
                here.note(name, name)
        found.append(read_row(given))
    return found


def read_row(given: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose switches are booleans; ``secret`` becomes its type."""
    row = {name: value for name, value in given.items() if name not in ("enabled", "disabled")}
    if is_true(given.get("disabled")) or given.get("enabled") in ("false", "False", "FALSE"):
        row["disabled"] = True
    if is_true(given.get("secret")):
        row["type"] = "secret"
    return row


def read_auth(given: dict[str, Any], place: Place, report: Report) -> dict[str, Any] | None:
    """Return the auth of a definition or request; of several the first counts."""
    auth, pointer = given.get("auth"), "auth"
    if isinstance(auth, list):
        if len(auth) > 1:
            message = "several auths stand here; requests go out with the first"
            report("v3-auths", message, f"{place.old}/auth")
        auth, pointer = (auth[0], "auth/0") if auth else (None, pointer)
    if not isinstance(auth, dict | None):
        wrong_type("an object or a list of them", f"{place.old}/{pointer}", report)
    kind = mapping(auth).get("type")
    if not isinstance(kind, str) or kind in ("", "inherit"):
        return None
    place.note("auth", pointer)
    place.note("auth/type", f"{pointer}/type")
    if kind == "noauth":
        return {"type": kind}
    credentials = mapping(auth).get("credentials")
    old = f"{pointer}/credentials"
    return {"type": kind, kind: read_rows(credentials, place, f"auth/{escaped(kind)}", old, report)}


def read_scripts(given: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    """Return the scripts that run before requests and after responses, as events."""
    found: list[dict[str, Any]] = []
    for index, script in rows(given.get("scripts")):
        protocol, _, phase = str(script.get("type")).rpartition(":")
        if protocol in _PROTOCOLS and phase in _LISTEN:
            place.note(f"event/{len(found)}", f"scripts/{index}")
            found.append({"listen": _LISTEN[phase], "script": {"exec": script.get("code")}})
    return found


def read_settings(given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a request as ``protocolProfileBehavior``."""
    settings: dict[str, Any] = typed(mapping(given.get("settings")))
    omitted = settings.get("disabledSystemHeaders")
    if isinstance(omitted, list):
        settings["disabledSystemHeaders"] = {n: True for n in omitted if isinstance(n, str)}
    return settings


def wrong_type(expected: str, pointer: str, report: Report) -> None:
    """Report a value that is not of a type that can be read."""
    report("schema", f"this value cannot be read; expected {expected}", pointer)
