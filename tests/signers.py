"""A collection that signs in every way, and requests as their signers saw them."""

from __future__ import annotations

import importlib
from typing import Any

import httpx

from tests.built import auth, collection, header, item
from tests.recording import Recorded

_OAUTH1 = {"consumerKey": "{{ck}}", "consumerSecret": "{{cs}}", "token": "{{ot}}", "version": "1.0"}
_AWS = {"accessKey": "{{ak}}", "secretKey": "{{sk}}", "region": "eu-west-1"}
_FORM = {"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": "c+d é"}]}
_JSON = {"mode": "raw", "raw": '{"n": 1}'}
_HEADERS = header("X-One: 1", "Content-Type: application/json")
_QUERY = "{{base}}/x?q=a b&r=1"


def _oauth1(**more: str) -> dict[str, Any]:
    method = {"signatureMethod": "HMAC-SHA256", "tokenSecret": "{{ots}}"}
    return auth("oauth1", **_OAUTH1, **(method | more))


SIGNED = {
    "oauth1 header": _oauth1(addParamsToHeader="true", realm="R"),
    "oauth1 query": _oauth1(),
    "oauth1 sha512": _oauth1(addParamsToHeader="true", signatureMethod="HMAC-SHA512"),
    "oauth1 plaintext": _oauth1(addParamsToHeader="true", signatureMethod="PLAINTEXT"),
    "oauth1 rsa": auth(
        "oauth1", consumerKey="{{ck}}", privateKey="{{pk}}", signatureMethod="RSA-SHA256",
        addParamsToHeader="true",
    ),
    "aws": auth("awsv4", **_AWS, sessionToken="{{st}}"),
    "aws s3": auth("awsv4", **_AWS, service="s3"),
    "aws query": auth("awsv4", **_AWS, service="s3", addAuthDataToQuery="true"),
    "hawk": auth(
        "hawk", authId="{{hi}}", authKey="{{hk}}", algorithm="sha256", includePayloadHash="true"
    ),
    "edgegrid": auth(
        "edgegrid", accessToken="{{at}}", clientToken="{{ct}}", clientSecret="{{es}}",
        headersToSign="X-One, X-Two",
    ),
    "jwt": auth("jwt", algorithm="HS256", secret="{{js}}", payload='{"sub": "{{who}}"}'),
    "jwt query": auth(
        "jwt", algorithm="HS512", secret="{{js}}", payload="{}", addTokenTo="queryParam",
        queryParamKey="t k",
    ),
    "jwt rsa": auth("jwt", algorithm="RS256", privateKey="{{pk}}", payload='{"a": 1}'),
    "asap": auth("asap", privateKey="{{pk}}", kid="k/1", iss="me", aud="you"),
    "ntlm": auth("ntlm", username="{{nu}}", password="{{np}}", domain="DOM"),
    "digest": auth("digest", username="{{du}}", password="{{dp}}"),
}  # fmt: skip

#: Every setting of the client but ``base`` and ``pk``.
SETTINGS = {
    "ck": "consumer", "cs": "c&secret", "ot": "token", "ots": "t secret", "ak": "AKID",
    "sk": "aws/secret+", "st": "session/token==", "hi": "hawk-id", "hk": "hawk-key", "at": "access",
    "ct": "client", "es": "edge-secret", "js": "jwt-secret-" + "x" * 60, "who": "me",
    "nu": "user", "np": "pass word", "du": "digest", "dp": "diga",
}  # fmt: skip

SOURCE = collection(
    *(item(name, _QUERY, auth=kind) for name, kind in SIGNED.items()),
    *(
        item(f"{name} post", _QUERY, "POST", auth=kind, body=_JSON, header=_HEADERS)
        for name, kind in SIGNED.items()
    ),
    item("oauth1 form", _QUERY, "POST", auth=SIGNED["oauth1 query"], body=_FORM),
    item(
        "oauth1 hash",
        _QUERY,
        "POST",
        auth=_oauth1(includeBodyHash="true"),
        body=_JSON,
        header=_HEADERS,
    ),
    item("unsigned", _QUERY, auth={"type": "noauth"}),
)


def named(name: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a collection whose package has a name of its own."""
    source = collection(*items, **more)
    return source | {"info": source["info"] | {"name": name}}


def runtime(package: Any, module: str) -> Any:
    """Return a module of an imported client's runtime."""
    return importlib.import_module(f"{package.__name__}._runtime.{module}")


def seen(request: Recorded, base: str) -> httpx.Request:
    """Return a request as it arrived, in the form that signers work on."""
    return httpx.Request(
        request.method, base + request.target, headers=list(request.headers), content=request.body
    )
