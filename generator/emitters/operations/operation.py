"""Operations: what each request is as a method of the client.

One plan for the client and for its examples: which arguments a method takes, what they are
called, where their values go, and what never varies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from urllib.parse import quote

from generator.auth.signers import brought_by
from generator.emitters.operations.answers import ResponseType
from generator.emitters.operations.arguments import Argument, distinct, plain
from generator.emitters.operations.bodies import BodyKind, body_arguments, media_type
from generator.emitters.operations.ratelimits import Limit, stated_limits
from generator.emitters.operations.segments import common_variables, variable_arguments
from generator.emitters.operations.shared_headers import (
    CALL_KEYS,
    PLUMBING,
    Header,
    Stated,
    is_shared,
)
from generator.frozen import Frozen, changed
from generator.model import Api, Auth, AuthParameter, Endpoint, Parameter, Response, Url
from generator.names import naming
from generator.resolving.headers import fault_of, is_computed, is_overruled, sent_spellings, trimmed
from generator.resolving.urls import assembled
from generator.text import Fresh, Slot, Text, concat, map_literals
from generator.types.datatypes import EnumType
from generator.types.inference import STRING
from generator.wire import WireBody, WireRequest

_NEW = Text((Fresh("$guid", "uuid"),))


class Draft(Frozen):
    """One request as a call: what it takes, and what never varies. Nothing has its name yet."""

    endpoint: Endpoint
    arguments: tuple[Argument, ...]
    body: BodyKind
    media_type: str | None
    fixed_headers: tuple[Header, ...]
    url: Text
    auth: Auth
    limits: tuple[Limit, ...]


class Operation(Draft):
    """A method of a resource: ``responses`` and ``errors`` are the types by status.

    ``title`` is the method with the noun of its folder; types are called after it. ``examples`` are
    the requests that it stands for, ``endpoint`` is the one of them that this is about, and
    ``given`` what that gives for arguments which have no default.
    """

    method: str
    title: str
    responses: Mapping[int, ResponseType]
    errors: Mapping[int, ResponseType]
    examples: tuple[Endpoint, ...]
    given: tuple[tuple[str, Text], ...]
    is_paged: bool

    @property
    def is_first(self) -> bool:
        """Whether the request is the one that the method is named after."""
        return self.endpoint is self.examples[0]

    @property
    def route(self) -> str:
        """HTTP method and path template, which several methods may have."""
        request = self.endpoint.request
        return f"{request.method} {request.url.base.source}{request.url.path.source}"

    @property
    def saved(self) -> tuple[Response, ...]:
        """The saved responses of all its examples."""
        return tuple(response for example in self.examples for response in example.responses)


Fill = Callable[[Text], Text]


def drafts(
    api: Api, wires: Mapping[str, WireRequest], fill: Fill, shared: Collection[Stated] = ()
) -> dict[str, Draft]:
    """Return the draft of each endpoint by its id; `examples.joined` makes operations of them.

    ``fill`` puts the variables that have a value into a text, ``shared`` are the headers that the
    client sends by itself.
    """

    def completed(text: Text) -> Text:
        # A name made of other variables is known only when those are filled in.
        made = any(isinstance(part, str) and "{{" in part for part in text.parts)
        return fill(text) if made else text

    variables, common = {v.name: v for v in api.variables}, common_variables(api)

    def made(endpoint: Endpoint) -> Draft:
        own = variable_arguments(endpoint, variables, common)
        return _draft(endpoint, wires[endpoint.id].body, own, completed, shared)

    return {endpoint.id: made(endpoint) for endpoint in api.endpoints}


def _draft(
    endpoint: Endpoint,
    body: WireBody | None,
    variables: Iterable[Argument],
    completed: Fill,
    shared: Collection[Stated],
) -> Draft:
    request = endpoint.request
    kind, wanted = body_arguments(endpoint)
    slots = set(_slots(endpoint))
    path = [p for p in request.parameters if p.location == "path" and p.name.source in slots]
    query = distinct([p for p in request.parameters if p.location == "query" and p.name.literal])
    is_brought = brought_by(request.auth)
    headers = [h for h in _named(request.headers) if not is_brought(h.name.source)]
    choosable = _choosable(headers, shared)
    arguments = [
        *(plain(p, "path") for p in path),
        *variables,
        *(plain(p, "query", repeated) for p, repeated in query),
        *(_header(h, completed) for h in choosable),
        *wanted,
    ]
    return Draft(
        endpoint=endpoint,
        arguments=tuple(arguments),
        body=kind,
        media_type=media_type(endpoint),
        fixed_headers=_fixed_headers(headers, choosable, body, completed),
        url=completed(_url(endpoint)),
        auth=_auth(endpoint, completed),
        limits=stated_limits(endpoint),
    )


def _slots(endpoint: Endpoint) -> list[str]:
    return [part.name for part in endpoint.request.url.path.parts if isinstance(part, Slot)]


def _url(endpoint: Endpoint) -> Text:
    """Return the URL, with the query parameters that no argument can stand for: open names."""
    request = endpoint.request
    odd = [p for p in request.parameters if p.location == "query" and p.name.literal is None]
    query = assembled(Url(Text(), Text()), tuple(odd))
    tail = concat(request.url.path, query)
    base = map_literals(request.url.base, lambda literal: literal.replace("\\", "/"))
    if endpoint.behavior.encode_url:
        # What no URL may hold is encoded here, so that the HTTP client need not guess.
        tail = map_literals(tail, _encoded)
    return concat(base, tail)


_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f\"<>`]|[^\x00-\x7f]")


def _encoded(literal: str) -> str:
    return _NOT_IN_URL.sub(lambda m: quote(m[0], errors="replace"), literal.replace("\\", "/"))


def _named(headers: tuple[Parameter, ...]) -> list[Parameter]:
    """Return the headers whose names HTTP allows, in the spelling that is sent."""
    named = [h for h in headers if fault_of(h.name, Text()) is None]
    if len({h.name.source.lower() for h in named}) == len(named):
        return named
    rows = ((h.name, trimmed(h.value or Text())) for h in named if h.enabled)
    spellings = sent_spellings(name for name, value in rows if fault_of(name, value) is None)
    return [h for h in named if not h.enabled or h.name.source in spellings]


def _header(header: Parameter, completed: Fill) -> Argument:
    return Argument(
        name=naming.identifier(header.name.source, "header"),
        wire_name=header.name.source,
        role="header",
        type=header.type if isinstance(header.type, EnumType) else STRING,
        description=header.description,
        constant=_stated(header, completed),
    )


def _stated(header: Parameter, completed: Fill) -> Text | None:
    """Return what is sent for a header; a key that tells calls apart is made anew for each.

    Nothing, where it is off or HTTP cannot carry it.
    """
    if not header.enabled or header.value is None:
        return None
    value = trimmed(completed(header.value))
    if fault_of(header.name, value) is not None:
        return None
    is_key = header.name.source.lower() in CALL_KEYS
    return _NEW if is_key and header.value.literal else value


def _choosable(headers: list[Parameter], shared: Collection[Stated]) -> list[Parameter]:
    """Return the headers that become arguments: once in the request, not plumbing or shared."""
    names = [h.name.source.lower() for h in headers]
    return [
        h
        for h in headers
        if names.count(h.name.source.lower()) == 1
        and h.name.source.lower() not in PLUMBING
        and h.name.literal
        and not is_shared(h, shared)
    ]


def _fixed_headers(
    headers: list[Parameter],
    choosable: list[Parameter],
    body: WireBody | None,
    completed: Fill,
) -> tuple[Header, ...]:
    found: dict[Text, list[Text]] = {}
    for header in headers:
        if header.enabled and header not in choosable:
            name, value = header.name, trimmed(completed(header.value or Text()))
            if not _is_left_out(name, value, body):
                found.setdefault(name, []).append(value)
    return tuple((name, tuple(values)) for name, values in found.items())


def _is_left_out(name: Text, value: Text, body: WireBody | None) -> bool:
    is_own = is_computed(name) or name.source.lower() in _OWN_HEADERS
    return is_own or fault_of(name, value) is not None or is_overruled(name, value, body)


# The HTTP client says these of its own connection.
_OWN_HEADERS = frozenset({"host", "connection"})


def _auth(endpoint: Endpoint, completed: Fill) -> Auth:
    """Return the auth of a request; a user and password in the URL are basic auth."""
    url, auth = endpoint.request.url, endpoint.request.auth
    if url.user is not None and auth.kind == "none":
        settings = (("username", url.user), ("password", url.password or Text()))
        auth = Auth("userinfo", tuple(AuthParameter(name, value) for name, value in settings))
    parameters = tuple(changed(p, value=completed(p.value)) for p in auth.parameters)
    return changed(auth, parameters=parameters)
