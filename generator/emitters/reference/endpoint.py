"""One request as a page of the reference shows it."""

from __future__ import annotations

from generator.emitters.emission import Emission
from generator.emitters.reference.auth import AuthContext, auth_context
from generator.emitters.reference.given import NO_STEPS, StepsContext
from generator.emitters.reference.request import (
    BodyContext,
    ParameterTable,
    body_context,
    parameter_tables,
)
from generator.emitters.reference.responses import (
    ResponseContext,
    StatusFields,
    StatusRow,
    response_contexts,
    status_fields,
    status_rows,
)
from generator.emitters.reference.values import Block, Link, shown
from generator.emitters.snippets.files import shown as shown_snippet
from generator.emitters.snippets.targets import Target
from generator.frozen import Frozen
from generator.model import Endpoint, Sample
from generator.names.plan import Plan
from generator.rendering.jinja import Renderer


class Snippet(Frozen):
    """The call in one language, as its own file has it; ``name`` is the target's."""

    name: str
    title: str
    block: Block


class EndpointContext(Frozen):
    """Everything that stands below the heading of a request, which has a ``level``.

    ``auth_from`` is what its credentials are set for, when that is not the request itself.
    ``hidden`` are the rows and responses that are left out.
    """

    anchor: str
    title: str
    method: str
    url: str
    deprecated: bool
    description: str
    notes: tuple[str, ...]
    rate_limits: tuple[str, ...]
    auth: AuthContext
    tables: tuple[ParameterTable, ...]
    body: BodyContext | None
    snippets: tuple[Snippet, ...]
    samples: tuple[Sample, ...]
    statuses: tuple[StatusRow, ...]
    fields: tuple[StatusFields, ...]
    responses: tuple[ResponseContext, ...]
    steps: StepsContext = NO_STEPS
    auth_from: Link | None = None
    level: int = 2
    hidden: int = 0


def anchor_of(endpoint: Endpoint, plan: Plan) -> str:
    """Return the fragment id of a request.

    No heading can have it too: the ids that hosts make of headings hold no dot.
    """
    return f"request.{plan.slugs[endpoint.id]}"


def title_of(endpoint: Endpoint, plan: Plan) -> str:
    """Return the name of a request, or its method and path where it has none."""
    return " ".join(endpoint.name.split()) or f"{endpoint.request.method} {path_of(endpoint, plan)}"


def path_of(endpoint: Endpoint, plan: Plan) -> str:
    """Return the path template of a request; its host where it has no path."""
    url = endpoint.request.url
    return shown(url.path, plan) or shown(url.base, plan)


def endpoint_context(endpoint: Endpoint, emission: Emission, renderer: Renderer) -> EndpointContext:
    """Return what any page shows of a request; its snippets are rendered here."""
    plan = emission.plan
    operation = emission.operations[endpoint.id]
    anchor = anchor_of(endpoint, plan)
    responses = response_contexts(operation, plan, anchor)
    url = endpoint.request.url
    return EndpointContext(
        anchor=anchor,
        title=title_of(endpoint, plan),
        method=endpoint.request.method,
        url=shown(url.base, plan) + shown(url.path, plan),
        deprecated=endpoint.deprecated,
        description=endpoint.description,
        notes=(*endpoint.notes, *plan.wires[endpoint.id].notes),
        rate_limits=endpoint.rate_limits,
        auth=auth_context(operation, plan),
        tables=parameter_tables(operation, plan, emission.fill),
        body=body_context(operation, plan),
        snippets=tuple(_snippet(one, endpoint, emission, renderer) for one in emission.targets),
        samples=endpoint.samples,
        statuses=status_rows(endpoint.responses, responses),
        fields=status_fields(operation),
        responses=responses,
    )


def _snippet(target: Target, endpoint: Endpoint, emission: Emission, renderer: Renderer) -> Snippet:
    code = shown_snippet(target, endpoint, emission, renderer)
    return Snippet(target.name, target.title, Block(code, target.highlight))
