"""What every emitter is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from generator.emitters.operations import Operation
from generator.environments import Environment
from generator.frozen import frozen
from generator.model import Api
from generator.plan import Plan
from generator.text import Text


@frozen
class Emission:
    """The Api, its names, its operations, the targets that snippets are wanted for.

    ``models`` is how the client describes answers (`emitters.modelstyles`), ``environments`` what
    variables are in each environment, where there are several.

    ``fill`` puts the variables that have a value into a text. ``contexts`` remembers what a
    target makes of an endpoint: files and pages show the same.
    """

    api: Api
    plan: Plan
    operations: Mapping[str, Operation]
    fill: Callable[[Text], Text]
    targets: Sequence[str]
    models: str = "model"
    environments: Sequence[Environment] = ()
    contexts: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
