"""JSON pointers (RFC 6901), written behind ``#``: ``#/item/0/request``."""

from __future__ import annotations


def escaped(key: str) -> str:
    """Return the step of a pointer that leads to a key."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def keys_of(pointer: str) -> list[str]:
    """Return the keys on the way to what a pointer names; an index of a list is one, too."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
