"""Variables: which value of several scopes wins, and how values are put into texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.model import Api, Endpoint, Group, Variable
from generator.origin import Origin
from generator.text import Part, Reference, Text, joined, parse

# Postman stops after this many rounds (SDK, `superstring/index.js`, VARS_SUBREPLACE_LIMIT).
ROUNDS = 19
# A text that grows beyond this is left as it was: doubling definitions would fill the memory.
MAX_LENGTH = 1_000_000

_PRECEDENCE = {"environment": 0, "collection": 1, "globals": 2}


def merged(api: Api, more: Iterable[Variable]) -> Api:
    """Return the Api whose variables are those of all scopes, one a name.

    An environment's value wins over the collection's, that over a global one; among equals the
    last. A variable without a value (``None``) yields to one that has a value, even an empty one.
    One that is empty because the source itself fills it while it runs has no value, and neither
    has one that should be the address of a server.
    """
    filled = _filled_by_source(api) | _addresses(api)
    winners: dict[str, Variable] = {}
    rows = sorted((*api.variables, *more), key=lambda v: -_PRECEDENCE[v.scope])
    for variable in rows:
        if variable.value is not None or variable.name not in winners:
            winners[variable.name] = variable
    variables = (
        changed(v, value=None) if v.value == Text() and v.name in filled else v
        for v in winners.values()
    )
    return changed(api, variables=tuple(variables))


def _filled_by_source(api: Api) -> set[str]:
    found: set[str] = set()
    everything: list[Api | Group | Endpoint] = [api, *api.groups, *api.endpoints]
    for one in everything:
        found.update(one.produces, *(preparation.sets for preparation in one.preparations))
    return found


def _addresses(api: Api) -> set[str]:
    """Return the variables that URLs begin with, and nothing else stands before their paths."""
    bases = (endpoint.request.url.base.parts for endpoint in api.endpoints)
    return {
        one.name for one, *more in filter(None, bases) if isinstance(one, Reference) and not more
    }


def lookup(api: Api) -> dict[str, Text]:
    """Return the values that may be put into texts: set, and not secret."""
    return {v.name: v.value for v in api.variables if v.value is not None and not v.secret}


def substitute(text: Text, values: Mapping[str, Text], diagnostics: Diagnostics) -> Text:
    """Return the text with known variables replaced, those in their values too.

    A variable that refers to itself, or through too many others, stays in braces, as in Postman.
    Variables without a value stay references.
    """
    if not any(isinstance(part, Reference) and part.name in values for part in text.parts):
        return text
    current = text
    for _ in range(ROUNDS):
        if _length_after(current, values) > MAX_LENGTH:
            message = f"the value grows beyond {MAX_LENGTH:,} characters; it stays in braces"
            diagnostics.add("variable-limit", message, _origin(text, values))
            current = text
            break
        parts = _replaced(current, values)
        if parts is None:
            return current
        current = changed(current, parts=parts)
    else:
        if any(name in values for name in current.references):
            message = "a variable refers to itself, or through too many others; it stays in braces"
            diagnostics.add("variable-limit", message, _origin(text, values))
    return _written_out(current, values)


def _origin(text: Text, values: Mapping[str, Text]) -> Origin | None:
    """Return where the first variable of a text is defined."""
    return next(values[name].origin for name in text.references if name in values)


def _length_after(text: Text, values: Mapping[str, Text]) -> int:
    """Return how long the text is, as written, when its variables have been replaced once."""
    known = {name: len(values[name].source) for name in set(text.references) if name in values}
    length = len(text.source)
    for part in text.parts:
        if isinstance(part, Reference) and part.name in known:
            length += known[part.name] - len(part.name) - len("{{}}")
    return length


def _replaced(text: Text, values: Mapping[str, Text]) -> tuple[Part, ...] | None:
    parts: list[Part] = []
    found = False
    for part in text.parts:
        if isinstance(part, Reference) and part.name in values:
            parts.extend(values[part.name].parts)
            found = True
        else:
            parts.append(part)
    if not found:
        return None
    # A value may have completed a name around it: {{a{{n}}}} becomes {{a1}}.
    again: list[Part] = []
    for part in joined(parts):
        again.extend(parse(part).parts if isinstance(part, str) else (part,))
    return joined(again)


def _written_out(text: Text, values: Mapping[str, Text]) -> Text:
    """Return the text with references that could not be followed to their end in braces."""
    parts = (
        "{{" + part.name + "}}" if isinstance(part, Reference) and part.name in values else part
        for part in text.parts
    )
    return changed(text, parts=joined(parts))
