"""Names and values of parameters as texts of the model, and the places of their lines."""

from __future__ import annotations

import re
from typing import Literal

from generator.model import Location, Parameter
from generator.origin import line_of
from generator.readers.descriptions import enumeration, stated_values
from generator.readers.pages.draft import Param
from generator.text import Reference, Text, parse
from generator.types.datatypes import AnyType, ScalarType, Type
from generator.types.inference import infer_text

_PLACEHOLDER = re.compile(
    r"<([^<>]+)>|\{([^{}]+)\}|\[([^\[\]]+)\]|\$\{?(\w+)\}?|((?:your|my)[-_ ][\w -]+|[A-Z]+_[A-Z_]+)",
    re.IGNORECASE,
)


def variable(name: str) -> str:
    """Return a name as that of a variable: braces, which would end it, left out."""
    return re.sub(r"[{}]", "", name).strip() or "value"


def text_of(param: Param, given: str | None = None) -> Text:
    """Return the value that is sent for a parameter: its example, or a variable of its name."""
    example = given if given is not None else param.example
    if example is None and param.default is not None:
        example = param.default
    if example is None:
        return Text((Reference(variable(param.name)),))
    found = _PLACEHOLDER.fullmatch(example.strip())
    if found and not re.fullmatch(r"[\[{].*[,:].*[\]}]", example.strip()):
        return Text((Reference(variable(param.name)),))
    return parse(example)


def parameter(
    param: Param, place: Location | Literal["form"], source: str, is_sent: bool = True
) -> Parameter:
    """Return a parameter of the model; one that need not be sent and has no example is off.

    Neither is one sent that others send, for which ``is_sent`` is false.
    """
    needed = param.required is True or param.shown or place == "path" or param.example is not None
    sent = is_sent and needed
    value = text_of(param)
    return Parameter(
        name=Text((param.name,)),
        location=place,
        # A variable stands in for what is sent; as an example it would tell nothing.
        value=value if sent or value.references != (variable(param.name),) else None,
        type=type_of(param),
        required=True if place == "path" else param.required,
        enabled=sent,
        description=param.description,
        origin=line_of(source, param.line),
        enum=values_of(param),
        default=param.default,
    )


def values_of(param: Param) -> tuple[str, ...]:
    """Return the values that a parameter may have: those listed, or that its description states."""
    return param.enum or (() if param.file else stated_values(param.description))


def type_of(param: Param) -> Type:
    """Return the type of a parameter: the listed one, or else that of its example or default."""
    values = values_of(param)
    if values and param.type in (ScalarType("string"), AnyType()):
        return enumeration(values)
    if not isinstance(param.type, AnyType) or (param.example or param.default) is None:
        return param.type
    value = text_of(param)
    return param.type if value.literal is None else infer_text(value)
