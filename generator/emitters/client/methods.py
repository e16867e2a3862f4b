"""Methods: an operation as the template of a resource writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.emitters.client.authconstants import AuthConstant
from generator.emitters.client.errorclasses import Errors, family
from generator.emitters.client.example import ExampleContext
from generator.emitters.client.pytypes import Annotations, united
from generator.emitters.emission import Emission
from generator.emitters.operations.answers import ResponseType
from generator.emitters.operations.arguments import Argument
from generator.emitters.operations.operation import Operation
from generator.emitters.operations.ratelimits import Limit
from generator.emitters.snippets.files import example_of
from generator.emitters.words import template
from generator.frozen import Frozen, changed
from generator.model import MultipartBody
from generator.names.plan import Plan
from generator.text import Text
from generator.types.inference import ANY

# Headers that the HTTP client adds by itself; a collection may turn them off.
_AUTOMATIC = frozenset({"accept", "accept-encoding", "connection", "user-agent"})


class Parameter(Frozen):
    """A parameter of a method; ``default`` is a text of the source, if it has one.

    One that is ``required`` has no default at all.
    """

    name: str
    annotation: str
    default: str | None
    is_template: bool
    description: str
    required: bool


class Mapped(Frozen):
    """Where an argument goes: its name on the wire, its name in Python, how it is wrapped."""

    wire_name: str
    is_template: bool
    name: str
    is_file: bool
    spans: bool


class FixedHeader(Frozen):
    """A header that is always sent, perhaps several times; a value may hold variables."""

    name: str
    is_template: bool
    values: tuple[tuple[str, bool], ...]


class MethodContext(Frozen):
    """What the template needs to write one method."""

    name: str
    summary: str
    documentation: str
    path: tuple[Parameter, ...]
    keywords: tuple[Parameter, ...]
    returns: str
    http_method: str
    url: str
    groups: tuple[tuple[str, tuple[Mapped, ...]], ...]
    headers: tuple[Mapped, ...]
    fixed_headers: tuple[FixedHeader, ...]
    content: Mapped | None
    body: str | None
    media_type: str | None
    part_types: tuple[tuple[str, str], ...]
    file_names: tuple[tuple[str, str], ...]
    encode_url: bool
    omitted_headers: tuple[str, ...]
    auth: str | None
    responses: tuple[tuple[int, str], ...]
    limits: tuple[Limit, ...]
    example: ExampleContext
    calls: tuple[str, ...]


def method_context(
    operation: Operation,
    annotations: Annotations,
    errors: Errors,
    shadowed: Collection[str],
    auths: Mapping[str, AuthConstant],
    emission: Emission,
) -> MethodContext:
    """Return the context of a method; ``shadowed`` are the names its class gives a new meaning."""
    endpoint, plan = operation.endpoint, emission.plan
    path = tuple(
        _parameter(a, operation, annotations, shadowed, plan)
        for a in operation.arguments
        if a.role == "path"
    )
    keywords = tuple(
        _parameter(a, operation, annotations, shadowed, plan)
        for a in operation.arguments
        if a.role != "path"
    )
    auth = auths.get(endpoint.id)
    method = MethodContext(
        name=operation.method,
        summary=endpoint.name or f"{endpoint.request.method} {endpoint.request.url.path.source}",
        documentation=_documentation(operation, (*path, *keywords), errors),
        path=path,
        keywords=keywords,
        returns=_returns(operation, annotations, shadowed),
        http_method=endpoint.request.method,
        url=template(operation.url, plan),
        groups=_groups(operation),
        headers=tuple(_mapped(a) for a in operation.arguments if a.role == "header"),
        fixed_headers=tuple(_fixed(name, texts, plan) for name, texts in operation.fixed_headers),
        content=_single(operation, "content"),
        body=next((a.name for a in operation.arguments if a.role == "body"), None),
        media_type=operation.media_type,
        part_types=_stated(operation, "media_type", plan),
        file_names=_stated(operation, "file_name", plan),
        encode_url=endpoint.behavior.encode_url,
        omitted_headers=tuple(n for n in endpoint.behavior.omitted_headers if n in _AUTOMATIC),
        auth=auth.name if auth else None,
        responses=(
            *_by_status(operation.responses, annotations),
            *_raised(operation, annotations, errors),
        ),
        limits=operation.limits,
        example=example_of(endpoint, emission),
        calls=(),
    )
    return _with_imports(method, operation)


def _fixed(name: Text, texts: tuple[Text, ...], plan: Plan) -> FixedHeader:
    values = [template(text, plan) for text in texts]
    rows = tuple((value, _is_template(value)) for value in values)
    return FixedHeader(template(name, plan), _is_template(name.source), rows)


def _with_imports(method: MethodContext, operation: Operation) -> MethodContext:
    calls = {"Call", "RequestOptions", "operation"}
    if any(p.default is None and not p.required for p in method.keywords):
        calls.add("NOT_GIVEN")
    if any(p.annotation.endswith(_MISSING) for p in method.keywords):
        calls.add("NotGiven")
    fixed = any(h.is_template or any(f for _, f in h.values) for h in method.fixed_headers)
    named = any(row.is_template for _, rows in method.groups for row in rows)
    if fixed or named or any(p.is_template for p in method.keywords):
        calls |= {"Text"}
    if any(a.is_file for a in operation.arguments):
        calls |= {"FileInput", "as_file"}
    if any(a.spans for a in operation.arguments):
        calls.add("Segments")
    return changed(method, calls=tuple(sorted(calls)))


def _is_template(text: str) -> bool:
    """Whether a text of the source has a variable in it that the client fills."""
    return "{{" in text


# What the type of an argument that need not be given ends with; Any takes everything as it is.
_MISSING = " | NotGiven"


def _parameter(
    argument: Argument,
    operation: Operation,
    annotations: Annotations,
    shadowed: Collection[str],
    plan: Plan,
) -> Parameter:
    if argument.is_file:
        annotation = "FileInput"
        if argument.repeated:
            annotation = f"{_builtin('list', shadowed, annotations)}[FileInput] | FileInput"
    else:
        type_ = annotations.classes.argument(argument, operation)
        annotation = annotations.of(type_, shadowed, True)
        if argument.role in ("path", "variable") and annotation == "int":
            annotation = "int | str"
        if argument.repeated:
            annotation = f"{annotation} | {_builtin('list', shadowed, annotations)}[{annotation}]"
        elif argument.role == "query":
            annotation = united((annotation, "None"))
    required = argument.role == "path" or argument.required
    if not required and argument.constant is None and annotation != "Any":
        annotation += _MISSING
    default = template(argument.constant, plan) if argument.constant is not None else None
    filled = default is not None and argument.role == "header" and _is_template(default)
    return Parameter(argument.name, annotation, default, filled, argument.description, required)


def _builtin(name: str, shadowed: Collection[str], annotations: Annotations) -> str:
    if name in shadowed:
        annotations.imports.add("builtins")
        return f"builtins.{name}"
    return name


_GROUPS = {"path": "path", "variable": "variables", "query": "query", "json": "json"}
_GROUPS |= {"graphql": "json", "form": "form", "part": "parts"}


def _groups(operation: Operation) -> tuple[tuple[str, tuple[Mapped, ...]], ...]:
    """Return the arguments by the keyword of the call that takes them, in their order."""
    found: dict[str, list[Mapped]] = {}
    for argument in operation.arguments:
        if argument.role in _GROUPS:
            found.setdefault(_GROUPS[argument.role], []).append(_mapped(argument))
    return tuple((name, tuple(rows)) for name, rows in found.items())


def _mapped(argument: Argument) -> Mapped:
    # JSON and GraphQL members are never filled: such a body is sent as text.
    filled = argument.role in ("form", "part") and _is_template(argument.wire_name)
    return Mapped(argument.wire_name, filled, argument.name, argument.is_file, argument.spans)


def _documentation(operation: Operation, parameters: tuple[Parameter, ...], errors: Errors) -> str:
    """Return what follows the first line of a docstring: description, arguments, errors."""
    endpoint = operation.endpoint
    paragraphs = [endpoint.description.strip("\r\n")] if endpoint.description.strip() else []
    if endpoint.deprecated:
        paragraphs.append("This operation is deprecated.")
    described = [p for p in parameters if p.description.strip()]
    if described:
        rows = (f"    {p.name}: {' '.join(p.description.split())}" for p in described)
        paragraphs.append("\n".join(["Args:", *rows]))
    if operation.errors:
        names = {status: _error_name(operation, status, errors) for status in operation.errors}
        rows = (f"    {name}: {_reason(operation, status)}" for status, name in names.items())
        paragraphs.append("\n".join(["Raises:", *rows]))
    return "\n\n".join(paragraphs)


def _error_name(operation: Operation, status: int, errors: Errors) -> str:
    error = errors.get((operation.endpoint.id, status))
    return error.name if error else f"errors.{family(status)}"


def _reason(operation: Operation, status: int) -> str:
    found = (r for r in operation.saved if r.status == status)
    response = next(found, None)
    name = " ".join((response.name or response.reason).split()) if response else ""
    if not name:
        return f"status {status}."
    return f"status {status}, {name}{'' if name.endswith(('.', '!', '?')) else '.'}"


def _single(operation: Operation, role: str) -> Mapped | None:
    found = (a for a in operation.arguments if a.role == role)
    argument = next(found, None)
    return _mapped(argument) if argument else None


def _stated(operation: Operation, what: str, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return what the parts of a multipart body state of themselves, by their names."""
    body = operation.endpoint.request.body
    parts = body.parts if isinstance(body, MultipartBody) else ()
    stated = {part.name.source: getattr(part, what, None) for part in parts}
    return tuple((name, template(text, plan)) for name, text in stated.items() if text)


def _by_status(
    found: Mapping[int, ResponseType], annotations: Annotations
) -> tuple[tuple[int, str], ...]:
    return tuple((status, _of(response, annotations, ())) for status, response in found.items())


def _raised(
    operation: Operation, annotations: Annotations, errors: Errors
) -> Iterator[tuple[int, str]]:
    """Yield the statuses of errors with their class, or else with the type of their body."""
    for status, response in operation.errors.items():
        error = errors.get((operation.endpoint.id, status))
        if error is None and response.type != ANY:
            yield status, _of(response, annotations, ())
        elif error is not None:
            annotations.used.setdefault(error.folder, set()).add(error.name)
            yield status, error.name


def _of(response: ResponseType, annotations: Annotations, shadowed: Collection[str]) -> str:
    if response.kind == "json":
        return annotations.of(response.type, shadowed, False)
    return {"text": "str", "bytes": "bytes", "empty": "None"}[response.kind]


def _returns(operation: Operation, annotations: Annotations, shadowed: Collection[str]) -> str:
    """Return the union of what the successes bring; anything where no success was saved."""
    found = [_of(response, annotations, shadowed) for response in operation.responses.values()]
    if not found or "Any" in found:
        annotations.imports.add("Any")
        return "Any"
    return united(found)
