"""curl's URL: user and password in it, secrets that need encoding, addresses that it refuses."""

from __future__ import annotations

import re
from urllib.parse import quote

from generator.emitters.words import url_word, word
from generator.escaping.words import Word, joined_word
from generator.frozen import Frozen
from generator.names.plan import Plan
from generator.text import concat, map_literals, masked
from generator.wire import WireRequest

# What curl takes for no host name (libcurl, `urlapi.c`).
_NOT_IN_HOST = re.compile(r"[\x00-\x20/#?!@{}\\$'\"^`*<>=;,+&()|]")
# What would end a line of the request, and begin another header.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME_AND_HOST = re.compile(r"([^/?]*://)?([^/?]*)")
_NAME_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(:.*)?", re.DOTALL)
# What a variable brings is one private-use character here.
_PORT = re.compile(r":?(\d|[\U000F0000-\U0010FFFD])*")
# Characters that a secret may hold there as they are.
_SAFE_IN_CREDENTIALS = re.compile(r"[A-Za-z0-9._~!$()*+,;=%-]*")


class CurlUrl(Frozen):
    """The URL, and options with their values that lead curl where it would refuse to go."""

    url: Word
    options: tuple[tuple[str, Word], ...]
    notes: tuple[str, ...]


def curl_url(request: WireRequest, plan: Plan) -> CurlUrl:
    """Return how curl is told where to send a request."""
    string, unmask = masked(request.url)
    scheme, host, tail = split_url(string)
    name, port = _split(host)
    options: list[tuple[str, Word]] = []
    notes = []
    if _CONTROL.search(host):
        notes = ["the host has control characters, with which nothing can be sent; curl refuses it"]
        name, port = (_CONTROL.sub(lambda c: quote(c[0]), part) for part in (name, port))
    elif _NOT_IN_HOST.search(name):
        options = [
            ("--connect-to", word(concat("::", unmask(name), ":"), plan)),
            ("--header", word(concat("Host: ", unmask(host)), plan)),
        ]
        notes = ["the host is no valid name; --connect-to says it as the collection does"]
        name = _NOT_IN_HOST.sub("", name) or "invalid"
    if not _CONTROL.search(host) and not _is_port(port):
        options = [
            ("--request-target", word(request.url, plan)),
            ("--header", word(concat("Host: ", unmask(host)), plan)),
        ]
        notes = ["the port is no number; --request-target says it as the collection does"]
        port = ""
    url = joined_word(
        word(unmask(scheme), plan),
        _credentials(request, plan),
        word(unmask(name + port), plan),
        url_word(unmask(tail), plan),
    )
    return CurlUrl(url, tuple(options), tuple(notes))


def split_url(url: str) -> tuple[str, str, str]:
    """Return the scheme with its ``://``, the authority, and all that follows."""
    found = _SCHEME_AND_HOST.match(url)
    scheme, host = (found[1] or "", found[2]) if found else ("", "")
    return scheme, host, url[len(scheme) + len(host) :]


def _split(host: str) -> tuple[str, str]:
    """Return name and port of an authority, the port with its colon; an IPv6 name in brackets."""
    found = _NAME_AND_PORT.fullmatch(host)
    return (found[1], found[2] or "") if found else (host, "")


def _is_port(port: str) -> bool:
    return _PORT.fullmatch(port) is not None


def _credentials(request: WireRequest, plan: Plan) -> Word:
    """Return the user and password that stood in the URL: curl decodes them."""
    if request.auth is None or request.auth.kind != "userinfo":
        return ()
    user, password = (
        map_literals(request.auth.get(name), lambda s: quote(s, safe="%!$&'()*+,;="))
        for name in ("username", "password")
    )
    return url_word(concat(user, ":", password, "@"), plan, _SAFE_IN_CREDENTIALS)
