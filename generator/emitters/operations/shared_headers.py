"""Headers that requests share: said once to the client instead of with each call.

A tenant, a version or a key that most requests state alike would stand in every signature. Such a
header is sent as it is stated: with the settings that it refers to, or as a setting of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from generator.credentials.names import is_credential_header
from generator.model import Api, Parameter, Variable
from generator.origin import Origin
from generator.resolving.headers import trimmed
from generator.text import Fresh, Reference, Text

#: Headers that a caller does not choose for a call; they are sent as the source states them.
PLUMBING = frozenset(
    {"content-type", "accept", "accept-encoding", "user-agent", "host", "connection",
     "postman-token", "cache-control", "content-length", "cookie"}
)  # fmt: skip
#: With one of these a server sees that a call came twice; the client's retries know the same names.
CALL_KEYS = frozenset({"idempotency-key", "x-idempotency-key"})
# Of so many requests it can be told what most of them have.
_ENOUGH = 4

#: A header's name in lower case, and its value.
Stated = tuple[str, Text]
#: A header's name, and the values that it is sent with.
Header = tuple[Text, tuple[Text, ...]]


def shared_headers(api: Api) -> frozenset[Stated]:
    """Return the headers that are the client's: what most requests state, and credentials.

    A credential is one wherever it comes from a setting, or is left empty to be filled in.
    """
    stated = Counter(
        pair
        for endpoint in api.endpoints
        for pair in dict.fromkeys(map(_pair, filter(_is_stated, endpoint.request.headers)))
    )
    total = len(api.endpoints)
    return frozenset(
        pair
        for pair, count in stated.items()
        if 2 * count > total >= _ENOUGH or _is_credential(*pair)
    )


def is_shared(header: Parameter, shared: Collection[Stated]) -> bool:
    """Whether a header is stated as the client sends it."""
    return _is_stated(header) and _pair(header) in shared


def _is_stated(header: Parameter) -> bool:
    name, value = header.name.literal, header.value
    return (
        header.enabled
        and value is not None
        and name is not None
        and name.lower() not in PLUMBING | CALL_KEYS
        and not any(isinstance(part, Fresh) for part in value.parts)
    )


def _pair(header: Parameter) -> Stated:
    return header.name.source.lower(), trimmed(header.value or Text())


def _is_credential(name: str, value: Text) -> bool:
    is_open = not value or bool(value.references or value.secrets)
    return is_open and is_credential_header(name)


def header_settings(
    headers: Iterable[Header], shared: Collection[Stated], used: Collection[str]
) -> dict[Stated, Variable]:
    """Return a setting for each shared header that refers to none; ``used`` are other variables."""
    found: dict[Stated, Variable] = {}
    taken = {name.lower() for name in used}
    for name, value in ((name, value) for name, values in headers for value in values):
        pair = name.source.lower(), value
        if pair in shared and value.literal is not None and pair[0] not in taken:
            taken.add(pair[0])
            found[pair] = Variable(name.source, value, False, "collection", "", Origin("", "#"))
    return found


def with_settings(headers: Iterable[Header], own: Mapping[Stated, Variable]) -> tuple[Header, ...]:
    """Return headers with the settings that stand for their values."""

    def setting(name: Text, value: Text) -> Text:
        variable = own.get((name.source.lower(), value))
        return Text((Reference(variable.name),)) if variable else value

    return tuple((name, tuple(setting(name, v) for v in values)) for name, values in headers)
