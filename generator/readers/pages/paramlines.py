"""Parameters that stand in one line: "name (required) type", "name: type - words" and the like."""

from __future__ import annotations

import re

from generator.readers.pages.draft import Param
from generator.readers.pages.names import NAME, clean_name, describe
from generator.readers.pages.types import TYPE, is_file, is_type, read_type
from generator.readers.pages.vocabulary import is_required_mark, required_mark
from generator.types.datatypes import AnyType, Type

_MARK = r"(?:required|optional|mandatory|必需|必填|可选|必須|任意)"
_TAIL = r"(?=$|[\s.,;:)\]–—-])"
# "name (required) type", "name: type - words", "name (type, required): words", "name type required".
_INLINE = re.compile(
    rf"^[`*_'\"]{{0,9}}(?P<name>{NAME})(?![\w$.\[-])[`*'\"]{{0,9}}\s*(?P<star>\*|\\\*)?\s*(?:[(\[]\s*(?P<mark>{_MARK})\s*[)\]])?\s*(?P<sep>[:–—|=-]\s*|[(\[<]\s*|\s|(?<=[)`*\]]))[`*_]*(?P<type>{TYPE})[`*_]*{_TAIL}"
    rf"(?P<rest>.*)$",
    re.IGNORECASE,
)
_GLUED = re.compile(
    rf"^(?P<name>[A-Za-z_$@][\w.$\[\]-]*?)(?P<type>{TYPE})(?P<mark>[Rr]equired|[Oo]ptional)?(?P<rest>(?:Deprecated|Read-only|Defaults? to|[<>]=?\s?\d|format:|enum|nullable|Example|Default:|·).*)?$"
)
_GLUED_MARKED = re.compile(
    rf"^(?P<name>[A-Za-z_$@][\w.$\[\]-]*?)(?P<type>{TYPE})(?P<mark>[Rr]equired|[Oo]ptional)(?P<rest>.*)$"
)
_LISTED = re.compile(
    rf"^[`*_'\"]{{0,9}}(?P<name>{NAME})[`*_'\"]{{0,9}}\s{{0,9}}(?:[(\[](?P<mark>[^()\[\]]{{1,60}})[)\]])?(?P<sep>\s{{0,9}}[:：–—]|\s{{1,9}}-|(?<=[)\]])\s)\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"[`*_]{{0,9}}({NAME})[`*_]{{0,9}}\s{{0,9}}[(\[]({_MARK})[)\]]", re.IGNORECASE
)
# "id: 17 (number, required) - words": a value stands where most pages have the type.
_SHOWN = re.compile(
    rf"^`?(?P<name>{NAME})`?\s{{0,9}}:\s{{0,9}}`?[^()`]{{1,80}}`?\s{{1,9}}\((?P<mark>[^()]{{1,60}})\)(?:\s*[-–—:]\s*(?P<rest>.*))?$"
)
# Words that are types, and as often the beginning of a sentence: "Purpose: List tickets".
_LOOSE = re.compile(
    r"list|set|map|link|text|time|date|file|record|collection|hash|any|token|array|object", re.I
)
_SURE = re.compile(
    r"(?:strings?|int(?:eger|32|64)?s?|numbers?|bool(?:ean)?|objects?|arrays?|lists? of|floats?|double|decimal|uuid|file|date-?time|enum|datetime|timestamp)\b",
    re.IGNORECASE,
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


def untyped(param: Param) -> bool:
    """Whether nothing is known of a parameter's type yet."""
    return isinstance(param.type, AnyType)


def inline(text: str, line: int) -> Param | None:
    """Return the parameter of a line "name (required) type" or "name: type - words"."""
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


def barred(text: str, line: int) -> Param | None:
    """Return the parameter of a row of a table without a head: "name | type | words | optional"."""
    cells = [cell.strip() for cell in text.split("|")]
    if not re.fullmatch(NAME, cells[0]) or not any(is_type(cell) for cell in cells[1:3]):
        return None
    param = Param(clean_name(cells[0]), line)
    for cell in cells[1:]:
        if is_required_mark(cell):
            param.required = required_mark(cell)
        elif is_type(cell) and untyped(param):
            param.type, param.file = read_type(cell), is_file(cell)
        elif cell:
            describe(param, cell)
    return param


def _leading_mark(text: str) -> bool | None:
    return required_mark(text.strip(" ,;([*_`-–—"))


def glued(text: str, line: int) -> Param | None:
    """Return the parameter of a line whose words lost what was between them: "limitintegerRequired"."""
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


def listed(text: str, line: int) -> Param | None:
    """Return the parameter of a line "name - words" or "name (required) words"."""
    marked = _MARKED.fullmatch(text)
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
        elif is_type(piece) and untyped(param):
            param.type, param.file = read_type(piece), is_file(piece)
    rest = found["rest"]
    mark = _leading_mark(rest)
    if mark is not None and param.required is None:
        param.required = mark
    if untyped(param):
        param.type = _type_in_words(rest)
    describe(param, rest)
    return param


def _type_in_words(text: str) -> Type:
    """Return the type that a description begins with: "Array of fields", "string, the name"."""
    found = re.match(
        r"\(?(Array|List|String|Integer|Number|Boolean|Object)\b\)?(?= of|[,.:;)]|$| -)", text
    )
    return read_type(found[1]) if found else AnyType()


def _is_word(name: str) -> bool:
    return name.lower().rstrip(":") in _NO_NAMES or name.endswith("://")
