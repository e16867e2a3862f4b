"""OAuth 2.0 grants: what a client needs to fetch a token itself.

Only the grants that need no person at a browser: client credentials, password, refresh token.
"""

from __future__ import annotations

from generator.frozen import Frozen
from generator.model import Auth
from generator.text import Reference, Text

# The app names a setting differently in its versions.
_NAMES = {
    "grant": ("grant_type", "grantType"),
    "authentication": ("client_authentication", "clientAuthentication", "clientAuth"),
    "url": ("accessTokenUrl", "tokenUrl"),
    "refresh_url": ("refreshTokenUrl",),
}
_GRANTS = {
    "client_credentials": "client_credentials",
    "password_credentials": "password",
    "password": "password",
    "refresh_token": "refresh_token",
}
# What each grant needs besides a client id, and the variable for what the source leaves empty.
_NEEDED = {
    "client_credentials": (("clientSecret", "client_secret"),),
    "password": (
        ("clientSecret", "client_secret"),
        ("username", "oauth2_username"),
        ("password", "oauth2_password"),
    ),
    "refresh_token": (("clientSecret", "client_secret"), ("refreshToken", "refresh_token")),
}
#: The variables for what the source leaves empty.
OPEN = frozenset({"client_id", *(variable for rows in _NEEDED.values() for _, variable in rows)})
# Rows of a token request in the collection are settings of these names, followed by their own.
REQUEST_ROW = "tokenRequest."


class Grant(Frozen):
    """How a token is asked for. ``settings`` are the texts by Postman's name for them.

    ``rows`` are further parameters of the request: their place (``body``, ``header`` or ``url``),
    name and value.
    """

    kind: str
    in_body: bool
    settings: tuple[tuple[str, Text], ...]
    rows: tuple[tuple[str, str, Text], ...]


def grant(auth: Auth) -> Grant | None:
    """Return how the token of an OAuth 2.0 auth can be fetched, or ``None`` where it cannot be.

    A secret that the source leaves empty is a variable.
    """
    url = _first(auth, "url")
    if auth.kind != "oauth2" or not url:
        return None
    kind = _GRANTS.get((_first(auth, "grant") or Text()).source, "")
    if not kind and auth.get("refreshToken"):
        kind = "refresh_token"
    if not kind:
        return None
    found = [("accessTokenUrl", url)]
    refresh = _first(auth, "refresh_url")
    found += [("refreshTokenUrl", refresh)] if refresh else []
    for name, variable in (("clientId", "client_id"), *_NEEDED[kind]):
        found.append((name, auth.get(name) or Text((Reference(variable),))))
    scope = auth.get("scope")
    found += [("scope", scope)] if scope else []
    for name in ("audience", "resource"):
        value = auth.get(name)
        found += [(name, value)] if value else []
    authentication = _first(auth, "authentication")
    in_body = authentication is not None and authentication.literal == "body"
    return Grant(kind, in_body, tuple(found), tuple(_rows(auth)))


def needs_person(auth: Auth) -> bool:
    """Whether a token can only be had with a browser: its user must bring it."""
    has_token = bool(auth.get("accessToken"))
    return auth.kind == "oauth2" and not has_token and grant(auth) is None


def _first(auth: Auth, name: str) -> Text | None:
    found = (auth.get(one) for one in _NAMES[name])
    return next((value for value in found if value), None)


def _rows(auth: Auth) -> list[tuple[str, str, Text]]:
    rows = []
    for parameter in auth.parameters:
        if parameter.name.startswith(REQUEST_ROW):
            place, _, name = parameter.name.removeprefix(REQUEST_ROW).partition(".")
            rows.append((place, name, parameter.value))
    return rows
