"""Surface: what programs can use of a generated client, as the templates would write it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from generator.emitters.client import package as client
from generator.emitters.client.methods import MethodContext
from generator.emitters.client.package import PackageContext
from generator.emitters.client.resources import Import, ResourceContext, TypesContext, folders
from generator.emitters.emission import Emission
from generator.frozen import Frozen
from generator.rendering.jinja import Renderer

# The alternatives of a type; classes stand in them with their modules, ``types.links.Link``.
Alternatives = frozenset[str]
# The arguments of a method by where they go and what they are called there.
Wire = Mapping[tuple[str, str], str]


class ConstructorArgument(Frozen):
    """An argument of the constructor; one without ``default`` has to be given or set."""

    default: str | None
    is_needed: bool


class Method(Frozen):
    """A method: its arguments with their types, what it returns, its iterator's name and item."""

    positional: Mapping[str, Alternatives]
    keywords: Mapping[str, Alternatives]
    wire: Wire
    returns: Alternatives
    iterator: tuple[str, Alternatives] | None


class Class(Frozen):
    """A class of the types; ``sent`` are those that callers make."""

    fields: Mapping[str, Alternatives]
    sent: bool


class Surface(Frozen):
    """A client: methods by their calls (``client.links.update``), classes by module and name."""

    package: str
    settings: Mapping[str, ConstructorArgument]
    methods: Mapping[str, Method]
    classes: Mapping[str, Class]


def make_surface(emission: Emission) -> Surface:
    """Return the surface of the client that an emission makes."""
    settings: dict[str, ConstructorArgument] = {}
    methods: dict[str, Method] = {}
    classes: dict[str, Class] = {}
    root = f"client/{emission.plan.package}/"
    slugs = {f"{root}resources/{folder.module}": folder.slugs for folder in folders(emission)}
    wires = _wires(emission)
    for unit in client.emit(emission, Renderer()):
        context = unit.context
        if isinstance(context, ResourceContext):
            call = ".".join(("client", *slugs[unit.path]))
            methods.update(_methods(context, call, wires))
        elif isinstance(context, TypesContext):
            module = unit.path.removeprefix(root).removesuffix(".py").removesuffix("/__init__")
            classes.update(_classes(context, module.replace("/", "."), emission))
        elif isinstance(context, PackageContext):
            settings.update(_settings(context, emission))
    return Surface(emission.plan.package, settings, methods, classes)


def _settings(context: PackageContext, emission: Emission) -> dict[str, ConstructorArgument]:
    notes = {v.note for v in emission.plan.fetch.values()} - {""}
    return {
        row.argument: ConstructorArgument(
            None if row.is_secret else row.default,
            row.default is None and row.description not in notes,
        )
        for row in context.settings
    }


def _wires(emission: Emission) -> dict[str, Wire]:
    """Return what the arguments of each method are called, by its call."""
    return {
        emission.plan.call(operation.endpoint): {
            (a.role, a.wire_name.lower() if a.role == "header" else a.wire_name): a.name
            for a in operation.arguments
        }
        for operation in emission.operations.values()
        if operation.is_first
    }


def _methods(
    context: ResourceContext, call: str, wires: Mapping[str, Wire]
) -> Iterator[tuple[str, Method]]:
    names = _imported(context.types)
    iterators = {row.method: (row.name, alternatives(row.item, names)) for row in context.pages}
    for method in context.methods:
        path = f"{call}.{method.name}"
        yield path, _method(method, names, wires[path], iterators.get(method.name))


def _method(
    method: MethodContext,
    names: Mapping[str, str],
    wire: Wire,
    iterator: tuple[str, Alternatives] | None,
) -> Method:
    return Method(
        positional={p.name: alternatives(p.annotation, names) for p in method.path},
        # That an argument may be left out is not a type that it takes.
        keywords={
            p.name: alternatives(p.annotation, names) - {"NotGiven"} for p in method.keywords
        },
        wire=wire,
        returns=alternatives(method.returns, names),
        iterator=iterator,
    )


def _classes(context: TypesContext, module: str, emission: Emission) -> Iterator[tuple[str, Class]]:
    own = [one.name for one in (*context.models, *context.bodies)]
    own += [error.name for error in context.errors]
    names = _imported(context.types) | {name: f"{module}.{name}" for name in own}
    # Plain dictionaries may be received; who reads them must know more than who writes them.
    sends = emission.models != "typeddict"
    for one in (*context.models, *context.bodies):
        fields = {f.name: alternatives(f.annotation, names) for f in one.fields}
        yield f"{module}.{one.name}", Class(fields, not one.is_model and sends)
    for error in context.errors:
        body = alternatives(error.body, names)
        yield f"{module}.{error.name}", Class({"body": body}, False)


def _imported(rows: tuple[Import, ...]) -> dict[str, str]:
    return {name: f"{row.module.lstrip('.')}.{name}" for row in rows for name in row.names}


def alternatives(annotation: str, names: Mapping[str, str]) -> Alternatives:
    """Return the alternatives of an annotation, with the order of unions and literals undone.

    ``names`` are the classes' full names.
    """
    return frozenset(_alternatives(ast.parse(annotation, mode="eval").body, names))


def _alternatives(node: ast.expr, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, ast.BinOp):
        yield from _alternatives(node.left, names)
        yield from _alternatives(node.right, names)
    elif isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        head = ast.unparse(node.value)
        if head == "Literal":
            yield from (f"Literal[{ast.unparse(value)}]" for value in inner)
        else:
            parts = (" | ".join(sorted(_alternatives(one, names))) for one in inner)
            yield f"{head.removeprefix('builtins.')}[{', '.join(parts)}]"
    else:
        name = ast.unparse(node).removeprefix("builtins.")
        yield names.get(name, name).lstrip("_")


def written(types: Alternatives) -> str:
    """Return alternatives as an annotation, ``None`` last."""
    return " | ".join(sorted(types, key=lambda one: (one == "None", one)))
