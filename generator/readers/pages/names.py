"""Names of parameters, and what words about them say."""

from __future__ import annotations

import re

from generator.readers.pages.defaults import default_in
from generator.readers.pages.draft import Param
from generator.readers.pages.types import is_type, read_type
from generator.readers.pages.vocabulary import Place, is_required_mark, required_mark

# No name is as long as this; without an end, lines of nothing but `_` would take for ever.
NAME = r"(?:[A-Za-z_$@][\w$@.-]{0,200}(?:\[[\w$-]*\][\w.]*)*|\{[\w.-]+\}|<[\w -]+>|:\w+)"
_LINES = r".+(?:(?<=,)\n.+)*"  # a list goes on in the next line behind a comma
_LONGEST = 10_000  # no description that people read is longer
_NEAR = 1000
_ANNOUNCED = r"(?:allowed|available|possible|accepted|valid|permitted|supported)\s+(?:values?|options?)(?:\s+are)?\s*[:：]\s*"
_VALUES_BELOW = re.compile(rf"{_ANNOUNCED}$|^enum\s*[:：]\s*$", re.IGNORECASE)
_ENUM = re.compile(
    rf"{_ANNOUNCED}(?P<a>{_LINES})|\b(?:one of|enum)\s*:\s*(?P<b>{_LINES})|枚举值\s*[:：]\s*(?P<c>{_LINES})",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:examples?|e\.g\.)(?: ?values?)?\s*[:：]\s*"
    r"(?:(?P<quote>[\"'`])(?P<quoted>[^\"'`]{1,200})(?P=quote)|(?P<bare>[^\s,;\"'`]{1,200}))\.?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"'`]([^\"'`\n]{1,60})[\"'`]")
_QUOTED_LIST = re.compile(
    rf"\[?\s*{_QUOTED.pattern}(?:\s*(?:,|\||\bor\b|\band\b)+\s*{_QUOTED.pattern})+"
)
_VALUE = re.compile(r"[\w.:/+-]{1,40}")


def describe(param: Param, text: str) -> None:
    """Add a line to a parameter's description, and read from it what it says."""
    given = _EXAMPLE.fullmatch(text.strip())
    if given and param.example is None:
        param.example = given["quoted"] or given["bare"]
        return
    if len(param.description) > _LONGEST:
        return
    param.description = f"{param.description}\n{text}".strip() if param.description else text
    learn(param, text)
    # Values may stand in lines of their own, below the words that announce them.
    _learn_values(param, param.description[-_NEAR:])


def learn(param: Param, text: str) -> None:
    """Take default and allowed values from words about a parameter."""
    _learn_values(param, text)
    if param.default is None:
        param.default = default_in(text, param.type)


def _learn_values(param: Param, text: str) -> None:
    found = _ENUM.search(text)
    values = listed_values(found["a"] or found["b"] or found["c"]) if found else ()
    if len(values) > len(param.enum):
        param.enum = values


def announces_values(text: str) -> bool:
    """Whether a line says that the values that a parameter may have stand below it."""
    return len(text) < 100 and _VALUES_BELOW.search(text) is not None


def listed_values(text: str) -> tuple[str, ...]:
    """Return the values of a list in words: "a, b or c"; the empty tuple when it is a sentence."""
    text = re.sub(r"\((?:the )?default\)", "", text, flags=re.IGNORECASE)
    text = text.strip()
    if quoted := _QUOTED_LIST.match(text):
        return tuple(dict.fromkeys(_QUOTED.findall(quoted[0])))
    text = text.strip("[]()").split(". ")[0].rstrip(".")
    values = [v.strip(" `\"'[]()*") for v in re.split(r"\s*(?:,|\||;|/| or | and )\s*", text)]
    values = [value for value in values if value]
    if len(values) < 2 or not all(_VALUE.fullmatch(value) for value in values):
        return ()
    return tuple(dict.fromkeys(values))


def clean_name(name: str) -> str:
    """Return a name without the signs that say what it is: ``{id}``, ``:id``, ``<id>``, ``id*``."""
    name = name.strip().strip("`*'\" \\").rstrip(":,")
    name = re.sub(r"^(?:\{+|<|:|\$\{?)(?=[\w-])|(?<=[\w-])(?:\}+|>)$", "", name)
    return name


def place_of(text: str) -> Place | None:
    """Return the place that a word names."""
    words = text.strip().strip("`*()").lower().replace(" ", "").replace("-", "")
    places: tuple[tuple[Place, str], ...] = (
        ("path", r"(?:in)?(?:path|url|uri|route)(?:param(?:eter)?)?"),
        ("query", r"(?:in)?(?:query(?:string)?|querystringparameter|search)(?:param(?:eter)?)?"),
        ("header", r"(?:in|http)?headers?(?:param(?:eter)?)?"),
        ("cookie", r"cookies?"),
        ("body", r"(?:in|request|json)?(?:body|form(?:data)?|json|payload)(?:param(?:eter)?)?"),
    )
    for place, pattern in places:
        if re.fullmatch(pattern, words):
            return place
    return None


def named_params(cell: str, line: int) -> list[Param]:
    """Return the parameters that a name cell holds: "id (required)", "a / b", "key*"."""
    text = re.sub(r"<br\s*/?>", " ", cell).strip()
    required = (
        True
        if re.search(r"(?<=\w)[`\s]*\\?\*+$|^\*(?=\w)", re.sub(r"^\*\*(.*)\*\*$", r"\1", text))
        else None
    )
    text = text.strip("`* \\")
    found = re.match(
        rf"[`*_]*(?P<name>{NAME}|\{{[^{{}}]+\}}|\[[^\[\]]+\])[`*_\\]*(?P<rest>.*)$", text, re.DOTALL
    )
    if not found:
        return []
    rest = found["rest"].strip()
    names = [clean_name(found["name"])]
    more = re.match(rf"\s*/\s*`?({NAME})", rest)
    if more:
        names.append(clean_name(more[1]))
        rest = rest[more.end() :]
    elif rest and re.match(r"[A-Za-z]", rest) and not _about(rest):
        return []
    params = [Param(name.strip("[]") if name.startswith("[") else name, line) for name in names]
    for param in params:
        param.required = required
        for piece in re.split(r"[(),;·]|\s+(?=required|optional)", rest):
            if required_mark(piece) is not None:
                param.required = required_mark(piece)
            elif is_type(piece) and piece.strip():
                param.type = read_type(piece)
        learn(param, rest)
    return params


def _about(rest: str) -> bool:
    """Whether what follows a name in its cell is a type or a mark."""
    pieces = [
        piece
        for piece in re.split(r"[\s,;()\[\]]+(?!of\b)", rest.strip("`*() []"))
        if piece.strip("`*")
    ]
    return (
        is_type(rest) or all(is_type(p) or is_required_mark(p) for p in pieces) or rest[0] in "(["
    )
