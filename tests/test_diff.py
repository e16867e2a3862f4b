"""The diff: which change is found by which rule, and that nothing else is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diff.rules import RULES, Change
from generator.diff.story import difference
from generator.options import Options
from tests.built import auth, collection, folder, header, item, raw
from tests.commands import saved


def _answer(body: Any, code: int = 200, kind: str = "application/json") -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    return {
        "name": f"{code}",
        "code": code,
        "body": text,
        "header": header(f"Content-Type: {kind}"),
    }


def _request(method: str = "GET", url: Any = "https://h.test/links/:id", **more: Any) -> Any:
    return item("Update", url, method, **more)


def _url(**more: Any) -> dict[str, Any]:
    return {"protocol": "https", "host": ["h", "test"], "path": ["links"], **more}


def _row(key: str = "page", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"key": key, "value": value, **more}


def _query(**more: Any) -> Any:
    return _request(url=_url(query=[_row(**more)]))


def _posted(body: Any) -> Any:
    return _request(
        "POST", body={**raw(json.dumps(body)), "options": {"raw": {"language": "json"}}}
    )


def _form(*rows: Mapping[str, Any], mode: str = "urlencoded") -> Any:
    return _request("POST", body={"mode": mode, mode: list(rows)})


def _answered(*answers: Any) -> Any:
    return _request(response=list(answers))


def _listed(name: str = "List links", page: str = "filter") -> Any:
    body = {"items": [{"id": 1, "name": "x"}], "page": 1, "total_pages": 3}
    url = _url(query=[_row(page, "1"), _row("per_page", "20")])
    return item(name, url, response=[_answer(body)])


def changes(tmp_path: Path, old: Any, new: Any) -> tuple[Change, ...]:
    """Return what differs between two collections, or between two requests."""
    paths = []
    for name, given in (("old", old), ("new", new)):
        is_whole = "info" in given
        (tmp_path / name).mkdir()
        document = given if is_whole else collection(folder("Links", given))
        paths.append(str(saved(tmp_path / name / "api.json", document)))
    return difference(paths[0], paths[1], Options(()), None).changes


GET = _request()
KEY = {"key": "X-Key", "value": "{{key}}", "in": "header"}

# What changes, and the rules that find it: all of them, and no other.
CASES: dict[str, tuple[Any, Any, set[str]]] = {
    "nothing": (GET, GET, set()),
    "name": (
        GET,
        {**GET, "name": "Change"},
        {"request-renamed", "client-method-renamed"},
    ),
    "method": (GET, _request("PUT"), {"method-changed"}),
    "path": (GET, _request(url="https://h.test/v2/links/:id"), {"path-changed"}),
    "path variable": (
        GET,
        _request(url="https://h.test/links/:link"),
        {"path-variable-renamed", "client-argument-renamed"},
    ),
    "longer path": (
        GET,
        _request(url="https://h.test/links/:id/:part"),
        {"path-changed", "client-argument-required"},
    ),
    "order of path variables": (
        _request(url="https://h.test/a/:one/:two"),
        _request(url="https://h.test/a/:two/:one"),
        {"path-variable-renamed", "client-argument-order"},
    ),
    "server": (
        GET,
        _request(url="https://new.test/links/:id"),
        {"server-changed", "client-setting-default-changed"},
    ),
    "server and path": (
        GET,
        _request(url="https://new.test/items/:id"),
        {"server-changed", "path-changed", "client-setting-default-changed"},
    ),
    "description": (GET, _request(description="New"), {"request-description-changed"}),
    "white space": (_request(description="a  b"), _request(description="a b\n"), set()),
    "redirects": (GET, _request(behavior={"followRedirects": False}), {"behavior-changed"}),
    "query removed": (
        _query(),
        _request(url=_url()),
        {"parameter-removed", "client-argument-removed"},
    ),
    "query added": (
        _request(url=_url()),
        _query(disabled=True),
        {"parameter-added", "client-argument-added"},
    ),
    "query respelled": (
        _query(key="pageSize"),
        _query(key="page_size"),
        {"parameter-renamed"},
    ),
    "query example": (_query(), _query(value="2"), {"parameter-example-changed"}),
    "query type": (
        _query(value="abc"),
        _query(value="2"),
        {"parameter-type-changed", "parameter-example-changed", "client-argument-type-changed"},
    ),
    "query type widened": (
        _query(),
        _query(value="1.5"),
        {"parameter-type-widened", "parameter-example-changed", "client-argument-type-changed"},
    ),
    "query off": (_query(), _query(disabled=True), {"parameter-sent-changed"}),
    "query description": (
        _query(description="The page"),
        _query(description="Which page"),
        {"parameter-description-changed"},
    ),
    "query values": (
        _query(value="a", description="Allowed values: a, b"),
        _query(value="a", description="Allowed values: a, c"),
        {
            "parameter-values-removed",
            "parameter-values-added",
            "parameter-description-changed",
            "client-argument-type-changed",
        },
    ),
    "query becomes path": (
        _request(url=_url(query=[_row("id", "7")])),
        _request(url="https://h.test/links/:id"),
        {
            "path-changed",
            "parameter-removed",
            "client-argument-positional",
            "client-argument-type-changed",
        },
    ),
    "path becomes query": (
        _request(url="https://h.test/links/:id"),
        _request(url=_url(query=[_row("id", "7")])),
        {
            "path-changed",
            "parameter-added",
            "client-argument-keyword",
            "client-argument-type-changed",
        },
    ),
    "header added": (
        GET,
        _request(header=header("X-Version: 1")),
        {"header-added", "client-argument-added"},
    ),
    "header removed": (
        _request(header=header("X-Version: 1")),
        GET,
        {"header-removed", "client-argument-removed"},
    ),
    "header value": (
        _request(header=header("X-Version: 1")),
        _request(header=header("x-version: 2")),
        {"header-value-changed"},
    ),
    "media type": (
        _request("POST", body=raw("a"), header=header("Content-Type: text/plain")),
        _request("POST", body=raw("a"), header=header("Content-Type: text/csv")),
        {"body-media-type-changed"},
    ),
    "charset": (
        _request("POST", body=raw("a"), header=header("Content-Type: text/plain")),
        _request("POST", body=raw("a"), header=header("content-type: text/plain; charset=utf-8")),
        set(),
    ),
    "body added": (_request("POST"), _posted({"a": 1}), {"body-added", "client-argument-added"}),
    "body removed": (
        _posted({"a": 1}),
        _request("POST"),
        {"body-removed", "client-argument-removed"},
    ),
    "body kind": (
        _form(_row("a", "x")),
        _form(_row("a", "x"), mode="formdata"),
        {"body-kind-changed"},
    ),
    "body field removed": (
        _posted({"a": 1, "b": 1}),
        _posted({"a": 1}),
        {"body-field-removed", "client-argument-removed"},
    ),
    "body field added": (
        _posted({"a": 1}),
        _posted({"b": 1, "a": 1}),
        {"body-field-added", "client-argument-added"},
    ),
    "body field type": (
        _posted({"a": "x"}),
        _posted({"a": 1}),
        {"body-field-type-changed", "client-argument-type-changed"},
    ),
    "body field widened": (
        _posted([{"a": 1}]),
        _posted([{"a": 1}, {"a": "x"}]),
        {"body-field-type-widened", "client-field-type-widened"},
    ),
    "body field deep": (
        _posted({"a": {"b": [{"c": 1}]}}),
        _posted({"a": {"b": [{"d": 1}]}}),
        {"body-field-removed", "body-field-added", "client-field-removed", "client-field-added"},
    ),
    "body type": (
        _posted([1]),
        _posted("x"),
        {"body-type-changed", "client-argument-type-changed"},
    ),
    "form field": (
        _form(_row("a", "x"), _row("b", "x")),
        _form(_row("a", "x"), _row("c", "x")),
        {
            "body-field-removed",
            "body-field-added",
            "client-argument-removed",
            "client-argument-added",
        },
    ),
    "part is a file": (
        _form({"key": "a", "type": "text", "value": "x"}, mode="formdata"),
        _form({"key": "a", "type": "file", "src": "x"}, mode="formdata"),
        {"body-field-type-changed", "client-argument-type-changed"},
    ),
    "document": (
        _request("POST", body={"mode": "graphql", "graphql": {"query": "{ a }"}}),
        _request("POST", body={"mode": "graphql", "graphql": {"query": "{ b }"}}),
        {"body-document-changed"},
    ),
    "auth removed": (
        _request(auth=auth("basic", username="{{u}}", password="{{p}}")),
        GET,
        {"auth-removed", "client-setting-removed"},
    ),
    "auth added": (
        GET,
        _request(auth=auth("basic", username="{{u}}", password="{{p}}")),
        {"auth-added", "client-setting-required"},
    ),
    "auth kind": (
        _request(auth=auth("bearer", token="{{t}}")),
        _request(auth=auth("apikey", key="X-Key", value="{{t}}")),
        {"auth-changed"},
    ),
    "auth place": (
        _request(auth=auth("apikey", **KEY)),
        _request(auth=auth("apikey", **{**KEY, "in": "query"})),
        {"auth-place-changed"},
    ),
    "credential": (
        _request(auth=auth("bearer", token="one-secret-of-many")),
        _request(auth=auth("bearer", token="another-secret-of-many")),
        set(),
    ),
    "success removed": (
        _answered(_answer({"a": 1}), _answer({"a": 1}, 201)),
        _answered(_answer({"a": 1})),
        {"response-success-removed"},
    ),
    "error removed": (
        _answered(_answer({"a": 1}), _answer("no", 404, "text/plain")),
        _answered(_answer({"a": 1})),
        {"response-error-removed"},
    ),
    "status added": (
        _answered(_answer({"a": 1})),
        _answered(_answer({"a": 1}), _answer("no", 404, "text/plain")),
        {"response-added"},
    ),
    "response kind": (
        _answered(_answer({"a": 1})),
        _answered(_answer("a", 200, "text/plain")),
        {"response-kind-changed", "client-result-changed", "client-class-removed"},
    ),
    "response media type": (
        _answered(_answer("a", 200, "text/plain")),
        _answered(_answer("a", 200, "text/csv")),
        {"response-media-type-changed"},
    ),
    "response field removed": (
        _answered(_answer({"a": 1, "b": 1})),
        _answered(_answer({"a": 1})),
        {"response-field-removed", "client-field-removed"},
    ),
    "response field added": (
        _answered(_answer({"a": 1})),
        _answered(_answer({"b": 1, "a": 1})),
        {"response-field-added", "client-field-added"},
    ),
    "response field type": (
        _answered(_answer({"a": 1})),
        _answered(_answer({"a": "x"})),
        {"response-field-type-changed", "client-field-type-changed"},
    ),
    "response field null": (
        _answered(_answer({"a": 1})),
        _answered(_answer({"a": 1}), _answer({"a": None})),
        {"response-field-type-changed", "client-field-optional"},
    ),
    "response field narrowed": (
        _answered(_answer({"a": 1}), _answer({"a": None})),
        _answered(_answer({"a": 1})),
        {"response-field-type-narrowed", "client-field-type-narrowed"},
    ),
    "response field optional": (
        _answered(_answer({"a": 1, "b": 1})),
        _answered(_answer({"a": 1, "b": 1}), _answer({"a": 1})),
        {"response-field-optional", "client-field-optional"},
    ),
    "response field always": (
        _answered(_answer({"a": 1, "b": 1}), _answer({"a": 1})),
        _answered(_answer({"a": 1, "b": 1})),
        {"response-field-always", "client-field-type-narrowed"},
    ),
    "response type": (
        _answered(_answer({"a": 1})),
        _answered(_answer([{"a": 1}])),
        {"response-type-changed", "client-result-changed", "client-class-renamed"},
    ),
    "response format": (
        _answered(_answer({"a": "2026-01-01"})),
        _answered(_answer({"a": "soon"})),
        {"client-field-type-changed"},
    ),
    "folder": (
        collection(folder("Links", GET)),
        collection(folder("Items", GET)),
        {"request-moved", "client-method-moved"},
    ),
    "collection": (
        collection(GET),
        {**collection(GET), "info": {**collection()["info"], "name": "Other"}},
        {"api-renamed", "client-package-renamed"},
    ),
    "new request": (
        collection(GET),
        collection(GET, item("Other", "https://h.test/other", "POST")),
        {"request-added"},
    ),
    "request gone": (
        collection(GET, item("Other", "https://h.test/other", "POST")),
        collection(GET),
        {"request-removed", "client-method-removed"},
    ),
    "description of the collection": (
        collection(GET),
        {**collection(GET), "info": {**collection()["info"], "description": "New"}},
        {"api-description-changed"},
    ),
    "header off": (
        _request(header=header("X-Version: 1")),
        _request(header=[{**header("X-Version: 1")[0], "disabled": True}]),
        {"header-sent-changed"},
    ),
    "form field off": (
        _form(_row("a", "x")),
        _form(_row("a", "x", disabled=True)),
        {"body-field-sent-changed"},
    ),
    "auth setting": (
        _request(auth=auth("digest", username="{{u}}", password="{{p}}", realm="a")),
        _request(auth=auth("digest", username="{{u}}", password="{{p}}", realm="b")),
        {"auth-setting-changed"},
    ),
    "answers narrowed": (
        _answered(_answer({"a": 1}), _answer("", 204)),
        _answered(_answer({"a": 1})),
        {"response-success-removed", "client-result-narrowed"},
    ),
    "answer narrowed": (
        _answered(_answer({"a": 1}), _answer([1])),
        _answered(_answer({"a": 1})),
        {"response-type-narrowed", "client-result-narrowed"},
    ),
    "argument widened": (
        _posted({"a": [1]}),
        _posted({"a": [1, "x"]}),
        {"body-field-type-widened", "client-argument-type-changed"},
    ),
    "argument takes more": (
        _query(value="a", description="Allowed values: a, b"),
        _query(value="a", description="Allowed values: a, b, c"),
        {
            "parameter-values-added",
            "parameter-description-changed",
            "client-argument-type-widened",
        },
    ),
    "iterator": (
        _listed(),
        _listed(page="page"),
        {
            "parameter-removed",
            "client-argument-removed",
            "parameter-added",
            "client-argument-added",
            "client-iterator-added",
        },
    ),
    "no iterator": (
        _listed(page="page"),
        _listed(),
        {
            "parameter-removed",
            "client-argument-removed",
            "parameter-added",
            "client-argument-added",
            "client-iterator-removed",
        },
    ),
    "iterator renamed": (
        _listed("List links", "page"),
        _listed("List own links", "page"),
        {
            "request-renamed",
            "client-method-renamed",
            "client-iterator-renamed",
            "client-class-renamed",
        },
    ),
    "variable": (
        collection(item("A", "{{base}}/a"), variable=[_row("base", "https://a.test/v1")]),
        collection(item("A", "{{base}}/a"), variable=[_row("base", "https://a.test/v2")]),
        {"server-changed", "client-setting-default-changed"},
    ),
    "literal server becomes a variable": (
        collection(item("A", "https://a.test/v1/a")),
        collection(item("A", "{{base}}/a"), variable=[_row("base", "https://a.test/v1")]),
        {"client-setting-added", "client-setting-removed"},
    ),
    "variable without value": (
        collection(item("A", "{{base}}/a"), variable=[_row("base", "https://a.test")]),
        collection(item("A", "{{base}}/a")),
        {"server-changed", "client-setting-required"},
    ),
}


_PAGE = """\
# Links

## Create link

{note}

`POST https://h.test/links`

Content-Type: application/x-www-form-urlencoded

### Query parameters

| Name | Type | Required | Default | Description |
|---|---|---|---|---|
{query}

### Headers

| Name | Type | Required | Default | Description |
|---|---|---|---|---|
{header}

### Body parameters (form)

| Name | Type | Required | Default | Description |
|---|---|---|---|---|
{form}

```shell
curl -X POST https://h.test/links -d 'title=a'
```
"""
_PAGED = {
    "note": "Creates.",
    "query": "| page | string | no | | Which |",
    "header": "| X-Trace | string | no | | Trace |",
    "form": "| title | string | yes | | The title |",
}


def _page(**more: str) -> str:
    return _PAGE.format(**{**_PAGED, **more})


def _query_row(row: str, old: str = "| page | string | no | | Which |") -> tuple[str, str]:
    return _page(query=old), _page(query=row)


def _header_row(row: str, old: str = "| X-Trace | string | no | | Trace |") -> tuple[str, str]:
    return _page(header=old), _page(header=row)


def _form_row(row: str, old: str = "| title | string | no | | T |") -> tuple[str, str]:
    return _page(form=old), _page(form=row)


_MORE = "\n| more | string | yes | | More |"

# The same for what only documentation tells.
PAGE_CASES: dict[str, tuple[tuple[str, str], set[str]]] = {
    "deprecated": ((_page(), _page(note="**Deprecated**")), {"request-deprecated"}),
    "undeprecated": ((_page(note="**Deprecated**"), _page()), {"request-undeprecated"}),
    "limit": (
        (_page(), _page(note="Rate limit: 100 requests per minute.")),
        {"limit-changed", "request-description-changed"},
    ),
    "query required": (_query_row("| page | string | yes | | Which |"), {"parameter-required"}),
    "query optional": (
        _query_row("| page | string | no | | Which |", "| page | string | yes | | Which |"),
        {"parameter-optional"},
    ),
    "query default": (
        _query_row("| page | string | no | b | Which |", "| page | string | no | a | Which |"),
        {"parameter-default-changed"},
    ),
    "query added": (
        _query_row("| page | string | no | | Which |" + _MORE),
        {"parameter-added-required", "client-argument-added"},
    ),
    "header required": (
        _header_row("| X-Trace | string | yes | | Trace |"),
        {"header-required", "client-setting-required"},
    ),
    "header optional": (
        _header_row("| X-Trace | string | no | | T |", "| X-Trace | string | yes | | T |"),
        {"header-optional", "client-setting-removed"},
    ),
    "header default": (
        _header_row("| X-Trace | string | no | b | T |", "| X-Trace | string | no | a | T |"),
        {"header-default-changed"},
    ),
    "header added": (
        _header_row("| X-Trace | string | no | | Trace |" + _MORE.replace("more", "X-More")),
        {"header-added-required", "client-argument-added", "client-setting-required"},
    ),
    "header values": (
        _header_row(
            "| X-Trace | string | no | | One of: `a`, `c` |",
            "| X-Trace | string | no | | One of: `a`, `b` |",
        ),
        {
            "header-values-removed",
            "header-values-added",
            "header-description-changed",
            "client-argument-type-changed",
        },
    ),
    "field required": (_form_row("| title | string | yes | | T |"), {"body-field-required"}),
    "field optional": (
        _form_row("| title | string | no | | T |", "| title | string | yes | | T |"),
        {"body-field-optional"},
    ),
    "field default": (
        _form_row("| title | string | no | b | T |", "| title | string | no | a | T |"),
        {"body-field-default-changed"},
    ),
    "field added": (
        _form_row("| title | string | no | | T |" + _MORE),
        {"body-field-added-required", "client-argument-added"},
    ),
    "field values": (
        _form_row(
            "| title | string | no | | One of: `a`, `c` |",
            "| title | string | no | | One of: `a`, `b` |",
        ),
        {
            "body-field-values-removed",
            "body-field-values-added",
            "body-field-description-changed",
            "client-argument-type-changed",
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_found_by_its_rules(case: str, tmp_path: Path) -> None:
    old, new, rules = CASES[case]
    found = changes(tmp_path, old, new)
    assert {change.rule for change in found} == rules, [c.message for c in found]


@pytest.mark.parametrize("case", PAGE_CASES)
def test_a_change_of_a_page_is_found_by_its_rules(case: str, tmp_path: Path) -> None:
    pages, rules = PAGE_CASES[case]
    paths = [tmp_path / name / "links.md" for name in ("old", "new")]
    for path, page in zip(paths, pages, strict=True):
        path.parent.mkdir()
        path.write_text(page, encoding="utf-8")
    found = difference(str(paths[0]), str(paths[1]), Options(()), None).changes
    assert {change.rule for change in found} == rules, [c.message for c in found]


def test_every_rule_is_shown_by_a_case() -> None:
    shown = {rule for _, _, rules in CASES.values() for rule in rules}
    shown |= {rule for _, rules in PAGE_CASES.values() for rule in rules}
    assert shown == RULES.keys()
