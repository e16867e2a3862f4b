"""Reading inputs: what files a source means, and which format's reader reads them."""

from __future__ import annotations

from typing import Any

from generator.diagnostics import CodegenError, Diagnostics
from generator.frozen import Frozen, changed
from generator.model import Api, Source, Variable
from generator.origin import LineOrigin, line_of
from generator.paths import is_url, is_yaml, shown_url
from generator.readers import pages
from generator.readers.postman import collection, environment, v3, v3_files
from generator.readers.source import SourceFile, decode_json, decode_yaml, read_file
from generator.remote import downloaded

_ENVIRONMENT = "a Postman environment"


class Read(Frozen):
    """What a source holds: ``requests`` as they are sent, and ``pages`` that tell of requests."""

    requests: tuple[Api, ...] = ()
    pages: tuple[Api, ...] = ()


def read_input(path: str, diagnostics: Diagnostics) -> tuple[SourceFile, ...]:
    """Return the file at a path, or the files of the collection that is a folder there.

    Raises `CodegenError` when one of them cannot be read.
    """
    if is_url(path):
        return _read_remote(path, diagnostics)
    folder = v3_files.find_collection(path)
    if folder is not None:
        return v3_files.read_collection(folder, diagnostics)
    return (read_file(path),)


def _read_remote(url: str, diagnostics: Diagnostics) -> tuple[SourceFile, ...]:
    """Return the files of a copy as files of the URL."""
    shown = shown_url(url).rstrip("/")
    with downloaded(url) as copy:
        try:
            files = read_input(copy, diagnostics)
        except CodegenError as error:
            message = error.message.replace(copy, shown)
            raise CodegenError(error.rule, message, shown) from None
    return tuple(changed(file, path=file.path.replace(copy, shown, 1)) for file in files)


def read_source(files: tuple[SourceFile, ...], diagnostics: Diagnostics) -> Read:
    """Return what files that `read_input` found describe; the first reader that knows them reads.

    Raises `CodegenError` when one is not JSON or YAML, or of a format that no reader knows.
    """
    file = files[0]
    if file.below:
        return Read((v3.read(files, diagnostics),))
    if pages.sniff(file):
        return _read_page(file, diagnostics)
    if is_yaml(file.path):
        message = "this is YAML; give the folder of a Postman collection, or one that is JSON"
        raise CodegenError("input-format", message, file.path, 1, 1)
    document = decode_json(file)
    if collection.sniff(document) and not _is_openapi(document):
        source = Source(file.path, file.sha256, file.name)
        return Read((collection.read(document, source, diagnostics),))
    raise CodegenError("input-format", _unknown(document), file.path, 1, 1)


def _read_page(file: SourceFile, diagnostics: Diagnostics) -> Read:
    """Return what a page tells, and the collections that stand in it, each read by its reader."""
    from generator.readers.pages import reading

    page, found = reading.read(file, diagnostics)
    source = Source(file.path, file.sha256, file.name)
    requests = []
    for one in found:
        origin = LineOrigin(file.path, line_of(file.path, one.line).pointer)
        api = collection.read_v2(one.document, origin, (source,), diagnostics)
        rows = enumerate(api.endpoints, 1)
        named = tuple(changed(e, id=e.id if n == 1 else f"{e.id}.{n}") for n, e in rows)
        requests.append(changed(api, endpoints=named))
    return Read(tuple(requests), (page,))


def read_environment(file: SourceFile, diagnostics: Diagnostics) -> tuple[Variable, ...]:
    """Return the variables of an environment or globals file.

    Raises `CodegenError` when the file is something else.
    """
    if is_yaml(file.path):
        document = environment.from_yaml(decode_yaml(file, _ENVIRONMENT), file.path)
    else:
        document = decode_json(file, _ENVIRONMENT)
    if environment.sniff(document):
        return environment.read(document, file.path, diagnostics)
    found = _kind(document, "an object without a list of `values`")
    message = f"expected {_ENVIRONMENT}, found {found}"
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
