"""What every emitter is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from generator.emitters.operations import Operation
from generator.model import Api
from generator.plan import Plan
from generator.text import Text


@dataclass(frozen=True, slots=True)
class Emission:
    """The Api, its names, its operations, and the targets that snippets are wanted for.

    ``fill`` puts the variables that have a value into a text.
    """

    api: Api
    plan: Plan
    operations: Mapping[str, Operation]
    fill: Callable[[Text], Text]
    targets: Sequence[str]
