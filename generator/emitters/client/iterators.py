"""Pages: methods that go through all items of an operation, as templates write them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from generator.emitters.client.pagination import Pagination, Turn, pagination
from generator.emitters.client.pytypes import Annotations
from generator.emitters.operations.operation import Operation
from generator.frozen import Frozen
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.names.tree_names import RESERVED_ATTRIBUTES
from generator.types.datatypes import ObjectType, ScalarType

# Words in front of what a method lists.
_VERBS = frozenset({"list", "get", "fetch", "find", "search", "read", "retrieve", "return"})
# What stands between them and what is listed: "get a paged list of all users".
_BETWEEN = naming.ARTICLES | {"all", "paged", "paginated", "of", "for"}


class PagesContext(Frozen):
    """A method that iterates: its name, the operation's, the class of an item and where it is.

    ``evidence`` says what leads from page to page.
    """

    name: str
    method: str
    item: str
    items: tuple[str, ...]
    turn: Turn
    summary: str
    evidence: str


def pages_contexts(
    operations: Iterable[Operation],
    folder: str,
    annotations: Annotations,
    taken: Collection[str],
) -> tuple[PagesContext, ...]:
    """Return the iterating methods of a folder; ``taken`` are the names of its attributes."""
    found = list(paged(operations))
    wanted = [_wanted(operation.title, folder) for operation, _ in found]
    names = allocate(wanted, RESERVED_ATTRIBUTES | set(taken))
    return tuple(
        PagesContext(
            name=name,
            method=operation.method,
            item=annotations.of(how.item, taken, False),
            items=how.items,
            turn=how.turn,
            summary=f"Every item of `{operation.method}`, page after page.",
            evidence=f"{how.turn.evidence}.",
        )
        for name, (operation, how) in zip(names, found, strict=True)
    )


def paged(operations: Iterable[Operation]) -> Iterator[tuple[Operation, Pagination]]:
    """Yield the operations that are paged and whose items are of one class."""
    for operation in operations:
        found = pagination(operation)
        if found is not None and isinstance(found.item, ObjectType | ScalarType):
            yield operation, found


def _wanted(method: str, folder: str) -> Wanted:
    """Name it ``iterate`` where the operation lists what its folder is about."""
    words = method.split("_")
    while words and (words[0].removesuffix("s") in _VERBS or words[0] in _BETWEEN):
        words = words[1:]
    subject = "_".join(words)
    short = "iterate" if subject in ("", folder) else f"iterate_{subject}"
    return Wanted((short, f"iterate_{method}", f"iterate_{method}_{naming.digest(method)}"))
