"""Types as documentation writes them: "array of strings", "integer<int64>", "string or null"."""

from __future__ import annotations

import re

from generator.types.datatypes import AnyType, ArrayType, ObjectType, ScalarType, Type, UnionType

_STRING = (
    r"strings?|str|text|chars?|varchar(?: ?\(\d+\))?|character|enum(?:eration)?|password|snowflake|ip(?:v4|v6)?(?: address)?|hostname|phone(?: number)?|base64|"
    r"hex(?: string)?|字符串|文字列|cadena|chaîne"
)
_FORMATTED = {
    "date-time": r"date ?-?_?time|timestamp|iso ?-?8601(?: ?date(?:time)?)?|datetime(?:offset)?|time",
    "date": r"date",
    "uri": r"ur[il]s?|link",
    "email": r"e-?mail(?: address)?",
    "uuid": r"uu?ids?|guids?",
}
_INTEGER = r"integers?|ints?|int(?:32|64|8|16)|u?int(?:32|64)?|longs?|shorts?|bigint|unix ?time(?:stamp)?|整数|entero|entier"
_NUMBER = r"numbers?|floats?|doubles?|decimals?|numeric|float(?:32|64)|real|money|数字|数値|número"
_BOOLEAN = r"bool(?:ean)?s?|true/false|布尔值?|真偽値"
_OBJECT = (
    r"objects?|maps?|dict(?:ionary|s)?|hash(?:map|es)?|json(?: ?object)?|struct|record|对象|オブジェクト|objeto|objet|"
    r"map<[^<>]*>|dict\[[^\[\]]*\]|maps? (?:from|of) [\w ]+(?:to [\w ]+)?|record<[^<>]*>|map\[string\]\w+"
)
_FILE = r"files?|binary|blob|file upload|multipart file|bytes?"
_NULL = r"null|nil|none"
_ANY = r"any|mixed|any of|one of|all of|anyof|oneof|allof|variant"
_ARRAY = r"arrays?|lists?|sets?|数组|配列|collection|tuple|array\[\]|vector"

_KINDS: tuple[tuple[str, Type], ...] = (
    (_INTEGER, ScalarType("integer")),
    (_NUMBER, ScalarType("number")),
    (_BOOLEAN, ScalarType("boolean")),
    (_FILE, ScalarType("string")),
    (_NULL, ScalarType("null")),
    (_OBJECT, ObjectType()),
    (_FORMATTED["date-time"], ScalarType("string", "date-time")),
    (_FORMATTED["date"], ScalarType("string", "date")),
    (_FORMATTED["uri"], ScalarType("string", "uri")),
    (_FORMATTED["email"], ScalarType("string", "email")),
    (_FORMATTED["uuid"], ScalarType("string", "uuid")),
    (_STRING, ScalarType("string")),
    (_ARRAY, ArrayType(AnyType())),
    (_ANY, AnyType()),
)
_COMPILED = [(re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _KINDS]

_SCALAR = "|".join(
    (_INTEGER, _NUMBER, _BOOLEAN, _FILE, _OBJECT, *_FORMATTED.values(), _STRING, _ARRAY, _ANY)
)
_DETAIL = r"(?:\s?<[\w\s.,|-]{1,40}>|\s?\((?!required|optional)[\w\s.,|<>=≤≥…+/$-]{0,60}\)|\s?\[[\d\s.,-]{0,20}\]|\[\]){0,3}"
_ONE = rf"(?:nullable )?(?:\[(?:{_SCALAR})\]|(?:{_ARRAY})\s?(?:of|<|\[|\()\s?(?:{_SCALAR})\b[>\])]?(?:\s?<[\w-]+>)?|(?:(?:{_SCALAR}){_DETAIL}))"
TYPE = rf"\??(?:{_ONE})(?:\s?(?:\||/|\bor\b)\s?(?:{_ONE}|null|nil))*"
_TYPE = re.compile(TYPE, re.IGNORECASE)
_ARRAY_OF = re.compile(rf"(?:{_ARRAY})\s?(?:of|<|\[|\()\s?(.+?)[>\])]?", re.IGNORECASE)
_ITEMS = re.compile(r"(.+?)\[\]")
_NAMED = re.compile(r"#?[A-Z][\w.]*")


def is_type(text: str) -> bool:
    """Whether a text is a type and nothing else."""
    words = text.strip(" `*_")
    return len(words) < 80 and bool(_TYPE.fullmatch(words))


def is_reference(text: str) -> bool:
    """Whether a type is the name of what is described elsewhere: ``Address``, ``Address or null``."""
    parts = re.split(r"\s*(?:\||/|\bor\b|,)\s*", _plain(text))
    named = [part for part in parts if not re.fullmatch(_NULL, part, re.IGNORECASE)]
    is_named = [isinstance(_single(part), AnyType) and _NAMED.fullmatch(part) for part in named]
    return bool(named) and all(is_named)


def read_type(text: str) -> Type:
    """Return the type that a text names; `AnyType` when it names none that is known."""
    words = _plain(text)
    if len(words) > 120:
        return AnyType()
    parts = [p for p in re.split(r"\s*(?:\||/|\bor\b|,)\s*(?![^<(\[]*[>)\]])", words) if p]
    if len(parts) > 1 and words.lower() != "true/false":
        members = tuple(dict.fromkeys(_single(part) for part in parts))
        known = tuple(member for member in members if not isinstance(member, AnyType))
        if not known or (known == (ScalarType("null"),) and len(members) > 1):
            return AnyType()
        return known[0] if len(known) == 1 else UnionType(known)
    return _single(words)


def _plain(text: str) -> str:
    return re.sub(r"[`*\\]", "", text).strip().strip("?").strip()


def _single(words: str) -> Type:
    words = re.sub(r"^nullable ", "", words.strip())
    listed = re.fullmatch(r"\[(\w+)\]", words)
    if listed:
        return ArrayType(_single(listed[1]))
    found = _ITEMS.fullmatch(words) or _ARRAY_OF.fullmatch(words)
    if found and not re.fullmatch(_ARRAY, words, re.IGNORECASE):
        return ArrayType(_single(found[1].strip(" []<>()")))
    plain = re.sub(r"\s*[<(\[{·,].*$", "", words).strip()
    for candidate in (words, plain, plain.split(" ")[0], plain.split(" ")[-1]):
        for pattern, kind in _COMPILED:
            if pattern.fullmatch(candidate):
                return kind
    return AnyType()


def is_file(text: str) -> bool:
    """Whether a type is that of a file."""
    return bool(re.fullmatch(rf"(?:{_FILE}){_DETAIL}", text.strip(" `*_"), re.IGNORECASE))
