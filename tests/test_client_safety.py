"""Safe without being asked: certificates are checked, waiting ends, nothing is evaluated."""

from __future__ import annotations

import ast
import asyncio
import datetime
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from generator.options import NEEDED_PACKAGES
from tests.built import auth, collection, header, item
from tests.recording import Answer, recording
from tests.signers import SOURCE as SIGNERS
from tests.trees import Tree, generated, imported, run, run_curl

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SECRET = "sesame-open-42"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    request = item("Get it", "{{baseUrl}}/it", behavior={"strictSSL": False})
    cookie = item("Own headers", "{{baseUrl}}/own", header=header("Cookie: sid={{keySecret}}"))
    rules = auth("basic", username="{{keyId}}", password="{{keySecret}}")
    return generated(
        tmp_path_factory.mktemp("safe"), collection(request, cookie, auth=rules), emit=EVERYTHING
    )


EVERYTHING = ("client", "tests", "snippets")


# Certificates


@contextmanager
def _of_nobody(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve HTTPS with a certificate that nobody vouches for; give the URL and what arrived."""
    arrived: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            arrived.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    class Server(HTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of clients that go away."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"https://localhost:{server.server_port}", arrived
        finally:
            server.shutdown()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - day).not_valid_after(now + day)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path = folder / "own.pem"
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_of_nobody_is_refused(tree: Tree, tmp_path: Path) -> None:
    """Also by a request for which Postman checks none; the caller may hand in who is trusted."""
    with imported(tree) as package, _of_nobody(tmp_path) as (url, arrived):
        settings = {"base_url": url, "key_id": "me", "key_secret": SECRET, "max_retries": 0}
        with pytest.raises(package.errors.ConnectionFailedError, match=r"(?i)certificate"):
            package.Client(**settings).get_it()

        async def call() -> None:
            async with package.AsyncClient(**settings) as client:
                await client.get_it()

        with pytest.raises(package.errors.ConnectionFailedError, match=r"(?i)certificate"):
            asyncio.run(call())
        (script,) = tree.root.glob("snippets/get_it/*curl.sh")
        env = {"BASE_URL": url, "KEY_ID": "me", "KEY_SECRET": SECRET, "no_proxy": "*"}
        done = run_curl(script, tmp_path, env, status=60)
        assert b"certificate" in done.stderr
        assert arrived == []
        trusting = ssl.create_default_context(cafile=str(tmp_path / "own.pem"))
        with httpx.Client(verify=trusting, trust_env=False) as http:
            package.Client(**settings, http_client=http).get_it()
        assert arrived == ["/it"]


# Waiting


def test_waiting_ends_without_being_asked(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[httpx.Timeout] = []

    def answer(self: object, request: httpx.Request) -> httpx.Response:
        asked.append(httpx.Timeout(**request.extensions["timeout"]))
        return httpx.Response(200)

    async def answer_later(self: object, request: httpx.Request) -> httpx.Response:
        return answer(self, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer_later)
    with imported(tree) as package:
        settings = {"base_url": "http://127.0.0.1:1", "key_id": "me", "key_secret": SECRET}
        package.Client(**settings).get_it()
        asyncio.run(package.AsyncClient(**settings).get_it())
    assert asked == [httpx.Timeout(60.0)] * 2


# Redirects


def test_nothing_secret_follows_a_redirect(tree: Tree) -> None:
    """To another port, which is another server; sync and async."""
    with imported(tree) as package, recording() as server, recording() as other:
        server.rule = lambda request: Answer(302, b"", (("Location", other.url + "/landed"),))
        settings = {"base_url": server.url, "key_id": "me", "key_secret": SECRET}
        client = package.Client(**settings)
        client.get_it()
        client.own_headers()

        async def call() -> None:
            async with package.AsyncClient(**settings) as client:
                await client.get_it()
                await client.own_headers()

        asyncio.run(call())
        assert all(request.header("Authorization") for request in server.take())
        arrived = other.take()
    assert len(arrived) == 4
    for request in arrived:
        assert SECRET not in str(request)
        assert (request.header("Authorization"), request.header("Cookie")) == (None, None)


# Evaluating

DANGEROUS = frozenset({"eval", "exec", "compile", "__import__", "breakpoint", "input"})
MODULES = frozenset({"pickle", "marshal", "shelve", "subprocess", "ctypes", "code", "runpy"})


@pytest.mark.parametrize("source", [None, SIGNERS], ids=["plain", "signers"])
def test_nothing_is_evaluated(source: Any, tree: Tree, tmp_path: Path) -> None:
    """No module of a client can, whatever is given to it."""
    made = generated(tmp_path, source, emit=("client",)) if source else tree
    sources = list(made.client.rglob("*.py"))
    assert len(sources) > 15
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name):
                assert node.id not in DANGEROUS, path
            elif isinstance(node, ast.Attribute):
                called = ast.unparse(node)
                assert not called.startswith(("os.system", "os.popen", "os.exec", "os.spawn"))
            elif isinstance(node, ast.Import):
                assert MODULES.isdisjoint(alias.name for alias in node.names), path
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in MODULES, path


# Names


@pytest.mark.parametrize("name", ["json", "typing", "httpx", "anyio", "idna", "http", "h11"])
def test_a_client_hides_no_package_that_it_needs(name: str, tmp_path: Path) -> None:
    with recording() as server:
        document = collection(item(name, server.url + "/x"))
        document["info"]["name"] = name
        made = generated(tmp_path, document, targets=("python/client",))
        assert made.package not in NEEDED_PACKAGES | sys.stdlib_module_names
        (script,) = made.root.glob("snippets/**/*.py")
        # The folder of the client goes before all that is installed.
        done = run([sys.executable, script], tmp_path, {"PYTHONPATH": str(made.client)})
        assert done.returncode == 0, done.stderr.decode()
        assert server.one().target == "/x"


def test_what_a_name_writes_into_pyproject(tmp_path: Path) -> None:
    evil = 'x"\n[tool.evil]\na = "1\\'
    tables: list[Any] = []
    for name in ("Pets", evil):
        document = collection(item("One", "https://h.test/x"))
        document["info"] |= {"name": name, "description": name, "version": name}
        made = generated(tmp_path / str(len(tables)), document, emit=("client",))
        tables.append(tomllib.loads((made.client / "pyproject.toml").read_text("utf-8")))
    plain, other = tables
    assert _shape(other) == _shape(plain)


def _shape(table: Any) -> Any:
    """Return the keys of tables in tables, and the types of what they hold."""
    if isinstance(table, dict):
        return {key: _shape(value) for key, value in table.items()}
    return type(table)


@pytest.mark.parametrize("name", ["9" * 5000, "1" * 41, "2 " + "x" * 60, "_" * 80, "9_" * 40])
def test_a_collection_of_an_endless_name(name: str, tmp_path: Path) -> None:
    document = collection(item("One", "https://h.test/x"))
    document["info"]["name"] = name
    with imported(generated(tmp_path, document, emit=("client",))) as package:
        assert package.Client is not None
