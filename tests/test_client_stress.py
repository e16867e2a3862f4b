"""Clients of examples that are large, wide, deep or of many kinds: generated, and used."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import collection, item, raw
from tests.recording import Recorder, recording
from tests.trees import generated, imported

JSON = [{"key": "Content-Type", "value": "application/json"}]
ROW = {"id": 1, "name": "a name of some length", "tags": ["x"], "owner": {"id": 2, "name": "b"}}
LARGE = {"rows": [ROW | {"id": n} for n in range(9000)]}
WIDE = {f"member{n}": [n, str(n), n / 2, None, n > 9, {"inner": n}][n % 6] for n in range(500)}
MIXED: list[Any] = [1, "a", None, 2.5, True, [1, [2, "b"]], {"a": 1}, {"a": "x", "b": []}, [], {}]
DEEP: Any = {"end": 1}
for _ in range(60):
    DEEP = {"next": DEEP, "all": [DEEP["end"]] if "end" in DEEP else []}
BODIES = {"large": LARGE, "wide": WIDE, "mixed": {"items": MIXED * 20}, "deep": DEEP, "list": MIXED}


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.mark.parametrize("name", BODIES)
def test_an_example_of_this_form(name: str, server: Recorder, tmp_path: Path) -> None:
    body = BODIES[name]
    text = json.dumps(body)
    assert name != "large" or len(text) > 676_000
    answers = [{"name": "ok", "code": 200, "body": text}, {"name": "no", "code": 400, "body": text}]
    source = collection(
        item("Put thing", "{{baseUrl}}/a", "PUT", header=JSON, body=raw(text), response=answers)
    )
    source["info"]["name"] = f"Stress {name}"
    tree = generated(tmp_path, source, emit=("client", "tests"))
    with imported(tree) as package:
        client = package.Client(base_url=server.url, max_retries=0)
        arguments = _arguments(package, body)
        server.take()
        server.answer(200, text)
        result = client.put_thing(**arguments)
        assert json.loads(server.one().body) == body
        assert _plain(result) == body
        _read(result)
        server.answer(400, text)
        with pytest.raises(package.errors.BadRequestError) as caught:
            client.put_thing(**arguments)
        assert _plain(caught.value.body) == body
        assert len(str(caught.value)) < 1000


def _arguments(package: Any, body: Any) -> dict[str, Any]:
    """Return the arguments of the only method for a body: its members, or all as ``body``."""
    root = importlib.import_module(f"{package.__name__}.resources").Root
    code = root.put_thing.describe.__code__
    *names, last = code.co_varnames[1 : 1 + code.co_kwonlyargcount]
    assert last == "options"
    return {"body": body} if names == ["body"] else dict(zip(names, body.values(), strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


def _read(value: Any) -> None:
    """Read every attribute of the models in a value."""
    for member in value if isinstance(value, list) else []:
        _read(member)
    if hasattr(type(value), "to_dict"):
        for name in type(value).__annotations__:
            _read(getattr(value, name))
