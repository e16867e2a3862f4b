"""Frozen data: what the model, plans and contexts are made of."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> object:
        """Do what the function of Python 3.11 does: nothing."""
        return lambda cls: cls


_T = TypeVar("_T", bound="Frozen")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(
    Struct, frozen=True, gc=False, array_like=True, tag=True, tag_field="class"
):  # docs/decisions/014-frozen-data.md
    """A class of frozen data, declared as a dataclass is.

    An instance refers to what existed before it, so that it is part of no cycle: the garbage
    collector does not track it (``gc=False``). The other options fix how msgpack encodes it in the
    keys of the cache.
    """


def changed(one: _T, **values: object) -> _T:
    """Return a copy with other values in some fields; itself where it has the very same ones."""
    for name, value in values.items():
        old = getattr(one, name)
        if value is not old and not (
            type(value) is type(old) is tuple
            and len(value) == len(old)
            and all(map(is_, value, old))
        ):
            return replace(one, **values)
    return one
