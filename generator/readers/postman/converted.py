"""Origins of what was converted from another format before it was read."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.readers.postman.v1 import translate
from generator.text import Origin


@dataclass(frozen=True, slots=True)
class ConvertedOrigin(Origin):
    """A place in the file as it is, reached by the steps through the converted document.

    Readers walk the converted document and call `child`; ``pointer`` is always the one of the
    file that the user has.
    """

    steps: str = field(default="#", compare=False)
    table: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def child(self, *keys: str | int) -> Origin:
        """Return the origin of a member of the converted document."""
        steps = Origin(self.source, self.steps).child(*keys).pointer
        return ConvertedOrigin(self.source, translate(self.table, steps), steps, self.table)
