"""Postman environments and globals: files of variables."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import Diagnostics
from generator.model import Scope, Variable
from generator.origin import Origin
from generator.readers.postman.collection import read_variables
from generator.readers.postman.v3_parts import read_row
from generator.readers.postman.validation import validate_environment
from generator.readers.postman.values import mapping


def sniff(document: Any) -> bool:
    """Whether the JSON is an environment: ``{values: […]}``, wrapped, or a bare list of rows."""
    if isinstance(document, list):
        return all(isinstance(row, dict) and "key" in row for row in document)
    members = mapping(document)
    wrapped = mapping(members.get("environment"))
    return isinstance(members.get("values"), list) or isinstance(wrapped.get("values"), list)


def read(document: Any, source: str, diagnostics: Diagnostics) -> tuple[Variable, ...]:
    """Return the variables of a file that passed `sniff`, in the file's order."""
    if isinstance(document, list):
        return tuple(read_variables(document, Origin(source, "#"), "environment"))
    members, origin = mapping(document), Origin(source, "#")
    if not isinstance(members.get("values"), list):
        members, origin = mapping(members.get("environment")), origin.child("environment")
    validate_environment(members, origin, diagnostics)
    is_globals = members.get("_postman_variable_scope") == "globals"
    scope: Scope = "globals" if is_globals else "environment"
    return tuple(read_variables(members.get("values"), origin.child("values"), scope))


def from_yaml(document: Any, path: str) -> Any:
    """Return what a YAML file holds as a JSON file would, and globals by the file's name."""
    values = mapping(document).get("values")
    if not isinstance(values, list):
        return document
    rows = [read_row(row) if isinstance(row, dict) else row for row in values]
    scope = "globals" if path.endswith((".globals.yaml", ".globals.yml")) else "environment"
    return {"_postman_variable_scope": scope, **document, "values": rows}
