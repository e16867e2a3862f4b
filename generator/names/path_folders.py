"""Folders that are pieces of paths, as converters of OpenAPI make them: ``{petId}``, ``/pets/:id``.

Such a folder groups nothing that its parent does not: ``pet / {petId} / Find pet`` is a request of
``pet``. With the folder it would be `client.pet.pet_id.find()`, and a page of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection

from generator.frozen import changed
from generator.model import Api, Endpoint, Group
from generator.names.naming import is_path_variable

Path = tuple[int, ...]

_PATH = re.compile(r"/\S*")


def without_path_folders(api: Api, named: Collection[Path]) -> tuple[Api, dict[Path, Path]]:
    """Return the Api with what such folders hold in the folders around them.

    Those in ``named`` stay, those at the top, and those that say more than their name. The second
    value is where each of the folders is now, or what it held.
    """
    requests: dict[Path, list[Endpoint]] = defaultdict(list)
    for endpoint in api.endpoints:
        requests[endpoint.group].append(endpoint)
    moved: dict[Path, Path] = {(): ()}
    children: Counter[Path] = Counter()
    groups = []
    for group in api.groups:
        above = moved[group.path[:-1]]
        if above and group.path not in named and _is_piece(group, requests[group.path]):
            moved[group.path] = above
            continue
        moved[group.path] = (*above, children[above])
        children[above] += 1
        groups.append(changed(group, path=moved[group.path]))
    endpoints = tuple(changed(e, group=moved[e.group]) for e in api.endpoints)
    return changed(api, groups=tuple(groups), endpoints=endpoints), moved


def _is_piece(group: Group, requests: Collection[Endpoint]) -> bool:
    """Whether a folder has the name of a piece of a path, and all else that it says is repeated."""
    if group.auth or group.preparations or group.produces:
        return False
    if not (_PATH.fullmatch(group.name.strip()) or is_path_variable(group.name)):
        return False
    said = " ".join(group.description.split())
    return not said or any(said in " ".join(one.description.split()) for one in requests)
