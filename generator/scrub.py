"""Scrubbing: credentials taken out of what is only shown, and of bodies that repeat them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.credential_names import SCHEME, is_credential_header, is_placeholder
from generator.credential_positions import credential_texts, request_texts
from generator.json_credentials import credential_members, loosened
from generator.model import (
    Api,
    Endpoint,
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
from generator.text import Part, Secret, Text, joined

REDACTED = "REDACTED"

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
    values = sorted(filter(_telling, known), key=lambda value: (-len(value), value))
    pattern = re.compile("|".join([*map(re.escape, values), _TOKEN_SHAPES.pattern]))
    marks = (*values, *_TOKEN_MARKS)

    def clean(text: str) -> str:
        text = _without_members(text)
        # Nearly all texts hold none, and are longer to match than to search for these.
        return pattern.sub(REDACTED, text) if any(mark in text for mark in marks) else text

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


def _without_members(text: str) -> str:
    kept: list[str] = []
    position = 0
    for start, end in _members(text):
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
        samples=tuple(replace(sample, code=clean(sample.code)) for sample in endpoint.samples),
    )


def _clean_request(
    request: Request, clean: Callable[[str], str], pattern: re.Pattern[str]
) -> Request:
    def cleaned(parameter: Parameter) -> Parameter:
        value = parameter.value and _with_secrets(parameter.value, pattern)
        description = clean(parameter.description)
        if value is parameter.value and description == parameter.description:
            return parameter
        return replace(parameter, value=value, description=description)

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
    url = request.url
    base, path = _with_secrets(url.base, pattern), _with_secrets(url.path, pattern)
    if base is not url.base or path is not url.path:
        url = replace(url, base=base, path=path)
    return replace(
        request,
        url=url,
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
    text = clean(response.text) if response.text else response.text
    return replace(
        response,
        name=clean(response.name),
        headers=headers,
        text=text,
        type=loosened(response.type) if response.type and text != response.text else response.type,
        request=_clean_request(response.request, clean, pattern) if response.request else None,
    )
