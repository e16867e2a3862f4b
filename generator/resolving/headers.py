"""Headers: which of those that a request states are sent, and how.

The wire and the client's methods ask here, so that both leave out the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.resolving.bodies import FORM
from generator.text import Text, concat
from generator.wire import WireBody, WireForm, WireMultipart

# RFC 9110, section 5.6.2.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# Every client must compute these for the request that it really sends.
_COMPUTED = frozenset({"content-length", "transfer-encoding"})


def fault_of(name: Text, value: Text) -> str | None:
    """Return why HTTP cannot carry a header, if it cannot; of variables nothing is known."""
    literal = name.literal
    if literal is not None and not TOKEN.fullmatch(literal):
        return f"header name {literal!r} cannot be sent"
    if any(isinstance(part, str) and _UNSENDABLE.search(part) for part in value.parts):
        return f"the value of header {name.source!r} has a control character"
    return None


def is_computed(name: Text) -> bool:
    """Whether the client computes a header, whatever is stated."""
    return name.source.lower() in _COMPUTED


def sent_spellings(names: Iterable[Text]) -> set[str]:
    """Return the spellings that are sent: of names that differ only in case the last one."""
    return set({name.source.lower(): name.source for name in names}.values())


def is_overruled(name: Text, value: Text, body: WireBody | None) -> bool:
    """Whether the body's own media type is sent in place of a stated one.

    A form is always sent as one, and only the client knows the boundary of a multipart body.
    """
    if name.source.lower() != "content-type":
        return False
    if isinstance(body, WireForm):
        return not value.source.lower().startswith(FORM)
    return isinstance(body, WireMultipart)


def trimmed(value: Text) -> Text:
    """Return a header's value without the white space around it, as HTTP clients send it."""
    parts = list(value.parts)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip(" \t\r\n")
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip(" \t\r\n")
    return value if tuple(parts) == value.parts else concat(*(Text((p,)) for p in parts if p))
