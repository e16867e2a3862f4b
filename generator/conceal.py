"""Credentials: found by where they stand, and taken out of the model before anyone prints it.

A credential position is an auth setting, an Authorization, Cookie or API-key-like header, a
key-like query or form name, or the user and password of a URL. A literal there becomes a
`Secret`, a variable there becomes secret wherever else it stands. Saved responses, descriptions
and bodies are then scrubbed of the same values and of well-known token shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostics
from generator.model import (
    Api,
    Auth,
    AuthParameter,
    Body,
    Endpoint,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    Request,
    Response,
    TextPart,
    Url,
    Variable,
)
from generator.text import Part, Secret, Text, joined

REDACTED = "REDACTED"

# The settings of each auth type that are credentials; the others say where and how they go.
CREDENTIALS: dict[str, frozenset[str]] = {
    "basic": frozenset({"username", "password"}),
    "bearer": frozenset({"token"}),
    "apikey": frozenset({"value"}),
    "oauth1": frozenset({"consumerKey", "consumerSecret", "token", "tokenSecret", "privateKey"}),
    "oauth2": frozenset(
        {"accessToken", "clientId", "clientSecret", "refreshToken", "username", "password"}
    ),
    "digest": frozenset({"username", "password"}),
    "awsv4": frozenset({"accessKey", "secretKey", "sessionToken"}),
    "hawk": frozenset({"authId", "authKey"}),
    "ntlm": frozenset({"username", "password"}),
    "edgegrid": frozenset({"accessToken", "clientToken", "clientSecret"}),
    "jwt": frozenset({"secret", "privateKey"}),
    "asap": frozenset({"privateKey"}),
}

_HEADER = re.compile(
    r"authorization|cookie|token|secret|passw|api-?key|access-?key|subscription-?key|"
    r"functions-key|auth-?key|private-?key|signature|credential|session-?id|^x-auth",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(key|auth|sig|pwd)$|api[-_]?key|access[-_]?(key|token)|(auth|bearer|id|refresh|session|"
    r"security|user)[-_]?token|^token$|secret|passw|signature|credential|private[-_]?key|"
    r"^code_verifier$|assertion$",
    re.IGNORECASE,
)
# Names that match the above but say how, not what.
_HARMLESS = re.compile(r"type$|[-_]?url$|expir|algorithm|^x-.*-page|csrf-header|method$", re.I)

# Scheme words in front of a credential: they stay readable.
_SCHEME = re.compile(
    r"^(Basic|Bearer|Token|Digest|ApiKey|Api-Key|Key|Apikey|JWT|SSWS|OAuth|AWS4-HMAC-SHA256)\s+",
    re.IGNORECASE,
)

_TOKEN_SHAPES = re.compile(
    r"eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{0,2000}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36,80}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,200}\b"
    r"|\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,120}\b"
    r"|\bAIza[A-Za-z0-9_-]{35}\b"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,16000}"
    r"-----END [A-Z ]{0,30}PRIVATE KEY-----"
)
# A user and password in the value of a variable that starts a URL.
_USERINFO = re.compile(r"//[^/?#@\s]+:[^/?#@\s]*@")


def conceal(api: Api, diagnostics: Diagnostics) -> Api:
    """Return the Api with every credential as a `Secret` and every variable of one marked."""
    api = replace(
        api,
        auth=_auth(api.auth),
        groups=tuple(replace(g, auth=_auth(g.auth) if g.auth else None) for g in api.groups),
        endpoints=tuple(_endpoint(endpoint) for endpoint in api.endpoints),
    )
    api = replace(api, variables=_marked(api))
    for secret in _literals(api):
        message = "a credential stands here; it was made an environment variable"
        diagnostics.add("secret-literal", message, secret.origin)
    return _sealed(_scrubbed(api))


def _sealed(api: Api) -> Api:
    """Return the Api whose secret variables hold their values as secrets too."""
    sealed = (
        replace(v, value=_sealed_value(v.value)) if v.secret and v.value is not None else v
        for v in api.variables
    )
    return replace(api, variables=tuple(sealed))


def _sealed_value(value: Text) -> Text:
    secret = Secret(value.source, value.origin, value.span)
    return replace(value, parts=(secret,))


# Marking credential positions


def _endpoint(endpoint: Endpoint) -> Endpoint:
    responses = tuple(
        replace(r, request=_request(r.request) if r.request else None) for r in endpoint.responses
    )
    return replace(endpoint, request=_request(endpoint.request), responses=responses)


def _request(request: Request) -> Request:
    return replace(
        request,
        url=_url(request.url),
        parameters=tuple(
            _parameter(p, is_key_name) if p.location == "query" else p for p in request.parameters
        ),
        headers=tuple(_parameter(header, is_credential_header) for header in request.headers),
        body=_body(request.body),
        auth=_auth(request.auth),
    )


def is_credential_header(name: str) -> bool:
    """Whether a header of this name carries a credential."""
    return bool(_HEADER.search(name)) and not _HARMLESS.search(name)


def is_key_name(name: str) -> bool:
    """Whether a query or form parameter of this name carries a credential."""
    return bool(_NAME.search(name)) and not _HARMLESS.search(name)


def _parameter(parameter: Parameter, is_credential: Callable[[str], bool]) -> Parameter:
    if parameter.value is None or not is_credential(parameter.name.source):
        return parameter
    return replace(parameter, value=_concealed(parameter.value))


def _auth(auth: Auth) -> Auth:
    credentials = CREDENTIALS.get(auth.kind, frozenset())
    parameters = tuple(
        AuthParameter(p.name, _concealed(p.value) if p.name in credentials else p.value)
        for p in auth.parameters
    )
    return replace(auth, parameters=parameters)


def _body(body: Body | None) -> Body | None:
    if isinstance(body, FormBody):
        return FormBody(tuple(_parameter(field, is_key_name) for field in body.fields))
    if isinstance(body, MultipartBody):
        parts = (
            (
                replace(p, value=_concealed(p.value))
                if isinstance(p, TextPart) and is_key_name(p.name.source)
                else p
            )
            for p in body.parts
        )
        return MultipartBody(tuple(parts))
    return body


def _url(url: Url) -> Url:
    user = _concealed(url.user) if url.user else url.user
    password = _concealed(url.password) if url.password else url.password
    return replace(url, user=user, password=password)


def _concealed(value: Text) -> Text:
    """Return the value with its literal credential as a `Secret`, its scheme word kept."""
    if value.references:
        return _concealed_pieces(value)
    literal = value.literal
    if not literal:
        return value
    scheme = _SCHEME.match(literal)
    start = scheme.end() if scheme else 0
    secret = literal[start:]
    if not secret.strip():
        return value
    whole = value.span is None and start == 0
    offset = value.span[0] if value.span else 0
    span = None if whole else (offset + start, offset + len(literal))
    kept = (literal[:start],) if start else ()
    return replace(value, parts=(*kept, Secret(secret, value.origin, span)))


def _concealed_pieces(value: Text) -> Text:
    """Beside variables only what looks random is a credential: ``token={{t}}`` is kept."""
    parts: list[Part] = []
    offset = value.span[0] if value.span else 0
    for part in value.parts:
        length = len(Text((part,)).source) if not isinstance(part, Secret) else 0
        if isinstance(part, str):
            position = 0
            for match in re.finditer(r"[A-Za-z0-9+/_.~=-]{8,}", part):
                if re.search(r"\d", match[0]) and not match[0].endswith("="):
                    parts.append(part[position : match.start()])
                    span = (offset + match.start(), offset + match.end())
                    parts.append(Secret(match[0], value.origin, span))
                    position = match.end()
            parts.append(part[position:])
        else:
            parts.append(part)
        offset += length
    return replace(value, parts=joined(parts))


# Variables


def _marked(api: Api) -> tuple[Variable, ...]:
    """Return the variables, secret where a credential position uses them, even indirectly.

    An empty value hides nothing and stays as it is.
    """
    values = {v.name: v.value for v in api.variables}
    secret = {
        v.name for v in api.variables if v.secret or (v.value and _USERINFO.search(v.value.source))
    }
    for text in credential_texts(api):
        secret.update(text.references)
    open_names = list(secret)
    while open_names:
        value = values.get(open_names.pop())
        for name in value.references if value else ():
            if name not in secret:
                secret.add(name)
                open_names.append(name)
    return tuple(replace(v, secret=v.name in secret and v.value != Text()) for v in api.variables)


def credential_texts(api: Api) -> Iterator[Text]:
    """Yield every text in a credential position, also of what is switched off."""
    auths = [api.auth, *(g.auth for g in api.groups if g.auth)]
    saved = (r.request for e in api.endpoints for r in e.responses if r.request)
    for request in (*(e.request for e in api.endpoints), *saved):
        auths.append(request.auth)
        yield from _values(request.headers, is_credential_header)
        queries = [p for p in request.parameters if p.location == "query"]
        yield from _values(queries, is_key_name)
        yield from (text for text in (request.url.user, request.url.password) if text)
        if isinstance(request.body, FormBody):
            yield from _values(request.body.fields, is_key_name)
        elif isinstance(request.body, MultipartBody):
            for part in request.body.parts:
                if isinstance(part, TextPart) and is_key_name(part.name.source):
                    yield part.value
    for auth in auths:
        names = CREDENTIALS.get(auth.kind, frozenset())
        yield from (p.value for p in auth.parameters if p.name in names)


def _values(found: Iterable[Parameter], is_credential: Callable[[str], bool]) -> Iterator[Text]:
    return (p.value for p in found if p.value and is_credential(p.name.source))


def _literals(api: Api) -> Iterator[Secret]:
    seen: set[Secret] = set()
    for endpoint in api.endpoints:
        for text in request_texts(endpoint.request):
            for secret in text.secrets:
                if secret not in seen:
                    seen.add(secret)
                    yield secret


def request_texts(request: Request) -> Iterator[Text]:
    """Yield every text of a request that is sent, in a fixed order."""
    yield from (p.value for p in request.auth.parameters)
    url = request.url
    yield from (text for text in (url.user, url.password, url.base, url.path) if text is not None)
    for parameter in (*request.parameters, *request.headers):
        if parameter.enabled:
            yield parameter.name
            yield from [parameter.value] if parameter.value is not None else []
    yield from body_texts(request.body)


def body_texts(body: Body | None) -> Iterator[Text]:
    """Yield every text of a body that is sent, in a fixed order."""
    if isinstance(body, RawBody):
        yield body.text
    elif isinstance(body, GraphQLBody):
        yield from (body.query, body.variables, body.operation_name)
    elif isinstance(body, FormBody):
        for field in body.fields:
            if field.enabled:
                yield from (field.name, field.value or Text())
    elif isinstance(body, MultipartBody):
        for part in body.parts:
            if part.enabled:
                yield part.name
                yield from (part.value,) if isinstance(part, TextPart) else part.paths
    elif body is not None:
        yield body.path


# Scrubbing what is only shown


def _scrubbed(api: Api) -> Api:
    known = set(_known(api))
    for variable in api.variables:
        if variable.secret and variable.value is not None and variable.value.literal:
            known.add(variable.value.literal)
    values = sorted(filter(_telling, known), key=lambda value: (-len(value), value))
    pattern = re.compile("|".join([*map(re.escape, values), _TOKEN_SHAPES.pattern]))

    def clean(text: str) -> str:
        return pattern.sub(REDACTED, text)

    return replace(
        api,
        name=clean(api.name),
        description=clean(api.description),
        servers=tuple(_with_secrets(server, pattern) for server in api.servers),
        variables=tuple(
            replace(
                v,
                description=clean(v.description),
                # A secret one is sealed as a whole.
                value=_with_secrets(v.value, pattern) if v.value and not v.secret else v.value,
            )
            for v in api.variables
        ),
        groups=tuple(
            replace(g, name=clean(g.name), description=clean(g.description)) for g in api.groups
        ),
        endpoints=tuple(_clean_endpoint(e, clean, pattern) for e in api.endpoints),
    )


def _known(api: Api) -> Iterator[str]:
    """Yield the literal credentials, also of what is not sent and of saved responses."""
    for text in credential_texts(api):
        yield from (secret.reveal() for secret in text.secrets)
    for endpoint in api.endpoints:
        request = endpoint.request
        yield from (s.reveal() for text in request_texts(request) for s in text.secrets)
        for header in request.headers:
            for secret in header.value.secrets if header.value else ():
                yield from _cookies(header.name.source, secret.reveal())
        for response in endpoint.responses:
            for name, value in response.headers:
                if is_credential_header(name):
                    yield value
                    yield from _cookies(name, value)


def _cookies(header: str, value: str) -> list[str]:
    """Return the values of the cookies that a header holds."""
    if header.lower() == "set-cookie":
        value = value.partition(";")[0]
    elif header.lower() != "cookie":
        return []
    return [pair.partition("=")[2].strip() for pair in value.split(";")]


def _telling(value: str) -> bool:
    """Whether a credential is unlike any word, so that it is the credential wherever it occurs."""
    if len(value) >= 16:
        return not value.isalpha() or not value.islower()
    return len(value) >= 8 and bool(re.search(r"\d", value)) and not value.isdigit()


def _clean_endpoint(
    endpoint: Endpoint, clean: Callable[[str], str], pattern: re.Pattern[str]
) -> Endpoint:
    return replace(
        endpoint,
        name=clean(endpoint.name),
        description=clean(endpoint.description),
        request=_clean_request(endpoint.request, clean, pattern),
        responses=tuple(_clean_response(r, clean, pattern) for r in endpoint.responses),
    )


def _clean_request(
    request: Request, clean: Callable[[str], str], pattern: re.Pattern[str]
) -> Request:
    def cleaned(parameter: Parameter) -> Parameter:
        value = parameter.value and _with_secrets(parameter.value, pattern)
        return replace(parameter, value=value, description=clean(parameter.description))

    body = request.body
    if isinstance(body, RawBody):
        body = replace(body, text=_with_secrets(body.text, pattern))
    elif isinstance(body, FormBody):
        body = FormBody(tuple(map(cleaned, body.fields)))
    elif isinstance(body, GraphQLBody):
        query, variables = (_with_secrets(t, pattern) for t in (body.query, body.variables))
        body = replace(body, query=query, variables=variables)
    elif isinstance(body, MultipartBody):
        parts = (replace(p, description=clean(p.description)) for p in body.parts)
        body = MultipartBody(
            tuple(
                replace(p, value=_with_secrets(p.value, pattern)) if isinstance(p, TextPart) else p
                for p in parts
            )
        )
    return replace(
        request,
        url=replace(
            request.url,
            base=_with_secrets(request.url.base, pattern),
            path=_with_secrets(request.url.path, pattern),
        ),
        parameters=tuple(map(cleaned, request.parameters)),
        headers=tuple(map(cleaned, request.headers)),
        body=body,
    )


def _with_secrets(text: Text, pattern: re.Pattern[str]) -> Text:
    """Return the text with each known or token-shaped value in it as a `Secret`."""
    parts: list[Part] = []
    offset = text.span[0] if text.span else 0
    found = False
    for part in text.parts:
        if not isinstance(part, str):
            offset += 0 if isinstance(part, Secret) else len(Text((part,)).source)
            parts.append(part)
            continue
        position = 0
        for match in pattern.finditer(part):
            found = True
            span = (offset + match.start(), offset + match.end())
            parts += [part[position : match.start()], Secret(match[0], text.origin, span)]
            position = match.end()
        parts.append(part[position:])
        offset += len(part)
    return replace(text, parts=joined(parts)) if found else text


def _clean_response(
    response: Response, clean: Callable[[str], str], pattern: re.Pattern[str]
) -> Response:
    headers = tuple(
        (name, REDACTED if is_credential_header(name) else clean(value))
        for name, value in response.headers
    )
    return replace(
        response,
        name=clean(response.name),
        headers=headers,
        text=clean(response.text) if response.text else response.text,
        request=_clean_request(response.request, clean, pattern) if response.request else None,
    )
