"""What a generated client costs beside httpx: to import it, and to make a call with it.

    python benchmarks/client_speed.py [--repeat N] [--write]

A client of 1,000 requests in 50 folders is generated. Importing it and importing httpx are measured
in turns, each in a process of its own, by the processor's time. Calls are measured in turns too, on
one connection each to a server on loopback in another process: batches of a GET whose answer is
read (httpx: ``response.json()``, the client: a model). Medians are printed; ``--write`` puts them
into docs/client.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.inputs import SCHEMA
from generator.options import Options
from generator.pipeline import generate

FOLDERS, REQUESTS = 50, 20
PAGE = Path(__file__).parents[1] / "docs" / "client.md"
_MARKED = re.compile(r"(<!-- client-speed -->\n).*?(<!-- /client-speed -->)", re.DOTALL)
# Answers every request of a connection alike, as fast as Python can.
SERVER = """\
import asyncio

body = b'{"id": 7, "name": "a thing", "tags": ["a", "b"], "owner": {"id": 1, "name": "me"}}'
head = "HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: {}\\r\\n\\r\\n"
answer = head.format(len(body)).encode() + body


class Answering(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b""

    def data_received(self, data):
        self.data += data
        while b"\\r\\n\\r\\n" in self.data:
            _, _, self.data = self.data.partition(b"\\r\\n\\r\\n")
            self.transport.write(answer)


async def main():
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
"""
CALLS = """\
import json, sys, time

import httpx
from many import Client

url, batches, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
headers = {"Accept": "application/json", "X-Api-Key": "a-key"}
plain = httpx.Client(timeout=60.0, follow_redirects=True)
client = Client(base_url=url, api_key="a-key")


def with_httpx():
    response = plain.get(f"{url}/folder0/things/7", params={"page": 1}, headers=headers)
    response.raise_for_status()
    return response.json()["name"]


def with_client():
    return client.folder_0.get_thing_0(7, page=1).name


assert with_httpx() == with_client() == "a thing"
rows = []
for batch in range(batches + 2):
    row = []
    # Who begins changes, and the first batches only warm up.
    for call in (with_httpx, with_client)[:: -1 if batch % 2 else 1]:
        start = time.perf_counter()
        for _ in range(size):
            call()
        row.append((time.perf_counter() - start) / size * 1e6)
    rows.append(row[:: -1 if batch % 2 else 1])
print(json.dumps(rows[2:]))
"""


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _generate(folder)
        http, own = _imports(folder, options.repeat)
        with _serving() as port:
            plain, call = _calls(folder, port, options.repeat)
    count = f"{FOLDERS * REQUESTS:,}"
    lines = [
        f"With `python benchmarks/client_speed.py` (Python {platform.python_version()}, medians):",
        "",
        "| measured | httpx | client | ratio |",
        "|---|---|---|---|",
        f"| import of {count} requests, CPU | {http:.0f} ms | {own:.0f} ms | {own / http:.2f} |",
        f"| a call on loopback | {plain:.0f} µs | {call:.0f} µs | {call / plain:.2f} |",
        "",
    ]
    table = "\n".join(lines)
    print(table)
    if options.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(_MARKED.sub(lambda m: m[1] + table + m[2], page), "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure a client beside httpx.")
    parser.add_argument("--repeat", type=int, default=15, help="runs, and batches of calls")
    parser.add_argument("--write", action="store_true", help="put the table into docs/client.md")
    return parser.parse_args()


def _generate(folder: Path) -> None:
    folders = [
        {"name": f"Folder {f}", "item": [_request(f, r) for r in range(REQUESTS)]}
        for f in range(FOLDERS)
    ]
    auth = {
        "type": "apikey",
        "apikey": [{"key": "key", "value": "X-Api-Key"}, {"key": "value", "value": "{{apiKey}}"}],
    }
    source = folder / "many.json"
    document = {"info": {"name": "Many", "schema": SCHEMA}, "auth": auth, "item": folders}
    source.write_text(json.dumps(document), "utf-8")
    generate(Options((str(source),), emit=("client",), package="many"), folder / "out")


def _request(folder: int, request: int) -> dict[str, Any]:
    thing = {"id": 1, "name": "a", "tags": ["x"], "owner": {"id": 1, "name": "b"}}
    body = thing | {f"member_{folder}_{request}_{m}": "text" for m in range(6)}
    return {
        "name": f"Get thing {request}",
        "request": {
            "method": "GET",
            "url": f"{{{{baseUrl}}}}/folder{folder}/things/:id?page=1&size=20",
            "header": [{"key": "Accept", "value": "application/json"}],
        },
        "response": [
            {"name": "ok", "code": 200, "body": json.dumps(thing if request == 0 else body)},
            {"name": "none", "code": 404, "body": json.dumps({"message": "m", "code": "c"})},
        ],
    }


_TIMED = "import time; s = time.process_time(); import {}; print(time.process_time() - s)"


def _imports(folder: Path, repeat: int) -> tuple[float, float]:
    """Return the milliseconds to import httpx alone, and the client (with httpx)."""
    rows: list[list[float]] = []
    for _ in range(repeat + 1):
        rows.append([_python(folder, _TIMED.format(name)) for name in ("httpx", "many")])
    # The first run compiles.
    http, own = zip(*rows[1:], strict=True)
    return statistics.median(http) * 1000, statistics.median(own) * 1000


def _calls(folder: Path, port: int, repeat: int) -> tuple[float, float]:
    """Return the microseconds of a call with httpx, and with the client."""
    arguments = (f"http://127.0.0.1:{port}", str(repeat), "200")
    rows = _python(folder, CALLS, *arguments)
    plain, own = zip(*rows, strict=True)
    return statistics.median(plain), statistics.median(own)


def _python(folder: Path, code: str, *arguments: str) -> Any:
    command = [sys.executable, "-c", code, *arguments]
    place = folder / "out" / "client"
    done = subprocess.run(command, cwd=place, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@contextmanager
def _serving() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
