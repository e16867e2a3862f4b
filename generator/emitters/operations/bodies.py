"""Bodies: the arguments that a request's body becomes, and its media type."""

from __future__ import annotations

from typing import Literal

from generator.emitters.operations.arguments import Argument, distinct, plain
from generator.model import (
    Endpoint,
    FileBody,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    RawBody,
    TextPart,
)
from generator.names import naming
from generator.resolving.bodies import FORM, javascript_order, sends_body
from generator.types.datatypes import ArrayType, EnumType, ObjectType, Type
from generator.types.inference import (
    ANY,
    STRING,
    load_json_text,
    merge,
    strip_comments,
    with_maps,
)

BodyKind = Literal["none", "fields", "json", "text", "form", "multipart", "file", "graphql"]


# A body with more members than this is one argument instead of one each.
MAX_FIELDS = 60


def body_arguments(endpoint: Endpoint) -> tuple[BodyKind, list[Argument]]:
    """Return what kind of body a method sends, and the arguments that it is made of."""
    body = endpoint.request.body
    if body is None or not sends_body(endpoint):
        return "none", []
    if isinstance(body, RawBody):
        return _raw_arguments(endpoint, body)
    if isinstance(body, FormBody):
        fields = {f.name.source: (f, repeated) for f, repeated in distinct(list(body.fields))}
        return "form", [plain(fields[n][0], "form", fields[n][1]) for n in javascript_order(fields)]
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
            Argument(
                name=naming.identifier(field.name, "field"),
                wire_name=field.name,
                role="json",
                type=field.type,
                description=field.description,
            )
            for field in type_.fields
        ]
    return "json", [Argument("body", "", "body", type_, "The JSON body.")]


def _json_type(endpoint: Endpoint, body: RawBody) -> Type | None:
    """Return the type of a JSON body, made of all its examples; ``None`` for other bodies.

    An object or a list is JSON whatever it is sent as: Postman sends ``text/plain`` where nobody
    chose a language. It removes no comments from such a body, which no JSON could hold.
    """
    media_type = (stated_media_type(endpoint) or body.media_type).lower()
    if not body.json and "json" not in media_type:
        is_structure = isinstance(body.type, (ObjectType, ArrayType)) and "form" not in media_type
        if not is_structure or strip_comments(body.text.source) != body.text.source:
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
    return with_maps(merge(examples))


def _part_arguments(body: MultipartBody) -> list[Argument]:
    found: dict[str, Argument] = {}
    for part in body.parts:
        name = part.name.source
        is_file = isinstance(part, FilePart)
        several = name in found or (isinstance(part, FilePart) and len(part.paths) > 1)
        found[name] = Argument(
            name=naming.identifier(name, "part"),
            wire_name=name,
            role="part",
            type=_part_type(part),
            description=part.description,
            repeated=several,
            is_file=is_file or (name in found and found[name].is_file),
            required=bool(part.required) and part.enabled and _is_filled(part),
        )
    return list(found.values())


def _is_filled(part: TextPart | FilePart) -> bool:
    """Whether the request sends a part: one whose file was not chosen has nothing to send."""
    return isinstance(part, TextPart) or bool(part.paths)


def _part_type(part: TextPart | FilePart) -> Type:
    if isinstance(part, FilePart):
        return ANY
    return part.type if isinstance(part.type, EnumType) else STRING


def media_type(endpoint: Endpoint) -> str | None:
    """Return the media type that goes with a body when no header of the request states one."""
    body = endpoint.request.body
    if not sends_body(endpoint):
        return None
    if "content-type" in endpoint.behavior.omitted_headers:
        return None
    if isinstance(body, FormBody):
        return FORM
    if body is None or stated_media_type(endpoint) is not None:
        return None
    if isinstance(body, RawBody):
        return body.media_type
    return "application/json" if isinstance(body, GraphQLBody) else None


def stated_media_type(endpoint: Endpoint) -> str | None:
    """Return the Content-Type that a header of the request states, if one does."""
    for header in endpoint.request.headers:
        if header.enabled and header.name.source.lower() == "content-type":
            return header.value.source.strip() if header.value else ""
    return None
