"""Operations: what each request is as a method of the client.

One plan for the client and for its examples: which arguments a method takes, what they are
called, where their values go, and what never varies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from generator import naming
from generator.inference import ANY, STRING, load_json_text, merge
from generator.model import (
    Api,
    Auth,
    AuthParameter,
    Endpoint,
    FileBody,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    ObjectType,
    Parameter,
    RawBody,
    Response,
    ScalarType,
    Type,
)
from generator.naming import Wanted
from generator.plan import Plan
from generator.resolve import sends_body
from generator.text import Slot, Text

# A body with more members than this is one argument instead of one each.
MAX_FIELDS = 60

# Headers that a caller does not choose for a call; they are sent as the source states them.
_FIXED_HEADERS = frozenset(
    {"content-type", "accept", "accept-encoding", "user-agent", "host", "connection",
     "postman-token", "cache-control", "content-length", "cookie"}
)  # fmt: skip
_RESERVED_ARGUMENTS = frozenset(
    {"self", "cls", "options", "str", "bytes", "int", "float", "bool", "dict", "list"}
)

Role = Literal["path", "query", "header", "json", "body", "form", "part", "content", "graphql"]
ResponseKind = Literal["json", "text", "bytes", "empty"]
BodyKind = Literal["none", "fields", "json", "text", "form", "multipart", "file", "graphql"]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method: its Python ``name``, and the name it has on the wire.

    ``constant`` is the header's value that is sent when the caller gives none.
    """

    name: str
    wire_name: str
    role: Role
    type: Type
    description: str
    repeated: bool = False
    constant: Text | None = None
    is_file: bool = False


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


@dataclass(frozen=True, slots=True)
class ResponseType:
    """What a status brings: JSON of a type, text, bytes or nothing; ``place`` names its class."""

    kind: ResponseKind
    type: Type
    place: tuple[str, ...]


def operations(api: Api, plan: Plan) -> dict[str, Operation]:
    """Return the operation of each endpoint by its id."""
    return {e.id: _operation(e, plan.methods[e.id]) for e in api.endpoints}


def _operation(endpoint: Endpoint, method: str) -> Operation:
    request = endpoint.request
    kind, wanted = _body_arguments(endpoint)
    slots = set(_slots(endpoint))
    path = [p for p in request.parameters if p.location == "path" and p.name.source in slots]
    query = _distinct([p for p in request.parameters if p.location == "query" and p.name.literal])
    headers = [h for h in request.headers if h.name.literal]
    choosable = _choosable(headers)
    arguments = [
        *(_plain(p, "path") for p in path),
        *(_plain(p, "query", repeated) for p, repeated in query),
        *(_header(h) for h in choosable),
        *wanted,
    ]
    success, errors = _response_types(endpoint, method)
    return Operation(
        endpoint=endpoint,
        method=method,
        arguments=tuple(_named(arguments)),
        body=kind,
        media_type=_media_type(endpoint),
        fixed_headers=_fixed_headers(headers, choosable, _left_out(endpoint)),
        fixed_query="?" in request.url.path.source
        or any(p.location == "query" and p.name.literal is None for p in request.parameters),
        responses=success,
        errors=errors,
        auth=_auth(endpoint),
    )


def _slots(endpoint: Endpoint) -> list[str]:
    return [part.name for part in endpoint.request.url.path.parts if isinstance(part, Slot)]


def _plain(parameter: Parameter, role: Role, repeated: bool = False) -> Argument:
    return Argument(
        name=naming.identifier(parameter.name.source, "value"),
        wire_name=parameter.name.source,
        role=role,
        type=parameter.type,
        description=parameter.description,
        repeated=repeated,
    )


def _header(header: Parameter) -> Argument:
    return Argument(
        name=naming.identifier(header.name.source, "header"),
        wire_name=header.name.source,
        role="header",
        type=STRING,
        description=header.description,
        constant=header.value if header.enabled else None,
    )


def _distinct(parameters: list[Parameter]) -> list[tuple[Parameter, bool]]:
    """Return the first of each name, and whether it is sent several times."""
    found: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        found.setdefault(parameter.name.source, []).append(parameter)
    return [(rows[0], sum(row.enabled for row in rows) > 1) for rows in found.values()]


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


def _media_type(endpoint: Endpoint) -> str | None:
    """Return the media type that goes with a body when no header of the request states one."""
    body = endpoint.request.body
    if not sends_body(endpoint):
        return None
    if "content-type" in endpoint.behavior.omitted_headers:
        return None
    if isinstance(body, FormBody):
        return "application/x-www-form-urlencoded"
    if body is None or _stated_media_type(endpoint) is not None:
        return None
    if isinstance(body, RawBody):
        return body.media_type
    return "application/json" if isinstance(body, GraphQLBody) else None


def _stated_media_type(endpoint: Endpoint) -> str | None:
    for header in endpoint.request.headers:
        if header.enabled and header.name.source.lower() == "content-type":
            return header.value.source.strip() if header.value else ""
    return None


def _auth(endpoint: Endpoint) -> Auth:
    """Return the auth of a request; a user and password in the URL are basic auth."""
    url = endpoint.request.url
    if url.user is not None and endpoint.request.auth.kind == "none":
        settings = (("username", url.user), ("password", url.password or Text()))
        return Auth("userinfo", tuple(AuthParameter(name, value) for name, value in settings))
    return endpoint.request.auth


# Bodies


def _body_arguments(endpoint: Endpoint) -> tuple[BodyKind, list[Argument]]:
    body = endpoint.request.body
    if body is None or not sends_body(endpoint):
        return "none", []
    if isinstance(body, RawBody):
        return _raw_arguments(endpoint, body)
    if isinstance(body, FormBody):
        fields = _distinct([f for f in body.fields if f.name.literal])
        return "form", [_plain(field, "form", repeated) for field, repeated in fields]
    if isinstance(body, MultipartBody):
        return "multipart", _part_arguments(body)
    if isinstance(body, FileBody):
        return "file", [Argument("content", "", "content", ANY, "The file to send.", is_file=True)]
    return "graphql", _graphql_arguments(body)


def _graphql_arguments(body: GraphQLBody) -> list[Argument]:
    query = Argument(
        "query", "query", "graphql", STRING, "The GraphQL document.", constant=body.query
    )
    variables = Argument(
        "variables", "variables", "graphql", ObjectType(), "The document's variables."
    )
    name = Argument(
        "operation_name", "operationName", "graphql", STRING, "Which of the document's "
        "operations runs.", constant=body.operation_name,
    )  # fmt: skip
    return [query, variables, *([name] if body.operation_name else [])]


def _raw_arguments(endpoint: Endpoint, body: RawBody) -> tuple[BodyKind, list[Argument]]:
    type_ = _json_type(endpoint, body)
    if type_ is None:
        return "text", [Argument("body", "", "content", STRING, "The body as it is sent.")]
    if isinstance(type_, ObjectType) and 0 < len(type_.fields) <= MAX_FIELDS:
        return "fields", [
            Argument(naming.identifier(field.name, "field"), field.name, "json", field.type, "")
            for field in type_.fields
        ]
    return "json", [Argument("body", "", "body", type_, "The JSON body.")]


def _json_type(endpoint: Endpoint, body: RawBody) -> Type | None:
    """Return the type of a JSON body, made of all its examples; ``None`` for other bodies."""
    media_type = (_stated_media_type(endpoint) or body.media_type).lower()
    if not body.json and "json" not in media_type:
        return None
    try:
        load_json_text(body.text.source)
    except ValueError:
        return None
    examples = [body.type]
    for response in endpoint.responses:
        other = response.request.body if response.request else None
        if isinstance(other, RawBody) and type(other.type) is type(body.type):
            examples.append(other.type)
    return merge(examples)


def _part_arguments(body: MultipartBody) -> list[Argument]:
    found: dict[str, Argument] = {}
    for part in body.parts:
        if not part.name.literal:
            continue
        name = part.name.source
        is_file = isinstance(part, FilePart)
        several = name in found or (isinstance(part, FilePart) and len(part.paths) > 1)
        found[name] = Argument(
            name=naming.identifier(name, "part"),
            wire_name=name,
            role="part",
            type=ANY if is_file else STRING,
            description=part.description,
            repeated=several,
            is_file=is_file or (name in found and found[name].is_file),
        )
    return list(found.values())


def _named(arguments: list[Argument]) -> list[Argument]:
    """Give the arguments of a method names of their own; equal ones say where they go."""
    wanted = []
    for argument in arguments:
        base = argument.name
        role = "body" if argument.role == "json" else argument.role
        unique = naming.digest(f"{argument.role} {argument.wire_name}")
        wanted.append(Wanted((base, f"{base}_{role}", f"{base}_{unique}")))
    names = _allocate_arguments(arguments, wanted)
    return [replace(a, name=name) for a, name in zip(arguments, names, strict=True)]


def _allocate_arguments(arguments: list[Argument], wanted: list[Wanted]) -> list[str]:
    """Path variables keep their plain names: they are named first."""
    path = [w for a, w in zip(arguments, wanted, strict=True) if a.role == "path"]
    rest = [w for a, w in zip(arguments, wanted, strict=True) if a.role != "path"]
    path_names = naming.allocate(path, _RESERVED_ARGUMENTS)
    rest_names = naming.allocate(rest, _RESERVED_ARGUMENTS | set(path_names))
    return [*path_names, *rest_names]


# Responses


def _response_types(
    endpoint: Endpoint, method: str
) -> tuple[dict[int, ResponseType], dict[int, ResponseType]]:
    """Return the types of successes and of errors by status, merged from all examples of each."""
    by_status: dict[int, list[Response]] = {}
    for response in endpoint.responses:
        if response.status is not None:
            by_status.setdefault(response.status, []).append(response)
    types = {status: _one_type(found) for status, found in sorted(by_status.items())}
    success = {status: found for status, found in types.items() if status < 400}
    errors = {status: found for status, found in types.items() if status >= 400}
    return _placed(success, method, "response"), _placed(errors, method, "error")


def _one_type(responses: list[Response]) -> tuple[ResponseKind, Type]:
    found = [r.type for r in responses if r.text and r.type is not None]
    if found:
        return "json", merge(found)
    if not any(r.text for r in responses):
        return "empty", ScalarType("null")
    media_type = responses[0].media_type
    is_text = not media_type or "text" in media_type or re.search(r"json|xml|html|csv", media_type)
    return ("text", STRING) if is_text else ("bytes", ANY)


def _placed(
    types: Mapping[int, tuple[ResponseKind, Type]], method: str, role: str
) -> dict[int, ResponseType]:
    """Name the classes: by method and role, and by status where statuses differ in type."""
    described = {s: t for s, (kind, t) in types.items() if kind == "json"}
    distinct = list(dict.fromkeys(described.values()))
    found = {}
    for status, (kind, type_) in types.items():
        place: tuple[str, ...] = (method, role)
        if len(distinct) > 1 and kind == "json":
            first = next(s for s, t in described.items() if t == type_)
            place = (method, role, str(first))
        found[status] = ResponseType(kind, type_, place)
    return found
