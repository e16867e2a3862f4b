"""Frozen dataclasses that are cheap to make."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        """Do what the function of Python 3.11 does: nothing."""
        return lambda decorator: decorator


_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """Make a dataclass with slots that mypy takes for frozen.

    ``dataclass(frozen=True)`` sets each field through a function of its own; where a build makes
    half a million of them, that alone is an eighth of its time. Nothing of ours that would set a
    field passes mypy, so here nothing stands in its way at run time. Comparing, hashing, showing
    and pickling need no code of their own for each class, which every start would have to compile.
    """
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    rows = fields(made)  # type: ignore[arg-type]
    values = _getter([row.name for row in rows if row.compare])
    state = _getter([row.name for row in rows])

    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is made else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    def reduced(self: Any) -> tuple[type, tuple[Any, ...]]:
        return made, state(self)

    for name, method in {"__eq__": equal, "__hash__": hashed, "__repr__": _shown}.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    # A table by class, where pickling looks before it asks for a method.
    copyreg.pickle(made, reduced)
    return made


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gets these attributes."""
    if not names:
        return lambda one: ()
    values = attrgetter(*names)
    return values if len(names) > 1 else lambda one: (values(one),)


def changed(one: _T, **values: Any) -> _T:
    """Return a copy with other values in some fields; itself where it has the very same ones."""
    for name, value in values.items():
        old = getattr(one, name)
        if value is not old and not (
            type(value) is type(old) is tuple
            and len(value) == len(old)
            and all(map(is_, value, old))
        ):
            # What `dataclasses.replace` does, without its look at each field.
            made: Any = type(one)
            names = made.__match_args__
            return cast(_T, made(*[values[n] if n in values else getattr(one, n) for n in names]))
    return one


def _shown(one: Any) -> str:
    values = (f"{f.name}={getattr(one, f.name)!r}" for f in fields(one) if f.repr)
    return f"{type(one).__qualname__}({', '.join(values)})"
