"""WireRequest -> what templates of snippets see: everything that a language has no say in.

Decided here: what is encoded, where credentials go, what a file is called.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from generator.auth import signers
from generator.emitters.query import query_pairs
from generator.emitters.snippets.context import (
    AuthContext,
    BodyContext,
    Header,
    Part,
    RequestContext,
    UrlContext,
)
from generator.emitters.snippets.curl_signatures import header_prefix, query_end
from generator.emitters.snippets.curl_url import split_url
from generator.emitters.words import url_word, word
from generator.escaping.words import Env, Word, joined_word
from generator.names.plan import Plan
from generator.resolving import media_types
from generator.resolving.urls import encoded_form
from generator.text import Fresh, Secret, Text, map_literals, masked
from generator.wire import (
    WireAuth,
    WireFile,
    WireForm,
    WireMultipart,
    WirePart,
    WireRequest,
    WireText,
)


def request_context(request: WireRequest, plan: Plan) -> RequestContext:
    """Return what goes on the wire, with all auth that some client applies left to it."""
    end, optional, notes = _unsigned(request, plan)
    return RequestContext(
        method=request.method,
        url=_url(request, end, plan),
        headers=tuple(Header(word(n, plan), word(v, plan)) for n, v in request.headers),
        optional=optional,
        auth=_auth(request.auth, plan),
        body=_body(request, plan),
        follow_redirects=request.follow_redirects,
        omitted_headers=request.omitted_headers,
        notes=(*request.notes, *notes),
    )


def _url(request: WireRequest, end: Word, plan: Plan) -> UrlContext:
    string, unmask = masked(request.url)
    scheme, host, tail = split_url(string)
    path, mark, query = tail.partition("?")
    parts = [word(unmask(scheme), plan), word(unmask(host), plan)]
    parts += [url_word(unmask(path), plan), url_word(unmask(mark + query), plan)]
    strict = url_word(map_literals(unmask(tail), _strict), plan)
    return UrlContext(
        whole=joined_word(*parts, end),
        strict=joined_word(*parts[:2], strict, end),
        scheme=parts[0],
        host=parts[1],
        path=parts[2],
        query=joined_word(parts[3], end),
        pairs=tuple(query_pairs(request.url, plan)),
    )


# What stands in a path or query by itself (RFC 3986, section 3.3), and what is encoded there.
_NOT_STRICT = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")


def _strict(literal: str) -> str:
    return _NOT_STRICT.sub(lambda found: quote(found[0], safe="", errors="replace"), literal)


# Credentials


def _auth(auth: WireAuth | None, plan: Plan) -> AuthContext:
    if auth is None or signers.variable(auth) is not None:
        return AuthContext()
    kind = auth.kind
    user, password = (_credential(auth, name, plan) for name in ("username", "password"))
    if kind == "userinfo":
        kind = "basic"
    if kind == "awsv4":
        user, password = (_credential(auth, name, plan) for name in ("accessKey", "secretKey"))
    settings = {name: word(value, plan) for name, value in auth.settings}
    return AuthContext(kind, user, password, settings)


def _credential(auth: WireAuth, name: str, plan: Plan) -> Word:
    """Return a user or password; one that stood in a URL is decoded, if need be when it runs."""
    text = auth.get(name)
    if auth.kind != "userinfo":
        return word(text, plan)
    pieces: list[str | Env | Fresh] = []
    for part in map_literals(text, unquote).parts:
        is_plain = isinstance(part, Secret) and part.matches(_UNENCODED)
        found = word(Text((part,)), plan)
        if not isinstance(part, str) and not is_plain:
            found = tuple(Env(p.name, decoded=True) if isinstance(p, Env) else p for p in found)
        pieces += found
    return tuple(pieces)


_UNENCODED = re.compile("[^%]*")


_TOKENS = {"oauth2": "an OAuth 2.0 token", "jwt": "a JWT", "asap": "a JWT"}


def _unsigned(request: WireRequest, plan: Plan) -> tuple[Word, tuple[Header, ...], tuple[str, ...]]:
    """Return what a variable brings where nothing here can sign: the URL's end, or a header."""
    auth = request.auth
    name = signers.variable(auth)
    if auth is None or name is None:
        return (), (), ()
    env = plan.environment[name].env
    what = _TOKENS.get(auth.kind)
    if what is None:
        place = "query parameters" if signers.in_query(auth) else "value of Authorization"
        what = f"the {place} that {auth.kind} auth makes"
    note = f"put {what} into {env}; without it the request goes out unsigned"
    if signers.in_query(auth):
        return query_end(request, auth, env, plan), (), (note,)
    value: Word = (Env(env),)
    if auth.kind in _TOKENS and header_prefix(auth):
        value = joined_word(word(header_prefix(auth), plan), (" ",), value)
    return (), (Header(("Authorization",), value, env),), (note,)


# Bodies


def _body(request: WireRequest, plan: Plan) -> BodyContext:
    body = request.body
    if body is None:
        return BodyContext()
    if isinstance(body, WireText):
        return BodyContext("json" if body.json else "text", word(body.text, plan))
    if isinstance(body, WireForm):
        pairs = tuple((word(name, plan), word(value, plan)) for name, value in body.pairs)
        return BodyContext("form", word(encoded_form(body), plan), pairs)
    if isinstance(body, WireFile):
        return BodyContext("file", path=word(body.path, plan))
    return BodyContext("multipart", parts=_parts(body, plan))


def _parts(body: WireMultipart, plan: Plan) -> tuple[Part, ...]:
    return tuple(_part(part, plan) for part in body.parts)


def _part(part: WirePart, plan: Plan) -> Part:
    name = word(part.name, plan)
    media_type = word(part.media_type, plan) if part.media_type else None
    if part.path is None:
        return Part(name, word(part.value or Text(), plan), None, media_type, None)
    file_name = part.file_name or _base_name(part.path)
    guessed = (media_types.of_file(part.path.source),)
    return Part(name, None, word(part.path, plan), media_type or guessed, word(file_name, plan))


def _base_name(path: Text) -> Text:
    string, unmask = masked(path)
    return unmask(string.rpartition("/")[2])
