"""How requests are authorised, by what samples send and what pages say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.readers.pages.draft import Credential, Param

_KEY_NAME = re.compile(
    r"(?:x[-_])?(?:[\w-]*[-_])?(?:api[-_]?key|apikey|api[-_]?token|auth[-_]?token|access[-_]?token|private[-_]?token|secret[-_]?key|api[-_]?secret|subscription[-_]?key|client[-_]?secret|app[-_]?key|app[-_]?token|"
    r"auth[-_]?key|access[-_]?key|auth[-_](?:email|password|user)|session[-_]?token|user[-_]?token|license[-_]?key|token)(?:[-_]id)?(?:\[\w+\])?|x-user-id",
    re.IGNORECASE,
)
_LONG_KEY = re.compile(
    r"(?:x[-_])?.*(?:api[-_]?key|apikey|private[-_]?token|x-auth-|subscription-key|access[-_]?token|auth[-_]?token|[-_]token$|[-_]secret$)",
    re.I,
)
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"\bbearer (?:auth|token|<|\{|\[|your|format|scheme|authentication|authorization|access|jwt|ey|\$)|authorization\W{0,6}bearer\b|\bbearer\b.{0,20}\bheader|\bjwt (?:bearer|token|auth)|use bearer|authorizationbearer|"
     r"http\W{0,3}bearer|bearerauth|bearer_?auth|\baccess token in the authorization header|type\W+bearer|scheme\W+bearer", "bearer"),
    (r"\b(?:http )?basic[ -]auth|authorization\W{0,6}basic\b|authorizationbasic|\bhttp basic\b|basicauth|basic_?auth|basic access auth|scheme\W+basic\b", "basic"),
    (r"\boauth ?2(?:\.0)?\b|\boauth2\b|client credentials (?:grant|flow)|authorization code flow", "oauth2"),
    (r"\bapi[ _-]?keys? (?:in|as|auth|header|query|via|must|is required|required|to authenticate)|apikeyauth|\bapi[-_]?key\b\s*[:=(]|\bx-api-key\b|header name\W+|apikeyheader|authorization\W{1,6}(?:token|api-?key|apikey)\b|"
     r"\bapi[ -]?token (?:in|auth|header|required)|uses? (?:an )?api keys?|authorizations?\W+api[ -]?key", "apikey"),
    (r"\bsession cookie|cookie(?:-based)? auth|cookie: \w+=|\bcookieauth\b", "cookie"),
)  # fmt: skip
_NONE = re.compile(
    r"\bwithout (?:any )?authentication\b|\bno auth(?:entication|orization)?(?: is)? (?:required|needed)|(?:does not|doesn't|not) require (?:any )?(?:auth|an? (?:access )?token|login)|\bauth(?:entication|orization)\W+(?:none|not required|no auth)\b|\bunauthenticated endpoint|\bpublic endpoint\b",
    re.IGNORECASE,
)
_COMPILED = [(re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _SENTENCES]
_ZONE_WORDS = (
    (re.compile(r"^\W*(?:authorization\W*)?(?:http[, ]*)?bearer\b|\bbearer\b", re.I), "bearer"),
    (re.compile(r"^\W*(?:authorization\W*)?(?:http[, ]*)?basic\b", re.I), "basic"),
    (re.compile(r"\bo-?auth ?2?\b", re.I), "oauth2"),
    (
        re.compile(
            r"\bapi[ _-]?(?:key|token)s?\b|^\w*key(?:auth)?\W*$|^\W*token\W*$|\bx-[\w-]*(?:key|token)\b",
            re.I,
        ),
        "apikey",
    ),
    (re.compile(r"\bcookies?\b", re.I), "cookie"),
)
_HEADER_LINE = re.compile(
    r"(?:^|[\s`'\"(])(?P<name>[A-Za-z][\w-]*)[\"']?[ \t]*:[ \t]*[\"']?(?P<value>[^\s'\"`][^'\"`\n]{0,200})"
)


def from_header(name: str, value: str, line: int) -> Credential | None:
    """Return the credential that a header carries, or ``None``."""
    if name.lower() in ("authorization", "proxy-authorization"):
        word = value.strip().strip("\"'`").split(" ")[0].lower() if value.strip() else ""
        if word == "bearer":
            return Credential("bearer", line, "Authorization", prefix="Bearer", sure=True)
        if word == "basic":
            return Credential("basic", line, "Authorization", prefix="Basic", sure=True)
        prefix = value.strip().split(" ")[0] if " " in value.strip() else ""
        return Credential("apikey", line, "Authorization", prefix=prefix, sure=True)
    if name.lower() == "cookie":
        return Credential("cookie", line, "Cookie", "header", sure=True)
    if is_key(name):
        return Credential("apikey", line, name, sure=True)
    return None


def is_key(name: str) -> bool:
    """Whether a header or parameter carries a key, by its name."""
    lower = name.lower()
    if re.search(r"idempot|csrf|xsrf|page|cursor|continuation|next|request-?id", lower):
        return False
    return bool(_KEY_NAME.fullmatch(name) and lower not in ("token", "accesstokenid")) or bool(
        _LONG_KEY.fullmatch(name) and "-" in name
    )


def from_params(params: Iterable[Param]) -> list[Credential]:
    """Return the credentials among listed parameters."""
    found: list[Credential] = []
    for param in params:
        words = f"{param.description} {param.example or ''} {param.default or ''}"
        if param.name.lower() == "authorization" and param.place in ("header", None):
            kinds = from_words(words, param.line) or _zone(words, param.line)
            found += kinds[:1]
            if not kinds and re.search(r"\btoken\b", words, re.IGNORECASE):
                found.append(Credential("bearer", param.line, "Authorization"))
        elif param.place == "header" and is_key(param.name):
            found.append(Credential("apikey", param.line, param.name, sure=True))
        elif re.fullmatch(
            r"(?:api[-_]?key|apikey|access_token|auth_token|api_token)(?:\[\w+\])?",
            param.name,
            re.I,
        ):
            place = (
                "query"
                if param.place == "query"
                else "header" if param.place == "header" else "body"
            )
            found.append(Credential("apikey", param.line, param.name, place, sure=True))
    return found


def from_words(text: str, line: int) -> list[Credential]:
    """Return the ways of authorisation that a text names."""
    if _NONE.search(text[:3000]):
        return [Credential("none", line)]
    return [Credential(kind, line) for pattern, kind in _COMPILED if pattern.search(text[:3000])]


def in_zone(text: str, line: int) -> list[Credential]:
    """The same for a line below a heading about authorisation, where a word alone says it."""
    return from_words(text, line) or _zone(
        re.sub(r"^\W*(?:security|auth\w*)\W+", "", text, flags=re.I), line
    )


def _zone(text: str, line: int) -> list[Credential]:
    return [Credential(kind, line) for pattern, kind in _ZONE_WORDS if pattern.search(text[:300])]


def header_lines(text: str, line: int) -> list[Credential]:
    """Return the credentials of header lines in a text: "Authorization: Bearer <token>"."""
    found = []
    for match in _HEADER_LINE.finditer(text[:5000]):
        if re.fullmatch(
            r"(?:https?|oauth2?|none|required|optional|string|apikey|yes|no)[.,;]?",
            match["value"].strip(),
            re.I,
        ):
            continue
        if match["name"].lower() in ("authorization", "cookie") or (
            is_key(match["name"]) and "-" in match["name"]
        ):
            credential = from_header(match["name"], match["value"], line)
            if credential:
                found.append(credential)
    return found


def merged(found: Iterable[Credential]) -> list[Credential]:
    """Return each kind once; what was seen being sent comes before what was only said."""
    ordered = sorted(found, key=lambda credential: not credential.sure)
    kept: dict[str, Credential] = {}
    for credential in ordered:
        kept.setdefault(credential.kind, credential)
    sure = [credential for credential in kept.values() if credential.sure]
    if {"basic", "bearer"} & kept.keys():
        kept.pop("apikey", None)  # "use your API key as the user name"
    return sure or list(kept.values())
