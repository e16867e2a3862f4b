"""What a page says of a request is put to that request; docs/pages.md says what wins."""

from __future__ import annotations

from collections.abc import Sequence

from generator.credentials.names import is_credential_header
from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.merging.matching import slots_of
from generator.model import Body, Endpoint, FormBody, Parameter, RawBody, Request
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    EnumType,
    Field,
    ObjectType,
    ScalarType,
    Type,
)


def enriched(endpoint: Endpoint, page: Endpoint, diagnostics: Diagnostics) -> Endpoint:
    """Return an endpoint with what a page knows of it besides.

    The request itself, its values and its authorisation stay; the page gives types, required
    marks, values, responses, limits and notes, and descriptions where there are none.
    """
    _compare_auth(endpoint, page, diagnostics)
    own, other = endpoint.request, page.request
    renamed = dict(zip(slots_of(other), slots_of(own), strict=False))
    told = tuple(_renamed(parameter, renamed) for parameter in other.parameters)
    request = changed(
        own,
        auth=other.auth if _says_nothing(own) else own.auth,
        parameters=_parameters(own.parameters, told, diagnostics),
        headers=_parameters(own.headers, other.headers, diagnostics),
        body=_body(own.body, other.body, diagnostics),
    )
    known = {response.status for response in endpoint.responses}
    return changed(
        endpoint,
        request=request,
        description=endpoint.description or page.description,
        notes=_joined(endpoint.notes, page.notes),
        rate_limits=_joined(endpoint.rate_limits, page.rate_limits),
        samples=tuple(dict.fromkeys((*endpoint.samples, *page.samples))),
        responses=(*endpoint.responses, *(r for r in page.responses if _adds(r.status, known))),
        deprecated=endpoint.deprecated or page.deprecated,
    )


def _adds(status: int | None, known: set[int | None]) -> bool:
    """Whether to add a page's response: its status is new, or it has none and there is no other."""
    return status not in known and (status is not None or not known)


def _says_nothing(request: Request) -> bool:
    """Whether a request says nothing of authorisation: it has none, and no header for it."""
    return (
        request.auth.kind == "none"
        and request.auth.origin is None
        and not any(is_credential_header(header.name.source) for header in request.headers)
    )


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _compare_auth(endpoint: Endpoint, page: Endpoint, diagnostics: Diagnostics) -> None:
    own, other = endpoint.request.auth, page.request.auth
    if "none" not in (own.kind, other.kind) and own.kind != other.kind:
        message = f"the page says {other.kind}, the request of {endpoint.name!r} sends {own.kind}"
        diagnostics.add("page-contradiction", message, other.origin or page.origin)


def _renamed(parameter: Parameter, names: dict[str, str]) -> Parameter:
    """Return a path variable by the name that the request has for it."""
    name = names.get(parameter.name.source)
    if parameter.location != "path" or name is None:
        return parameter
    return changed(parameter, name=changed(parameter.name, parts=(name,)))


def _parameters(
    own: tuple[Parameter, ...], told: Sequence[Parameter], diagnostics: Diagnostics
) -> tuple[Parameter, ...]:
    """Return the parameters with what a page tells of them, then those that only the page has.

    The latter are documented, but not sent: the request is the collection's.
    """
    rows = {_key(parameter): parameter for parameter in told}
    out = []
    for parameter in own:
        other = rows.pop(_key(parameter), None)
        out.append(_parameter(parameter, other, diagnostics) if other else parameter)
    more = (changed(p, enabled=False) for p in rows.values() if p.location != "path")
    return (*out, *more)


def _key(parameter: Parameter) -> tuple[str, str]:
    name = parameter.name.source
    return parameter.location, name.lower() if parameter.location == "header" else name


def _parameter(own: Parameter, told: Parameter, diagnostics: Diagnostics) -> Parameter:
    kind = _type(own.type, told.type)
    if _differ(own.type, told.type):
        message = (
            f"{own.name.source!r}: the page says {_word(told.type)}, the value is {_word(own.type)}"
        )
        diagnostics.add("page-contradiction", message, told.origin)
        kind = own.type
    return changed(
        own,
        type=kind,
        required=own.required if told.required is None else told.required,
        description=own.description or told.description,
        enum=own.enum or told.enum,
        default=own.default if own.default is not None else told.default,
    )


def _type(own: Type, told: Type) -> Type:
    """Return the type that a page states, or the inferred one where it states none."""
    if isinstance(told, AnyType):
        return own
    if (
        isinstance(told, ArrayType)
        and isinstance(told.items, AnyType)
        and isinstance(own, ArrayType)
    ):
        return own
    if told == ObjectType() and isinstance(own, ObjectType):
        return own
    if told == ScalarType("string") and isinstance(own, EnumType):
        return own
    return told


def _differ(own: Type, told: Type) -> bool:
    """Whether a value cannot be of the type that a page states.

    Values of URLs and headers are texts: a number may well be meant as a string, but what is no
    number is none.
    """
    return (
        isinstance(own, ScalarType)
        and isinstance(told, ScalarType)
        and own.kind == "string"
        and own.format is not None
        and told.kind in ("integer", "number", "boolean")
    )


def _word(kind: Type) -> str:
    if isinstance(kind, ScalarType):
        return kind.format or kind.kind
    return type(kind).__name__.removesuffix("Type").lower()


def _body(own: Body | None, told: Body | None, diagnostics: Diagnostics) -> Body | None:
    if isinstance(own, RawBody) and isinstance(told, RawBody):
        return changed(own, type=_fields(own.type, told.type))
    if isinstance(own, FormBody):
        rows = _form_rows(told)
        return FormBody(_parameters(own.fields, rows, diagnostics)) if rows else own
    return own


def _form_rows(told: Body | None) -> tuple[Parameter, ...]:
    return told.fields if isinstance(told, FormBody) else ()


def _fields(own: Type, told: Type) -> Type:
    """Return the type of a body: the request's members with the page's types, then the page's."""
    if isinstance(own, ArrayType) and isinstance(told, ArrayType):
        return ArrayType(_fields(own.items, told.items))
    if not isinstance(own, ObjectType) or not isinstance(told, ObjectType):
        return _type(own, told)
    rows = {field.name: field for field in told.fields}
    out = [_field(field, rows.pop(field.name, None)) for field in own.fields]
    return ObjectType((*out, *(changed(field, required=False) for field in rows.values())))


def _field(own: Field, told: Field | None) -> Field:
    if told is None:
        return own
    return changed(
        own,
        type=_fields(own.type, told.type),
        required=told.required,
        description=own.description or told.description,
    )
