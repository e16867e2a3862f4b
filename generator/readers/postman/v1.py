"""Collections of Postman's first format, rewritten as v2.1 (docs/postman.md#v1).

A v1 file is flat: lists of folders and requests, and lists of ids that say which stands where.
Whatever is of a wrong type in it is treated as absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Diagnostics
from generator.frozen import Frozen
from generator.origin import Origin
from generator.readers.postman.conversion import Place, Table, nowhere, row, strings
from generator.readers.postman.v1_request import json_object, read_auth, read_request
from generator.readers.postman.v1_tree import by_id, read_tree
from generator.readers.postman.values import mapping, rows

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


class Converted(Frozen):
    """A v1 collection as a v2.1 ``document``, and where its parts came from.

    ``table`` knows folders, requests, responses and rows, and every string that is one of the v1
    file or a part of one.
    """

    document: dict[str, Any]
    table: Table


@dataclass(slots=True)
class _Requests:
    """The requests of the file, for the responses that name theirs by its id."""

    rows: dict[int, dict[str, Any]]
    ids: dict[str | int, int]
    pointer: str
    converted: dict[int, dict[str, Any]] = field(default_factory=dict)


def to_v2(document: dict[str, Any], origin: Origin, diagnostics: Diagnostics) -> Converted:
    """Return a v1 collection as v2.1; ``origin`` is the collection's place in its file.

    Folders stand before requests. Requests and folders that no order names are appended with a
    ``v1-orphan`` warning, so that no request is lost.
    """
    place = Place("#", origin.pointer, Table({"#": origin.pointer}))
    inner = Place("#/info", origin.pointer, place.table)
    info = strings(document, inner, name="name", description="description")
    v2: dict[str, Any] = {
        "info": info | {"schema": _SCHEMA},
        "item": _items(document, origin, place, diagnostics),
    }
    return Converted(v2 | _common(document, place) | _auth(document, place), place.table)


def _items(
    document: dict[str, Any], origin: Origin, root: Place, diagnostics: Diagnostics
) -> list[dict[str, Any]]:
    folders, request_rows = dict(rows(document.get("folders"))), rows(document.get("requests"))
    requests = _Requests(dict(request_rows), by_id(request_rows), f"{root.old}/requests")
    tree = read_tree(document, origin, diagnostics)
    items: list[dict[str, Any]] = []
    todo: list[tuple[int | None, str, list[dict[str, Any]]]] = [(None, "#/item", items)]
    while todo:
        folder, pointer, children = todo.pop()
        here = Place(pointer, root.old, root.table)
        for index in tree.folders.get(folder, ()):
            place = here.note(str(len(children)), f"folders/{index}")
            group = _folder(folders[index], place)
            children.append(group)
            todo.append((index, f"{place.new}/item", group["item"]))
        for index in tree.requests.get(folder, ()):
            place = here.note(str(len(children)), f"requests/{index}")
            children.append(_item(requests.rows[index], place, requests))
    return items


def _folder(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    found = strings(v1, place, name="name", description="description")
    return found | _common(v1, place) | _auth(v1, place) | {"item": []}


def _item(v1: dict[str, Any], place: Place, requests: _Requests) -> dict[str, Any]:
    inner = Place(f"{place.new}/request", place.old, place.table)
    found = strings(v1, place, name="name") | {"request": read_request(v1, inner)}
    responses = _responses(v1, place, requests)
    return found | ({"response": responses} if responses else {}) | _common(v1, place)


def _auth(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    auth = read_auth(v1, place)
    return {} if auth is None else {"auth": auth}


def _common(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return what collections, folders and requests have alike."""
    members = {
        "event": _events(v1, place),
        "variable": _variables(v1, place),
        "protocolProfileBehavior": mapping(v1.get("protocolProfileBehavior")),
    }
    return {name: value for name, value in members.items() if value}


def _events(v1: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    """Return the scripts as text; the two old members count where there are no ``events``."""
    found: list[dict[str, Any]] = []
    for index, event in rows(v1.get("events")):
        place.note(f"event/{len(found)}", f"events/{index}")
        found.append(event)
    if found:
        return found
    old = {"prerequest": v1.get("preRequestScript"), "test": v1.get("tests")}
    return [
        {"listen": listen, "script": {"exec": code.split("\n")}}
        for listen, code in old.items()
        if isinstance(code, str) and code
    ]


def _variables(v1: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for index, given in rows(v1.get("variables")):
        variable = row(given, place.note(f"variable/{len(found)}", f"variables/{index}"))
        found.append(variable | {"key": given.get("key") or given.get("id")})
    return found


# Responses


def _responses(v1: dict[str, Any], place: Place, requests: _Requests) -> list[dict[str, Any]]:
    """Return the saved responses; those that ``responses_order`` does not name come last."""
    given = rows(v1.get("responses"))
    order = v1.get("responses_order")
    ids = by_id(given)
    named = [ids[name] for name in order if _known(name, ids)] if isinstance(order, list) else []
    responses = dict(given)
    return [
        _response(responses[index], place.note(f"response/{n}", f"responses/{index}"), requests)
        for n, index in enumerate(dict.fromkeys([*named, *responses]))
    ]


def _known(name: Any, ids: dict[str | int, int]) -> bool:
    return isinstance(name, str | int) and name in ids


def _response(v1: dict[str, Any], place: Place, requests: _Requests) -> dict[str, Any]:
    status = mapping(v1.get("responseCode"))
    found = strings(v1, place, name="name", body="text", _postman_previewlanguage="language")
    members = {
        "originalRequest": _original(v1, place, requests),
        "status": status.get("name"),
        "code": status.get("code"),
        "header": _response_headers(v1, place),
        "cookie": [cookie for _, cookie in rows(v1.get("cookies"))] or None,
        "responseTime": v1.get("time"),
    }
    return found | {name: value for name, value in members.items() if value is not None}


def _response_headers(v1: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for index, given in rows(v1.get("headers")):
        header = row(given, place.note(f"header/{len(found)}", f"headers/{index}"))
        found.append(header | {"key": given.get("key") or given.get("name")})
    return found


def _original(v1: dict[str, Any], place: Place, requests: _Requests) -> dict[str, Any] | None:
    """Return the request that a response answers: an object, JSON in a string, or an id."""
    for member in ("requestObject", "request"):
        given = v1.get(member)
        if isinstance(given, dict) and given:
            return read_request(given, place.note("originalRequest", member))
        if isinstance(given, str) and (written := json_object(given)):
            # Strings inside this string have no pointer of their own.
            return read_request(written, nowhere())
    return next(
        (
            _referred(requests.ids[v1[member]], place, requests)
            for member in ("requestObject", "request")
            if _known(v1.get(member), requests.ids)
        ),
        None,
    )


def _referred(index: int, place: Place, requests: _Requests) -> dict[str, Any]:
    """Return a request of the file; all responses that name it share one object."""
    place.table.pointers[f"{place.new}/originalRequest"] = f"{requests.pointer}/{index}"
    if index not in requests.converted:
        requests.converted[index] = read_request(requests.rows[index], nowhere())
    return requests.converted[index]
