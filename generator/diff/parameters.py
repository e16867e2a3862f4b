"""Parameters: query parameters, path variables, headers and form fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.diff.requests import same_words
from generator.diff.rules import Note
from generator.diff.types import differences
from generator.model import Endpoint, Parameter
from generator.names import naming
from generator.origin import line_number
from generator.text import Slot
from generator.types.datatypes import EnumType
from generator.types.inference import ANY, STRING

# Headers that the HTTP client or Postman makes anew, and the one that belongs to the body.
_NOT_COMPARED = frozenset(
    {"content-type", "content-length", "host", "connection", "postman-token", "user-agent"}
)
Rows = Mapping[str, Parameter]


def compare_parameters(old: Endpoint, new: Endpoint) -> Iterator[Note]:
    """Yield how query parameters, cookies and path variables differ; the latter by position."""
    for location, noun in (("query", "query parameter"), ("cookie", "cookie")):
        rows = [
            by_name(p for p in one.request.parameters if p.location == location)
            for one in (old, new)
        ]
        yield from compare_rows(rows[0], rows[1], "parameter", noun)
    before, after = _path_rows(old), _path_rows(new)
    for one, other in zip(before, after, strict=False):
        if len(before) == len(after):
            yield from _compare_one(one, other, "parameter", f"path variable {_name(other)!r}")


def compare_headers(old: Endpoint, new: Endpoint) -> Iterator[Note]:
    """Yield how headers differ, whatever the case of their names."""
    rows = []
    for endpoint in (old, new):
        found = by_name(endpoint.request.headers, str.lower)
        rows.append({name: row for name, row in found.items() if name not in _NOT_COMPARED})
    yield from compare_rows(rows[0], rows[1], "header", "header")


def by_name(
    parameters: Iterable[Parameter], key: Callable[[str], str] = str
) -> dict[str, Parameter]:
    """Return the parameters by name; of several of one name the first that is sent."""
    found: dict[str, Parameter] = {}
    for one in parameters:
        name = key(_name(one))
        if name not in found or (one.enabled and not found[name].enabled):
            found[name] = one
    return found


def compare_rows(old: Rows, new: Rows, family: str, noun: str) -> Iterator[Note]:
    """Yield how parameters differ; the rules are those whose names begin with ``family``."""
    renamed = _respelled(old, new) if family == "parameter" else {}
    for name, row in old.items():
        if name in renamed:
            yield "parameter-renamed", f"{noun} {name!r} is now {renamed[name]!r}"
            yield from _compare_one(row, new[renamed[name]], family, f"{noun} {renamed[name]!r}")
        elif name not in new:
            yield f"{family}-removed", f"{noun} {_name(row)!r} was removed"
        else:
            yield from _compare_one(row, new[name], family, f"{noun} {_name(new[name])!r}")
    for name, row in new.items():
        if name not in old and name not in renamed.values():
            required = "-required" if row.required and row.default is None else ""
            words = " and is required" if required else ""
            yield f"{family}-added{required}", f"{noun} {_name(row)!r} was added{words}"


def _respelled(old: Rows, new: Rows) -> dict[str, str]:
    """Return the names that are another spelling of one that is gone: ``pageSize``, page_size."""
    gone = {naming.snake(name): name for name in old if name not in new}
    more = {naming.snake(name): name for name in new if name not in old}
    return {gone[key]: more[key] for key in gone if key and key in more}


def _compare_one(old: Parameter, new: Parameter, family: str, what: str) -> Iterator[Note]:
    if bool(new.required) != bool(old.required):
        word = "required" if new.required else "optional"
        yield f"{family}-{word}", f"{what} is {word} now"
    elif old.enabled != new.enabled:
        sent = "is sent now" if new.enabled else "is not sent any more unless it is given"
        yield f"{family}-sent-changed", f"{what} {sent}"
    if old.default != new.default:
        defaults = (repr(one.default) if one.default is not None else "none" for one in (old, new))
        yield f"{family}-default-changed", "the default of {} changed from {} to {}".format(
            what, *defaults
        )
    yield from _compare_values(old, new, family, what)
    yield from _compare_types(old, new, family, what)
    if not same_words(old.description, new.description):
        yield f"{family}-description-changed", f"the description of {what} changed"


def _compare_values(old: Parameter, new: Parameter, family: str, what: str) -> Iterator[Note]:
    """Yield how what is sent differs; a secret is none of our business, and shows as no value."""
    rule = {"parameter": "parameter-example-changed", "header": "header-value-changed"}.get(family)
    before, after = _shown(old), _shown(new)
    if rule is not None and before != after and (before, after) != (old.default, new.default):
        word = "value" if family == "header" else "example"
        yield rule, f"the {word} of {what} changed from {before!r} to {after!r}"


def _shown(parameter: Parameter) -> str:
    """Return the value; of a page's parameter without one, the variable that is sent is none."""
    value = parameter.value.source if parameter.value else ""
    is_of_page = line_number(parameter.origin.pointer) is not None
    return "" if is_of_page and value == f"{{{{{_name(parameter)}}}}}" else value


def _compare_types(old: Parameter, new: Parameter, family: str, what: str) -> Iterator[Note]:
    if isinstance(old.type, EnumType) and isinstance(new.type, EnumType):
        before, after = set(old.type.values), set(new.type.values)
        for word, values in (("removed", before - after), ("added", after - before)):
            if values:
                shown = ", ".join(map(repr, sorted(values)))
                verb = "no longer lists" if word == "removed" else "lists further values:"
                yield f"{family}-values-{word}", f"{what} {verb} {shown}"
    # Headers are texts; what has no example value tells no type.
    if family == "header" or not (_tells_type(old) and _tells_type(new)):
        return
    for one in differences(old.type, new.type):
        # Anything can be written as text, and so an example that is one may stand for more.
        word = "widened" if one.kind == "widened" or one.new == "string" else "changed"
        yield f"{family}-type-{word}", f"the type of {what} changed from {one.old} to {one.new}"


def _tells_type(parameter: Parameter) -> bool:
    has_example = bool(parameter.value and parameter.value.literal)
    return has_example or bool(parameter.enum) or parameter.type not in (STRING, ANY)


def _path_rows(endpoint: Endpoint) -> list[Parameter]:
    rows = {_name(p): p for p in endpoint.request.parameters if p.location == "path"}
    slots = (p.name for p in endpoint.request.url.path.parts if isinstance(p, Slot))
    return [rows[name] for name in slots if name in rows]


def _name(parameter: Parameter) -> str:
    return parameter.name.source
