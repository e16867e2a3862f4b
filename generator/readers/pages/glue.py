"""Lines that were glued together in copying are taken apart again."""

from __future__ import annotations

import re

from generator.readers.pages.vocabulary import role_at_end

_METHODS = "GET|POST|PUT|PATCH|DELETE"
_CUTS = (
    # A word, then a method, then an address: "Copy pagePOSThttps://…".
    re.compile(rf"(?<=[a-z])(?=(?:{_METHODS})\s?(?:https?://|/))"),
    # A method at the end of a sample, then a heading.
    re.compile(
        r"(?<=[^A-Z](?:GET|PUT))(?=(?:Response|Request|Example)\b)|(?<=DELETE|  POST)(?=Response\b)|(?<=DELETE)(?=Response)".replace(
            "|  POST", ""
        )
    ),
    # The end of a sample, then the start of the next one.
    re.compile(
        r"(?<=[}'\";)])(?=(?:const |let |var |import |curl |curl$|\$ch ?=|\$curl ?=|<\?php|require ['\"]|fetch\()"
        r"\S*)"
    ),
    # The end of a sample, then a sentence or a heading.
    re.compile(
        r"(?<=[};)])(?=[A-Z][a-z]+(?: [a-z]+){2}|Responses?\b|Request\b|Example\b)|(?<=}')(?=[A-Z][a-z]+)"
    ),
    # The end of a sentence, then a marked name and its type.
    re.compile(r"(?<=[a-z)\].])(?=[a-z]\w*(?:[A-Z]\w*)? \((?:R|r)equired\) [a-z]+)"),
    # Chinese or Japanese words after an address.
    re.compile(r"(?<=[\w}/])(?=[\u4e00-\u9fff]{2,})(?<=[}/])"),
)


# What pages say to readers of screens, in front of the heading that it repeats.
_ANCHOR = re.compile(r"Section titled [“\"'][^”\"']{1,80}[”\"']")


def unglued(line: str) -> list[str]:
    """Return the lines that one line was made of; most often it is the line alone."""
    line = _ANCHOR.sub("", line)
    pieces = [line]
    for cut in _CUTS:
        pieces = [part for piece in pieces for part in cut.split(piece)]
    out: list[str] = []
    for piece in pieces:
        split = role_at_end(piece)
        out += [piece[:split], piece[split:]] if split else [piece]
    return out
