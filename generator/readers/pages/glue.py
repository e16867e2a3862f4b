"""Lines that were glued together in copying are taken apart again."""

from __future__ import annotations

import re
from collections.abc import Set

from generator.readers.pages.types import TYPE
from generator.readers.pages.vocabulary import role_at_end

_METHODS = "GET|POST|PUT|PATCH|DELETE"
_CUTS = (
    # A word, then a method, then an address: "Copy pagePOSThttps://…".
    re.compile(rf"(?<=[a-z])(?=(?:{_METHODS})\s?(?:https?://|/))"),
    # A method at the end of a sample, then a heading.
    re.compile(r"(?<=\s(?:GET|PUT))(?=(?:Response|Request)\b)|(?<=\sDELETE)(?=Response\b)"),
    # The end of a sample, then the start of the next one.
    re.compile(
        r"(?<=[}'\";)])(?=(?:const |let |var |import |curl |curl$|\$ch ?=|\$curl ?=|<\?php|"
        r"require ['\"]|fetch\()\S*)"
    ),
    # The end of a sample, then a sentence or a heading.
    re.compile(
        r"(?<=[};)])(?=[A-Z][a-z]+(?: [a-z]+){2}|Responses?\b|Request\b|Example\b)"
        r"|(?<=}')(?=[A-Z][a-z]+)"
    ),
    # A format, then the status of the next response: "json400".
    re.compile(r"(?:(?<=^json)|(?<=^text)|(?<=^object))(?=[1-5]\d\d$)"),
    # Chinese or Japanese words after an address.
    re.compile(r"(?<=[}/])(?=[\u4e00-\u9fff]{2,})"),
)
_CUT = re.compile("|".join(cut.pattern for cut in _CUTS))  # most lines hold none, which is quick
# What pages say to readers of screens, in front of the heading that it repeats.
_ANCHOR = re.compile(r"Section titled [“\"'][^”\"']{1,80}[”\"']")
# The type at the end of a sentence to which a name was glued: "… the listsupportLanguages string".
_TYPE_AT_END = re.compile(
    rf"(?:\((?:required|optional)\) (?:{TYPE})|strings?|integer|number|boolean|object|array of \w+|file)$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[A-Za-z]")
_FIRST_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


# Addresses without their signs: "https //api example com/v2/users".
_BARE_ADDRESS = re.compile(r"\b(https?) //((?:[a-z0-9-]+ ){1,4}[a-z]{2,12})(?=/)")


def with_signs(text: str) -> str:
    """Return a text whose addresses lost colon and dots with these put back."""
    if "://" in text:
        return text
    return _BARE_ADDRESS.sub(lambda m: f"{m[1]}://{m[2].replace(' ', '.')}", text)


def unglued(line: str, words: Set[str]) -> list[str]:
    """Return the lines that one line was made of; most often it is the line alone.

    ``words`` are those of the page: they tell where a word ends and a glued name begins.
    """
    pieces = [_ANCHOR.sub("", line)]
    for cut in _CUTS if _CUT.search(line) else ():
        pieces = [part for piece in pieces for part in cut.split(piece)]
    out: list[str] = []
    for piece in pieces:
        split = role_at_end(piece) or _name_at_end(piece, words)
        out += [piece[:split], piece[split:]] if split else [piece]
    return out


def words_of(text: str) -> set[str]:
    """Return the words of a page in lower case, those left out that are names or glued."""
    return {word.lower() for word in re.findall(r"\b[A-Za-z]?[a-z]+\b", text)}


def _name_at_end(line: str, words: Set[str]) -> int:
    """Return where a name that was glued to a sentence begins, or 0."""
    if len(line) > 3000 or line.startswith((" ", "\t", "-", "$", "#")):
        return 0
    kind = _TYPE_AT_END.search(line)
    if not kind:
        return 0
    start, end = _token_before(line, kind.start())
    head, token = line[:start], line[start:end]
    if not head.strip() or not token:
        return 0
    if head[-1] in ".)]:" and not head.endswith(".."):
        return start if " " in head.strip() else 0
    if (head[-1].isspace() and len(head.split()) < 3) or not (
        head[-1].isspace() or head[-1] == "/"
    ):
        return 0
    if not head[-1].isspace() and not head.startswith("application/"):
        return 0
    cut = _cut(token, words)
    return start + cut if cut else 0


def _token_before(line: str, at: int) -> tuple[int, int]:
    """Return where the word begins and ends that stands in a line before a place, in one pass."""
    end = at - 1 if line[:at].endswith(" ") else at
    start = end
    while start and (line[start - 1].isalnum() or line[start - 1] in "_-"):
        start -= 1
    letter = _LETTER.search(line, start, end)
    return (letter.start() if letter else end), end


def _cut(token: str, words: Set[str]) -> int:
    """Return where in a token the last word of a sentence ends and a name begins, or 0."""
    if not re.search(r"[a-z][A-Z]", token):
        return 0
    best, where = 0, 0
    for cut in range(3, len(token) - 1):
        first = _FIRST_WORD.match(token, cut)
        if first is None:
            continue
        score = 2 * (first[0].lower() in words) + (token[:cut].lower() in words)
        if score > best:
            best, where = score, cut
    return where if best > 1 else 0
