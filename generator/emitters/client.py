"""The Python client: an importable package with a resource for each folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.emitters.authconstants import AuthConstant, auth_constants
from generator.emitters.emission import Emission
from generator.emitters.given import GivenContext, given_context
from generator.emitters.operations import Operation
from generator.emitters.resources import folders, resource_units
from generator.emitters.settings import Setting, settings
from generator.emitters.words import template
from generator.model import Api
from generator.plan import Plan
from generator.rendering import Renderer, Unit

EMITTER = "client"
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_RUNTIME = ("__init__", "auth", "calls", "models", "transport")


@dataclass(frozen=True, slots=True)
class AuthContext:
    """A constant of the auth module: its class, and its arguments as templates."""

    name: str
    class_name: str
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A class of the client module: what its methods return, and what it sends with."""

    name: str
    mode: str
    transport: str
    http: str
    summary: str


CLIENTS = (
    ClientClass(
        "Client", "Sync", "SyncClient", "Client", "Sends requests and waits for their answers."
    ),
    ClientClass(
        "AsyncClient",
        "Async",
        "AsyncClient",
        "AsyncClient",
        "Sends requests without blocking the event loop.",
    ),
)


@dataclass(frozen=True, slots=True)
class PackageContext:
    """What the files around the resources need."""

    package: str
    distribution: str
    title: str
    summary: str
    version: str
    settings: tuple[Setting, ...]
    makes_values: bool
    auths: tuple[AuthContext, ...]
    given: GivenContext
    clients: tuple[ClientClass, ...] = CLIENTS


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield the units of the package and of the project around it."""
    api, plan, found = emission.api, emission.plan, emission.operations
    auths = auth_constants(found, plan)
    package = _package(api, plan, found, auths)
    root = f"client/{plan.package}"
    for name in ("pyproject.toml", "README.md"):
        yield Unit(f"client/{name}", f"client/{name}.j2", package, EMITTER)
    for name in ("__init__.py", "_client.py", "_auth.py", "errors.py", "py.typed"):
        yield Unit(f"{root}/{name}", f"client/{name}.j2", package, EMITTER)
    for name in _RUNTIME:
        template = f"client/runtime/{name}.py.j2"
        yield Unit(f"{root}/_runtime/{name}.py", template, package, EMITTER)
    if package.makes_values:
        yield Unit(f"{root}/_runtime/fresh.py", "client/runtime/fresh.py.j2", package, EMITTER)
    for folder in folders(emission):
        yield from resource_units(folder, emission, auths)


def _package(
    api: Api, plan: Plan, found: Mapping[str, Operation], auths: Mapping[str, AuthConstant]
) -> PackageContext:
    constants = {constant.name: constant for constant in auths.values()}
    found_settings = settings(api, plan, found, auths)
    return PackageContext(
        package=plan.package,
        distribution=plan.package.replace("_", "-"),
        title=api.name or plan.package,
        summary=" ".join(api.description.split())[:200],
        version=api.version if _VERSION.fullmatch(api.version) else "0.1.0",
        settings=found_settings.rows,
        makes_values=found_settings.makes_values,
        auths=tuple(_auth(constants[name], plan) for name in sorted(constants)),
        given=given_context(api, plan, found_settings.rows),
    )


def _auth(constant: AuthConstant, plan: Plan) -> AuthContext:
    arguments = tuple((name, template(text, plan)) for name, text in constant.arguments)
    return AuthContext(constant.name, constant.class_name, arguments)
