"""The requests that snippets are measured with: special cases, and a sample of real collections."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.analysis import analyse
from generator.diagnostics import CodegenError
from generator.emitters import Emission
from generator.emitters.snippets import files as snippets
from generator.loading import load
from generator.options import Options
from generator.output.manifest import make_lock
from generator.rendering.jinja import Renderer

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CODEGEN_SHARED") or ROOT.parent / "shared")
ORACLE = SHARED / "tools" / "oracle"
# Collections that are taken whole; of the others at most so many requests.
_WHOLE = ("curl-cases", "edge")
_OF_EACH = 10


@dataclass(frozen=True)
class Case:
    """A request: what Postman sent for it, and what its snippets need to run.

    ``group`` is cases or real; ``snippets`` holds texts by target, ``limits`` what the target's
    client cannot do for it.
    """

    number: int
    group: str
    expected: Mapping[str, Any]
    env: Mapping[str, str]
    files: Path
    snippets: Mapping[str, str]
    limits: Mapping[str, tuple[str, ...]]


def oracle(name: str) -> Any:
    """Return a module of the tools that record requests and compare them."""
    if str(ORACLE) not in sys.path:
        sys.path.insert(0, str(ORACLE))
    return importlib.import_module(name)


def load_cases(targets: Sequence[str], collections: int, only: Sequence[str] = ()) -> list[Case]:
    """Return the special cases, and requests of so many collections evenly spread over all."""
    wirecheck = oracle("wirecheck")
    every = sorted((SHARED / "wire").rglob("*.wire.json"))
    whole = [path for path in every if path.parent.name == "conformance"]
    real = [path for path in every if path.parent.name != "conformance"]
    step = max(1, len(real) // collections) if collections else len(real) + 1
    chosen = [*whole, *real[step // 2 :: step]]
    chosen = [path for path in chosen if not only or any(text in str(path) for text in only)]
    found: list[Case] = []
    for path in chosen:
        try:
            found += _cases(path, targets, len(found), wirecheck)
        except CodegenError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
    return found


def _cases(path: Path, targets: Sequence[str], first: int, wirecheck: Any) -> Iterator[Case]:
    name = path.name.removesuffix(".wire.json")
    truth = json.loads(path.read_bytes())
    source = wirecheck.find_collection(
        str(SHARED / "collections" / path.parent.name), name, truth.get("source", "")
    )
    if source is None:
        return
    environment = path.with_name(f"{name}.environment.json")
    options = Options((source,), (str(environment),), emit=("snippets",), targets=tuple(targets))
    emission = analyse(options, load(options))
    document = wirecheck.load(source)
    collection = document if "item" in document else document.get("collection", document)
    values = wirecheck.load(environment).get("values")
    own = collection.get("variable") or collection.get("variables")
    lock = json.loads(make_lock(emission.api, emission.plan, {}, [], {}, [], {}).to_bytes())
    scopes = [wirecheck.scope(values), wirecheck.scope(own)]
    env = wirecheck.script_environment(lock, document, scopes)
    by_id = {r["id"]: r["index_path"] for r in truth["records"] if r.get("id")}
    by_index = {r["index_path"]: r for r in truth["records"] if _counts(r)}
    endpoints = {
        wirecheck.index_path(endpoint.id, collection, by_id): endpoint.id
        for endpoint in emission.api.endpoints
    }
    wanted = [index for index in by_index if index in endpoints]
    if name not in _WHOLE:
        wanted = wanted[:: max(1, len(wanted) // _OF_EACH)][:_OF_EACH]
    rendered = _rendered(emission, {endpoints[index] for index in wanted})
    group = "cases" if path.parent.name == "conformance" else "real"
    for number, index in enumerate(wanted, first):
        texts, limits = rendered[endpoints[index]]
        files = path.with_name(f"{name}.files")
        yield Case(number, group, by_index[index], env, files, texts, limits)


def _counts(record: Mapping[str, Any]) -> bool:
    not_counted = set(oracle("compare").NOT_COUNTED)
    return not record.get("error") and not set(record["flags"]) & not_counted


def _rendered(
    emission: Emission, wanted: set[str]
) -> dict[str, tuple[dict[str, str], dict[str, tuple[str, ...]]]]:
    renderer = Renderer()
    found: dict[str, tuple[dict[str, str], dict[str, tuple[str, ...]]]] = {}
    for unit in snippets.emit(emission, renderer):
        if unit.endpoint in wanted and unit.target is not None:
            texts, limits = found.setdefault(str(unit.endpoint), ({}, {}))
            texts[unit.target] = renderer.render(unit)
            limits[unit.target] = getattr(unit.context, "limits", ())
    return found
