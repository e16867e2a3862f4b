"""What goes on the wire: cases as data, sent by the snippets of one collection through a proxy."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from tests.built import collection
from tests.recording import Headers, Recorded, Recorder, recording
from tests.trees import Tree, generated, imported, run

# Headers that a client adds by itself; they count only where a case names them.
_AUTOMATIC = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "proxy-connection",
     "user-agent"}
)  # fmt: skip
# What of the environment would lead requests elsewhere, or have certificates read for each.
_LEFT_OUT = ("no_proxy", "NO_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "SSL_CERT_FILE")
# Whatever stands here is not sent: a case names it to say so.
ABSENT = "(absent)"
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
TEXT = "Content-Type: text/plain"


@dataclass(frozen=True)
class Part:
    """A part of a multipart body."""

    name: str
    content: bytes
    file_name: str | None = None
    media_type: str | None = None


@dataclass(frozen=True)
class Sent:
    """A request as Postman sends it; of the automatic headers those that matter."""

    method: str
    target: str
    headers: Headers
    body: bytes | tuple[Part, ...]


@dataclass(frozen=True)
class Case:
    """An entry of ``item``, and what its requests send, in document order."""

    name: str
    item: Mapping[str, Any]
    sent: tuple[Sent, ...]


def sends(line: str, *headers: str, body: bytes | Sequence[Part] = b"") -> Sent:
    """Return a request of ``METHOD URL`` (GET when left out) and ``Name: value`` lines."""
    method, _, target = line.rpartition(" ")
    rows = (header.partition(": ") for header in headers)
    return Sent(
        method or "GET",
        target,
        tuple((name, value) for name, _, value in rows),
        body if isinstance(body, bytes) else tuple(body),
    )


def case(name: str, item: Mapping[str, Any], *sent: Sent) -> Case:
    """Return a case."""
    return Case(name, item, sent)


@dataclass(frozen=True)
class Wire:
    """A generated tree, the environment that its lock asks for, and the proxy that records."""

    tree: Tree
    env: Mapping[str, str]
    proxy: Recorder
    work: Path

    def pointers(self, below: str) -> list[str]:
        """Return the requests at or below a pointer, in document order."""
        found = (p for p in self.tree.snippets("shell/curl") if f"{p}/".startswith(f"{below}/"))
        return sorted(found, key=lambda p: [int(n) for n in re.findall(r"\d+", p)])

    def by_curl(self, pointer: str, shell: str = "sh", **env: str) -> Recorded:
        """Run the curl snippet of a request and return what arrived."""
        script = self.tree.snippets("shell/curl")[pointer]
        self.proxy.take()
        done = run([shell, script], self.work, {"NO_PROXY": "", **self._env(env)})
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return self.proxy.one()

    def by_python(self, pointer: str, **env: str) -> Recorded:
        """Run the Python snippet of a request in this process and return what arrived."""
        script = self.tree.snippets("python/client")[pointer]
        self.proxy.take()
        with pytest.MonkeyPatch.context() as patch:
            for name in _LEFT_OUT:
                patch.delenv(name, raising=False)
            # An empty folder of certificates: reading all of them takes longer than the request.
            patch.setenv("SSL_CERT_DIR", str(self.work))
            for name, value in self._env(env).items():
                patch.setenv(name, value)
            patch.chdir(self.work)
            code = compile(script.read_bytes(), str(script), "exec")
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, {"__name__": "__main__"})
        return self.proxy.one()

    def _env(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**self.env, "http_proxy": self.proxy.url, **more}

    def check(self, below: str, expected: Iterable[Sent]) -> None:
        """Check that both snippets of each request send what is expected."""
        for pointer, sent in zip(self.pointers(below), expected, strict=True):
            assert_sent(self.by_curl(pointer), sent)
            assert_sent(self.by_python(pointer), sent, by_client=True)


@contextmanager
def wired(
    place: Path,
    source: Mapping[str, Any],
    values: Mapping[str, str] | None = None,
    *,
    environments: Sequence[Mapping[str, Any]] = (),
    files: Mapping[str, bytes] | None = None,
) -> Iterator[Wire]:
    """Generate from a collection; ``values`` are those of its open variables by their names.

    The package is named as the place is, so that several trees may be imported at once.
    """
    work = place / "work"
    work.mkdir(parents=True)
    for name, content in (files or {}).items():
        (work / name).write_bytes(content)
    paths = []
    for index, environment in enumerate(environments):
        paths.append(place / f"{index}.postman_environment.json")
        paths[-1].write_text(json.dumps(environment), encoding="utf-8")
    named = {"info": {**source["info"], "name": place.name}} if "info" in source else {}
    tree = generated(place, {**source, **named}, environments=paths)
    with recording() as proxy, imported(tree):
        yield Wire(tree, _environment(tree, source, values or {}), proxy, work)


def wired_cases(place: Path, cases: Sequence[Case], **more: Any) -> AbstractContextManager[Wire]:
    """Generate from one collection of all cases; their requests stand at ``#/item/<index>``."""
    members = more.pop("members", {})
    return wired(place, collection(*(one.item for one in cases), **members), **more)


def _environment(
    tree: Tree, source: Mapping[str, Any], values: Mapping[str, str]
) -> dict[str, str]:
    """Return what the lock's variables stand for: a value of the case, or a literal."""
    found: dict[str, str] = {}
    for row in tree.lock["variables"]:
        if row["pointer"] is None:
            found |= {row["env"]: values[row["name"]]} if row["name"] in values else {}
            continue
        steps = row["pointer"].removeprefix("#/").split("/")
        text = reduce(lambda at, s: at[int(s) if isinstance(at, list) else s], steps, source)
        start, end = row.get("span") or (0, None)
        found[row["env"]] = str(text)[start:end]
    return found


# Comparing


def assert_sent(request: Recorded, sent: Sent, by_client: bool = False) -> None:
    """Check what arrived.

    The client says some of it in its own way: of a query it escapes more and leaves out empty
    pieces, and it writes JSON anew.
    """
    assert (request.method, *_address(request.target, by_client)) == (
        sent.method,
        *_address(sent.target, by_client),
    )
    assert _headers(request, sent) == sorted(h for h in sent.headers if h[1] != ABSENT)
    if isinstance(sent.body, tuple):
        assert parts(request) == list(sent.body)
    elif by_client and any("json" in value for _, value in sent.headers):
        assert _parsed(request.body) == _parsed(sent.body)
    else:
        assert request.body == sent.body


def _address(target: str, decoded: bool) -> tuple[str, Any]:
    address, _, query = target.partition("?")
    if not decoded or not query:
        return address, target[len(address) :]
    pieces = (piece.partition("=") for piece in query.split("&") if piece)
    return address, [tuple(map(unquote_to_bytes, piece)) for piece in pieces]


def _headers(request: Recorded, sent: Sent) -> list[tuple[str, str]]:
    """Return the headers that a case speaks of; a boundary is the client's own."""
    authority = re.sub(r"^\w+://([^/?]*).*", r"\1", request.target, flags=re.DOTALL)
    named = {name.lower() for name, _ in sent.headers}
    if "host" not in named:
        assert request.header("Host") == authority
    return sorted(
        (name, value.partition("; boundary=")[0])
        for name, value in request.headers
        if name.lower() not in _AUTOMATIC - named
    )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def parts(request: Recorded) -> list[Part]:
    """Return the parts of a multipart body."""
    stated = re.search(r'; boundary="?([^";]+)"?', request.header("Content-Type") or "")
    assert stated, request
    boundary = b"--" + stated[1].encode()
    start, *pieces, end = (b"\r\n" + request.body).split(b"\r\n" + boundary)
    assert (start, end.strip()) == (b"", b"--")
    return [_part(piece.removeprefix(b"\r\n")) for piece in pieces]


def _part(piece: bytes) -> Part:
    head, _, content = piece.partition(b"\r\n\r\n")
    lines = (line.partition(": ") for line in head.decode().split("\r\n"))
    stated = {name.lower(): value for name, _, value in lines}
    assert stated.keys() <= {"content-disposition", "content-type", "content-length"}
    message = Message()
    message["Content-Disposition"] = stated["content-disposition"]
    name = message.get_param("name", header="Content-Disposition")
    return Part(str(name), content, message.get_filename(), stated.get("content-type"))
