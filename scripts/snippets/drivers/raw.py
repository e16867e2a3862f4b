"""Send the request of a snippet that is no program: an HTTP file, as editors do, or a HAR.

    python raw.py FILE

Variables of the environment stand in both as ``{{NAME}}``. What an HTTP file declares must be set;
a header with another that is not is left out, and so is a parameter of the query.
"""

from __future__ import annotations

import base64
import json
import os
import random
import re
import socket
import ssl
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

Headers = list[tuple[bytes, bytes]]
DECLARED = re.compile(rb"@(\w+) = \{\{\$processEnv \w+\}\}")
FRESH: dict[bytes, Callable[[], str]] = {
    b"$guid": lambda: str(uuid.uuid4()),
    b"$timestamp": lambda: str(int(time.time())),
    b"$datetime iso8601": lambda: time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
    b"$randomInt 0 1001": lambda: str(random.randrange(1001)),
}
SLOT = re.compile(rb"\{\{(%?)(\w+|\$\w[\w ]*)\}\}")


def main(path: Path) -> None:
    """Read a file and send its request."""
    content = path.read_bytes()
    if path.suffix == ".har":
        request = json.loads(content)["log"]["entries"][0]["request"]
        send(*har_request(request))
    else:
        send(*http_request(content.removesuffix(b"\n").split(b"\n")))


def http_request(lines: list[bytes]) -> tuple[bytes, bytes, Headers, bytes | None]:
    """Return method, URL, headers and body of an HTTP file."""
    while not lines[0] or lines[0].startswith((b"#", b"@")):
        declared = DECLARED.fullmatch(lines.pop(0))
        if declared and declared[1] not in os.environb:
            sys.exit(f"{declared[1].decode()} is not set")
    method, url, _ = fill(lines.pop(0)).split(b" ")
    headers = []
    while lines and lines[0]:
        name, _, value = lines.pop(0).partition(b": ")
        headers.append((fill(name), fill(value)))
    if not lines:
        return method, url, headers, None
    pieces = [_read(line[2:]) if line.startswith(b"< ") else fill(line) for line in lines[1:]]
    is_form = any(value.startswith(b"multipart/") for _, value in headers)
    return method, url, headers, (b"\r\n" if is_form else b"\n").join(pieces)


def har_request(request: Mapping[str, Any]) -> tuple[bytes, bytes, Headers, bytes | None]:
    """Return method, URL, headers and body of the request of a HAR."""
    headers = [(_filled(row, "name"), _filled(row, "value")) for row in request["headers"]]
    data = request.get("postData")
    body = None
    if data is not None and "params" in data:
        boundary = uuid.uuid4().hex.encode()
        headers.append((b"Content-Type", b"multipart/form-data; boundary=" + boundary))
        parts = [b"--" + boundary + b"\r\n" + _part(row) + b"\r\n" for row in data["params"]]
        body = b"".join(parts) + b"--" + boundary + b"--\r\n"
    elif data is not None:
        body = _filled(data, "text") if "text" in data else _read(data["_path"].encode())
    return _filled(request, "method"), _filled(request, "url"), headers, body


def _part(row: Mapping[str, str]) -> bytes:
    name, file = (_filled(row, key).replace(b'"', b"%22") for key in ("name", "fileName"))
    head = b'Content-Disposition: form-data; name="' + name + b'"'
    head += b'; filename="' + file + b'"' if "fileName" in row else b""
    head += b"\r\nContent-Type: " + _filled(row, "contentType") if "contentType" in row else b""
    content = _read(row["_path"].encode()) if "_path" in row else _filled(row, "value")
    return head + b"\r\n\r\n" + content


def _filled(row: Mapping[str, str], key: str) -> bytes:
    return fill(row.get(key, "").encode())


def _read(path: bytes) -> bytes:
    return Path(os.fsdecode(fill(path))).read_bytes()


def fill(text: bytes) -> bytes:
    """Return a text with its variables, those marked with % encoded."""
    return SLOT.sub(_value, text)


def _value(found: re.Match[bytes]) -> bytes:
    if found[2] in FRESH:
        return FRESH[found[2]]().encode()
    value = os.environb.get(found[2].removeprefix(b"$decoded "))
    if value is None:
        return found[0]
    if found[2].startswith(b"$"):
        return unquote_to_bytes(value)
    return quote_from_bytes(value, safe="%").encode() if found[1] else value


def send(
    method: bytes, url: bytes, headers: Sequence[tuple[bytes, bytes]], body: bytes | None
) -> None:
    """Send a request, through the proxy of the environment if there is one; print the answer."""
    url = re.sub(rb"[?&][^?&=]*=\{\{\w+\}\}", b"", url)
    parts = urlsplit(url.partition(b"#")[0])
    host = parts.netloc.rpartition(b"@")[2]
    names = {name.lower() for name, _ in headers}
    rows = [(n, _basic(v) if n.lower() == b"authorization" else _latin1(v)) for n, v in headers]
    rows = [row for row in rows if not SLOT.search(row[1])]
    if b"host" not in names:
        rows.insert(0, (b"Host", host))
    if body is not None or method in (b"POST", b"PUT", b"PATCH"):
        rows = [row for row in rows if row[0].lower() != b"content-length"]
        rows.append((b"Content-Length", b"%d" % len(body or b"")))
    rows.append((b"Connection", b"close"))
    target = (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")
    head = [method + b" " + target + b" HTTP/1.1", *(name + b": " + value for name, value in rows)]
    with _connected(parts.scheme == b"https", host.decode()) as connection:
        connection.sendall(b"\r\n".join(head) + b"\r\n\r\n" + (body or b""))
        while piece := connection.recv(65536):
            os.write(1, piece)


def _basic(value: bytes) -> bytes:
    """Return the value of Authorization: a user and password after Basic are encoded."""
    scheme, _, credentials = value.partition(b" ")
    if scheme.lower() != b"basic" or b":" not in credentials:
        return value
    return scheme + b" " + base64.b64encode(credentials)


def _latin1(value: bytes) -> bytes:
    """Return the value of a header in Latin-1, where that is possible."""
    text = value.decode()
    return text.encode("latin-1") if max(text, default="") <= "\xff" else value


def _connected(is_secure: bool, host: str) -> socket.socket:
    parts = urlsplit(f"//{host}")
    port = parts.port or (443 if is_secure else 80)
    name = parts.hostname or ""
    proxy = urlsplit(os.environ.get("HTTPS_PROXY" if is_secure else "HTTP_PROXY", ""))
    if not proxy.hostname or os.environ.get("NO_PROXY") == "*":
        connection = socket.create_connection((name, port), 20)
    else:
        connection = socket.create_connection((proxy.hostname, proxy.port or 80), 20)
        user = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
        asked = f"CONNECT {name}:{port} HTTP/1.1\r\nProxy-Authorization: Basic {user}\r\n\r\n"
        connection.sendall(asked.encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += connection.recv(1)
    if is_secure:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=name)
    return connection


if __name__ == "__main__":
    main(Path(sys.argv[1]))
