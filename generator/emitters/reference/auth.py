"""What the reference says of credentials: which are sent and where, never what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.auth.kinds import KINDS
from generator.auth.signers import flag, in_query, variable
from generator.auth.tokenplace import token_place
from generator.credentials.names import is_credential_header, is_key_name
from generator.emitters.operations.operation import Operation
from generator.emitters.reference.values import shown
from generator.frozen import Frozen, changed
from generator.model import Auth, AuthParameter
from generator.names.plan import Plan
from generator.text import Text


class Place(Frozen):
    """Where a credential stands: ``header`` or ``query``, and how it looks there."""

    where: str
    text: str


class AuthContext(Frozen):
    """``variables`` and ``environment`` name where the credentials are taken from.

    ``ready`` is the environment variable that holds what a snippet cannot make of them itself.
    """

    title: str
    places: tuple[Place, ...] = ()
    variables: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    ready: str | None = None


def auth_context(operation: Operation, plan: Plan) -> AuthContext:
    """Return what a request sends to say who asks."""
    auth = operation.auth
    if auth.kind == "none":
        return _loose(operation, plan)
    kind, (places, labels) = KINDS[auth.kind], _SHOWN[auth.kind]
    details = (
        (label, shown(value, plan))
        for name, label in labels
        if (value := auth.get(name)) is not None and value
    )
    is_token = auth.kind == "oauth2"
    # What a token is fetched with is not sent with a request.
    names = ("accessToken",) if is_token else kind.credentials
    variables, environment = _sources([auth.get(name) or Text() for name in names], plan)
    made = plan.environment.get(variable(plan.wires[operation.endpoint.id].auth) or "")
    return AuthContext(
        kind.title,
        places(auth, plan),
        variables,
        (*environment, made.env) if made and is_token else environment,
        details=tuple(details),
        ready=made.env if made and not is_token else None,
    )


def _loose(operation: Operation, plan: Plan) -> AuthContext:
    """Return the credentials that stand among the headers and the query."""
    request = operation.endpoint.request
    query = [p for p in request.parameters if p.location == "query"]
    places = []
    values = []
    for where, rows, is_credential, sign in (
        ("header", request.headers, is_credential_header, ": …"),
        ("query", query, is_key_name, "=…"),
    ):
        for row in rows:
            if row.enabled and row.value is not None and is_credential(row.name.source):
                places.append(Place(where, shown(row.name, plan) + sign))
                values.append(row.value)
    if not places:
        return AuthContext("None")
    return AuthContext("Sent as a parameter", tuple(places), *_sources(values, plan))


def _sources(texts: Iterable[Text], plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the variables in the texts, and the environment variables for literals."""
    texts = list(texts)
    names = dict.fromkeys(name for text in texts for name in text.references)
    secrets = (secret for text in texts for secret in text.secrets if secret in plan.literals)
    return tuple(names), tuple(dict.fromkeys(plan.literals[s].env for s in secrets))


def _header(value: str) -> Callable[[Auth, Plan], tuple[Place, ...]]:
    return lambda auth, plan: (Place("header", f"Authorization: {value} …"),)


def _token(auth: Auth, plan: Plan) -> tuple[Place, ...]:
    """Return where the token goes, or would go where the source holds none."""
    stated = (parameter for parameter in auth.parameters if parameter.value)
    some = (AuthParameter(name, Text(("…",))) for name in ("token", "accessToken"))
    place = token_place(changed(auth, parameters=(*stated, *some)))
    if place is None:
        return ()
    name, prefix = shown(place.name, plan), shown(place.prefix, plan)
    if place.location == "query":
        return (Place("query", f"{name}=…"),)
    return (Place("header", f"{name}: {f'{prefix} …'.lstrip()}"),)


def _oauth1(auth: Auth, plan: Plan) -> tuple[Place, ...]:
    if flag(auth, "addParamsToHeader"):
        return (Place("header", "Authorization: OAuth …"),)
    return (Place("query", "oauth_signature=…"),)


def _awsv4(auth: Auth, plan: Plan) -> tuple[Place, ...]:
    if in_query(auth):
        return (Place("query", "X-Amz-Signature=…"),)
    return (Place("header", "Authorization: AWS4-HMAC-SHA256 …"),)


def _jwt(auth: Auth, plan: Plan) -> tuple[Place, ...]:
    if in_query(auth):
        name = auth.get("queryParamKey")
        return (Place("query", f"{shown(name, plan) if name else 'token'}=…"),)
    prefix = auth.get("headerPrefix")
    word = shown(prefix, plan).strip() if prefix else "Bearer"
    return (Place("header", f"Authorization: {word} …"),)


# How a kind looks in a request, and the settings worth knowing with their labels.
_Shown = tuple[Callable[[Auth, Plan], tuple[Place, ...]], tuple[tuple[str, str], ...]]
_SHOWN: dict[str, _Shown] = {
    "basic": (_header("Basic"), ()),
    "bearer": (_token, ()),
    "apikey": (_token, ()),
    "oauth1": (_oauth1, (("signatureMethod", "Signature method"), ("realm", "Realm"))),
    "oauth2": (
        _token,
        (
            ("grant_type", "Grant type"),
            ("grantType", "Grant type"),
            ("authUrl", "Authorization URL"),
            ("accessTokenUrl", "Token URL"),
            ("scope", "Scope"),
        ),
    ),
    "userinfo": (_header("Basic"), ()),
    "digest": (_header("Digest"), ()),
    "awsv4": (_awsv4, (("region", "Region"), ("service", "Service"))),
    "hawk": (_header("Hawk"), (("algorithm", "Algorithm"),)),
    "ntlm": (_header("NTLM"), (("domain", "Domain"),)),
    "edgegrid": (_header("EG1-HMAC-SHA256"), (("headersToSign", "Signed headers"),)),
    "jwt": (_jwt, (("algorithm", "Algorithm"), ("payload", "Payload"), ("header", "Header"))),
    "asap": (
        _header("Bearer"),
        (
            ("alg", "Algorithm"),
            ("kid", "Key id"),
            ("iss", "Issuer"),
            ("aud", "Audience"),
            ("claims", "Claims"),
        ),
    ),
}
