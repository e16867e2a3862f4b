"""What expressions of a sample stand for, as far as literals say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from generator.frozen import Frozen
from generator.readers.pages.samples.request import form_pairs

_DEEPEST = 40


class Name(Frozen):
    """A name without known value, dotted when it is a member."""

    text: str


@dataclass
class Call:
    """A call, its arguments as values, and what was added to its result afterwards."""

    name: str
    args: list[Any]
    named: dict[str, Any]
    target: Any = None
    added: list[tuple[str, Any]] = field(default_factory=list)
    line: int = 1


class Member(Frozen):
    """A member of a value that is known in part."""

    name: str
    value: Any

    @property
    def text(self) -> str:
        """The dotted name."""
        return f"{dotted(self.value)}.{self.name}"


def dotted(value: Any) -> str:
    """Return the dotted name by which a value is called, empty for a literal."""
    if isinstance(value, Name | Member):
        return value.text
    return value.name if isinstance(value, Call) else ""


_FORM_MAKERS = re.compile(
    r"urlsearchparams|urlencode|http_build_query|encode_www_form|formurlencoded|formbody|\.values$"
    r"|querystring|form_encode|multipartbody|formdata|multipartform",
    re.IGNORECASE,
)
_MEDIA_TYPE = re.compile(r"\s*[a-z]+/[\w.+*-]+\s*(?:;.*)?$", re.IGNORECASE)
_OPAQUE = re.compile(
    r"(?:getenv|environ|env|input|readline|open|fopen|file_get_contents|readfile\w*|createreadstream)$",
    re.IGNORECASE,
)


def text_of(value: Any, depth: int = 0) -> str | None:
    """Return the text that a value becomes in a URL or header; None where nothing is known."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Name):
        return "{" + value.text.lstrip("$@&*") + "}"
    if isinstance(value, Member) and depth < _DEEPEST:
        return text_of(value.value, depth + 1)
    if isinstance(value, Call) and depth < _DEEPEST:
        return _call_text(value, depth)
    return None


def _call_text(call: Call, depth: int) -> str | None:
    last = call.name.rpartition(".")[2].lower()
    if _OPAQUE.search(last):
        inside = text_of(call.args[0], depth + 1) if call.args else None
        return "{" + inside + "}" if inside and re.fullmatch(r"\w+", inside) else None
    if last in {"basic"} and len(call.args) > 1:
        return "Basic " + ":".join(text_of(each) or "" for each in call.args[:2])
    for each in (*call.args, *call.named.values()):
        if isinstance(each, str | Call) and (text := text_of(each, depth + 1)) is not None:
            if isinstance(call.target, str) and last in {"format", "sprintf", "concat"}:
                break
            return text
    return text_of(call.target, depth + 1) if isinstance(call.target, str | Call) else None


def pairs_of(value: Any, depth: int = 0) -> list[tuple[str, Any]]:
    """Return name and value pairs: of a mapping, of pairs, of ``"Name: value"`` lines."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, str):
        name, colon, rest = value.partition(":")
        return (
            [(name.strip(), rest.strip())]
            if colon and re.fullmatch(r"[\w-]+", name.strip())
            else []
        )
    if isinstance(value, list):
        if len(value) == 2 and isinstance(value[0], str) and not pairs_of(value[0]):
            return [(value[0], value[1])]
        return [pair for each in value for pair in pairs_of(each, depth + 1)]
    if isinstance(value, Call):
        inside = [pair for each in value.args for pair in pairs_of(each, depth + 1)]
        return inside + list(value.named.items()) + value.added
    return []


class Payload(Frozen):
    """A body: its text, or the pairs of a form."""

    text: str | None = None
    form: tuple[tuple[str, Any], ...] = ()


def payload_of(value: Any, as_form: bool = False, depth: int = 0) -> Payload | None:
    """Return the body that a value becomes; a mapping is JSON, unless it is sent as a form."""
    if isinstance(value, str):
        return Payload(value) if value else None
    if isinstance(value, dict | list):
        if as_form:
            return Payload(form=tuple(pairs_of(value)))
        return Payload(json.dumps(plain(value), ensure_ascii=False, indent=2))
    if isinstance(value, Member) and depth < _DEEPEST:
        return payload_of(value.value, as_form, depth + 1)
    if isinstance(value, Call) and depth < _DEEPEST:
        return _call_payload(value, as_form, depth)
    return None


def _call_payload(call: Call, as_form: bool, depth: int) -> Payload | None:
    if _FORM_MAKERS.search(call.name) or call.added:
        text = call.args[0] if call.args and isinstance(call.args[0], str) else None
        if text is not None and "=" in text:
            return Payload(form=form_pairs(text))
        return Payload(form=tuple(pairs_of(call)))
    if re.search(r"stringify|dumps|json_encode|serialize|to_?json", call.name, re.IGNORECASE):
        as_form = False
    best: Payload | None = None
    for each in (*call.args, *call.named.values(), call.target):
        if isinstance(each, str) and _MEDIA_TYPE.match(each):
            continue
        if isinstance(each, Call) and re.search(r"mediatype|contenttype", each.name, re.IGNORECASE):
            continue
        found = payload_of(each, as_form, depth + 1)
        if found is not None and (best is None or len(found.text or "") > len(best.text or "")):
            best = found
    return best


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value that JSON can hold; what is not known stands as its name."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {str(key): plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each, depth + 1) for each in value]
    if isinstance(value, Call):
        pairs = pairs_of(value)
        return {key: plain(each, depth + 1) for key, each in pairs} if pairs else text_of(value)
    return text_of(value) if isinstance(value, Name) else value
