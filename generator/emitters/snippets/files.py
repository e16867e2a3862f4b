"""Snippets: one file for each request and target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.emitters.client.example import ExampleContext, python_example
from generator.emitters.emission import Emission
from generator.emitters.snippets.context import RequestContext
from generator.emitters.snippets.curl import curl_command
from generator.emitters.snippets.limits import limited
from generator.emitters.snippets.request import request_context
from generator.emitters.snippets.targets import Target
from generator.emitters.snippets.types import json_rows, sample_response
from generator.frozen import changed
from generator.model import Endpoint
from generator.names.plan import Plan
from generator.rendering.jinja import Renderer, Unit

EMITTER = "snippets"


def example_of(endpoint: Endpoint, emission: Emission) -> ExampleContext:
    """Return the call of the client that sends a request; made once."""
    found: ExampleContext = _once("client", endpoint, emission)
    return found


def _context_of(target: Target, endpoint: Endpoint, emission: Emission) -> Any:
    """Return what a target's template needs for an endpoint."""
    context = _once("typed" if target.typed else target.context, endpoint, emission)
    return limited(context, target) if isinstance(context, RequestContext) else context


def _once(kind: str, endpoint: Endpoint, emission: Emission) -> Any:
    return emission.made.once(kind, endpoint.id, lambda: _CONTEXTS[kind](endpoint, emission))


def _curl(endpoint: Endpoint, emission: Emission) -> Any:
    return curl_command(emission.plan.wires[endpoint.id], emission.plan)


def _client(endpoint: Endpoint, emission: Emission) -> Any:
    return python_example(emission.operations[endpoint.id], emission.plan, emission.fill)


def _request(endpoint: Endpoint, emission: Emission) -> Any:
    return request_context(emission.plan.wires[endpoint.id], emission.plan)


def _typed(endpoint: Endpoint, emission: Emission) -> Any:
    rows = json_rows(emission.plan.wires[endpoint.id].body, emission.plan)
    response = sample_response(endpoint.responses)
    return changed(_once("request", endpoint, emission), rows=rows, response=response)


# What templates see, by the word for it in `target.toml`.
_CONTEXTS = {"curl": _curl, "client": _client, "request": _request, "typed": _typed}


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield a unit for each endpoint and target, in the order of the Api."""
    for endpoint in emission.api.endpoints:
        folder = "/".join(("snippets", *slugs(endpoint, emission.plan)))
        for target in emission.targets:
            yield Unit(
                path=f"{folder}/{target.file_name}",
                template="snippets/file.j2",
                context=_context_of(target, endpoint, emission),
                emitter=EMITTER,
                endpoint=endpoint.id,
                target=target.name,
                language=target.language,
            )


def shown(target: Target, endpoint: Endpoint, emission: Emission, renderer: Renderer) -> str:
    """Return the code of a snippet as a page shows it: without the head of its file."""
    context = _context_of(target, endpoint, emission)
    language = target.language
    return renderer.render_template(language.snippet, context, language).strip("\n")


def slugs(endpoint: Endpoint, plan: Plan) -> tuple[str, ...]:
    """Return the names of an endpoint's folders and its own."""
    group = plan.groups.get(endpoint.group)
    return (*(group.slugs if group else ()), plan.slugs[endpoint.id])
