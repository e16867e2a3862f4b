"""Files around the output that belong to no single part of it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.emitters.emission import Emission
from generator.frozen import frozen
from generator.plan import EnvironmentVariable
from generator.rendering import Renderer, Unit

EMITTER = "project"


@frozen
class ProjectContext:
    """The environment variables that snippets and clients read; some need not be set."""

    variables: tuple[EnvironmentVariable, ...]


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield ``.gitattributes`` and, where something must be set, ``.env.example``."""
    plan = emission.plan
    rows = [*plan.variables(), *plan.fetch.values()]
    context = ProjectContext(tuple(sorted(rows, key=lambda variable: variable.env)))
    yield Unit(".gitattributes", "project/gitattributes.j2", context, EMITTER)
    if context.variables:
        yield Unit(".env.example", "project/env.example.j2", context, EMITTER)
