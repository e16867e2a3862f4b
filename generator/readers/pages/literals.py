"""Credentials that a page writes out: in samples, header lines, tables and sentences.

The reader turns what authorises a request into variables, so these would be known to nobody, and
stand in the other samples of the page.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, quote_plus

from generator.credentials.names import (
    SCHEME,
    is_credential_header,
    is_key_name,
    is_member_name,
    is_placeholder,
)
from generator.readers.pages import auth, codes
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Draft, Param
from generator.readers.pages.samples import SampleRequest

# What names a value in any language: `"X-Api-Key": `, `key = `, `'key' => `, `?key=`, `API key is `,
# and in words right before what is marked as code: "the token `…`".
_NAME = re.compile(
    r"(?<![\w$-])(?P<name>[A-Za-z_$][\w$-]{0,63}(?: (?:key|token|secret|password))?)"
    r"[!?]?[\\\"'`*]{0,4}\]?(?:[ \t]{0,20}(?:=>|:=|[:=,(]|(?<=[ \t])is(?=[ \t]))"
    r"|(?<=[\"'])[ \t]{1,4}(?=[\"'])|[ \t]{1,4}[-–—]?[ \t]{0,4}(?=[`*]))",
    re.IGNORECASE,
)
# The same value in quotes, with what a language writes before them, or without.
_QUOTED = re.compile(r"\s{0,20}[a-zA-Z@$]{0,2}(\\?[\"'`])([^\"'`\n]{6,8000}?)\1")
_BARE = re.compile(r"[ \t\"'`*]{0,8}([^\"'`\n]{6,300})")
_FARTHEST = 308  # behind this, what `_BARE` finds has ended
# `setBasicAuth("me", "…")`, `AuthenticationHeaderValue("Bearer", "…")`.
_SECOND = re.compile(
    r"(?:basic_?auth(?:entication|enticator)?|basic|headervalue)\([\"'][^\"'\n]{0,300}[\"']\s{0,20},"
    r"\s{0,20}[\"'](?P<value>[^\"'\n]{6,8000})[\"']",
    re.IGNORECASE,
)
_SCHEMED = re.compile(r"\b(?:Bearer|Basic)[ \t]+(?P<value>[^\s\"'`\\<>{}()\[\],;]{8,8000})")
# `setValue("…", forHTTPHeaderField: "X-Api-Key")`
_TURNED = re.compile(
    r"[\"'](?P<value>[^\"'\n]{6,2000})[\"']\s{0,9},\s{0,9}\w{0,30}[Ff]ield:\s{0,9}[\"'](?P<name>[\w-]{1,64})[\"']"
)
_TAGGED = re.compile(r"<(?P<name>[\w-]{1,64})>(?P<value>[^<>\s]{6,2000})</")
_SAID = re.compile(
    r"\b(?:e\.?g\.?|examples?|such as|like|defaults?(?: to)?|is)[:,=\s`\"'*]{1,6}(?P<value>[^\s`\"']{6,2000})",
    re.IGNORECASE,
)
# Methods of clients that take nothing but a credential.
_AUTHORIZES = re.compile(r"authori[sz]e|authenticate|log_?in|sign_?in|(?:set_?)?auth", re.I)
_VARIABLE = re.compile(r"\$?\{{1,3}[^{}\n]{0,80}\}{1,3}|<[^<>\n]{0,80}>")
_NAMED = re.compile(r"\$\w+|%\w+%|:[a-z_]\w*", re.IGNORECASE)
_YOURS = re.compile(r"(?:^|[-_ ])(?:your|my)[-_ ]", re.IGNORECASE)
_SETTING = re.compile(r"([\w-]{1,40})=\"?([^\s\",;]{1,2000})")
# What is written without quotes may be code, or a word of a sentence: `key = response.key`.
_PLAIN = re.compile(r"(?=[^\d\s]*\d)[\w~+/=.%:$!#@*^-]+")
_COMPUTED = re.compile(r"[A-Za-z_]+\d{0,2}(?:\.[A-Za-z_]+\d{0,2})+")
_DIGIT = re.compile(r"\d")
_END = re.compile(r"[\s&|<]")
_PAIRED = re.compile(r"(?:curlopt_?)?(?:proxy)?userpwd", re.IGNORECASE)


def literals(blocks: Sequence[Block], drafts: Iterable[Draft]) -> set[str]:
    """Return the credentials that a page writes out, as they may be written anywhere in it.

    Words that only stand for one are left out; whether one is too plain to be looked for is left
    to `generator.credentials.scrub`.
    """
    found = (value for block in blocks for value in _of_block(block))
    listed = (value for draft in drafts for param in draft.params for value in _of_param(param))
    return {form for value in (*found, *listed) for form in _forms(value)}


def _of_block(block: Block) -> Iterator[str]:
    if block.kind == "table":
        for row in block.rows:
            yield from _of_row(row)
        return
    yield from _of_text(block.text)
    if block.kind == "code":
        for request in codes.requests_in(block.text, block.language):
            yield from _of_request(request)


def _of_request(request: SampleRequest) -> Iterator[str]:
    """Yield what a sample sends in the places of credentials."""
    if request.auth:
        is_pair = request.auth.kind in ("basic", "digest", "ntlm", "negotiate")
        yield from _pieces(request.auth.value, is_pair)
    for name, value in request.headers:
        yield from _of_pair(name, value)
    for name, value in (*request.query, *request.form):
        if _is_credential(name):
            yield from _pieces(value)


def _of_text(text: str) -> Iterator[str]:
    yield from _of_named(text)
    for found in _SECOND.finditer(text):
        yield from _plain(found["value"])
    for found in _SCHEMED.finditer(text):
        if _PLAIN.fullmatch(found["value"]) and not is_placeholder(found["value"]):
            yield from _pieces(found[0].rstrip("."))
    for found in (*_TURNED.finditer(text), *_TAGGED.finditer(text)):
        yield from _of_pair(found["name"], found["value"])


def _of_named(text: str) -> Iterator[str]:
    """Yield the values that stand behind the names of credentials."""
    digit = -1  # the next one, looked for once: the names of a long text may be many
    for found in _NAME.finditer(text):
        name = found["name"].replace(" ", "-")
        if not _gives(name):
            continue
        quoted = _QUOTED.match(text, found.end())
        if quoted:
            yield from _of_pair(name, quoted[2])
            continue
        if digit < found.end():
            next_digit = _DIGIT.search(text, found.end())
            digit = next_digit.start() if next_digit else len(text)
        is_cookie = "cookie" in name.lower()
        if found[0][-1] in ",(" or (digit - found.end() > _FARTHEST and not is_cookie):
            continue
        bare = _BARE.match(text, found.end())
        if bare:
            yield from _of_bare(name, bare[1])


def _of_bare(name: str, value: str) -> Iterator[str]:
    """Yield from a value that more words may follow."""
    if "cookie" in name.lower():
        yield from _of_pair(name, value)
        return
    if not _DIGIT.search(value):  # as nearly always, and sooner found out
        return
    yield from _plain(_END.split(SCHEME.sub("", value))[0])
    yield from _settings(value)


def _of_row(row: Sequence[str]) -> Iterator[str]:
    """Yield from a row of a table: what stands beside the name of a credential, and in cells."""
    for cell in row:
        yield from _of_text(cell)
    name = row[0].strip("`*_ ") if row else ""
    for cell in row[1:] if _is_credential(name) else ():
        value = SCHEME.sub("", cell.strip("`*\"' "))
        yield from (*_plain(value), *_said(cell))


def _of_param(param: Param) -> Iterator[str]:
    """Yield the values of a parameter that is a credential, also those in its description."""
    if _is_credential(param.name):
        for value in (param.example, param.default, *param.enum):
            yield from _pieces(value) if value else ()
        yield from _said(param.description)


def _said(text: str) -> Iterator[str]:
    for found in _SAID.finditer(text):
        yield from _plain(found["value"])


def _plain(value: str) -> Iterator[str]:
    """Yield what is literal in a value without quotes, which may end a sentence."""
    ended = value.rstrip(".,;)")
    is_word = not _PLAIN.fullmatch(ended) or _COMPUTED.fullmatch(ended)
    if not is_word and not is_placeholder(value):
        yield from _pieces(ended)


def _of_pair(name: str, value: str) -> Iterator[str]:
    if "cookie" in name.lower():
        for cookie in value.split(";"):
            yield from _pieces(cookie.partition("=")[2].strip())
    elif _gives(name):
        yield from _pieces(value, is_pair=_PAIRED.fullmatch(name) is not None)
        yield from _settings(value)


def _settings(value: str) -> Iterator[str]:
    """Yield the credentials of a value such as ``Digest username="…", response="…"``."""
    for name, one in _SETTING.findall(value) if "=" in value else ():
        if _is_credential(name) or name in ("username", "response"):
            yield from _pieces(one)


def _pieces(value: str, is_pair: bool = False) -> Iterator[str]:
    """Yield what is literal in a value: without its scheme and variables, and what it encodes."""
    plain = SCHEME.sub("", value.strip())
    is_pair = is_pair or value.strip().lower().startswith("basic ")
    yield from filter(_is_literal, _VARIABLE.split(plain))
    if is_pair:
        pair = plain if ":" in plain else _decoded(plain)
        user, colon, password = pair.partition(":")
        if colon:
            yield b64encode(pair.encode()).decode()
            yield from (*_pieces(user), *_pieces(password))


def _is_literal(piece: str) -> bool:
    stands_for_one = is_placeholder(piece) or _NAMED.fullmatch(piece) or _YOURS.search(piece)
    return not stands_for_one and " " not in piece


def _decoded(value: str) -> str:
    """Return the user and password that a header holds, or the empty string."""
    try:
        return b64decode(value + "==").decode()
    except ValueError:
        return ""


def _forms(value: str) -> set[str]:
    """Return a value as it may be written: as it is, and in a URL."""
    return {value, quote(value, safe=""), quote_plus(value), quote(value)}


def _gives(name: str) -> bool:
    """Whether what stands behind a name is a credential, or a user with one."""
    known = _is_credential(name) or _AUTHORIZES.fullmatch(name) or _PAIRED.fullmatch(name)
    return bool(known)


def _is_credential(name: str) -> bool:
    """Whether a name is that of a credential; an id beside it (`X-User-Id`) is none."""
    known = is_credential_header(name) or is_key_name(name) or is_member_name(name)
    return known or (auth.is_key(name) and not name.lower().endswith("id"))
