"""Matching: which request of the new version is which of the old one.

By folder and name, then by method and path template, then by likeness; never by id.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from generator.credentials.positions import body_texts
from generator.frozen import Frozen
from generator.merging.matching import path_pattern
from generator.model import Api, Endpoint
from generator.names import naming

# With more possible pairs than this the order decides among requests that share a key.
_MOST_PAIRS = 2_500
# A word that more requests than this have says nothing about one of them.
_MOST_SHARED = 50
# Requests below this likeness are a removed and an added one.
_ALIKE = 0.6


class Matching(Frozen):
    """``pairs`` of old and new requests and what is ``added``, in the order of the new version."""

    pairs: tuple[tuple[Endpoint, Endpoint], ...]
    removed: tuple[Endpoint, ...]
    added: tuple[Endpoint, ...]


class _Row(Frozen):
    """A request of one version, by what it is compared with those of the other.

    ``index`` is its number there, ``folder`` the names of the folders around it, ``words`` those
    of its own name.
    """

    endpoint: Endpoint
    index: int
    folder: tuple[str, ...]
    name: str
    method: str
    path: tuple[str, ...]
    words: frozenset[str]

    @property
    def content(self) -> Hashable:
        """What is sent beyond method and path: parameters, headers and texts of the body."""
        request = self.endpoint.request
        rows = (*request.parameters, *request.headers)
        values = ((p.location, p.name.source, p.value.source if p.value else "") for p in rows)
        texts = (text.source for text in body_texts(request.body))
        return frozenset(values), tuple(texts)


Key = Callable[[_Row], Hashable]
# The index of the new request by that of the old one, of those that are paired so far.
Partners = dict[int, int]


def match(old: Api, new: Api) -> Matching:
    """Return which requests are the same, which are gone and which are new."""
    left, right = _rows(old), _rows(new)
    partners: Partners = {}
    for key in _KEYS:
        _pair_by(key, left, right, partners)
    _pair_alone(left, right, partners)
    for key in _TEMPLATES:
        _pair_by(key, left, right, partners)
    _pair_alike(left, right, partners)
    taken = set(partners.values())
    olds = {new_index: old_index for old_index, new_index in partners.items()}
    return Matching(
        pairs=tuple(
            (left[olds[row.index]].endpoint, row.endpoint) for row in right if row.index in taken
        ),
        removed=tuple(row.endpoint for row in left if row.index not in partners),
        added=tuple(row.endpoint for row in right if row.index not in taken),
    )


def folder_names(api: Api) -> dict[tuple[int, ...], tuple[str, ...]]:
    """Return the names of the folders on the way to each folder, by `Group.path`."""
    names = {group.path: group.name for group in api.groups}
    return {
        (): (),
        **{path: tuple(names[path[: n + 1]] for n in range(len(path))) for path in names},
    }


def _rows(api: Api) -> list[_Row]:
    folders = folder_names(api)
    return [
        _Row(
            endpoint=endpoint,
            index=index,
            folder=folders[endpoint.group],
            name=endpoint.name,
            method=endpoint.request.method,
            path=path_pattern(endpoint.request),
            words=frozenset(naming.snake(endpoint.name).split("_")) - {""},
        )
        for index, endpoint in enumerate(api.endpoints)
    ]


# Of several requests that share folder and name, those that share more are paired first.
_KEYS: tuple[Key, ...] = (
    lambda row: (row.folder, row.name, row.method, row.path, row.content),
    lambda row: (row.folder, row.name, row.method, row.path),
)
_TEMPLATES: tuple[Key, ...] = (
    lambda row: (row.method, row.path, row.name),
    lambda row: (row.method, row.path, row.folder),
    lambda row: (row.method, row.path),
)


def _buckets(
    key: Key, left: Iterable[_Row], right: Iterable[_Row], partners: Partners
) -> list[tuple[list[_Row], list[_Row]]]:
    """Return the rows that have no partner yet, those that share a key together."""
    taken = set(partners.values())
    olds: dict[Hashable, list[_Row]] = defaultdict(list)
    news: dict[Hashable, list[_Row]] = defaultdict(list)
    for row in left:
        if row.index not in partners:
            olds[key(row)].append(row)
    for row in right:
        if row.index not in taken:
            news[key(row)].append(row)
    return [(rows, news[one]) for one, rows in olds.items() if one in news]


def _pair_by(key: Key, left: list[_Row], right: list[_Row], partners: Partners) -> None:
    for olds, news in _buckets(key, left, right, partners):
        if len(olds) * len(news) > _MOST_PAIRS:
            partners.update((a.index, b.index) for a, b in zip(olds, news, strict=False))
        else:
            _pair_best([(a, b) for a in olds for b in news], 0.0, partners)


def _pair_alone(left: list[_Row], right: list[_Row], partners: Partners) -> None:
    """Pair requests that alone have their folder and name."""
    for olds, news in _buckets(lambda row: (row.folder, row.name), left, right, partners):
        if len(olds) == len(news) == 1:
            partners[olds[0].index] = news[0].index


def _pair_alike(left: list[_Row], right: list[_Row], partners: Partners) -> None:
    """Pair what is left by likeness; requests that share no telling word are never alike."""
    taken = set(partners.values())
    holders: dict[str, list[_Row]] = defaultdict(list)
    for row in right:
        if row.index not in taken:
            for word in row.words | set(row.path):
                holders[word].append(row)
    candidates: dict[tuple[int, int], tuple[_Row, _Row]] = {}
    for row in left:
        if row.index not in partners:
            for word in sorted(row.words | set(row.path)):
                for other in holders[word] if len(holders[word]) <= _MOST_SHARED else ():
                    candidates[row.index, other.index] = row, other
    _pair_best(list(candidates.values()), _ALIKE, partners)


def _pair_best(pairs: Sequence[tuple[_Row, _Row]], least: float, partners: Partners) -> None:
    """Pair the likest first; of equally like ones those that come first."""
    scored = [(-_likeness(old, new), old.index, new.index) for old, new in pairs]
    taken = set(partners.values())
    for score, old, new in sorted(scored):
        if -score >= least and old not in partners and new not in taken:
            partners[old] = new
            taken.add(new)


def _likeness(old: _Row, new: _Row) -> float:
    """Return how alike two requests are, from 0 to 1."""
    paths, names = _share(old.path, new.path), _share(old.words, new.words)
    if max(paths, names) < 0.5:
        return 0.0
    same_folder, same_method = old.folder == new.folder, old.method == new.method
    return 0.5 * paths + 0.3 * names + 0.1 * same_folder + 0.1 * same_method


def _share(old: Iterable[str], new: Iterable[str]) -> float:
    a, b = Counter(old), Counter(new)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0
