"""Raw HTTP requests, as they go over the wire."""

from __future__ import annotations

import re

from generator.readers.pages.samples.request import (
    METHODS,
    SampleRequest,
    finished,
    form_pairs,
    header,
)

_START = re.compile(
    rf"^[ \t>]*({'|'.join(METHODS)})[ \t]+(\S[^\n]*?)(?:[ \t]+HTTP/[\d.]+)?[ \t]*\r?$", re.MULTILINE
)
_HEADER = re.compile(r"[ \t>]*([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*([^\r\n]*)\r?(?:\n|\Z)")
_TARGET = re.compile(r"(?:https?://|/|\{\{?[A-Za-z]|<[A-Za-z]|\$|\?)\S*$")
_RESPONSE = re.compile(r"^[ \t]*HTTP/[\d.]+[ \t]+\d{3}|^#{3}", re.MULTILINE)


def read(code: str) -> tuple[SampleRequest, ...]:
    """Return the requests of ``code``; a Host header completes a path to a URL."""
    starts = [found for found in _START.finditer(code) if _TARGET.match(found.group(2))]
    ends = [found.start() for found in starts[1:]] + [len(code)]
    return tuple(_request(code, found, end) for found, end in zip(starts, ends, strict=False))


def _request(code: str, start: re.Match[str], end: int) -> SampleRequest:
    at = min(start.end() + 1, end)
    headers: list[tuple[str, str]] = []
    while (line := _HEADER.match(code, at, end)) is not None:
        headers.append((line.group(1), line.group(2).strip()))
        at = line.end()
    response = _RESPONSE.search(code, at, end)
    body: str | None = code[at : response.start() if response else end].strip() or None
    url = start.group(2)
    host = header(headers, "host")
    if host and url.startswith("/"):
        scheme = "http" if re.match(r"localhost\b|127\.", host) else "https"
        url = f"{scheme}://{host}{url}"
    sent = tuple(each for each in headers if each[0].lower() not in {"host", "content-length"})
    content_type = header(sent, "content-type") or ""
    form = form_pairs(body) if body and "x-www-form-urlencoded" in content_type else ()
    line_number = code.count("\n", 0, start.start()) + 1
    return finished(
        SampleRequest(
            "http", "http", start.group(1), url, sent, (), None if form else body, form,
            line=line_number,
        )
    )  # fmt: skip
