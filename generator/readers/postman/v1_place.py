"""Making v2 values out of v1 values, and noting which came from which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """The pointers of a v2 value that is being made and of the v1 value that it is made from.

    ``table`` is the one of `v1.Converted`.
    """

    new: str
    old: str
    table: dict[str, str]

    def note(self, new: str, old: str) -> Place:
        """Note that one member is made from the other, and return their place."""
        place = Place(f"{self.new}/{new}", f"{self.old}/{old}", self.table)
        place.table[place.new] = place.old
        return place


def strings(v1: dict[str, Any], place: Place, **names: str) -> dict[str, Any]:
    """Return the strings among the members; ``names`` gives each v2 name its v1 name."""
    found = {}
    for new, old in names.items():
        if isinstance(v1.get(old), str):
            found[new] = v1[old]
            place.note(new, old)
    return found


def row(v1: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return a row of a list as it is, but that it is ``disabled`` where it was not enabled."""
    found = {name: value for name, value in v1.items() if name != "enabled"}
    if v1.get("enabled") is False:
        found["disabled"] = True
    if isinstance(v1.get("value"), str):
        place.note("value", "value")
    return found


def escaped(key: str) -> str:
    """Return a key as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
