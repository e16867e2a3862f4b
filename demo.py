"""Show what codegen does: generate from a sample collection, then use what came out.

    python3 demo.py

Makes an environment, installs the project, generates ``build/demo/bank-links``, and runs a
generated Python example and a generated curl snippet against a small server on this machine.
Standard library only. Nothing but the installation needs a network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from scripts.bootstrap import ROOT, Venv, fail, prepare, say

COLLECTION = "collections/bank-links.postman_collection.json"
ENVIRONMENT = "build/demo/local.postman_environment.json"
OUTPUT = "build/demo/bank-links"

#: What the server answers to every request: the link that the collection's own example shows.
ANSWER = {
    "id": "7f0d1c1e-63a5-4b53-8a0c-5d2d40c4a7e9",
    "institution": "demo_bank",
    "access_mode": "recurrent",
    "last_accessed_at": "2024-05-17T09:30:00Z",
    "status": "valid",
    "created_by": "0c1b7c62-9f8e-4f4e-b0d6-3a3f1d2c9b11",
    "refresh_rate": "24h",
}

TIMEOUT = 60.0  # seconds for one snippet


@dataclass(frozen=True)
class Received:
    """A request as it arrived; ``target`` is path and query."""

    method: str
    target: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Server:
    """The server's address and the requests that arrived, oldest first."""

    url: str
    received: list[Received]


def main() -> int:
    """Run the demo and return the exit status."""
    venv = prepare("demo")
    with serving() as server:
        say(f"a server answers at {server.url}")
        generate(venv, server.url)
        lock = json.loads((ROOT / OUTPUT / "codegen.lock").read_text(encoding="utf-8"))
        python_example, curl_snippet = pick_snippets(lock)
        show_snippet(python_example)
        show_snippet(curl_snippet)
        environment = {**snippet_environment(venv), **demo_values(lock)}
        run_snippet([venv.python, python_example], environment, server)
        if shutil.which("curl"):
            run_snippet(["sh", curl_snippet], environment, server)
        else:
            say("curl is not installed, so the curl snippet is not run")
    say(f"done; look around in {OUTPUT}")
    return 0


def generate(venv: Venv, base_url: str) -> None:
    """Run the command as a user would, with an environment file that names the server."""
    environment = ROOT / ENVIRONMENT
    environment.parent.mkdir(parents=True, exist_ok=True)
    values = [{"key": "baseUrl", "value": base_url, "enabled": True}]
    environment.write_text(json.dumps({"name": "demo", "values": values}), encoding="utf-8")
    arguments = ["generate", COLLECTION, "-e", ENVIRONMENT, "-o", OUTPUT]
    say("codegen " + " ".join(arguments))
    command = [str(venv.command("codegen")), *arguments]
    status = subprocess.run(command, cwd=ROOT, env=venv.variables()).returncode
    if status != 0:
        fail(f"codegen ended with exit status {status}")


def pick_snippets(lock: dict[str, Any]) -> tuple[Path, Path]:
    """Return a Python example and a curl snippet of the same endpoint, a PUT if there is one."""
    paths: dict[str, dict[str, Path]] = {"python/client": {}, "shell/curl": {}}
    for file in lock["files"]:
        if file.get("target") in paths and file.get("endpoint"):
            paths[file["target"]][file["endpoint"]] = ROOT / OUTPUT / file["path"]
    examples, snippets = paths["python/client"], paths["shell/curl"]
    both = [endpoint for endpoint in snippets if endpoint in examples]
    if not both:
        fail("codegen.lock lists no endpoint with both a python/client and a shell/curl snippet")
    puts = (endpoint for endpoint in both if sends_put(snippets[endpoint]))
    chosen = next(puts, both[0])
    return examples[chosen], snippets[chosen]


def sends_put(curl_snippet: Path) -> bool:
    """Tell whether a curl snippet sends a PUT; those have a body and so more to show."""
    return re.search(r"\bPUT\b", curl_snippet.read_text(encoding="utf-8")) is not None


def show_snippet(path: Path) -> None:
    """Print a snippet."""
    say(f"{path.relative_to(ROOT)}:")
    print_indented(path.read_text(encoding="utf-8"))


def snippet_environment(venv: Venv) -> dict[str, str]:
    """Return the environment of the snippets without the demo values.

    The generated client is imported from where it was written and leaves no bytecode there; a
    proxy is not asked for the server on this machine.
    """
    return {
        **venv.variables(),
        "PYTHONPATH": str(ROOT / OUTPUT / "client"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def demo_values(lock: dict[str, Any]) -> dict[str, str]:
    """Return a value, made up from its name, for each environment variable that the lock lists."""
    names = [str(variable["env"]) for variable in lock["variables"]]
    return {name: "demo-" + name.lower().replace("_", "-") for name in names}


def run_snippet(command: Sequence[str | Path], environment: dict[str, str], server: Server) -> None:
    """Run a snippet in its own folder, and print what arrived and what it printed."""
    snippet = Path(command[-1])
    say(f"running {snippet.relative_to(ROOT)}")
    server.received.clear()
    result = subprocess.run(
        command,
        cwd=snippet.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=TIMEOUT,
    )
    for request in server.received:
        say("the server received:")
        print_indented(describe(request))
    say(f"the snippet ended with exit status {result.returncode} and printed:")
    print_indented(result.stdout)
    if result.returncode != 0 or not server.received:
        fail("the snippet did not work")


def describe(request: Received) -> str:
    """Return a request as text: request line, the headers that matter here, body."""
    lines = [f"{request.method} {request.target}"]
    for name in ("Authorization", "Content-Type"):
        if name in request.headers:
            lines.append(f"{name}: {request.headers[name]}")
    return "\n".join([*lines, "", request.body] if request.body else lines)


def print_indented(text: str) -> None:
    """Print text set off from the progress messages."""
    print(textwrap.indent(text.strip("\n"), "    ") + "\n", flush=True)


@contextmanager
def serving() -> Iterator[Server]:
    """Answer every request on a free port of this machine with the canned JSON."""
    received: list[Received] = []
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler(received))
    Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield Server(f"http://127.0.0.1:{http.server_port}", received)
    finally:
        http.shutdown()
        http.server_close()


def handler(received: list[Received]) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that notes what arrives in ``received``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # curl and httpx expect it, 1.0 would close each connection

        def answer(self) -> None:
            """Note the request and answer it."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.title(): value for name, value in self.headers.items()}
            text = body.decode("utf-8", errors="replace")
            received.append(Received(self.command, self.path, headers, text))
            content = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet; the demo prints the request itself."""

    return Handler


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
