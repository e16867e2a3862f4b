"""Names without collisions: each wants some, from plain to specific, and gets one of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count

from generator.frozen import Frozen


class Wanted(Frozen):
    """What wants a name: candidates from plain to specific. The last one may be repeated."""

    candidates: tuple[str, ...]


def allocate(wanted: Sequence[Wanted], reserved: Collection[str] = ()) -> list[str]:
    """Return a name for each, unique without regard to case, none of them reserved.

    Those that share a candidate all move on to their next one, but for those that want exactly the
    same: nothing but their order tells them apart, so they are numbered. So is what is still equal
    at the last candidate. A plain name is never taken away by a more specific one of another.
    """
    plain = [one.candidates[0] for one in wanted]
    if are_free(plain, reserved):
        return plain
    levels = _levels(list(dict.fromkeys(wanted)), reserved)
    order = sorted(range(len(wanted)), key=lambda index: levels[wanted[index]])
    names = [wanted[index].candidates[levels[wanted[index]]] for index in order]
    found = dict(zip(order, numbered(names, reserved), strict=True))
    return [found[index] for index in range(len(wanted))]


def are_free(names: Sequence[str], reserved: Collection[str] = ()) -> bool:
    """Whether no two of these names are one, without regard to case, and none is reserved."""
    own = {name.lower() for name in names}
    return len(own) == len(names) and own.isdisjoint(name.lower() for name in reserved)


def numbered(names: Sequence[str], reserved: Collection[str] = ()) -> list[str]:
    """Return names of which those that come again, or are reserved, have a number added."""
    plain = {name.lower() for name in names}
    taken = {name.lower() for name in reserved}
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))
    found = []
    for name in names:
        one = name
        while one.lower() in taken or (one != name and one.lower() in plain):
            one = f"{name}_{next(numbers[name.lower()])}"
        taken.add(one.lower())
        found.append(one)
    return found


def _levels(wanted: Sequence[Wanted], reserved: Collection[str]) -> dict[Wanted, int]:
    """Return which candidate each gets; all of them want something else."""
    taken = {name.lower() for name in reserved}
    levels = dict.fromkeys(wanted, 0)
    while True:
        groups: dict[str, list[Wanted]] = defaultdict(list)
        for one, level in levels.items():
            groups[one.candidates[level].lower()].append(one)
        moving = [
            one
            for name, members in groups.items()
            for one in _moving(members, levels, name in taken)
            if levels[one] + 1 < len(one.candidates)
        ]
        if not moving:
            return levels
        for one in moving:
            levels[one] += 1


def _moving(
    members: Sequence[Wanted], levels: Mapping[Wanted, int], is_taken: bool
) -> Sequence[Wanted]:
    """Return which of those that want one name leave it: all but one at the lowest level."""
    lowest = min(levels[one] for one in members)
    holders = [one for one in members if levels[one] == lowest]
    keeps = holders[0] if len(holders) == 1 and not is_taken else None
    return [one for one in members if one is not keeps]


def allocate_given(
    wanted: Sequence[Wanted], given: Sequence[str | None], reserved: Collection[str] = ()
) -> list[str]:
    """Return names as `allocate` does; those that were given, where not ``None``, go first."""
    pairs = list(zip(wanted, given, strict=True))
    first = [Wanted((name, *one.candidates[-1:])) for one, name in pairs if name is not None]
    asked = allocate(first, reserved)
    rest = allocate([one for one, name in pairs if name is None], {*reserved, *asked})
    own, others = iter(asked), iter(rest)
    return [next(others if name is None else own) for name in given]
