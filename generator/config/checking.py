"""What is wrong with a config, in words: its JSON Schema finds it, this explains it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from typing import Any

from generator.config.jobs import job_name
from generator.formats.plainfit import surely_fits
from generator.origin import Origin
from generator.paths import is_url, without_file
from generator.suggestions import suggestion
from generator.version import VERSION

SCHEMA_NAME = "config.schema.json"


def read_schema() -> Any:
    """Return the JSON Schema of a config."""
    return json.loads(resources.files("generator").joinpath(SCHEMA_NAME).read_bytes())


def find_problems(document: Any, folder: str) -> list[tuple[str, str]]:
    """Return the pointer below the config's root and the message of everything that is wrong.

    ``folder`` is what the paths of the config are relative to.
    """
    version = document.get("version") if isinstance(document, dict) else None
    if type(version) is int and version > 1:
        return [("/version", f"this is version {version}; codegen {VERSION} reads version 1")]
    schema = read_schema()
    # jsonschema has an error for each missing key, and each is explained by all that are missing.
    found = [] if surely_fits(document, schema) else list(dict.fromkeys(_faults(document, schema)))
    return found or list(_clashes(document["api"], folder))


def _faults(document: Any, schema: Any) -> Iterator[tuple[str, str]]:
    from jsonschema import Draft7Validator

    for error in Draft7Validator(schema).iter_errors(document):
        yield from _explained(error)


# Errors are `Any` here: their types allow for those that are not filled in yet.
def _explained(error: Any) -> Iterator[tuple[str, str]]:
    path = list(error.absolute_path)
    schema, demand, given = error.schema, error.validator_value, error.instance
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        for key in given:
            if key not in known:
                yield _pointer(*path, key), f"unknown key `{key}`{_suggestion(key, known)}"
    elif error.validator == "required":
        for key in demand:
            if key not in given:
                yield _pointer(*path), f"`{key}` is missing{_where(path)}"
    elif error.validator == "propertyNames" or "propertyNames" in error.absolute_schema_path:
        key = given if isinstance(given, str) else ""
        expected = "a pointer (#/item/0), METHOD /path or Folder/"
        yield _pointer(*path, key), f"`{key}` names nothing; write {expected}"
    else:
        key = next((step for step in reversed(path) if isinstance(step, str)), "the config")
        yield _pointer(
            *path
        ), f"`{key}` must be {_expected(error.validator, schema, demand, given)}"


def _where(path: list[Any]) -> str:
    return " in [[api]]" if path[:1] == ["api"] else ""


def _expected(validator: str, schema: Any, demand: Any, given: Any) -> str:
    """Return what the schema's title says that a value must be, and a suggestion."""
    if validator == "enum":
        return f"one of {', '.join(demand)}{_suggestion(str(given), demand)}"
    return str(schema.get("title", demand))


def _suggestion(given: str, known: Collection[str]) -> str:
    return suggestion(given.lower().replace("-", "_"), known, "`{}`".format)


def _clashes(tables: list[Mapping[str, Any]], folder: str) -> Iterator[tuple[str, str]]:
    """Yield jobs that have an output or a name that another has, or an output inside another."""
    names: dict[str, int] = {}
    outputs: dict[str, int] = {}
    places = [_place(table["output"], folder) for table in tables]
    for index, place in enumerate(places):
        outputs.setdefault(place, index)
    for index, (table, place) in enumerate(zip(tables, places, strict=True)):
        first = outputs[place]
        around = next((outputs[parent] for parent in _parents(place) if parent in outputs), None)
        if first != index:
            message = f"{job_name(tables[first])!r} has this output too; each tree is for one job"
            yield _pointer("api", index, "output"), message
        elif around is not None:
            message = f"this is inside the output of {job_name(tables[around])!r}"
            yield _pointer("api", index, "output"), message
        elif names.setdefault(job_name(table), index) != index:
            yield _pointer("api", index, "name"), "another [[api]] has this name"


def _place(output: str, folder: str) -> str:
    """Return where an output stands, written in one way."""
    path = without_file(output)
    if is_url(path):
        return path.rstrip("/")
    return os.path.realpath(os.path.join(folder, path))


def _parents(place: str) -> Iterator[str]:
    """Yield the folders around a place."""
    while (parent := os.path.dirname(place)) not in ("", place):
        yield parent
        place = parent


def _pointer(*keys: str | int) -> str:
    return Origin("", "").child(*keys).pointer
