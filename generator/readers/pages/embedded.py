"""Postman collections and items that stand in a page as JSON: read exactly, not by evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from generator.frozen import Frozen
from generator.readers.pages import loosejson
from generator.readers.pages.blocks import Block

_MARK = re.compile(r'"(?:request|listen|item)"\s*:')


class Embedded(Frozen):
    """A collection in a page, and the line that it begins in; ``cut`` when its end is missing."""

    document: dict[str, Any]
    line: int
    cut: bool


def embedded(blocks: Sequence[Block]) -> list[Embedded]:
    """Return the collections of a page; an item alone becomes a collection of one."""
    found = []
    for block in blocks:
        text = block.text.lstrip()
        if block.kind == "code" and text.startswith("{") and '"request"' in text:
            value, cut = _value(text)
            if document := _collection(value):
                found.append(Embedded(document, block.line, cut))
    return found


def sniff(text: str) -> bool:
    """Whether JSON is a collection or an item, or the beginning of one that was cut off."""
    start = text.lstrip()
    if not start.startswith("{") or not _MARK.search(start):
        return False
    value, _ = _value(start)
    if _collection(value) is not None:
        return True
    events = value.get("event") if isinstance(value, dict) and "name" in value else None
    return isinstance(events, list) and any(
        isinstance(event, dict) and "listen" in event for event in events
    )


def _value(text: str) -> tuple[Any, bool]:
    try:
        return json.loads(text), False
    except ValueError:
        loose = loosejson.read(text)
        return (loose.value, "cut" in loose.notes) if loose else (None, False)


def _collection(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("item"), list) and isinstance(value.get("info"), dict):
        return value
    request = value.get("request")
    is_item = isinstance(request, dict) and "method" in request and "name" in value
    return {"info": {"name": value["name"]}, "item": [value]} if is_item else None
