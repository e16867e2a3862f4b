"""Parameters that stand in lines: one a line, one over several lines, or glued together."""

from __future__ import annotations

import re

from generator.model import AnyType, ScalarType, Type
from generator.readers.pages.draft import Param
from generator.readers.pages.names import NAME, clean_name, describe, place_of
from generator.readers.pages.types import TYPE, is_file, is_type, read_type
from generator.readers.pages.unrolled import Lines, from_columns
from generator.readers.pages.vocabulary import Role, is_required_mark, required_mark, role_of

_NAME_LINE = re.compile(
    rf"[`*_]*(?P<name>{NAME})[`*_]*(?P<mark>\s*\*|\s*\\\*|\s+(?:required|optional))?", re.I
)
_MARK = r"(?:required|optional|mandatory|必需|必填|可选|必須|任意)"
_TAIL = r"(?=$|[\s.,;:)\]–—-])"
# "name (required) type", "name: type - words", "name (type, required): words", "name type required".
_INLINE = re.compile(
    rf"^[`*_'\"]*(?P<name>{NAME})(?![\w$.\[-])[`*'\"]*\s*(?P<star>\*|\\\*)?\s*(?:[(\[]\s*(?P<mark>{_MARK})\s*[)\]])?\s*(?P<sep>[:–—|=-]\s*|[(\[<]\s*|\s|(?<=[)`*\]]))[`*_]*(?P<type>{TYPE})[`*_]*{_TAIL}"
    rf"(?P<rest>.*)$",
    re.IGNORECASE,
)
_GLUED = re.compile(
    rf"^(?P<name>[A-Za-z_$@][\w.$\[\]-]*?)(?P<type>{TYPE})(?P<mark>[Rr]equired|[Oo]ptional)?(?P<rest>(?:Deprecated|Read-only|Defaults? to|[<>]=?\s?\d|format:|enum|nullable|Example|Default:|·).*)?$"
)
_GLUED_MARKED = re.compile(
    rf"^(?P<name>[A-Za-z_$@][\w.$\[\]-]*?)(?P<type>{TYPE})(?P<mark>[Rr]equired|[Oo]ptional)(?P<rest>.*)$"
)
_TYPE_AND_MARK = re.compile(rf"(?P<type>{TYPE})\s?(?P<mark>Required|Optional)(?![a-z])")
_NAME_AND_MARK = re.compile(
    r"(?P<name>[a-z_][\w.]*_[a-z0-9]+|[a-z]+[A-Z]\w*?)(?P<mark>required|optional)"
)
_LISTED = re.compile(
    rf"^[`*_'\"]*(?P<name>{NAME})[`*_'\"]*\s*(?:[(\[](?P<mark>[^()\[\]]{{1,60}})[)\]])?\s*(?P<sep>\s*[:：–—]|\s+-|(?<=[)\]])\s)\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
# "id: 17 (number, required) - words": a value stands where most pages have the type.
_SHOWN = re.compile(
    rf"^`?(?P<name>{NAME})`?\s*:\s*`?[^()`]{{1,80}}`?\s+\((?P<mark>[^()]{{1,60}})\)(?:\s*[-–—:]\s*(?P<rest>.*))?$"
)
# Words that are types, and as often the beginning of a sentence: "Purpose: List tickets".
_LOOSE = re.compile(
    r"list|set|map|link|text|time|date|file|record|collection|hash|any|token|array|object", re.I
)
_SURE = re.compile(
    r"(?:strings?|int(?:eger|32|64)?s?|numbers?|bool(?:ean)?|objects?|arrays?|lists? of|floats?|double|decimal|uuid|file|date-?time|enum|datetime|timestamp)\b",
    re.IGNORECASE,
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
# Words that stand where a name could, in sentences.
_NO_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "if",
        "when",
        "note",
        "for",
        "to",
        "of",
        "in",
        "is",
        "are",
        "and",
        "or",
        "with",
        "by",
        "on",
        "at",
        "from",
        "returns",
        "return",
        "see",
        "use",
        "used",
        "required",
        "optional",
        "default",
        "example",
        "type",
        "format",
        "response",
        "request",
        "it",
        "you",
        "your",
        "we",
        "all",
        "any",
        "one",
        "each",
        "no",
        "not",
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
    inline = None if " | " in text else _inline(text, block.line) or _glued(text, block.line)
    bare = _NAME_AND_MARK.fullmatch(text) if role.lists else None
    if inline is None and bare:
        inline = Param(bare["name"], block.line, required=bare["mark"] == "required")
    if inline is None and " | " in text:
        inline = _barred(text, block.line)
    if inline is None and (
        block.kind == "item" or role.place is not None or role.required is not None
    ):
        inline = _listed(text, block.line)
        if inline and block.kind != "item" and not re.search(r"^[a-z_$@{<]|[-_\[]", inline.name):
            inline = None
    if inline is None and role.place == "header":
        return _nameless(lines, at)
    if inline is None:
        return [], at
    return [inline], at + 1


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
        if is_type(text) and _untyped(param) and not known_type(param, known):
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


def _untyped(param: Param) -> bool:
    return isinstance(param.type, AnyType)


def _combined(param: Param, text: str) -> bool:
    """Read a line that holds type and marks together: "string required", "integer · path"."""
    if len(text) > 80:
        return False
    glued = _TYPE_AND_MARK.match(text)
    if glued and _untyped(param):
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
        elif is_type(piece) and _untyped(param):
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


def _inline(text: str, line: int) -> Param | None:
    found = _INLINE.match(text)
    if not found or len(text) > 3000:
        return None
    name, rest, sep = found["name"], found["rest"], found["sep"]
    mark = found["mark"]
    if _is_word(name) and (sep.strip() in ("", "-") or rest):
        return None
    if not mark and _LOOSE.fullmatch(found["type"]) and re.match(r"\s+[a-z]", rest):
        return None
    if sep.strip() == "" and not mark and not _SURE.match(found["type"]):
        return None
    said = re.match(r"\s+(Yes|No)(?:\s+(?=\S)|$)", rest)
    if said:
        mark, rest = {"Yes": "required", "No": "optional"}[said[1]], rest[said.end() :]
    if sep.strip() == "" and not mark:
        # "name type" alone could be two words of a sentence.
        tail = rest.strip()
        odd = bool(re.search(r"[_\-\[.]|[a-z][A-Z]", name))
        if tail and not (
            _leading_mark(tail) is not None
            or tail[0] in "(-–—:,;"
            or re.match(r"Defaults?\b", tail)
        ):
            return None
        if not tail and not odd and len(name) < 2:
            return None
    param = Param(clean_name(name), line, None, read_type(found["type"]))
    param.file = is_file(found["type"])
    if found["star"]:
        param.required = True
    if mark:
        param.required = required_mark(mark)
    rest = rest.lstrip(" ,)]>`*:–—-")
    if param.required is None:
        param.required = _leading_mark(rest)
        if param.required is None and (deep := re.match(r"[^()]{0,40}\(([^()]*)\)", rest)):
            param.required = _leading_mark(deep[1])
    rest = re.sub(rf"^[(\[,\s]*{_MARK}[)\],.:;\s–—-]*", "", rest, flags=re.IGNORECASE)
    if rest:
        describe(param, rest)
    return param


def _barred(text: str, line: int) -> Param | None:
    """Return the parameter of a row of a table without a head: "name | type | words | optional"."""
    cells = [cell.strip() for cell in text.split("|")]
    if not re.fullmatch(NAME, cells[0]) or not any(is_type(cell) for cell in cells[1:3]):
        return None
    param = Param(clean_name(cells[0]), line)
    for cell in cells[1:]:
        if is_required_mark(cell):
            param.required = required_mark(cell)
        elif is_type(cell) and _untyped(param):
            param.type, param.file = read_type(cell), is_file(cell)
        elif cell:
            describe(param, cell)
    return param


def _leading_mark(text: str) -> bool | None:
    return required_mark(text.strip(" ,;([*_`-–—"))


def _glued(text: str, line: int) -> Param | None:
    if len(text) > 400:
        return None
    found = _GLUED.match(text) or _GLUED_MARKED.match(text)
    if not found or _is_word(found["name"]):
        return None
    if not found["mark"] and not (found["rest"] or _SURE.match(found["type"])):
        return None  # a word that happens to end like a type
    param = Param(found["name"], line, None, read_type(found["type"]), file=is_file(found["type"]))
    if found["mark"]:
        param.required = found["mark"].lower() == "required"
    if found["rest"]:
        describe(param, found["rest"])
    return param


def _listed(text: str, line: int) -> Param | None:
    """Return the parameter of a line "name - words" or "name (required) words"."""
    marked = re.fullmatch(rf"[`*_]*({NAME})[`*_]*\s*[(\[]({_MARK})[)\]]", text, re.IGNORECASE)
    if marked:
        return Param(clean_name(marked[1]), line, required=required_mark(marked[2]))
    shown = _SHOWN.match(text)
    if shown:
        text = f"{shown['name']} ({shown['mark']}): {shown['rest'] or shown['mark']}"
    found = _LISTED.match(text)
    if not found or _is_word(found["name"]) or len(text) > 3000:
        return None
    if (found["sep"].strip() == "" and not found["mark"]) or found["rest"].startswith("//"):
        return None
    param = Param(clean_name(found["name"]), line)
    for piece in re.split(r"[,;]", found["mark"] or ""):
        if required_mark(piece) is not None:
            param.required = required_mark(piece)
        elif is_type(piece) and _untyped(param):
            param.type, param.file = read_type(piece), is_file(piece)
    rest = found["rest"]
    mark = _leading_mark(rest)
    if mark is not None and param.required is None:
        param.required = mark
    if _untyped(param):
        param.type = _type_in_words(rest)
    describe(param, rest)
    return param


def _type_in_words(text: str) -> Type:
    """Return the type that a description begins with: "Array of fields", "string, the name"."""
    found = re.match(
        r"\(?(Array|List|String|Integer|Number|Boolean|Object)\b\)?(?= of|[,.:;)]|$| -)", text
    )
    return read_type(found[1]) if found else AnyType()


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


def _is_word(name: str) -> bool:
    return name.lower().rstrip(":") in _NO_NAMES or name.endswith("://")
