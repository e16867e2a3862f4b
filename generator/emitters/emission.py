"""What every emitter is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import field

from generator.emitters.operations.operation import Operation
from generator.emitters.snippets.targets import Target
from generator.frozen import Frozen
from generator.model import Api, Variable
from generator.names.plan import Plan
from generator.resolving.environments import Environment
from generator.text import Text

T = TypeVar("T")

# So many of a kind are kept, or none.
_MOST = 1_000


class Memory:
    """What was made before, by kind and key.

    Those of a large Api are not kept: they take more memory than its model, and are quickly made
    again.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}
        self._large: set[str] = set()

    def once(self, kind: str, key: str, make: Callable[[], T]) -> T:
        """Return what ``make`` makes, which is always the same for a kind and key."""
        kept = self._kept.setdefault(kind, {})
        if key in kept:
            found: T = kept[key]
            return found
        made = make()
        if len(kept) == _MOST:
            self._large.add(kind)
            kept.clear()
        if kind not in self._large:
            kept[key] = made
        return made


class Emission(Frozen):
    """The Api, its names, its operations, the targets that snippets are wanted for.

    ``models`` is how the client describes answers (`emitters.modelstyles`), ``environments`` what
    variables are in each environment, where there are several. ``dialect`` is the host of the
    reference, ``pages`` what has a page there, ``changelog`` what it says of earlier versions.
    ``settings`` are the client's own, which are no variables of the source: for the address that
    most requests write out, and for headers that they share. ``emit`` names all that is written.

    ``fill`` puts the variables that have a value into a text. ``made`` remembers what several
    emitters show: files and pages have the same snippets.
    """

    api: Api
    plan: Plan
    operations: Mapping[str, Operation]
    fill: Callable[[Text], Text]
    targets: Sequence[Target]
    models: str = "model"
    environments: Sequence[Environment] = ()
    dialect: str = "commonmark"
    pages: str = "folder"
    changelog: str | None = None
    settings: Sequence[Variable] = ()
    emit: Sequence[str] = ()
    made: Memory = field(default_factory=Memory)
