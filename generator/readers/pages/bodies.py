"""Bodies: fields that a page lists and examples that it shows, as one body of the model."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from generator.model import Body, FilePart, FormBody, MultipartBody, RawBody, TextPart
from generator.origin import line_of
from generator.readers.pages import loosejson
from generator.readers.pages.draft import Draft, Param
from generator.readers.pages.values import parameter, text_of, type_of, values_of
from generator.text import Text, parse
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    Field,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)
from generator.types.inference import infer

_STEP = re.compile(r"[^.\[\]]+")
_BRACKETED = re.compile(r"\[[A-Za-z_]")  # contact[id]: how forms write what is nested
_FORM = re.compile(r"x-www-form-urlencoded", re.IGNORECASE)
_MULTIPART = re.compile(r"multipart/form-data", re.IGNORECASE)


def body_of(draft: Draft, source: str) -> Body | None:
    """Return the body of a draft, or ``None`` where it has none."""
    fields = [param for param in draft.params if param.place == "body"]
    if (
        draft.multipart
        or _MULTIPART.search(draft.media_type)
        or any(param.file for param in fields)
    ):
        return _multipart(draft, fields, source)
    if (
        draft.form
        or any(_BRACKETED.search(param.name) for param in fields)
        or (_FORM.search(draft.media_type) and draft.body is None)
    ):
        return _form(draft, fields, source)
    if draft.body is None and not fields:
        return None
    return _raw(draft, fields)


def _form(draft: Draft, fields: list[Param], source: str) -> FormBody:
    listed = {param.name for param in fields}
    sent = [
        Param(name, draft.body_line or draft.line, "body", shown=True)
        for name in draft.sent
        if name not in listed
    ]
    rows = []
    for param in [*fields, *sent]:
        example = draft.sent.get(param.name, param.example)
        rows.append(parameter(replace(param, example=example), "form", source))
    return FormBody(tuple(rows))


def _multipart(draft: Draft, fields: list[Param], source: str) -> MultipartBody:
    parts: list[TextPart | FilePart] = []
    for param in fields:
        origin = line_of(source, param.line)
        enabled = bool(param.required) or param.example is not None or param.name in draft.sent
        if param.file:
            paths = (Text((param.example,)),) if param.example else ()
            parts.append(
                FilePart(Text((param.name,)), paths, None, enabled, param.description, origin)
            )
        else:
            value = text_of(param, draft.sent.get(param.name))
            parts.append(
                TextPart(
                    Text((param.name,)),
                    value,
                    None,
                    enabled,
                    param.description,
                    _type(param),
                    origin,
                )
            )
    return MultipartBody(tuple(parts))


def _raw(draft: Draft, fields: list[Param]) -> RawBody:
    found = loosejson.read(draft.body.strip()) if draft.body else None
    value = found.value if found is not None and isinstance(found.value, dict | list) else None
    if found is not None and {"type-word", "optional-key"} <= set(found.notes):
        value = None  # a type, whose fields are listed
    if draft.body is not None and value is None and not fields:
        media_type = draft.media_type or "text/plain"
        return RawBody(parse(draft.body), media_type, False, AnyType())
    documented = _tree(fields)
    if isinstance(value, dict) and fields:
        documented = _within(documented, value)
    shown = AnyType() if value is None else infer(value)  # what is made up here shows nothing
    if value is None:
        value = _example(documented)
        text = json.dumps(value, indent=2, ensure_ascii=False)
    elif found is not None and (
        found.notes or draft.body is None or found.end < len(draft.body.strip())
    ):
        text = json.dumps(value, indent=2, ensure_ascii=False)
    else:
        text = (draft.body or "").strip()
    media_type = draft.media_type if "json" in draft.media_type else "application/json"
    return RawBody(parse(text), media_type, True, _merged(documented, shown))


# The fields of a body as a tree


@dataclass(slots=True)
class _Node:
    """A field with what is listed below it; ``many`` when it is a list."""

    param: Param | None = None
    many: bool = False
    children: dict[str, _Node] = field(default_factory=dict)


def _tree(fields: list[Param]) -> _Node:
    root = _Node()
    for param in fields:
        node = root
        name = re.sub(r"^(?:\[\]|\$)?\.", "", param.name)
        steps = list(_STEP.finditer(name))
        for step in steps:
            node = node.children.setdefault(step[0], _Node())
            node.many = node.many or name[step.end() : step.end() + 2] == "[]"
        if steps and node.param is None:
            node.param = param
    return root


def _within(tree: _Node, value: dict[str, Any]) -> _Node:
    """Put the listed fields where the example has them: inside its only member, an envelope."""
    if len(value) != 1 or tree.children.keys() & value.keys():
        return tree
    name, inner = next(iter(value.items()))
    if isinstance(inner, dict) and inner.keys() & tree.children.keys():
        return _Node(children={name: tree})
    return tree


def _merged(node: _Node, shown: Type) -> Type:
    """Return the type of a field: what is listed of it, and what an example shows besides."""
    listed = _type(node.param) if node.param else AnyType()
    if node.many and not isinstance(listed, ArrayType):
        listed = ArrayType(listed)
    if not node.children:
        return _better(listed, shown)
    inner = shown.items if isinstance(shown, ArrayType) else shown
    known = {one.name: one for one in inner.fields} if isinstance(inner, ObjectType) else {}
    rows = []
    for name, child in node.children.items():
        before = known.pop(name, None)
        kind = _merged(child, before.type if before else AnyType())
        param = child.param
        required = bool(param.required) if param else before is not None
        rows.append(Field(name, kind, required, param.description if param else ""))
    whole = ObjectType((*rows, *known.values()))
    return (
        ArrayType(whole) if isinstance(listed, ArrayType) or isinstance(shown, ArrayType) else whole
    )


def _better(listed: Type, shown: Type) -> Type:
    """Return the listed type, with the shape of the example where it names only "object"."""
    if isinstance(listed, AnyType):
        return shown
    if listed == ObjectType() and isinstance(shown, ObjectType):
        return shown
    if isinstance(listed, ArrayType) and isinstance(shown, ArrayType):
        return ArrayType(_better(listed.items, shown.items))
    return listed


def _type(param: Param | None) -> Type:
    """Return the type of a field, which an example may show to be a list or an object."""
    if param is None:
        return AnyType()
    shown = _structure(param.example) if isinstance(param.type, AnyType) else None
    return type_of(param) if shown is None else infer(shown)


def _structure(given: str | None) -> dict[str, Any] | list[Any] | None:
    """Return the object or list that is written out as the value of a field."""
    found = loosejson.read(given) if given and given.lstrip()[:1] in ("{", "[") else None
    return found.value if found is not None and isinstance(found.value, dict | list) else None


def _example(node: _Node) -> Any:
    """Return an example of a body of which only the fields are known: those that it must have."""
    required = {n: c for n, c in node.children.items() if c.param and c.param.required}
    return {name: _value(child) for name, child in (required or node.children).items()}


def _value(node: _Node) -> Any:
    if node.children:
        inner = _example(node)
        is_list = node.many or (node.param is not None and isinstance(node.param.type, ArrayType))
        return [inner] if is_list else inner
    param = node.param
    if param is None:
        return None
    given = param.example or param.default or next(iter(values_of(param)), None)
    structure = _structure(given)
    kind = _type(param)
    if isinstance(kind, ArrayType | ObjectType) and _fits(structure, kind):
        return structure
    return {} if given is None and param.reference else _typed(given, kind)


def _fits(structure: dict[str, Any] | list[Any] | None, kind: Type) -> bool:
    return isinstance(structure, list if isinstance(kind, ArrayType) else dict)


def _typed(given: str | None, kind: Type) -> Any:
    """Return a value of a type, the given one where it is of it."""
    if isinstance(kind, UnionType):
        kind = kind.members[0]
    if isinstance(kind, ArrayType):
        return [_typed(given, kind.items)] if given else []
    if isinstance(kind, ObjectType):
        return {}
    if isinstance(kind, ScalarType) and kind.kind in ("integer", "number", "boolean"):
        try:
            value = json.loads(given.lower()) if given else None
        except ValueError:
            value = None
        usable = isinstance(value, bool) == (kind.kind == "boolean") and isinstance(
            value, bool | int | float
        )
        return value if usable else {"integer": 0, "number": 0.0, "boolean": False}[kind.kind]
    return given if given else "string"
