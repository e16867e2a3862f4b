"""The kinds of auth, in Postman's words: what each is called, and which settings it has.

What else is known of a kind stands with what uses it: when it signs in `signers`, where its token
goes in `tokenplace`, how it looks on a page and in a client with their emitters.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.frozen import Frozen


class AuthKind(Frozen):
    """A kind of auth. ``credentials`` are the settings that nobody may see.

    ``settings`` are the others that a signature is made of. ``variable`` holds what is sent where
    that is not made by the one who sends it: curl cannot sign, and fetches no token.
    """

    title: str
    credentials: tuple[str, ...]
    settings: tuple[str, ...] = ()
    variable: str | None = None


_USER = ("username", "password")

KINDS: Mapping[str, AuthKind] = {
    "basic": AuthKind("Basic auth", _USER),
    # The user and password of a URL, which go the same way.
    "userinfo": AuthKind("Basic auth", _USER),
    "bearer": AuthKind("Bearer token", ("token",)),
    "apikey": AuthKind("API key", ("value",)),
    "oauth1": AuthKind(
        "OAuth 1.0",
        ("consumerKey", "consumerSecret", "privateKey", "token", "tokenSecret", "verifier"),
        (
            "signatureMethod", "callback", "timestamp", "nonce", "version", "realm",
            "includeBodyHash", "addParamsToHeader", "addEmptyParamsToSign", "disableHeaderEncoding",
        ),
        "oauth1_authorization",
    ),
    "oauth2": AuthKind(
        "OAuth 2.0",
        (
            "accessToken", "clientId", "clientSecret", "refreshToken", "username", "password",
            "code_verifier",
        ),
        variable="oauth2_token",
    ),
    "digest": AuthKind("Digest auth", _USER),
    "awsv4": AuthKind(
        "AWS Signature Version 4",
        ("accessKey", "secretKey", "sessionToken"),
        ("region", "service", "addAuthDataToQuery"),
        "awsv4_query",
    ),
    "hawk": AuthKind(
        "Hawk",
        ("authId", "authKey"),
        (
            "algorithm", "nonce", "timestamp", "extraData", "app", "delegation",
            "includePayloadHash",
        ),
        "hawk_authorization",
    ),
    "ntlm": AuthKind("NTLM", _USER, ("domain",)),
    "edgegrid": AuthKind(
        "Akamai EdgeGrid",
        ("accessToken", "clientToken", "clientSecret"),
        ("baseURL", "nonce", "timestamp", "headersToSign", "maxBodySize"),
        "edgegrid_authorization",
    ),
    "jwt": AuthKind(
        "JWT bearer",
        ("secret", "privateKey", "passphrase"),
        (
            "algorithm", "isSecretBase64Encoded", "payload", "header", "addTokenTo",
            "headerPrefix", "queryParamKey",
        ),
        "jwt_token",
    ),
    "asap": AuthKind(
        "ASAP",
        ("privateKey",),
        ("alg", "kid", "iss", "sub", "aud", "exp", "claims"),
        "asap_token",
    ),
}  # fmt: skip


def is_credential(kind: str, setting: str) -> bool:
    """Whether a setting of a kind of auth is a credential."""
    return kind in KINDS and setting in KINDS[kind].credentials
