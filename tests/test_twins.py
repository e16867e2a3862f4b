"""A collection of v2.1 and its twins in v1 and v3 become the same client, snippets and pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import shared, twins, v1_twin, v3_twin
from tests.commands import SAMPLES, saved
from tests.twins import compare_models, compare_trees

Compare = Callable[[Path, Path, tuple[str, ...]], int]

# The share of requests that the other format can hold. One real collection writes several
# segments of a path as one, which no text of a URL does.
LEAST = 0.9
LEAST_OF_ANY = 0.3


def _check(path: Path, version: str, tmp_path: Path, compare: Compare, least: float) -> None:
    given = twins.collection_in(path)
    twin = tmp_path / "twin"
    try:
        collection = _write(given, version, twin)
    except twins.NotExpressible as reason:
        pytest.skip(str(reason))
    original = saved(tmp_path / "original.json", collection)
    environment = path.with_name(path.name.replace("_collection", "_environment"))
    environments = (str(environment),) if environment.exists() and environment != path else ()
    count = compare(original, twin, environments)
    assert count >= twins.requests_in(given) * least


def _write(given: twins.Members, version: str, twin: Path) -> twins.Members:
    """Write the twin, and return what of the collection it holds."""
    if version == "v3":
        collection = v3_twin.expressible(given)
        v3_twin.write_twin(collection, twin)
    else:
        collection = v1_twin.expressible(given)
        saved(twin, v1_twin.twin(collection))
    return collection


def _name(path: Path | str) -> str:
    return path if isinstance(path, str) else f"{path.parent.name}/{path.name}"


VERSIONS = pytest.mark.parametrize("version", ["v1", "v3"])


@VERSIONS
@pytest.mark.parametrize("path", twins.small_documents(), ids=_name)
def test_small_collections(path: Path, version: str, tmp_path: Path) -> None:
    _check(path, version, tmp_path, compare_trees, LEAST)


@VERSIONS
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.postman_collection.json")), ids=_name)
def test_samples(path: Path, version: str, tmp_path: Path) -> None:
    _check(path, version, tmp_path, compare_trees, LEAST)


@pytest.mark.slow
@VERSIONS
@pytest.mark.parametrize("path", shared.sample(list(twins.documents()), 8), ids=_name)
def test_real_collections(path: Path, version: str, tmp_path: Path) -> None:
    _check(path, version, tmp_path, compare_models, LEAST_OF_ANY)
