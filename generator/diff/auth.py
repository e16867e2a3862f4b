"""Auth: which credentials requests need, where they go, and their settings."""

from __future__ import annotations

from collections.abc import Iterator

from generator.auth.kinds import is_credential
from generator.diff.rules import Note
from generator.model import Auth

# Where a key goes: its name, and whether that is a header or a query parameter.
_PLACES = frozenset({"in", "key", "addTokenTo", "headerPrefix"})


def compare_auth(old: Auth, new: Auth) -> Iterator[Note]:
    """Yield how two auths differ; the credentials themselves are not compared."""
    if old.kind == new.kind:
        yield from _compare_settings(old, new)
    elif old.kind == "none":
        yield "auth-added", f"the request needs {new.kind} credentials"
    elif new.kind == "none":
        yield "auth-removed", f"the request is sent without its {old.kind} credentials"
    else:
        yield "auth-changed", f"the credentials changed from {old.kind} to {new.kind}"


def _compare_settings(old: Auth, new: Auth) -> Iterator[Note]:
    before, after = (
        {p.name: p.value.source for p in auth.parameters if not is_credential(auth.kind, p.name)}
        for auth in (old, new)
    )
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            rule = "auth-place-changed" if name in _PLACES else "auth-setting-changed"
            yield rule, f"{name!r} of the {old.kind} auth changed from {one!r} to {other!r}"
