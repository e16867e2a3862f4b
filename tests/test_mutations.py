"""Collections and environments in which something is anything: generated from, or refused."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.diagnostics import CodegenError
from generator.options import Options
from generator.pipeline import build
from scripts.hostile.pycode import foreign_statements
from tests.built import collection, request
from tests.commands import SMALL

JSON = [{"key": "Content-Type", "value": "application/json"}]
#: A collection with each kind of thing that a reader looks for.
WHOLE = collection(
    {
        "name": "Orders",
        "description": {"content": "All *orders*.", "type": "text/markdown"},
        "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}]},
        "item": [
            request(
                "Create order",
                "/orders/:id?full=true",
                method="POST",
                header=JSON,
                body={"mode": "raw", "raw": '{"a": [1, {"b": null}]}', "options": {"raw": {}}},
            ),
            {
                **request("Upload", method="PUT", body={"mode": "formdata", "formdata": JSON}),
                "response": [
                    {"name": "OK", "code": 200, "header": JSON, "body": '{"id": 1, "at": "x"}'},
                    {"name": "No", "code": 404, "body": "none", "cookie": [], "status": "No"},
                ],
                "event": [{"listen": "test", "script": {"exec": ["pm.test()"]}}],
            },
        ],
    },
    request("Form", "/f", method="POST", body={"mode": "urlencoded", "urlencoded": JSON}),
    request("Query", body={"mode": "graphql", "graphql": {"query": "{a}", "variables": "{}"}}),
    auth={"type": "oauth2", "oauth2": [{"key": "accessToken", "value": "{{token}}"}]},
    variable=[{"key": "token", "value": "x", "type": "secret"}, {"key": "base", "value": "{{b}}"}],
)
ENVIRONMENT = {"name": "e", "values": [{"key": "b", "value": "c", "enabled": True}]}

BREAKING = (
    *('"""', "'''", "\\", "\"+touch('PWN')+\"", "{x}", "%s", "\n", "\r", "\u2028", "\0", "\ud800"),
    *("*/", "-->", "<script>", "`$(touch PWN)`", "{{a}}", "{{", "{% raw %}", "../..", "é", "=cut"),
)
TEXT = st.lists(st.sampled_from(BREAKING) | st.text(max_size=5), max_size=4).map("".join)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every member of a document: what holds it, and its key or index there."""
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in list(rows):
        yield value, key
        if isinstance(member, dict | list):
            yield from _places(member)


@st.composite
def mutated(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Draw a document in which something is anything."""
    found = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(found))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        if draw(st.booleans()):
            holder[key] = draw(VALUE)
        elif isinstance(holder, dict):
            holder[draw(TEXT)] = holder.pop(key)
        else:
            holder.append(copy.deepcopy(holder[key]))
    return found


@given(
    document=mutated(WHOLE) | mutated(SMALL),
    environment=mutated(ENVIRONMENT),
    dialect=st.sampled_from(["commonmark", "docusaurus", "jekyll"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_collection_with_anything_in_it(
    document: dict[str, Any], environment: dict[str, Any], dialect: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        source, values = Path(name, "c.json"), Path(name, "e.json")
        source.write_text(json.dumps(document))
        values.write_text(json.dumps(environment))
        emit = ("client", "tests", "snippets", "reference", "llms")
        options = Options((str(source),), environments=(str(values),), emit=emit, dialect=dialect)
        try:
            tree = build(options)
        except CodegenError as error:
            assert error.source in (str(source), str(values)), error
            assert error.rule != "template"
            return
    for path, content in tree.files.items():
        assert path.isascii() and ".." not in path
        if path.startswith("client/") and path.endswith(".py"):
            role = "runtime" if "/_runtime/" in path else "tests" if "/tests/" in path else "client"
            assert list(foreign_statements(content, role)) == [], path
