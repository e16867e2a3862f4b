"""Parameters that stand in lines: one a line, or one over several lines."""

from __future__ import annotations

import re

from generator.readers.pages.draft import Param
from generator.readers.pages.names import NAME, clean_name, describe, place_of
from generator.readers.pages.paramlines import barred, glued, inline, listed, untyped
from generator.readers.pages.types import TYPE, is_file, is_type, read_type
from generator.readers.pages.unrolled import Lines, from_columns
from generator.readers.pages.vocabulary import Role, is_required_mark, required_mark, role_of
from generator.types.datatypes import AnyType, ScalarType

_NAME_LINE = re.compile(
    rf"[`*_]{{0,9}}(?P<name>{NAME})[`*_]{{0,9}}(?P<mark>\s*\*|\s*\\\*|\s+(?:required|optional))?",
    re.I,
)
_TYPE_AND_MARK = re.compile(rf"(?P<type>{TYPE})\s?(?P<mark>Required|Optional)(?![a-z])")
_NAME_AND_MARK = re.compile(
    r"(?P<name>[a-z_][\w.]*_[a-z0-9]+|[a-z]+[A-Z]\w*?)(?P<mark>required|optional)"
)
_PLACE = re.compile(r"\(?(?:in:?\s*)?(path|query|header|body|formData|cookie)\)?", re.IGNORECASE)
_FLAG = re.compile(
    r"(?:default|defaults to|example|format|min|max|length|pattern|nullable|deprecated|read-?only|write-?only|unique|title)\b.{0,60}|[<>]=?\s?\d.{0,20}",
    re.IGNORECASE,
)
_HEADER_NAMED = re.compile(r"\b(?:the|an?)\s+`?([A-Za-z]+(?:-[A-Za-z]+)+)`?\s+header\b", re.I)
# What is a type or a word, and no name, where it stands in a line of its own.
_NO_LINES = frozenset(
    [
        "the",
        "a",
        "an",
        "or",
        "and",
        "if",
        "is",
        "string",
        "integer",
        "number",
        "boolean",
        "object",
        "array",
    ]
)


def read_params(lines: Lines, at: int, role: Role) -> tuple[list[Param], int]:
    """Return the parameters that begin at a line, and the index after what was read of them.

    An index equal to ``at`` says that no parameter begins here.
    """
    found = from_columns(lines, at, role)
    if found:
        return found
    return _single(lines, at, role)


def _single(lines: Lines, at: int, role: Role) -> tuple[list[Param], int]:
    block = lines[at]
    text = block.text.strip()
    param = _stacked(lines, at, role)
    if param:
        return [param[0]], param[1]
    found = None if " | " in text else inline(text, block.line) or glued(text, block.line)
    bare = _NAME_AND_MARK.fullmatch(text) if role.lists else None
    if found is None and bare:
        found = Param(bare["name"], block.line, required=bare["mark"] == "required")
    if found is None and " | " in text:
        found = barred(text, block.line)
    if found is None and (
        block.kind == "item" or role.place is not None or role.required is not None
    ):
        found = listed(text, block.line)
        if found and block.kind != "item" and not re.search(r"^[a-z_$@{<]|[-_\[]", found.name):
            found = None
    if found is None and role.place == "header":
        return _nameless(lines, at)
    if found is None:
        return [], at
    return [found], at + 1


def starts_param(lines: Lines, at: int, role: Role) -> bool:
    """Whether a parameter over several lines begins here, so that a line is no heading."""
    text = lines[at].text.strip()
    heading = role_of(text)
    if text[:1].isupper() and heading and (heading.zone != "auth" or text.endswith("s")):
        return False
    return _stacked(lines, at, role) is not None


def starts_columns(lines: Lines, at: int, role: Role) -> bool:
    """Whether the titles of a table begin here, each in a line of its own, or glued."""
    return from_columns(lines, at, role) is not None


def _stacked(lines: Lines, at: int, role: Role) -> tuple[Param, int] | None:
    """Return a parameter whose name, type and marks stand in lines of their own."""
    if lines[at].kind == "heading" and role_of(lines[at].text):
        return None
    named = _NAME_LINE.fullmatch(lines[at].text.strip())
    if not named or named["name"].lower() in _NO_LINES:
        return None
    param = Param(clean_name(named["name"]), lines[at].line)
    if named["mark"]:
        param.required = required_mark(named["mark"].strip()) is not False
    index, known = at + 1, False
    while index < min(len(lines), at + 6):
        text = lines[index].text.strip()
        if not text or (lines[index].kind == "heading" and not is_type(text)):
            break
        if is_type(text) and untyped(param) and not known_type(param, known):
            param.type, param.file = read_type(text), is_file(text)
            known = True
        elif param.type == ScalarType("string") and _is_format(text):
            param.type = read_type(text)
        elif is_required_mark(text):
            param.required = required_mark(text)
            known = True
        elif _PLACE.fullmatch(text) and index > at:
            place = _PLACE.fullmatch(text)
            param.place = place_of(place[1]) if place else None
            known = True
        elif known and _combined(param, text):
            pass
        elif not known and _combined(param, text):
            known = True
        else:
            break
        index += 1
    if not known:
        return _any_of(lines, at, param)
    return param, index


def _is_format(text: str) -> bool:
    """Whether a line refines the type "string" above it: "uuid", "date-time"."""
    kind = read_type(text) if is_type(text) else AnyType()
    return isinstance(kind, ScalarType) and kind.format is not None


def known_type(param: Param, known: bool) -> bool:
    """Whether a type was read already."""
    return known and not isinstance(param.type, AnyType)


def _combined(param: Param, text: str) -> bool:
    """Read a line that holds type and marks together: "string required", "integer · path"."""
    if len(text) > 80:
        return False
    glued = _TYPE_AND_MARK.match(text)
    if glued and untyped(param):
        param.type, param.file = read_type(glued["type"]), is_file(glued["type"])
        param.required = glued["mark"].lower() == "required"
        return True
    if re.fullmatch(r"(?:path|query|header|body)\s+(?:true|false)", text, re.IGNORECASE):
        where, mark = text.lower().split()
        param.place, param.required = place_of(where), mark == "true"
        return True
    pieces = [
        p for p in re.split(r"\s*[·•|,]\s*|\s+(?=(?:required|optional)\b)", text) if p.strip()
    ]
    if len(pieces) < 2:
        return False
    if not all(
        is_type(p) or is_required_mark(p) or _PLACE.fullmatch(p) or _FLAG.fullmatch(p)
        for p in pieces
    ):
        return False
    for piece in pieces:
        if is_required_mark(piece):
            param.required = required_mark(piece)
        elif is_type(piece) and untyped(param):
            param.type, param.file = read_type(piece), is_file(piece)
    return is_type(pieces[0]) or is_required_mark(pieces[-1])


def _any_of(lines: Lines, at: int, param: Param) -> tuple[Param, int] | None:
    """A name, a title, a description, then "Any of": as generated schemas show unions."""
    for index in range(at + 1, min(len(lines), at + 4)):
        text = lines[index].text.strip()
        if re.fullmatch(r"(?:any|one|all) of:?", text, re.IGNORECASE):
            param.description = " ".join(line.text for line in lines[at + 1 : index])
            return param, index + 1
        if is_type(text) or is_required_mark(text) or (role_of(text) and index > at + 1):
            return None
    return None


def _nameless(lines: Lines, at: int) -> tuple[list[Param], int]:
    """Return a header whose name was lost, when its description holds it."""
    if not is_type(lines[at].text) or at + 2 >= len(lines):
        return [], at
    index, required = at + 1, None
    if is_required_mark(lines[index].text):
        required = required_mark(lines[index].text)
        index += 1
    found = _HEADER_NAMED.search(lines[index].text) if index < len(lines) else None
    if not found:
        return [], at
    param = Param(found[1], lines[at].line, "header", read_type(lines[at].text), required)
    describe(param, lines[index].text)
    return [param], index + 1
