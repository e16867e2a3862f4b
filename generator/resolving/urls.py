"""URLs as Postman sends them: put together from parts, then encoded part by part; forms, too.

Rules: postman-collection `collection/url.js` (putting together) and postman-url-encoder
(encoding, the sets of the WHATWG URL standard); docs/postman.md#url.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from generator.model import Parameter, Url
from generator.text import Slot, Text, concat, map_literals, masked
from generator.wire import WireForm

# Printable ASCII that stays as it is. Control characters and non-ASCII are always encoded, what
# is percent-encoded already stays so.
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_PATH_SAFE = "".join(c for c in _ASCII if c not in '"#<>?`{}')
_QUERY_SAFE = "".join(c for c in _ASCII if c not in "\"#'<>")
_PRIVATE = re.compile(r"([\U000F0000-\U000FFFFD]+)")
_URL = re.compile(
    r"(?:(?P<scheme>[^:/?#\\]*):(?://|\\\\))?"
    r"(?P<authority>[^/?#\\]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.DOTALL,
)


def assembled(url: Url, parameters: tuple[Parameter, ...]) -> Text:
    """Return the URL's text with path variables and enabled query parameters put in.

    Variables stay references. A path variable without a value stays ``:name``.
    """
    slots = {p.name.source: p.value for p in parameters if p.location == "path"}
    parts: list[Text | str] = [url.base]
    for part in url.path.parts:
        if isinstance(part, Slot):
            parts.append(slots.get(part.name) or ":" + part.name)
        else:
            parts.append(Text((part,)))
    query = [p for p in parameters if p.location == "query" and p.enabled]
    for index, parameter in enumerate(query):
        parts += ["&" if index else "?", *_query_piece(parameter)]
    return concat(*parts)


def _query_piece(parameter: Parameter) -> list[Text | str]:
    name = map_literals(parameter.name, lambda s: _escape_separators(s).replace("=", "%3D"))
    if parameter.value is None:
        return [name]
    return [name, "=", map_literals(parameter.value, _escape_separators)]


def _escape_separators(literal: str) -> str:
    return literal.replace("&", "%26").replace("#", "%23")


def encoded(url: Text) -> Text:
    """Return the URL as it goes on the wire; ``http`` stands in for a missing scheme.

    What a variable of the environment will bring is not touched.
    """
    string, unmask = masked(url)
    found = _URL.fullmatch(string.lstrip())
    if found is None:
        return url
    scheme, authority, path, query = found.group("scheme", "authority", "path", "query")
    # A URL that begins with a variable brings its own scheme, when the variable has one.
    begins_open = bool(url.parts) and not isinstance(url.parts[0], str)
    prefix = scheme.lower() + "://" if scheme else "" if begins_open else "http://"
    path = _percent(path.replace("\\", "/"), _PATH_SAFE)
    if not path and not begins_open:
        path = "/"
    tail = "" if query is None else "?" + _percent(query, _QUERY_SAFE)
    return unmask(prefix + _host(authority) + path + tail)


def unencoded(url: Text) -> Text:
    """Return the URL for a request that turns encoding off: only what HTTP itself forbids."""
    string, unmask = masked(url)
    before_hash = string.strip().partition("#")[0]
    if "://" not in before_hash and (not url.parts or isinstance(url.parts[0], str)):
        before_hash = "http://" + before_hash
    return unmask(before_hash.replace("\n", "").replace("\r", "").replace("\t", ""))


def _percent(piece: str, safe: str) -> str:
    def literal(text: str) -> str:
        return quote(text, safe=safe, errors="replace")

    return _outside_masks(piece, literal)


def _host(authority: str) -> str:
    def literal(text: str) -> str:
        if text.isascii():
            return text
        try:
            return text.encode("idna").decode("ascii")
        except UnicodeError:
            return quote(text, safe=":@[]", errors="replace")

    return _outside_masks(authority, literal)


def _outside_masks(piece: str, function: Callable[[str], str]) -> str:
    tokens = _PRIVATE.split(piece)
    return "".join(t if i % 2 else function(t) for i, t in enumerate(tokens))


def form_value(literal: str) -> str:
    """Return a literal of a form's field or value, percent-encoded but for ``-._~``."""
    return quote(literal, safe="-._~", errors="replace")


def encoded_form(form: WireForm) -> Text:
    """Return the body that a form is sent as."""
    pieces: list[Text | str] = []
    for name, value in form.pairs:
        pieces += ["&" if pieces else "", map_literals(name, form_value), "="]
        pieces.append(map_literals(value, form_value))
    return concat(*pieces)
