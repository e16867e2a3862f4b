"""What a sample sends, put to the request that it belongs to."""

from __future__ import annotations

import re

from generator.readers.pages import auth, codes, urls
from generator.readers.pages.draft import Credential, Draft, Param
from generator.readers.pages.stated import Found, method_of, query_names

_AUTOMATIC = frozenset(
    [
        "accept",
        "content-type",
        "authorization",
        "user-agent",
        "host",
        "cookie",
        "content-length",
        "accept-encoding",
        "cache-control",
        "connection",
        "postman-token",
    ]
)


def take_sample(draft: Draft, found: Found) -> None:
    """Take from a sample how it is authorised, its headers, its query and its body."""
    request = found.sample
    target = found.mention.address
    if request is None or target is None:
        return
    for name, value in request.headers:
        credential = auth.from_header(name, value, found.line)
        if credential:
            draft.auth.append(credential)
    hint = request.auth
    if hint is not None and hint.kind in ("basic", "bearer", "apikey"):
        place = "query" if hint.place == "query" else "header"
        credential = Credential(
            hint.kind, found.line, hint.name, place, value=hint.value, sure=True
        )
        draft.auth.append(credential)
    path = urls.template(target.path)
    if (
        draft.path is None
        or method_of(found) != draft.method
        or (urls.prefix_of(path, draft.path) is None and urls.prefix_of(draft.path, path) is None)
    ):
        return
    for name in query_names(target.query):
        if re.fullmatch(r"(?:api[-_]?key|apikey|access_token|token|auth_token)", name, re.I):
            draft.auth.append(Credential("apikey", found.line, name, "query", sure=True))
        elif all(known.name != name for known in draft.params):
            draft.params.append(Param(name, found.line, "query", shown=True))
        for param in draft.params:
            if param.name == name and param.place != "path" and param.example is None:
                param.example = dict(request.query).get(name)
    for name, value in request.headers:
        lower = name.lower()
        if lower == "content-type":
            draft.media_type = draft.media_type or value
        if lower in _AUTOMATIC:
            continue
        known = next((p for p in draft.params if p.name.lower() == lower), None)
        if known is None:
            draft.params.append(Param(name, found.line, "header", shown=True, example=value))
        elif known.example is None:
            known.example = value
    _ids(draft, path)
    if request.body and (draft.body is None or (draft.body_line != found.line and not draft.form)):
        draft.body = draft.body or request.body
        draft.body_line = draft.body_line or found.line
    for name, value in request.form:
        draft.form = True
        draft.sent.setdefault(name, value)
    for part in request.files:
        if part.name and all(p.name != part.name for p in draft.params):
            draft.params.append(
                Param(part.name, found.line, "body", shown=True, file=True, example=part.filename)
            )


def _ids(draft: Draft, path: str) -> None:
    """Take the values that a sample's path has where the template has variables."""
    wanted, given = (draft.path or "").split("/"), path.split("/")
    for name, value in zip(reversed(wanted), reversed(given), strict=False):
        key = name.strip("{}")
        if name == f"{{{key}}}" and value and "{" not in value and value.lower() != key.lower():
            draft.ids.setdefault(key, value)


def shown(code: str, language: str) -> str:
    """Return a sample without the credentials in it that are no placeholders."""
    for request in codes.requests_in(code, language):
        credential = request.auth
        if (
            credential
            and credential.value
            and credential.placeholder is None
            and len(credential.value) > 5
        ):
            code = code.replace(credential.value, "REDACTED")
    return code
