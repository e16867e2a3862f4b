"""Collections of Postman's third format, a folder of YAML files, read as v2.1 (docs/postman.md#v3).

Each request, each example and the definition of each folder is a file; where a file stands says
what it belongs to.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import CodegenError, Diagnostics
from generator.frozen import Frozen
from generator.model import Api, Source
from generator.origin import Origin
from generator.readers.postman import collection
from generator.readers.postman.conversion import Place, Table, strings
from generator.readers.postman.converted import ConvertedOrigin
from generator.readers.postman.v3_files import DEFINITIONS
from generator.readers.postman.v3_parts import (
    Report,
    number,
    read_auth,
    read_rows,
    read_scripts,
    read_settings,
)
from generator.readers.postman.v3_request import read_graphql, read_request, read_response
from generator.readers.source import SourceFile, decode_yaml

_EXAMPLE = re.compile(r"(?P<folder>.*/examples)/[^/]+\.example\.ya?ml", re.DOTALL)
# What stands behind the folder that a file belongs to.
_HOME = re.compile(r"(^|/)([^/]*\.resources/.*|[^/]*)$", re.DOTALL)
_KIND = re.compile(r"[\w.-]{1,40}")


class _File(Frozen):
    """A file that was parsed: its name without endings, its paths, the pointer of its root."""

    name: str
    path: str
    below: str
    old: str
    members: dict[str, Any]


@dataclass(slots=True)
class _Folder:
    """A folder of requests; its examples by the folder that they stand in."""

    name: str
    definition: _File | None = None
    requests: list[_File] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)
    examples: dict[str, list[_File]] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)


def read(files: tuple[SourceFile, ...], diagnostics: Diagnostics) -> Api:
    """Return the collection whose files these are, sorted by path.

    Raises `CodegenError` when one of them is no YAML, or no object.
    """
    paths = {_quoted(file.name): file.path for file in files}

    def report(rule: str, message: str, pointer: str) -> None:
        name, _, steps = pointer.partition("#")
        diagnostics.add(rule, message, Origin(paths[name], f"#{steps}"))

    table = Table()
    document = _collection(_tree(files, report), table, report)
    folder = files[0].path.removesuffix(files[0].below) or "."
    origin = ConvertedOrigin(folder, "#", "#", table, paths)
    sources = tuple(Source(file.path, file.sha256, file.name) for file in files)
    return collection.read_v2(document, origin, sources, diagnostics)


def _quoted(name: str) -> str:
    """Return a file's name as it stands before the ``#`` of a pointer."""
    return name.replace("%", "%25").replace("#", "%23")


# The tree of folders


def _tree(files: tuple[SourceFile, ...], report: Report) -> _Folder:
    path = files[0].path.removesuffix(files[0].below) or "."
    root = _Folder(os.path.basename(os.path.abspath(path)))
    for source in files:
        file = _parsed(source)
        folder = _folder_at(root, _HOME.sub("", source.below))
        if example := _EXAMPLE.fullmatch(source.below):
            folder.examples.setdefault(example["folder"], []).append(file)
        elif not source.below.endswith(DEFINITIONS):
            folder.requests.append(file)
        elif folder.definition is None:
            folder.definition = file
        else:
            report("v3-left-out", "this folder has two definitions; the first counts", file.old)
    if root.definition and root.definition.members.get("$kind", "collection") != "collection":
        message = "expected the definition of a Postman collection, `$kind: collection`"
        raise CodegenError("input-format", message, root.definition.path, 1, 1)
    return root


def _parsed(source: SourceFile) -> _File:
    members = decode_yaml(source, "a part of a Postman collection")
    if not isinstance(members, dict):
        message = "expected a part of a Postman collection, found no object"
        raise CodegenError("input-format", message, source.path, 1, 1)
    name = posixpath.basename(source.below)
    shown = re.sub(r"\.(request|example)\.ya?ml$", "", name)
    return _File(shown, source.path, source.below, f"{_quoted(source.name)}#", members)


def _folder_at(root: _Folder, below: str) -> _Folder:
    folder = root
    for name in below.split("/") if below else ():
        folder = folder.folders.setdefault(name, _Folder(name))
    return folder


# The document


def _collection(root: _Folder, table: Table, report: Report) -> dict[str, Any]:
    old = root.definition.old if root.definition else "#"
    place = Place("#", old, table)
    table.pointers["#"] = old
    members = _group(root, place, report)
    info = {name: members.pop(name) for name in ("name", "description") if name in members}
    for name in info:
        place.note(f"info/{name}", name)
    return {"info": info, **members}


def _group(folder: _Folder, place: Place, report: Report) -> dict[str, Any]:
    """Return a folder, or the collection, with all that is below it."""
    given = folder.definition.members if folder.definition else {}
    members = {
        "name": folder.name,
        "description": given.get("description"),
        "variable": read_rows(given.get("variables"), place, "variable", "variables", report),
        "auth": read_auth(given, place, report),
        "event": read_scripts(given, place),
    }
    found = {name: value for name, value in members.items() if value}
    found |= strings(given, place, name="name")
    found["item"] = _items(folder, place, report)
    return found


def _items(folder: _Folder, place: Place, report: Report) -> list[dict[str, Any]]:
    """Return requests and folders in their order; what has none comes last, by name."""
    found: list[dict[str, Any]] = []
    children: list[_Folder | _File] = [*folder.folders.values(), *folder.requests]
    for child in sorted(children, key=_rank):
        file = child.definition if isinstance(child, _Folder) else child
        here = Place(f"{place.new}/item/{len(found)}", file.old if file else place.old, place.table)
        here.table.pointers[here.new] = here.old
        if isinstance(child, _Folder):
            found.append(_group(child, here, report))
        elif (item := _item(child, folder, here, report)) is not None:
            found.append(item)
    for path, examples in folder.examples.items():
        for example in examples if path not in folder.claimed else ():
            message = "no request of this folder has this example; it is left out"
            report("v3-left-out", message, example.old)
    return found


def _rank(child: _Folder | _File) -> tuple[bool, float, str, str]:
    file = child.definition if isinstance(child, _Folder) else child
    members = file.members if file else {}
    order, name = number(members.get("order")), members.get("name")
    shown = name if isinstance(name, str) else child.name
    return order is None, order or 0, shown, file.below if file else child.name


def _item(file: _File, folder: _Folder, place: Place, report: Report) -> dict[str, Any] | None:
    """Return a request with its examples, or ``None`` for one that is not sent over HTTP."""
    examples = _examples(file, folder)
    inner = Place(f"{place.new}/request", place.old, place.table)
    request = _request(file, inner, report)
    if request is None:
        return None
    responses = [
        _response(example, Place(f"{place.new}/response/{index}", example.old, place.table), report)
        for index, example in enumerate(examples)
    ]
    members = {
        "response": responses,
        "event": read_scripts(file.members, place),
        "protocolProfileBehavior": read_settings(file.members),
    }
    found = {name: value for name, value in members.items() if value}
    return _named(file, place) | {"request": request} | found


def _named(file: _File, place: Place) -> dict[str, Any]:
    return {"name": file.name} | strings(file.members, place, name="name")


def _request(file: _File, place: Place, report: Report) -> dict[str, Any] | None:
    kind = file.members.get("$kind", "http-request")
    if kind == "http-request":
        return read_request(file.members, place, report)
    if kind == "graphql-request":
        request = read_graphql(file.members, place, report)
        if request is None:
            report("v3-left-out", "this GraphQL request has no query; it is left out", file.old)
        return request
    shown = f"kind {kind}" if isinstance(kind, str) and _KIND.fullmatch(kind) else "another kind"
    message = f"only requests over HTTP are read; this one, of {shown}, is left out"
    report("v3-left-out", message, file.old)
    return None


def _examples(file: _File, folder: _Folder) -> list[_File]:
    """Return a request's examples in their order, from the folder that it or its name says."""
    here = posixpath.dirname(file.below)
    stated = file.members.get("examples")
    paths = [stated] if isinstance(stated, str) else []
    paths += [f".resources/{file.name}.resources/examples", f"{file.name}.resources/examples"]
    for path in paths:
        path = posixpath.normpath(posixpath.join(here, path))
        if path in folder.examples:
            folder.claimed.add(path)
            return sorted(folder.examples[path], key=_rank)
    return []


def _response(example: _File, place: Place, report: Report) -> dict[str, Any]:
    place.table.pointers[place.new] = place.old
    return _named(example, place) | read_response(example.members, place, report)
