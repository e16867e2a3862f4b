"""Where parameters go, and which of them are one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.readers.pages import urls
from generator.readers.pages.draft import Draft, Param
from generator.types.datatypes import AnyType

_HEADER = re.compile(
    r"(?:Content-Type|Accept|Authorization|User-Agent|Host|X-[\w-]+|[A-Z]\w*(?:-[A-Z]\w*)+)$"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")


def merge_params(draft: Draft, params: Sequence[Param]) -> None:
    """Put parameters to those of a draft; of one that is there already, what was not known."""
    for param in params:
        for known in draft.params:
            same_place = known.place == param.place or None in (known.place, param.place)
            if known.name == param.name and same_place:
                _enrich(known, param)
                break
        else:
            draft.params.append(param)


def drop_loose(draft: Draft, names: Sequence[str]) -> None:
    """Leave out a table without a heading, where a list below it begins with the path's own.

    That list has the parameters, and the table, whose ``names`` these are, the answer whose heading
    was lost.
    """
    slots = urls.slots(draft.path or "")
    rest = [param for param in draft.params if param.name not in names]
    if names and slots and slots == [param.name for param in rest[: len(slots)]]:
        draft.params = rest


def _enrich(known: Param, param: Param) -> None:
    if known.required is None:
        known.required = param.required
    if not known.description:
        known.description = param.description
    if isinstance(known.type, AnyType):
        known.type = param.type
    known.place = known.place or param.place


def place_params(draft: Draft) -> None:
    """Give each parameter a place: the path's own, headers by their names, then by the method."""
    names = {name.lower(): name for name in urls.slots(draft.path or "")}
    names |= {name.lower(): name for alias in draft.aliases for name in urls.slots(alias)}
    compact = {re.sub(r"[^a-z0-9]", "", lower): name for lower, name in names.items()}
    for param in draft.params:
        key = re.sub(r"[^a-z0-9]", "", param.name.lower())
        if param.place in (None, "path") and key in compact:
            param.place, param.name = "path", compact[key]
        elif param.place is None and _HEADER.match(param.name):
            param.place = "header"
        elif param.place is None:
            param.place = "query" if draft.method in ("GET", "DELETE", "HEAD") else "body"
    _open_literals(draft)
    known = {param.name.lower() for param in draft.params if param.place == "path"}
    if len(known) == 1 and not names and (draft.path or "").endswith("/"):
        draft.path = f"{draft.path}{{{next(p.name for p in draft.params if p.place == 'path')}}}"
    for name in urls.slots(draft.path or ""):
        if name.lower() not in known:
            draft.params.append(Param(name, draft.line, "path", required=None, shown=False))


def _open_literals(draft: Draft) -> None:
    """Turn the ids that a path shows into variables, where the page or their form says they are.

    ``/users/17`` with a documented ``userId``, and any UUID, follow the name of a collection.
    """
    segments = (draft.path or "").split("/")
    for index in range(1, len(segments)):
        before, segment = segments[index - 1], segments[index]
        if not re.fullmatch(r"[A-Za-z_-]{2,}", before) or not segment or "{" in segment:
            continue
        single = (
            re.sub(r"(?:ie)s$", "y", before)
            if before.endswith("ies")
            else re.sub(r"s$", "", before)
        )
        wanted = {
            re.sub(r"[^a-z]", "", f"{single}{mark}".lower()) for mark in ("id", "uid", "uuid")
        }
        listed = next(
            (
                p
                for p in draft.params
                if p.place in ("path", "query", "body")
                and not p.shown
                and re.sub(r"[^a-z]", "", p.name.lower()) in wanted
            ),
            None,
        )
        if listed and not draft.declared and re.search(r"\d", segment):
            listed.place, segments[index] = "path", "{" + listed.name + "}"
        elif _UUID.fullmatch(segment) and not draft.declared:
            segments[index] = "{" + re.sub(r"[_-](\w)", lambda m: m[1].upper(), single) + "Id}"
    draft.path = "/".join(segments) if draft.path is not None else None
