"""The styles of models: whatever a server sends, what the client makes of it is there."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.options import Options
from generator.pipeline import generate
from tests.built import collection, item
from tests.recording import recording
from tests.test_client_types import answer, get
from tests.trees import Tree, imported

ID = "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4"
STYLES = ("model", "typeddict", "pydantic")
KEYS = [
    "", "a-b", "class", "1st", "self", "to_dict", "🎈", "x" * 300, "json", "copy", "model_config",
    "model_fields", "schema", "_data", "__x", "date", "UUID", "Any", "list", "str", "field",
    "Field", "Model", "None", "createdAt", "created_at", "get_hints", "Literal",
]  # fmt: skip
THING = {
    "id": ID, "day": "2026-01-02", "count": 1, "owner": {"id": ID, "name": "a"},
    "parts": [{"id": ID, "n": 1}], "byDay": {"2026-01-02": {"id": ID, "n": 2}}, "tags": ["x"],
}  # fmt: skip
NASTY = {key: [ID, {"list": "2026-01-02"}][index % 2] for index, key in enumerate(KEYS)}
SENT = {"mode": "raw", "raw": json.dumps({"a": NASTY}), "options": {"raw": {"language": "json"}}}
ITEMS = [
    get("Get thing", THING),
    get("Get nasty", NASTY),
    item("Send nasty", "https://h.test/", "POST", body=SENT, response=[answer([NASTY])]),
]


def _generated(folder: Path, style: str, *items: dict[str, Any]) -> Tree:
    source = folder / "source.json"
    text = json.dumps(collection(*items)).replace("https://h.test", "{{baseUrl}}")
    source.write_text(text)
    root = folder / "out"
    generate(Options((str(source),), emit=("client",), models=style), root)
    return Tree(root, json.loads((root / "codegen.lock").read_text("utf-8")))


@pytest.fixture(scope="module", params=STYLES)
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    if request.param == "pydantic":
        pytest.importorskip("pydantic")
    return _generated(tmp_path_factory.mktemp(request.param), request.param, *ITEMS)


@pytest.fixture
def package(tree: Tree) -> Iterator[Any]:
    with imported(tree) as module:
        yield module


def _style(tree: Tree) -> str:
    return tree.root.parent.name.rstrip("0123456789")


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"id": 7}, {"id": "x"}, {"owner": []}, {"owner": {"id": 1, "new": [None]}},
        {"new": {"a": 1}}, {"parts": {"a": 1}}, {"parts": [1, None, {"id": "x"}]},
        {"byDay": {"x": 1}}, {"day": None}, {"tags": [1, "x"]}, {"count": "many"},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_every_answer_is_returned_whole(changes: Any, tree: Tree, package: Any) -> None:
    said = {**THING, **changes}
    with recording() as server:
        server.answer(200, json.dumps(said))
        thing = package.Client(base_url=server.url).get_thing()
    assert (thing if _style(tree) == "typeddict" else thing.to_dict()) == said


def test_what_fits_is_typed(tree: Tree, package: Any) -> None:
    with recording() as server:
        server.answer(
            200, json.dumps({**THING, "count": "many", "owner": {"id": "x", "name": "a"}})
        )
        thing = package.Client(base_url=server.url).get_thing()
    if _style(tree) == "typeddict":
        assert thing["day"] == "2026-01-02"
        return
    assert (thing.id, thing.day, thing.count) == (UUID(ID), date(2026, 1, 2), "many")
    assert (thing.owner.id, thing.owner.name) == ("x", "a")
    assert thing.parts[0].id == thing.by_day["2026-01-02"].id == UUID(ID)


def test_keys_that_are_hard_names(tree: Tree, package: Any) -> None:
    with recording() as server:
        server.answer(200, json.dumps(NASTY))
        client = package.Client(base_url=server.url)
        found = client.get_nasty()
        server.answer(200, json.dumps([NASTY]))
        assert len(client.send_nasty(a=NASTY)) == 1
        sent = server.take()[-1]
    assert json.loads(sent.body) == {"a": NASTY}
    assert (found if _style(tree) == "typeddict" else found.to_dict()) == NASTY


@pytest.mark.slow
def test_mypy_strict(tree: Tree) -> None:
    options = ["--config-file=", "--strict", "--python-version=3.10", "--no-color-output"]
    command = [sys.executable, "-m", "mypy", *options, f"--cache-dir={tree.root.parent}/cache"]
    done = subprocess.run([*command, tree.package], cwd=tree.client, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dictionaries_hold_texts(tmp_path: Path) -> None:
    tree = _generated(tmp_path, "typeddict", *ITEMS)
    text = (tree.client / tree.package / "types" / "__init__.py").read_text()
    assert "    day: str\n" in text


def test_what_a_style_needs_is_installed_with_the_client(tree: Tree) -> None:
    text = (tree.client / "pyproject.toml").read_text()
    assert ("pydantic" in text) == (_style(tree) == "pydantic")


STRINGS = st.text() | st.sampled_from([ID, "2026-01-02", "2026-01-02T03:04:05Z", "<uuid>"])
NAMES = st.text(max_size=3) | st.sampled_from([*KEYS[:8], ID, "1", "2"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | STRINGS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text(max_size=3), JSON, min_size=1, max_size=4)


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=10)
@given(st.lists(OBJECTS, min_size=1, max_size=3), JSON)
def test_any_example_gives_a_client_that_reads_anything(
    style: str, tmp_path_factory: pytest.TempPathFactory, examples: list[Any], other: Any
) -> None:
    """Its own examples, and what was never seen: all of it comes back by `to_dict`."""
    if style == "pydantic":
        pytest.importorskip("pydantic")
    tree = _generated(tmp_path_factory.mktemp("any"), style, get("Get it", *examples))
    with imported(tree) as package:
        models = importlib.import_module(f"{tree.package}._runtime.models")
        resources = __import__(f"{tree.package}.resources", fromlist=["Root"])
        call = resources.Root.get_it.describe(None)
        hint = call.responses[200]
        for value in [*examples, other, {"a": other}]:
            _read_all(models.decode(value, hint), value, style != "pydantic")
        assert package


def _read_all(found: Any, value: Any, exact: bool) -> None:
    """Read every attribute of what was decoded; its JSON is as it came."""
    if hasattr(found, "to_dict") and isinstance(value, dict):
        shown = found.to_dict()
        # pydantic writes times in a form of its own, and counts an attribute as given when there is
        # an unknown member of its name.
        assert shown == value if exact else shown.keys() >= value.keys()
        hints = [
            name for cls in type(found).__mro__ for name in vars(cls).get("__annotations__", {})
        ]
        for name in hints:
            if not name.startswith("_") and name != "model_config":
                getattr(found, name, None)
    elif isinstance(found, list):
        for one, other in zip(found, value, strict=True):
            _read_all(one, other, exact)
