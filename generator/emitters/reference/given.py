"""What a page says of the variables that requests give each other by scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from generator.credentials.positions import request_texts
from generator.emitters.reference.values import Link
from generator.frozen import Frozen
from generator.model import Endpoint

_MAX_LINKS = 3


class Need(Frozen):
    """A variable of a request, and the requests whose answers give it."""

    variable: str
    links: tuple[Link, ...]
    more: int


class StepsContext(Frozen):
    """What a request needs, what a script sets before it or changes, and what its answer gives."""

    needs: tuple[Need, ...]
    sets: tuple[str, ...]
    changed: bool
    gives: tuple[str, ...]


NO_STEPS = StepsContext((), (), False, ())


def steps_context(
    endpoint: Endpoint,
    producers: Mapping[str, Sequence[Endpoint]],
    link: Callable[[Endpoint], Link],
) -> StepsContext:
    """Return the context of a request; ``producers`` give the variables that are used at all."""
    texts = request_texts(endpoint.request) if producers or endpoint.preparations else ()
    used = dict.fromkeys(name for text in texts for name in text.references)
    needs = []
    for name in used:
        others = [other for other in producers.get(name, ()) if other is not endpoint]
        if others:
            links = tuple(link(other) for other in others[:_MAX_LINKS])
            needs.append(Need(name, links, len(others[_MAX_LINKS:])))
    sets = dict.fromkeys(name for p in endpoint.preparations for name in p.sets if name in used)
    return StepsContext(
        needs=tuple(needs),
        sets=tuple(sets),
        changed=any(p.changes_request for p in endpoint.preparations),
        gives=tuple(name for name in endpoint.produces if name in producers),
    )
