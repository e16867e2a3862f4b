"""What a page shows of the saved responses of a request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from http import HTTPStatus

from generator.credentials.positions import body_texts
from generator.emitters.operations.answers import is_empty, response_types
from generator.emitters.operations.operation import Operation
from generator.emitters.reference.fields import PLACEHOLDER, FieldTable, field_paths, field_table
from generator.emitters.reference.request import body_block
from generator.emitters.reference.values import Block, block, language_of, shown
from generator.frozen import Frozen, changed
from generator.model import Body, RawBody, Request, Response
from generator.names import naming
from generator.names.allocation import Wanted, allocate, are_free
from generator.names.plan import Plan
from generator.text import Text, concat


class Difference(Frozen):
    """How the request of a saved response differs: labels with values, and its body."""

    rows: tuple[tuple[str, str], ...]
    body: Block | None
    without_body: bool


class ResponseContext(Frozen):
    """A saved response. ``status`` is the number with its meaning.

    ``is_empty`` says that there is no body, not just none that was saved.
    """

    anchor: str
    title: str
    status: str
    media_type: str
    headers: tuple[tuple[str, str], ...]
    body: Block | None
    difference: Difference | None
    is_empty: bool


class StatusRow(Frozen):
    """A status with the responses that were saved of it: title and anchor.

    ``hidden`` of them are on no page.
    """

    status: str
    meaning: str
    media_type: str
    examples: tuple[tuple[str, str], ...]
    hidden: int = 0


class StatusFields(Frozen):
    """The fields of the JSON that a status brings."""

    status: int
    table: FieldTable


# Headers that say something of the server or the connection, not of the answer.
_BORING = re.compile(
    r"date|server|connection|keep-alive|transfer-encoding|content-(type|length|encoding|"
    r"security-policy.*)|vary|cache-control|pragma|expires|age|via|alt-svc|nel|report-to|status|"
    r"strict-transport-security|access-control-.*|x-(frame|xss|content-type|dns|download|powered|"
    r"permitted|aspnet|runtime|cache|served|timer|amz|amzn|envoy|vcap|varnish|ua|edgeconnect|"
    r"akamai|cloud|b3|robots|oneagent|drupal|generator|newrelic)\b.*|cf-.*|set-cookie.*|"
    r"server-timing|feature-policy|permissions-policy|referrer-policy|expect-ct|p3p|"
    r"accept-ranges|request-context|traceparent|tracestate|timing-allow-origin|origin-agent.*|"
    r"cross-origin-.*|upgrade|proxy-.*|surrogate-.*|fastly-.*|content-language",
    re.IGNORECASE,
)


def response_contexts(operation: Operation, plan: Plan, anchor: str) -> tuple[ResponseContext, ...]:
    """Return the saved responses in their order; ``anchor`` is the endpoint's."""
    endpoint = operation.endpoint
    return tuple(
        _context(response, endpoint.request, plan, f"{anchor}.{name}")
        for response, name in zip(endpoint.responses, _names(endpoint.responses), strict=True)
    )


def _names(responses: Sequence[Response]) -> list[str]:
    statuses = [response.status or "unknown" for response in responses]
    rows = list(zip(responses, statuses, strict=True))
    bases = [naming.snake(response.name) or f"status_{status}" for response, status in rows]
    if are_free(bases):
        return bases
    wanted = []
    for base, (response, status) in zip(bases, rows, strict=True):
        content = naming.digest(repr((response.name, response.status, response.text)))
        wanted.append(Wanted((base, f"{base}_{status}", f"{base}_{content}")))
    return allocate(wanted)


def _context(response: Response, request: Request, plan: Plan, anchor: str) -> ResponseContext:
    status = " ".join(filter(None, (_number(response), meaning(response))))
    headers = tuple(h for h in response.headers if not _BORING.fullmatch(h[0].strip()))
    language = language_of(response.media_type, response.text or "")
    return ResponseContext(
        anchor=anchor,
        title=" ".join(response.name.split()) or status or "Response",
        status=status,
        media_type=response.media_type,
        headers=headers,
        body=block(response.text, language) if response.text else None,
        difference=_difference(response.request, request, plan),
        is_empty=is_empty(response),
    )


def _number(response: Response) -> str:
    return str(response.status) if response.status is not None else ""


def meaning(response: Response) -> str:
    """Return the words for a status: those of the source, or else the usual ones."""
    if response.reason:
        return response.reason
    try:
        return HTTPStatus(response.status or 0).phrase
    except ValueError:
        return ""


def status_rows(
    responses: Iterable[Response], contexts: Iterable[ResponseContext]
) -> tuple[StatusRow, ...]:
    """Return a row for each status and media type, by status."""
    found: dict[tuple[int, str], list[tuple[Response, ResponseContext]]] = {}
    for response, context in zip(responses, contexts, strict=True):
        key = (response.status or 1000, response.media_type)
        found.setdefault(key, []).append((response, context))
    return tuple(
        StatusRow(
            status=_number(rows[0][0]) or "unknown",
            meaning=meaning(rows[0][0]),
            media_type=media_type,
            examples=tuple((context.title, context.anchor) for _, context in rows),
        )
        for (_, media_type), rows in sorted(found.items(), key=lambda item: item[0])
    )


def linked_rows(
    rows: Iterable[StatusRow], shown: Iterable[ResponseContext]
) -> tuple[StatusRow, ...]:
    """Return rows that link only to the responses which a page shows."""
    anchors = {response.anchor for response in shown}
    kept = ((row, tuple(e for e in row.examples if e[1] in anchors)) for row in rows)
    return tuple(
        changed(row, examples=examples, hidden=row.hidden + len(row.examples) - len(examples))
        for row, examples in kept
    )


def status_fields(operation: Operation) -> tuple[StatusFields, ...]:
    """Return the fields of each successful status whose body is JSON with fields."""
    responses = operation.endpoint.responses
    seen = Counter(response.status for response in responses)
    is_alone = len(operation.examples) == 1
    success = operation.responses if is_alone else response_types(responses)[0]
    tables = (
        (status, field_table(found.type, seen[status]))
        for status, found in success.items()
        if found.kind == "json"
    )
    return tuple(StatusFields(status, table) for status, table in tables if table)


# What else the request of a saved response was


def _difference(saved: Request | None, request: Request, plan: Plan) -> Difference | None:
    if saved is None:
        return None
    rows: list[tuple[str, str]] = []
    if saved.method != request.method:
        rows.append(("Method", saved.method))
    url = concat(saved.url.base, saved.url.path)
    if url and url != concat(request.url.base, request.url.path):
        rows.append(("URL", shown(url, plan)))
    own = _values(request, "path")
    for name, value in _values(saved, "path"):
        if (name, value) not in own and not _is_placeholder(value):
            rows.append((f"Path parameter {shown(name, plan)}", shown(value, plan)))
    query = _values(saved, "query")
    if not _same_query(query, _values(request, "query")):
        pairs = "&".join(f"{shown(name, plan)}={shown(value, plan)}" for name, value in query)
        rows.append(("Query", pairs or "none"))
    differs = not _same_body(saved.body, request.body)
    body = body_block(saved.body, plan) if differs else None
    if not rows and not differs:
        return None
    return Difference(tuple(rows), body, differs and body is None)


def _values(request: Request, location: str) -> list[tuple[Text, Text]]:
    return [
        (p.name, p.value or Text())
        for p in request.parameters
        if p.location == location and p.enabled
    ]


def _is_placeholder(value: Text) -> bool:
    return bool(PLACEHOLDER.fullmatch(value.source))


def _same_query(saved: list[tuple[Text, Text]], own: list[tuple[Text, Text]]) -> bool:
    if [name for name, _ in saved] != [name for name, _ in own]:
        return False
    pairs = zip(saved, own, strict=True)
    return all(one == other or _is_placeholder(one[1]) for one, other in pairs)


def _same_body(saved: Body | None, own: Body | None) -> bool:
    if (
        isinstance(saved, RawBody)
        and isinstance(own, RawBody)
        and PLACEHOLDER.search(saved.text.source)
    ):
        return field_paths(saved.type) <= field_paths(own.type)
    return _content(saved) == _content(own)


def _content(body: Body | None) -> list[str]:
    """Return a body's texts without white space: saved ones are often laid out anew."""
    return ["".join(text.source.split()) for text in body_texts(body)]
