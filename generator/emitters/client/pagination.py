"""Pagination: operations whose parameters and saved responses show that answers come in pages.

Both must show it: a parameter alone may mean anything, and without a saved response nobody knows
where the items are. The kinds, in this order: a token of the next page, a page's number, an offset,
a link to the next page in the body, a ``Link`` header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.emitters.operations.operation import Operation
from generator.frozen import Frozen
from generator.types.datatypes import ArrayType, ObjectType, ScalarType, Type, UnionType

# Names are compared without case and punctuation.
_TOKENS = frozenset({
    "cursor", "pagecursor", "nextcursor", "token", "pagetoken", "nexttoken", "nextpagetoken",
    "continuationtoken", "after", "pageafter", "startingafter", "marker", "next", "paginationtoken",
})  # fmt: skip
_NEXT_TOKENS = frozenset({
    "nextcursor", "nexttoken", "nextpagetoken", "continuationtoken", "nextmarker", "nextpage",
    "endcursor", "cursor", "after", "next", "paginationtoken",
})  # fmt: skip
_PAGES = frozenset({"page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage"})
_OFFSETS = frozenset({"offset", "skip", "start", "startposition", "startindex", "startat"})
_SIZES = frozenset({
    "limit", "pagesize", "perpage", "size", "count", "top", "maxresults", "pagelimit", "resultsize",
})  # fmt: skip
_LINKS = frozenset({"next", "nexturl", "nexturi", "nextlink", "nextpageurl", "nextpage"})
# Objects in which the token or the link of the next page stands.
_AROUND = frozenset({
    "link", "links", "meta", "metadata", "paging", "pagination", "page", "pageinfo", "cursors",
    "responsemetadata", "cursor", "next",
})  # fmt: skip
_ITEMS = ("data", "items", "results", "records", "values", "content", "entries", "rows", "list")


class Turn(Frozen):
    """The runtime's class that turns pages, its arguments, and what in the source says so."""

    kind: str
    evidence: str
    parameter: str | None = None
    path: tuple[str, ...] = ()
    first: int | None = None
    size: str | None = None


class Pagination(Frozen):
    """How an operation is paged: where the items of an answer stand, and what leads on."""

    items: tuple[str, ...]
    item: Type
    turn: Turn


def pagination(operation: Operation) -> Pagination | None:
    """Return how the answers of an operation are paged, if its source shows that they are."""
    if not operation.is_paged:
        return None
    if operation.endpoint.request.method != "GET" or operation.body != "none":
        return None
    answer = _answer(operation)
    found = _items(answer, operation) if answer is not None else None
    if answer is None or found is None:
        return None
    items, item = found
    turn = next(_turns(operation, answer), None)
    return Pagination(items, item, turn) if turn else None


def _answer(operation: Operation) -> Type | None:
    """Return the type of the first success with a body."""
    for status, response in operation.responses.items():
        if status < 300 and response.kind == "json":
            return response.type
    return None


def _items(answer: Type, operation: Operation) -> tuple[tuple[str, ...], Type] | None:
    """Return where the list of items stands, and their type."""
    if isinstance(answer, ArrayType):
        return (), answer.items
    if not isinstance(answer, ObjectType):
        return None
    lists = _lists(answer)
    if not lists:
        inner = [(f.name, f.type) for f in answer.fields if isinstance(f.type, ObjectType)]
        found = [((name, *path), type_) for name, of in inner for path, type_ in _lists(of)]
        lists = found if len(found) == 1 else []
    if len(lists) == 1:
        return lists[0]
    segments = operation.endpoint.request.url.path.source.rstrip("/").split("/")
    for name in (*_ITEMS, _plain(segments[-1])):
        for path, type_ in lists:
            if _plain(path[-1]) == name:
                return path, type_
    return None


def _lists(of: ObjectType) -> list[tuple[tuple[str, ...], Type]]:
    return [((f.name,), f.type.items) for f in of.fields if isinstance(f.type, ArrayType)]


def _turns(operation: Operation, answer: Type) -> Iterator[Turn]:
    names = {
        _plain(a.wire_name): a.wire_name
        for a in operation.arguments
        if a.role == "query" and not a.repeated
    }
    size = next((names[name] for name in names if name in _SIZES), None)
    token = _token(answer)
    for name, parameter in names.items():
        if name in _TOKENS and token is not None:
            evidence = f"`{parameter}` is the `{'.'.join(token)}` of the page before"
            yield Turn("ByToken", evidence, parameter, token)
    for name, parameter in names.items():
        if name in _PAGES:
            first = 0 if _example(operation, parameter) == "0" else None
            yield Turn("ByPage", f"`{parameter}` counts the pages", parameter, (), first, size)
    for name, parameter in names.items():
        if name in _OFFSETS:
            evidence = f"`{parameter}` counts the items before a page"
            yield Turn("ByOffset", evidence, parameter, size=size)
    link = _link(answer)
    if link is not None:
        evidence = f"`{'.'.join(link)}` is the address of the next page"
        yield Turn("ByLink", evidence, path=link)
    if any(_has_next(response.headers) for response in operation.saved):
        yield Turn("ByHeader", "the `Link` header holds the address of the next page")


def _example(operation: Operation, name: str) -> str | None:
    for parameter in operation.endpoint.request.parameters:
        if parameter.location == "query" and parameter.name.source == name and parameter.value:
            return parameter.value.source
    return None


def _token(answer: Type) -> tuple[str, ...] | None:
    """Return where the token of the next page stands."""
    return next((path for path, _ in _members(answer) if _plain(path[-1]) in _NEXT_TOKENS), None)


def _link(answer: Type) -> tuple[str, ...] | None:
    """Return where the address of the next page stands: a member whose examples are addresses."""
    for path, type_ in _members(answer):
        names = [_plain(name) for name in path]
        is_next = names[-1] in _LINKS or (names[-1] == "href" and "next" in names[:-1])
        if is_next and _says_address(type_):
            return path
    return None


def _says_address(type_: Type) -> bool:
    members = type_.members if isinstance(type_, UnionType) else (type_,)
    return any(isinstance(m, ScalarType) and m.format == "uri" for m in members)


def _members(answer: Type, depth: int = 0) -> Iterator[tuple[tuple[str, ...], Type]]:
    """Yield the scalar members in which a next page may be named, the outer ones first."""
    if not isinstance(answer, ObjectType):
        return
    for field in answer.fields:
        if not isinstance(field.type, ObjectType | ArrayType):
            yield (field.name,), field.type
    for field in answer.fields:
        if depth < 2 and _plain(field.name) in _AROUND:
            for path, type_ in _members(field.type, depth + 1):
                yield (field.name, *path), type_


def _has_next(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(n.lower() == "link" and re.search(r'rel="?next\b', v) for n, v in headers)


@lru_cache(4096)
def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
