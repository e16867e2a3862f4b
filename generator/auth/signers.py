"""Auth types that sign a request: when Postman signs, and what it takes out of the request first.

Rules: postman-runtime, `authorizer/*.js`; docs/postman.md#auth.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import quote, unquote_plus

from generator.auth.kinds import KINDS
from generator.auth.tokenplace import replaces, token_place
from generator.model import Auth, Parameter
from generator.text import Text, concat, map_literals, masked
from generator.wire import WireAuth, WireBody, WireForm

Headers = list[tuple[Text, Text]]

_ASYMMETRIC = frozenset(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512))
_SYMMETRIC = frozenset({"HS256", "HS384", "HS512"})

# What a signed request must not bring along from an earlier signature.
_AWS_HEADERS = ("x-amz-date", "x-amz-security-token", "x-amz-content-sha256")
_AWS_QUERY = frozenset(
    f"X-Amz-{name}"
    for name in
    ("Security-Token", "Date", "Algorithm", "Credential", "SignedHeaders", "Signature")
)  # fmt: skip
_OAUTH1_NAMES = frozenset(
    f"oauth_{name}"
    for name in
    ("consumer_key", "token", "signature_method", "timestamp", "nonce", "version", "signature",
     "callback", "verifier", "body_hash")
)  # fmt: skip


def flag(auth: Auth | WireAuth, name: str) -> bool:
    """Whether a setting that is on or off is on."""
    value = auth.get(name)
    return bool(value) and value is not None and value.literal not in ("false", "0")


def in_query(auth: Auth | WireAuth) -> bool:
    """Whether what a JWT, an OAuth 2.0 token or an AWS signature adds goes into the query."""
    if auth.kind == "awsv4":
        return flag(auth, "addAuthDataToQuery")
    place = auth.get("addTokenTo")
    word = {"jwt": "queryParam", "oauth2": "queryParams"}.get(auth.kind)
    return word is not None and place is not None and place.literal == word


def uses_private_key(auth: Auth | WireAuth) -> bool:
    """Whether a signature is made with a private key; otherwise it is made with a secret."""
    if auth.kind == "oauth1":
        return (auth.get("signatureMethod") or Text()).source.upper().startswith("RSA")
    if auth.kind == "jwt":
        return (auth.get("algorithm") or Text()).literal not in _SYMMETRIC
    return auth.kind == "asap"


def signs(auth: Auth) -> bool:
    """Whether Postman signs: all that it needs is there. Otherwise the request goes unsigned."""
    given = {parameter.name for parameter in auth.parameters if parameter.value}
    if auth.kind == "oauth1":
        return given >= {
            "consumerKey",
            "privateKey" if uses_private_key(auth) else "consumerSecret",
        }
    if auth.kind == "hawk":
        return given >= {"authId", "authKey"} and _is_open_or(auth, "algorithm", {"sha1", "sha256"})
    if auth.kind == "edgegrid":
        return given >= {"accessToken", "clientToken", "clientSecret"}
    if auth.kind == "awsv4":
        return given >= {"accessKey", "secretKey"}
    if auth.kind == "jwt":
        key = "privateKey" if uses_private_key(auth) else "secret"
        return key in given and _is_open_or(auth, "algorithm", _SYMMETRIC | _ASYMMETRIC)
    if auth.kind == "asap":
        known = "alg" not in given or _is_open_or(auth, "alg", _ASYMMETRIC)
        return known and "privateKey" in given and ("claims" in given or given >= _ASAP_CLAIMS)
    return False


_ASAP_CLAIMS = {"kid", "iss", "aud"}


def _is_open_or(auth: Auth, name: str, known: set[str] | frozenset[str]) -> bool:
    value = auth.get(name)
    return bool(value) and value is not None and (value.literal is None or value.literal in known)


def settings(auth: Auth) -> tuple[tuple[str, Text], ...]:
    """Return the settings that are used, by name; of a key and a secret the one that signs."""
    unused = "privateKey"
    if uses_private_key(auth):
        unused = "secret" if auth.kind == "jwt" else "consumerSecret"
    kind = KINDS[auth.kind]
    names = [name for name in (*kind.credentials, *kind.settings) if name != unused]
    found = ((name, auth.get(name)) for name in names)
    return tuple((name, value) for name, value in found if value is not None)


def variable(auth: WireAuth | None) -> str | None:
    """Return the variable that holds what curl cannot make, or ``None`` where curl signs."""
    if auth is None or (auth.kind == "awsv4" and not in_query(auth)):
        return None
    return KINDS[auth.kind].variable


def cleared(
    auth: Auth, headers: Headers, parameters: tuple[Parameter, ...]
) -> tuple[Headers, tuple[Parameter, ...]]:
    """Return headers and parameters without what the signature will bring."""
    names: frozenset[str] = frozenset()
    if auth.kind == "jwt" and in_query(auth):
        key = auth.get("queryParamKey")
        names = frozenset({key.source if key else "token"})
    elif auth.kind == "awsv4":
        names = _AWS_QUERY
    elif auth.kind == "oauth1":
        names = _OAUTH1_NAMES
    dropped = _brought(auth)
    kept = [(name, value) for name, value in headers if name.source.lower() not in dropped]
    rows = (p for p in parameters if p.location != "query" or p.name.source not in names)
    return kept, tuple(rows)


def _brought(auth: Auth) -> Collection[str]:
    """Return the headers, in lower case, that a signature brings."""
    if auth.kind in ("digest", "ntlm") or (auth.kind == "jwt" and in_query(auth)):
        return ()
    return ("authorization", *_AWS_HEADERS) if auth.kind == "awsv4" else ("authorization",)


def is_made(auth: Auth) -> bool:
    """Whether credentials are made of several settings, not sent as a token that one holds."""
    return auth.kind in ("basic", "digest", "ntlm") or signs(auth)


def brought_by(auth: Auth) -> Callable[[str], bool]:
    """Return whether a request's auth takes the place of a stated header, by the header's name."""
    if is_made(auth):
        names = _brought(auth)
        return lambda header: header.lower() in names
    place = token_place(auth)
    if place is None or place.location != "header":
        return lambda header: False
    return lambda header: replaces(auth, place, header)


def oauth1_body(body: WireBody | None) -> WireBody | None:
    """Return a form without the fields of an earlier OAuth 1.0 signature."""
    if not isinstance(body, WireForm):
        return body
    return WireForm(tuple(pair for pair in body.pairs if pair[0].source not in _OAUTH1_NAMES))


def oauth1_url(url: Text) -> Text:
    """Return a URL whose query is encoded as OAuth 1.0 signs it (RFC 5849, section 3.6)."""
    string, unmask = masked(url)
    path, mark, query = string.partition("?")
    pieces: list[Text | str] = [unmask(path), mark]
    for index, piece in enumerate(filter(None, query.split("&"))):
        name, equals, value = piece.partition("=")
        pieces += ["&" if index else "", _encoded(unmask(name)), equals, _encoded(unmask(value))]
    return concat(*pieces)


def _encoded(text: Text) -> Text:
    return map_literals(text, lambda literal: quote(unquote_plus(literal), safe="-._~"))
