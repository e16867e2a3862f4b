"""Requests: name, folder, method, address and what is said of a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from generator.diff.rules import Note
from generator.frozen import changed
from generator.merging.matching import slots_of
from generator.model import Behavior, Endpoint
from generator.text import Text

Fill = Callable[[Text], Text]
_VARIABLE = "{}"
_HOST = re.compile(r"^(?:[^/?#]*:)?//[^/?#]*|^[^/?#]*")


def compare_names(old: Endpoint, new: Endpoint, folders: tuple[str, str]) -> Iterator[Note]:
    """Yield how name and folder differ; ``folders`` are both as people read them."""
    if old.name != new.name:
        yield "request-renamed", f"the request was called {old.name!r}"
    before, after = folders
    if before != after:
        places = (f"folder {place!r}" if place else "no folder" for place in (before, after))
        yield "request-moved", "moved from {} to {}".format(*places)


def compare_addresses(
    old: Endpoint, new: Endpoint, old_fill: Fill, new_fill: Fill
) -> Iterator[Note]:
    """Yield how method, server and path differ; variables of the server that are known count."""
    before, after = old.request, new.request
    if before.method != after.method:
        yield "method-changed", f"the method changed from {before.method} to {after.method}"
    bases = old_fill(before.url.base).source, new_fill(after.url.base).source
    paths = _template(before.url.path), _template(after.url.path)
    wholes = bases[0] + paths[0], bases[1] + paths[1]
    if wholes[0] != wholes[1]:
        hosts = _host(wholes[0]), _host(wholes[1])
        if paths[0] == paths[1]:
            yield "server-changed", _changed("the server", *bases)
        elif bases[0] == bases[1]:
            shown = before.url.path.source, after.url.path.source
            yield "path-changed", _changed("the path", *shown)
        else:
            if hosts[0] != hosts[1]:
                yield "server-changed", _changed("the server", *hosts)
            rest = wholes[0].removeprefix(hosts[0]), wholes[1].removeprefix(hosts[1])
            if rest[0] != rest[1]:
                yield "path-changed", _changed("the path", *rest)
    slots = slots_of(before), slots_of(after)
    for one, other in zip(*slots, strict=False):
        if len(slots[0]) == len(slots[1]) and one != other:
            yield "path-variable-renamed", f"path variable {one!r} is now {other!r}"


def compare_texts(old: Endpoint, new: Endpoint) -> Iterator[Note]:
    """Yield how description, deprecation, limits and behaviour differ."""
    if new.deprecated and not old.deprecated:
        yield "request-deprecated", "the request is deprecated"
    if old.deprecated and not new.deprecated:
        yield "request-undeprecated", "the request is no longer deprecated"
    if not same_words(old.description, new.description):
        yield "request-description-changed", "the description changed"
    if set(old.rate_limits) != set(new.rate_limits):
        stated = (", ".join(one.rate_limits) or "none" for one in (old, new))
        yield "limit-changed", _changed("the rate limit", *stated)
    if _behavior(old) != _behavior(new):
        yield "behavior-changed", "how the request is sent changed: redirects, encoding or headers"


def _behavior(endpoint: Endpoint) -> Behavior:
    behavior = endpoint.behavior
    return changed(behavior, omitted_headers=tuple(sorted(behavior.omitted_headers)))


def same_words(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but white space."""
    return old.split() == new.split()


def _template(path: Text) -> str:
    return "".join(part if isinstance(part, str) else _VARIABLE for part in path.parts)


def _host(address: str) -> str:
    found = _HOST.match(address)
    return found[0] if found else ""


def _changed(what: str, old: str, new: str) -> str:
    return f"{what} changed from {old!r} to {new!r}"
