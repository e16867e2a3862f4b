"""Examples: requests that are one method of the client.

Requests of a folder with one method and path are one operation when all in which they differ can
be said by arguments; what cannot (credentials, a fixed header, a body of another kind) keeps them
apart, so that every example still sends what its request sends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from generator.emitters.operations.address import with_address
from generator.emitters.operations.answers import response_types
from generator.emitters.operations.arguments import Argument, Role, named
from generator.emitters.operations.operation import Draft, Operation
from generator.emitters.operations.shared_headers import Stated, with_settings
from generator.frozen import changed
from generator.model import MultipartBody, Variable
from generator.names.plan import Plan
from generator.text import Text
from generator.types.inference import merge, with_maps

Key = tuple[object, ...]


def find_heads(drafts: Mapping[str, Draft]) -> dict[str, str]:
    """Return the first request of an operation for each of the others, by their ids."""
    first: dict[Key, str] = {}
    heads = {id_: first.setdefault(_key(draft), id_) for id_, draft in drafts.items()}
    return {id_: head for id_, head in heads.items() if id_ != head}


def _key(draft: Draft) -> Key:
    """Return what no argument of a method can change."""
    endpoint = draft.endpoint
    body = endpoint.request.body
    parts = body.parts if isinstance(body, MultipartBody) else ()
    stated = {(p.name, p.media_type, getattr(p, "file_name", None)) for p in parts}
    return (
        endpoint.group,
        endpoint.request.method,
        endpoint.behavior,
        draft.url,
        draft.body,
        draft.media_type,
        draft.fixed_headers,
        changed(draft.auth, origin=None),
        frozenset(a.wire_name for a in draft.arguments if a.is_file),
        frozenset(row for row in stated if any(row[1:])),
        tuple(a.constant for a in draft.arguments if a.role == "graphql"),
    )


def joined(
    drafts: Mapping[str, Draft],
    plan: Plan,
    heads: Mapping[str, str],
    unpaged: Collection[str] | None,
    address: Variable | None,
    headers: Mapping[Stated, Variable],
) -> dict[str, Operation]:
    """Return the operation that each request calls, by the request's id, with its names.

    ``heads`` are the first requests of those that share an operation; methods in ``unpaged``
    (``orders.list``) get no iterator, with ``None`` no method does. ``address`` stands for the
    address that most requests write out, ``headers`` for headers that they share.
    """
    members: dict[str, list[Draft]] = defaultdict(list)
    for id_, draft in drafts.items():
        members[heads.get(id_, id_)].append(draft)
    found = {}
    for head, requests in members.items():
        call = plan.call(requests[0].endpoint).partition(".")[2]
        operation = _operation(
            requests,
            method=plan.methods[head],
            title=plan.titles[head],
            is_paged=unpaged is not None and call not in unpaged,
            address=address,
            headers=headers,
        )
        for draft in requests:
            given = _given(draft.arguments, operation.arguments)
            own = changed(operation, endpoint=draft.endpoint, auth=draft.auth, given=given)
            found[draft.endpoint.id] = own
    return {id_: found[id_] for id_ in drafts}


def _operation(
    drafts: Sequence[Draft],
    method: str,
    title: str,
    is_paged: bool,
    address: Variable | None,
    headers: Mapping[Stated, Variable],
) -> Operation:
    """Return the operation that several requests are examples of, as the first one calls it."""
    first = drafts[0]
    examples = tuple(draft.endpoint for draft in drafts)
    responses, errors = response_types(r for e in examples for r in e.responses)
    return Operation(
        endpoint=first.endpoint,
        arguments=tuple(named(_arguments([draft.arguments for draft in drafts]))),
        body=first.body,
        media_type=first.media_type,
        fixed_headers=with_settings(first.fixed_headers, headers),
        url=with_address(first.url, first.endpoint, address),
        auth=first.auth,
        limits=first.limits,
        method=method,
        title=title,
        responses=responses,
        errors=errors,
        examples=examples,
        given=(),
        is_paged=is_paged,
    )


# What is part of the body comes last.
_ORDER: dict[Role, int] = {"path": 0, "variable": 1, "query": 2, "header": 3}


def _arguments(lists: Sequence[tuple[Argument, ...]]) -> list[Argument]:
    """Return the arguments of several requests as those of one method."""
    found: dict[Key, list[Argument]] = defaultdict(list)
    for arguments in lists:
        for argument in arguments:
            found[_place(argument)].append(argument)
    united = [_argument(rows, len(lists)) for rows in found.values()]
    return sorted(united, key=lambda argument: _ORDER.get(argument.role, len(_ORDER)))


def _place(argument: Argument) -> Key:
    name = argument.wire_name
    return argument.role, name.lower() if argument.role == "header" else name


def _argument(rows: Sequence[Argument], requests: int) -> Argument:
    """Return one argument for those of several requests.

    A value that not all of them send is no default.
    """
    if len(rows) == requests == 1:
        return rows[0]
    constants = {row.constant for row in rows}
    types = list(dict.fromkeys(row.type for row in rows))
    return changed(
        rows[0],
        type=types[0] if len(types) == 1 else with_maps(merge(types)),
        description=next((row.description for row in rows if row.description), ""),
        repeated=any(row.repeated for row in rows),
        spans=any(row.spans for row in rows),
        required=all(row.required for row in rows) and len(rows) == requests,
        constant=rows[0].constant if len(constants) == 1 and len(rows) == requests else None,
    )


def _given(own: Iterable[Argument], shared: Iterable[Argument]) -> tuple[tuple[str, Text], ...]:
    """Return the values that a request has to give where its own default is not the method's."""
    values = {_place(argument): argument.constant for argument in own}
    pairs = ((a.name, values.get(_place(a))) for a in shared if a.constant is None)
    return tuple((name, value) for name, value in pairs if value is not None)
