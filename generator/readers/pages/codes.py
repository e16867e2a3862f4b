"""What a block of code is: an answer, a body, a message, a sample in some language."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from generator.readers.pages import loosejson, samples
from generator.readers.pages.samples import SampleRequest

_NO_CODE = {
    "",
    "json",
    "jsonc",
    "json5",
    "text",
    "txt",
    "plaintext",
    "none",
    "yaml",
    "yml",
    "console-output",
    "output",
    "markdown",
    "md",
    "html",
    "csv",
    "diff",
    "xml",
    "http",
}
_KEYED = re.compile(r"\s*(?:method|url|endpoint|headers?|body|status)\s*:", re.IGNORECASE)
_STATUS = re.compile(
    r"^\s*(?:HTTP/[\d.]+\s+|STATUS:?\s*)([1-5]\d\d)\b[\s(]*([A-Za-z ]*)", re.IGNORECASE
)


@lru_cache(maxsize=512)
def requests_in(code: str, language: str) -> tuple[SampleRequest, ...]:
    """Return the requests that a sample sends; each sample is asked for several times."""
    return samples.read(code, language or None)


@lru_cache(maxsize=512)
def json_of(code: str) -> str | None:
    """Return the JSON text that a block consists of, or ``None``."""
    text = code.strip()
    if not text or text[0] not in "{[":
        return None
    found = loosejson.read(text)
    if found is None or not isinstance(found.value, dict | list):
        return None
    return text


def quoted_json(text: str) -> str | None:
    """Return the JSON text that a line holds as a string, with escapes, or ``None``."""
    if not re.match(r'"\s*(?:\\n\s*)*[{\[]', text):
        return None
    try:
        inner = json.loads(text)
    except ValueError:
        return None
    return json_of(inner) if isinstance(inner, str) else None


def is_json(code: str) -> bool:
    """Whether a block is nothing but JSON."""
    return json_of(code) is not None


def is_answer(code: str) -> bool:
    """Whether a block is what a server sends: JSON, XML or a message with a status line."""
    return is_json(code) or bool(_STATUS.match(code)) or code.lstrip().startswith("<?xml")


def status_of(code: str) -> tuple[int, str] | None:
    """Return the status that a message or a note "STATUS: 200" begins with, and its words."""
    found = _STATUS.match(code)
    return (int(found[1]), found[2].strip()) if found else None


def body_of(code: str) -> str | None:
    """Return the body of a message: what stands below its headers or after "BODY:"."""
    keyed = re.search(r"^\s*BODY:?\s*$\n(.*)", code, re.IGNORECASE | re.MULTILINE | re.DOTALL)
    if keyed:
        return keyed[1].strip()
    _, _, body = code.partition("\n\n")
    if body.strip():
        return body.strip()
    found = re.search(r"^[{\[]", code, re.MULTILINE)
    return code[found.start() :].strip() if found else None


def language_of(code: str, label: str) -> str | None:
    """Return the language of a sample, or ``None`` for what is none: JSON, an answer, a URL."""
    found = _language(code, label)
    return None if found in ("xml", "html", "yaml") else found


def _language(code: str, label: str) -> str | None:
    label = label.lower().strip()
    if is_answer(code) or _KEYED.match(code):
        return None
    if label in _NO_CODE or label == "shell" or not label:
        found = samples.language_of(code, label or None)
        if found == "http" and not re.match(
            r"\s*[A-Z]+ \S+(?: HTTP/[\d.]+)?\s*$", code.strip().splitlines()[0]
        ):
            return None
        return found if label in ("", "text", "http", "plaintext", "shell", "none", "txt") else None
    return samples.language_of(code, label) or label
