"""Credentials that are a token: where each auth type puts it.

Rules: postman-runtime, `authorizer/*.js`; docs/postman.md#auth.
"""

from __future__ import annotations

import re
from typing import Literal

from generator.frozen import Frozen
from generator.model import Auth
from generator.text import Text


class TokenPlace(Frozen):
    """A header or query parameter: its name, a word in front of the token, the token."""

    location: Literal["header", "query"]
    name: Text
    prefix: Text
    value: Text


def token_place(auth: Auth, absent: Text | None = None) -> TokenPlace | None:
    """Return where a bearer token, API key or OAuth 2 token goes.

    ``absent`` stands for an OAuth 2 token that the source does not hold. ``None`` for other auth
    types, and where there is nothing to send.
    """
    if auth.kind == "bearer":
        token = auth.get("token")
        return TokenPlace("header", _AUTHORIZATION, _BEARER, token) if token else None
    if auth.kind == "apikey":
        return _api_key(auth)
    return _oauth2(auth, absent) if auth.kind == "oauth2" else None


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")


def replaces(auth: Auth, place: TokenPlace, header: str) -> bool:
    """Whether the header of a token takes the place of one of this name.

    An API key's does so when both names have the same words: ``X-API-Key`` replaces ``x_api_key``
    (`apikey.js` compares with lodash's ``lowerCase``).
    """
    if place.name.source.lower() == header.lower():
        return True
    return auth.kind == "apikey" and _words(place.name.source) == _words(header)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


_AUTHORIZATION = Text(("Authorization",))
_BEARER = Text(("Bearer",))


def _api_key(auth: Auth) -> TokenPlace | None:
    name = auth.get("key")
    if not name:
        return None
    place = auth.get("in")
    # Anything but "query" is a header, as in Postman.
    location: Literal["header", "query"] = "header"
    if place is not None and place.literal == "query":
        location = "query"
    return TokenPlace(location, name, Text(), auth.get("value") or Text())


def _oauth2(auth: Auth, absent: Text | None) -> TokenPlace | None:
    token, kind = auth.get("accessToken") or absent, auth.get("tokenType")
    if not token or (kind is not None and kind.source.lower() == "mac"):
        return None
    place = auth.get("addTokenTo")
    if place is not None and place.literal == "queryParams":
        return TokenPlace("query", Text(("access_token",)), Text(), token)
    prefix = auth.get("headerPrefix")
    if prefix is None:
        return TokenPlace("header", _AUTHORIZATION, _BEARER, token)
    if prefix.literal is not None:
        word = prefix.literal.strip()
        prefix = Text((word,) if word else ())
    return TokenPlace("header", _AUTHORIZATION, prefix, token)
