"""Credentials: found by where they stand, and taken out of the model before anyone prints it.

A credential position is an auth setting, an Authorization, Cookie or API-key-like header, a
key-like query or form name, a member of JSON with such a name, or the user and password of a URL.
A literal there becomes a `Secret`, a variable there becomes secret wherever else it stands. Saved
responses, descriptions and bodies are then scrubbed of the same values and of well-known token
shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from generator.credentials.members import loosened, may_hold, pieces
from generator.credentials.names import (
    SCHEME,
    is_credential_header,
    is_key_name,
    is_placeholder,
)
from generator.credentials.positions import credential_texts, is_credential_setting
from generator.credentials.scrub import is_telling, scrubbed
from generator.frozen import changed
from generator.model import (
    Api,
    Auth,
    Body,
    Endpoint,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    Request,
    TextPart,
    Url,
    Variable,
)
from generator.text import Part, Secret, Text, joined, with_secrets

# A user and password in the value of a variable that starts a URL.
_USERINFO = re.compile(r"//[^/?#@\s]+:[^/?#@\s]*@")


def conceal(api: Api, rows: Iterable[Variable]) -> Api:
    """Return the Api with every credential as a `Secret` and every variable of one marked.

    ``rows`` are the variables of all scopes as they were read.
    """
    api = changed(
        api,
        auth=_auth(api.auth),
        groups=tuple(changed(g, auth=_auth(g.auth) if g.auth else None) for g in api.groups),
        endpoints=tuple(_endpoint(endpoint) for endpoint in api.endpoints),
    )
    api = changed(api, variables=_marked(api))
    return _sealed(scrubbed(api, rows))


def _sealed(api: Api) -> Api:
    """Return the Api whose secret variables hold their values as secrets too."""
    sealed = (
        changed(v, value=_sealed_value(v.value)) if v.secret and v.value is not None else v
        for v in api.variables
    )
    return changed(api, variables=tuple(sealed))


def _sealed_value(value: Text) -> Text:
    secret = Secret(value.source, value.origin, value.span)
    return changed(value, parts=(secret,))


# Marking credential positions


def _endpoint(endpoint: Endpoint) -> Endpoint:
    responses = tuple(
        changed(r, request=_request(r.request)) if r.request else r for r in endpoint.responses
    )
    return changed(endpoint, request=_request(endpoint.request), responses=responses)


def _request(request: Request) -> Request:
    return changed(
        request,
        url=_url(request.url),
        parameters=tuple(
            _parameter(p, is_key_name) if p.location == "query" else p for p in request.parameters
        ),
        headers=tuple(_parameter(header, is_credential_header) for header in request.headers),
        body=_body(request.body),
        auth=_auth(request.auth),
    )


def _parameter(parameter: Parameter, is_credential: Callable[[str], bool]) -> Parameter:
    value = parameter.value
    if value is None:
        return parameter
    name = parameter.name.source
    return changed(parameter, value=_value(value, is_credential(name), name))


def _auth(auth: Auth) -> Auth:
    parameters = (
        (
            changed(p, value=_concealed(p.value, f"{auth.kind} {p.name}"))
            if is_credential_setting(auth.kind, p.name)
            else p
        )
        for p in auth.parameters
    )
    return changed(auth, parameters=tuple(parameters))


def _body(body: Body | None) -> Body | None:
    if isinstance(body, FormBody):
        fields = tuple(_parameter(field, is_key_name) for field in body.fields)
        return changed(body, fields=fields)
    if isinstance(body, MultipartBody):
        return changed(body, parts=tuple(map(_part, body.parts)))
    if isinstance(body, RawBody):
        text = _json(body.text)
        return body if text is body.text else changed(body, text=text, type=loosened(body.type))
    if isinstance(body, GraphQLBody):
        return changed(body, variables=_json(body.variables))
    return body


def _part(part: FilePart | TextPart) -> FilePart | TextPart:
    if not isinstance(part, TextPart):
        return part
    name = part.name.source
    return changed(part, value=_value(part.value, is_key_name(name), name))


def _value(value: Text, is_credential: bool, name: str) -> Text:
    """Return a value with the credential that it is, or with those of JSON in it, as secrets."""
    return _concealed(value, name) if is_credential else _json(value)


def _json(text: Text) -> Text:
    """Return the text with the credentials of the JSON in it as secrets."""
    if not may_hold(text):
        return text
    parts: list[Part] = []
    for name, piece in pieces(text):
        is_kept = not name or (not piece.references and is_placeholder(piece.source))
        parts += piece.parts if is_kept else _concealed(piece, name).parts
    found = changed(text, parts=joined(parts))
    return found if found.secrets else text


def _url(url: Url) -> Url:
    if not url.user and not url.password:
        return url
    user = _concealed(url.user, "url user") if url.user else url.user
    password = _concealed(url.password, "url password") if url.password else url.password
    return changed(url, user=user, password=password)


def _concealed(value: Text, role: str) -> Text:
    """Return the value with its literal credential as a `Secret`, its scheme word kept.

    Equal words are one credential only in one ``role``; what is like no word is the same anywhere.
    """
    if value.references:
        # Beside variables only what looks random is a credential: ``token={{t}}`` is kept.
        return with_secrets(value, _random_pieces)
    literal = value.literal
    if not literal or literal.lower() in ("true", "false"):  # a switch, whatever its name
        return value
    scheme = SCHEME.match(literal)
    start = scheme.end() if scheme else 0
    secret = literal[start:]
    if not secret.strip():
        return value
    whole = value.span is None and start == 0
    offset = value.span[0] if value.span else 0
    span = None if whole else (offset + start, offset + len(literal))
    kept = (literal[:start],) if start else ()
    own = "" if is_telling(secret) else role.lower()
    return changed(value, parts=(*kept, Secret(secret, value.origin, span, own)))


def _random_pieces(literal: str) -> Iterator[re.Match[str]]:
    """Yield the words that look random: they have a digit and, unlike names, no ``=`` behind."""
    for match in re.finditer(r"[A-Za-z0-9+/_.~=-]{8,}", literal):
        if re.search(r"\d", match[0]) and not match[0].endswith("="):
            yield match


# Variables


def _marked(api: Api) -> tuple[Variable, ...]:
    """Return the variables, secret where a credential position uses them, even indirectly.

    So are those with the name of a credential. One that is empty has no value then: sources are
    published so, to be filled in.
    """
    values = {v.name: v.value for v in api.variables}
    secret = {
        v.name
        for v in api.variables
        if v.secret or is_key_name(v.name) or (v.value and _USERINFO.search(v.value.source))
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
    return tuple(
        (
            changed(v, secret=True, value=v.value or None)
            if v.name in secret
            else changed(v, secret=False)
        )
        for v in api.variables
    )
