"""Origins of what was converted from another format before it was read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from generator.origin import Origin
from generator.readers.postman.conversion import Table


class ConvertedOrigin(Origin):
    """A place in the file as it is, reached by the steps through the converted document.

    Readers walk the converted document and call `child`; ``pointer`` is always the one of the
    file that the user has. Where a document is made of several files, ``files`` gives the path of
    each by its quoted name, which stands before the ``#`` of pointers in ``table``.
    """

    __slots__ = ("files", "steps", "table")

    def __init__(
        self,
        source: str,
        pointer: str,
        steps: str,
        table: Table,
        files: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(source, pointer)
        self.steps = steps
        self.table = table
        self.files = files

    def child(self, *keys: str | int) -> Origin:
        """Return the origin of a member of the converted document."""
        steps = Origin(self.source, self.steps).child(*keys).pointer
        name, _, pointer = self.table.translate(steps).partition("#")
        source = self.files.get(name, self.source)
        return ConvertedOrigin(source, "#" + pointer, steps, self.table, self.files)

    @property
    def span(self) -> tuple[int, int] | None:
        """The characters that the value is of the string at ``pointer``, if not all of them."""
        return self.table.spans.get(self.steps)

    @property
    def address(self) -> str:
        """The pointer, behind the file's name where the document is made of several files."""
        return self.table.translate(self.steps) if self.files else self.pointer
