"""Credentials of a client: one constant for each auth that its operations use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.auth import signers
from generator.auth.grants import Grant, grant
from generator.auth.tokenplace import token_place
from generator.emitters.client.signer_arguments import SIGNERS
from generator.emitters.operations.operation import Operation
from generator.emitters.words import template
from generator.frozen import Frozen, changed
from generator.model import Auth
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.names.plan import Plan
from generator.text import Reference, Text

Fill = Callable[[Text], Text]
# A text of the API's description, a switch, or texts by name.
Value = Text | bool | tuple[tuple[str, Text], ...]
Arguments = tuple[tuple[str, Value], ...]


class AuthConstant(Frozen):
    """A constant of the client's ``_auth`` module: ``module.class_name(argument=value, …)``."""

    name: str
    module: str
    class_name: str
    arguments: Arguments

    def texts(self) -> Iterator[Text]:
        """Yield the texts among the arguments."""
        for _, value in self.arguments:
            if isinstance(value, Text):
                yield value
            elif isinstance(value, tuple):
                yield from (text for _, text in value)


def auth_constants(
    found: Mapping[str, Operation], plan: Plan, fill: Fill
) -> dict[str, AuthConstant]:
    """Return the constant for each endpoint id that sends credentials; equal auths share one.

    ``fill`` puts in the variables that say where and how credentials go.
    """
    shapes: dict[AuthConstant, str] = {}
    by_endpoint = {}
    for endpoint_id, operation in found.items():
        shape = _shape(operation.auth, fill)
        if shape is not None:
            shapes.setdefault(shape, operation.auth.kind)
            by_endpoint[endpoint_id] = shape
    wanted = []
    for shape, kind in shapes.items():
        base = naming.snake(kind).upper()
        words = naming.snake(" ".join(template(text, plan) for text in shape.texts())).upper()
        unique = naming.digest(repr(_plain(shape.arguments, plan))).upper()
        wanted.append(Wanted((base, f"{base}_{words}" if words else base, f"{base}_{unique}")))
    names = dict(zip(shapes, allocate(wanted), strict=True))
    return {
        endpoint_id: changed(shape, name=names[shape]) for endpoint_id, shape in by_endpoint.items()
    }


def _plain(value: object, plan: Plan) -> object:
    """Return arguments without the places of their texts, which no name may depend on."""
    if isinstance(value, Text):
        return template(value, plan)
    return tuple(_plain(one, plan) for one in value) if isinstance(value, tuple) else value


def auth_query(auth: Auth, fill: Fill) -> tuple[Text, Text] | None:
    """Return name and value of the query parameter that a key or token of an auth is."""
    place = token_place(_placed(auth, fill))
    return (place.name, place.value) if place and place.location == "query" else None


# Settings that say where and how a credential goes, not what it is.
_STRUCTURE = frozenset(
    {"in", "addTokenTo", "tokenType", "headerPrefix", "grant_type", "grantType",
     "client_authentication", "clientAuthentication", "clientAuth"}
)  # fmt: skip


def _placed(auth: Auth, fill: Fill) -> Auth:
    """Return an auth with the variables put in that say where its credentials go."""
    parameters = (
        changed(p, value=fill(p.value)) if p.name in _STRUCTURE else p for p in auth.parameters
    )
    return changed(auth, parameters=tuple(parameters))


def _shape(auth: Auth, fill: Fill) -> AuthConstant | None:
    """Return the constant of an auth, not yet named; ``None`` where nothing is sent."""
    if auth.kind in _PAIRS:
        names = ("username", "password")
        pair = tuple((name, auth.get(name) or Text()) for name in names)
        return AuthConstant("", "auth", _PAIRS[auth.kind], pair)
    filled = tuple(changed(p, value=fill(p.value)) for p in auth.parameters)
    if auth.kind in SIGNERS:
        return _signer(auth, changed(auth, parameters=filled))
    placed = _placed(auth, fill)
    if auth.kind == "oauth2" and (not auth.get("accessToken") or grant(placed)):
        return _oauth2(placed)
    place = token_place(placed)
    if place is None:
        return None
    if place.location == "query":
        return AuthConstant("", "auth", "QueryKey", (("name", place.name), ("value", place.value)))
    arguments: Arguments = (("value", place.value),)
    if auth.kind == "apikey":
        arguments += (("prefix", Text()), ("name", place.name))
    elif place.prefix.literal != "Bearer":
        arguments += (("prefix", place.prefix),)
    return AuthConstant("", "auth", "Token", arguments)


_PAIRS = {"basic": "Basic", "digest": "Digest", "userinfo": "UserInfo"}


def _signer(auth: Auth, filled: Auth) -> AuthConstant | None:
    """Return the constant of a signature; ``filled`` is the same auth without its variables."""
    if auth.kind != "ntlm" and not signers.signs(filled):
        return None
    signer = SIGNERS[auth.kind]
    used = [name for name, value in signers.settings(filled) if value]
    texts = ((signer.texts[name], auth.get(name)) for name in used if name in signer.texts)
    arguments: Arguments = tuple((argument, text) for argument, text in texts if text is not None)
    flags = [signer.flags[n] for n in used if n in signer.flags and signers.flag(filled, n)]
    if auth.kind == "jwt" and signers.in_query(filled):
        flags.append("in_query")
    arguments += tuple((argument, True) for argument in flags)
    return AuthConstant("", signer.module, signer.class_name, arguments)


# OAuth 2.0 tokens that the client may fetch

_GRANT_ARGUMENTS = {
    "accessTokenUrl": "url",
    "refreshTokenUrl": "refresh_url",
    "clientId": "client_id",
    "clientSecret": "client_secret",
    "username": "username",
    "password": "password",
    "refreshToken": "refresh_token",
    "scope": "scope",
}
_TOKEN = Text((Reference("oauth2_token"),))


def _oauth2(auth: Auth) -> AuthConstant | None:
    place = token_place(auth, _TOKEN)
    if place is None:
        return None
    arguments: Arguments = (("token", place.value),)
    if place.location == "query":
        arguments += (("in_query", True),)
    elif place.prefix.literal != "Bearer":
        arguments += (("prefix", place.prefix),)
    found = grant(auth)
    return AuthConstant("", "oauth2", "OAuth2", arguments + _grant_arguments(found))


def _grant_arguments(found: Grant | None) -> Arguments:
    if found is None:
        return ()
    rows: dict[str, list[tuple[str, Text]]] = {"body": [], "header": [], "url": []}
    arguments: Arguments = (("grant", Text((found.kind,))),)
    for name, text in found.settings:
        if name in _GRANT_ARGUMENTS:
            arguments += ((_GRANT_ARGUMENTS[name], text),)
        else:
            rows["body"].append((name, text))
    for place, name, text in found.rows:
        rows.setdefault(place, []).append((name, text))
    if found.in_body:
        arguments += (("in_body", True),)
    names = (("body", "body_rows"), ("header", "header_rows"), ("url", "query_rows"))
    return arguments + tuple((a, tuple(rows[place])) for place, a in names if rows[place])
