"""A request as it goes on the wire: what every snippet, and the client's example, reads."""

from __future__ import annotations

from collections.abc import Iterator

from generator.frozen import Frozen
from generator.text import Text

_NOTHING = Text()


class WireText(Frozen):
    """A body that is sent as it stands; ``json`` when it was meant to be JSON."""

    text: Text
    json: bool


class WireForm(Frozen):
    """Name and value pairs, not yet encoded."""

    pairs: tuple[tuple[Text, Text], ...]


class WirePart(Frozen):
    """A part of a multipart body: ``value`` of a text field, or the ``path`` of a file."""

    name: Text
    value: Text | None
    path: Text | None
    media_type: Text | None
    file_name: Text | None = None


class WireMultipart(Frozen):
    """The parts of a ``multipart/form-data`` body; the client makes the boundary."""

    parts: tuple[WirePart, ...]


class WireFile(Frozen):
    """The bytes of the file at ``path``."""

    path: Text


WireBody = WireText | WireForm | WireMultipart | WireFile


class WireAuth(Frozen):
    """Credentials that the HTTP client applies itself, or that a signature is made with.

    ``kind`` is an auth type, or userinfo: a user and password that stood in the URL,
    percent-encoded as there. oauth2 stands here when the source holds no token.
    """

    kind: str
    settings: tuple[tuple[str, Text], ...]

    def get(self, name: str) -> Text:
        """Return a setting; empty when it is not given."""
        return next((value for key, value in self.settings if key == name), Text())


class WireRequest(Frozen):
    """Method, encoded URL, headers in order, body, auth, and what could not be expressed.

    ``fetch`` is what only the client reads, by Postman's names: it fetches tokens with it.
    ``query_key`` is the API key or token that stands in the query, of which nothing is encoded
    that a variable brings.
    """

    method: str
    url: Text
    headers: tuple[tuple[Text, Text], ...]
    body: WireBody | None
    auth: WireAuth | None
    follow_redirects: bool
    omitted_headers: tuple[str, ...]
    notes: tuple[str, ...]
    fetch: tuple[tuple[str, Text], ...] = ()
    query_key: Text = _NOTHING

    def texts(self) -> Iterator[Text]:
        """Yield every text that is sent or signed with, in a fixed order."""
        yield self.url
        for name, value in self.headers:
            yield from (name, value)
        if self.auth:
            yield from (value for _, value in self.auth.settings)
        body = self.body
        if isinstance(body, WireText):
            yield body.text
        elif isinstance(body, WireForm):
            for name, value in body.pairs:
                yield from (name, value)
        elif isinstance(body, WireFile):
            yield body.path
        elif body is not None:
            for part in body.parts:
                optional = (part.name, part.value, part.path, part.media_type, part.file_name)
                yield from (text for text in optional if text is not None)
