"""Statuses of responses, as lines, marks and sentences state them."""

from __future__ import annotations

import re
from http import HTTPStatus

_KNOWN = {str(int(status)) for status in HTTPStatus} | {
    "419",
    "420",
    "430",
    "498",
    "499",
    "520",
    "521",
    "522",
    "523",
    "524",
    "529",
}
_REASONS = {status.phrase.lower() for status in HTTPStatus} | {
    "success",
    "error",
    "successful",
    "ok",
    "created",
    "deleted",
    "updated",
    "internal error",
    "rate limited",
    "invalid",
    "unauthenticated",
}
_CODE = r"(?P<code>[1-5](?:\d\d|xx|XX))"
_LINE = re.compile(
    rf"^[\W_]*(?P<lead>(?:http|status|response|code|返回|状态码|error|example|result|success)[\w\s/.]*[:：]?\s*)*[`*\"(\[]*{_CODE}[`*\")\]]*(?P<rest>\s*$|\s*[-–—:：,(/|›·•].*|\s+\D.*)$",
    re.IGNORECASE,
)
_AT_END = re.compile(
    rf"^(?P<words>[^\d{{}}\"]{{1,60}}?)\s*[(\[（]\s*{_CODE}(?:\s+[A-Za-z ]+)?\s*[)\]）]\s*:?$"
)
_BRACKET = re.compile(rf"[\[(]\s*{_CODE}\s+(?P<words>[A-Z][A-Za-z ]+)[\])]")
_GLUED = re.compile(rf"^[\W_]*{_CODE}(?P<words>[A-Z][A-Za-z -]+)$")
_SENTENCE = re.compile(
    rf"(?:\b(?:status(?: code)?s?|codes?|returns?|responds?(?: with)?|response|http|results? in|error|with|an?|by)\b[\s:`*\"'(]*(?:(?:an?|the|http|status|code|error|of|is|response|with|to|be|will|would|should)\b[\s:`*\"'(]*){{0,5}})"
    rf"{_CODE}\b(?!\s*(?:%|px|ms|characters|items|records|requests|seconds|minutes|days|bytes|KB|MB|per|x\b|-\d|\.\d))",
    re.IGNORECASE,
)


def status_in(cell: str) -> int | None:
    """Return the status that a cell begins with: "200", "400 (Bad Request)", "`404`"."""
    found = re.match(r"[\W_]*(?:HTTP[/ \d.]*)?[\W_]*([1-5]\d\d)(?!\d)", cell)
    return int(found[1]) if found and found[1] in _KNOWN else None


def status_line(text: str, *, listed: bool) -> tuple[int, str] | None:
    """Return status and words of a line that states one.

    ``listed`` says that responses are being listed, so that a number alone is a status.
    """
    text = text.strip()
    if len(text) > 200:
        return None
    glued = _GLUED.match(text)
    if glued and glued["code"] in _KNOWN and (listed or glued["words"].strip().lower() in _REASONS):
        return int(glued["code"]), glued["words"]
    found = _LINE.match(text)
    if found and found["code"] in _KNOWN:
        rest = found["rest"].strip(" -–—:：,(/|›·•)*`")
        if listed or found["lead"] or _is_reason(rest):
            return int(found["code"]), rest
        return None
    found = _AT_END.match(text)
    if found and found["code"] in _KNOWN:
        return int(found["code"]), found["words"].strip()
    found = _BRACKET.search(text)
    if found and found["code"] in _KNOWN and _is_reason(found["words"]):
        return int(found["code"]), found["words"].strip()
    return None


def _is_reason(text: str) -> bool:
    words = text.lower().strip()
    if re.match(r"(?:application|text|image)/|response|success|ok\b|error|created\b", words):
        return True
    return any(words.startswith(reason) for reason in _REASONS)


def statuses_in_words(text: str) -> list[int]:
    """Return the statuses that sentences state."""
    return [int(m["code"]) for m in _SENTENCE.finditer(text[:5000]) if m["code"] in _KNOWN]
