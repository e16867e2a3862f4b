"""Methods and addresses in text: request lines, tables of endpoints, sentences."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.frozen import Frozen

# Each request of a page is held against all others: so many paths are taken apart once.
_REMEMBERED = 8192

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_METHOD = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|DEL"
# A piece of an address: a placeholder in any style (a name in it may hold a space), or characters.
_VARIABLE = r"\{\{[^{}\n]{1,60}\}\}|\$?\{[^{}\n]{1,80}\}|<[^<>\n/=\"]{1,60}>|\[[A-Za-z_][^\[\]\n/=?]{0,40}\]"
_CHARACTER = r"[^\s\"'`<>|{}\[\]\\,;()\u3000-\u9fff\uff00-\uffef，。“”‘’«»…→]"
_REST = rf"(?:{_VARIABLE}|{_CHARACTER}|\(\w[^()\s]*\))*"
URL = rf"(?:(?:https?|wss?)://(?:{_VARIABLE}|{_CHARACTER}){_REST}|(?:\{{\{{?[\w.-]+\}}?\}}|<[\w -]+>|\$\{{?\w+\}}?|\[[\w -]+\])?/{_REST})"
_BARE_HOST = rf"(?:[a-z0-9-]+\.)+(?:com|io|net|org|dev|app|co|me|ai|cloud|eu|us|uk|de|fr|no|id|in|sh|so|tech)/{_REST}"

_LEAD = r"(?:[\W_]*(?:http |api )?(?:request|endpoint|url|uri|route|method|path|call|syntax|resource|example)s?(?: url| line)?\s*[:：-]\s*)?"
_REQUEST_LINE = re.compile(
    rf"^{_LEAD}[\W_]*(?P<method>{_METHOD})(?:[\W_]*(?:request|method))?[\s:`*|)\]-]*(?:\s*(?:to|url|endpoint)?[\s:`*]*)(?P<url>{URL}|{_BARE_HOST})",
    re.IGNORECASE,
)
_GLUED = re.compile(
    rf"(?P<method>{_METHOD})(?P<url>(?:https?://|/)(?:{_VARIABLE}|{_CHARACTER}){_REST})"
)
_SENTENCE = re.compile(
    rf"\b(?P<method>{_METHOD})\b[`*\"']*\s+(?:HTTP\s+)?(?:requests?|calls?|method|verb)\b[^.\n]{{0,80}}?(?:\bto\b|\bat\b|\burl\b|\bendpoint\b|\bon\b|:)[^.\n/]{{0,40}}?[\s`\"'](?P<url>{URL})",
)
# What is left of a sample without its signs: "request get 'https://…'", "method 'get' … ".
_BARE = re.compile(
    rf"(?<![-\w])(?:request|method)\W{{1,3}}(?P<method>{_METHOD})\W{{1,3}}(?P<url>https?://{_REST})",
    re.IGNORECASE,
)
_INLINE = re.compile(rf"`(?P<method>{_METHOD})`?\s+`?(?P<url>{URL})`")
_METHOD_ALONE = re.compile(
    rf"[\W_]*(?:(?:http )?(?:method|verb|request method)[\W_]*[:：]?[\W_]*)?(?P<method>{_METHOD})[\W_]*",
    re.I,
)
_URL_ALONE = re.compile(
    rf"[\W_]*(?:(?:api |http |request |full |endpoint |resource )*(?:url|uri|endpoint|path|route|address)\s*[:：=][\W_]*?)?(?P<url>{URL}|{_BARE_HOST})[`*\s.]*",
    re.IGNORECASE,
)
_KEYED_URL = re.compile(
    rf"[\W_]*(?:api |http |request |full |endpoint |resource )*(?:url|uri|end ?point|path|route|address)\s*[:：=]\W*?(?P<url>{URL}|{_BARE_HOST})",
    re.IGNORECASE,
)
_KEYED_METHOD = re.compile(
    rf"[\W_]*(?:http |request )*(?:method|verb|type)[\W_]*[:：=][\W_]*(?P<method>{_METHOD})\b", re.I
)
_BASE = re.compile(
    rf"(?:^\W*(?:api )?(?:endpoint|host)\s*:|\b(?:base(?: |-)?(?:url|uri|path|endpoint)|servers?|host|(?:api )?root(?: url)?|production|sandbox)\b[^:：/\n]{{0,40}}[:：]?)[\s`*\"'|]*(?P<url>https?://{_REST})",
    re.IGNORECASE,
)
_WORDS_AFTER = re.compile(
    r"(?<=[a-z0-9}/>])(?:Retrieves?|Creates?|Updates?|Deletes?|Gets?|Lists?|Returns?|Fetch(?:es)?|This|The|Use|Removes?|Sends?|Note|Authorizations?|Path|Query|Request|Headers?|Body|Try|Copy|Parameters|Returns|Allows?|Endpoint|Response)(?:\s?it)?$"
)


_READERS_OWN = re.compile(
    r"https?://(?:www\.)?(?:your|my)[-_.]?(?:\w+[-_])?(?:server|app|site|website|domain|endpoint|callback|company)\b.*(?:hook|callback|notif|event)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"//[^/?#@]*@")


class Address(Frozen):
    """An address as it was written: scheme and host or "", path, and query without its mark."""

    base: str
    path: str
    query: str


class Mention(Frozen):
    """A request that a line names: its method or "", its address or ``None``.

    ``aside`` when it is named in the middle of a sentence.
    """

    method: str
    address: Address | None
    aside: bool = False


def request_line(text: str) -> Mention | None:
    """Return the request that a line states with method and address, in this order."""
    if len(text) > 2000:
        return None
    found = _REQUEST_LINE.match(text)
    if found and _plausible(found):
        return Mention(_method(found), address(_cut(found["url"], text[found.end() :])))
    found = _GLUED.search(text)
    found = found or _BARE.search(text)
    aside = found is None
    found = found or _INLINE.search(text)
    if found:
        return Mention(_method(found), address(_cut(found["url"], text[found.end() :])), aside)
    return None


def _plausible(found: re.Match[str]) -> bool:
    """Whether "get /x" is a request: a word in small letters needs an address right after it."""
    between = found.string[found.end("method") : found.start("url")]
    return found["method"].isupper() or not re.search(r"[A-Za-z]", between)


def sentence(text: str) -> Mention | None:
    """Return the request that a sentence describes: "send a GET request to /users"."""
    found = _SENTENCE.search(text[:2000])
    return Mention(_method(found), address(_cut(found["url"], ""))) if found else None


def method_alone(text: str) -> str:
    """Return the method that a line consists of, in upper case, or ""."""
    found = _METHOD_ALONE.fullmatch(text) if len(text) < 60 else None
    return _method(found) if found else ""


def url_alone(text: str) -> Address | None:
    """Return the address that a line consists of, perhaps after a word such as "URL:"."""
    found = _URL_ALONE.fullmatch(text.strip()) if len(text) < 500 else None
    return address(found["url"]) if found else None


def keyed_url(text: str) -> Address | None:
    """Return the address of a line such as "URL: https://…"."""
    found = _KEYED_URL.match(text) if len(text) < 500 else None
    return address(found["url"]) if found else None


def keyed_method(text: str) -> str:
    """Return the method of a line such as "Method: POST", or ""."""
    found = _KEYED_METHOD.match(text) if len(text) < 200 else None
    return _method(found) if found else ""


def base_url(text: str) -> str:
    """Return the address that a line calls the base of all others, or ""."""
    found = _BASE.search(text[:1000])
    return found["url"].rstrip(".,:;/*`") if found else ""


def is_readers_own(url: str) -> bool:
    """Whether an address is where the API calls its users."""
    return _READERS_OWN.match(url) is not None


def address(url: str) -> Address:
    """Return the parts of an address; fragment, user and password are left out."""
    url = url.strip("`*\"' ").rstrip(".,:;*`").partition("#")[0]
    url = re.sub(r"%7B([\w-]+)%7D", r"{\1}", url, flags=re.IGNORECASE)
    base, rest = "", url
    found = re.match(rf"((?:https?|wss?)://(?:{_VARIABLE}|[^/?#])*)(.*)$", url, re.DOTALL)
    if found:
        base, rest = _USERINFO.sub("//", found[1]), found[2]
    elif not url.startswith("/"):
        head, slash, tail = url.partition("/")
        host = "." in head and not head.startswith(("{", "<", "$", "["))
        base, rest = ("https://" + head if host else head), slash + tail
    rest = re.sub(r"\{[?&]([^{}]*)\}", r"?\1", rest)
    path, _, query = rest.partition("?")
    path = re.sub(r"[\[({]+$", "", path)
    return Address(base, path, query.rstrip("])}"))


def _cut(url: str, rest: str) -> str:
    """Return an address without the sentence that was glued to its end."""
    if re.match(r"\s+[a-z]|\s*$|:", rest):
        found = _WORDS_AFTER.search(url)
        if found:
            return url[: found.start()]
    return url


def _method(found: re.Match[str]) -> str:
    name = found["method"].upper()
    return "DELETE" if name == "DEL" else name


# Templates

_SLOT = re.compile(
    r"\{\{(?P<double>[^{}]*)\}\}|\$?\{(?P<brace>[^{}]*)\}|<(?P<angle>[^<>]*)>|\[(?P<square>[^\[\]]*)\]"
    r"|(?<=/)\((?:\w+:)?(?P<round>[A-Za-z_][\w-]*)\)(?=/|$)|(?<=/):(?P<colon>[A-Za-z_][\w-]*)|\$(?P<shell>[A-Za-z_]\w*)"
)


def template(path: str) -> str:
    """Return a path with each variable as ``{name}``, in whatever style it was written."""

    def slot(found: re.Match[str]) -> str:
        kind = found.lastgroup or "brace"
        name = re.sub(r"[{}/]", "", found[kind].partition("=")[0]).strip().lstrip(":+*#")
        if kind in ("double", "shell"):
            return "{{" + name + "}}"
        return "{" + re.sub(r"^(?:your|the)[ _-]", "", name) + "}"

    return _SLOT.sub(slot, path)


def slots(path: str) -> list[str]:
    """Return the names of the variables of a `template`, those of the caller's settings left out."""
    return re.findall(r"(?<!\{)\{([^{}]+)\}(?!\})", path)


def same_path(template_path: str, other: str) -> bool:
    """Whether two templates are one path: case, names of variables and a last slash aside."""
    return _shape(template_path) == _shape(other)


@lru_cache(maxsize=_REMEMBERED)
def _shape(path: str) -> str:
    return re.sub(r"\{+[^{}]*\}+", "{}", path).rstrip("/").lower() or "/"


def prefix_of(full: str, part: str) -> str | None:
    """Return what stands before ``part`` in ``full`` when that ends with it; else ``None``.

    A literal of ``full`` (an example's id) matches a variable of ``part``, and the other way.
    """
    left, right = _segments(full), _segments(part)
    if len(right) > len(left) or not right:
        return None
    tail = left[len(left) - len(right) :]
    solid = 0
    for a, b in zip(tail, right, strict=True):
        if "{" in a or "{" in b:
            if not _fits(a, b):
                return None
        elif a.lower() != b.lower():
            return None
        else:
            solid += 1
    if not solid:
        return None
    return "/".join(["", *left[: len(left) - len(right)]]) if len(left) > len(right) else ""


def _fits(a: str, b: str) -> bool:
    """Whether two segments may be one, at least one of which has a variable in it."""
    pattern, text = (a, b) if "{" in a else (b, a)
    regex = "".join(
        ".+" if piece.startswith("{") else re.escape(piece)
        for piece in re.split(r"(\{+[^{}]*\}+)", pattern)
    )
    plain = re.sub(r"\{+[^{}]*\}+", "x", text)
    return bool(re.fullmatch(regex, plain, re.IGNORECASE))


@lru_cache(maxsize=_REMEMBERED)
def _segments(path: str) -> tuple[str, ...]:
    """Return the segments of a path; a format at its end (``.json``) does not tell paths apart."""
    bare = re.sub(r"\.(?:json|xml)$", "", path)
    return tuple(segment for segment in bare.split("/") if segment)
