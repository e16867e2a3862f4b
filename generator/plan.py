"""The names of one output tree: package, resources, methods, environment variables.

Made once from the Api and given to all emitters, so that a snippet, a page and the client call
the same thing by the same name.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from generator import naming, signers
from generator.credential_positions import body_texts, credential_texts, is_key_name
from generator.folder_noun import without_noun
from generator.grants import OPEN
from generator.model import Api, Body, Endpoint, Group
from generator.naming import Wanted
from generator.text import Secret, Text
from generator.wire import WireRequest

# Attributes of a generated client and its resources; no folder or request may take them.
RESERVED_ATTRIBUTES = frozenset(
    {
        "close",
        "property",
        "operation",
        "pages",
        "with_raw_response",
        "with_streaming_response",
    }
)
# Folders called so would break the package itself.
_RESERVED_MODULES = frozenset({"types", "errors", "runtime"})
# What the modules of resources and types import, and what is no name of a class.
RESERVED_CLASSES = frozenset(
    {"Resource", "Call", "Mode", "Model", "Any", "Text", "NotGiven", "Client", "AsyncClient",
     "Raw", "RAW", "AsyncRaw", "Open", "OPEN", "AsyncOpen", "View",
     "ByToken", "ByPage", "ByOffset", "ByLink", "ByHeader", "pages",
     "RequestOptions", "FileInput", "Segments", "UUID", "TYPE_CHECKING", "NOT_GIVEN", "None",
     "True", "False", "TypedDict", "Literal"}
)  # fmt: skip
_OWN_PACKAGES = frozenset({"httpx", "generator", "client", "test", "tests"})


@dataclass(frozen=True, slots=True)
class GroupName:
    """``attribute`` on the parent, ``class_name``, and the ``slugs`` of its path from the root."""

    attribute: str
    class_name: str
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A value that a snippet takes from the environment.

    ``literal`` is the literal in the collection that it stands for, if it is one. ``note`` says
    what it is for where nothing is missing when it is not set.
    """

    name: str
    env: str
    is_secret: bool
    literal: Secret | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every name of the output; keys are `Group.path`, `Endpoint.id`, variables and secrets.

    ``titles`` are the methods with the noun of their folder, which ``methods`` leave out. ``fetch``
    are the variables and secrets that only the client reads, to fetch tokens.
    """

    package: str
    groups: Mapping[tuple[int, ...], GroupName]
    methods: Mapping[str, str]
    titles: Mapping[str, str]
    environment: Mapping[str, EnvironmentVariable]
    literals: Mapping[Secret, EnvironmentVariable]
    fetch: Mapping[str | Secret, EnvironmentVariable]
    wires: Mapping[str, WireRequest] = field(repr=False)

    def call(self, endpoint: Endpoint) -> str:
        """Return the method of the client that sends a request: ``client.auth.login``."""
        group = self.groups.get(endpoint.group)
        return ".".join(("client", *(group.slugs if group else ()), self.methods[endpoint.id]))

    def known(self, key: str | Secret) -> EnvironmentVariable | None:
        """Return what the environment has for a variable or a literal credential."""
        if isinstance(key, Secret):
            return self.literals.get(key) or self.fetch.get(key)
        return self.environment.get(key) or self.fetch.get(key)

    def variables(self) -> list[EnvironmentVariable]:
        """Return all environment variables that snippets or signatures read, by name."""
        found = [*self.environment.values(), *self.literals.values()]
        return sorted(found, key=lambda variable: variable.env)


def make_plan(api: Api, wires: Mapping[str, WireRequest], package: str | None, stem: str) -> Plan:
    """Return the names for an Api; ``stem`` names the package when the Api has no name."""
    groups, methods, titles = _tree(api)
    environment, literals, fetch = _environment(api, wires)
    return Plan(
        package=package or package_name(api.name, stem),
        groups=groups,
        methods=methods,
        titles=titles,
        environment=environment,
        literals=literals,
        fetch=fetch,
        wires=wires,
    )


_LONGEST_PACKAGE = 40


def package_name(name: str, stem: str) -> str:
    """Return an importable package name that hides no module of Python or of the client."""
    base = naming.identifier(name, "") if naming.snake(name) else ""
    base = base or naming.identifier(stem, "api_client")
    while len(base) > _LONGEST_PACKAGE and "_" in base.rstrip("_"):
        base = base.rstrip("_").rpartition("_")[0]
    if base[0].isdigit() or base == "_":
        base = "api_" + base
    if base in sys.stdlib_module_names or base in _OWN_PACKAGES or base.endswith("_"):
        return base.rstrip("_") + "_client"
    return base


def path_of(endpoint: Endpoint) -> str:
    """Return the path template of an endpoint without its variables' braces, for naming."""
    return endpoint.request.url.path.source or endpoint.request.url.base.source


def _tree(
    api: Api,
) -> tuple[dict[tuple[int, ...], GroupName], dict[str, str], dict[str, str]]:
    """Name folders and requests scope by scope; in a scope, folders keep the plain name."""
    titled = {group.path: naming.without_ordinal(group.name) for group in api.groups}
    children: dict[tuple[int, ...], list[Group]] = defaultdict(list)
    requests: dict[tuple[int, ...], list[Endpoint]] = defaultdict(list)
    for group in api.groups:
        children[group.path[:-1]].append(group)
    for endpoint in api.endpoints:
        requests[endpoint.group].append(endpoint)
    groups: dict[tuple[int, ...], GroupName] = {}
    methods: dict[str, str] = {}
    titles: dict[str, str] = {}
    for scope in ((), *(group.path for group in api.groups)):
        folders = children[scope]
        parent = groups.get(scope)
        names = _folder_names(folders)
        classes = _class_names(names, parent)
        for folder, name, class_name in zip(folders, names, classes, strict=True):
            slugs = (*(parent.slugs if parent else ()), name)
            groups[folder.path] = GroupName(name, class_name, slugs)
        reserved = RESERVED_ATTRIBUTES | {groups[folder.path].attribute for folder in folders}
        wanted = [_wanted(e) for e in requests[scope]]
        names = naming.allocate(wanted, reserved | _FILES)
        # What was told apart already is not shortened.
        plain = {one.candidates[0] for one in wanted} & set(names)
        reserved |= _FILES
        named = _shortened(names, plain, naming.without_articles, reserved)
        titles.update(zip((e.id for e in requests[scope]), named, strict=True))
        noun = partial(without_noun, folder=titled.get(scope, ""))
        short = _shortened(named, plain | set(named) - set(names), noun, reserved)
        methods.update(zip((e.id for e in requests[scope]), short, strict=True))
    return groups, methods, titles


def _shortened(
    names: Sequence[str],
    plain: Collection[str],
    shorten: Callable[[str], str],
    reserved: Collection[str],
) -> list[str]:
    """Shorten the plain names, each where that leaves a name of its own."""
    short = [shorten(name) if name in plain else name for name in names]
    taken = Counter([*short, *(name for name in names if name not in short), *reserved])
    return [one if taken[one] == 1 else name for one, name in zip(short, names, strict=True)]


_FILES = naming.RESERVED_FILES


def _folder_names(folders: Sequence[Group]) -> list[str]:
    """Name folders by their own names; those of one name are numbered in their order."""
    wanted = []
    for folder in folders:
        full = naming.identifier(folder.name, "folder")
        plain = naming.without_path_variables(folder.name)
        base = naming.identifier(naming.without_ordinal(plain), "folder")
        wanted.append(Wanted(tuple(dict.fromkeys((base, full, f"{base.rstrip('_')}_folder")))))
    reserved = RESERVED_ATTRIBUTES | _FILES | _RESERVED_MODULES
    return naming.allocate(wanted, reserved)


def _class_names(names: Sequence[str], parent: GroupName | None) -> list[str]:
    """Return the classes of folders; a module holds its own class and those of its children."""
    wanted = []
    for name in names:
        base = naming.camel(name)
        wanted.append(Wanted((base, f"{base}Resource", f"{base}{naming.digest(name)}")))
    own = {parent.class_name} if parent else {"Root"}
    return naming.allocate(wanted, RESERVED_CLASSES | own)


def _wanted(endpoint: Endpoint) -> Wanted:
    method, path = endpoint.request.method, path_of(endpoint)
    base = naming.identifier(naming.request_name(endpoint.name, method, path), "request")
    signature = naming.signature_name(method, path)
    longer = base if base == signature else f"{base.rstrip('_')}_{signature}"
    content = naming.digest(_content(endpoint))
    return Wanted((base, longer[:90].rstrip("_"), f"{base.rstrip('_')}_{content}"))


def _content(endpoint: Endpoint) -> str:
    """Return what tells two requests of one name apart, without regard to their place."""
    request = endpoint.request
    queries = [(p.name.source, p.value.source if p.value else None) for p in request.parameters]
    headers = [(h.name.source, h.value.source if h.value else None) for h in request.headers]
    body = _body_content(request.body)
    return repr(
        (request.method, request.url.base.source, path_of(endpoint), queries, headers, body)
    )


def _body_content(body: Body | None) -> str:
    """Return a body's texts as one string; secrets show as nothing but their place."""
    return "\n".join(text.source for text in body_texts(body))


def _environment(api: Api, wires: Mapping[str, WireRequest]) -> tuple[
    dict[str, EnvironmentVariable],
    dict[Secret, EnvironmentVariable],
    dict[str | Secret, EnvironmentVariable],
]:
    names: dict[str, None] = {}
    notes: dict[str, str] = {}
    uses: dict[Secret, list[tuple[Endpoint, str]]] = {}
    for endpoint in api.endpoints:
        wire = wires[endpoint.id]
        for text, hint in _hinted_texts(wire, endpoint):
            names.update(dict.fromkeys(text.references))
            for secret in text.secrets:
                uses.setdefault(secret, []).append((endpoint, hint))
        optional = signers.variable(wire.auth)
        if optional is not None and wire.auth is not None and optional not in names:
            names[optional] = None
            notes[optional] = _NOTES.get(wire.auth.kind, _SIGNED).format(wire.auth.kind)
    fetch = _fetch(wires, names, uses)
    secret_names = {v.name for v in api.variables if v.secret} | _credential_names(api) | {*notes}
    own = [key for key in fetch if isinstance(key, str) and key not in OPEN]
    wanted = [_wanted_variable(name) for name in (*names, *own)]
    wanted += _wanted_literals(uses, api)
    taken = naming.allocate(wanted)
    rest = [_wanted_fetched(hint) for key, hint in fetch.items() if key not in own]
    more = iter(naming.allocate(rest, taken))
    envs = iter(taken)
    variables = {
        name: EnvironmentVariable(name, env, name in secret_names, note=notes.get(name, ""))
        for name, env in zip(names, envs, strict=False)
    }
    fetched = {key: _fetched(key, next(envs), key in secret_names) for key in own}
    literals = {
        secret: EnvironmentVariable(env.lower(), env, True, secret)
        for secret, env in zip(uses, envs, strict=False)
    }
    rows = (key for key in fetch if key not in own)
    return variables, literals, fetched | {key: _fetched(key, next(more), True) for key in rows}


_TOKENS = {"bearer": "token", "oauth2": "accessToken"}
_SIGNED = "What {} auth adds, where curl cannot sign; may be unset."
_NOTES = {"oauth2": "An OAuth 2.0 token; may be unset."}
_FETCHED = "To fetch an OAuth 2.0 token with; may be unset."
_HINTS = {
    "clientId": "client id",
    "clientSecret": "client secret",
    "username": "oauth2 username",
    "password": "oauth2 password",
    "refreshToken": "refresh token",
}


def _fetch(
    wires: Mapping[str, WireRequest], names: Collection[str], uses: Collection[Secret]
) -> dict[str | Secret, str]:
    """Return the variables and secrets that only a fetch of tokens needs, with their names."""
    found: dict[str | Secret, str] = {}
    for wire in wires.values():
        for name, text in wire.fetch:
            for reference in text.references:
                if reference not in names:
                    found.setdefault(reference, reference)
            for secret in text.secrets:
                if secret not in uses:
                    found.setdefault(secret, _HINTS.get(name, f"oauth2 {name}"))
    return found


def _fetched(key: str | Secret, env: str, is_secret: bool) -> EnvironmentVariable:
    if isinstance(key, Secret):
        return EnvironmentVariable(env.lower(), env, True, key, _FETCHED)
    return EnvironmentVariable(key, env, is_secret or is_key_name(key), note=_FETCHED)


def _wanted_variable(name: str) -> Wanted:
    base = naming.environment_name(name)
    return Wanted((base, f"{base}_{naming.digest(name).upper()}"))


def _wanted_fetched(hint: str) -> Wanted:
    base = naming.environment_name(hint)
    return Wanted((base, f"OAUTH2_{base.removeprefix('OAUTH2_')}"))


def _wanted_literals(uses: Mapping[Secret, list[tuple[Endpoint, str]]], api: Api) -> list[Wanted]:
    """Name literals by kind, then by folder and by request of their first use."""
    folders = {group.path: group.name for group in api.groups}
    wanted = []
    for places in uses.values():
        endpoint, hint = places[0]
        base = naming.environment_name(hint)
        folder = naming.snake(folders.get(endpoint.group, "")).upper()
        request = naming.snake(endpoint.name).upper()
        longer = "_".join(filter(None, (base, folder)))
        longest = "_".join(filter(None, (base, folder, request)))
        wanted.append(Wanted((base, longer, longest)))
    return wanted


def _hinted_texts(wire: WireRequest, endpoint: Endpoint) -> list[tuple[Text, str]]:
    """Return the texts of a request with a word for the credential that each may hold."""
    kind = endpoint.request.auth.kind
    found: list[tuple[Text, str]] = []
    if wire.auth:
        found += [(v, f"{wire.auth.kind} {k}") for k, v in wire.auth.settings]
    for name, value in wire.headers:
        is_auth = name.source.lower() == "authorization" and kind in ("bearer", "oauth2")
        is_auth = is_auth and wire.auth is None and bool(endpoint.request.auth.get(_TOKENS[kind]))
        hint = f"{kind} token" if is_auth else name.source
        found += [(name, "header"), (value, hint)]
    found.append((wire.url, "apikey" if kind == "apikey" else "url key"))
    rest = wire.body
    if rest is not None:
        seen = {id(text) for text, _ in found}
        found += [(text, "body secret") for text in wire.texts() if id(text) not in seen]
    return found


def _credential_names(api: Api) -> set[str]:
    return {name for text in credential_texts(api) for name in text.references}
