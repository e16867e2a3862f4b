"""wget and HTTPie commands; curl has a module of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.readers.pages.samples.request import (
    METHODS,
    SampleAuth,
    SampleFile,
    SampleRequest,
    credential,
    finished,
    form_pairs,
)
from generator.readers.pages.samples.shell import Splitter, Word

_WGET = re.compile(r"(?<![\w./-])(wget)(?=[ \t\\])")
_HTTPIE = re.compile(
    r"(?:^|[\n;|&$%>(])[ \t]*(https?|xhs?)(?=[ \t]+(?:-|[A-Z]{3,7}\b|:|\w[\w-]*\.|localhost|['\"]))"
)
_ITEM = re.compile(r"([^\s:=@\\]*(?:\\.[^\s:=@\\]*)*)(:=@|=@|:=|==|=|:|@)(.*)", re.DOTALL)
_WGET_VALUES = {
    "-O", "-o", "-a", "-e", "-t", "-T", "-w", "-Q", "-P", "-U", "-D", "-A", "-R", "-I", "-X",
    "-i", "-l",
}  # fmt: skip
_HTTPIE_VALUES = {
    "-a", "--auth", "-A", "--auth-type", "-o", "--output", "-p", "--print", "-s", "--style",
    "--session", "--proxy",
    "--timeout", "--verify", "--cert", "--cert-key", "--raw", "--pretty", "--boundary", "--ssl",
    "--max-redirects",
}  # fmt: skip


def read_wget(code: str) -> tuple[SampleRequest, ...]:
    """Return the requests of wget commands."""
    found = (_wget(words, line) for _, words, line in _commands(_WGET, code))
    return tuple(request for request in found if request is not None)


def read_httpie(code: str) -> tuple[SampleRequest, ...]:
    """Return the requests of HTTPie commands (``http``, ``https``, ``xh``)."""
    found = (_httpie(name, words, line) for name, words, line in _commands(_HTTPIE, code))
    return tuple(request for request in found if request is not None)


def _commands(pattern: re.Pattern[str], code: str) -> Iterator[tuple[str, list[Word], int]]:
    """Give name, words and line of each command; one within another's words is none."""
    at = 0
    while found := pattern.search(code, at):
        splitter = Splitter(code, found.end())
        words: list[Word] = []
        while (word := splitter.word()) is not None:
            words.append(word)
        yield found.group(1), words, code.count("\n", 0, found.start(1)) + 1
        at = max(splitter.at, found.end())


def _options(
    words: Iterable[Word], with_value: set[str]
) -> tuple[list[tuple[str, str]], list[Word]]:
    """Part options with their values from the other words."""
    options: list[tuple[str, str]] = []
    others: list[Word] = []
    waiting = ""
    for word in words:
        name, equals, value = word.text.partition("=")
        if waiting:
            options.append((waiting, word.text))
            waiting = ""
        elif word.text.startswith("-") and not word.text.startswith("---"):
            if name in with_value and not equals:
                waiting = name
            else:
                options.append((name, value))
        else:
            others.append(word)
    return options, others


def _wget(words: list[Word], line: int) -> SampleRequest | None:
    long_values = {
        "--header",
        "--method",
        "--body-data",
        "--post-data",
        "--user",
        "--password",
        "--post-file",
        "--body-file",
    }
    options, others = _options(words, _WGET_VALUES | long_values)
    urls = [
        each.text for each in others if re.match(r"\w{1,9}://|[\w-]{1,63}\.\w|\{|\$|<", each.text)
    ]
    if not urls:
        return None
    given = dict(options)
    headers = [_header(value) for name, value in options if name == "--header" and ":" in value]
    body = given.get("--body-data", given.get("--post-data"))
    file = given.get("--body-file", given.get("--post-file"))
    posts = any(name.startswith("--post") for name in given)
    method = given.get("--method") or ("POST" if posts else "GET")
    auth: SampleAuth | None = None
    if "--user" in given:
        both = f"{given['--user']}:{given.get('--password', '')}"
        auth = credential("basic", "Authorization", "header", both)
    is_form = (
        body is not None
        and re.match(r"[\w.\[\]]{1,80}=", body) is not None
        and not any("json" in v for _, v in headers)
    )
    return finished(
        SampleRequest(
            "shell", "wget", method.upper(), urls[0], tuple(headers), (), None if is_form else body,
            form_pairs(body) if is_form and body else (), (SampleFile("",
            file),) if file else (), auth, line,
        )
    )  # fmt: skip


def _header(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name.strip(), value.strip()


def _httpie(command: str, words: list[Word], line: int) -> SampleRequest | None:
    options, others = _options(words, _HTTPIE_VALUES)
    flags = {name for name, _ in options}
    method = None
    if others and re.fullmatch(r"[A-Z]{3,7}|" + "|".join(METHODS).lower(), others[0].text):
        method = others.pop(0).text.upper()
    if not others:
        return None
    url = _httpie_url(command, others[0].text)
    headers: list[tuple[str, str]] = []
    query: list[tuple[str, str]] = []
    fields: list[tuple[str, Any]] = []
    files: list[SampleFile] = []
    for word in others[1:]:
        item = _ITEM.match(word.text)
        if item is None:
            break
        name, separator, value = (
            re.sub(r"\\(.)", r"\1", item.group(1)),
            item.group(2),
            item.group(3),
        )
        if separator == ":":
            headers.append((name, value.strip()))
        elif separator == "==":
            query.append((name, value))
        elif separator in {"@", "=@", ":=@"}:
            files.append(SampleFile(name, value.partition(";")[0]))
        else:
            fields.append((name, _json(value) if separator == ":=" else value))
    as_form = bool(flags & {"-f", "--form", "--multipart", "-m"})
    given = dict(options)
    body = given.get("--raw")
    if fields and not as_form:
        body = json.dumps(dict(fields), ensure_ascii=False, indent=2)
    login = given.get("-a", given.get("--auth"))
    kind = "bearer" if given.get("-A", given.get("--auth-type")) == "bearer" else "basic"
    return finished(
        SampleRequest(
            "shell", "httpie", method or ("POST" if fields or files or body else "GET"), url,
            tuple(headers), (), body,
            tuple((name, str(value)) for name, value in fields) if as_form else (), tuple(files),
            credential(kind, "Authorization", "header", login) if login else None, line,
        ),
        query,
    )  # fmt: skip


def _httpie_url(command: str, url: str) -> str:
    if re.match(r"\w{1,9}://|\{\{|\$", url):
        return url
    scheme = "https" if command in {"https", "xhs"} else "http"
    host = "localhost" if url[:1] in {":", "/"} else ""
    return f"{scheme}://{host}{url[1:] if url[:2] == ':/' else url}"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
