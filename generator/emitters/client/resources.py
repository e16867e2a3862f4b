"""Resources: a module of methods and a module of types for each folder of an Api."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from generator.emitters.client.authconstants import AuthConstant
from generator.emitters.client.classes import Classes
from generator.emitters.client.errorclasses import ErrorClass, Errors
from generator.emitters.client.iterators import PagesContext, pages_contexts
from generator.emitters.client.methods import MethodContext, method_context
from generator.emitters.client.modelstyles import STYLES, ModelStyle
from generator.emitters.client.pytypes import (
    Annotations,
    ClassContext,
    body_class,
    import_lines,
    import_order,
    natural_key,
)
from generator.emitters.emission import Emission
from generator.emitters.operations.operation import Operation
from generator.frozen import Frozen
from generator.model import Group
from generator.names.tree_names import GroupName
from generator.rendering.jinja import Unit

EMITTER = "client"


class Folder(Frozen):
    """A folder that has a request somewhere below it; the root has no ``slugs``."""

    title: str
    description: str
    class_name: str
    slugs: tuple[str, ...]
    operations: tuple[Operation, ...]
    children: tuple[tuple[GroupName, Group], ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The names of its module and of the packages around it."""
        return tuple(map(module_name, self.slugs))

    @property
    def module(self) -> str:
        """The file below ``resources`` and ``types``: a package where it has children."""
        place = "/".join(self.modules)
        if not place:
            return "__init__.py"
        return f"{place}/__init__.py" if self.children else f"{place}.py"

    def types_of(self, folder: tuple[str, ...]) -> str:
        """The relative import that leads from the module to the types of a folder."""
        return ".".join((f"{self.dots}types", *map(module_name, folder)))

    @property
    def dots(self) -> str:
        """The relative import that leads from the module to the client's package."""
        return "." * (self.module.count("/") + 2)


class Import(Frozen):
    """``from module import names``; without names ``import module``."""

    module: str
    names: tuple[str, ...]


class Child(Frozen):
    """A resource inside a resource: its attribute, class and module below its parent's."""

    attribute: str
    class_name: str
    module: str
    description: str


class ResourceContext(Frozen):
    """A module of resources: one class with its methods and inner resources.

    ``child_imports`` are the inner resources in the order of their imports.
    """

    title: str
    description: str
    class_name: str
    imports: tuple[Import, ...]
    runtime: str
    calls: tuple[str, ...]
    has_texts: bool
    types: tuple[Import, ...]
    auths_module: str
    auths: tuple[str, ...]
    children: tuple[Child, ...]
    child_imports: tuple[Child, ...]
    methods: tuple[MethodContext, ...]
    pages: tuple[PagesContext, ...]
    turns: tuple[str, ...]
    is_limited: bool


class ErrorContext(Frozen):
    """What a status with a typed body raises: ``base`` is a class of the client's errors."""

    name: str
    base: str
    body: str


class TypesContext(Frozen):
    """A module of types: models that are received, dictionaries that are sent, errors."""

    title: str
    imports: tuple[Import, ...]
    types: tuple[Import, ...]
    models_module: str
    models: tuple[ClassContext, ...]
    bodies: tuple[ClassContext, ...]
    errors: tuple[ErrorContext, ...]
    package: str
    has_aliases: bool


# What the modules of resources and types use by these names: a submodule of the same name would
# take their place, for an import binds it in its package.
_USED_NAMES = frozenset(
    {"list", "str", "dict", "int", "float", "bool", "bytes", "date", "datetime", "builtins",
     "as_file", "field"}
)  # fmt: skip


def module_name(slug: str) -> str:
    """Return the name of a folder's module."""
    return slug + "_" if slug in _USED_NAMES else slug


def folders(emission: Emission) -> Iterator[Folder]:
    """Yield the root and the folders that hold requests, parents first."""
    api, plan = emission.api, emission.plan
    own: dict[tuple[int, ...], list[Operation]] = defaultdict(list)
    used: set[tuple[int, ...]] = set()
    for endpoint in api.endpoints:
        operation = emission.operations[endpoint.id]
        own[endpoint.group] += [operation] if operation.is_first else []
        used.update(endpoint.group[:length] for length in range(len(endpoint.group) + 1))
    groups = [group for group in api.groups if group.path in used]
    children: dict[tuple[int, ...], list[tuple[GroupName, Group]]] = defaultdict(list)
    for group in groups:
        children[group.path[:-1]].append((plan.groups[group.path], group))
    title, inner = api.name or plan.package, tuple(children[()])
    yield Folder(title, api.description, "Root", (), tuple(own[()]), inner)
    for group in groups:
        name = plan.groups[group.path]
        yield Folder(
            title=group.name or name.attribute,
            description=group.description,
            class_name=name.class_name,
            slugs=name.slugs,
            operations=tuple(own[group.path]),
            children=tuple(children[group.path]),
        )


def resource_units(
    folder: Folder,
    classes: Classes,
    errors: Errors,
    emission: Emission,
    auths: Mapping[str, AuthConstant],
) -> Iterator[Unit]:
    """Yield the module of a folder's methods and that of its types."""
    resource = _resource(folder, classes, errors, emission, auths)
    types = _types(folder, classes, errors, STYLES[emission.models])
    root = f"client/{emission.plan.package}"
    path = f"{root}/resources/{folder.module}"
    yield Unit(path, "client/resource.py.j2", resource, EMITTER)
    yield Unit(
        f"{root}/types/{folder.module}", f"client/types/{emission.models}.py.j2", types, EMITTER
    )


def _resource(
    folder: Folder,
    classes: Classes,
    errors: Errors,
    emission: Emission,
    auths: Mapping[str, AuthConstant],
) -> ResourceContext:
    annotations = Annotations(classes, STYLES[emission.models].parses)
    attributes = {name.attribute for name, _ in folder.children}
    shadowed = frozenset(attributes | {operation.method for operation in folder.operations})
    methods = tuple(
        method_context(o, annotations, errors, shadowed, auths, emission) for o in folder.operations
    )
    pages = pages_contexts(folder.operations, (folder.modules or ("",))[-1], annotations, shadowed)
    children = tuple(_child(name, group) for name, group in folder.children)
    if children:
        annotations.imports.add("TYPE_CHECKING")
    return ResourceContext(
        title=folder.title,
        description=folder.description,
        class_name=folder.class_name,
        imports=_imports(annotations),
        runtime=f"{folder.dots}_runtime",
        calls=import_order({c for m in methods for c in m.calls} - {"Text"}),
        has_texts=any("Text" in m.calls for m in methods),
        types=_used(annotations, folder),
        auths_module=f"{folder.dots}_auth",
        auths=import_order({m.auth for m in methods if m.auth}),
        children=children,
        child_imports=tuple(sorted(children, key=lambda child: natural_key(child.module))),
        methods=methods,
        pages=pages,
        turns=import_order({"pages"} | {row.turn.kind for row in pages}),
        is_limited=any(m.limits for m in methods),
    )


def _child(name: GroupName, group: Group) -> Child:
    return Child(
        name.attribute,
        name.class_name,
        f".{module_name(name.attribute)}",
        group.name or name.attribute,
    )


def _types(folder: Folder, classes: Classes, errors: Errors, style: ModelStyle) -> TypesContext:
    annotations = Annotations(classes, style.parses)
    models: list[ClassContext] = []
    bodies: list[ClassContext] = []
    for one in classes.inside(folder.slugs):
        members = one.shape.members.values()
        if one.shape.sent:
            context = body_class(one.name, members, annotations, sent=True)
        else:
            context = style.received(one.name, members, annotations)
        (models if context.is_model else bodies).append(context)
    if bodies:
        annotations.imports.add("TypedDict")
    own = {one.name: one for one in errors.values() if one.folder == folder.slugs}
    ordered = sorted(own.values(), key=lambda one: (one.status, one.name))
    raised = tuple(_error(one, annotations) for one in ordered)
    annotations.used.pop(folder.slugs, None)
    return TypesContext(
        title=folder.title,
        imports=_imports(annotations),
        types=_used(annotations, folder),
        models_module=f"{folder.dots}_runtime.models",
        models=tuple(models),
        bodies=tuple(bodies),
        errors=raised,
        package=folder.dots,
        has_aliases=any(field.alias is not None for model in models for field in model.fields),
    )


def _error(error: ErrorClass, annotations: Annotations) -> ErrorContext:
    return ErrorContext(error.name, error.base, annotations.of(error.body, (), False))


def _used(annotations: Annotations, folder: Folder) -> tuple[Import, ...]:
    """Return the imports of classes from the types of folders."""
    rows = sorted(annotations.used.items(), key=lambda row: [natural_key(slug) for slug in row[0]])
    return tuple(Import(folder.types_of(place), import_order(names)) for place, names in rows)


def _imports(annotations: Annotations) -> tuple[Import, ...]:
    rows = import_lines(annotations.imports)
    return tuple(Import(module, import_order(names)) for module, names in rows)
