"""Credentials of a client: one constant for each auth that its operations use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator import naming
from generator.credentials import token_place
from generator.emitters.operations import Operation
from generator.emitters.words import template
from generator.model import Auth
from generator.naming import Wanted
from generator.plan import Plan
from generator.text import Text


@dataclass(frozen=True, slots=True)
class AuthConstant:
    """A constant of the client's ``_auth`` module: ``class_name(argument=text, …)``."""

    name: str
    class_name: str
    arguments: tuple[tuple[str, Text], ...]


def auth_constants(found: Mapping[str, Operation], plan: Plan) -> dict[str, AuthConstant]:
    """Return the constant for each endpoint id that sends credentials; equal auths share one."""
    shapes: dict[tuple[str, tuple[tuple[str, Text], ...]], str] = {}
    by_endpoint = {}
    for endpoint_id, operation in found.items():
        shape = _shape(operation.auth)
        if shape is not None:
            shapes.setdefault(shape, operation.auth.kind)
            by_endpoint[endpoint_id] = shape
    wanted = []
    for (_, arguments), kind in shapes.items():
        base = naming.snake(kind).upper()
        words = naming.snake(" ".join(template(text, plan) for _, text in arguments)).upper()
        unique = naming.digest(repr(arguments)).upper()
        wanted.append(Wanted((base, f"{base}_{words}" if words else base, f"{base}_{unique}")))
    names = dict(zip(shapes, naming.allocate(wanted), strict=True))
    return {
        endpoint_id: AuthConstant(names[shape], shape[0], shape[1])
        for endpoint_id, shape in by_endpoint.items()
    }


def auth_query(auth: Auth) -> tuple[Text, Text] | None:
    """Return name and value of the query parameter that an auth adds, if it adds one."""
    shape = _shape(auth)
    if shape is None or shape[0] != "QueryKey":
        return None
    found = dict(shape[1])
    return found["name"], found["value"]


_PAIRS = {"basic": "Basic", "digest": "Digest", "userinfo": "UserInfo"}


def _shape(auth: Auth) -> tuple[str, tuple[tuple[str, Text], ...]] | None:
    """Return the runtime class and its arguments; ``None`` where nothing is sent."""
    if auth.kind in _PAIRS:
        names = ("username", "password")
        return _PAIRS[auth.kind], tuple((n, auth.get(n) or Text()) for n in names)
    place = token_place(auth)
    if place is None:
        return None
    if place.location == "query":
        return "QueryKey", (("name", place.name), ("value", place.value))
    if auth.kind == "apikey":
        return "Token", (("value", place.value), ("prefix", Text()), ("name", place.name))
    prefix = () if place.prefix.literal == "Bearer" else (("prefix", place.prefix),)
    return "Token", (("value", place.value), *prefix)
