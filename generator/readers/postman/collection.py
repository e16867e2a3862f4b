"""Postman collections v2.0 and v2.1, and v1 by way of them; `v3` is another way to here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostics
from generator.frozen import Frozen
from generator.model import Api, Auth, Endpoint, Group, Scope, Source, Variable
from generator.origin import Origin
from generator.readers.bounds import check_requests
from generator.readers.postman import v1
from generator.readers.postman.auth import NO_AUTH, read_auth
from generator.readers.postman.converted import ConvertedOrigin
from generator.readers.postman.request import read_behavior, read_request, read_responses
from generator.readers.postman.scripts import read_scripts
from generator.readers.postman.validation import validate
from generator.readers.postman.values import (
    description,
    disabled,
    mapping,
    plain,
    printed,
    rows,
)
from generator.text import Text, parse


class _Folder(Frozen):
    """What children inherit: place in the tree, auth and protocol behaviour."""

    path: tuple[int, ...]
    auth: Auth
    behaviors: tuple[Any, ...]


class _Entry(Frozen):
    """An entry of ``item`` in document order, with what it inherits."""

    row: dict[str, Any]
    origin: Origin
    folder: _Folder
    path: tuple[int, ...]


def sniff(document: Any) -> bool:
    """Whether the JSON is a collection of any version, also inside ``{"collection": …}``."""
    members = _unwrapped(document)[0]
    return _is_v1(members) or isinstance(members.get("item"), list) or "info" in members


def _is_v1(members: dict[str, Any]) -> bool:
    return bool(members.get("name") and "order" in members and "requests" in members)


def _unwrapped(document: Any) -> tuple[dict[str, Any], str]:
    members = mapping(document)
    if "item" not in members and isinstance(members.get("collection"), dict):
        return members["collection"], "#/collection"
    return members, "#"


def read(document: Any, source: Source, diagnostics: Diagnostics) -> Api:
    """Return the collection as an Api; ``document``, which passed `sniff`, is used up."""
    members, pointer = _unwrapped(document)
    origin = Origin(source.path, pointer)
    if _is_v1(members):
        converted = v1.to_v2(members, origin, diagnostics)
        origin = ConvertedOrigin(source.path, pointer, "#", converted.table)
        return read_v2(converted.document, origin, (source,), diagnostics)
    validate(members, origin, diagnostics)
    return read_v2(members, origin, (source,), diagnostics)


def read_v2(
    members: dict[str, Any],
    origin: Origin,
    sources: tuple[Source, ...],
    diagnostics: Diagnostics,
) -> Api:
    """Return a collection of v2.0 or v2.1, as it is or as another format was converted to.

    The requests in ``members`` are gone afterwards.
    """
    info = mapping(members.get("info"))
    auth = read_auth(members.get("auth"), origin.child("auth"), diagnostics) or NO_AUTH
    root = _Folder((), auth, (members.get("protocolProfileBehavior"),))
    groups: list[Group] = []
    endpoints: list[Endpoint] = []
    for entry in _entries(members.get("item"), origin.child("item"), root, groups, diagnostics):
        endpoints.append(_endpoint(entry, diagnostics))
        # The document would take more memory than the model that is made of it.
        entry.row.clear()
        check_requests(len(endpoints), origin.source)
    scripts = read_scripts(members, origin, diagnostics)
    return Api(
        name=plain(info.get("name")),
        version=_version(info.get("version")),
        description=description(info.get("description")),
        servers=_servers(endpoints),
        variables=_variables(members, origin),
        auth=auth,
        groups=tuple(groups),
        endpoints=tuple(endpoints),
        sources=sources,
        preparations=scripts.preparations,
        produces=scripts.produces,
    )


def _entries(
    items: Any, origin: Origin, root: _Folder, groups: list[Group], diagnostics: Diagnostics
) -> Iterator[_Entry]:
    """Yield the requests in document order and collect the folders on the way.

    A stack of iterators instead of recursion: folders nest to any depth.
    """
    stack = [(iter(_children(items, origin, diagnostics)), origin, root)]
    while stack:
        children, place, folder = stack[-1]
        index, row = next(children, (-1, {}))
        if index < 0:
            stack.pop()
            continue
        here = place.child(index)
        if not row.get("item") and not isinstance(row.get("item"), list):
            yield _Entry(row, here, folder, folder.path)
            continue
        if row.get("request"):
            message = "this entry has `item` and `request`; it is read as a folder"
            diagnostics.add("item-and-request", message, here)
        auth = read_auth(row.get("auth"), here.child("auth"), diagnostics)
        path = (*folder.path, index)
        scripts = read_scripts(row, here, diagnostics)
        groups.append(
            Group(
                name=plain(row.get("name")),
                description=description(row.get("description")),
                path=path,
                auth=auth,
                origin=here,
                preparations=scripts.preparations,
                produces=scripts.produces,
            )
        )
        behaviors = (*folder.behaviors, row.get("protocolProfileBehavior"))
        inner = _Folder(path, auth or folder.auth, behaviors)
        below = here.child("item")
        stack.append((iter(_children(row["item"], below, diagnostics)), below, inner))


def _children(
    items: Any, origin: Origin, diagnostics: Diagnostics
) -> list[tuple[int, dict[str, Any]]]:
    entries = items if isinstance(items, list) else []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            message = f"expected a folder or a request, found {type(entry).__name__}"
            diagnostics.add("item-not-object", message, origin.child(index))
    return rows(items)


def _endpoint(entry: _Entry, diagnostics: Diagnostics) -> Endpoint:
    row, origin, folder = entry.row, entry.origin, entry.folder
    place = origin.child("request")
    request = read_request(row.get("request"), folder.auth, place, diagnostics)
    own = mapping(row.get("request"))
    text_of_request = description(own.get("description"))
    name = plain(row.get("name"))
    scripts = read_scripts(row, origin, diagnostics)
    return Endpoint(
        id=origin.address,
        name=name,
        group=entry.path,
        request=request,
        behavior=read_behavior([*folder.behaviors, row.get("protocolProfileBehavior")]),
        responses=read_responses(row.get("response"), request.auth, origin.child("response")),
        description=text_of_request or description(row.get("description")),
        notes=(),
        rate_limits=(),
        samples=(),
        deprecated=_deprecated(name),
        origin=origin,
        preparations=scripts.preparations,
        produces=scripts.produces,
    )


def _deprecated(name: str) -> bool:
    """Postman has no such field; by convention the name says it."""
    words = name.lower()
    return words.startswith(("[deprecated]", "(deprecated)", "deprecated")) or words.endswith(
        ("[deprecated]", "(deprecated)")
    )


def _version(value: Any) -> str:
    if not isinstance(value, dict):
        return plain(value)
    numbers = [plain(value.get(name)) or "0" for name in ("major", "minor", "patch")]
    return ".".join(numbers)


def _variables(members: dict[str, Any], origin: Origin) -> tuple[Variable, ...]:
    """Return the collection's own variables; old files call the member ``variables``."""
    member = "variable" if isinstance(members.get("variable"), list) else "variables"
    return tuple(read_variables(members.get(member), origin.child(member), "collection"))


def read_variables(value: Any, origin: Origin, scope: Scope) -> Iterator[Variable]:
    """Yield the rows that are switched on; ``enabled: false`` and ``disabled`` both switch off.

    A null value leaves the variable unset.
    """
    for index, row in rows(value):
        key = plain(row.get("key"))
        place = origin.child(index)
        if key and not disabled(row) and row.get("enabled") is not False:
            given = row.get("value")
            yield Variable(
                name=key,
                value=None if given is None else parse(printed(given), place.child("value")),
                secret=row.get("type") == "secret",
                scope=scope,
                description=description(row.get("description")),
                origin=place,
            )


def _servers(endpoints: list[Endpoint]) -> tuple[Text, ...]:
    found = {e.request.url.base: None for e in endpoints if e.request.url.base}
    return tuple(found)
