"""Requests in Postman's first format, as v2.1 writes them (docs/postman.md#v1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.readers.postman.v1_body import read_body
from generator.readers.postman.v1_place import Place, escaped, row, strings
from generator.readers.postman.values import mapping, rows
from generator.text import masked, parse

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
_SCHEME = re.compile(r"([^/\\]*?):(?://|\\\\)")
_SLASH = re.compile(r"[/\\]")

# Key, value and, where a string of the file is the value, the pointer to it.
_Setting = tuple[Any, Any, str]


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
    query = _query(v1, place)
    variables = _path_variables(v1, place)
    if not query and not variables:
        place.note("url", "url")
        return url
    place.note("url/raw", "url")
    parts = _split(url)
    if query:
        parts["query"] = query
    return parts | ({"variable": variables} if variables else {})


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


def _split(url: str) -> dict[str, Any]:
    """Return the parts of a URL; variables in braces are never split."""
    whole, unmask = masked(parse(url.strip()))

    def split(text: str, separator: str) -> list[str]:
        return [unmask(piece).source for piece in text.split(separator)]

    rest, fragment_mark, fragment = whole.partition("#")
    address, _, query = rest.partition("?")
    parts: dict[str, Any] = {"raw": url}
    scheme = _SCHEME.match(address)
    if scheme:
        parts["protocol"] = unmask(scheme[1]).source
        address = address[scheme.end() :]
    slash = _SLASH.search(address)
    authority = address[: slash.start()] if slash else address
    credentials, _, host = authority.rpartition("@")
    name, _, port = host.rpartition(":")
    if credentials:
        user, _, password = credentials.partition(":")
        parts["auth"] = {"user": unmask(user).source, "password": unmask(password).source}
    if name and "]" not in port:
        parts["port"] = unmask(port).source
        host = name
    if host:
        parts["host"] = split(host, ".")
    if slash:
        parts["path"] = split(address[slash.end() :].replace("\\", "/"), "/")
    if query:
        pairs = [piece.partition("=") for piece in query.split("&")]
        parts["query"] = [
            {"key": unmask(key).source, "value": unmask(value).source if equals else None}
            for key, equals, value in pairs
        ]
    if fragment_mark:
        parts["hash"] = unmask(fragment).source
    return parts


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
    return found + [line for line in _lines(block) if line["key"].lower() not in known]


def _lines(block: str) -> list[dict[str, Any]]:
    found = []
    for line in _LINE.findall(block):
        key, _, value = line.partition(":")
        off = key.lstrip().startswith("//")
        key = key.strip().removeprefix("//").strip()
        if key:
            header = {"key": key, "value": value.strip()}
            found.append(header | ({"disabled": True} if off else {}))
    return found


# Auth


def read_auth(v1: dict[str, Any], place: Place) -> dict[str, Any] | None:
    """Return the auth of a collection, folder or request: ``auth``, else its old helper.

    No helper and the helper ``normal`` are no auth of its own.
    """
    given = mapping(v1.get("auth"))
    kind, helper = given.get("type"), v1.get("currentHelper")
    if isinstance(kind, str) and kind:
        settings = _stated(given.get(kind), f"auth/{escaped(kind)}")
    elif isinstance(helper, str) and helper not in ("", "normal"):
        kind = _HELPERS.get(helper, helper)
        settings = _helped(v1.get("helperAttributes"), _RENAMED.get(kind, {}))
    else:
        return None
    found: list[dict[str, Any]] = []
    for key, value, pointer in settings:
        if pointer and isinstance(value, str):
            place.note(f"auth/{escaped(kind)}/{len(found)}/value", pointer)
        found.append({"key": key, "value": value})
    return {"type": kind, kind: found}


def _stated(settings: Any, pointer: str) -> Iterator[_Setting]:
    for key, value in mapping(settings).items():
        yield key, value, f"{pointer}/{escaped(key)}"
    for index, setting in rows(settings):
        yield setting.get("key"), setting.get("value"), f"{pointer}/{index}/value"


def _helped(attributes: Any, renamed: dict[str, str]) -> Iterator[_Setting]:
    """Read the attributes of a helper: an object, or one written as a string."""
    written = json_object(attributes) if isinstance(attributes, str) else None
    for key, value in mapping(written or attributes).items():
        if key not in _APP_SETTINGS and value is not None:
            pointer = "" if written else f"helperAttributes/{escaped(key)}"
            yield renamed.get(key, key), value, pointer


def json_object(text: str) -> dict[str, Any] | None:
    """Return the object that a string holds as JSON, or ``None`` where it holds none."""
    try:
        return mapping(json.loads(text)) or None
    except (ValueError, RecursionError):
        return None
