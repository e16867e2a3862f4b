"""Responses: what saved answers show, status by status."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.rules import Note
from generator.diff.types import differences
from generator.emitters.operations.answers import ResponseType
from generator.emitters.operations.operation import Operation

_WORDS = {"json": "JSON", "text": "text", "bytes": "bytes", "empty": "nothing"}
_FIELD_RULES = {
    "added": ("response-field-added", "field {!r} of status {} was added"),
    "removed": ("response-field-removed", "field {!r} of status {} was removed"),
    "changed": ("response-field-type-changed", "field {!r} of status {} is {} now, not {}"),
    "widened": ("response-field-type-changed", "field {!r} of status {} is {} now, not only {}"),
    "narrowed": ("response-field-type-narrowed", "field {!r} of status {} is only {} now, not {}"),
    "optional": ("response-field-optional", "field {!r} of status {} is not always there"),
    "always": ("response-field-always", "field {!r} of status {} is always there"),
}


def compare_responses(old: Operation, new: Operation) -> Iterator[Note]:
    """Yield how the answers of two operations differ; their order and number do not count."""
    before, after = ({**one.responses, **one.errors} for one in (old, new))
    for status in sorted(before.keys() | after.keys()):
        if status not in after:
            kind = "success" if status < 400 else "error"
            yield f"response-{kind}-removed", f"no example shows status {status} any more"
        elif status not in before:
            yield "response-added", f"an example shows status {status}"
        elif before[status].kind != after[status].kind:
            words = _WORDS[before[status].kind], _WORDS[after[status].kind]
            yield "response-kind-changed", "status {} brings {} now, not {}".format(
                status, *reversed(words)
            )
        else:
            yield from _compare_types(status, before[status], after[status])
            yield from _compare_media(status, old, new)


def _compare_types(status: int, old: ResponseType, new: ResponseType) -> Iterator[Note]:
    if old.kind != "json":
        return
    for one in differences(old.type, new.type):
        if one.path:
            rule, message = _FIELD_RULES[one.kind]
            yield rule, message.format(one.path, status, one.new, one.old)
        else:
            rule = "narrowed" if one.kind == "narrowed" else "changed"
            message = f"status {status} is {one.new} now, not {one.old}"
            yield f"response-type-{rule}", message


def _compare_media(status: int, old: Operation, new: Operation) -> Iterator[Note]:
    before, after = (_media_types(one, status) for one in (old, new))
    if before and after and not before & after:
        shown = [", ".join(sorted(one)) for one in (before, after)]
        message = "the media type of status {} changed from {} to {}".format(status, *shown)
        yield "response-media-type-changed", message


def _media_types(operation: Operation, status: int) -> set[str]:
    found = (r.media_type for r in operation.saved if r.status == status)
    return {one.partition(";")[0].strip().lower() for one in found if one}
