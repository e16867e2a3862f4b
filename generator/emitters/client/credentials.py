"""What the client's README says of credentials: the settings that each kind needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.emitters.client.authconstants import AuthConstant
from generator.emitters.client.settings import Setting
from generator.emitters.words import template
from generator.frozen import Frozen
from generator.names.plan import Plan
from generator.text import parse

_TITLES = {
    "Basic": "Basic auth",
    "UserInfo": "Basic auth",
    "Digest": "Digest auth",
    "Token": "Token or API key in a header",
    "QueryKey": "Token or API key in the query",
    "OAuth1": "OAuth 1.0 signature",
    "OAuth2": "OAuth 2.0 token",
    "AwsV4": "AWS Signature Version 4",
    "Hawk": "Hawk signature",
    "EdgeGrid": "Akamai EdgeGrid signature",
    "Jwt": "JSON Web Token, made for each request",
    "Asap": "ASAP token, made for each request",
    "Ntlm": "NTLM",
}
_OWN = "Sent in headers, queries or bodies"
_BROWSER = "The client cannot fetch it: get it in a browser. Without one nothing is sent."
_FETCHED = (
    "Give a token, or else the others: the client then fetches one, keeps it until it expires, and"
    " fetches another when the server refuses it. With neither nothing is sent."
)


class Credential(Frozen):
    """A kind of credentials: its title, its settings by their arguments, and what to know."""

    title: str
    arguments: tuple[str, ...]
    note: str
    install: str


def credentials(
    constants: Iterable[AuthConstant], settings: Iterable[Setting], plan: Plan
) -> Iterator[Credential]:
    """Yield a row for each kind of credentials that the client sends, sorted by title.

    Those that requests hold themselves, in a header or elsewhere, come last.
    """
    rows = list(settings)
    arguments = {setting.name: setting.argument for setting in rows}
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for constant in constants:
        title = _TITLES[constant.class_name]
        names = (
            name for text in constant.texts() for name in parse(template(text, plan)).references
        )
        used = (arguments[name] for name in names if name in arguments)
        found.setdefault((title, _note(constant), next(extras(constant), "")), {}).update(
            dict.fromkeys(used)
        )
    for (title, note, extra), used_names in sorted(found.items()):
        install = f"pip install '{distribution(plan)}[{extra}]'" if extra else ""
        yield Credential(title, tuple(used_names), note, install)
    listed = {name for names in found.values() for name in names}
    rest = tuple(row.argument for row in rows if row.is_secret and row.argument not in listed)
    if rest:
        yield Credential(_OWN, rest, "", "")


def distribution(plan: Plan) -> str:
    """Return the name that the client is installed by."""
    return plan.package.replace("_", "-")


def _note(constant: AuthConstant) -> str:
    if constant.class_name != "OAuth2":
        return ""
    return _FETCHED if any(name == "grant" for name, _ in constant.arguments) else _BROWSER


def extras(constant: AuthConstant) -> Iterator[str]:
    """Yield the extras that a constant needs; signatures with a secret need none."""
    has_key = any(name == "private_key" for name, _ in constant.arguments)
    if constant.module in ("asap", "jwt") and has_key:
        yield "jwt"
    elif constant.module == "oauth1" and has_key:
        yield "oauth1-rsa"
    elif constant.module == "ntlm":
        yield "ntlm"
