"""The Python example of a request: a call of the generated client with the source's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.emitters.client.authconstants import auth_query
from generator.emitters.jsonvalues import NotExpressible, Value, json_value
from generator.emitters.operations.arguments import Argument
from generator.emitters.operations.operation import Operation
from generator.emitters.query import decoded, query_pairs
from generator.emitters.words import is_known, word
from generator.escaping.words import Env, Word
from generator.frozen import Frozen
from generator.model import GraphQLBody, Parameter
from generator.names.plan import Plan
from generator.resolving.urls import encoded_form
from generator.text import Fresh, FreshKind, Text, map_literals, parse
from generator.types.datatypes import ScalarType
from generator.wire import WireFile, WireForm, WireMultipart, WireText


class ExampleContext(Frozen):
    """A script: modules, which client, which method of it, and the arguments in order."""

    modules: tuple[str, ...]
    package: str
    call: str
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    options: tuple[tuple[str, Value], ...]
    notes: tuple[str, ...]


def python_example(
    operation: Operation, plan: Plan, fill: Callable[[Text], Text]
) -> ExampleContext:
    """Return the call that sends what the request sends; ``fill`` puts variables into texts."""
    endpoint = operation.endpoint
    wire = plan.wires[endpoint.id]
    given = _parameters(operation, plan, fill)
    options: list[tuple[str, Value]] = []
    pairs = query_pairs(wire.url, plan)
    # Some of the query stands in the URL itself, or comes with the value of a variable in it.
    fixed = query_pairs(fill(operation.url), plan)
    pairs = pairs[len(fixed) :] if pairs[: len(fixed)] == fixed else pairs
    queries = [a for a in operation.arguments if a.role == "query"]
    if pairs != _said(queries, given, operation, plan, fill):
        given = {n: v for n, v in given.items() if n not in {a.name for a in queries}}
        added = auth_query(operation.auth, fill)
        names = {word(fill(added[0]), plan)} if added else set()
        options.append(("query", [[n, v] for n, v in pairs if n not in names]))
    try:
        given |= _body(operation, plan, fill)
    except NotExpressible:
        if isinstance(wire.body, WireText):
            options.append(("content", word(wire.body.text, plan)))
        elif isinstance(wire.body, WireForm):
            options.append(("content", word(encoded_form(wire.body), plan)))
    given |= _call_keys(operation, plan)
    shared = ((name, fill(text)) for name, text in operation.given)
    given |= {name: word(text, plan) for name, text in shared if is_known(text, plan)}
    positional = [a for a in operation.arguments if a.role == "path"]
    keywords = [a for a in operation.arguments if a.role != "path" and a.name in given]
    values = [given[a.name] for a in (*positional, *keywords)] + [v for _, v in options]
    return ExampleContext(
        modules=tuple(sorted(set(_modules(values)))),
        package=plan.package,
        call=plan.call(endpoint),
        positional=tuple(given[a.name] for a in positional),
        keywords=tuple((a.name, given[a.name]) for a in keywords),
        options=tuple(options),
        notes=wire.notes,
    )


_MODULES: dict[FreshKind, str] = {
    "uuid": "uuid",
    "seconds": "time",
    "date-time": "time",
    "integer": "random",
}


def _modules(value: Value) -> Iterator[str]:
    """Yield the modules that the expressions of a value need."""
    if isinstance(value, Env):
        yield "os"
    elif isinstance(value, Fresh):
        yield _MODULES[value.kind]
    elif isinstance(value, dict | list | tuple):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _modules(member)


def _parameters(operation: Operation, plan: Plan, fill: Callable[[Text], Text]) -> dict[str, Value]:
    """Return the values of path variables and enabled query parameters by argument name."""
    given: dict[str, Value] = {}
    rows: dict[tuple[str, str], list[Parameter]] = {}
    for parameter in operation.endpoint.request.parameters:
        if parameter.enabled:
            rows.setdefault((parameter.location, parameter.name.source), []).append(parameter)
    for argument in operation.arguments:
        if argument.role not in ("path", "query"):
            continue
        found = rows.get((argument.role, argument.wire_name), [])
        # A parameter that the auth replaces is not sent, and its variables have no names.
        found = [p for p in found if p.value is None or is_known(fill(p.value), plan)]
        values = [_url_value(p, argument, plan, fill) for p in found]
        if argument.role == "path":
            given[argument.name] = values[-1] if values else (":" + argument.wire_name,)
        elif values:
            given[argument.name] = values if argument.repeated else values[0]
    return given


def _call_keys(operation: Operation, plan: Plan) -> dict[str, Value]:
    """Return the headers that the client makes anew, as the source states them."""
    stated = {h.name.source: h.value for h in operation.endpoint.request.headers if h.enabled}
    made = [a for a in operation.arguments if a.role == "header" and a.constant]
    found = ((a.name, stated.get(a.wire_name)) for a in made if a.constant and a.constant.is_fresh)
    return {name: word(value, plan) for name, value in found if value and value.literal}


def _said(
    queries: list[Argument],
    given: dict[str, Value],
    operation: Operation,
    plan: Plan,
    fill: Callable[[Text], Text],
) -> list[tuple[Word, Word | None]]:
    """Return the query that the client would send for these arguments."""
    pairs: list[tuple[Word, Word | None]] = []
    for argument in queries:
        if argument.name in given:
            value = given[argument.name]
            for one in value if argument.repeated else [value]:
                pairs.append(((argument.wire_name,), _as_word(one)))
    added = auth_query(operation.auth, fill)
    if added is not None:
        name, text = (map_literals(fill(text), decoded) for text in added)
        name_word = word(name, plan)
        pairs = [pair for pair in pairs if pair[0] != name_word]
        if is_known(fill(added[1]), plan):
            pairs.append((name_word, word(map_literals(text, decoded), plan)))
    return pairs


def _as_word(value: Value) -> Word | None:
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (str(value),) if isinstance(value, int) else value


def _url_value(
    parameter: Parameter, argument: Argument, plan: Plan, fill: Callable[[Text], Text]
) -> Value:
    """Return a value as a caller writes it: the client will percent-encode it again."""
    if parameter.value is None:
        return (":" + argument.wire_name,) if argument.role == "path" else None
    value = map_literals(fill(parameter.value), decoded)
    literal = value.literal
    if literal is not None and isinstance(argument.type, ScalarType):
        if argument.type.kind == "integer" and str(_integer(literal)) == literal:
            return int(literal)
        if argument.type.kind == "boolean" and literal in ("true", "false"):
            return literal == "true"
    return word(value, plan)


def _integer(literal: str) -> int | None:
    try:
        return int(literal) if len(literal) < 19 else None
    except ValueError:
        return None


# Bodies


def _body(operation: Operation, plan: Plan, fill: Callable[[Text], Text]) -> dict[str, Value]:
    body = plan.wires[operation.endpoint.id].body
    if body is None:
        return {}
    # Names in forms are filled by the client, those in JSON are sent as they are written.
    arguments = {
        fill(parse(a.wire_name)).source if a.role in ("form", "part") else a.wire_name: a
        for a in operation.arguments
        if a.role not in ("path", "variable", "query")
    }
    if isinstance(body, WireForm):
        return _collected([(n, word(v, plan)) for n, v in body.pairs], arguments, "form")
    if isinstance(body, WireMultipart):
        pairs = [(p.name, word(p.path or p.value or Text(), plan)) for p in body.parts]
        return _collected(pairs, arguments, "part")
    if isinstance(body, WireFile):
        return {_only(operation, "content"): word(body.path, plan)}
    if operation.body == "text":
        return {_only(operation, "content"): word(body.text, plan)}
    value = json_value(body.text, plan)
    if operation.body == "json":
        return {_only(operation, "body"): value}
    if operation.body == "graphql":
        return _graphql(operation, value)
    if not isinstance(value, dict) or not set(value) <= set(arguments):
        raise NotExpressible
    return {arguments[name].name: member for name, member in value.items()}


def _only(operation: Operation, role: str) -> str:
    return next(a.name for a in operation.arguments if a.role == role)


def _collected(
    pairs: list[tuple[Text, Word]], arguments: dict[str, Argument], role: str
) -> dict[str, Value]:
    given: dict[str, Value] = {}
    for name, value in pairs:
        argument = arguments.get(name.source)
        if argument is None or argument.role != role:
            raise NotExpressible
        if argument.repeated:
            given.setdefault(argument.name, []).append(value)
        else:
            given[argument.name] = value
    return given


def _graphql(operation: Operation, value: Value) -> dict[str, Value]:
    body = operation.endpoint.request.body
    assert isinstance(body, GraphQLBody)
    if body.query.references or body.operation_name.references or not isinstance(value, dict):
        raise NotExpressible
    return {"variables": value["variables"]} if "variables" in value else {}
