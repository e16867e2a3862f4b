"""Dynamic variables: those that Postman makes itself, each time a request is sent.

Five kinds are made anew by snippets and clients too. All others are random words and the like, for
which one fixed value stands in (`dynamic_values`). A variable that is defined under the same name
wins, as in Postman (docs/postman.md#dynamic-variables).
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.credentials.positions import request_texts
from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.model import Api, Variable
from generator.origin import Origin
from generator.resolving.dynamic_values import STAND_INS
from generator.text import Fresh, FreshKind, Reference, Text

# The name of each in Postman (SDK, `superstring/dynamic-variables.js`).
FRESH: dict[str, FreshKind] = {
    "$guid": "uuid",
    "$randomUUID": "uuid",
    "$timestamp": "seconds",
    "$isoTimestamp": "date-time",
    "$randomInt": "integer",
}
_DESCRIPTIONS: dict[FreshKind, str] = {
    "uuid": "A random UUID.",
    "seconds": "The time in Unix seconds.",
    "date-time": "The time in UTC, as ISO 8601 says.",
    "integer": "A random number from 0 to 1000.",
}
_STAND_IN = "A fixed value, where Postman sends a random one."


def with_dynamic(api: Api, diagnostics: Diagnostics) -> Api:
    """Return the Api with a variable for each dynamic one that its requests use.

    Each name with a stand-in is noted once, where it is first used.
    """
    found = []
    for name, origin in _used(api):
        if name in FRESH:
            fresh = Fresh(name, FRESH[name])
            found.append(_variable(name, fresh, _DESCRIPTIONS[fresh.kind], origin))
        elif name in STAND_INS:
            found.append(_variable(name, STAND_INS[name], _STAND_IN, origin))
            message = f"Postman sends a random value for {name}; here it is {STAND_INS[name]!r}"
            diagnostics.add("dynamic-stand-in", message, origin, "info")
    return changed(api, variables=(*api.variables, *found))


def _variable(name: str, value: str | Fresh, description: str, origin: Origin) -> Variable:
    return Variable(name, Text((value,)), False, "dynamic", description, origin)


def _used(api: Api) -> Iterator[tuple[str, Origin]]:
    """Yield each name that is sent but not defined, with the first place that it stands in.

    The values of variables that are sent count too.
    """
    values = {variable.name: variable.value for variable in api.variables}
    seen: set[str] = set()
    for endpoint in api.endpoints:
        pending = list(request_texts(endpoint.request))
        for text in pending:
            for part in text.parts:
                if not isinstance(part, Reference) or part.name in seen:
                    continue
                seen.add(part.name)
                value = values.get(part.name)
                if value is not None:
                    pending.append(value)
                elif part.name not in values:
                    yield part.name, text.origin or endpoint.origin
