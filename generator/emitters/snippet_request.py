"""A request as the templates of snippets see it, whatever the language (docs/targets-authoring.md).

Everything is decided here: what is encoded, where credentials go, what a file is called. Texts
are words, which the filters of the target's language turn into its expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from generator import media_types, signers
from generator.emitters.curl import LONGEST_ARGUMENT
from generator.emitters.curl_signatures import header_prefix, query_end
from generator.emitters.curl_url import split_url
from generator.emitters.query import query_pairs
from generator.emitters.words import url_word, word
from generator.escaping.words import Env, Word, joined_word
from generator.plan import Plan
from generator.text import Fresh, Text, concat, map_literals, masked
from generator.wire import (
    WireAuth,
    WireFile,
    WireForm,
    WireMultipart,
    WirePart,
    WireRequest,
    WireText,
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header; ``env`` is the variable without which it is not sent, where there is one."""

    name: Word
    value: Word
    env: str = ""


@dataclass(frozen=True, slots=True)
class UrlContext:
    """A URL, encoded as it is sent: ``whole``, and its parts, which put together are the same.

    ``strict`` is for clients that refuse what RFC 3986 does not allow: more is encoded in it.
    ``scheme`` ends with ``://``; it is empty where the URL begins with a variable, which brings it.
    ``query`` begins with ``?``. ``pairs`` are the query decoded, with no value where there is no
    ``=``.
    """

    whole: Word
    strict: Word
    scheme: Word
    host: Word
    path: Word
    query: Word
    pairs: tuple[tuple[Word, Word | None], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a multipart body: the ``value`` of a text, or the ``path`` of a file.

    ``media_type`` is what is stated, and of a file at least what its extension says.
    """

    name: Word
    value: Word | None
    path: Word | None
    media_type: Word | None
    file_name: Word | None


@dataclass(frozen=True, slots=True)
class BodyContext:
    """A body; it is false where nothing is sent. ``kind`` is none, text, json, form, multipart, file.

    ``text`` is what is sent of text, JSON and forms, ``pairs`` what a form means, ``path`` the file.
    """

    kind: str = "none"
    text: Word = ()
    pairs: tuple[tuple[Word, Word], ...] = ()
    parts: tuple[Part, ...] = ()
    path: Word = ()

    def __bool__(self) -> bool:
        return self.kind != "none"

    @property
    def is_text(self) -> bool:
        """Whether the body is ``text``, whatever it means."""
        return self.kind in ("text", "json", "form")

    @property
    def has_files(self) -> bool:
        """Whether files are read: the body itself, or parts of it."""
        return self.kind == "file" or any(part.path is not None for part in self.parts)

    @property
    def fits_argument(self) -> bool:
        """Whether the text can be one argument of a command."""
        literal = "".join(piece for piece in self.text if isinstance(piece, str))
        return "\0" not in literal and len(literal.encode("utf-8", "replace")) <= LONGEST_ARGUMENT


@dataclass(frozen=True, slots=True)
class AuthContext:
    """Credentials that the client itself applies, if any; ``kind`` none, basic, digest, ntlm, awsv4.

    ``settings`` are those of the type by their names in `signers`, such as region and service.
    """

    kind: str = "none"
    user: Word = ()
    password: Word = ()
    settings: Mapping[str, Word] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.kind != "none"


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request: what it sends, and what can only be said of it.

    ``auth`` is what the target applies itself, ``optional`` are headers that a variable brings
    which may be unset. ``limits`` are those of the notes that say what the client cannot do.
    ``uses`` tells which helpers the texts need: env, optional, encoded, decoded, the kinds of
    values that are made anew.
    """

    method: str
    url: UrlContext
    headers: tuple[Header, ...]
    optional: tuple[Header, ...]
    auth: AuthContext
    body: BodyContext
    follow_redirects: bool
    omitted_headers: tuple[str, ...]
    notes: tuple[str, ...]
    limits: tuple[str, ...] = ()

    @property
    def content_type(self) -> Word | None:
        """The Content-Type header, if one is sent; that of a multipart body is the client's."""
        found = (h.value for h in self.headers if _source(h.name).lower() == "content-type")
        return next(found, None)

    @property
    def has_repeated_headers(self) -> bool:
        """Whether a header is sent twice, so that a table of names would lose one."""
        names = [_source(header.name).lower() for header in self.headers]
        return len(set(names)) < len(names)

    @property
    def folded_headers(self) -> tuple[Header, ...]:
        """The headers with the values of repeated ones joined, for clients that cannot repeat."""
        found: dict[str, Header] = {}
        for header in self.headers:
            first = found.setdefault(_source(header.name).lower(), header)
            if first is not header:
                joined = joined_word(first.value, (", ",), header.value)
                found[_source(header.name).lower()] = replace(first, value=joined)
        return tuple(found.values())

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that must be set, in order."""
        envs = (p.name for p in self._pieces() if isinstance(p, Env) and p.lead is None)
        return tuple(dict.fromkeys(envs))

    @property
    def uses(self) -> frozenset[str]:
        """Which helpers of its language the texts need."""
        found = {"optional"} if self.optional else set()
        for piece in self._pieces():
            if isinstance(piece, Fresh):
                found.add(piece.kind)
            elif isinstance(piece, Env):
                found.add("env" if piece.lead is None else "optional")
                found |= {"encoded"} if piece.encoded else set()
                found |= {"decoded"} if piece.decoded else set()
        return frozenset(found)

    def needs(self, *helpers: str) -> bool:
        """Whether the texts need one of these helpers (`uses`)."""
        return not self.uses.isdisjoint(helpers)

    def _pieces(self) -> Iterator[str | Env | Fresh]:
        yield from self.url.whole
        for header in self.headers:
            yield from (*header.name, *header.value)
        yield from (*self.auth.user, *self.auth.password)
        yield from (piece for text in self.auth.settings.values() for piece in text)
        yield from (*self.body.text, *self.body.path)
        for part in self.body.parts:
            texts = (part.name, part.value, part.path, part.media_type, part.file_name)
            yield from (piece for text in texts for piece in text or ())


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
        is_plain = isinstance(part, str) or getattr(part, "matches", _never)(_UNENCODED)
        found = word(Text((part,)), plan)
        if not is_plain:
            found = tuple(Env(p.name, decoded=True) if isinstance(p, Env) else p for p in found)
        pieces += found
    return tuple(pieces)


_UNENCODED = re.compile("[^%]*")


def _never(pattern: re.Pattern[str]) -> bool:
    return False


_TOKENS = {"oauth2": "an OAuth 2.0 token", "jwt": "a JWT", "asap": "a JWT"}


def _unsigned(
    request: WireRequest, plan: Plan
) -> tuple[Word, tuple[Header, ...], tuple[str, ...]]:
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
        return BodyContext("form", word(_encoded_form(body), plan), pairs)
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
    return Part(
        name, None, word(part.path, plan), media_type or guessed, word(file_name, plan)
    )


def _base_name(path: Text) -> Text:
    string, unmask = masked(path)
    return unmask(string.rpartition("/")[2])


def _encoded_form(body: WireForm) -> Text:
    pieces: list[Text | str] = []
    for name, value in body.pairs:
        pieces += ["&" if pieces else "", map_literals(name, _percent), "="]
        pieces.append(map_literals(value, _percent))
    return concat(*pieces)


def _percent(literal: str) -> str:
    return quote(literal, safe="-._~", errors="replace")


# Facts that limits are about


def facts(request: RequestContext) -> dict[str, list[str]]:
    """Return what limits look at: texts by name, with U+FFFC for what is open in them."""
    names = [_source(header.name).lower() for header in request.headers]
    body = request.body
    parts = [_source(part.name) for part in body.parts]
    types = (part.media_type for part in body.parts if part.path is None)
    paths = (body.path, *(part.path for part in body.parts))
    return {
        "method": [request.method],
        "url": [_source(request.url.whole)],
        "host": [_source(request.url.host)],
        "path": [_source(request.url.path)],
        "query": [_source(request.url.query)],
        "header": [f"{_source(h.name)}: {_source(h.value)}" for h in request.headers],
        "repeated": [name for name in names if names.count(name) > 1],
        "type": [_source(request.content_type or ())],
        "body": [body.kind],
        "text": [_source(body.text)],
        "part": parts,
        "repeated_part": [name for name in parts if parts.count(name) > 1],
        "value": [_source(part.value) for part in body.parts if part.value],
        "part_type": [_source(media_type) for media_type in types if media_type],
        "file": [_source(path) for path in paths if path],
        "auth": [request.auth.kind],
    }


def _source(text: Word) -> str:
    return "".join(piece if isinstance(piece, str) else "\ufffc" for piece in text)
