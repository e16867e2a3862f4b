"""Snippets of every target whose tools are there, run: what the environment brings, what is new.

What they send otherwise is measured by `python -m scripts.snippets`.
"""

from __future__ import annotations

import base64
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.analysis import all_targets
from generator.emitters.snippets.targets import Target
from scripts.snippets.running import filled, link_modules, missing_tools
from tests.built import auth, collection, header, item, raw
from tests.recording import Recorded, Recorder, recording
from tests.trees import Tree, generated, run
from tests.wires import parts

SECRET = "s&c=r #?e%2Ft'\"$é"
FRESH = "{{$guid}} {{$timestamp}} {{$isoTimestamp}} {{$randomInt}}"
MADE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} \d{10}"
    r" \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \d{1,4}"
)


def _command(target: Target) -> list[str]:
    """Return what runs one file of a target; nothing where that is not known or not possible."""
    is_prepared = "compile" in target.run or "{work}" in target.run.get("command", "")
    return shlex.split(target.run.get("alone" if is_prepared else "command", ""))


TARGETS = [target for target in all_targets() if _command(target)]


@dataclass(frozen=True)
class Snippets:
    """The snippets of all targets, and a server that they send to."""

    tree: Tree
    server: Recorder
    folder: Path

    def run(
        self, target: Target, index: int, env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a target's snippet for an item."""
        script = self.tree.snippets(target.name)[f"#/item/{index}"]
        words = [filled(word.replace("{file}", str(script))) for word in _command(target)]
        if words[0] == "python3":
            words[0] = sys.executable
        return run(words, self.folder, {"GOCACHE": str(self.folder / "go"), **env})

    def sent(self, target: Target, index: int, **env: str) -> Recorded:
        """Run a snippet and return the one request that it sent."""
        self.server.take()
        done = self.run(target, index, {"BASE": self.server.url, **env})
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return self.server.one()


# Where no variable stands in the address: helpers must be there all the same.
URL = "http://127.0.0.1:PORT"
ITEMS = [
    item(
        "Variable", "{{base}}/x", "PUT", header=header("X-A: a{{value}}"), body=raw("<{{value}}>")
    ),
    item("Key", "{{base}}/x?a=1", auth=auth("apikey", key="k", value=SECRET, **{"in": "query"})),
    item("Token", URL + "/x", auth=auth("oauth2", headerPrefix="Bearer")),
    item("Query", "{{base}}/x", auth=auth("oauth2", addTokenTo="queryParams")),
    item("Fresh", "{{base}}/x", "POST", header=header("Content-Type: a/b"), body=raw(FRESH)),
    item(
        "Options",
        "{{base}}/x",
        "POST",
        header=header("-o: /PWN", "--json: =1", "Content-Type: a/b"),
        body=raw("@PWN"),
    ),
    item(
        "Fields",
        "{{base}}/x",
        "POST",
        body={
            "mode": "formdata",
            "formdata": [{"key": "-o", "value": "PWN"}, {"key": "--json", "value": "@PWN"}],
        },
    ),
    item("Basic", "{{base}}/x", auth=auth("basic", username="{{user}}", password="p{{user}}")),
]


@pytest.fixture(scope="module")
def snippets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snippets]:
    folder = tmp_path_factory.mktemp("snippets")
    link_modules(folder)
    names = tuple(target.name for target in TARGETS)
    with recording() as server:
        items = json.loads(json.dumps(ITEMS).replace("PORT", str(server.port)))
        tree = generated(folder, collection(*items), emit=("snippets",), targets=names)
        yield Snippets(tree, server, folder)


@pytest.fixture(params=TARGETS, ids=lambda target: target.name)
def target(request: pytest.FixtureRequest) -> Target:
    found: Target = request.param
    if missing := missing_tools(found, wrapped=False):
        pytest.skip(f"{', '.join(missing)} is missing")
    return found


def test_variables(snippets: Snippets, target: Target) -> None:
    value = 'v"$é`\\'
    request = snippets.sent(target, 0, VALUE=value)
    assert (request.method, request.target) == ("PUT", "/x")
    assert request.body.decode() == f"<{value}>"
    plain = snippets.sent(target, 0, VALUE="it's")
    assert plain.header("X-A") == "ait's"


def test_a_variable_that_is_not_set(snippets: Snippets, target: Target) -> None:
    done = snippets.run(target, 0, {"BASE": snippets.server.url})
    assert done.returncode != 0
    assert b"VALUE" in done.stderr + done.stdout
    assert snippets.server.take() == []


def test_a_secret_in_the_query(snippets: Snippets, target: Target) -> None:
    (name,) = (row["env"] for row in snippets.tree.lock["variables"] if "/item/1/" in str(row))
    request = snippets.sent(target, 1, **{name: SECRET})
    assert request.target == "/x?a=1&k=s%26c%3Dr%20%23%3Fe%2Ft%27%22%24%C3%A9"


def test_a_token_that_may_be_unset(snippets: Snippets, target: Target) -> None:
    assert snippets.sent(target, 2, OAUTH2_TOKEN="abc").header("Authorization") == "Bearer abc"
    assert snippets.sent(target, 2).header("Authorization") is None
    assert snippets.sent(target, 3, OAUTH2_TOKEN="abc").target == "/x?access_token=abc"
    assert snippets.sent(target, 3).target == "/x"


def test_values_made_anew(snippets: Snippets, target: Target) -> None:
    first, second = (snippets.sent(target, 4).body.decode() for _ in range(2))
    assert MADE.fullmatch(first) and MADE.fullmatch(second)
    assert first.split()[0] != second.split()[0]


def test_names_that_look_like_options(snippets: Snippets, target: Target) -> None:
    request = snippets.sent(target, 5)
    assert [request.header("-o"), request.header("--json")] == ["/PWN", "=1"]
    assert request.body == b"@PWN"
    fields = parts(snippets.sent(target, 6))
    assert [(p.name, p.content) for p in fields] == [("-o", b"PWN"), ("--json", b"@PWN")]
    assert not list(snippets.folder.rglob("*PWN"))


def test_basic_auth(snippets: Snippets, target: Target) -> None:
    found = snippets.sent(target, 7, USER_VALUE="ué:1").header("Authorization")
    assert found is not None
    assert base64.b64decode(found.removeprefix("Basic ")).decode() == "ué:1:pué:1"
