"""Writing a collection of v2.1 as the folder of YAML files that v3 would be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from generator.origin import Origin
from generator.readers.postman.headers import read_headers
from generator.readers.postman.values import description, disabled, mapping, plain, rows
from tests.twins import Members, NotExpressible, can, is_folder, url_text

_LANGUAGES = ("json", "xml", "html", "javascript")
_PHASES = {"prerequest": "beforeRequest", "test": "afterResponse"}


def expressible(collection: Members) -> Members:
    """Return the collection without the version, requests and examples that v3 cannot hold."""
    info = mapping(collection.get("info"))
    kept = {name: value for name, value in info.items() if name != "version"}
    return collection | {"info": kept, "item": [*_expressible(collection["item"])]}


def _expressible(items: Any) -> Iterator[Any]:
    for _, row in rows(items):
        if is_folder(row):
            yield row | {"item": [*_expressible(row["item"])]}
        elif can(_item, row | {"response": None}, []):
            yield row | {"response": [r for _, r in rows(row.get("response")) if can(_example, r)]}


def write_twin(collection: Members, root: Path) -> None:
    """Write a collection that is `expressible` below ``root``."""
    info = mapping(collection.get("info"))
    member = "variable" if isinstance(collection.get("variable"), list) else "variables"
    variables = [_variable(row) for _, row in rows(collection.get(member))]
    own = {"name": plain(info.get("name")), "description": description(info.get("description"))}
    definition = own | {"variables": variables} | _common(collection, "http:")
    _dump(root / ".resources/definition.yaml", {"$kind": "collection", **definition})
    _items(collection, root, [collection.get("protocolProfileBehavior")])


def _variable(row: Members) -> Members:
    off = disabled(row) or row.get("enabled") is False
    value = None if row.get("value") is None else plain(row["value"])
    found = {"key": plain(row.get("key")), "value": value, "type": row.get("type")}
    return found | {"disabled": off, "description": description(row.get("description"))}


def _common(row: Members, protocol: str = "") -> Members:
    """Return auth and scripts."""
    scripts = [
        {"type": protocol + _PHASES[event["listen"]], "code": _code(event)}
        for _, event in rows(row.get("event"))
        if event.get("listen") in _PHASES and not disabled(event)
    ]
    return {"auth": _auth(row.get("auth")), "scripts": scripts}


def _code(event: Members) -> str:
    code = mapping(event.get("script")).get("exec", event.get("script"))
    return "\n".join(map(str, code)) if isinstance(code, list) else plain(code)


def _auth(auth: Any) -> Members | None:
    kind = mapping(auth).get("type")
    if not isinstance(kind, str) or not kind:
        return None
    settings = auth.get(kind)
    if isinstance(settings, dict):
        settings = [{"key": key, "value": value} for key, value in settings.items()]
    credentials = [
        {"key": row["key"], "value": plain(row["value"])}
        for _, row in rows(settings)
        if isinstance(row.get("key"), str) and row.get("value") is not None
    ]
    return {"type": kind, "credentials": credentials}


# Folders and requests


def _items(parent: Members, folder: Path, behaviors: list[Any]) -> None:
    taken: set[str] = set()
    for index, (_, row) in enumerate(rows(parent["item"])):
        levels = [*behaviors, row.get("protocolProfileBehavior")]
        name, order = plain(row.get("name")), 1000 * (index + 1)
        file = _file_name(name, taken)
        if is_folder(row):
            own = {"name": name, "description": description(row.get("description"))}
            definition = {"$kind": "collection", **own, "order": order} | _common(row, "http:")
            _dump(folder / file / ".resources/definition.yaml", definition)
            _items(row, folder / file, levels)
        else:
            own = {} if name == file else {"name": name}
            document = {"$kind": "http-request", **own, "order": order} | _item(row, levels)
            _dump(folder / f"{file}.request.yaml", document)
            _examples(row, folder / f".resources/{file}.resources/examples")


def _file_name(name: str, taken: set[str]) -> str:
    safe = re.sub(r'[/\\:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff]', "-", name)[:60].strip(". ")
    safe = safe.removesuffix(".resources") or "unnamed"
    number, found = 1, safe
    while found.lower() in taken:
        number += 1
        found = f"{safe}-{number}"
    taken.add(found.lower())
    return found


def _item(row: Members, behaviors: list[Any]) -> Members:
    request = row.get("request")
    found = _request(request) if request is not None else {}
    # `description` of the request counts before that of the item.
    if not found.get("description"):
        found["description"] = description(row.get("description"))
    if found.get("graphql") is not None:
        found |= _graphql(found, found.pop("graphql"))
    return found | {"settings": _settings(behaviors), "scripts": _common(row)["scripts"]}


def _graphql(request: Members, body: Members) -> Members:
    """Return a GraphQL body as the request of its own that v3 makes of it, where it can."""
    plain_query = isinstance(body.get("query"), str) and body["query"].strip()
    if plain_query and request.get("method") == "POST" and not body.get("operationName"):
        return {"$kind": "graphql-request", **body}
    return {"body": {"type": "graphql", "content": body}}


def _settings(levels: list[Any]) -> Members:
    merged: Members = {}
    for level in levels:
        merged |= mapping(level)
    omitted = mapping(merged.pop("disabledSystemHeaders", None))
    found = {name: value for name, value in merged.items() if isinstance(value, bool | int)}
    return found | {"disabledSystemHeaders": sorted(n for n, off in omitted.items() if off)}


def _request(request: Any) -> Members:
    if isinstance(request, str):
        return {"method": "GET", "url": request}
    given = mapping(request)
    headers = read_headers(given.get("header"), Origin("", "#"))
    rows_of_headers = [
        {
            "key": header.name.source,
            "value": header.value.source if header.value else "",
            "disabled": not header.enabled,
            "description": header.description,
        }
        for header in headers
    ]
    found: Members = {}
    if given.get("method") is not None:
        found["method"] = plain(given["method"])
    found |= _url(given.get("url"))
    found |= _body(given.get("body"), rows_of_headers)
    found |= {"headers": rows_of_headers, "auth": _auth(given.get("auth"))}
    return found | {"description": description(given.get("description"))}


def _url(url: Any) -> Members:
    if isinstance(url, str) or not url:
        return {"url": url or None}
    parts = mapping(url)
    variables = [
        {
            "key": plain(row.get("key") or row.get("id")),
            "value": row.get("value") if isinstance(row.get("value"), str) else None,
            "description": description(row.get("description")),
        }
        for _, row in rows(parts.get("variable"))
    ]
    if not any(parts.get(name) for name in ("host", "path", "query")):
        return {"url": parts.get("raw"), "pathVariables": variables}
    query = parts.get("query")
    if isinstance(query, str):
        return {"url": url_text(parts, query), "pathVariables": variables}
    if isinstance(query, dict):
        query = [{"key": key, "value": value} for key, value in query.items()]
    parameters = [_parameter(row) for _, row in rows(query)]
    pairs = [_pair(row) for row in parameters if not row["disabled"]]
    text = url_text(parts, "&".join(pairs))
    return {"url": text, "queryParams": parameters, "pathVariables": variables}


def _parameter(row: Members) -> Members:
    value = row.get("value")
    if not isinstance(value, str | None):
        raise NotExpressible("a query value of v3 is a text")
    key = None if row.get("key") is None else plain(row["key"])
    note = description(row.get("description"))
    return {"key": key, "value": value, "disabled": disabled(row), "description": note}


def _pair(row: Members) -> str:
    return (row["key"] or "") + ("" if row["value"] is None else f"={row['value']}")


# Bodies and examples


def _body(body: Any, headers: list[Members]) -> Members:
    if isinstance(body, str):
        body = {"mode": "raw", "raw": body}
    given = mapping(body)
    mode = plain(given.get("mode")).lower()
    content = given.get(mode)
    if not mode or disabled(given):
        return {}
    if mode == "graphql":
        return {"graphql": mapping(content)}
    if mode in ("urlencoded", "formdata"):
        if isinstance(content, dict) and mode == "urlencoded":
            content = {key: plain(value) for key, value in content.items()}
        elif not isinstance(content, str):
            content = [_field(row) for _, row in rows(content)]
        return {"body": {"type": mode, "content": content}}
    if mode == "file":
        return {"body": {"type": "file", "content": content}}
    raw = given.get("raw")
    if raw is None or raw == "":
        return {}
    return {"body": {"type": _language(given, headers), "content": plain(raw)}}


def _language(body: Members, headers: list[Members]) -> str:
    language = plain(mapping(mapping(body.get("options")).get("raw")).get("language"))
    if language in _LANGUAGES:
        return language
    is_json = any(
        row["key"].lower() == "content-type" and "json" in row["value"] for row in headers
    )
    if language and is_json:
        raise NotExpressible("v3 has one type for a raw body without a language and one of text")
    return "text"


def _field(row: Members) -> Members:
    names = ("type", "src", "contentType", "fileName")
    found: Members = {name: row[name] for name in names if name in row}
    for name in ("key", "value"):
        found[name] = plain(row.get(name))
    return found | {"disabled": disabled(row), "description": description(row.get("description"))}


def _examples(row: Members, folder: Path) -> None:
    taken: set[str] = set()
    for index, (_, response) in enumerate(rows(row.get("response"))):
        name = plain(response.get("name"))
        document = {"$kind": "http-example", "name": name, "order": index, **_example(response)}
        _dump(folder / f"{_file_name(name, taken)}.example.yaml", document)


def _example(response: Members) -> Members:
    headers = [
        {"key": header.name.source, "value": header.value.source if header.value else ""}
        for header in read_headers(response.get("header"), Origin("", "#"))
    ]
    status, code, body = response.get("status"), response.get("code"), response.get("body")
    language = plain(response.get("_postman_previewlanguage")).lower()
    stated = any(row["key"].lower() == "content-type" and row["value"] for row in headers)
    if language not in (*_LANGUAGES, "text"):
        if not stated:
            raise NotExpressible("an example of v3 has a language")
        language = "text"
    found: Members = {
        "statusCode": code,
        "statusText": None if isinstance(status, int) else plain(status),
        "headers": headers,
        "body": {"type": language, "content": None if body is None else plain(body)},
    }
    original = response.get("originalRequest")
    if not original:
        return {"response": found}
    request = _request(original)
    if request.get("graphql") is not None:
        request["body"] = {"type": "graphql", "content": request.pop("graphql")}
    return {"request": request, "response": found}


def _dump(path: Path, document: Members) -> None:
    kept = {n: v for n, v in document.items() if n == "name" or v not in (None, [], {}, "")}
    text = yaml.dump(kept, allow_unicode=True, sort_keys=False, Dumper=yaml.SafeDumper)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
