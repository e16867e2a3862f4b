"""Which requests are the same: one method and one path, whatever its variables are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.model import Endpoint, Request
from generator.text import Slot

_MOST_PREFIX = 3
_VARIABLE = "{}"

Path = tuple[str, ...]


def path_pattern(request: Request) -> Path:
    """Return the segments of a request's path in lower case, each variable as ``{}``."""
    text = "".join(part if isinstance(part, str) else _VARIABLE for part in request.url.path.parts)
    text = text.partition("?")[0].lower()
    return tuple(segment for segment in text.split("/") if segment)


def slots_of(request: Request) -> list[str]:
    """Return the names of a request's path variables in order."""
    return [part.name for part in request.url.path.parts if isinstance(part, Slot)]


def matches(page: Endpoint, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    """Return the endpoints that a page's endpoint describes: all of the same method and path.

    When none has the very same path, those count whose path differs by what an address may have
    in front (``/api/v2``), and then those that show an id where the page has a variable.
    """
    wanted = path_pattern(page.request)
    same = [e for e in endpoints if e.request.method == page.request.method]
    for fits in (_equal, _prefixed, _filled):
        found = [endpoint for endpoint in same if fits(wanted, path_pattern(endpoint.request))]
        if found:
            return found
    return []


def _equal(page: Path, other: Path) -> bool:
    return page == other


def _prefixed(page: Path, other: Path) -> bool:
    longer, shorter = (page, other) if len(page) > len(other) else (other, page)
    prefix = longer[: len(longer) - len(shorter)]
    if not shorter or not prefix or len(prefix) > _MOST_PREFIX or _VARIABLE in "".join(prefix):
        return False
    return longer[len(prefix) :] == shorter and any(_VARIABLE not in part for part in shorter)


def _filled(page: Path, other: Path) -> bool:
    if len(page) != len(other) or not any(_VARIABLE not in part for part in page):
        return False
    pairs = list(zip(page, other, strict=True))
    return all(a == b or (_VARIABLE in a and _is_id(b)) for a, b in pairs)


def _is_id(segment: str) -> bool:
    return _VARIABLE in segment or bool(
        re.search(r"\d", segment) and not re.fullmatch(r"v\d+", segment)
    )
