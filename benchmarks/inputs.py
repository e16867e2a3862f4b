"""Collections of any size, and the OpenAPI documents that say the same."""

from __future__ import annotations

import json
from typing import Any

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
_WORDS = ("Get", "Create", "Replace", "Delete", "Update")
_PER_FOLDER = 20
_JSON = [{"key": "Content-Type", "value": "application/json"}]


def collection(requests: int) -> dict[str, Any]:
    """Return a collection of so many requests, 20 a folder, each with two saved responses."""
    folders: dict[int, list[dict[str, Any]]] = {}
    for number in range(requests):
        folders.setdefault(number // _PER_FOLDER, []).append(_entry(number))
    return {
        "info": {"name": "Bench", "schema": SCHEMA},
        "item": [{"name": f"Folder {n}", "item": entries} for n, entries in folders.items()],
        "variable": [{"key": "baseUrl", "value": "http://127.0.0.1:1"}],
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]},
    }


def _entry(number: int) -> dict[str, Any]:
    kind = number % len(_METHODS)
    method = _METHODS[kind]
    body = {
        "name": f"n{number}",
        "amount": number,
        "currency": "EUR",
        "tags": ["a", "b"],
        f"extra_{number % 37}": {"street": "x", "city": "y", "zip": str(number)},
    }
    answer = {"id": "683005d6-f50d-4a5b-9d0a-7f2f8a000000", "created_at": "2026-01-01T00:00:00Z"}
    segments = [f"f{number // _PER_FOLDER}", f"things{number}", ":id"]
    request: dict[str, Any] = {
        "method": method,
        "header": [{"key": "Accept", "value": "application/json"}, *_JSON],
        "url": {
            "raw": f"{{{{baseUrl}}}}/{'/'.join(segments)}?expand=all&limit=10",
            "host": ["{{baseUrl}}"],
            "path": segments,
            "query": [
                {"key": "expand", "value": "all", "description": "What to expand"},
                {"key": "limit", "value": "10"},
            ],
            "variable": [{"key": "id", "value": "1", "description": "The id"}],
        },
        "description": f"Does something with thing {number}.\n\nMore text here.",
    }
    if method in ("POST", "PUT", "PATCH"):
        options = {"raw": {"language": "json"}}
        request["body"] = {"mode": "raw", "raw": json.dumps(body, indent=2), "options": options}
    return {
        "name": f"{_WORDS[kind]} thing {number}",
        "request": request,
        "response": [
            _response("OK", 200, "OK", answer | body),
            _response("Not found", 404, "Not Found", {"code": "nf", "message": "x"}),
        ],
    }


def _response(name: str, code: int, reason: str, body: Any) -> dict[str, Any]:
    text = json.dumps(body, indent=2)
    return {"name": name, "code": code, "status": reason, "header": _JSON, "body": text}


def openapi(document: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document of a `collection`: each object is a schema of its own."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for folder in document["item"]:
        for entry in folder["item"]:
            request = entry["request"]
            path = "/" + "/".join(request["url"]["path"]).replace(":id", "{id}")
            operation = _operation(entry, folder["name"], schemas)
            paths.setdefault(path, {})[request["method"].lower()] = operation
    return {
        "openapi": "3.0.3",
        "info": {"title": "Bench", "version": "1"},
        "servers": [{"url": "http://127.0.0.1:1"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"b": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(entry: dict[str, Any], tag: str, schemas: dict[str, Any]) -> dict[str, Any]:
    request, name = entry["request"], entry["name"].title().replace(" ", "")

    def content(text: str, title: str) -> dict[str, Any]:
        return {"application/json": {"schema": _schema(json.loads(text), title, schemas)}}

    operation: dict[str, Any] = {
        "operationId": name,
        "tags": [tag],
        "summary": entry["name"],
        "description": request["description"],
        "security": [{"b": []}],
        "parameters": [
            _parameter("id", "path", "string", "The id"),
            _parameter("expand", "query", "string", "What to expand"),
            _parameter("limit", "query", "integer", ""),
        ],
        "responses": {
            str(response["code"]): {
                "description": response["name"],
                "content": content(response["body"], f"{name}Response{response['code']}"),
            }
            for response in entry["response"]
        },
    }
    if "body" in request:
        body = content(request["body"]["raw"], f"{name}Body")
        operation["requestBody"] = {"content": body}
    return operation


def _parameter(name: str, where: str, kind: str, description: str) -> dict[str, Any]:
    row = {"name": name, "in": where, "required": where == "path", "schema": {"type": kind}}
    return row | ({"description": description} if description else {})


def _schema(value: Any, name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    if isinstance(value, str):
        return {"type": "string", "example": value}
    if isinstance(value, int):
        return {"type": "integer", "example": value}
    if isinstance(value, list):
        return {"type": "array", "items": _schema(value[0], name, schemas)}
    properties = {
        key: _schema(member, name + key.title().replace("_", ""), schemas)
        for key, member in value.items()
    }
    schemas[name] = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "example": value,
    }
    return {"$ref": f"#/components/schemas/{name}"}
