"""Operations: what each request is as a method of the client.

One plan for the client and for its examples: which arguments a method takes, what they are
called, where their values go, and what never varies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator import naming
from generator.emitters.answers import ResponseType, response_types
from generator.emitters.arguments import Argument, distinct, named, plain
from generator.emitters.bodies import BodyKind, body_arguments, media_type
from generator.inference import STRING
from generator.model import (
    Api,
    Auth,
    AuthParameter,
    Endpoint,
    FormBody,
    MultipartBody,
    Parameter,
)
from generator.plan import Plan
from generator.resolve import sends_body
from generator.text import Slot, Text

# Headers that a caller does not choose for a call; they are sent as the source states them.
_FIXED_HEADERS = frozenset(
    {"content-type", "accept", "accept-encoding", "user-agent", "host", "connection",
     "postman-token", "cache-control", "content-length", "cookie"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a resource: ``responses`` and ``errors`` are the types by status."""

    endpoint: Endpoint
    method: str
    arguments: tuple[Argument, ...]
    body: BodyKind
    media_type: str | None
    fixed_headers: tuple[tuple[str, tuple[Text, ...]], ...]
    fixed_query: bool
    responses: Mapping[int, ResponseType]
    errors: Mapping[int, ResponseType]
    auth: Auth


def operations(api: Api, plan: Plan) -> dict[str, Operation]:
    """Return the operation of each endpoint by its id."""
    return {e.id: _operation(e, plan.methods[e.id]) for e in api.endpoints}


def _operation(endpoint: Endpoint, method: str) -> Operation:
    request = endpoint.request
    kind, wanted = body_arguments(endpoint)
    slots = set(_slots(endpoint))
    path = [p for p in request.parameters if p.location == "path" and p.name.source in slots]
    query = distinct([p for p in request.parameters if p.location == "query" and p.name.literal])
    headers = [h for h in request.headers if h.name.literal]
    choosable = _choosable(headers)
    arguments = [
        *(plain(p, "path") for p in path),
        *(plain(p, "query", repeated) for p, repeated in query),
        *(_header(h) for h in choosable),
        *wanted,
    ]
    success, errors = response_types(endpoint, method)
    return Operation(
        endpoint=endpoint,
        method=method,
        arguments=tuple(named(arguments)),
        body=kind,
        media_type=media_type(endpoint),
        fixed_headers=_fixed_headers(headers, choosable, _left_out(endpoint)),
        fixed_query="?" in request.url.path.source
        or any(p.location == "query" and p.name.literal is None for p in request.parameters),
        responses=success,
        errors=errors,
        auth=_auth(endpoint),
    )


def _slots(endpoint: Endpoint) -> list[str]:
    return [part.name for part in endpoint.request.url.path.parts if isinstance(part, Slot)]


def _header(header: Parameter) -> Argument:
    return Argument(
        name=naming.identifier(header.name.source, "header"),
        wire_name=header.name.source,
        role="header",
        type=STRING,
        description=header.description,
        constant=header.value if header.enabled else None,
    )


def _choosable(headers: list[Parameter]) -> list[Parameter]:
    """Return the headers that become arguments: once in the request, and not plumbing."""
    names = [h.name.source.lower() for h in headers]
    return [
        h
        for h in headers
        if names.count(h.name.source.lower()) == 1
        and h.name.source.lower() not in _FIXED_HEADERS
        and re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", h.name.source)
    ]


def _fixed_headers(
    headers: list[Parameter], choosable: list[Parameter], left_out: frozenset[str]
) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    found: dict[str, list[Text]] = {}
    for header in headers:
        name = header.name.source
        if header.enabled and header not in choosable and name.lower() not in left_out:
            found.setdefault(name, []).append(header.value or Text())
    return tuple((name, tuple(values)) for name, values in found.items())


# The HTTP client computes these itself.
_COMPUTED_HEADERS = frozenset({"content-length", "transfer-encoding", "host", "connection"})


def _left_out(endpoint: Endpoint) -> frozenset[str]:
    """Return the headers that are not sent as stated: a form's media type is the client's."""
    if isinstance(endpoint.request.body, FormBody | MultipartBody) and sends_body(endpoint):
        return _COMPUTED_HEADERS | {"content-type"}
    return _COMPUTED_HEADERS


def _auth(endpoint: Endpoint) -> Auth:
    """Return the auth of a request; a user and password in the URL are basic auth."""
    url = endpoint.request.url
    if url.user is not None and endpoint.request.auth.kind == "none":
        settings = (("username", url.user), ("password", url.password or Text()))
        return Auth("userinfo", tuple(AuthParameter(name, value) for name, value in settings))
    return endpoint.request.auth
