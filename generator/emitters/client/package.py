"""The Python client: an importable package with a resource for each folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.emitters.client.authconstants import AuthConstant, auth_constants
from generator.emitters.client.classes import make_classes
from generator.emitters.client.credentials import Credential, credentials, distribution, extras
from generator.emitters.client.errorclasses import error_classes
from generator.emitters.client.first_call import FirstCall, first_call
from generator.emitters.client.given import GivenContext, given_context
from generator.emitters.client.iterators import paged
from generator.emitters.client.modelstyles import STYLES
from generator.emitters.client.resources import folders, resource_units
from generator.emitters.client.settings import Setting, setting_default, settings
from generator.emitters.client.tests import has_answers
from generator.emitters.emission import Emission
from generator.emitters.operations.arguments import Argument as MethodArgument
from generator.emitters.words import template
from generator.frozen import Frozen
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.names.plan import Plan
from generator.rendering.jinja import Renderer, Unit
from generator.text import Text

EMITTER = "client"
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_RUNTIME = (
    "__init__", "auth", "calls", "clients", "requests", "resources", "responses", "retries",
    "settings", "transport", "views",
)  # fmt: skip
# What the modules of credentials need besides.
_NEEDED = {
    "asap": ("extras", "jwt", "keys"),
    "aws": ("signing",),
    "edgegrid": ("signing",),
    "hawk": ("signing",),
    "ntlm": ("extras",),
    "oauth1": ("signing",),
    "oauth2": ("signing", "tokens"),
}


class Argument(Frozen):
    """An argument of a constant: a template, or templates by name; with neither it is ``True``."""

    name: str
    text: str | None = None
    rows: tuple[tuple[str, str], ...] = ()


class AuthContext(Frozen):
    """A constant of the auth module: its class, and its arguments."""

    name: str
    module: str
    class_name: str
    arguments: tuple[Argument, ...]


class Extra(Frozen):
    """Packages that only some credentials need, and the name they are installed by."""

    name: str
    requirement: str


_EXTRAS = {
    "jwt": Extra("jwt", "PyJWT[crypto]>=2.8"),
    "ntlm": Extra("ntlm", "pyspnego>=0.10"),
    "oauth1-rsa": Extra("oauth1-rsa", "cryptography>=41"),
}


class EnvironmentContext(Frozen):
    """A constant for an environment: the settings that have another default in it."""

    constant: str
    name: str
    values: tuple[tuple[str, str | None], ...]


class ClientClass(Frozen):
    """A class of the client module: what its methods return, and what it sends with."""

    name: str
    mode: str
    transport: str
    http: str
    summary: str


CLIENTS = (
    ClientClass(
        "Client", "Sync", "SyncClient", "Client", "Sends requests and waits for their responses."
    ),
    ClientClass(
        "AsyncClient",
        "Async",
        "AsyncClient",
        "AsyncClient",
        "Sends requests without blocking the event loop.",
    ),
)


class PackageContext(Frozen):
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
    credentials: tuple[Credential, ...]
    modules: tuple[str, ...]
    requirement: str | None
    extras: tuple[Extra, ...]
    packages: tuple[str, ...]
    environments: tuple[EnvironmentContext, ...]
    first: FirstCall | None
    has_tests: bool
    has_pages: bool
    has_variables: bool
    clients: tuple[ClientClass, ...] = CLIENTS


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield the units of the package and of the project around it."""
    plan = emission.plan
    auths = auth_constants(emission.operations, plan, emission.fill)
    package = _package(emission, auths)
    root = f"client/{plan.package}"
    for name in ("pyproject.toml", "README.md"):
        yield Unit(f"client/{name}", f"client/{name}.j2", package, EMITTER)
    yield Unit("client/CHANGELOG.md", "client/CHANGELOG.md.j2", package, EMITTER, is_seed=True)
    for name in ("__init__.py", "_client.py", "_auth.py", "errors.py", "py.typed"):
        yield Unit(f"{root}/{name}", f"client/{name}.j2", package, EMITTER)
    if package.environments:
        template = "client/environments.py.j2"
        yield Unit(f"{root}/environments.py", template, package, EMITTER)
    for name in package.modules:
        template = f"client/runtime/{name}.py.j2"
        yield Unit(f"{root}/_runtime/{name}.py", template, package, EMITTER)
    models = f"client/runtime/models/{emission.models}.py.j2"
    yield Unit(f"{root}/_runtime/models.py", models, package, EMITTER)
    turns = {how.turn.kind for _, how in paged(emission.operations.values())}
    if turns:
        yield Unit(f"{root}/_runtime/pages.py", "client/runtime/pages.py.j2", turns, EMITTER)
    if package.makes_values:
        yield Unit(f"{root}/_runtime/fresh.py", "client/runtime/fresh.py.j2", package, EMITTER)
    places = list(folders(emission))
    placed = [(folder.slugs, operation) for folder in places for operation in folder.operations]
    resources = [(folder.slugs, folder.class_name) for folder in places]
    classes = make_classes(placed, resources)
    errors = error_classes(placed, resources, classes)
    for folder in places:
        yield from resource_units(folder, classes, errors, emission, auths)


def _package(emission: Emission, auths: Mapping[str, AuthConstant]) -> PackageContext:
    api, plan = emission.api, emission.plan
    constants = {constant.name: constant for constant in auths.values()}
    packages = {extra for constant in constants.values() for extra in extras(constant)}
    modules = _modules(constants.values(), "oauth1-rsa" in packages or "jwt" in packages)
    if any(operation.limits for operation in emission.operations.values()):
        modules = tuple(sorted({*modules, "limits"}))
    found_settings = settings(emission, auths)
    return PackageContext(
        package=plan.package,
        distribution=distribution(plan),
        title=api.name or plan.package,
        summary=" ".join(api.description.split())[:200],
        version=api.version if _VERSION.fullmatch(api.version) else "0.1.0",
        settings=found_settings.rows,
        makes_values=found_settings.makes_values,
        auths=tuple(_auth(constants[name], plan) for name in sorted(constants)),
        given=given_context(api, plan, found_settings.rows),
        credentials=tuple(credentials(constants.values(), found_settings.rows, plan)),
        modules=modules,
        requirement=STYLES[emission.models].requirement,
        extras=tuple(_EXTRAS[name] for name in sorted(packages)),
        packages=tuple(sorted(packages)),
        environments=tuple(_environments(emission, found_settings.rows)),
        first=first_call(emission, auths, found_settings.rows),
        has_tests="tests" in emission.emit and has_answers(api),
        has_pages=any(paged(emission.operations.values())),
        has_variables=any(a.role == "variable" for a in _arguments(emission)),
    )


def _arguments(emission: Emission) -> Iterator[MethodArgument]:
    return (argument for one in emission.operations.values() for argument in one.arguments)


def _environments(emission: Emission, rows: Iterable[Setting]) -> Iterator[EnvironmentContext]:
    """Yield a constant for each environment, called after its file."""
    wanted = (naming.identifier(one.name, "environment") for one in emission.environments)
    names = allocate([Wanted((name,)) for name in wanted])
    for name, environment in zip(names, emission.environments, strict=True):
        known = {v.name: v for v in environment.variables}
        own = {variable.name for variable in emission.settings}
        open_ = [row for row in rows if not row.is_secret and row.name not in own]
        defaults = ((row, setting_default(known.get(row.name), emission)) for row in open_)
        values = tuple((row.name, value) for row, value in defaults if value != row.default)
        yield EnvironmentContext(name.upper(), name, values)


def _modules(constants: Iterable[AuthConstant], has_keys: bool) -> tuple[str, ...]:
    """Return the modules of the runtime that these credentials need, and those that all do."""
    used = {constant.module for constant in constants}
    needed = {name for module in used for name in _NEEDED.get(module, ())}
    keys = {"extras", "keys"} if has_keys else set()
    return tuple(sorted({*_RUNTIME, *used, *needed, *keys}))


def _auth(constant: AuthConstant, plan: Plan) -> AuthContext:
    arguments = []
    for name, value in constant.arguments:
        if isinstance(value, Text):
            arguments.append(Argument(name, template(value, plan)))
        elif isinstance(value, tuple):
            rows = tuple((key, template(text, plan)) for key, text in value)
            arguments.append(Argument(name, rows=rows))
        else:
            arguments.append(Argument(name))
    return AuthContext(constant.name, constant.module, constant.class_name, tuple(arguments))
