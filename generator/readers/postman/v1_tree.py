"""Which folder of a v1 collection each folder and request stands in (docs/postman.md#v1)."""

from __future__ import annotations

from typing import Any, TypeGuard

from generator.diagnostics import Diagnostics
from generator.frozen import Frozen
from generator.origin import Origin
from generator.readers.postman.values import rows

# Deeper folders move to the root: pointers, and with them memory, grow with the depth.
_MAX_DEPTH = 100

_Rows = list[tuple[int, dict[str, Any]]]
_Homes = dict[int, int | None]


class Tree(Frozen):
    """The folders and the requests of each folder, in order.

    Numbers are places in the collection's ``folders`` and ``requests``; ``None`` is the root.
    """

    folders: dict[int | None, list[int]]
    requests: dict[int | None, list[int]]


def read_tree(document: dict[str, Any], origin: Origin, diagnostics: Diagnostics) -> Tree:
    """Return the tree that ``order`` and ``folders_order`` describe, with every request in it once.

    The first order that names an entry counts, folders before the root. What none names comes
    last in the folder that it names itself, or in the root, with a ``v1-orphan`` warning.
    """
    folders, requests = rows(document.get("folders")), rows(document.get("requests"))
    ids = by_id(folders)
    folder_homes = _homes(folders, document, folders, "folders_order")
    request_homes = _homes(requests, document, folders, "order")
    for index in _append_orphans(folders, folder_homes, ids):
        # Old files have no `folders_order` at all.
        if document.get("folders_order"):
            message = "no `folders_order` names this folder; it is appended"
            diagnostics.add("v1-orphan", message, origin.child("folders", index))
    for index in _append_orphans(requests, request_homes, ids):
        message = "no `order` names this request; it is appended"
        diagnostics.add("v1-orphan", message, origin.child("requests", index))
    _cut(folder_homes)
    return Tree(_by_home(folder_homes), _by_home(request_homes))


def by_id(entries: _Rows) -> dict[str | int, int]:
    """Return the place of each id; the first of equal ones counts."""
    found: dict[str | int, int] = {}
    for index, row in entries:
        key = row.get("id")
        if _is_id(key):
            found.setdefault(key, index)
    return found


def _is_id(value: Any) -> TypeGuard[str | int]:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _homes(entries: _Rows, document: dict[str, Any], folders: _Rows, member: str) -> _Homes:
    """Return the folder whose order names each entry first, in the order of the names."""
    ids = by_id(entries)
    homes: _Homes = {}
    orders: list[tuple[int | None, Any]] = [(index, row.get(member)) for index, row in folders]
    for folder, order in [*orders, (None, document.get(member))]:
        for name in order if isinstance(order, list) else ():
            if _is_id(name) and name in ids:
                homes.setdefault(ids[name], folder)
    return homes


def _append_orphans(entries: _Rows, homes: _Homes, folders: dict[str | int, int]) -> list[int]:
    orphans = []
    for index, row in entries:
        if index not in homes:
            orphans.append(index)
            name = row.get("folder")
            homes[index] = folders.get(name) if _is_id(name) else None
    return orphans


def _cut(homes: _Homes) -> None:
    """Move folders to the root that stand in themselves, or too deep."""
    depths: dict[int | None, int] = {None: 0}
    for start in sorted(homes):
        chain: dict[int, None] = {}
        folder: int | None = start
        while folder is not None and folder not in depths and folder not in chain:
            chain[folder] = None
            folder = homes[folder]
        if folder is not None and folder in chain:
            homes[folder], depths[folder] = None, 1
        for member in reversed(chain):
            if member not in depths:
                depth = depths[homes[member]] + 1
                if depth > _MAX_DEPTH:
                    homes[member], depth = None, 1
                depths[member] = depth


def _by_home(homes: _Homes) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for index, home in homes.items():
        found.setdefault(home, []).append(index)
    return found
