"""A request as the templates of snippets see it, whatever the language (docs/targets-authoring.md).

Texts are words, which the filters of the target's language turn into its expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from msgspec import field

from generator.emitters.snippets.curl import LONGEST_ARGUMENT
from generator.emitters.snippets.types import JsonRow, SampleResponse
from generator.escaping.words import Env, Word, joined_word
from generator.frozen import Frozen, changed
from generator.text import Fresh


class Header(Frozen):
    """A header; ``env`` is the variable without which it is not sent, where there is one."""

    name: Word
    value: Word
    env: str = ""

    def named(self, name: str) -> bool:
        """Whether the header has this name, in any case."""
        return source(self.name).lower() == name.lower()


class HeaderGroup(Frozen):
    """The values of all headers of one name, in order."""

    name: Word
    values: tuple[Word, ...]


class UrlContext(Frozen):
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


class Part(Frozen):
    """A part of a multipart body: the ``value`` of a text, or the ``path`` of a file.

    ``media_type`` is what is stated, and of a file at least what its extension says.
    """

    name: Word
    value: Word | None
    path: Word | None
    media_type: Word | None
    file_name: Word | None


class BodyContext(Frozen):
    """A body, false where nothing is sent.

    ``kind`` is none, text, json, form, multipart or file; ``text`` is what is sent of text, JSON
    and forms, ``pairs`` what a form means, ``path`` the file.
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


class AuthContext(Frozen):
    """Credentials that the client itself applies, false where there are none.

    ``kind`` is none, basic, digest, ntlm or awsv4; ``settings`` are those of the type by their
    names in `signers`, such as region and service.
    """

    kind: str = "none"
    user: Word = ()
    password: Word = ()
    settings: Mapping[str, Word] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.kind != "none"


class RequestContext(Frozen):
    """A request: what it sends, and what can only be said of it.

    ``auth`` is what the target applies itself, ``optional`` are headers that a variable brings
    which may be unset. ``limits`` are those of the notes that say what the client cannot do.
    ``rows`` and ``response`` are for typed targets: values of a JSON body, and a sample response.
    ``uses`` tells which helpers the texts need: env, optional, encoded, decoded, the kinds of
    values that are made anew, and join where texts are put together of pieces.
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
    rows: tuple[JsonRow, ...] = ()
    response: SampleResponse | None = None

    @property
    def content_type(self) -> Word | None:
        """The Content-Type header, if one is sent; that of a multipart body is the client's."""
        found = (header.value for header in self.headers if header.named("Content-Type"))
        return next(found, None)

    @property
    def has_repeated_headers(self) -> bool:
        """Whether a header is sent twice, so that a table of names would lose one."""
        names = [source(header.name).lower() for header in self.headers]
        return len(set(names)) < len(names)

    @property
    def folded_headers(self) -> tuple[Header, ...]:
        """The headers with the values of repeated ones joined, for clients that cannot repeat."""
        return tuple(
            Header(group.name, reduce(lambda a, b: joined_word(a, (", ",), b), group.values))
            for group in self.grouped_headers
        )

    @property
    def grouped_headers(self) -> tuple[HeaderGroup, ...]:
        """The headers with all values of a name together, for clients that take lists of them."""
        found: dict[str, HeaderGroup] = {}
        for header in self.headers:
            key = source(header.name).lower()
            group = found.get(key, HeaderGroup(header.name, ()))
            found[key] = changed(group, values=(*group.values, header.value))
        return tuple(found.values())

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that must be set, in order."""
        envs = (p.name for p in self._pieces() if isinstance(p, Env) and p.lead is None)
        return tuple(dict.fromkeys(envs))

    @property
    def open_pieces(self) -> tuple[Env | Fresh, ...]:
        """What is filled in when the snippet runs, each once: variables, and values made anew."""
        return tuple(dict.fromkeys(p for p in self._pieces() if not isinstance(p, str)))

    @property
    def uses(self) -> frozenset[str]:
        """Which helpers of its language the texts need."""
        found = {"optional"} if self.optional else set()
        if any(len(word) > 1 for word in self._words()) or self._has_open_parts():
            found.add("join")
        given = (piece for header in self.optional for piece in header.value)
        for piece in (*self._pieces(), *given):
            if isinstance(piece, Fresh):
                found.add(piece.kind)
            elif isinstance(piece, Env):
                found.add("env" if piece.lead is None else "optional")
                found |= {"encoded"} if piece.encoded else set()
                found |= {"decoded"} if piece.decoded else set()
        return frozenset(found)

    def _has_open_parts(self) -> bool:
        """Whether a text is open that a client takes together with others, as one."""
        texts = [header.value for header in (*self.headers, *self.optional)]
        settings = self.auth.settings
        texts += [settings.get(name, ()) for name in ("region", "service", "sessionToken")]
        if domain := settings.get("domain", ()):
            texts.append(joined_word(domain, self.auth.user))
        return any(_is_open(text) for text in texts)

    def needs(self, *helpers: str) -> bool:
        """Whether the texts need one of these helpers (`uses`)."""
        return not self.uses.isdisjoint(helpers)

    def _pieces(self) -> Iterator[str | Env | Fresh]:
        return (piece for word in self._words() for piece in word)

    def _words(self) -> Iterator[Word]:
        yield self.url.whole
        for header in self.headers:
            yield from (header.name, header.value)
        yield from (self.auth.user, self.auth.password, *self.auth.settings.values())
        yield from (self.body.text, self.body.path)
        for part in self.body.parts:
            texts = (part.name, part.value, part.path, part.media_type, part.file_name)
            yield from (text for text in texts if text is not None)


def _is_open(text: Word) -> bool:
    return any(not isinstance(piece, str) for piece in text)


def source(text: Word) -> str:
    """Return a text with U+FFFC for what is open in it."""
    return "".join(piece if isinstance(piece, str) else "\ufffc" for piece in text)
