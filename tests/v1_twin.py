"""Writing a collection of v2.1 as the flat document that v1 would be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.origin import Origin
from generator.readers.postman.headers import read_headers
from generator.readers.postman.values import description, disabled, mapping, plain, rows
from tests.twins import Members, NotExpressible, can, is_folder, url_text

_MODES = {"formdata": "params", "file": "binary"}
# Written down here too, and not taken from the reader, which may be wrong: what v1 called the kinds
# of auth, and their settings where v2 has other names; and settings that the app kept for itself.
_HELPERS = {
    "apikey": "apikeyAuth",
    "asap": "asapAuth",
    "awsv4": "awsSigV4",
    "basic": "basicAuth",
    "bearer": "bearerAuth",
    "digest": "digestAuth",
    "edgegrid": "edgegridAuth",
    "hawk": "hawkAuth",
    "jwt": "jwtAuth",
    "ntlm": "ntlmAuth",
    "oauth1": "oAuth1",
    "oauth2": "oAuth2",
}
_OLD_NAMES = {
    "hawk": {"authId": "hawk_id", "authKey": "hawk_key", "extraData": "ext", "delegation": "dlg"},
    "oauth1": {"addParamsToHeader": "header", "addEmptyParamsToSign": "includeEmpty"},
}
_APP_SETTINGS = {"id", "saveToRequest", "saveHelperData", "time"}


def expressible(collection: Members) -> Members:
    """Return the collection without what v1 cannot hold, folders before requests.

    Raises `NotExpressible` when it can hold nothing of it.
    """
    info = mapping(collection.get("info"))
    if not info.get("name"):
        raise NotExpressible("a collection of v1 is known by its name")
    kept = {name: value for name, value in info.items() if name != "version"}
    return collection | {"info": kept, "item": [*_expressible(collection["item"])]}


def _expressible(items: Any) -> Iterator[Members]:
    for _, row in sorted(rows(items), key=lambda entry: not is_folder(entry[1])):
        if is_folder(row):
            yield row | {"item": [*_expressible(row["item"])]}
        elif can(_item, row | {"response": None}, 0):
            yield row | {"response": [r for _, r in rows(row.get("response")) if can(_response, r)]}


def twin(collection: Members) -> Members:
    """Return a collection that is `expressible` as v1."""
    info = mapping(collection.get("info"))
    v1: Members = {
        "name": plain(info.get("name")),
        "description": description(info.get("description")),
        "folders": [],
        "requests": [],
        "order": [],
        "folders_order": [],
    }
    _place(collection["item"], v1, v1)
    return v1 | _common(collection)


def _place(items: list[Any], parent: Members, v1: Members) -> None:
    for row in items:
        if is_folder(row):
            folder = {
                "id": f"f{len(v1['folders'])}",
                "name": plain(row.get("name")),
                "description": description(row.get("description")),
                "order": [],
                "folders_order": [],
            }
            v1["folders"].append(folder | _common(row))
            parent["folders_order"].append(folder["id"])
            _place(row["item"], v1["folders"][-1], v1)
        else:
            index = len(v1["requests"])
            v1["requests"].append({"id": f"r{index}", **_item(row, index)})
            parent["order"].append(f"r{index}")


def _common(row: Members) -> Members:
    """Return what collections, folders and requests have alike."""
    member = "variable" if isinstance(row.get("variable"), list) else "variables"
    found = {
        "auth": row.get("auth"),
        # An `id` alone is a name in v1, but not in v2.
        "variables": [v for _, v in rows(row.get(member)) if v.get("key")],
        "events": row.get("event"),
        "protocolProfileBehavior": row.get("protocolProfileBehavior"),
    }
    return {name: value for name, value in found.items() if value}


def _item(row: Members, index: int) -> Members:
    """Return a request; some are written with what is older: helpers and blocks of headers."""
    found = _request(row.get("request"))
    if index % 2:
        found = _with_block(_with_helper(found))
    # `description` of the request counts before that of the item.
    note = found.pop("description") or description(row.get("description"))
    own = {name: value for name, value in _common(row).items() if name != "auth"}
    responses = [_response(response) for _, response in rows(row.get("response"))]
    return {"name": plain(row.get("name")), "description": note, **found, **own} | (
        {"responses": responses} if responses else {}
    )


def _with_helper(request: Members) -> Members:
    auth = mapping(request.get("auth"))
    kind = auth.get("type")
    if kind not in _HELPERS:
        return request
    settings = auth.get(kind)
    if isinstance(settings, list):
        settings = {r["key"]: r.get("value") for _, r in rows(settings) if "key" in r}
    names = _OLD_NAMES.get(kind, {})
    attributes = {names.get(key, key): value for key, value in mapping(settings).items()}
    if _APP_SETTINGS & attributes.keys():
        return request
    rest = {name: value for name, value in request.items() if name != "auth"}
    return rest | {"currentHelper": _HELPERS[kind], "helperAttributes": attributes}


def _with_block(request: Members) -> Members:
    given = request["headerData"]
    for row in given:
        text = row["key"] + row["value"]
        plain_text = row["value"].strip() == row["value"] and "\n" not in text and "\r" not in text
        if row["description"] or ":" in row["key"] or row["key"].strip("/ ") != row["key"]:
            return request
        if not plain_text:
            return request
    lines = [("" if row["enabled"] else "//") + f"{row['key']}: {row['value']}" for row in given]
    rest = {name: value for name, value in request.items() if name != "headerData"}
    return rest | {"headers": "\n".join(lines)}


def _request(request: Any) -> Members:
    if isinstance(request, str):
        request = {"method": "GET", "url": request}
    given = mapping(request)
    method = {"method": plain(given["method"])} if given.get("method") is not None else {}
    headers = [
        {
            "key": header.name.source,
            "value": header.value.source if header.value else "",
            "enabled": header.enabled,
            "description": header.description,
        }
        for header in read_headers(given.get("header"), Origin("", "#"))
    ]
    found = method | {"headerData": headers, "description": description(given.get("description"))}
    if isinstance(mapping(given.get("auth")).get("type"), str):
        found["auth"] = given["auth"]
    return found | _url(given.get("url")) | _body(given.get("body"))


def _url(url: Any) -> Members:
    if isinstance(url, str) or not url:
        return {"url": url} if url else {}
    parts = mapping(url)
    variables = [
        row | {"key": plain(row.get("key") or row.get("id"))}
        for _, row in rows(parts.get("variable"))
    ]
    if not any(parts.get(name) for name in ("host", "path", "query")):
        return {"url": parts.get("raw"), "pathVariableData": variables}
    query = parts.get("query")
    if isinstance(query, str):
        return {"url": url_text(parts, query), "pathVariableData": variables}
    if isinstance(query, dict):
        query = [{"key": key, "value": value} for key, value in query.items()]
    parameters = [_parameter(row) for _, row in rows(query)]
    text = url_text(parts, "")
    return {"url": text, "queryParams": parameters, "pathVariableData": variables}


def _parameter(row: Members) -> Members:
    return row | {"equals": row.get("value") is not None, "enabled": not disabled(row)}


def _body(body: Any) -> Members:
    if isinstance(body, str):
        body = {"mode": "raw", "raw": body}
    given = mapping(body)
    mode = plain(given.get("mode")).lower()
    content = given.get(mode)
    if not mode or disabled(given):
        return {"dataMode": None}
    found: Members = {"dataMode": _MODES.get(mode, mode)}
    if mode in ("formdata", "urlencoded"):
        if isinstance(content, dict):
            content = [{"key": key, "value": value} for key, value in content.items()]
        fields = [row for _, row in rows(content)]
        if any(row.get("key") is None for row in fields) or (mode, str) == (
            "formdata",
            type(content),
        ):
            raise NotExpressible("a field of v1 has a key")
        return found | {"data": content if isinstance(content, str) else [*map(_field, fields)]}
    if mode == "file":
        source = content if isinstance(content, str) else mapping(content).get("src")
        if mapping(content).get("content") or not isinstance(source, str | None):
            raise NotExpressible("a file of v1 has no content")
        return found | {"rawModeData": source or ""}
    if mode == "graphql":
        return found | {"graphqlModeData": mapping(content)}
    raw = given.get("raw")
    if raw is None:
        return {"dataMode": None}
    return {
        "dataMode": "raw",
        "rawModeData": plain(raw),
        "dataOptions": {"raw": mapping(mapping(given.get("options")).get("raw"))},
    }


def _field(row: Members) -> Members:
    """Return a field; the value of a file would be its path."""
    is_file = row.get("type") == "file"
    return {name: value for name, value in row.items() if not (is_file and name == "value")}


def _response(response: Members) -> Members:
    status, body = response.get("status"), response.get("body")
    headers = [
        {"key": header.name.source, "value": header.value.source if header.value else ""}
        for header in read_headers(response.get("header"), Origin("", "#"))
    ]
    found: Members = {
        "name": plain(response.get("name")),
        "responseCode": {
            "code": response.get("code"),
            "name": None if isinstance(status, int) else plain(status),
        },
        "headers": headers,
        "language": plain(response.get("_postman_previewlanguage")),
    }
    if body is not None:
        found["text"] = plain(body)
    if response.get("originalRequest"):
        found["request"] = _request(response["originalRequest"])
    return found
