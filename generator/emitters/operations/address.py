"""The address of an API that its requests write out: a setting of the client all the same.

So a client can be pointed at a mock, a proxy or another stage where the source has no variable for
it. Snippets and pages show the address as the source does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from generator.frozen import changed
from generator.model import Api, Endpoint, Variable
from generator.origin import Origin
from generator.text import Reference, Text, joined

_NAMES = ("base_url", "server_url", "api_base_url", "api_server_url")


def find_address(api: Api, used: Collection[str]) -> Variable | None:
    """Return a variable for the address that at least half of the requests write out, if any.

    ``used`` are the names of other variables.
    """
    bases = Counter(endpoint.request.url.base.literal for endpoint in api.endpoints)
    base, count = next(iter(bases.most_common(1)), (None, 0))
    name = next((name for name in _NAMES if name not in used), None)
    if not base or not name or 2 * count < len(api.endpoints):
        return None
    return Variable(name, Text((base,)), False, "collection", _DESCRIPTION, Origin("", "#"))


_DESCRIPTION = "Where the API is."


def with_address(url: Text, endpoint: Endpoint, address: Variable | None) -> Text:
    """Return a request's URL with the variable in place of the address, where it has that one."""
    if address is None or endpoint.request.url.base != address.value:
        return url
    base, first = endpoint.request.url.base.source, url.parts[0]
    if not isinstance(first, str) or not first.startswith(base):
        return url
    rest = (first.removeprefix(base), *url.parts[1:])
    return changed(url, parts=joined((Reference(address.name), *rest)))
