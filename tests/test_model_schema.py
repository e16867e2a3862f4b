"""The JSON of ``inspect``: held to its schema, for the samples and for real collections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from generator import inspection, model
from generator.frozen import Frozen
from generator.loading import load
from generator.options import Options
from tests import shared
from tests.commands import SAMPLES, invoke

SCHEMA = json.loads(resources.files("generator").joinpath("model.schema.json").read_bytes())

# The values that the schema looks at; of all other strings only the type matters to it.
_READ = {"kind", "format", "location", "scope", "pointer", "sha256"}


def _shape(value: Any, key: str = "") -> Any:
    """Return a value without what is of no account to the schema."""
    if isinstance(value, dict):
        return tuple((name, _shape(member, name)) for name, member in value.items())
    if isinstance(value, list):
        return (len(value) > 1, frozenset(_shape(member) for member in value))
    if isinstance(value, str):
        return (value[:2] if key == "pointer" else value) if key in _READ else str
    return value


@cache
def _validator() -> Validator:
    """Return a validator that looks only once at what has the same shape.

    Ten thousand real requests have few shapes, and the plain validator takes minutes for them.
    """
    sound: set[Any] = set()
    follow = Draft202012Validator.VALIDATORS["$ref"]

    def ref(validator: Validator, target: str, value: Any, schema: Any) -> Iterator[Any]:
        key = (target, _shape(value))
        if key not in sound:
            errors = list(follow(validator, target, value, schema))
            yield from errors
            if not errors:
                sound.add(key)

    remembering: Any = extend(Draft202012Validator, {"$ref": ref})  # type: ignore[no-untyped-call]
    found: Validator = remembering(SCHEMA)
    return found


def _model(source: Path) -> Any:
    return inspection.as_json(load(Options((str(source),))).api)


def _errors(validator: Validator, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def _objects(schema: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield path, schema
        for name, member in schema.items():
            yield from _objects(member, f"{path}/{name}")
    elif isinstance(schema, list):
        for index, member in enumerate(schema):
            yield from _objects(member, f"{path}/{index}")


def test_every_object_is_closed_and_described() -> None:
    objects = dict(_objects(SCHEMA))
    assert len(objects) > 25
    for path, schema in objects.items():
        assert schema["additionalProperties"] is False, path
        assert schema["required"] == list(schema["properties"]), path
        assert schema["description"], path


def test_the_schema_knows_every_class_of_the_model() -> None:
    """A member that is added to the model has to be added here too."""
    described = [set(schema["properties"]) - {"kind"} for _, schema in _objects(SCHEMA)]
    for one in Frozen.__subclasses__():
        if one.__module__ == model.__name__:
            assert {*one.__struct_fields__} - {"kind"} in described, one.__name__


@pytest.mark.parametrize("source", sorted(SAMPLES.glob("*collection.json")), ids=lambda p: p.stem)
def test_samples_are_as_the_schema_says(source: Path) -> None:
    """Through the command, and with nothing left out by the validator."""
    value = json.loads(invoke("inspect", source, "--json").stdout)
    assert _errors(_validator(), value) == []
    if source.stat().st_size < 50_000:
        assert _errors(Draft202012Validator(SCHEMA), value) == []


def test_the_sample_with_everything_uses_most_of_the_schema() -> None:
    text = json.dumps(_model(SAMPLES / "kitchen-sink.postman_collection.json"))
    kinds = ("raw", "form", "multipart", "file", "graphql", "text", "object", "array", "any")
    for kind in kinds:
        assert f'"kind": "{kind}"' in text
    assert '{"secret": true}' in text


@pytest.mark.parametrize(
    "source", shared.sample(shared.collections(), 8), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_real_collections(source: Path) -> None:
    assert _errors(_validator(), _model(source)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("groups",), None),
        (("endpoints", 0, "more"), 1),
        (("endpoints", 0, "request", "url", "base"), None),
        (("endpoints", 0, "request", "parameters"), [{"name": "a"}]),
        (("endpoints", 0, "origin", "pointer"), "item/0"),
        (("sources", 0, "sha256"), "0"),
    ],
)
def test_the_schema_refuses_what_is_wrong(path: tuple[Any, ...], value: Any) -> None:
    spoiled = place = _model(SAMPLES / "messaging.postman_collection.json")
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert _errors(_validator(), spoiled)


def test_secrets_are_shown_as_such() -> None:
    text = Draft202012Validator({"$ref": "#/$defs/text", "$defs": SCHEMA["$defs"]})
    assert text.is_valid("a {{b}}")
    assert text.is_valid(["Bearer ", {"secret": True}])
    assert not text.is_valid(["Bearer "])
    assert not text.is_valid(["a", {"secret": "sesame"}])
    assert not text.is_valid(None)
