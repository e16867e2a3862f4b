"""Collections, put together of the fewest words that a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(
    *items: Mapping[str, Any] | None, name: str = "Sample", description: str = "", **more: Any
) -> dict[str, Any]:
    """Return a collection of these requests and folders; ``more`` stands beside them."""
    info = {"name": name, "schema": SCHEMA, "description": description}
    return {"info": info, "item": list(items), **more}


def folder(name: str, *items: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a folder."""
    return {"name": name, "item": list(items), **more}


def item(name: Any, url: Any, method: str = "GET", **request: Any) -> dict[str, Any]:
    """Return a request; ``behavior`` and ``response`` go beside it, all else into it."""
    beside = {
        "protocolProfileBehavior": request.pop("behavior", None),
        "response": request.pop("response", None),
    }
    row = {"name": name, "request": {"method": method, "url": url, **request}}
    return row | {key: value for key, value in beside.items() if value is not None}


def request(name: Any, path: str = "/", method: str = "GET", **request: Any) -> dict[str, Any]:
    """Return the `item` of a path of ``https://h.test``."""
    return item(name, f"https://h.test{path}", method, **request)


def raw(text: str) -> dict[str, Any]:
    """Return a raw body."""
    return {"mode": "raw", "raw": text}


def header(*lines: str) -> list[dict[str, str]]:
    """Return headers of ``Name: value`` lines."""
    rows = (line.partition(":") for line in lines)
    return [{"key": name, "value": value.removeprefix(" ")} for name, _, value in rows]


def auth(kind: str, **settings: str) -> dict[str, Any]:
    """Return an auth block."""
    rows = [{"key": key, "value": value, "type": "string"} for key, value in settings.items()]
    return {"type": kind, kind: rows}
