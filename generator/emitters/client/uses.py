"""Uses: where objects stand in requests and responses, and what they are called for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Literal

from generator.frozen import Frozen
from generator.names import naming

Role = Literal["response", "error", "body"]

# Names of members that say nothing of what is in them.
_WRAPPERS = frozenset({
    "attributes", "body", "content", "contents", "data", "details", "element", "elements",
    "entries", "entry", "info", "input", "item", "items", "list", "object", "objects", "output",
    "page", "payload", "properties", "record", "records", "resource", "resources", "response",
    "responses", "result", "results", "row", "rows", "value", "values",
})  # fmt: skip
# Words of a method's name that say nothing of what it is about.
_VERBS = frozenset({
    "a", "add", "all", "an", "and", "by", "create", "delete", "details", "fetch", "find", "for",
    "get", "id", "list", "make", "new", "of", "patch", "post", "put", "read", "remove", "retrieve",
    "save", "search", "set", "show", "the", "to", "update", "view", "with",
})  # fmt: skip
_LONGEST = 80
_FEW = 3


class Use(Frozen):
    """Where an object stands: in a method of a folder, below these members, perhaps in a list.

    ``operation`` is HTTP method and path template, which several methods may have.
    """

    folder: tuple[str, ...]
    method: str
    operation: str
    role: Role
    status: int
    members: tuple[str, ...] = ()
    is_item: bool = False

    def below(self, member: str, is_item: bool) -> Use:
        """Return the use of what a member of the object holds."""
        members = (*self.members, member)
        return Use(
            self.folder, self.method, self.operation, self.role, self.status, members, is_item
        )

    @property
    def order(self) -> tuple[int, tuple[str, ...], str, str, int]:
        """What sorts uses: plain ones first."""
        return len(self.members), self.members, self.method, self.role, self.status


def subject(use: Use) -> str:
    """Return what an object is called after its place alone: its member, or the method's thing.

    A list's object has the singular of the list's name.
    """
    if use.members and use.members[-1].lower() not in _WRAPPERS:
        return _singular(use.members[-1]) if use.is_item else naming.camel(use.members[-1])
    words = [word for word in use.method.split("_") if word and word not in _VERBS]
    return _singular("_".join(words)) + _ENDINGS[use.role]


_ENDINGS: dict[Role, str] = {"response": "", "error": "Error", "body": ""}


def candidates(uses: Iterable[Use], members: Collection[str], sent: bool) -> tuple[str, ...]:
    """Return names for the class of an object, from short to exact."""
    ordered = sorted(uses, key=lambda use: use.order)
    base = _base(ordered, members)
    named = [use for use in ordered if subject(use) == base] or ordered
    exact = _method_name(named[0])
    shared = _path_name(named) if len({use.method for use in named}) > 1 else ""
    outer = _most_common(map(_with_outer, named))
    is_whole = named[0].role == "response" and not named[0].members
    by_status = f"{shared}{named[0].status}" if shared and is_whole else ""
    found = [name for name in (base, outer, shared, by_status, exact) if name]
    if named[0].role != "body":
        found.append(f"{exact}{named[0].status}")
    unique = naming.digest(repr((ordered[0].order, sorted(members))))
    found.append(f"{exact[: _LONGEST - 6]}{unique}")
    if sent:
        found = [name if name.endswith("Body") else f"{name}Input" for name in found]
    short = [name for name in found if len(name) <= _LONGEST] or found[-1:]
    return tuple(dict.fromkeys(n if n[0].isalpha() else f"Object{n}" for n in short))


def _base(uses: list[Use], members: Collection[str]) -> str:
    """Return the plainest name: after a member or list, or else after the methods."""
    subjects = list(map(subject, uses))
    common = _most_common(subjects)
    is_most = 2 * subjects.count(common) > len(uses)
    below = [name for name, use in zip(subjects, uses, strict=True) if use.members or use.is_item]
    if 2 * len(below) >= len(uses) and any(below):
        return _most_common(below)
    if len({use.method for use in uses}) == 1:
        return _method_name(uses[0])
    if common and is_most and common != "Error":
        wraps = any(name.lower() in _WRAPPERS for name in members)
        return common + ("Response" if wraps and uses[0].role == "response" else "")
    if uses[0].role == "error":
        return "ErrorBody"
    if thing := _thing(uses):
        return thing + _role_name(uses[0])
    if len(members) <= _FEW:
        return naming.camel("_".join(sorted(members))) + uses[0].role.capitalize()
    return _method_name(uses[0])


def _most_common(names: Iterable[str]) -> str:
    """Return the name that comes most often; of several the shortest, then the first."""
    counted = Counter(filter(None, names))
    return min(counted, key=lambda name: (-counted[name], len(name), name), default="")


def _thing(uses: Iterable[Use]) -> str:
    """Return what most of the paths end with, ``Payment`` of ``/payments/:id``, if anything."""
    things = [_path_thing(use.operation) for use in uses]
    common = _most_common(things)
    return common if 2 * things.count(common) > len(things) else ""


@lru_cache(4096)
def _path_thing(operation: str) -> str:
    """Return the last segment of a path that is no variable, version or verb, as a class name."""
    url = operation.partition(" ")[2]
    path = url.partition("://")[2] or url
    for segment in reversed(_FILE.sub("", path).split("/")[1:]):
        words = [word for word in naming.words(segment) if word not in _VERBS]
        if words and not _OPEN.search(segment) and not all(map(_VERSION.fullmatch, words)):
            return _singular("_".join(words))
    return ""


_FILE = re.compile(r"\.[a-z]{2,4}$")
# A variable, and what is an id or a version.
_OPEN = re.compile(r"^:|[{}]|\d{3}")
_VERSION = re.compile(r"v?\d+")


def _path_name(uses: list[Use]) -> str:
    """Return a name after what the paths are about: ``PaymentResponse``, ``PaymentAddress``."""
    first = uses[0]
    if first.role == "error" and not first.members:
        return f"ErrorBody{first.status}" if len({use.status for use in uses}) == 1 else ""
    thing = _thing(uses)
    if not thing or thing == _last(first):
        return ""
    return thing + (_last(first) if first.members else _role_name(first))


@lru_cache(4096)
def _singular(text: str) -> str:
    words = naming.words(text)
    return naming.camel("_".join([*words[:-1], naming.singular(words[-1])])) if words else ""


def _with_outer(use: Use) -> str:
    """Return the member's name after that of the one around it: ``BillingAddress``."""
    outer = [name for name in use.members[:-1] if name.lower() not in _WRAPPERS]
    return _singular(outer[-1]) + _last(use) if outer else ""


def _method_name(use: Use) -> str:
    """Return a name after the method: ``GetUserResponse``, ``GetUserAddress``."""
    method = naming.camel(use.method) or "Object"
    if use.members:
        return method + _last(use)
    return method + _role_name(use)


def _role_name(use: Use) -> str:
    return use.role.capitalize() + ("Item" if use.is_item else "")


def _last(use: Use) -> str:
    if not use.members:
        return ""
    return _singular(use.members[-1]) if use.is_item else naming.camel(use.members[-1])
