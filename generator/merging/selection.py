"""Which requests of an Api are wanted: those that a config includes and does not exclude."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.model import Api, Endpoint
from generator.options import Filter, JobPlace


def selected(
    api: Api,
    include: Iterable[Filter],
    exclude: Iterable[Filter],
    place: JobPlace | None,
    diagnostics: Diagnostics,
) -> Api:
    """Return an Api with the wanted requests, and the folders that they stand in.

    A filter that means no request is noted, as it is probably a slip.
    """
    wanted, unwanted = tuple(include), tuple(exclude)
    if not wanted and not unwanted:
        return api
    folders = {group.path: group.name for group in api.groups}
    found = {e.id: (e, list(_paths(e, folders))) for e in api.endpoints}
    for key, filters in (("include", wanted), ("exclude", unwanted)):
        for index, one in enumerate(filters):
            if not any(_means(one, *row) for row in found.values()):
                origin = place.origin(key, index) if place else None
                diagnostics.add("config-unmatched", f"this `{key}` means no request", origin)
    kept = tuple(
        endpoint
        for endpoint, paths in found.values()
        if (not wanted or any(_means(one, endpoint, paths) for one in wanted))
        and not any(_means(one, endpoint, paths) for one in unwanted)
    )
    used = {e.group[:length] for e in kept for length in range(1, len(e.group) + 1)}
    groups = tuple(group for group in api.groups if group.path in used)
    return changed(api, groups=groups, endpoints=kept)


def _paths(endpoint: Endpoint, folders: dict[tuple[int, ...], str]) -> Iterator[str]:
    """Yield the path of a request's folder, and of each one around it: ``Users/Admin``."""
    names = [
        folders[endpoint.group[:length]].strip() for length in range(1, len(endpoint.group) + 1)
    ]
    return ("/".join(names[:length]) for length in range(1, len(names) + 1))


def _means(one: Filter, endpoint: Endpoint, paths: list[str]) -> bool:
    if one.methods and endpoint.request.method.upper() not in one.methods:
        return False
    if one.name and not fnmatchcase(endpoint.name, one.name):
        return False
    return not one.folder or any(fnmatchcase(path, one.folder) for path in paths)
