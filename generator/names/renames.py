"""Names in a config: which request, folder or method each is meant for."""

from __future__ import annotations

import keyword
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import field

from generator.diagnostics import CodegenError, raise_all
from generator.frozen import Frozen
from generator.model import Api
from generator.options import JobPlace

# A path variable: `{{id}}`, `{id}` and `:id` are the same to who writes a path by hand.
_SLOT = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}|(?<=/):[^/]+")


class Names(Frozen):
    """Names that are asked for: of requests by `Endpoint.id`, of folders by `Group.path`."""

    requests: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[tuple[int, ...], str] = field(default_factory=dict)


def find_names(
    api: Api,
    folders: Mapping[str, tuple[int, ...]],
    rename: Iterable[tuple[str, str]],
    place: JobPlace | None,
    *,
    lenient: bool = False,
) -> Names:
    """Return what each of the names is for; ``folders`` are those of `find_folders`.

    A pointer goes before method and path. Raises `CodegenError` for names that cannot be given,
    and unless it is ``lenient`` for what names no request and no folder.
    """
    rows = list(rename)
    if not rows:
        return Names()
    pointers = {endpoint.id: endpoint.id for endpoint in api.endpoints}
    requests: dict[str, str] = {}
    exact: dict[str, str] = {}
    groups: dict[tuple[int, ...], str] = {}
    errors = []
    for key, name in rows:
        matching = list(_matching(api, key))
        if keyword.iskeyword(name) or name in ("self", "cls"):
            message = f"`{name}` has a meaning in Python"
            errors.append(_error(place, message, "config-name", "rename", key))
        elif key in pointers:
            exact[key] = name
        elif key in folders:
            groups[folders[key]] = name
        elif matching:
            requests |= dict.fromkeys(matching, name)
        elif not lenient:
            message = f"`{key}` is no request and no folder of this api"
            errors.append(_error(place, message, "config-unmatched", "rename", key))
    raise_all(errors)
    return Names(requests | exact, groups)


def find_folders(api: Api) -> dict[str, tuple[int, ...]]:
    """Return the folders by pointer and by path (``Users/Admin/``), where only one has that."""
    names = {group.path: group.name.strip() for group in api.groups}
    found: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for path in names:
        above = (names[path[:length]] for length in range(1, len(path) + 1))
        found["/".join(above) + "/"].append(path)
    for group in api.groups:
        found[group.origin.address].append(group.path)
    return {key: paths[0] for key, paths in found.items() if len(paths) == 1}


def check_given(
    api: Api,
    names: Names,
    requests: Mapping[str, str],
    folders: Mapping[tuple[int, ...], str],
    rename: Iterable[tuple[str, str]],
    place: JobPlace | None,
) -> None:
    """Check that requests and folders have the names that were asked for.

    Raises `CodegenError` for those that others have, or that several were to have.
    """
    refused = {name for key, name in names.requests.items() if requests[key] != name}
    refused |= {name for path, name in names.folders.items() if folders[path] != name}
    several = _asked_twice(api, names) if refused else set()
    raise_all(
        [
            _error(place, _refusal(name, name in several), "config-name", "rename", key)
            for key, name in rename
            if name in refused
        ]
    )


def _asked_twice(api: Api, names: Names) -> set[str]:
    """Return the names that are meant for more than one request or folder of a folder."""
    groups = {endpoint.id: endpoint.group for endpoint in api.endpoints}
    asked = Counter((groups[key], name) for key, name in names.requests.items())
    asked += Counter((path[:-1], name) for path, name in names.folders.items())
    return {name for (_, name), count in asked.items() if count > 1}


def _refusal(name: str, is_asked_twice: bool) -> str:
    if is_asked_twice:
        return f"`{name}` is meant for several in one folder; give it to one, by its pointer"
    return f"`{name}` is taken; choose another name"


def check_methods(
    unpaged: Iterable[str] | None, methods: Iterable[str], place: JobPlace | None
) -> None:
    """Check that those which get no iterator are methods of the client (``orders.list``).

    Raises `CodegenError` for those that are not.
    """
    known = set(methods)
    rows = [(index, name) for index, name in enumerate(unpaged or ()) if name not in known]
    message = "`{}` is no method of the client"
    raise_all(
        [
            _error(place, message.format(name), "config-unmatched", "pagination", index)
            for index, name in rows
        ]
    )


def _matching(api: Api, key: str) -> Iterator[str]:
    """Yield the ids of requests with this ``METHOD /path``."""
    method, _, path = key.partition(" ")
    wanted = _SLOT.sub("{}", path.strip())
    for endpoint in api.endpoints:
        request = endpoint.request
        is_same = _SLOT.sub("{}", request.url.path.source) == wanted
        if is_same and request.method.upper() == method.upper():
            yield endpoint.id


def _error(place: JobPlace | None, message: str, rule: str, *keys: str | int) -> CodegenError:
    if place is None:
        return CodegenError(rule, message)
    return place.error(message, *keys, rule=rule)
