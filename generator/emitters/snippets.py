"""Snippets: one file for each request and target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.emitters.curl import curl_command
from generator.emitters.emission import Emission
from generator.emitters.example import python_example
from generator.frozen import frozen
from generator.model import Endpoint
from generator.plan import Plan
from generator.rendering import Renderer, Unit

EMITTER = "snippets"


@frozen
class Target:
    """A language and client that snippets are written for.

    ``context`` makes what the template needs from an endpoint.
    """

    name: str
    title: str
    highlight: str
    file_name: str
    context: Callable[[Endpoint, Emission], Any]

    @property
    def template(self) -> str:
        """The template of the whole file."""
        return f"snippets/{self.name}.j2"

    @property
    def body(self) -> str:
        """The template of the snippet as a page shows it, without the head of its file."""
        return f"snippets/{self.name}.body.j2"


def _curl(endpoint: Endpoint, emission: Emission) -> Any:
    return curl_command(emission.plan.wires[endpoint.id], emission.plan)


def _python(endpoint: Endpoint, emission: Emission) -> Any:
    return python_example(emission.operations[endpoint.id], emission.plan, emission.fill)


PYTHON = Target("python/client", "Python", "python", "python-client.py", _python)
TARGETS = {
    target.name: target
    for target in (Target("shell/curl", "curl", "bash", "shell-curl.sh", _curl), PYTHON)
}


def context_of(target: Target, endpoint: Endpoint, emission: Emission) -> Any:
    """Return what a target's templates need for an endpoint; made once."""
    key = (target.name, endpoint.id)
    if key not in emission.contexts:
        emission.contexts[key] = target.context(endpoint, emission)
    return emission.contexts[key]


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield a unit for each endpoint and target, in the order of the Api."""
    for endpoint in emission.api.endpoints:
        folder = "/".join(("snippets", *slugs(endpoint, emission.plan)))
        for name in emission.targets:
            target = TARGETS[name]
            yield Unit(
                path=f"{folder}/{target.file_name}",
                template=target.template,
                context=context_of(target, endpoint, emission),
                emitter=EMITTER,
                endpoint=endpoint.id,
                target=name,
            )


def slugs(endpoint: Endpoint, plan: Plan) -> tuple[str, ...]:
    """Return the names of an endpoint's folders and its own."""
    group = plan.groups.get(endpoint.group)
    return (*(group.slugs if group else ()), plan.slugs[endpoint.id])
