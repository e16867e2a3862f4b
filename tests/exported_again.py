"""Collections as they come out of Postman again: nothing that counts is different."""

from __future__ import annotations

import random
import uuid
from typing import Any

_IDS = frozenset({"id", "_postman_id", "uid", "_exporter_id", "_collection_link"})


def exported_again(collection: Any, seed: int) -> Any:
    """Return a collection with other ids, keys in another order and examples in another order.

    Ids that are data (of path variables, in bodies) stay.
    """
    return _again(collection, random.Random(seed))


def _again(value: Any, order: random.Random, inside: str = "") -> Any:
    if isinstance(value, list):
        rows = [_again(row, order, inside) for row in value]
        if inside == "response":
            order.shuffle(rows)
        return rows
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    found = {key: _again(value[key], order, key) for key in keys}
    for key in _IDS & found.keys():
        # A path variable of old files is named by its id.
        if isinstance(found[key], str) and (
            inside in ("info", "item", "response") or "key" in found
        ):
            found[key] = str(uuid.UUID(int=order.getrandbits(128)))
    return found
