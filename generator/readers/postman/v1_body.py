"""Bodies of requests in Postman's first format, as v2.1 writes them (docs/postman.md#v1)."""

from __future__ import annotations

from typing import Any

from generator.pointers import escaped
from generator.readers.postman.conversion import Place, row
from generator.readers.postman.values import mapping, rows

_MODES = {
    "params": "formdata",
    "urlencoded": "urlencoded",
    "raw": "raw",
    "binary": "file",
    "graphql": "graphql",
}


def read_body(v1: dict[str, Any], place: Place) -> dict[str, Any] | None:
    """Return a request's ``body``, or ``None`` where it has none; ``place`` is the request's."""
    mode = _mode(v1)
    if mode is None:
        return None
    found = {"mode": mode, mode: _CONTENTS[mode](v1, place)}
    options = mapping(v1.get("dataOptions"))
    if options:
        found["options"] = {_MODES.get(name, name): value for name, value in options.items()}
    if v1.get("dataDisabled"):
        found["disabled"] = True
    return found


def _mode(v1: dict[str, Any]) -> str | None:
    """Return the v2 mode; one that v1 does not state is told from the data that there is."""
    stated = v1.get("dataMode", "")
    if stated is None:
        return None
    if isinstance(stated, str) and stated in _MODES:
        return _MODES[stated]
    if _raw_mode_data(v1)[0]:
        return "raw"
    if isinstance(v1.get("data"), list) and v1["data"]:
        return "formdata"
    if v1.get("graphqlModeData"):
        return "graphql"
    return "raw" if isinstance(v1.get("data"), str) and v1["data"] else None


def _raw_mode_data(v1: dict[str, Any]) -> tuple[str, str]:
    """Return the raw text, a string or the only one of a list, and its relative pointer."""
    data = v1.get("rawModeData")
    if isinstance(data, str):
        return data, "rawModeData"
    if isinstance(data, list) and len(data) == 1 and isinstance(data[0], str):
        return data[0], "rawModeData/0"
    return "", ""


def _raw(v1: dict[str, Any], place: Place) -> str:
    text, pointer = _raw_mode_data(v1)
    if not text and isinstance(v1.get("data"), str):
        text, pointer = v1["data"], "data"
    if pointer:
        place.note("body/raw", pointer)
    return text


def _file(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    text, pointer = _raw_mode_data(v1)
    if pointer:
        place.note("body/file/src", pointer)
    return {"src": text or None}


def _graphql(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    found = mapping(v1.get("graphqlModeData"))
    for name, value in found.items():
        if isinstance(value, str):
            place.note(f"body/graphql/{escaped(name)}", f"graphqlModeData/{escaped(name)}")
    return found


def _urlencoded(v1: dict[str, Any], place: Place) -> str | list[dict[str, Any]]:
    if isinstance(v1.get("data"), str):
        place.note("body/urlencoded", "data")
        return str(v1["data"])
    return _fields(v1, place, "urlencoded")


def _formdata(v1: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    return _fields(v1, place, "formdata")


def _fields(v1: dict[str, Any], place: Place, mode: str) -> list[dict[str, Any]]:
    """Return the rows of a form; a file's ``value`` becomes its ``src``."""
    member = "data" if v1.get("data") else "rawModeData"
    found: list[dict[str, Any]] = []
    for index, given in rows(v1.get(member)):
        if given.get("key") is None:
            continue
        here = place.note(f"body/{mode}/{len(found)}", f"{member}/{index}")
        field = row(given, here)
        if field.get("type") == "file" and not field.get("src") and "value" in field:
            field["src"] = field.pop("value")
            if isinstance(field["src"], str):
                here.note("src", "value")
        found.append(field)
    return found


_CONTENTS: dict[str, Any] = {
    "formdata": _formdata,
    "urlencoded": _urlencoded,
    "raw": _raw,
    "file": _file,
    "graphql": _graphql,
}
