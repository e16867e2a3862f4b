"""Names: identifiers and file names, deterministic; `allocation` keeps them unique.

A name comes from the request's own name, never from its place. Where names collide they are told
apart by more of the name, by what the requests are (method and path), then by a hash of that, and
only identical ones by their order; so adding a request renames nothing but requests of the same
name beside it.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from functools import lru_cache
from itertools import pairwise
from sys import intern

from anyascii import anyascii

MAX_LENGTH = 60

# Device names of Windows: no file may be called so, with any extension.
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
RESERVED_FILES = frozenset(_DEVICES | {"index"})

# Environment variables that shells, loaders or HTTP clients read themselves.
_RESERVED_ENV = frozenset("""
    PATH HOME USER LOGNAME HOST HOSTNAME SHELL PWD OLDPWD TERM LANG TZ IFS UID EUID PPID
    TMPDIR TMP TEMP MAIL EDITOR PAGER DISPLAY RANDOM SECONDS LINENO OPTIND OPTARG REPLY ENV
    BASH CDPATH PS1 PS2 PS4 HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY NETRC CURL_HOME
    CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR CI GROUPS COLUMNS LINES DIRSTACK FUNCNAME
    HISTFILE HOSTTYPE MACHTYPE OSTYPE SHLVL SHELLOPTS NODE_OPTIONS PERL5LIB RUBYLIB
    JAVA_TOOL_OPTIONS LANGUAGE USERNAME USERDOMAIN USERPROFILE COMPUTERNAME APPDATA COMSPEC OS
    PATHEXT SYSTEMROOT WINDIR
    """.split())  # noqa: SIM905 - a table is easier to read
_RESERVED_ENV_PREFIXES = ("LD_", "DYLD_", "PYTHON", "BASH_", "LC_", "GIT_", "SSH_", "HTTPX_")

_WORD = re.compile(
    # A plural (``URLs``), capitals before a word, a word, capitals, a number with what it counts.
    r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+"
    r"|[0-9]+(?:[a-z]{1,2}(?![a-z])|[A-Z]{1,2}(?![A-Za-z]))?"
)
_ORDINAL = re.compile(
    r"^\s*(?:(?:step|task)\s*)?#?\d+[a-z]?(?:[.\-]\d+[a-z]?)*(?:\s*[.):\-–—]\s*(?=\S)|_(?=(?-i:[A-Z])))",
    re.I,
)
_URL_LIKE = re.compile(
    r"^\s*(?:[a-z]+://|/|\{\{|(?:(?-i:[A-Z]{3,7})|get|post|put|patch|delete|head|options)\s+/)",
    re.I,
)


# Names are taken apart for each of the files that they stand in.
_REMEMBERED = 8_192


@lru_cache(_REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Return the lower-case ASCII words of a text: ``getUserByID`` is get, user, by, id.

    Digits stay with the letters they touch: ``v2``, ``sha256``, ``1st``.
    """
    plain = anyascii(_without_emoji(text)).replace("'", "")
    for name in _ONE_WORD:
        plain = plain.replace(name, name.capitalize())
    found: list[str] = []
    for token in re.findall(r"[A-Za-z0-9]+", plain):
        found += _words_of(token)
    return tuple(intern(word.lower()) for word in found)


def _without_emoji(text: str) -> str:
    """Return a text without its emoji, unless it has nothing else that could name something."""
    if text.isascii():
        return text
    plain = "".join(sign for sign in text if not _EMOJI.fullmatch(anyascii(sign)))
    return plain if re.search(r"[A-Za-z0-9]", anyascii(plain)) else text


# What emoji are in ASCII.
_EMOJI = re.compile(r":\S+:")

# Names with capitals inside that are one word to their readers.
_ONE_WORD = (
    "OAuth",
    "GraphQL",
    "JavaScript",
    "TypeScript",
    "GitHub",
    "GitLab",
    "PayPal",
    "LinkedIn",
    "YouTube",
    "WhatsApp",
    "MySQL",
    "PostgreSQL",
    "NoSQL",
    "SaaS",
    "PaaS",
    "IaaS",
    "IPv4",
    "IPv6",
)


def _words_of(token: str) -> list[str]:
    out: list[str] = []
    for word in _WORD.findall(token):
        if out and word.isdigit() and not out[-1][-1].isdigit():
            out[-1] += word
        else:
            out.append(word)
    return out


@lru_cache(_REMEMBERED)
def snake(text: str) -> str:
    """Return the text as snake_case ASCII, cut at a word; empty when it has no such word."""
    name = ""
    for word in words(text):
        longer = f"{name}_{word}" if name else word
        if len(longer) > MAX_LENGTH:
            return name or word[:MAX_LENGTH]
        name = longer
    return name


def first_phrases(text: str) -> str:
    """Return as many phrases of a text that is too long for a name as have room, or else all of it.

    What ends in a number (``Scenario 1 - …``) only orders what follows.
    """
    if len(text) <= MAX_LENGTH or len("_".join(words(text))) <= MAX_LENGTH:
        return text
    fitting, name, start = text, "", 0
    for match in _FURTHER.finditer(text):
        name = "_".join(filter(None, (name, *words(text[start : match.start()]))))
        if len(name) > MAX_LENGTH:
            break
        if _SAYS.search(name):
            fitting = text[: match.start()]
        start = match.start()
    return fitting


# What begins a further phrase: a dash, a full stop, or what stands in brackets at the end.
_FURTHER = re.compile(r"\s[-–—|]\s|[.:;]\s|\s[(\[](?=[^()\[\]]*[)\]]\s*(?:[(\[]|$))")
# Two words, of which the last is no number.
_SAYS = re.compile(r"_\d*[a-z][a-z0-9]*$")


@lru_cache(_REMEMBERED)
def camel(text: str) -> str:
    """Return the text as CamelCase ASCII; empty when it has no word."""
    return "".join(word.capitalize() for word in snake(text).split("_"))


def singular(word: str) -> str:
    """Return the singular of an English word in lower case, as far as its ending tells."""
    if word in _SINGULARS:
        return _SINGULARS[word]
    if len(word) < 4 or word in _NO_PLURALS or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    # Houses and causes, but statuses and buses.
    is_plain = word.endswith(("ouses", "auses"))
    if word.endswith(("sses", "xes", "ches", "shes", "uses", "oes")) and not is_plain:
        return word[:-2]
    return word.removesuffix("s")


_NO_PLURALS = frozenset({
    "alias", "atlas", "aws", "bias", "canvas", "dns", "https", "news", "series", "species",
})  # fmt: skip
# Whose endings tell otherwise.
_SINGULARS = {
    "aliases": "alias", "axes": "axis", "biases": "bias", "caches": "cache", "canvases": "canvas",
    "cookies": "cookie", "gases": "gas", "indices": "index", "movies": "movie", "niches": "niche",
    "quizzes": "quiz", "shoes": "shoe", "ties": "tie", "uses": "use", "vertices": "vertex",
}  # fmt: skip


def identifier(text: str, fallback: str) -> str:
    """Return a snake_case Python identifier, neither keyword nor private."""
    name = snake(text) or fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}"
    return name + "_" if keyword.iskeyword(name) or name in ("self", "cls") else name


def request_name(name: str, method: str, path: str) -> str:
    """Return the name of a request's method.

    A leading ordinal (``1. Send code``) goes; a name that is a URL, or has no word in it, gives
    way to method and path.
    """
    if _URL_LIKE.match(name) or not snake(name):
        return signature_name(method, path)
    base = without_ordinal(name)
    if base[0].isdigit():
        base = f"{snake(method) or 'request'}_{base}"
    return base


def uncut(base: str, name: str) -> str:
    """Return ``base`` with the words that follow it in a name."""
    text = "_".join(words(name))
    start = f"_{text}_".find(f"_{base}_")
    return text[start:] if start >= 0 else base


def cut(name: str, longest: int = MAX_LENGTH) -> str:
    """Return the words of a snake_case name that so many characters have room for."""
    return name if len(name) <= longest else name[: longest + 1].rpartition("_")[0] or name


def without_ordinal(name: str) -> str:
    """Return a name in snake_case without the number that orders it: ``1a. Send code``."""
    return snake(_ORDINAL.sub("", name)) or snake(name)


def beside_path(name: str) -> str:
    """Return what a name says behind method and path, in snake_case: ``POST /accounts (new)``."""
    match = _PATH_AND_MORE.match(name)
    return snake(match[1]) if match else ""


_PATH_AND_MORE = re.compile(r"\s*[A-Z]{3,7}\s+/\S*\s+(\S.*)", re.DOTALL)


def ordinal(name: str) -> str:
    """Return the number that orders a name, in snake_case; empty without one."""
    match = _ORDINAL.match(name)
    return snake(match[0]) if match else ""


def without_articles(name: str) -> str:
    """Return a snake_case name without articles inside: ``add_a_user``, not ``step_a_log_in``."""
    words = name.split("_")
    pairs = pairwise(words[:-1])
    inner = (word for before, word in pairs if word not in ARTICLES or before in _LETTERED)
    return "_".join([*words[:1], *inner, *words[1:][-1:]])


ARTICLES = frozenset({"a", "an", "the"})
# What is followed by a letter that orders it.
_LETTERED = frozenset({"step", "part", "phase", "option", "variant", "plan", "case", "group"})


def without_path_variables(name: str) -> str:
    """Return a name that is a path without variables but at its end: ``/links/{id}/tokens``."""
    segments = name.split("/")
    kept = [segment for segment in segments[:-1] if not is_path_variable(segment)]
    return "/".join([*kept, segments[-1]]) if any(kept) else name


def is_path_variable(segment: str) -> bool:
    """Whether a segment of a path, or a folder called so, is a variable: ``{id}``, ``:id``."""
    return bool(_PATH_VARIABLE.fullmatch(segment.strip()))


_PATH_VARIABLE = re.compile(r"\{+[^{}]+\}+|:\w+|<\w+>")


def signature_name(method: str, path: str) -> str:
    """Return a name made of method and path: ``get_users_id``."""
    return snake(f"{method.lower()} {path}") or "request"


def digest(text: str, length: int = 6) -> str:
    """Return the first hex digits of the text's SHA-256, for telling names apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def file_name(name: str) -> str:
    """Return a name that may be a file or folder on any system."""
    return name + "_" if name in RESERVED_FILES else name


def environment_name(text: str) -> str:
    """Return an environment variable's name in upper snake case (``secretId`` → ``SECRET_ID``)."""
    name = snake(text).upper() or "VARIABLE_" + digest(text).upper()
    if name[0].isdigit():
        name = "VALUE_" + name
    if name in _RESERVED_ENV or name.startswith(_RESERVED_ENV_PREFIXES):
        name += "_VALUE"
    return name
