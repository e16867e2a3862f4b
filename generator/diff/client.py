"""Client: what programs that use a generated client have to change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.diff.rules import Note
from generator.diff.surface import Alternatives, Class, Method, Surface, written

_CLASS = re.compile(r"types\.[\w.]+")
_NO_TYPE = frozenset({"Any"})
Renamed = Mapping[str, str]


def compare_packages(old: Surface, new: Surface) -> Iterator[Note]:
    """Yield how package and constructor differ."""
    if old.package != new.package:
        yield "client-package-renamed", f"package `{old.package}` is now `{new.package}`"
    for name, before in old.settings.items():
        after, what = new.settings.get(name), f"argument `{name}` of `Client`"
        if after is None:
            yield "client-setting-removed", f"{what} was removed"
        elif after.is_needed and not before.is_needed:
            yield "client-setting-required", f"{what} has no default any more"
        elif before.default != after.default:
            defaults = (repr(one.default) if one.default else "none" for one in (before, after))
            message = "the default of {} changed from {} to {}".format(what, *defaults)
            yield "client-setting-default-changed", message
    for name, after in new.settings.items():
        if name not in old.settings:
            word = "required" if after.is_needed else "added"
            needed = ", it has no default" if after.is_needed else ""
            message = f"`Client` has a new argument `{name}`{needed}"
            yield f"client-setting-{word}", message


def compare_methods(
    old_call: str, new_call: str, old: Surface, new: Surface, renamed: Renamed
) -> Iterator[Note]:
    """Yield how the methods of one request differ; ``renamed`` are classes with new names."""
    if old_call != new_call:
        folders = old_call.rpartition(".")[0], new_call.rpartition(".")[0]
        rule = "client-method-renamed" if folders[0] == folders[1] else "client-method-moved"
        yield rule, f"`{old_call}` is now `{new_call}`"
    before, after = old.methods[old_call], new.methods[new_call]
    yield from _compare_arguments(before, after, new_call, renamed)
    returns = _with_names(before.returns, renamed)
    if returns != after.returns:
        rule = "client-result-narrowed" if after.returns < returns else "client-result-changed"
        yield rule, f"`{new_call}` returns `{written(after.returns)}`, not `{written(returns)}`"
    yield from _compare_iterators(before, after, new_call, renamed)


def _compare_iterators(old: Method, new: Method, call: str, renamed: Renamed) -> Iterator[Note]:
    if old.iterator is None or new.iterator is None:
        if new.iterator is not None:
            message = f"`{call}` has an iterator `{new.iterator[0]}`"
            yield "client-iterator-added", message
        elif old.iterator is not None:
            message = f"`{call}` has no iterator any more; it was `{old.iterator[0]}`"
            yield "client-iterator-removed", message
        return
    (old_name, old_item), (new_name, new_item) = old.iterator, new.iterator
    if old_name != new_name:
        message = f"iterator `{old_name}` of `{call}` is now `{new_name}`"
        yield "client-iterator-renamed", message
    items = _with_names(old_item, renamed)
    if items != new_item:
        message = f"iterator `{new_name}` yields `{written(new_item)}`, not `{written(items)}`"
        yield "client-result-changed", message


def _compare_arguments(old: Method, new: Method, call: str, renamed: Renamed) -> Iterator[Note]:
    before, after = {**old.positional, **old.keywords}, {**new.positional, **new.keywords}
    names = _argument_names(old, new)
    for name, types in before.items():
        other = names.get(name)
        if other is None:
            yield "client-argument-removed", f"`{call}` has no argument `{name}` any more"
            continue
        what = f"argument `{other}` of `{call}`"
        if other != name:
            yield "client-argument-renamed", f"argument `{name}` of `{call}` is now `{other}`"
        if (name in old.positional) != (other in new.positional):
            word = "positional" if other in new.positional else "keyword"
            how = "positional" if word == "positional" else "given by name"
            yield f"client-argument-{word}", f"{what} is {how} now"
        yield from _compare_types(
            _with_names(types, renamed), after[other], what, "client-argument-type", True
        )
    kept = [names[name] for name in old.positional if names.get(name) in new.positional]
    if kept != [name for name in new.positional if name in kept]:
        order = ", ".join(f"`{name}`" for name in new.positional)
        yield "client-argument-order", f"the positional arguments of `{call}` are now {order}"
    for name in after:
        if name not in names.values():
            needed = name in new.positional
            rule = "client-argument-required" if needed else "client-argument-added"
            kind = "needs a new argument" if needed else "has a new argument"
            yield rule, f"`{call}` {kind} `{name}`"


def _argument_names(old: Method, new: Method) -> dict[str, str]:
    """Return what old arguments are called now: by name, by wire name, then by position."""
    after = {**new.positional, **new.keywords}
    names = {name: name for name in (*old.positional, *old.keywords) if name in after}
    for place, name in old.wire.items():
        other = new.wire.get(place)
        if name not in names and other is not None and other not in names.values():
            names[name] = other
    if len(old.positional) == len(new.positional):
        for name, other in zip(old.positional, new.positional, strict=True):
            if name not in names and other not in names.values():
                names[name] = other
    return names


def _compare_types(
    old: Alternatives, new: Alternatives, what: str, rule: str, is_sent: bool
) -> Iterator[Note]:
    if old == new:
        return
    if is_sent and (old <= new or new == _NO_TYPE):
        yield f"{rule}-widened", f"{what} takes `{written(new)}` now, not only `{written(old)}`"
    elif not is_sent and new < old:
        yield f"{rule}-narrowed", f"{what} is only `{written(new)}` now, not `{written(old)}`"
    else:
        yield f"{rule}-changed", f"{what} is `{written(new)}` now, not `{written(old)}`"


def compare_classes(old: Surface, new: Surface, renamed: Renamed) -> Iterator[Note]:
    """Yield how the classes differ; ``renamed`` are those with new names."""
    for name, before in old.classes.items():
        other = renamed.get(name, name)
        if other != name:
            yield "client-class-renamed", f"class `{name}` is now `{other}`"
        after = new.classes.get(other)
        if after is None:
            yield "client-class-removed", f"class `{name}` was removed"
        else:
            yield from _compare_fields(before, after, other, renamed)


def _compare_fields(old: Class, new: Class, name: str, renamed: Renamed) -> Iterator[Note]:
    for field, types in old.fields.items():
        what, after = f"field `{field}` of `{name}`", new.fields.get(field)
        before = _with_names(types, renamed)
        if after is None:
            yield "client-field-removed", f"{what} was removed"
        elif not new.sent and after == before | {"None"} != before:
            yield "client-field-optional", f"{what} may be `None` now"
        else:
            yield from _compare_types(before, after, what, "client-field-type", new.sent)
    for field in new.fields:
        if field not in old.fields:
            yield "client-field-added", f"`{name}` has a new field `{field}`"


def renamed_classes(old: Surface, new: Surface, calls: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return classes with a new name: those that stand where another one stood before.

    ``calls`` are the methods of the same request in both versions.
    """
    found: dict[str, str] = {}
    waiting = [pair for calls_ in calls for pair in _types_of(*calls_, old, new)]
    seen: set[tuple[str, str]] = set()
    for before, after in waiting:
        pair = _one_class(before, old), _one_class(after, new)
        if pair[0] is None or pair[1] is None or (pair[0], pair[1]) in seen:
            continue
        name, other = pair[0], pair[1]
        seen.add((name, other))
        if name != other and (name in new.classes or other in old.classes):
            continue
        if found.setdefault(name, other) == other:
            fields, others = old.classes[name].fields, new.classes[other].fields
            waiting += [(fields[key], others[key]) for key in fields if key in others]
    return {name: other for name, other in found.items() if name != other}


def _types_of(
    old_call: str, new_call: str, old: Surface, new: Surface
) -> Iterator[tuple[Alternatives, Alternatives]]:
    """Yield the types at the same places of two methods."""
    before, after = old.methods[old_call], new.methods[new_call]
    yield before.returns, after.returns
    others = {**after.positional, **after.keywords}
    for name, types in before.keywords.items():
        if name in others:
            yield types, others[name]


def _one_class(types: Alternatives, surface: Surface) -> str | None:
    """Return the class in a type, where there is exactly one."""
    found = {name for one in types for name in _CLASS.findall(one) if name in surface.classes}
    return found.pop() if len(found) == 1 else None


def _with_names(types: Alternatives, renamed: Renamed) -> Alternatives:
    return frozenset(_CLASS.sub(lambda m: renamed.get(m[0], m[0]), one) for one in types)
