"""Answers: the types that saved responses show, by status."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from generator.frozen import Frozen
from generator.model import Response
from generator.types.datatypes import Type
from generator.types.inference import ANY, NULL, STRING, merge, with_maps

ResponseKind = Literal["json", "text", "bytes", "empty"]


class ResponseType(Frozen):
    """What a status brings: JSON of a type, text, bytes or nothing."""

    kind: ResponseKind
    type: Type


def response_types(
    responses: Iterable[Response],
) -> tuple[dict[int, ResponseType], dict[int, ResponseType]]:
    """Return the types of successes and of errors by status, merged from all examples of each."""
    by_status: dict[int, list[Response]] = {}
    unstated = []
    for response in responses:
        if response.status is not None:
            by_status.setdefault(response.status, []).append(response)
        elif response.type is not None:
            unstated.append(response)
    if unstated:
        _add_unstated(by_status, unstated)
    types = {status: _one_type(found) for status, found in sorted(by_status.items())}
    success = {status: found for status, found in types.items() if status < 400}
    errors = {status: found for status, found in types.items() if status >= 400}
    return success, errors


def _add_unstated(by_status: dict[int, list[Response]], unstated: list[Response]) -> None:
    """Add examples without a status, as pages show them: of the success, where it has no other."""
    successes = [status for status in by_status if status < 400]
    if not any(r.type is not None for status in successes for r in by_status[status]):
        status = successes[0] if len(successes) == 1 else _OK
        by_status.setdefault(status, []).extend(unstated)


_OK = 200


def _one_type(responses: list[Response]) -> ResponseType:
    types = [r.type for r in responses if r.text and r.type is not None]
    if types:
        type_ = with_maps(merge(types))
        # Other examples of the status may be text, or nothing.
        others = {STRING for r in responses if r.text and r.type is None}
        others |= {NULL for r in responses if is_empty(r)}
        mixed = type_ if type_ == ANY else merge([type_, *sorted(others, key=repr)])
        return ResponseType("json", mixed)
    if not any(r.text for r in responses):
        is_known = any(map(is_empty, responses))
        return ResponseType("empty", NULL) if is_known else ResponseType("json", ANY)
    media_type = responses[0].media_type
    is_text = not media_type or "text" in media_type or re.search(r"json|xml|html|csv", media_type)
    return ResponseType("text", STRING) if is_text else ResponseType("bytes", ANY)


# 204, 205 and 304 never have a body (RFC 9110, section 15).
_BODILESS = frozenset({204, 205, 304})


def is_empty(response: Response) -> bool:
    """Whether an answer has no body: its status says so, or it was recorded without one.

    One that has no headers either was only written down, and says nothing of a body.
    """
    return not response.text and (response.status in _BODILESS or bool(response.headers))
