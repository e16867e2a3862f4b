"""The programs of examples/, run against a server that answers as the collections saved it."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import parse_qs
from uuid import UUID

import pytest

from tests.recording import Answer, Recorded, Recorder, Rule, recording
from tests.trees import COLLECTIONS, Tree, generated, run

EXAMPLES = Path(__file__).parents[1] / "examples"
LINK = "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4"
CREDENTIALS = {"SECRET_ID": "an-id", "SECRET_PASSWORD": "a-password"}
JSON = (("Content-Type", "application/json"),)


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def bank_links(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    source = COLLECTIONS / "bank-links.postman_collection.json"
    return generated(tmp_path_factory.mktemp("examples"), source, emit=("client", "tests"))


def _saved(tree: Tree, status: int = 200) -> Rule:
    """Return a rule that answers with the saved responses of a status; ids match any other."""
    rows = []
    for path in (tree.client / "tests" / "examples").rglob("*.json"):
        example = json.loads(path.read_text("utf-8"))
        target = example["target"].partition("?")[0]
        pattern = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "[^/]+", re.sub(r"([.+?])", r"\\\1", target))
        found = [a["json"] for a in example["answers"] if a["status"] in (status, status + 1)]
        rows += [(example["method"], pattern, body) for body in found]

    def rule(request: Recorded) -> Answer:
        for method, pattern, body in rows:
            if request.method == method and re.fullmatch(pattern, request.path):
                return Answer(status, json.dumps(body).encode(), JSON)
        return Answer(501)

    return rule


def _run(
    name: str, arguments: list[str], client: Path, server: Recorder, folder: Path
) -> CompletedProcess[bytes]:
    env = {"PYTHONPATH": str(client), "BASE_URL": server.url, **CREDENTIALS}
    return run([sys.executable, EXAMPLES / name, *arguments], folder, env)


def test_the_example_of_accounts_runs(bank_links: Tree, server: Recorder, tmp_path: Path) -> None:
    server.rule = _saved(bank_links)
    done = _run("accounts.py", [LINK], bank_links.client, server, tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    first, *accounts = done.stdout.decode().splitlines()
    assert ": " in first and accounts
    get, read = server.take()
    assert (get.method, get.target) == ("GET", f"/api/links/{LINK}/")
    assert read.method == "POST" and json.loads(read.body) == {"link": LINK}


def test_accounts_of_no_link(bank_links: Tree, server: Recorder, tmp_path: Path) -> None:
    server.rule = _saved(bank_links, 404)
    done = _run("accounts.py", [LINK], bank_links.client, server, tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"404" in done.stderr and b"Traceback" not in done.stderr


def test_the_example_of_balances_runs(bank_links: Tree, server: Recorder, tmp_path: Path) -> None:
    server.rule = _saved(bank_links)
    links = [LINK, LINK.replace("0", "1")]
    done = _run("balances.py", links, bank_links.client, server, tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert {line.partition(":")[0] for line in done.stdout.decode().splitlines()} == {*links}
    assert sorted(json.loads(r.body)["link"] for r in server.take()) == sorted(links)


def test_the_example_of_files_runs(server: Recorder, tmp_path: Path) -> None:
    source = COLLECTIONS / "kitchen-sink.postman_collection.json"
    tree = generated(tmp_path / "sink", source, emit=("client",))
    content = bytes(range(256)) * 4000
    picture = tmp_path / "picture.png"
    picture.write_bytes(content)
    binary = (("Content-Type", "application/octet-stream"),)
    server.rule = lambda request: Answer(200, request.body[::-1], binary)
    done = _run("files.py", ["picture.png", "saved"], tree.client, server, tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines()[-1] == f"saved {len(content)} bytes"
    assert (tmp_path / "saved").read_bytes() == content[::-1]
    form, alone = server.take()
    assert b'filename="picture.png"' in form.body and content in form.body
    assert alone.body == content


def _paged(request: Recorded) -> Answer:
    """Answer with two full pages of transactions and a rest; take what is sent."""
    if request.method == "POST":
        return Answer()
    page = int(parse_qs(request.target.partition("?")[2]).get("page", ["1"])[0])
    ids = range((page - 1) * 100, min(page * 100, 250))
    rows = [{"id": str(UUID(int=n)), "amount": n / 2, "value_date": "2026-01-02"} for n in ids]
    return Answer(200, json.dumps({"count": 250, "results": rows}).encode(), JSON)


@pytest.mark.parametrize("status", [200, 413])
def test_the_example_of_an_export_runs(
    status: int, bank_links: Tree, server: Recorder, tmp_path: Path
) -> None:
    source = COLLECTIONS / "kitchen-sink.postman_collection.json"
    sink = generated(tmp_path / "sink", source, emit=("client",))
    refused = Answer(status, b'{"message": "too much"}', JSON)
    server.rule = lambda r: refused if r.method == "POST" else _paged(r)
    env = {"PYTHONPATH": f"{bank_links.client}{os.pathsep}{sink.client}", "BASE_URL": server.url}
    done = run([sys.executable, EXAMPLES / "export.py", "all.csv"], tmp_path, env | CREDENTIALS)
    *pages, form = server.take()
    assert [parse_qs(page.target.partition("?")[2])["page_size"] for page in pages] == [["100"]] * 3
    written = (tmp_path / "all.csv").read_bytes()
    assert written.count(b"\n") == 251 and b"2026-01-02,124.5," in written
    assert written in form.body and b'filename="all.csv"' in form.body
    if status == 200:
        assert (done.returncode, done.stdout) == (0, b"sent 250 transactions\n"), done.stderr
    else:
        assert done.returncode == 1
        assert done.stderr.startswith(b"not sent: ") and b"413 Status: too much" in done.stderr
