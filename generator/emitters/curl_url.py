"""curl's URL: user and password in it, secrets that need encoding, addresses that it refuses."""

from __future__ import annotations

import re
from urllib.parse import quote

from generator.emitters.words import word
from generator.escaping.words import Env, Word, joined_word
from generator.frozen import frozen
from generator.plan import Plan
from generator.text import Fresh, Secret, Text, concat, map_literals, masked
from generator.wire import WireRequest

# What curl takes for no host name (libcurl, `urlapi.c`).
_NOT_IN_HOST = re.compile(r"[\x00-\x20/#?!@{}\\$'\"^`*<>=;,+&()|]")
# Characters that a secret may hold in a URL as they are.
_SAFE_IN_URL = re.compile(r"[A-Za-z0-9._~!$()*+,;=:@/?|^\[\]%-]*")
_SAFE_IN_CREDENTIALS = re.compile(r"[A-Za-z0-9._~!$()*+,;=%-]*")


@frozen
class CurlUrl:
    """The URL, and options with their values that lead curl where it would refuse to go."""

    url: Word
    options: tuple[tuple[str, Word], ...]
    notes: tuple[str, ...]


def curl_url(request: WireRequest, plan: Plan) -> CurlUrl:
    """Return how curl is told where to send a request."""
    string, unmask = masked(request.url)
    scheme, host, tail = _parts(string)
    name, port = _split(host)
    options: list[tuple[str, Word]] = []
    notes = []
    if _NOT_IN_HOST.search(name):
        options = [
            ("--connect-to", word(concat("::", unmask(name), ":"), plan)),
            ("--header", word(concat("Host: ", unmask(host)), plan)),
        ]
        notes = ["the host is no valid name; --connect-to says it as the collection does"]
        name = _NOT_IN_HOST.sub("", name) or "invalid"
    if not _is_port(port):
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
        _encoded(unmask(tail), plan, _SAFE_IN_URL),
    )
    return CurlUrl(url, tuple(options), tuple(notes))


def _parts(url: str) -> tuple[str, str, str]:
    """Return the scheme with its ``://``, the authority, and all that follows."""
    found = re.match(r"([^/?]*://)?([^/?]*)", url, re.DOTALL)
    scheme, host = (found[1] or "", found[2]) if found else ("", "")
    return scheme, host, url[len(scheme) + len(host) :]


def _split(host: str) -> tuple[str, str]:
    """Return name and port of an authority, the port with its colon; an IPv6 name in brackets."""
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(:.*)?", host, re.DOTALL)
    return (found[1], found[2] or "") if found else (host, "")


def _is_port(port: str) -> bool:
    # What a variable brings is one private-use character here.
    return re.fullmatch(r":?(\d|[\U000F0000-\U0010FFFD])*", port) is not None


def _credentials(request: WireRequest, plan: Plan) -> Word:
    """Return the user and password that stood in the URL: curl decodes them."""
    if request.auth is None or request.auth.kind != "userinfo":
        return ()
    user, password = (
        map_literals(request.auth.get(name), lambda s: quote(s, safe="%!$&'()*+,;="))
        for name in ("username", "password")
    )
    return _encoded(concat(user, ":", password, "@"), plan, _SAFE_IN_CREDENTIALS)


def _encoded(text: Text, plan: Plan, safe: re.Pattern[str]) -> Word:
    """Return a text whose secrets are percent-encoded by the shell where they have to be."""
    pieces: list[str | Env | Fresh] = []
    for part in text.parts:
        found = word(Text((part,)), plan)
        if isinstance(part, Secret) and not part.matches(safe):
            found = tuple(Env(p.name, encoded=True) if isinstance(p, Env) else p for p in found)
        pieces += found
    return tuple(pieces)
