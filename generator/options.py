"""What a run is asked for, as frozen data; light enough to be made before anything is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.config.jobs import Filter, JobPlace

EMIT = ("client", "tests", "snippets", "reference", "llms")
#: The targets that are written where none are asked for.
DEFAULT_TARGETS = ("shell/curl", "python/client")

#: Packages that clients, their extras and snippets import, with what those import in turn: a client
#: of such a name would stand in the way of its own imports.
NEEDED_PACKAGES = frozenset(
    {"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "hpack", "hyperframe", "anyio"}
    | {"certifi", "idna", "sniffio", "socksio", "exceptiongroup", "typing_extensions", "click"}
    | {"cryptography", "cffi", "jwt", "spnego", "pydantic", "pydantic_core", "annotated_types"}
    | {"typing_inspection", "pytest", "requests", "aiohttp", "rich", "brotli", "zstandard"}
)

# What decides what is written, besides the inputs.
_CHOICES = frozenset(
    {"emit", "targets", "package", "models", "methods", "unpaged", "rename", "include", "exclude"}
    | {"dialect", "pages"}
)


class Options(Frozen):
    """What a run was asked for. Paths are as the user gave them; ``-`` is standard input.

    ``place`` is where the job stands in its config; for the rest see `jobs.Job`. With ``lenient``
    names and filters that match nothing are ignored. ``stem`` replaces the name of the first
    source's file where the package is called after it.
    """

    sources: tuple[str, ...]
    environments: tuple[str, ...] = ()
    emit: tuple[str, ...] = EMIT
    targets: tuple[str, ...] = DEFAULT_TARGETS
    package: str | None = None
    models: str = "model"
    templates: str | None = None
    methods: str = "request"
    unpaged: tuple[str, ...] | None = ()
    rename: tuple[tuple[str, str], ...] = ()
    include: tuple[Filter, ...] = ()
    exclude: tuple[Filter, ...] = ()
    place: JobPlace | None = None
    dialect: str = "commonmark"
    pages: str = "folder"
    changelog: str | None = None
    lenient: bool = False
    stem: str | None = None


def choices(options: Options) -> dict[str, Any]:
    """Return what decides what is written, besides the inputs, as JSON."""
    chosen = {name: value for name, value in asdict(options).items() if name in _CHOICES}
    return chosen | {name: list(map(asdict, chosen[name])) for name in ("include", "exclude")}
