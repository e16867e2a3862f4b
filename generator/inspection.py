"""The endpoint model for `codegen inspect`: in short, and as JSON (``model.schema.json``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from generator import model
from generator.frozen import Frozen
from generator.origin import Origin
from generator.text import Secret, Text
from generator.types import datatypes

_KINDS: dict[type, str] = {
    datatypes.ArrayType: "array",
    datatypes.ObjectType: "object",
    datatypes.MapType: "map",
    datatypes.UnionType: "union",
    datatypes.EnumType: "enum",
    datatypes.AnyType: "any",
    model.RawBody: "raw",
    model.FormBody: "form",
    model.MultipartBody: "multipart",
    model.FileBody: "file",
    model.GraphQLBody: "graphql",
    model.FilePart: "file",
    model.TextPart: "text",
}


def outline(api: model.Api) -> Iterator[tuple[str, str, str]]:
    """Yield method, URL template and name of each endpoint."""
    for endpoint in api.endpoints:
        url = endpoint.request.url
        yield endpoint.request.method, url.base.source + url.path.source, endpoint.name


def as_json(value: Any) -> Any:
    """Return a value of the model as JSON data.

    A text is a string with its ``{{variables}}``; one that holds a secret is a list of its parts,
    the secrets shown as ``{"secret": true}``. Alternatives carry a ``kind``.
    """
    if isinstance(value, Text):
        return _text(value)
    if isinstance(value, Origin):
        return {"source": value.source, "pointer": value.pointer}
    if isinstance(value, tuple):
        return [as_json(member) for member in value]
    if isinstance(value, Frozen):
        kind = _KINDS.get(type(value))
        tag = {"kind": kind} if kind else {}
        return {**tag, **{name: as_json(member) for name, member in asdict(value).items()}}
    return value


def _text(text: Text) -> Any:
    if not text.secrets:
        return text.source
    return [
        {"secret": True} if isinstance(part, Secret) else Text((part,)).source
        for part in text.parts
    ]
