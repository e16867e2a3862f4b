"""curl commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from generator.readers.pages.samples.curl_options import LETTERS, WITH_VALUE, long_name
from generator.readers.pages.samples.request import (
    METHODS,
    SampleAuth,
    SampleFile,
    SampleRequest,
    credential,
    finished,
    form_pairs,
    header,
)
from generator.readers.pages.samples.shell import Splitter, Word

_COMMAND = re.compile(
    r"(?<![./\\@:=-])(?<![\w])curl(?:\.exe)?(?=[ \t\\^`\u00a0])"
    r"(?!\s+(?:is|command|commands|and|or)\b)"
    r"|(?<=[a-z.:)\]}'\"])(?<!lib)curl(?=\s+(?:-{1,2}[A-Za-z]|[\"']|https?://))"
)
_OPTION_LINE = re.compile(r"[-–—]{1,2}[A-Za-z]|[\"'“‘](?:https?://|\{\{|\$)|https?://")
_URL_LIKE = re.compile(
    r"[A-Za-z][\w+.-]{0,20}://|\{\{|\$|<[A-Za-z]|\{[A-Za-z]|localhost\b|[\w-]{1,63}(?:\.[\w{}-]{1,63})+"
    r"|\d{1,3}(?:\.\d{1,3}){3}|/\w|[A-Za-z][\w-]*/"
)
_ANOTHER_URL = re.compile(
    r"[A-Za-z][\w+.-]{0,20}://|\{\{|\$|localhost\b|[\w-]{1,63}(?:\.[\w-]{1,63})+/"
)
_METHOD = re.compile("|".join((*METHODS, "LINK", "UNLINK", "PURGE", "SEARCH", "PROPFIND")))
_DASHES = {"–": "--", "—": "--", "−": "-"}
_FORM_TYPE = "application/x-www-form-urlencoded"


def read(code: str) -> tuple[SampleRequest, ...]:
    """Return the requests of every curl command in ``code``."""
    requests: list[SampleRequest] = []
    at = 0
    while found := _COMMAND.search(code, at):
        splitter = Splitter(code, found.end())
        commands = [_Command()]
        _read_words(splitter, commands)
        line = code.count("\n", 0, found.start()) + 1
        requests += [r for one in commands for r in one.requests(splitter.heredoc, line)]
        at = max(splitter.at, found.end())
    return tuple(requests)


@dataclass
class _Command:
    """What the options of a command ask for, up to ``--next``, which begins with a new one."""

    urls: list[str] = field(default_factory=list)
    method: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    files: list[SampleFile] = field(default_factory=list)
    upload: str | None = None
    auth: SampleAuth | None = None
    flags: set[str] = field(default_factory=set)

    def requests(self, heredoc: str | None, line: int) -> list[SampleRequest]:
        return [self._request(url, heredoc, line) for url in self.urls if url]

    def _request(self, url: str, heredoc: str | None, line: int) -> SampleRequest:
        body = "&".join(self.data) if self.data else None
        if body in {"@-", "@/dev/stdin"} and heredoc is not None:
            body = heredoc.rstrip("\n")
        query = list(self.query)
        if "get" in self.flags and body is not None:
            query += form_pairs(body)
            body = None
        files = list(self.files)
        if body is not None and re.fullmatch(r"@[^\s{}\"]+", body):
            files.append(SampleFile("", body[1:]))
            body = None
        if self.upload is not None:
            files.append(SampleFile("", self.upload))
        form = tuple(self.fields)
        if body and not form and self._is_form(body):
            form, body = form_pairs(body), None
        return finished(
            SampleRequest(
                "shell", "curl", self._method(), url, tuple(self.headers), (), body, form,
                tuple(files), self.auth, line,
            ),
            query,
        )  # fmt: skip

    def _is_form(self, body: str) -> bool:
        content_type = header(self.headers, "content-type")
        if content_type is not None:
            return content_type.strip().lower().startswith(_FORM_TYPE)
        return re.match(r"[\w.\[\]%{}$-]{1,80}=", body) is not None and body[:1] not in "{["

    def _method(self) -> str:
        if self.method:
            return self.method
        if "head" in self.flags:
            return "HEAD"
        if self.upload is not None:
            return "PUT"
        sends = bool(self.data or self.fields or self.files)
        return "POST" if sends and "get" not in self.flags else "GET"


def _read_words(splitter: Splitter, commands: list[_Command]) -> None:
    """Read the words of a command into the last of ``commands``, and what follows into new ones."""
    while True:
        word = splitter.word()
        if word is None:
            if not _goes_on(splitter, commands[-1]):
                return
            splitter.step_over_newline()
            continue
        text = _straight(word)
        if word.text == text and (
            (word.quoted and text[:1] != "-") or text[:1] != "-" or text == "-"
        ):
            _positional(text, word, commands[-1], splitter)
        elif text.startswith("--"):
            _long(text[2:], commands, splitter)
        else:
            _short(text[1:], commands, splitter)


def _goes_on(splitter: Splitter, command: _Command) -> bool:
    """Tell whether the next line is of this command although the backslash got lost."""
    following = splitter.next_line()
    if _OPTION_LINE.match(following) is None or "\n" not in splitter.text[splitter.at :][:200]:
        return False
    return following[0] in "-–—" or not command.urls


def _straight(word: Word) -> str:
    """Return the word with typographic dashes made plain."""
    dash = _DASHES.get(word.text[:1])
    if dash is None or (word.quoted and " " in word.text):
        return word.text
    rest = word.text[1:].lstrip("-–—")
    return ("-" if len(rest) == 1 else dash) + rest


def _positional(text: str, word: Word, command: _Command, splitter: Splitter) -> None:
    """Take a URL; an unquoted word that cannot be one ends the command, prose follows."""
    if (_ANOTHER_URL if command.urls and not word.quoted else _URL_LIKE).match(text) or (
        word.quoted and not command.urls and " " not in text
    ):
        command.urls.append(text)
    elif not word.quoted and text not in {"-", "\\"}:
        splitter.ended = True


def _long(written: str, commands: list[_Command], splitter: Splitter) -> None:
    name, equals, value = written.partition("=")
    option = long_name(name)
    if option is None:
        if match := next((each for each in WITH_VALUE if name.startswith(each)), None):
            _apply(match, name[len(match) :] + equals + value, commands[-1])
        return
    if option not in WITH_VALUE:
        _flag(option, commands)
        return
    argument = value if equals else _argument(splitter)
    if argument is not None:
        _apply(option, argument, commands[-1])


def _argument(splitter: Splitter) -> str | None:
    word = splitter.word()
    if word is None and _OPTION_LINE.match(splitter.next_line()) is None:
        if splitter.next_line()[:1] not in {"'", '"'}:
            return None
        splitter.step_over_newline()
        word = splitter.word()
    return None if word is None else word.text


def _short(letters: str, commands: list[_Command], splitter: Splitter) -> None:
    """Read ``-sSLXPOST``: letters until one that takes the rest, or the next word, as its value."""
    for index, letter in enumerate(letters):
        option = LETTERS.get(letter)
        if option is None:
            return
        if option in WITH_VALUE:
            rest = letters[index + 1 :]
            argument = rest if rest else _argument(splitter)
            if argument is not None:
                _apply(option, argument, commands[-1])
            return
        _flag(option, commands)


def _flag(option: str, commands: list[_Command]) -> None:
    if option == "next":
        commands.append(_Command())
    else:
        commands[-1].flags.add(option)


def _apply(option: str, value: str, command: _Command) -> None:
    """Note what an option with a value asks for; most concern the transport alone."""
    if option == "url":
        command.urls.append(value)
    elif option == "request":
        known = _METHOD.match(value.upper()) if value[:1].isupper() or value.islower() else None
        command.method = known.group() if known else value.upper()
    elif option in {"header", "expand-header"}:
        _add_header(value, command)
    elif option in {"data", "data-ascii", "data-binary", "data-raw", "json", "expand-data"}:
        _add_data(option, value, command)
    elif option == "data-urlencode":
        command.data.append(_encoded(value))
    elif option == "url-query":
        command.query += form_pairs(value[1:] if value[:1] == "+" else _encoded(value))
    elif option in {"form", "form-string"}:
        _add_field(option, value, command)
    elif option == "upload-file":
        command.upload = value
    elif option in {"user-agent", "referer"}:
        command.headers.append((option.title(), value))
    elif option == "cookie" and ("=" in value or not re.search(r"[./]", value)):
        command.headers.append(("Cookie", value))
    else:
        _add_auth(option, value, command)


def _add_auth(option: str, value: str, command: _Command) -> None:
    if option == "oauth2-bearer":
        command.auth = credential("bearer", "Authorization", "header", value)
    elif option == "aws-sigv4":
        command.auth = credential("aws", "Authorization", "header", value)
    elif option == "user":
        kinds = [kind for kind in ("digest", "ntlm", "negotiate") if kind in command.flags]
        command.auth = credential(kinds[0] if kinds else "basic", "Authorization", "header", value)


def _add_header(value: str, command: _Command) -> None:
    name, colon, rest = value.partition(":")
    if colon and rest.strip():
        command.headers.append((name.strip(), rest.strip()))
    elif not colon and name.endswith(";"):
        command.headers.append((name[:-1].strip(), ""))


def _add_data(option: str, value: str, command: _Command) -> None:
    command.data.append(value)
    if option == "json":
        for name in ("Content-Type", "Accept"):
            if header(command.headers, name.lower()) is None:
                command.headers.append((name, "application/json"))


def _encoded(value: str) -> str:
    """Apply the rules of ``--data-urlencode``: the value is encoded, a name before it is not."""
    name, equals, content = value.partition("=")
    if not equals:
        return value if "@" in value else quote(value, safe="")
    return f"{name}={quote(content, safe='')}" if name else quote(content, safe="")


def _add_field(option: str, value: str, command: _Command) -> None:
    name, _, content = value.partition("=")
    if option == "form" and content[:1] in {"@", "<"}:
        filename, _, rest = _unquoted(content[1:])
        content_type = re.search(r";\s*type=([^;]+)", rest)
        called = re.search(r";\s*filename=\"?([^;\"]+)", rest)
        command.files.append(
            SampleFile(
                name,
                called.group(1) if called else filename,
                content_type.group(1).strip() if content_type else None,
            )
        )
    elif option == "form":
        command.fields.append((name, _unquoted(content)[0]))
    else:
        command.fields.append((name, content))


def _unquoted(content: str) -> tuple[str, str, str]:
    """Split ``content;type=…`` of a form field; a quoted content has its own escapes."""
    if found := re.match(r'"((?:[^"\\]|\\.)*)"', content):
        return re.sub(r"\\(.)", r"\1", found.group(1)), "", content[found.end() :]
    found = re.search(r";\s*(?:type|filename|headers|encoder)=", content)
    return (content[: found.start()], "", content[found.start() :]) if found else (content, "", "")
