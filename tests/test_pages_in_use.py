"""Real pages from end to end: what curl and the client send is what the page says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator import inspection
from generator.loading import load
from generator.options import Options
from tests import shared
from tests.recording import Recorded, Recorder, recording
from tests.trees import Tree, generated, run_curl, run_python

EMIT = ("client", "snippets", "reference")


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


def _seed(number: str) -> Path:
    (page,) = (shared.require() / "seeds").glob(f"{number}_*.txt")
    return page


def _generated(folder: Path, number: str, server: Recorder, *hosts: str) -> Tree:
    """Generate from a seed page whose address is that of the server."""
    text = _seed(number).read_text("utf-8")
    for host in hosts:
        text = text.replace(host, server.url)
    page = folder / "page.txt"
    page.write_text(text, "utf-8")
    return generated(folder, page, emit=EMIT)


def _sent(tree: Tree, server: Recorder, env: dict[str, str], folder: Path) -> list[Recorded]:
    """Return what curl sends, then what the client's example does."""
    (script,) = tree.snippets("shell/curl").values()
    (example,) = tree.snippets("python/client").values()
    run_curl(script, folder, env)
    run_python(example, folder, tree.client, env)
    return server.take()


def test_a_page_of_lines_and_samples(server: Recorder, tmp_path: Path) -> None:
    tree = _generated(tmp_path, "001", server, "https://api.ocamba.com")
    server.answer(204, b"")
    sent = _sent(tree, server, {"ID": "i-7", "TOKEN": "t"}, tmp_path)
    assert len(sent) == 2
    for request in sent:
        assert (request.method, request.target) == ("PATCH", "/v1/hood/integrations/i-7")
        assert request.header("Authorization") == "Bearer t"
        assert request.header("Content-Type") == "application/json"
        body = json.loads(request.body)
        assert (body["name"], body["status"]) == ("Test Patch", "active")
        assert set(body["settings"]) == {"account_sid", "auth_token", "default_phone_number"}
    reference = (tree.root / "reference" / "index.md").read_text("utf-8")
    for words in ("Burst: 10/s", "Steady: 150/m", "At least one of the updatable fields"):
        assert words in reference
    for words in ("`id`", "The settings substructure differs", "The request is not valid."):
        assert words in reference


def test_a_page_with_glued_parameters(server: Recorder, tmp_path: Path) -> None:
    hosts = ("https://examplebaseURL.com", "https://examplebaseurl.com")
    tree = _generated(tmp_path, "004", server, *hosts)
    env = {"APP_ID": "a-1", "DESTINATION_ID": "d-2", "TOKEN": "t"}
    sent = _sent(tree, server, env, tmp_path)
    assert len(sent) == 2
    for request in sent:
        assert (request.method, request.target) == ("PATCH", "/v1/api/apps/a-1/destination/d-2")
        assert request.header("Authorization") == "Bearer t"
        required = {"displayName", "supportLanguages", "supportLocations", "types"}
        assert set(json.loads(request.body)) == required
    reference = (tree.root / "reference" / "index.md").read_text("utf-8")
    for words in ("supportLanguages", "PSTN Number with country code", "`400`"):
        assert words in reference


@pytest.mark.parametrize(("number", "item"), [("000", 0), ("002", 1), ("003", 2)])
def test_a_page_that_holds_an_item_gives_that_item(number: str, item: int) -> None:
    items = shared.require() / "seeds" / "items.postman_collection.json"
    exact = load(Options((str(items),))).api.endpoints[item]
    (found,) = load(Options((str(_seed(number)),))).api.endpoints
    assert found.name == exact.name
    # The item's folder, which the page does not hold, has the auth: the page's curl shows it.
    assert found.request.auth.kind == exact.request.auth.kind
    for part in ("method", "url", "parameters", "headers", "body"):
        assert _plain(getattr(found.request, part)) == _plain(getattr(exact.request, part))
    saved = [_plain(response) for response in found.responses]
    assert saved[: len(exact.responses)] == [_plain(response) for response in exact.responses]


def _plain(value: Any) -> Any:
    """Return a value of the model without places and without what auth a saved request had."""
    left_out = {"origin", "auth"}
    return json.loads(
        json.dumps(inspection.as_json(value)),
        object_hook=lambda row: {k: v for k, v in row.items() if k not in left_out},
    )


@pytest.mark.parametrize(
    ("stated", "member"),
    [
        ("", "name: str"),
        ("Status 201: created.", "name: str"),
        ('Response 200:\n\n```json\n{"ok": true}\n```', "ok: bool"),
    ],
)
def test_an_example_without_a_status_is_that_of_success(
    stated: str, member: str, tmp_path: Path
) -> None:
    page = tmp_path / "pets.md"
    sample = '```json\n{"id": 1, "name": "Rex"}\n```'
    page.write_text(
        f"# Create pet\n\n`POST /pets`\n\n{stated}\n\nExample response:\n\n{sample}\n", "utf-8"
    )
    tree = generated(tmp_path, page, emit=("client",))
    text = "".join(path.read_text("utf-8") for path in tree.client.rglob("*.py"))
    assert "-> Call[CreatePetResponse]:" in text
    assert f"\n    {member}\n" in text or f"\n    {member} |" in text
