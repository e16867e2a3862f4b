"""An HTTP server on loopback that records requests as they arrive and answers as a test says.

It is a proxy too: requests for other hosts are answered here, those in a tunnel (CONNECT) as well.
"""

from __future__ import annotations

import hashlib
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BufferedIOBase

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Recorded:
    """A request as its bytes arrived: the target as sent, headers in order with their case."""

    method: str
    target: str
    headers: Headers
    body: bytes

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """Return the one value of a header; several of them fail the test."""
        found = self.all(name)
        assert len(found) < 2, f"{name} was sent {len(found)} times: {found}"
        return found[0] if found else None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    """What the server says. ``length`` is stated by it unless ``headers`` do."""

    status: int = 200
    body: bytes = b"{}"
    headers: Headers = (("Content-Type", "application/json"),)


Rule = Callable[[Recorded], Answer]


@dataclass
class Recorder:
    """A running server: where it is, what arrived. Assign ``rule`` to answer otherwise."""

    port: int = 0
    rule: Rule = field(default=lambda request: Answer())
    requests: list[Recorded] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The base URL, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, status: int = 200, body: bytes | str = b"{}", *headers: str) -> None:
        """Answer everything alike; headers are given as ``Name: value``."""
        content = body.encode() if isinstance(body, str) else body
        rows = [tuple(line.split(": ", 1)) for line in headers]
        if not any(name.lower() == "content-type" for name, _ in rows):
            rows.append(("Content-Type", "application/json"))
        fixed = Answer(status, content, tuple((name, value) for name, value in rows))
        self.rule = lambda request: fixed

    def take(self) -> list[Recorded]:
        """Return what arrived since the last call."""
        taken, self.requests[:] = list(self.requests), []
        return taken

    def one(self) -> Recorded:
        """Return the one request that arrived since the last call."""
        taken = self.take()
        assert len(taken) == 1, f"{len(taken)} requests arrived, not one: {taken}"
        return taken[0]


@contextmanager
def recording() -> Iterator[Recorder]:
    """Run a server on a free port of 127.0.0.1 until the block ends."""
    recorder = Recorder()

    class Handler(socketserver.StreamRequestHandler):
        timeout = 30
        # Where a tunnel leads; targets in it are written as those of a proxy are.
        tunnel = ""

        def handle(self) -> None:
            try:
                while self.exchange():
                    pass
            except OSError:
                return

        def exchange(self) -> bool:
            request = _read(self.rfile, self.wfile)
            if request is None:
                return False
            if request.method == "CONNECT":
                self.tunnel = "http://" + request.target.removesuffix(":80")
                self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                return True
            request = replace(request, target=self.tunnel + request.target)
            recorder.requests.append(request)
            answer = recorder.rule(request)
            self.wfile.write(_written(answer, request.method == "HEAD"))
            return request.header("Connection") != "close"

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        recorder.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield recorder
        finally:
            server.shutdown()


def _read(stream: BufferedIOBase, out: BufferedIOBase) -> Recorded | None:
    readline, read = stream.readline, stream.read
    line = readline().decode("latin-1").rstrip("\r\n")
    if not line:
        return None
    method, _, target = line.rpartition(" ")[0].partition(" ")
    rows: list[tuple[str, str]] = []
    while header := readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = header.partition(":")
        rows.append((name, value.strip(" \t")))
    request = Recorded(method, target, tuple(rows), b"")
    if request.header("Expect") == "100-continue":
        out.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if request.header("Transfer-Encoding") == "chunked":
        body = _chunks(readline, read)
    else:
        body = read(int(request.header("Content-Length") or 0))
    return Recorded(method, target, tuple(rows), body)


def _chunks(readline: Callable[[], bytes], read: Callable[[int], bytes]) -> bytes:
    body = b""
    while size := int(readline().partition(b";")[0], 16):
        body += read(size)
        readline()
    readline()
    return body


def _written(answer: Answer, head: bool) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} Status", *(f"{n}: {v}" for n, v in answer.headers)]
    if not any(name.lower() == "content-length" for name, _ in answer.headers):
        lines.append(f"Content-Length: {len(answer.body)}")
    start = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return start if head or answer.status in (204, 304) else start + answer.body


def redirecting(status: int, to: str = "/landed") -> Rule:
    """Return a rule that sends every other target on to one."""

    def rule(request: Recorded) -> Answer:
        if request.path == to:
            return Answer()
        return Answer(status, b"", (("Location", to),))

    return rule


def demanding_digest(username: str, password: str) -> Rule:
    """Return a rule that asks for digest credentials and checks those that come."""

    def rule(request: Recorded) -> Answer:
        sent = request.header("Authorization") or ""
        if not sent.startswith("Digest "):
            challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'
            return Answer(401, b"", (("WWW-Authenticate", challenge),))
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', sent))
        first = _md5(f"{username}:r:{password}")
        second = _md5(f"{request.method}:{given['uri']}")
        middle = f"n:{given['nc']}:{given['cnonce']}:auth"
        right = given["response"] == _md5(f"{first}:{middle}:{second}")
        return Answer(200 if right and given["username"] == username else 403)

    return rule


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
