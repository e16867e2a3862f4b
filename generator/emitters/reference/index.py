"""The first page of the reference: servers, credentials, contents, variables, errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from generator.emitters.emission import Emission
from generator.emitters.reference.auth import AuthContext, auth_context
from generator.emitters.reference.book import Book, Entry, api_title
from generator.emitters.reference.endpoint import EndpointContext
from generator.emitters.reference.responses import meaning
from generator.emitters.reference.size import shortened
from generator.emitters.reference.values import Link, shown
from generator.frozen import Frozen
from generator.model import Api, Endpoint, Variable
from generator.names.plan import Plan

_MAX_VALUE = 120
_MAX_LINKS = 3


class ServerRow(Frozen):
    """An address that requests go to, and what its variables make of it."""

    address: str
    value: str | None


class AuthRow(Frozen):
    """A way of saying who asks, and how many requests use it."""

    auth: AuthContext
    requests: int


class VariableRow(Frozen):
    """A variable. ``state`` is value, empty, secret or unset, or says that it is made anew.

    ``env`` sets one that is open.
    """

    name: str
    scope: str
    state: str
    value: str
    description: str
    env: str | None


class ErrorRow(Frozen):
    """A status that says that something went wrong, and the requests that answer with it."""

    status: int
    meaning: str
    links: tuple[Link, ...]
    more: int


class IndexContext(Frozen):
    """The first page; ``literals`` name what stands for credentials in the source itself."""

    dialect: str
    title: str
    version: str
    description: str
    servers: tuple[ServerRow, ...]
    auth: tuple[AuthRow, ...]
    contents: tuple[Entry, ...]
    changelog: str | None
    variables: tuple[VariableRow, ...]
    literals: tuple[str, ...]
    errors: tuple[ErrorRow, ...]
    split: bool
    endpoints: tuple[EndpointContext, ...]
    position: int = 0
    breadcrumbs: tuple[Link, ...] = ()


def index_context(
    book: Book,
    emission: Emission,
    endpoints: tuple[EndpointContext, ...],
    *,
    split: bool,
    changelog: bool,
) -> IndexContext:
    """Return the context of the first page; ``endpoints`` are those without a folder.

    ``split``: they have pages of their own, because there are too many. ``changelog``: there is a
    page that says what changed.
    """
    api, plan = emission.api, emission.plan
    return IndexContext(
        dialect=book.dialect.name,
        title=api_title(api),
        version=api.version,
        description=shortened(api.description),
        servers=tuple(_servers(emission)),
        auth=tuple(_auth(emission)),
        contents=tuple(book.contents(())),
        changelog=book.href(book.changelog, book.index) if changelog else None,
        variables=tuple(_variables(api, plan)),
        literals=tuple(sorted(variable.env for variable in plan.literals.values())),
        errors=tuple(_errors(api, lambda endpoint: book.link(endpoint, book.index))),
        split=split,
        endpoints=endpoints,
    )


def _servers(emission: Emission) -> Iterator[ServerRow]:
    for server in emission.api.servers:
        address = shown(server, emission.plan)
        value = shown(emission.fill(server), emission.plan)
        yield ServerRow(address, value if value != address else None)


def _auth(emission: Emission) -> Iterator[AuthRow]:
    found = Counter(
        auth_context(emission.operations[endpoint.id], emission.plan)
        for endpoint in emission.api.endpoints
    )
    for auth, requests in found.items():
        yield AuthRow(auth, requests)


def _errors(api: Api, link: Callable[[Endpoint], Link]) -> Iterator[ErrorRow]:
    """Yield the statuses from 400, in order, each with the requests that it was saved of."""
    found: dict[int, tuple[str, list[Endpoint]]] = {}
    for endpoint in api.endpoints:
        for response in endpoint.responses:
            if response.status is not None and response.status >= 400:
                _, endpoints = found.setdefault(response.status, (meaning(response), []))
                if not endpoints or endpoints[-1] is not endpoint:
                    endpoints.append(endpoint)
    for status, (word, endpoints) in sorted(found.items()):
        links = tuple(map(link, endpoints[:_MAX_LINKS]))
        yield ErrorRow(status, word, links, len(endpoints) - len(links))


def _variables(api: Api, plan: Plan) -> Iterator[VariableRow]:
    """Yield the variables that are defined, then those that requests use all the same."""
    for variable in api.variables:
        state, value = _state(variable, plan)
        open_ = plan.known(variable.name)
        yield VariableRow(
            name=variable.name,
            scope=variable.scope,
            state=state,
            value=value,
            description=variable.description,
            env=open_.env if open_ and state in ("secret", "unset") else None,
        )
    defined = {variable.name for variable in api.variables}
    for name, wanted in plan.environment.items():
        if name not in defined and not wanted.note:
            yield VariableRow(name, "not defined", "unset", "", "", wanted.env)


def _state(variable: Variable, plan: Plan) -> tuple[str, str]:
    if variable.secret:
        return "secret", ""
    if variable.value is None:
        return "unset", ""
    if variable.value.is_fresh:
        return "made anew each time", ""
    value = shown(variable.value, plan)
    if len(value) > _MAX_VALUE:
        value = value[:_MAX_VALUE] + "…"
    return ("value", value) if value else ("empty", "")
