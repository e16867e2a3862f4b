"""Making v2 values out of values of another format, and noting which came from which."""

from __future__ import annotations

from typing import Any

from msgspec import field

from generator.frozen import Frozen


class Table(Frozen):
    """Where the parts of a converted document came from.

    ``pointers`` maps pointers into the document, from its own root, to pointers into the file that
    it was made from. ``spans`` says of a string which characters of its original it is, where it
    is not the whole of it.
    """

    pointers: dict[str, str] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def translate(self, pointer: str) -> str:
        """Return the original pointer of the closest thing around ``pointer`` that is known."""
        known = pointer
        while known not in self.pointers:
            known, step, _ = known.rpartition("/")
            if not step:
                return pointer
        return self.pointers[known]


class Place(Frozen):
    """The pointers of a v2 value that is being made and of the value that it is made from."""

    new: str
    old: str
    table: Table

    def note(self, new: str, old: str, span: tuple[int, int] | None = None) -> Place:
        """Note that one member is made from the other, and return their place.

        ``span`` is given where the new string is only these characters of the old one.
        """
        place = Place(f"{self.new}/{new}", f"{self.old}/{old}", self.table)
        place.table.pointers[place.new] = place.old
        if span is not None:
            place.table.spans[place.new] = span
        return place


def nowhere() -> Place:
    """Return a place for values that have no pointer of their own in the file."""
    return Place("", "", Table())


def strings(given: dict[str, Any], place: Place, **names: str) -> dict[str, Any]:
    """Return the strings among the members; ``names`` gives each v2 name its old name."""
    found = {}
    for new, old in names.items():
        if isinstance(given.get(old), str):
            found[new] = given[old]
            place.note(new, old)
    return found


def row(given: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return a row of a list as it is, but that it is ``disabled`` where it was not enabled."""
    found = {name: value for name, value in given.items() if name != "enabled"}
    if given.get("enabled") is False:
        found["disabled"] = True
    if isinstance(given.get("value"), str):
        place.note("value", "value")
    return found
