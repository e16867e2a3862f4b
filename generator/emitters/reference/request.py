"""What a page shows of a request: its parameters and its body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from generator.auth.signers import brought_by
from generator.emitters.operations.arguments import Argument
from generator.emitters.operations.operation import Operation
from generator.emitters.reference.fields import FieldTable, field_table, json_examples
from generator.emitters.reference.values import Block, block, language_of, shown, type_name
from generator.frozen import Frozen
from generator.model import (
    Body,
    Endpoint,
    FileBody,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    TextPart,
)
from generator.names.plan import Plan
from generator.resolving.headers import is_overruled
from generator.text import Reference, Slot, Text
from generator.types.datatypes import AnyType, Type
from generator.types.inference import infer_json_text, merge


class ParameterRow(Frozen):
    """A parameter, form field or part. ``presence`` says whether it must be sent, if known."""

    name: str
    type: str
    presence: str
    example: str | None
    description: str
    enum: tuple[str, ...] = ()
    default: str | None = None


class Table(Frozen, kw_only=True):
    """Rows, of which ``hidden`` more are left out; a column that says nothing is none."""

    rows: tuple[ParameterRow, ...] = ()
    hidden: int = 0

    @property
    def marked(self) -> bool:
        """Whether it is known of a row whether it must be sent."""
        return any(row.presence for row in self.rows)

    @property
    def described(self) -> bool:
        """Whether the source says more of a row than its value."""
        return any(row.description or row.enum or row.default is not None for row in self.rows)


class ParameterTable(Table):
    """The parameters of one place."""

    title: str


class BodyContext(Table):
    """A body; what its kind does not have is empty.

    ``sent`` is false where the method keeps it from being sent.
    """

    kind: str
    media_type: str
    sent: bool
    fields: FieldTable | None = None
    example: Block | None = None
    variables: Block | None = None
    operation_name: str = ""
    file: str = ""


OPTIONAL, REQUIRED, OFF = "optional", "required", "off by default"


def parameter_tables(
    operation: Operation, plan: Plan, fill: Callable[[Text], Text]
) -> tuple[ParameterTable, ...]:
    """Return the tables that have a row: path, query and header parameters.

    ``fill`` puts the variables that have a value into a text.
    """
    request = operation.endpoint.request
    body = plan.wires[operation.endpoint.id].body
    is_brought = brought_by(request.auth)
    headers = [
        header
        for header in request.headers
        if not is_brought(header.name.source)
        and not is_overruled(header.name, header.value or Text(), body)
    ]
    path = [p for p in request.parameters if p.location == "path"]
    query = [p for p in request.parameters if p.location == "query"]
    variables = (_variable(a, plan, fill) for a in operation.arguments if a.role == "variable")
    slots = _rows(_with_unstated(path, operation.endpoint), plan)
    tables = (
        ParameterTable("Path parameters", rows=(*slots, *variables)),
        ParameterTable("Query parameters", rows=_rows(query, plan)),
        ParameterTable("Headers", rows=_rows(headers, plan)),
    )
    return tuple(table for table in tables if table.rows)


def _with_unstated(path: Sequence[Parameter], endpoint: Endpoint) -> list[Parameter]:
    """Add the path variables of the URL that the source says nothing about."""
    stated = {p.name.source for p in path}
    found = list(path)
    for part in endpoint.request.url.path.parts:
        if isinstance(part, Slot) and part.name not in stated:
            stated.add(part.name)
            name = Text((part.name,))
            slot = Parameter(name, "path", None, AnyType(), True, True, "", endpoint.origin)
            found.append(slot)
    return found


def _rows(parameters: Iterable[Parameter], plan: Plan) -> tuple[ParameterRow, ...]:
    return tuple(_row(parameter, plan) for parameter in parameters)


def _row(parameter: Parameter, plan: Plan) -> ParameterRow:
    return ParameterRow(
        name=shown(parameter.name, plan),
        type=type_name(parameter.type),
        presence=_presence(parameter.required, parameter.enabled),
        example=shown(parameter.value, plan) if parameter.value else None,
        description=parameter.description,
        enum=parameter.enum,
        default=parameter.default,
    )


def _presence(required: bool | None, enabled: bool) -> str:
    """Return what the source says; nothing of what it only sends."""
    if required:
        return REQUIRED
    if not enabled:
        return OFF
    return "" if required is None else OPTIONAL


def _variable(argument: Argument, plan: Plan, fill: Callable[[Text], Text]) -> ParameterRow:
    """Return the row of a variable that is a segment of the path, under the name it has there."""
    name = Text((Reference(argument.wire_name),))
    value = fill(name)
    return ParameterRow(
        name=shown(name, plan),
        type=type_name(argument.type),
        presence=REQUIRED,
        example=shown(value, plan) if value and value != name else None,
        description=argument.description,
    )


# Bodies


def body_context(operation: Operation, plan: Plan) -> BodyContext | None:
    """Return what a page says of a request's body; ``None`` where it has none."""
    endpoint = operation.endpoint
    body = endpoint.request.body
    sent = plan.wires[endpoint.id].body is not None
    media_type = _media_type(endpoint, plan)
    if isinstance(body, RawBody):
        text = shown(body.text, plan)
        bodies = _saved(endpoint, body)
        examples = json_examples([shown(b.text, plan) for b in bodies])
        language = "json" if body.json else language_of(media_type or body.media_type, text)
        return BodyContext(
            "raw",
            media_type,
            sent,
            fields=field_table(_merged(bodies), len(bodies), examples),
            example=block(text, language),
        )
    if isinstance(body, GraphQLBody):
        return _graphql(body, media_type, sent, plan)
    if isinstance(body, FormBody | MultipartBody) and not sent and not _has_rows(body):
        return None
    if isinstance(body, FormBody):
        # Without an enabled field nothing is sent, whatever the method.
        sent = sent or not any(field.enabled for field in body.fields)
        rows = _rows(body.fields, plan)
        media_type = media_type or "application/x-www-form-urlencoded"
        return BodyContext("form", media_type, sent, rows=rows)
    if isinstance(body, MultipartBody):
        sent = sent or not any(part.enabled for part in body.parts)
        parts = tuple(_part_row(part, plan) for part in body.parts)
        return BodyContext("multipart", "multipart/form-data", sent, rows=parts)
    if isinstance(body, FileBody):
        sent = sent or not body.path
        return BodyContext("file", media_type, sent, file=shown(body.path, plan))
    return None


def _has_rows(body: FormBody | MultipartBody) -> bool:
    return bool(body.fields if isinstance(body, FormBody) else body.parts)


def _media_type(endpoint: Endpoint, plan: Plan) -> str:
    """Return the content type that is sent; empty where it is the client's own matter."""
    headers = plan.wires[endpoint.id].headers
    return next((shown(v, plan) for n, v in headers if n.source.lower() == "content-type"), "")


def _saved(endpoint: Endpoint, body: RawBody) -> list[RawBody]:
    """Return the body and those of the same kind that saved responses answered."""
    requests = (r.request for r in endpoint.responses if r.request)
    others = (r.body for r in requests if isinstance(r.body, RawBody))
    return [body, *(b for b in others if type(b.type) is type(body.type))]


def _merged(bodies: Iterable[RawBody]) -> Type:
    return merge(b.type for b in bodies)


def _graphql(body: GraphQLBody, media_type: str, sent: bool, plan: Plan) -> BodyContext:
    variables = shown(body.variables, plan)
    type_ = infer_json_text(body.variables) or AnyType()
    return BodyContext(
        "graphql",
        media_type,
        sent,
        fields=field_table(type_, 1, json_examples([variables])),
        example=block(shown(body.query, plan), "graphql"),
        variables=block(variables, "json") if variables.strip() else None,
        operation_name=shown(body.operation_name, plan),
    )


def _part_row(part: TextPart | FilePart, plan: Plan) -> ParameterRow:
    if isinstance(part, FilePart):
        kind = "file"
        example = ", ".join(shown(path, plan) for path in part.paths)
    else:
        kind = "text"
        example = shown(part.value, plan)
    media_type = shown(part.media_type, plan) if part.media_type else ""
    return ParameterRow(
        name=shown(part.name, plan),
        type=f"{kind} ({media_type})" if media_type else kind,
        presence=_presence(part.required, part.enabled),
        example=example or None,
        description=part.description,
    )


def body_block(body: Body | None, plan: Plan) -> Block | None:
    """Return a body as one piece of code, as short as it can be said."""
    if isinstance(body, RawBody):
        text = shown(body.text, plan)
        return block(text, "json" if body.json else language_of(body.media_type, text))
    if isinstance(body, GraphQLBody):
        text = "\n\n".join(filter(None, (shown(t, plan) for t in (body.query, body.variables))))
        return block(text, "graphql")
    if isinstance(body, FileBody):
        return block("@" + shown(body.path, plan), "text")
    if isinstance(body, FormBody):
        pairs = [(f.name, f.value or Text()) for f in body.fields if f.enabled]
    elif isinstance(body, MultipartBody):
        pairs = [(part.name, value) for part in body.parts for value in _values(part)]
    else:
        return None
    return block("\n".join(f"{shown(n, plan)}={shown(v, plan)}" for n, v in pairs), "text")


def _values(part: TextPart | FilePart) -> Sequence[Text]:
    if not part.enabled:
        return ()
    if isinstance(part, TextPart):
        return (part.value,)
    return [Text(("@",)) + path for path in part.paths]
