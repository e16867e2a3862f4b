"""What a target's client cannot send of a request: its limits are data, these are the facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from generator.emitters.snippets.context import AuthContext, Part, RequestContext, source
from generator.emitters.snippets.targets import Limit, Target
from generator.frozen import changed

# What no client takes for an address.
_ADDRESS = Limit(
    "the address is no valid one: a client refuses it",
    (("host", re.compile(r"^(?!(\[[0-9A-Fa-f:.]*\]|[\w.~%\ufffc-]*)(:[0-9\ufffc]*)?$)")),),
)


def limited(request: RequestContext, target: Target) -> RequestContext:
    """Return a request with notes of what the target's client cannot do."""
    known = facts(request)
    limits = [limit.note for limit in (_ADDRESS, *target.limits) if limit.holds(known)]
    auth = request.auth
    if auth and auth.kind not in target.signs:
        limits.append(f"{target.title} does not apply {auth.kind} auth by itself")
        auth = AuthContext()
    notes = (*request.notes, *limits)
    return changed(request, auth=auth, notes=notes, limits=tuple(limits))


def facts(request: RequestContext) -> dict[str, list[str]]:
    """Return what limits look at: texts by name, with U+FFFC for what is open in them."""
    names = [source(header.name).lower() for header in request.headers]
    body = request.body
    parts = [source(part.name) for part in body.parts]
    types = (part.media_type for part in body.parts if part.path is None)
    paths = (body.path, *(part.path or () for part in body.parts))
    return {
        "method": [request.method],
        "url": [source(request.url.whole)],
        "host": [source(request.url.host)],
        "path": [source(request.url.path)],
        "query": [source(request.url.query)],
        "header": [f"{source(h.name)}: {source(h.value)}" for h in request.headers],
        "repeated": _repeated(names),
        "type": [source(request.content_type or ())],
        "body": [body.kind],
        "text": [source(body.text)],
        "part": parts,
        "repeated_part": _repeated(parts),
        "value": [source(part.value) for part in body.parts if part.value],
        "part_type": [source(media_type) for media_type in types if media_type],
        "file": [source(path) for path in paths if path],
        "file_name": [source(part.file_name or ()) for part in body.parts if _is_renamed(part)],
        "auth": [request.auth.kind],
    }


def _repeated(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _is_renamed(part: Part) -> bool:
    """Whether a file is sent by another name than its own."""
    own = source(part.path or ()).rpartition("/")[2]
    return part.path is not None and source(part.file_name or ()) != own
