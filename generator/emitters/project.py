"""Files around the output that belong to no single part of it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.emitters.emission import Emission
from generator.frozen import Frozen
from generator.rendering.jinja import Renderer, Unit

EMITTER = "project"


class Setting(Frozen):
    """An environment variable, and what it is for where nothing is missing without it."""

    env: str
    note: str


class ProjectContext(Frozen):
    """The environment variables that snippets and clients read; some need not be set."""

    variables: tuple[Setting, ...]


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield ``.gitattributes`` and, where something must be set, ``.env.example``."""
    plan = emission.plan
    rows = [*plan.variables(), *plan.fetch.values()]
    rows.sort(key=lambda variable: variable.env)
    context = ProjectContext(tuple(Setting(row.env, row.note) for row in rows))
    yield Unit(".gitattributes", "project/gitattributes.j2", context, EMITTER)
    if context.variables:
        yield Unit(".env.example", "project/env.example.j2", context, EMITTER)
