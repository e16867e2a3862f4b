"""The call that a client's README begins with, and the settings that it cannot do without."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from generator.emitters.client.authconstants import AuthConstant
from generator.emitters.client.example import ExampleContext
from generator.emitters.client.settings import Setting, needed
from generator.emitters.emission import Emission
from generator.emitters.jsonvalues import Value
from generator.emitters.operations.operation import Operation
from generator.emitters.snippets.files import example_of
from generator.frozen import Frozen
from generator.model import Endpoint
from generator.text import Reference, Text

# So many calls are looked at, where none of them is short.
_LOOKED_AT = 200
# Two or three lines, as Python shows its values.
_SHORT = 120


class FirstCall(Frozen):
    """A call, and the settings of the client that have no value unless they are given.

    ``address`` is the name of the setting that the URL begins with, if it begins with one.
    """

    example: ExampleContext
    settings: tuple[Setting, ...]
    address: str | None


def first_call(
    emission: Emission, auths: Mapping[str, AuthConstant], rows: tuple[Setting, ...]
) -> FirstCall | None:
    """Return a call to begin with: the first that only reads, is short and has a JSON result.

    Without such a one it is the nearest to it, and ``None`` without requests.
    """
    endpoint = _first(emission)
    if endpoint is None:
        return None
    operation = emission.operations[endpoint.id]
    example = example_of(endpoint, emission)
    given = {name for name, _ in example.keywords}
    open_ = needed(operation, auths.get(endpoint.id), rows, emission)
    taken = {a.wire_name for a in operation.arguments if a.role == "variable" and a.name in given}
    settings = tuple(row for row in open_ if row.name not in taken)
    return FirstCall(example, settings, _address(operation.url))


def _address(url: Text) -> str | None:
    """Return the variable that holds scheme and host: what stands before the path's slash."""
    match url.parts:
        case (Reference(name=name),):
            return name
        case (Reference(name=name), str(path), *_) if path.startswith("/"):
            return name
    return None


def _first(emission: Emission) -> Endpoint | None:
    best, least = None, _Rank()
    for endpoint in emission.api.endpoints[:_LOOKED_AT]:
        rank = _rank(emission.operations[endpoint.id], example_of(endpoint, emission))
        if not any(rank[:-1]):
            return endpoint
        if best is None or rank < least:
            best, least = endpoint, rank
    return best


class _Rank(NamedTuple):
    """What speaks against a call as the first one, the worst first."""

    writes: bool = True
    is_open: bool = True
    is_long: bool = True
    is_untyped: bool = True
    has_modules: bool = True
    length: int = 0


def _rank(operation: Operation, example: ExampleContext) -> _Rank:
    named = (value for _, value in (*example.keywords, *example.options))
    arguments = (*example.keywords, *example.options, *example.positional)
    length = len(repr(arguments))
    return _Rank(
        writes=operation.endpoint.request.method != "GET",
        is_open=any(map(_is_open, (*example.positional, *named))),
        is_long=len(arguments) > 2 or length > _SHORT,
        is_untyped=all(response.kind != "json" for response in operation.responses.values()),
        has_modules=bool(example.modules),
        length=length,
    )


# What sources write where a value belongs: nothing, the variable's own name, a type.
_BLANK = re.compile(r"|:\w.*|<[^<>]*>", re.DOTALL)


def _is_open(value: Value) -> bool:
    """Whether a value has to be filled in before a call can work."""
    if isinstance(value, dict | list):
        return any(map(_is_open, value.values() if isinstance(value, dict) else value))
    texts = [p for p in value if isinstance(p, str)] if isinstance(value, tuple) else None
    return texts is not None and len(texts) == len(value) and bool(_BLANK.fullmatch("".join(texts)))
