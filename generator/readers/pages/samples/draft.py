"""A request while its parts are being found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from generator.readers.pages.samples.request import (
    METHODS,
    Pairs,
    SampleAuth,
    SampleFile,
    SampleRequest,
    credential,
    finished,
    form_pairs,
    header,
)
from generator.readers.pages.samples.values import (
    Call,
    Name,
    Payload,
    pairs_of,
    payload_of,
    text_of,
)

_FILE_MAKERS = re.compile(
    r"open|createreadstream|curlfile|curl_file_create|curl_form\w*|file|fileinputstream|upload_file|files\.new|utils\.tryfopen",
    re.IGNORECASE,
)
_METHOD_NAME = re.compile(rf"(?:.*[._/`:]|HTTP_METH_|\A)({'|'.join(METHODS)})", re.IGNORECASE)
URL = re.compile(r"\s*(?:https?|wss?)://|\s*(?:\{\{?|<|\$\{?)[\w .-]+(?:\}\}?|>)?/", re.IGNORECASE)


@dataclass
class Draft:
    """The parts of one request; ``sent`` once the sample has let it go."""

    line: int = 1
    client: str = ""
    method: str | None = None
    url: str | None = None
    base: str = ""
    host: str = ""
    path: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    payload: Payload | None = None
    form: list[tuple[str, Any]] = field(default_factory=list)
    auth: SampleAuth | None = None
    posts: bool = False
    sent: bool = False

    def set_url(self, value: Any, line: int) -> bool:
        """Take a URL, or the rest of one whose base is known; tell whether it was one."""
        text = text_of(value)
        if text is None or len(text) > 4000 or "\n" in text.strip():
            return False
        text = text.strip()
        if URL.match(text) or text.startswith("//"):
            self.url = text
        elif self.base and (text == "" or re.match(r"[/?{\w]", text)):
            separator = "" if text[:1] in {"/", "?", ""} or self.base.endswith("/") else "/"
            self.url = self.base.rstrip("/" if text[:1] == "/" else "") + separator + text
        else:
            return False
        self.line = line
        return True

    def address(self) -> str | None:
        """Return the URL, put together where host and path stand apart."""
        if self.url:
            return self.url
        if self.host and self.path:
            origin = self.host if "://" in self.host else "https://" + self.host
            return origin.rstrip("/") + "/" + self.path.lstrip("/")
        return None

    def set_method(self, value: Any) -> bool:
        """Take a method from a text or a name such as ``HttpMethod.Patch``."""
        text = value.text if isinstance(value, Name) else text_of(value)
        found = _METHOD_NAME.fullmatch(text) if text else None
        if found is not None:
            self.method = found.group(1).upper()
        return found is not None

    def add_headers(self, value: Any) -> None:
        """Take headers in any of the forms that pairs_of knows."""
        for name, content in pairs_of(value):
            self.add_header(name, content)

    def add_header(self, name: Any, value: Any) -> None:
        """Take one header; without a name for it, nothing."""
        key, text = text_of(name), text_of(value)
        if (
            key is None
            or text is None
            or not re.fullmatch(r"[\w:.{}-]{1,100}", key)
            or "\n" in text.strip()
        ):
            return
        pair = (key.strip(": "), text.strip())
        if not any(old[0].lower() == pair[0].lower() and old[1] == pair[1] for old in self.headers):
            self.headers.append(pair)

    def add_query(self, value: Any) -> None:
        """Take query parameters from a mapping, pairs or a query string."""
        if isinstance(value, str):
            self.query += form_pairs(value.lstrip("?"))
            return
        for name, content in pairs_of(value):
            each = content if isinstance(content, list) else [content]
            self.query += [(str(name), text_of(one) or "") for one in each]

    def add_basic(self, user: Any, password: Any = "") -> None:
        """Take a user name and password."""
        both = f"{text_of(user) or ''}:{text_of(password) or ''}"
        self.auth = credential("basic", "Authorization", "header", both)

    def set_body(self, value: Any, as_form: bool = False) -> None:
        """Take a body; a text that says nothing is none."""
        payload = payload_of(value, as_form)
        if payload is None or (payload.text or "").strip() in {"{", "["}:  # a string cut off
            return
        if payload.text and URL.match(payload.text) and not isinstance(value, str):
            return
        if payload.form:
            self.form += payload.form
        else:
            self.payload = payload

    def finish(self, language: str) -> SampleRequest | None:
        """Return the request, where there is at least a URL."""
        url = self.address()
        if url is None:
            return None
        body = self.payload.text if self.payload else None
        fields, files = _fields(self.form)
        content_type = (header(self.headers, "content-type") or "").lower()
        if body is not None and "x-www-form-urlencoded" in content_type and "=" in body:
            fields, body = (*fields, *form_pairs(body)), None
        method = self.method
        if method is None and (
            self.posts
            or (
                (body or fields or files)
                and self.client in {"curl", "libcurl", "urllib", "net/http"}
            )
        ):
            method = "POST"
        return finished(
            SampleRequest(
                language, self.client or language, method, url, tuple(self.headers), (), body,
                fields, files, self.auth, self.line,
            ),
            self.query,
        )  # fmt: skip


def _fields(form: list[tuple[str, Any]]) -> tuple[Pairs, tuple[SampleFile, ...]]:
    """Part the fields of a form from its files."""
    fields: list[tuple[str, str]] = []
    files: list[SampleFile] = []
    for name, value in form:
        filename = _filename(value)
        if filename is not None:
            files.append(SampleFile(name, filename))
        else:
            for each in value if isinstance(value, list) else [value]:
                fields.append((name, text_of(each) or ""))
    return tuple(fields), tuple(files)


def _filename(value: Any) -> str | None:
    """Return the name of the file that a value of a form stands for, None for a plain value."""
    if isinstance(value, list):
        found = [_filename(each) for each in value]
        named = [each for each in value if isinstance(each, str) and "/" not in each]
        return next((named[0] if named else each for each in found if each is not None), None)
    if isinstance(value, Call) and _FILE_MAKERS.search(value.name):
        return next((text for each in value.args if (text := text_of(each))), "")
    if isinstance(value, Name) and re.search(r"file|\bfs\b|blob", value.text, re.IGNORECASE):
        return ""
    return value[1:] if isinstance(value, str) and re.match(r"@[\w./\\:-]+$", value) else None
