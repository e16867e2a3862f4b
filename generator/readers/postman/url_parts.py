"""URLs written as one string beside lists of their parameters, taken apart as in v2.1."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.readers.postman.conversion import Place
from generator.text import masked, parse

_SCHEME = re.compile(r"([^/\\]*?):(?://|\\\\)")
_SLASH = re.compile(r"[/\\]")


def split_url(url: str, place: Place, query: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the parts of a URL; variables in braces are never split.

    ``place`` is that of the URL; what may be a credential is noted with its span. Rows of
    ``query``, where there are any, take the place of the query in the string.
    """
    lead = len(url) - len(url.lstrip())
    whole, unmask = masked(parse(url.lstrip()))

    def text(start: int, end: int) -> str:
        return unmask(whole[start:end]).source

    def noted(new: str, start: int, end: int) -> str:
        found = text(start, end)
        at = lead + len(text(0, start))
        place.table.pointers[f"{place.new}/{new}"] = place.old
        place.table.spans[f"{place.new}/{new}"] = (at, at + len(found))
        return found

    end = _index(whole, "#", 0, len(whole))
    question = _index(whole, "?", 0, end)
    parts: dict[str, Any] = {"raw": url}
    scheme = _SCHEME.match(whole, 0, question)
    if scheme:
        parts["protocol"] = text(*scheme.span(1))
    start = scheme.end() if scheme else 0
    found = _SLASH.search(whole, start, question)
    slash = found.start() if found else question
    at_sign = whole.rfind("@", start, slash)
    if at_sign > start:
        colon = _index(whole, ":", start, at_sign)
        parts["auth"] = {
            "user": noted("auth/user", start, colon),
            "password": noted("auth/password", min(colon + 1, at_sign), at_sign),
        }
    start = at_sign + 1 if at_sign >= 0 else start
    colon = whole.rfind(":", start, slash)
    if colon > start and "]" not in whole[colon:slash]:
        parts["port"] = text(colon + 1, slash)
    else:
        colon = slash
    if colon > start:
        parts["host"] = [unmask(label).source for label in whole[start:colon].split(".")]
    if found:
        path = whole[slash + 1 : question].replace("\\", "/")
        parts["path"] = [unmask(segment).source for segment in path.split("/")]
    if query or question + 1 < end:
        parts["query"] = query or _query(whole, question + 1, end, text, noted)
    if end < len(whole):
        parts["hash"] = text(end + 1, len(whole))
    return parts


def _query(
    whole: str,
    start: int,
    end: int,
    text: Callable[[int, int], str],
    noted: Callable[[str, int, int], str],
) -> list[dict[str, Any]]:
    """Return the rows of a query; one without ``=`` has a null value."""
    rows: list[dict[str, Any]] = []
    for pair in whole[start:end].split("&"):
        stop = start + len(pair)
        equals = _index(whole, "=", start, stop)
        new = f"query/{len(rows)}/value"
        value = noted(new, equals + 1, stop) if equals < stop else None
        rows.append({"key": text(start, equals), "value": value})
        start = stop + 1
    return rows


def _index(text: str, character: str, start: int, end: int) -> int:
    """Return where a character stands first, or ``end`` where it stands nowhere."""
    index = text.find(character, start, end)
    return end if index < 0 else index
