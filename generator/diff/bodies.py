"""Bodies: their kind, media type and fields."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.parameters import by_name, compare_rows
from generator.diff.requests import same_words
from generator.diff.rules import Note
from generator.diff.types import Difference, differences
from generator.emitters.operations.bodies import stated_media_type
from generator.emitters.operations.operation import Operation
from generator.model import FormBody, GraphQLBody, MultipartBody
from generator.types.datatypes import Field, ObjectType, Type

_KINDS = {
    "none": "no body", "fields": "JSON", "json": "JSON", "text": "text", "form": "a form",
    "multipart": "a multipart form", "file": "a file", "graphql": "GraphQL",
}  # fmt: skip
_FIELD_RULES = {
    "added": ("body-field-added", "field {!r} of the body was added"),
    "removed": ("body-field-removed", "field {!r} of the body was removed"),
    "widened": ("body-field-type-widened", "field {!r} of the body takes {} now, not only {}"),
    "changed": ("body-field-type-changed", "the type of field {!r} of the body is {} now, not {}"),
    "narrowed": ("body-field-type-changed", "field {!r} of the body takes only {} now, not {}"),
}
# Whether all examples have a member says nothing about what a server needs.
_UNTOLD = frozenset({"optional", "always"})


def compare_bodies(old: Operation, new: Operation) -> Iterator[Note]:
    """Yield how the bodies of two operations differ."""
    before, after = _KINDS[old.body], _KINDS[new.body]
    if before == after:
        yield from _compare_media(old, new)
        yield from _compare_content(old, new)
    elif old.body == "none":
        yield "body-added", f"the request has a body now: {after}"
    elif new.body == "none":
        yield "body-removed", f"the request has no body any more; it was {before}"
    else:
        yield "body-kind-changed", f"the body changed from {before} to {after}"


def _compare_media(old: Operation, new: Operation) -> Iterator[Note]:
    before, after = _media_type(old), _media_type(new)
    if old.body != "none" and before != after:
        message = f"the body's media type changed from {before or 'none'} to {after or 'none'}"
        yield "body-media-type-changed", message


def _media_type(operation: Operation) -> str:
    stated = stated_media_type(operation.endpoint)
    return (stated or operation.media_type or "").partition(";")[0].strip().lower()


def _compare_content(old: Operation, new: Operation) -> Iterator[Note]:
    before, after = old.endpoint.request.body, new.endpoint.request.body
    if _KINDS[old.body] == "JSON":
        for one in differences(json_type(old), json_type(new)):
            if one.kind not in _UNTOLD:
                yield _field(one)
    elif isinstance(before, FormBody) and isinstance(after, FormBody):
        rows = by_name(before.fields), by_name(after.fields)
        yield from compare_rows(*rows, "body-field", "form field")
    elif isinstance(before, MultipartBody) and isinstance(after, MultipartBody):
        yield from _compare_parts(old, new)
    elif isinstance(before, GraphQLBody) and isinstance(after, GraphQLBody):
        same = same_words(before.query.source, after.query.source)
        yield from () if same else [("body-document-changed", "the GraphQL document changed")]


def json_type(operation: Operation) -> Type:
    """Return the type of a JSON body, whether its members are arguments or not."""
    fields = [Field(a.wire_name, a.type) for a in operation.arguments if a.role == "json"]
    body = (a.type for a in operation.arguments if a.role == "body")
    return ObjectType(tuple(fields)) if fields else next(body, ObjectType())


def _field(one: Difference) -> Note:
    if not one.path:
        return "body-type-changed", f"the body's type changed from {one.old} to {one.new}"
    rule, message = _FIELD_RULES[one.kind]
    return rule, message.format(one.path, one.new, one.old)


def _compare_parts(old: Operation, new: Operation) -> Iterator[Note]:
    before = {a.wire_name: a for a in old.arguments if a.role == "part"}
    after = {a.wire_name: a for a in new.arguments if a.role == "part"}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield _field(Difference("removed", name))
        elif name not in before:
            yield _field(Difference("added", name))
        elif before[name].is_file != after[name].is_file:
            words = ["file" if one[name].is_file else "text" for one in (before, after)]
            yield _field(Difference("changed", name, *words))
