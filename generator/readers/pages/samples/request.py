"""What a code sample sends: the data that every sample reader gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

from generator.frozen import Frozen, changed

Pairs = tuple[tuple[str, str], ...]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "TRACE")


class SampleFile(Frozen):
    """A part or a whole body that is sent from a file; ``name`` is empty for a whole body."""

    name: str
    filename: str
    content_type: str | None = None


class SampleAuth(Frozen):
    """How a sample authenticates.

    ``kind`` is bearer, basic, digest, ntlm, negotiate, aws, apikey or cookie; ``name`` the header,
    query parameter or cookie and ``place`` header, query or cookie. ``value`` is the credential as
    written, without its scheme; ``placeholder`` is the same where it stands for the reader's own.
    """

    kind: str
    name: str
    place: str
    value: str
    placeholder: str | None = None


class SampleRequest(Frozen):
    """One request of a code sample, as far as its text says.

    ``url`` is as written, with its query; ``query`` are all its parameters, decoded, those of the
    URL first. ``method`` is None where the text does not say one. ``body`` is the text of the body;
    fields of a form stand in ``form`` and files in ``files`` instead. ``line`` counts from 1 within
    the sample.
    """

    language: str
    client: str
    method: str | None
    url: str
    headers: Pairs = ()
    query: Pairs = ()
    body: str | None = None
    form: Pairs = ()
    files: tuple[SampleFile, ...] = ()
    auth: SampleAuth | None = None
    line: int = 1


_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{1,80}\}\}|\$?\{[^{}]{1,80}\}|<[^<>]{1,80}>|\$\w+|%\w+%|(?<=/):[A-Za-z_]\w*"
    r"|\[[A-Za-z][\w -]{1,60}\]"
)
_SHOUTED = re.compile(
    r"\b(?:YOUR|MY|INSERT|REPLACE)[-_ ]\w+|\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b", re.ASCII
)
_FUZZY = re.compile(
    r"^(?:.*[-_ ])?(?:your|my|insert|replace|the)?[-_ ]?(?:api|app|access|auth|user|bearer|secret)?"
    r"[-_ ]?(?:key|token|secret|password|pass|username|user|jwt|credentials?)"
    r"(?:[-_ ]?(?:here|id))?$"
    r"|your|xxx|\*\*\*|\.\.\.|…|^(?:x+|token|mytoken)$",
    re.IGNORECASE,
)
_KEY_HEADER = re.compile(
    r"api-?key|api-?token|api-?secret|access-?key|subscription-key|app-?(?:key|secret|token)"
    r"|(?:^|-)(?:token|secret|password|key)$|auth-?(?:token|key)|authorization$|authentication$"
)
_NOT_A_KEY = re.compile(
    r"idempotency|csrf|xsrf|page|continuation|routing|partition|dedup|sort|surrogate|websocket|cache"
)
_KEY_QUERY = re.compile(
    r"(?:x-)?(?:api-?key|key|app-?id|app-?key|access-?token|api-?token|auth-?token|token|auth"
    r"|auth-?key|access-?key|subscription-key|client-?secret|apikey)"
)
_SCHEMES = {
    "bearer": "bearer", "basic": "basic", "digest": "digest", "ntlm": "ntlm",
    "negotiate": "negotiate", "aws4-hmac-sha256": "aws",
}  # fmt: skip


def placeholders(text: str) -> tuple[str, ...]:
    """Return what stands in ``text`` for a value of the reader's own, as written, in order."""
    found = [(each.start(), each.group()) for each in _PLACEHOLDER.finditer(text)]
    covered = [(start, start + len(name)) for start, name in found]
    found += [
        (each.start(), each.group())
        for each in _SHOUTED.finditer(text)
        if not any(start <= each.start() < end for start, end in covered)
    ]
    return tuple(name for _, name in sorted(found))


def finished(request: SampleRequest, given: Iterable[tuple[str, str]] = ()) -> SampleRequest:
    """Complete ``request``: the query of its URL before the ``given`` one, and its auth."""
    query = (*query_pairs(request.url), *given)
    request = changed(request, query=query)
    return request if request.auth else changed(request, auth=_auth(request))


def query_pairs(url: str) -> Pairs:
    """Return the decoded query of ``url``; also of a half-written one."""
    _, mark, query = url.partition("#")[0].partition("?")
    return form_pairs(query) if mark else ()


def form_pairs(text: str) -> Pairs:
    """Return the decoded pairs of form-encoded text."""
    pairs = (piece.partition("=") for piece in text.strip().split("&") if piece)
    return tuple((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the last value of a header."""
    found = [value for key, value in headers if key.lower() == name]
    return found[-1] if found else None


def credential(kind: str, name: str, place: str, value: str) -> SampleAuth:
    """Return the auth of a credential, told apart from a placeholder."""
    stands_for_another = bool(placeholders(value) or _FUZZY.search(value))
    return SampleAuth(kind, name, place, value, value if stands_for_another else None)


def _auth(request: SampleRequest) -> SampleAuth | None:
    keys: list[SampleAuth] = []
    for name, value in request.headers:
        lowered = name.lower().replace("_", "-")
        if lowered == "authorization":
            scheme, _, rest = value.strip().partition(" ")
            if kind := _SCHEMES.get(scheme.lower().rstrip(":")):
                return credential(kind, name, "header", rest.strip())
            return credential("apikey", name, "header", rest.strip() or scheme)
        if _KEY_HEADER.search(lowered) and not _NOT_A_KEY.search(lowered):
            keys.append(credential("apikey", name, "header", value))
        elif lowered == "cookie":
            keys.append(credential("cookie", value.partition("=")[0].strip(), "cookie", value))
    userinfo = re.match(r"\w{1,9}://([^/?#@\s]{1,200}:[^/?#@\s]{0,200})@", request.url)
    if userinfo is not None:
        return credential("basic", "Authorization", "header", userinfo.group(1))
    for name, value in request.query:
        if _KEY_QUERY.fullmatch(name.lower().replace("_", "-")):
            keys.append(credential("apikey", name, "query", value))
    return min(keys, key=lambda each: each.kind == "cookie") if keys else None
