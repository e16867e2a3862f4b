"""What a run is asked for, as frozen data; light enough to be made before anything is imported."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from generator.diagnostics import CodegenError
from generator.formats.tomltext import locate_toml
from generator.frozen import Frozen
from generator.origin import Origin

EMIT = ("client", "tests", "snippets", "reference", "llms")
# Of these one is chosen, the first where nothing is said.
MODELS = ("model", "typeddict", "pydantic")
METHODS = ("request", "operation")
PAGES = ("folder", "endpoint")
DIALECTS = ("commonmark", "mkdocs-material", "docusaurus", "hugo", "jekyll")
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


class JobPlace(Frozen):
    """Where a job stands: its config's path and text, and its pointer there (``#/api/0``).

    ``path`` is relative to the config's folder, ``sha256`` a digest of the job's settings.
    """

    path: str
    text: str
    pointer: str
    sha256: str

    def __repr__(self) -> str:
        return f"JobPlace({self.path!r}, {self.pointer!r})"

    def origin(self, *keys: str | int) -> Origin:
        """Return the origin of one of the job's settings."""
        return Origin(self.path, self.pointer).child(*keys)

    def error(self, message: str, *keys: str | int, rule: str = "config") -> CodegenError:
        """Return an error about one of the job's settings."""
        pointer = self.origin(*keys).pointer
        return CodegenError(rule, message, self.path, *locate_toml(self.text, {pointer})[pointer])


class Filter(Frozen):
    """Requests that ``include`` or ``exclude`` means; of what is empty there are no demands.

    ``folder`` and ``name`` are patterns, ``methods`` in upper case.
    """

    folder: str = ""
    name: str = ""
    methods: tuple[str, ...] = ()


class Settings(Frozen):
    """What a job of a config says, and what a run is asked for.

    Paths are as the user gave them; ``-`` is standard input. ``unpaged`` are methods that get no
    iterator, or ``None``, which is all of them. ``rename`` holds what is renamed and its name.
    ``place`` is where the job stands in its config. What is called after a table of names here is
    one of them.
    """

    sources: tuple[str, ...]
    environments: tuple[str, ...] = ()
    emit: tuple[str, ...] = EMIT
    targets: tuple[str, ...] = DEFAULT_TARGETS
    package: str | None = None
    models: str = MODELS[0]
    methods: str = METHODS[0]
    templates: str | None = None
    unpaged: tuple[str, ...] | None = ()
    rename: tuple[tuple[str, str], ...] = ()
    include: tuple[Filter, ...] = ()
    exclude: tuple[Filter, ...] = ()
    place: JobPlace | None = None
    dialect: str = DIALECTS[0]
    pages: str = PAGES[0]
    changelog: str | None = None


#: The settings that are paths, or several.
PATHS = ("sources", "environments", "templates", "changelog")


class Options(Settings):
    """What a run is asked for: settings of which nothing is wrong and every glob is expanded.

    With ``lenient`` names and filters that match nothing are ignored. ``stem`` replaces the name
    of the first source's file where the package is called after it.
    """

    lenient: bool = False
    stem: str | None = None


def choices(options: Options) -> dict[str, Any]:
    """Return what decides what is written, besides the inputs, as JSON."""
    names = [name for name in Settings.__struct_fields__ if name not in (*PATHS, "place")]
    chosen = {name: getattr(options, name) for name in names}
    return chosen | {name: list(map(asdict, chosen[name])) for name in ("include", "exclude")}
