"""What is known at a point of a sample: the values of names, and the calls made so far."""

from __future__ import annotations

import re
from typing import Any

from generator.frozen import Frozen
from generator.readers.pages.samples.values import Call, Name, text_of

_ADDING = {
    "append", "add", "set", "put", "addheader", "setvalue", "insert", "addformdatapart",
    "addfield", "adddatapart", "addencoded",
}  # fmt: skip
_HOLDS_PAIRS = re.compile(
    r"headers|formdata|urlsearchparams|formbody|multipart|nsmutabledictionary|\.values$|"
    r"hashmap|list_new|stringmap|formencodingbuilder|dictionary",
    re.IGNORECASE,
)


class Assigned(Frozen):
    """``target.member = value`` or ``target["member"] = value``."""

    target: str
    member: str
    value: Any
    line: int
    indexed: bool = False


class Scope:
    """The latest value of each name, and what has happened, in order."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.events: list[Call | Assigned] = []

    def put(self, target: str, key: str, value: Any, line: int) -> None:
        """Take ``target["key"] = value``: part of a mapping that is known, or an event."""
        held = self.names.get(target)
        if isinstance(held, dict):
            held[key] = value
        elif isinstance(held, list) and not held:
            self.names[target] = {key: value}
        else:
            self.events.append(Assigned(target, key, value, line, indexed=True))

    def call(self, call: Call) -> Call:
        """Note a call; adding a pair to a known object changes that object instead."""
        verb = call.name.rpartition(".")[2].partition(":")[0]
        holder = self._holder(call.target)
        if verb.lower() not in _ADDING or len(call.args) < 2 or holder is None:
            self.events.append(call)
            return call
        key = text_of(call.args[0]) or ""
        if isinstance(holder, dict):
            holder[key] = call.args[1]
            return call
        holder.added.append((key, call.args[1]))
        return holder

    def _holder(self, target: Any) -> dict[str, Any] | Call | None:
        """Return the object that a variable or chain holds, where pairs can be added to it."""
        if isinstance(target, Name):
            target = self.names.get(target.text)
        if isinstance(target, dict):
            return target
        if isinstance(target, Call) and (target.added or _HOLDS_PAIRS.search(target.name)):
            return target
        return None
