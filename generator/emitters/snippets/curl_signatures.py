"""What curl cannot make: its snippet takes it from a variable that may be unset.

Without the variable the request goes out unsigned, as Postman sends it without credentials.
"""

from __future__ import annotations

from urllib.parse import quote

from generator.auth.signers import in_query, variable
from generator.emitters.words import word
from generator.escaping.shell import is_lead
from generator.escaping.words import Env, Word
from generator.names.plan import Plan
from generator.text import Text, map_literals
from generator.wire import WireAuth, WireRequest

_NOTES = {
    "oauth2": "put an OAuth 2.0 token into {}; without it the request goes out without one",
    "jwt": "curl makes no JWT: put the token into {}, or let the Python client make it",
    "asap": "curl makes no JWT: put the token into {}, or let the Python client make it",
    "awsv4": "curl signs in no query: put the X-Amz-… parameters into {}, or let the Python"
    " client sign",
}
_NOTE = "curl cannot sign this: put the Authorization header's value into {}, or let the Python"
_NOTE += " client sign"


def unsigned(request: WireRequest, plan: Plan) -> tuple[Word, list[Word], list[str]]:
    """Return what ends the URL, which headers are added, and what a comment says of it."""
    auth = request.auth
    name = variable(auth)
    if auth is None or name is None:
        return (), [], _query_notes(request.query_key, plan)
    env = plan.environment[name].env
    note = _NOTES.get(auth.kind, _NOTE).format(env)
    if in_query(auth):
        return query_end(request, auth, env, plan), [], [note]
    return (), [_header(auth, env, plan)], [note]


_QUERY_NAMES = {"jwt": "token", "oauth2": "access_token"}


def query_end(request: WireRequest, auth: WireAuth, env: str, plan: Plan) -> Word:
    """Return what ends a URL whose query takes a signature or token from a variable."""
    has_query = any(isinstance(part, str) and "?" in part for part in request.url.parts)
    mark = "&" if has_query else "?"
    if auth.kind == "awsv4":
        return (Env(env, mark),)
    key = auth.get("queryParamKey") or Text((_QUERY_NAMES[auth.kind],))
    encoded = map_literals(key, lambda literal: quote(literal, safe=""))
    if encoded.literal is not None:
        return (Env(env, f"{mark}{encoded.literal}="),)
    return (mark, *word(encoded, plan), "=", Env(env, ""))


def _header(auth: WireAuth, env: str, plan: Plan) -> Word:
    """Return the header; curl leaves one with nothing after the colon out."""
    if auth.kind not in ("jwt", "asap", "oauth2"):
        return ("Authorization: ", Env(env, ""))
    prefix = header_prefix(auth)
    lead = f" {prefix.literal} " if prefix else " "
    if prefix.literal is not None and is_lead(lead):
        return ("Authorization:", Env(env, lead))
    return ("Authorization: ", *word(prefix, plan), " ", Env(env, ""))


def header_prefix(auth: WireAuth) -> Text:
    """Return the word in front of a token in the Authorization header; empty for none."""
    prefix = auth.get("headerPrefix")
    return Text(("Bearer",)) if not prefix and auth.kind != "oauth2" else prefix


def _query_notes(key: Text, plan: Plan) -> list[str]:
    """Say that a credential in the query is sent as its variable holds it."""
    names = [piece.name for piece in word(key, plan) if isinstance(piece, Env)]
    return [f"{name} stands in the URL: percent-encode what is special there" for name in names]
