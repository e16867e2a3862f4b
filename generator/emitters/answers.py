"""Answers: the types that the saved responses of an endpoint show, by status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.inference import ANY, STRING, merge
from generator.model import Endpoint, Response, ScalarType, Type

ResponseKind = Literal["json", "text", "bytes", "empty"]


@dataclass(frozen=True, slots=True)
class ResponseType:
    """What a status brings: JSON of a type, text, bytes or nothing; ``place`` names its class."""

    kind: ResponseKind
    type: Type
    place: tuple[str, ...]


def response_types(
    endpoint: Endpoint, method: str
) -> tuple[dict[int, ResponseType], dict[int, ResponseType]]:
    """Return the types of successes and of errors by status, merged from all examples of each."""
    by_status: dict[int, list[Response]] = {}
    for response in endpoint.responses:
        if response.status is not None:
            by_status.setdefault(response.status, []).append(response)
    types = {status: _one_type(found) for status, found in sorted(by_status.items())}
    success = {status: found for status, found in types.items() if status < 400}
    errors = {status: found for status, found in types.items() if status >= 400}
    return _placed(success, method, "response"), _placed(errors, method, "error")


def _one_type(responses: list[Response]) -> tuple[ResponseKind, Type]:
    found = [r.type for r in responses if r.text and r.type is not None]
    if found:
        return "json", merge(found)
    if not any(r.text for r in responses):
        return "empty", ScalarType("null")
    media_type = responses[0].media_type
    is_text = not media_type or "text" in media_type or re.search(r"json|xml|html|csv", media_type)
    return ("text", STRING) if is_text else ("bytes", ANY)


def _placed(
    types: Mapping[int, tuple[ResponseKind, Type]], method: str, role: str
) -> dict[int, ResponseType]:
    """Name the classes: by method and role, and by status where statuses differ in type."""
    described = {s: t for s, (kind, t) in types.items() if kind == "json"}
    distinct = list(dict.fromkeys(described.values()))
    found = {}
    for status, (kind, type_) in types.items():
        place: tuple[str, ...] = (method, role)
        if len(distinct) > 1 and kind == "json":
            first = next(s for s, t in described.items() if t == type_)
            place = (method, role, str(first))
        found[status] = ResponseType(kind, type_, place)
    return found
