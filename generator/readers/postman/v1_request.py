"""Requests in Postman's first format, as v2.1 writes them (docs/postman.md#v1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.pointers import escaped
from generator.readers.postman.conversion import Place, row, strings
from generator.readers.postman.url_parts import split_url
from generator.readers.postman.v1_body import read_body
from generator.readers.postman.values import mapping, rows

_HELPERS = {
    "apikeyAuth": "apikey",
    "asapAuth": "asap",
    "awsSigV4": "awsv4",
    "basicAuth": "basic",
    "bearerAuth": "bearer",
    "digestAuth": "digest",
    "edgegridAuth": "edgegrid",
    "hawkAuth": "hawk",
    "jwtAuth": "jwt",
    "ntlmAuth": "ntlm",
    "oAuth1": "oauth1",
    "oAuth2": "oauth2",
}

# Settings of helpers that v2 names differently, and those that only the app itself uses.
_RENAMED = {
    "hawk": {"hawk_id": "authId", "hawk_key": "authKey", "ext": "extraData", "dlg": "delegation"},
    "oauth1": {"header": "addParamsToHeader", "includeEmpty": "addEmptyParamsToSign"},
}
_APP_SETTINGS = {"id", "saveToRequest", "saveHelperData", "time"}

_LINE = re.compile(r"[^\r\n]+")

# Key, value and, where a string of the file is or holds the value, its pointer and the span.
_Setting = tuple[Any, Any, str, tuple[int, int] | None]


def read_request(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return a v1 request as a v2.1 request; ``place`` is that of both."""
    members = {
        "url": _url(v1, place),
        "header": _header(v1, place),
        "body": read_body(v1, place),
        "auth": read_auth(v1, place),
    }
    found = {name: value for name, value in members.items() if value is not None}
    return strings(v1, place, method="method", description="description") | found


# URLs


def _url(v1: dict[str, Any], place: Place) -> str | dict[str, Any] | None:
    """Return the string itself where nothing else is known of the URL, else its parts."""
    url = v1.get("url")
    if not isinstance(url, str):
        return None
    here = place.note("url", "url")
    query = _query(v1, place)
    variables = _path_variables(v1, place)
    if not query and not variables:
        return url
    return split_url(url, here, query) | ({"variable": variables} if variables else {})


def _query(v1: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for index, given in rows(v1.get("queryParams")):
        parameter = row(given, place.note(f"url/query/{len(found)}", f"queryParams/{index}"))
        equals = parameter.pop("equals", None)
        if equals is False:
            parameter["value"] = None
        elif equals and parameter.get("value") is None:
            parameter["value"] = ""
        found.append(parameter)
    return found


def _path_variables(v1: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for index, given in rows(v1.get("pathVariableData")):
        here = place.note(f"url/variable/{len(found)}", f"pathVariableData/{index}")
        found.append(row(given, here))
    known = {given["key"] for given in found if isinstance(given.get("key"), str)}
    for key, value in mapping(v1.get("pathVariables")).items():
        if key not in known:
            if isinstance(value, str):
                place.note(f"url/variable/{len(found)}/value", f"pathVariables/{escaped(key)}")
            found.append({"key": key, "value": value})
    return found


# Headers


def _header(v1: dict[str, Any], place: Place) -> str | list[dict[str, Any]] | None:
    """Return the rows of ``headerData`` and the lines that they lack.

    Without rows the block of lines stays one string, which v2.1 allows, so that its parts are
    still found in the v1 file.
    """
    block = v1.get("headers")
    member = "headers" if isinstance(block, list) else "headerData"
    found: list[dict[str, Any]] = []
    for index, given in rows(v1.get(member)):
        header = row(given, place.note(f"header/{len(found)}", f"{member}/{index}"))
        key = header.get("key")
        if isinstance(key, str) and key.startswith("//"):
            header |= {"key": key[2:].strip(), "disabled": True}
        found.append(header)
    if not isinstance(block, str):
        return found or None
    if not found:
        place.note("header", "headers")
        return block
    known = {header["key"].lower() for header in found if isinstance(header.get("key"), str)}
    for line, span in _lines(block):
        if line["key"].lower() not in known:
            place.note(f"header/{len(found)}/value", "headers", span)
            found.append(line)
    return found


def _lines(block: str) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
    """Yield a row for each line, and where in the block its value stands."""
    for line in _LINE.finditer(block):
        key, _, value = line[0].partition(":")
        off = key.lstrip().startswith("//")
        key = key.strip().removeprefix("//").strip()
        if key:
            start = line.end() - len(value.lstrip())
            value = value.strip()
            header = {"key": key, "value": value}
            yield header | ({"disabled": True} if off else {}), (start, start + len(value))


# Auth


def read_auth(v1: dict[str, Any], place: Place) -> dict[str, Any] | None:
    """Return the auth of a collection, folder or request: its old helper, else ``auth``.

    Where both stand, Postman's own converter reads the helper (postman-collection-transformer,
    `util.js`, notLegacy). No helper and the helper ``normal`` say nothing.
    """
    given = mapping(v1.get("auth"))
    kind, helper = given.get("type"), v1.get("currentHelper")
    if isinstance(helper, str) and helper not in ("", "normal"):
        kind = _HELPERS.get(helper, helper)
        settings = _helped(v1.get("helperAttributes"), _RENAMED.get(kind, {}))
    elif isinstance(kind, str) and kind:
        settings = _stated(given.get(kind), f"auth/{escaped(kind)}")
    else:
        return None
    found: list[dict[str, Any]] = []
    for key, value, pointer, span in settings:
        if pointer and isinstance(value, str):
            place.note(f"auth/{escaped(kind)}/{len(found)}/value", pointer, span)
        found.append({"key": key, "value": value})
    return {"type": kind, kind: found}


def _stated(settings: Any, pointer: str) -> Iterator[_Setting]:
    for key, value in mapping(settings).items():
        yield key, value, f"{pointer}/{escaped(key)}", None
    for index, setting in rows(settings):
        yield setting.get("key"), setting.get("value"), f"{pointer}/{index}/value", None


def _helped(attributes: Any, renamed: dict[str, str]) -> Iterator[_Setting]:
    """Read the attributes of a helper: an object, or one written as a string."""
    written = attributes if isinstance(attributes, str) else ""
    for key, value in mapping(json_object(written) if written else attributes).items():
        if key in _APP_SETTINGS or value is None:
            continue
        name = renamed.get(key, key)
        at = written.find(f'"{value}"') if isinstance(value, str) else -1
        if not written:
            yield name, value, f"helperAttributes/{escaped(key)}", None
        elif at < 0:
            # What is written with escapes has no place of its own.
            yield name, value, "", None
        else:
            yield name, value, "helperAttributes", (at + 1, at + 1 + len(value))


def json_object(text: str) -> dict[str, Any] | None:
    """Return the object that a string holds as JSON, or ``None`` where it holds none."""
    try:
        return mapping(json.loads(text)) or None
    except (ValueError, RecursionError):
        return None
