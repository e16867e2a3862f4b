"""Docstrings of the client: their examples are calls that work."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.built import collection, item, raw
from tests.recording import recording
from tests.trees import Tree, generated, imported

TEXTS = ['a"""b', "it's", "back\\slash\\", "line\nend", "日本\u2028", "{braces}", "<&>", "\x07"]
JSON = [{"key": "Content-Type", "value": "application/json"}]


def _post(name: str, body: Any) -> dict[str, Any]:
    return item(name, "{{baseUrl}}/a", "POST", header=JSON, body=raw(json.dumps(body)))


def _examples(tree: Tree) -> dict[str, str]:
    """Return the example of each method that has one."""
    module = ast.parse((tree.client / tree.package / "resources/__init__.py").read_text("utf-8"))
    found = {}
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            _, marker, code = (ast.get_docstring(node) or "").partition("Example:\n")
            if marker:
                found[node.name] = dedent(code)
    return found


def test_an_example_sends_what_the_source_says(tmp_path: Path) -> None:
    items = [_post(f"Text {index}", {"text": text}) for index, text in enumerate(TEXTS)]
    tree = generated(tmp_path, collection(*items))
    examples = _examples(tree)
    assert len(examples) == len(TEXTS)
    with recording() as server, imported(tree) as package:
        client = package.Client(base_url=server.url)
        for index, text in enumerate(TEXTS):
            eval(examples[f"text_{index}"], {"client": client})
            assert json.loads(server.one().body) == {"text": text}


LONG = [
    _post("Send", {f"member{n}": n for n in range(9)}),
    _post("Send", {"text": "long " * 30}),
    item("Read", "{{baseUrl}}/a"),
]


@pytest.mark.parametrize("request_", LONG)
def test_only_short_calls_with_arguments_are_shown(request_: Any, tmp_path: Path) -> None:
    assert _examples(generated(tmp_path, collection(request_))) == {}
