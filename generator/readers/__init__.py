"""Readers: one module a format, each `sniff(document)` and `read(…)`."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import CodegenError, Diagnostics
from generator.model import Api, Source, Variable
from generator.readers.postman import collection, environment
from generator.readers.source import SourceFile, decode_json

# Tried in order; the first that knows the document reads it.
READERS = (collection,)


def read_source(file: SourceFile, diagnostics: Diagnostics) -> Api:
    """Return what a file describes.

    Raises `CodegenError` when it is not JSON, or JSON of a format that no reader knows.
    """
    document = decode_json(file)
    for reader in () if _is_openapi(document) else READERS:
        if reader.sniff(document):
            api: Api = reader.read(document, Source(file.path, file.sha256), diagnostics)
            return api
    raise CodegenError("input-format", _unknown(document), file.path, 1, 1)


def read_environment(file: SourceFile, diagnostics: Diagnostics) -> tuple[Variable, ...]:
    """Return the variables of an environment or globals file.

    Raises `CodegenError` when the file is something else.
    """
    document = decode_json(file, "a Postman environment")
    if environment.sniff(document):
        return environment.read(document, file.path, diagnostics)
    found = _kind(document, "an object without a list of `values`")
    message = f"expected a Postman environment, found {found}"
    raise CodegenError("input-format", message, file.path, 1, 1)


def _unknown(document: Any) -> str:
    if document != [] and environment.sniff(document):
        return "this is a Postman environment; give it with -e and name a collection as SOURCE"
    found = _kind(document, "an object without `info` and `item`")
    return f"expected a Postman collection, found {found}"


def _kind(document: Any, unknown: str) -> str:
    if _is_openapi(document):
        return "an OpenAPI document"
    if collection.sniff(document):
        return "a collection"
    if isinstance(document, dict):
        return unknown
    names = {list: "a list", str: "a string", bool: "true or false", int: "a number"}
    names |= {float: "a number", type(None): "null"}
    return names[type(document)]


def _is_openapi(document: Any) -> bool:
    """Whether the JSON is an OpenAPI document; those have an ``info`` too."""
    return (
        isinstance(document, dict)
        and "item" not in document
        and bool({"openapi", "swagger"} & document.keys())
    )
