"""The names of one output tree: package, resources, methods, environment variables.

Made once from the Api and given to all emitters, so that a snippet, a page and the client call
the same thing by the same name.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping

from generator.auth import signers
from generator.auth.grants import OPEN
from generator.credentials.members import credential_values
from generator.credentials.names import is_key_name
from generator.credentials.positions import credential_texts
from generator.frozen import Frozen, changed
from generator.model import Api, Endpoint
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.names.renames import Names
from generator.names.tree_names import GroupName, name_tree
from generator.options import NEEDED_PACKAGES
from generator.text import Secret, Text
from generator.wire import WireBody, WireForm, WireMultipart, WireRequest, WireText

_OWN_PACKAGES = frozenset({"generator", "client", "test", "tests"}) | NEEDED_PACKAGES


class EnvironmentVariable(Frozen):
    """A value that a snippet takes from the environment.

    ``literal`` is the literal in the collection that it stands for, if it is one. ``note`` says
    what it is for where nothing is missing when it is not set.
    """

    name: str
    env: str
    is_secret: bool
    literal: Secret | None = None
    note: str = ""


class Plan(Frozen):
    """Every name of the output; keys are `Group.path`, `Endpoint.id`, variables and secrets.

    ``slugs`` name the files of each request, ``methods`` what it calls: several requests may have
    one method. ``titles`` are methods with the noun of their folder, which ``methods`` leave out.
    ``fetch`` are the variables and secrets that only the client reads, to fetch tokens.
    """

    package: str
    groups: Mapping[tuple[int, ...], GroupName]
    methods: Mapping[str, str]
    titles: Mapping[str, str]
    slugs: Mapping[str, str]
    environment: Mapping[str, EnvironmentVariable]
    literals: Mapping[Secret, EnvironmentVariable]
    fetch: Mapping[str | Secret, EnvironmentVariable]
    wires: Mapping[str, WireRequest]

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


def make_plan(
    api: Api,
    wires: Mapping[str, WireRequest],
    package: str | None,
    stem: str,
    names: Names,
    heads: Mapping[str, str],
) -> Plan:
    """Return the names for an Api; ``stem`` names the package when the Api has no name.

    ``heads`` maps the id of each request that shares a method to that of the request which the
    method is called after.
    """
    tree = name_tree(api, names)
    own = tree
    if heads:
        first = tuple(e for e in api.endpoints if e.id not in heads)
        own = name_tree(changed(api, endpoints=first), names)
    head = {e.id: heads.get(e.id, e.id) for e in api.endpoints}
    variables = _variables(api, wires)
    return Plan(
        package=package or package_name(api.name, stem),
        groups=tree.groups,
        methods={id_: own.methods[first] for id_, first in head.items()},
        titles={id_: own.titles[first] for id_, first in head.items()},
        slugs=tree.methods,
        environment=variables.environment,
        literals=variables.literals,
        fetch=variables.fetch,
        wires=wires,
    )


_LONGEST_PACKAGE = 40


def package_name(name: str, stem: str) -> str:
    """Return an importable package name that hides no module of Python or of the client.

    It is no name that Windows keeps for a device either.
    """
    base = naming.identifier(name, "") if naming.snake(name) else ""
    base = base or naming.identifier(stem, "api_client")
    while len(base) > _LONGEST_PACKAGE and "_" in base.strip("_"):
        base = base.rstrip("_").rpartition("_")[0]
    if base[0].isdigit() or base == "_":
        base = "api_" + base
    taken = sys.stdlib_module_names | _OWN_PACKAGES | naming.RESERVED_FILES
    if base in taken or base.endswith("_"):
        return base.rstrip("_") + "_client"
    return base


class _Variables(Frozen):
    """The three tables of `Plan` that name environment variables."""

    environment: Mapping[str, EnvironmentVariable]
    literals: Mapping[Secret, EnvironmentVariable]
    fetch: Mapping[str | Secret, EnvironmentVariable]


def _variables(api: Api, wires: Mapping[str, WireRequest]) -> _Variables:
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
    own = [key for key in fetch if isinstance(key, str) and key not in OPEN]
    rest = [key for key in fetch if key not in own]
    # Earlier ones have the choice: variables, literals, and what only a fetch of tokens needs.
    taken = allocate([*map(_wanted_variable, (*names, *own)), *_wanted_literals(uses, api)])
    more = allocate([_wanted_fetched(fetch[key]) for key in rest], taken)
    keys: list[str | Secret] = [*names, *own, *uses, *rest]
    env = dict(zip(keys, [*taken, *more], strict=True))
    secret_names = {v.name for v in api.variables if v.secret} | _credential_names(api) | {*notes}
    return _Variables(
        environment={
            name: EnvironmentVariable(
                name, env[name], name in secret_names, note=notes.get(name, "")
            )
            for name in names
        },
        literals={
            secret: EnvironmentVariable(env[secret].lower(), env[secret], True, secret)
            for secret in uses
        },
        fetch={
            **{key: _fetched(key, env[key], key in secret_names) for key in own},
            **{key: _fetched(key, env[key], True) for key in rest},
        },
    )


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
    """Return what a variable may be called; one that has the form of such a name keeps it."""
    base = naming.environment_name(name)
    return Wanted((base,) if base == name else (base, f"{base}_{naming.digest(name).upper()}"))


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
    found += _hinted_body(wire.body)
    seen = {id(text) for text, _ in found}
    found += [(text, "body secret") for text in wire.texts() if id(text) not in seen]
    return found


def _hinted_body(body: WireBody | None) -> Iterator[tuple[Text, str]]:
    """Yield the texts of a body with the names of the fields, or members of JSON, that they are."""
    rows: Iterable[tuple[str, Text]] = ()
    if isinstance(body, WireText):
        rows = [("secret", body.text)]
    elif isinstance(body, WireForm):
        rows = [(name.source, value) for name, value in body.pairs]
    elif isinstance(body, WireMultipart):
        rows = [(part.name.source, part.value) for part in body.parts if part.value is not None]
    for name, value in rows:
        members = credential_values(value) if value.secrets else ()
        yield from ((piece, f"body {member}") for member, piece in members if piece.secrets)
        yield value, f"body {name}"


def _credential_names(api: Api) -> set[str]:
    return {name for text in credential_texts(api) for name in text.references}
