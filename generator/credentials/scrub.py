"""Scrubbing: credentials taken out of what is only shown, and of bodies that repeat them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.credentials.members import credential_members, loosened
from generator.credentials.names import SCHEME, is_credential_header, is_placeholder
from generator.credentials.positions import credential_texts, request_texts
from generator.frozen import changed
from generator.model import (
    Api,
    Endpoint,
    FilePart,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Parameter,
    RawBody,
    Request,
    Response,
    TextPart,
    Variable,
)
from generator.text import with_secrets
from generator.types.datatypes import EnumType, Field, ObjectType, ScalarType, Type, inside

REDACTED = "REDACTED"

#: Yields the credentials in a text.
Find = Callable[[str], Iterable[re.Match[str]]]

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


# One of these is in each of them.
_TOKEN_MARKS = (
    "eyJ", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "k_live_", "k_test_",
    "AIza", "-----BEGIN ",
)  # fmt: skip


def scrubbed(api: Api, rows: Iterable[Variable]) -> Api:
    """Return the Api without the values of its credentials, and without token-shaped values.

    ``rows`` are the variables of all scopes: one that another hides is known too.
    """
    known = set(_known(api))
    names = {variable.name for variable in api.variables if variable.secret}
    for variable in (*api.variables, *rows):
        if variable.name in names and variable.value is not None and variable.value.literal:
            known.add(variable.value.literal)
    return without(api, known)


def without(api: Api, known: Iterable[str]) -> Api:
    """Return the Api without these values, where they are telling, and token-shaped ones."""
    find = _finder(sorted(filter(is_telling, set(known)), key=lambda value: (-len(value), value)))

    def clean(text: str) -> str:
        text = _redacted(text, _members(text))
        return _redacted(text, (match.span() for match in find(text)))

    return changed(
        api,
        name=clean(api.name),
        description=clean(api.description),
        servers=tuple(with_secrets(server, find) for server in api.servers),
        variables=tuple(
            changed(
                v,
                description=clean(v.description),
                # A secret one is sealed as a whole.
                value=with_secrets(v.value, find) if v.value and not v.secret else v.value,
            )
            for v in api.variables
        ),
        groups=tuple(
            changed(g, name=clean(g.name), description=clean(g.description)) for g in api.groups
        ),
        endpoints=tuple(_clean_endpoint(e, clean, find) for e in api.endpoints),
        facts=tuple(changed(fact, value=clean(fact.value)) for fact in api.facts),
    )


def _finder(values: Sequence[str]) -> Find:
    """Return what finds these and token-shaped values in a text, at each place the first."""
    pattern = re.compile(f"{_any_of(values)}|{_TOKEN_SHAPES.pattern}" if values else _TOKEN_SHAPES)
    marks = (*values, *_TOKEN_MARKS)

    def find(text: str) -> Iterable[re.Match[str]]:
        # Nearly all texts hold none, and are longer to match than to search for a few.
        for mark in marks:
            if mark in text:
                return pattern.finditer(text)
        return ()

    return find if len(values) <= _FEW else pattern.finditer


# A pattern finds as many in the time that it takes to search for each of so many.
_FEW = 50


def _any_of(values: Iterable[str], depth: int = 3) -> str:
    """Return a pattern of values, grouped by how they begin: many are found as fast as some."""
    groups: dict[str, list[str]] = {}
    for value in values:
        groups.setdefault(value[:1] if depth else value, []).append(value[1:] if depth else "")
    return "|".join(
        re.escape(first) + (f"(?:{_any_of(rest, depth - 1)})" if depth else "")
        for first, rest in groups.items()
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
            body = response.text or ""
            yield from (body[start:end] for start, end in _members(body))
            for name, value in response.headers:
                if is_credential_header(name):
                    yield value
                    yield from _cookies(name, value)


def _members(text: str) -> Iterator[tuple[int, int]]:
    """Yield where in a text the credentials of the JSON in it stand."""
    for _, start, end in credential_members(text):
        value = text[start:end]
        if not is_placeholder(value):
            scheme = SCHEME.match(value)
            yield start + (scheme.end() if scheme else 0), end


def _redacted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept: list[str] = []
    position = 0
    for start, end in spans:
        kept += [text[position:start], REDACTED]
        position = end
    return "".join([*kept, text[position:]]) if kept else text


def _cookies(header: str, value: str) -> list[str]:
    """Return the values of the cookies that a header holds."""
    if header.lower() == "set-cookie":
        value = value.partition(";")[0]
    elif header.lower() != "cookie":
        return []
    return [pair.partition("=")[2].strip() for pair in value.split(";")]


def is_telling(value: str) -> bool:
    """Whether a credential is unlike any word, so that it is the credential wherever it occurs."""
    if len(value) >= 16:
        return not value.isalpha() or not value.islower()
    return len(value) >= 8 and bool(re.search(r"\d", value)) and not value.isdigit()


def _clean_endpoint(endpoint: Endpoint, clean: Callable[[str], str], find: Find) -> Endpoint:
    return changed(
        endpoint,
        name=clean(endpoint.name),
        description=clean(endpoint.description),
        request=_clean_request(endpoint.request, clean, find),
        responses=tuple(_clean_response(r, clean, find) for r in endpoint.responses),
        notes=tuple(map(clean, endpoint.notes)),
        rate_limits=tuple(map(clean, endpoint.rate_limits)),
        samples=tuple(changed(sample, code=clean(sample.code)) for sample in endpoint.samples),
    )


def _clean_request(request: Request, clean: Callable[[str], str], find: Find) -> Request:
    def cleaned(parameter: Parameter) -> Parameter:
        value = parameter.value and with_secrets(parameter.value, find)
        return changed(
            parameter,
            value=value,
            type=_clean_type(parameter.type, clean),
            description=clean(parameter.description),
            enum=tuple(map(clean, parameter.enum)),
            default=parameter.default and clean(parameter.default),
        )

    body = request.body
    if isinstance(body, RawBody):
        text, kind = with_secrets(body.text, find), _clean_type(body.type, clean)
        body = changed(body, text=text, type=kind)
    elif isinstance(body, FormBody):
        body = changed(body, fields=tuple(map(cleaned, body.fields)))
    elif isinstance(body, GraphQLBody):
        query, variables = (with_secrets(t, find) for t in (body.query, body.variables))
        body = changed(body, query=query, variables=variables)
    elif isinstance(body, MultipartBody):
        body = changed(body, parts=tuple(_clean_part(part, clean, find) for part in body.parts))
    url = request.url
    base, path = with_secrets(url.base, find), with_secrets(url.path, find)
    return changed(
        request,
        url=changed(url, base=base, path=path),
        parameters=tuple(map(cleaned, request.parameters)),
        headers=tuple(map(cleaned, request.headers)),
        body=body,
    )


def _clean_part(
    part: FilePart | TextPart, clean: Callable[[str], str], find: Find
) -> FilePart | TextPart:
    description = clean(part.description)
    if not isinstance(part, TextPart):
        return changed(part, description=description)
    value, kind = with_secrets(part.value, find), _clean_type(part.type, clean)
    return changed(part, value=value, type=kind, description=description)


def _clean_type(type_: Type, clean: Callable[[str], str]) -> Type:
    """Return a type whose descriptions and allowed values are clean; often it is the same."""
    if isinstance(type_, ScalarType):
        return type_
    if isinstance(type_, EnumType):
        return changed(type_, values=tuple(map(clean, type_.values)))
    if isinstance(type_, ObjectType):
        return changed(type_, fields=tuple(_clean_field(field, clean) for field in type_.fields))
    return inside(type_, lambda inner: _clean_type(inner, clean))


def _clean_field(field: Field, clean: Callable[[str], str]) -> Field:
    if not field.description and isinstance(field.type, ScalarType):
        return field
    kind, description = _clean_type(field.type, clean), clean(field.description)
    return changed(field, type=kind, description=description)


def _clean_response(response: Response, clean: Callable[[str], str], find: Find) -> Response:
    headers = tuple(
        (name, REDACTED if is_credential_header(name) else clean(value))
        for name, value in response.headers
    )
    text = clean(response.text) if response.text else response.text
    return changed(
        response,
        name=clean(response.name),
        headers=response.headers if headers == response.headers else headers,
        text=text,
        type=loosened(response.type) if response.type and text != response.text else response.type,
        request=_clean_request(response.request, clean, find) if response.request else None,
    )
