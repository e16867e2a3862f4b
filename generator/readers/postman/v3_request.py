"""Requests and examples in Postman's third format, as v2.1 writes them (docs/postman.md#v3)."""

from __future__ import annotations

from typing import Any

from generator.readers.postman.conversion import Place, strings
from generator.readers.postman.url_parts import split_url
from generator.readers.postman.v3_parts import Report, read_auth, read_rows, wrong_type
from generator.readers.postman.values import mapping

# The language of a raw body. `text` is what Postman writes for a body without a language too.
_LANGUAGES = {"json": "json", "xml": "xml", "html": "html", "javascript": "javascript", "text": ""}


def read_request(given: dict[str, Any], place: Place, report: Report) -> dict[str, Any]:
    """Return a request over HTTP, or the one that an example answers."""
    members = {
        "url": _url(given, place, report),
        "header": _headers(given, place, report),
        "body": _body(given, place, report),
        "auth": read_auth(given, place, report),
        "description": given.get("description"),
    }
    found = {name: value for name, value in members.items() if value}
    return strings(given, place, method="method") | found


def read_graphql(given: dict[str, Any], place: Place, report: Report) -> dict[str, Any] | None:
    """Return a GraphQL request as the POST that it is; ``None`` where it has no query."""
    if not isinstance(given.get("query"), str) or not given["query"].strip():
        return None
    inner = Place(f"{place.new}/body/graphql", place.old, place.table)
    body = {"mode": "graphql", "graphql": _graphql(given, inner)}
    return read_request(given, place, report) | {"method": "POST", "body": body}


def read_response(given: dict[str, Any], place: Place, report: Report) -> dict[str, Any]:
    """Return an example as a saved response; ``given`` has a request and a response."""
    response = mapping(given.get("response"))
    inner = Place(place.new, f"{place.old}/response", place.table)
    body = response.get("body")
    members = {
        "header": _headers(response, inner, report),
        "code": response.get("statusCode"),
        "status": response.get("statusText"),
        "body": body if isinstance(body, str) else mapping(body).get("content"),
        "_postman_previewlanguage": mapping(body).get("type"),
    }
    found = {name: value for name, value in members.items() if value is not None}
    inner.note("body", "body" if isinstance(body, str) else "body/content")
    if isinstance(given.get("request"), dict):
        place = place.note("originalRequest", "request")
        request = given["request"]
        found["originalRequest"] = read_graphql(request, place, report) or read_request(
            request, place, report
        )
    return found


def _headers(given: dict[str, Any], place: Place, report: Report) -> list[dict[str, Any]]:
    """Return the headers; a value that is null is empty here, v2.1 would send the word."""
    found = read_rows(given.get("headers"), place, "header", "headers", report)
    return [row | {"value": ""} if row.get("value") is None else row for row in found]


def _url(given: dict[str, Any], place: Place, report: Report) -> str | dict[str, Any] | None:
    """Return the string itself where no parameters stand beside it, else its parts.

    Query parameters take the place of the query in the string.
    """
    url = given.get("url")
    query = read_rows(given.get("queryParams"), place, "url/query", "queryParams", report)
    variables = read_rows(
        given.get("pathVariables"), place, "url/variable", "pathVariables", report
    )
    if not isinstance(url, str):
        if url is not None:
            wrong_type("a text", f"{place.old}/url", report)
        return None
    here = place.note("url", "url")
    if not query and not variables:
        return url
    parts = split_url(url, here, query)
    _compare(url, query, here, report)
    return parts | ({"variable": variables} if variables else {})


def _compare(url: str, rows: list[dict[str, Any]], place: Place, report: Report) -> None:
    """Report a query in the URL that says something else than the rows."""
    written = url.partition("#")[0].partition("?")[2]
    pairs = [
        str(row.get("key")) + ("" if row.get("value") is None else f"={row['value']}")
        for row in rows
        if not row.get("disabled")
    ]
    if rows and written and written != "&".join(pairs):
        message = "the query of this URL differs from `queryParams`, which are sent"
        report("v3-query", message, place.old)


def _body(given: dict[str, Any], place: Place, report: Report) -> dict[str, Any] | None:
    """Return the body; one of an unknown type goes on as it is, for the reader of v2.1 to say."""
    body = given.get("body")
    if body is None:
        return None
    kind, content = mapping(body).get("type"), mapping(body).get("content")
    if not isinstance(kind, str):
        wrong_type("an object with a `type`", f"{place.old}/body", report)
        return None
    if kind == "none":
        return None
    place = place.note("body", "body")
    if kind in ("urlencoded", "formdata"):
        if isinstance(content, str):
            place.note(kind, "content")
            return {"mode": kind, kind: content}
        return {"mode": kind, kind: read_rows(content, place, kind, "content", report)}
    if kind == "file":
        place.note("file/src", "content" if isinstance(content, str) else "content/src")
        place.note("file/content", "content/content")
        return {"mode": "file", "file": {"src": content} if isinstance(content, str) else content}
    if kind == "graphql":
        given = content if isinstance(content, dict) else {"query": content}
        return {"mode": kind, kind: _graphql(given, place.note(kind, "content"))}
    place.note("raw", "content")
    language = _LANGUAGES.get(kind)
    options = {"options": {"raw": {"language": language}}} if language else {}
    return {"mode": "raw" if language is not None else kind, "raw": content} | options


def _graphql(given: dict[str, Any], place: Place) -> dict[str, Any]:
    found = strings(given, place, query="query", operationName="operationName")
    if given.get("variables"):
        place.note("variables", "variables")
        found["variables"] = given["variables"]
    return found
