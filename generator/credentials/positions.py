"""Where credentials stand: in settings of auth, and in the texts of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.auth.grants import REQUEST_ROW
from generator.auth.kinds import is_credential
from generator.credentials.members import credential_values
from generator.credentials.names import is_credential_header, is_key_name
from generator.model import (
    Api,
    Body,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    Request,
    TextPart,
)
from generator.text import Secret, Text


def is_credential_setting(kind: str, name: str) -> bool:
    """Whether a setting of an auth is a credential; a row of a token request may be one too."""
    if not name.startswith(REQUEST_ROW):
        return is_credential(kind, name)
    place, _, own = name.removeprefix(REQUEST_ROW).partition(".")
    return is_credential_header(own) if place == "header" else is_key_name(own)


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
                if isinstance(part, TextPart):
                    yield from _credentials(part.value, is_key_name(part.name.source))
        elif isinstance(request.body, RawBody):
            yield from (value for _, value in credential_values(request.body.text))
        elif isinstance(request.body, GraphQLBody):
            yield from (value for _, value in credential_values(request.body.variables))
    for auth in auths:
        yield from (p.value for p in auth.parameters if is_credential_setting(auth.kind, p.name))


def _values(found: Iterable[Parameter], is_credential: Callable[[str], bool]) -> Iterator[Text]:
    for one in found:
        if one.value:
            yield from _credentials(one.value, is_credential(one.name.source))


def _credentials(value: Text, is_whole: bool) -> Iterator[Text]:
    """Yield a value that is a credential, or the credentials of JSON in it."""
    yield from [value] if is_whole else (piece for _, piece in credential_values(value))


def literals(api: Api) -> Iterator[Secret]:
    """Yield each literal credential that some request sends, once."""
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
