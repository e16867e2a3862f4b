"""Error classes: what a documented status with a typed body raises (docs/decisions/006-errors.md).

One class for each status and body type, among the types of the innermost folder around its uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from generator.emitters.client.classes import Classes, Folder, common_folder
from generator.emitters.client.shapes import classes_in
from generator.emitters.operations.operation import Operation
from generator.frozen import Frozen, changed
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.types.datatypes import Type

# The classes of the client's errors module that have a status of their own.
FAMILIES = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableError",
    429: "RateLimitError",
}
# What the status is called in the names of classes, where that is short and the same everywhere.
_WORDS = {status: name.removesuffix("Error") for status, name in FAMILIES.items()} | {
    402: "PaymentRequired",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    408: "RequestTimeout",
    410: "Gone",
    412: "PreconditionFailed",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    423: "Locked",
    428: "PreconditionRequired",
    500: "InternalServer",
    501: "NotImplemented",
    502: "BadGateway",
    503: "Unavailable",
    504: "GatewayTimeout",
}
# An error by the id of its endpoint and its status.
Errors = Mapping[tuple[str, int], "ErrorClass"]


class ErrorClass(Frozen):
    """A class of the client: the folder whose types it is among, its name, base and body."""

    folder: Folder
    name: str
    base: str
    status: int
    body: Type


def family(status: int) -> str:
    """Return the class of the client's errors module for a status."""
    return FAMILIES.get(status, "ServerError" if status >= 500 else "StatusError")


def error_classes(
    placed: Iterable[tuple[Folder, Operation]],
    resources: Iterable[tuple[Folder, str]],
    classes: Classes,
) -> Errors:
    """Return the error class of each documented status whose body has a class.

    ``resources`` are the folders' own classes, as in `make_classes`.
    """
    uses: dict[tuple[int, Type], list[tuple[Folder, Operation]]] = defaultdict(list)
    for folder, operation in placed:
        for status, body in _typed(operation, classes):
            uses[status, body].append((folder, operation))
    own = dict(resources)
    found = {
        key: ErrorClass(reduce(common_folder, (f for f, _ in places)), "", family(key[0]), *key)
        for key, places in uses.items()
    }
    taken = {*own.values(), *(one.name for one in classes.by_number.values())}
    wanted = {key: _wanted(found[key], uses[key], own) for key in uses}
    names = _names(found, wanted, taken)
    return {
        (operation.endpoint.id, key[0]): changed(found[key], name=names[key])
        for key, places in uses.items()
        for _, operation in places
    }


def _typed(operation: Operation, classes: Classes) -> Iterator[tuple[int, Type]]:
    """Yield the statuses of an operation's errors whose bodies have a class, with their types."""
    for status, response in operation.errors.items():
        if response.kind == "json":
            body = classes.shapes.of(response.type, False)
            if any(classes_in(body)):
                yield status, body


def _names(
    found: Mapping[tuple[int, Type], ErrorClass],
    wanted: Mapping[tuple[int, Type], Wanted],
    taken: set[str],
) -> dict[tuple[int, Type], str]:
    """Name the classes, outer folders first; a module sees those of the folders around it."""
    inside: dict[Folder, list[tuple[int, Type]]] = defaultdict(list)
    for key, one in found.items():
        inside[one.folder].append(key)
    names: dict[tuple[int, Type], str] = {}
    for folder in sorted(inside, key=lambda f: (len(f), f)):
        keys = inside[folder]
        outer = {n for k, n in names.items() if found[k].folder == folder[: len(found[k].folder)]}
        given = allocate([wanted[key] for key in keys], taken | outer)
        names.update(zip(keys, given, strict=True))
    return names


def _wanted(
    error: ErrorClass,
    uses: list[tuple[Folder, Operation]],
    resources: Mapping[Folder, str],
) -> Wanted:
    """Return names from short to exact: after the folder, or else after the first method."""
    ending = _WORDS.get(error.status, f"Status{error.status}") + "Error"
    subject = resources[error.folder] if error.folder else "Api"
    method = naming.camel(min(operation.method for _, operation in uses))
    unique = naming.digest(repr(sorted((folder, o.method) for folder, o in uses)))
    names = (f"{subject}{ending}", f"{method}{ending}", f"{method}{ending}{unique}")
    return Wanted(tuple(name if name[0].isalpha() else f"Api{name}" for name in names))
