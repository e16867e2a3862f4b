"""The Python client: an importable package with a resource for each folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator.emitters.authconstants import AuthConstant, auth_constants
from generator.emitters.emission import Emission
from generator.emitters.methods import MethodContext, method_context
from generator.emitters.operations import Operation
from generator.emitters.pytypes import (
    Annotations,
    ClassContext,
    ClassNames,
    body_class,
    import_lines,
    import_order,
    model_class,
)
from generator.emitters.settings import Setting, settings
from generator.emitters.words import template
from generator.model import Api, Group
from generator.plan import GroupName, Plan
from generator.rendering import Renderer, Unit
from generator.text import Text

EMITTER = "client"
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_RUNTIME = ("__init__", "auth", "calls", "models", "transport")


@dataclass(frozen=True, slots=True)
class Import:
    """``from module import names``; without names ``import module``."""

    module: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A resource inside a resource: its attribute, class and module below its parent's."""

    attribute: str
    class_name: str
    module: str
    description: str


@dataclass(frozen=True, slots=True)
class ResourceContext:
    """A module of resources: one class with its methods and inner resources."""

    title: str
    description: str
    class_name: str
    imports: tuple[Import, ...]
    runtime: str
    calls: tuple[str, ...]
    types_module: str
    types: tuple[str, ...]
    auths_module: str
    auths: tuple[str, ...]
    children: tuple[Child, ...]
    methods: tuple[MethodContext, ...]


@dataclass(frozen=True, slots=True)
class TypesContext:
    """A module of types: models that are received, then dictionaries that are sent."""

    title: str
    imports: tuple[Import, ...]
    models_module: str
    models: tuple[ClassContext, ...]
    bodies: tuple[ClassContext, ...]
    has_aliases: bool


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
    auths: tuple[AuthContext, ...]
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
    for group in (None, *_used(api)):
        yield from _resource(api, plan, group, found, auths, emission.fill)


def _used(api: Api) -> list[Group]:
    """Return the folders that have a request somewhere below them."""
    used = {e.group[:n] for e in api.endpoints for n in range(1, len(e.group) + 1)}
    return [group for group in api.groups if group.path in used]


def _package(
    api: Api, plan: Plan, found: Mapping[str, Operation], auths: Mapping[str, AuthConstant]
) -> PackageContext:
    constants = {constant.name: constant for constant in auths.values()}
    return PackageContext(
        package=plan.package,
        distribution=plan.package.replace("_", "-"),
        title=api.name or plan.package,
        summary=" ".join(api.description.split())[:200],
        version=api.version if _VERSION.fullmatch(api.version) else "0.1.0",
        settings=settings(api, plan, found, auths),
        auths=tuple(_auth(constants[name], plan) for name in sorted(constants)),
    )


def _auth(constant: AuthConstant, plan: Plan) -> AuthContext:
    arguments = tuple((name, template(text, plan)) for name, text in constant.arguments)
    return AuthContext(constant.name, constant.class_name, arguments)


def _resource(
    api: Api,
    plan: Plan,
    group: Group | None,
    found: Mapping[str, Operation],
    auths: Mapping[str, AuthConstant],
    fill: Callable[[Text], Text],
) -> Iterator[Unit]:
    path = group.path if group else ()
    own = [found[e.id] for e in api.endpoints if e.group == path]
    used = {g.path for g in _used(api)}
    inner = [g for g in api.groups if g.path[:-1] == path and g.path in used]
    slugs = plan.groups[path].slugs if group else ()
    place = "/".join(slugs)
    file = f"{place}/__init__.py" if inner and place else f"{place or '__init__'}.py"
    # How many dots lead from this module's package up to the client's package.
    dots = "." * (len(slugs) + (1 if inner or not slugs else 0) + 1)
    classes = _classes(own)
    annotations = Annotations(classes)
    shadowed = frozenset(
        {operation.method for operation in own}
        | {plan.groups[child.path].attribute for child in inner}
    )
    methods = tuple(method_context(o, annotations, shadowed, auths, plan, fill) for o in own)
    if inner:
        annotations.imports.add("TYPE_CHECKING")
    title = (group.name or plan.groups[path].attribute) if group else api.name or plan.package
    module = f"{dots}types" + "".join(f".{slug}" for slug in slugs)
    class_name = plan.groups[path].class_name if group else "Root"
    context = ResourceContext(
        title=title,
        description=group.description if group else api.description,
        class_name=class_name,
        imports=_imports(annotations),
        runtime=f"{dots}_runtime.calls",
        calls=import_order({"Mode", "Resource"} | {c for m in methods for c in m.calls}),
        types_module=module,
        types=import_order(annotations.used),
        auths_module=f"{dots}_auth",
        auths=import_order({m.auth for m in methods if m.auth}),
        children=tuple(_child(plan.groups[child.path], child) for child in inner),
        methods=methods,
    )
    root = f"client/{plan.package}"
    yield Unit(f"{root}/resources/{file}", "client/resource.py.j2", context, EMITTER)
    yield Unit(
        f"{root}/types/{file}",
        "client/types.py.j2",
        _types(title, classes, f"{dots}_runtime.models"),
        EMITTER,
    )


def _child(name: GroupName, group: Group) -> Child:
    return Child(
        name.attribute, name.class_name, f".{name.attribute}", group.name or name.attribute
    )


def _classes(own: list[Operation]) -> ClassNames:
    classes = ClassNames()
    for operation in own:
        for argument in operation.arguments:
            if argument.role in ("json", "body"):
                classes.want((operation.method, "body", argument.wire_name), argument.type)
        for response in (*operation.responses.values(), *operation.errors.values()):
            if response.kind == "json":
                classes.want(response.place, response.type)
    classes.allocate()
    return classes


def _types(title: str, classes: ClassNames, models_module: str) -> TypesContext:
    annotations = Annotations(classes)
    models, bodies = [], []
    for place, type_ in classes.wanted.items():
        name = classes.names[place]
        if place[1] == "body":
            bodies.append(body_class(name, type_, place, annotations))
        else:
            models.append(model_class(name, type_, place, annotations))
    if bodies:
        annotations.imports.add("TypedDict")
    return TypesContext(
        title=title,
        imports=_imports(annotations),
        models_module=models_module,
        models=tuple(models),
        bodies=tuple(bodies),
        has_aliases=any(field.alias for model in models for field in model.fields),
    )


def _imports(annotations: Annotations) -> tuple[Import, ...]:
    rows = import_lines(annotations.imports)
    return tuple(Import(module, import_order(names)) for module, names in rows)
