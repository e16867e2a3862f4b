"""Dynamic variables: made anew by snippets and clients, or stood in for (docs/postman.md)."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostic
from generator.loading import load
from generator.options import Options
from generator.resolving.dynamic_values import STAND_INS
from tests.built import auth, collection, header, item, raw
from tests.recording import Recorded, Recorder, recording
from tests.trees import Tree, generated, imported, run, run_python

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
SECONDS = r"1[0-9]{9}"
DATE_TIME = r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d\.\d{3}Z"
INTEGER = r"(?:1000|[1-9]?\d{1,2})"
METACHARACTERS = 'it\'s "q" $HOME `touch PWN` $(touch PWN) \\ !'

_JSON = """{"id": {{$randomInt}}, "at": {{$timestamp}}, "list": [{{$randomInt}}, 1],
 "words": "a {{$guid}} {{$guid}} {{$isoTimestamp}} {{$randomInt}}", "own": "{{order}}/{{order}}"}"""
ITEMS = [
    item(
        "Json",
        "{{baseUrl}}/{{$timestamp}}/x?a={{$guid}}&b={{$randomUUID}}&t={{$isoTimestamp}}",
        "POST",
        header=header("Content-Type: application/json", "X-Id: {{$guid}}", "User-Agent: {{trace}}"),
        body=raw(_JSON),
    ),
    item(
        "Text",
        "{{baseUrl}}/text",
        "POST",
        header=header("Content-Type: text/plain"),
        body=raw(METACHARACTERS + "\n{{$guid}} {{$timestamp}}"),
    ),
    item(
        "Form",
        "{{baseUrl}}/form",
        "POST",
        body={"mode": "urlencoded", "urlencoded": [{"key": "at", "value": "{{$isoTimestamp}}"}]},
    ),
    item("Long", "{{baseUrl}}/long", "POST", header=header("Content-Type: text/plain"),
         body=raw("\0%s {{$guid}} {{$randomInt}}")),
    item("Auth", "{{baseUrl}}/auth", auth=auth("bearer", token="t-{{$guid}}")),
]  # fmt: skip
VARIABLES = [
    {"key": "baseUrl", "value": "http://unset.test"},
    {"key": "trace", "value": "one {{$guid}}"},
    {"key": "order", "value": "{{$guid}}"},
]


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def tree(server: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    variables = [{"key": "baseUrl", "value": server.url}, *VARIABLES[1:]]
    return generated(tmp_path_factory.mktemp("dynamic"), collection(*ITEMS, variable=variables))


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def _check_json(request: Recorded, body: str) -> list[str]:
    """Check the formats of the first item's values; return all that are UUIDs."""
    assert _matches(rf"/{SECONDS}/x\?a={UUID}&b={UUID}&t={DATE_TIME}", request.target)
    assert _matches(UUID, request.header("X-Id") or "")
    assert _matches(f"one {UUID}", request.header("User-Agent") or "")
    value = json.loads(body)
    assert type(value["id"]) is int and 0 <= value["id"] <= 1000
    assert type(value["at"]) is int and value["at"] > 1_600_000_000
    assert 0 <= value["list"][0] <= 1000 and value["list"][1] == 1
    assert _matches(f"a {UUID} {UUID} {DATE_TIME} {INTEGER}", value["words"])
    assert _matches(f"{UUID}/{UUID}", value["own"])
    everything = " ".join((request.target, *(v for _, v in request.headers), body))
    return re.findall(UUID, everything)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_snippets_make_values(shell: str, tree: Tree, server: Recorder, tmp_path: Path) -> None:
    server.take()
    script = tree.snippets("shell/curl")["#/item/0"]
    found: list[str] = []
    for _ in range(2):
        done = run([shell, script], tmp_path)
        assert (done.returncode, done.stderr.count(b"rror")) == (0, 0), done.stderr
        request = server.one()
        found += _check_json(request, request.body.decode())
    assert len(found) == len(set(found)) == 16


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_text_around_values_stays_text(
    shell: str, tree: Tree, server: Recorder, tmp_path: Path
) -> None:
    server.take()
    for pointer in ("#/item/1", "#/item/2", "#/item/3", "#/item/4"):
        assert run([shell, tree.snippets("shell/curl")[pointer]], tmp_path).returncode == 0
    text, form, long, authorized = server.take()
    assert _matches(re.escape(METACHARACTERS + "\n") + f"{UUID} {SECONDS}", text.body.decode())
    assert _matches("at=" + DATE_TIME.replace(":", "%3A"), form.body.decode())
    assert _matches(f"\0%s {UUID} {INTEGER}", long.body.decode())
    assert _matches(f"Bearer t-{UUID}", authorized.header("Authorization") or "")
    assert not (tmp_path / "PWN").exists()


def test_a_snippet_has_only_the_functions_that_it_calls(tree: Tree) -> None:
    scripts = tree.snippets("shell/curl")
    first, form = (scripts[p].read_text("utf-8") for p in ("#/item/0", "#/item/2"))
    assert "uuid() {" in first and "random_int() {" in first
    assert "() {" not in form and "$(date -u " in form


def test_the_example_calls_with_values(tree: Tree, server: Recorder, tmp_path: Path) -> None:
    server.take()
    script = tree.snippets("python/client")["#/item/0"]
    assert "content" not in script.read_text("utf-8")
    found: list[str] = []
    for _ in range(2):
        run_python(script, tmp_path, tree.client)
        request = server.one()
        found += _check_json(request, request.body.decode())
    assert len(found) == len(set(found)) == 16
    for pointer in ("#/item/1", "#/item/2", "#/item/3"):
        run_python(tree.snippets("python/client")[pointer], tmp_path, tree.client)
    text, form, _ = server.take()
    assert _matches(re.escape(METACHARACTERS + "\n") + f"{UUID} {SECONDS}", text.body.decode())
    assert _matches("at=" + DATE_TIME.replace(":", "%3A"), form.body.decode())


def test_the_client_makes_values(tree: Tree, server: Recorder) -> None:
    server.take()
    with imported(tree) as package:
        client = package.Client()
        client.json()
        client.json(x_id="{{$guid}}")
        client.auth()

        async def later() -> None:
            async_client = package.AsyncClient(trace="own")
            await async_client.json()
            await async_client.close()

        asyncio.run(later())
        client.close()
    first, given, authorized, last = server.take()
    assert _matches(rf"/{SECONDS}/x", first.target)
    assert _matches(UUID, first.header("X-Id") or "")
    assert _matches(f"one {UUID}", first.header("User-Agent") or "")
    assert given.header("X-Id") == "{{$guid}}"
    assert given.header("User-Agent") != first.header("User-Agent")
    assert _matches(f"Bearer t-{UUID}", authorized.header("Authorization") or "")
    assert _matches(UUID, last.header("X-Id") or "")
    assert last.header("X-Id") != first.header("X-Id")
    assert last.header("User-Agent") == "own"


def test_made_values_are_no_settings(tree: Tree) -> None:
    assert tree.env_names() == {}
    assert not (tree.root / ".env.example").exists()
    readme = (tree.client / "README.md").read_text("utf-8")
    assert "guid" not in readme.replace("{{$guid}}", "")


def test_a_client_without_them_has_no_code_for_them(tmp_path: Path) -> None:
    tree = generated(tmp_path, collection(item("A", "https://h.test/{{x}}")))
    runtime = tree.client / tree.package / "_runtime"
    assert not (runtime / "fresh.py").exists()
    assert "FRESH" not in (runtime / "transport.py").read_text("utf-8")


# Which variables are dynamic


def _sent(folder: Path, text: str, *variables: Mapping[str, Any]) -> tuple[Tree, str]:
    """Return the tree and the snippet of a request with this in a header."""
    one = item("One", "https://h.test/", header=header("X-A: " + text))
    tree = generated(folder, collection(one, variable=list(variables)), emit=("snippets",))
    return tree, tree.snippets("shell/curl")["#/item/0"].read_text("utf-8")


def test_a_variable_of_the_same_name_wins(tmp_path: Path) -> None:
    defined = ({"key": "$guid", "value": "mine"}, {"key": "$randomCity", "value": "{{$timestamp}}"})
    tree, script = _sent(tmp_path, "{{$guid}} {{$randomCity}}", *defined)
    assert '"X-A: mine $(date +%s)"' in script
    assert tree.env_names() == {}


def test_a_variable_of_an_environment_wins(tmp_path: Path) -> None:
    environment = tmp_path / "e.json"
    rows = [
        {"key": "$guid", "value": "mine"},
        {"key": "$timestamp", "value": "1", "enabled": False},
    ]
    environment.write_text(json.dumps({"name": "e", "values": rows}), encoding="utf-8")
    one = item("One", "https://h.test/", header=header("X-A: {{$guid}} {{$timestamp}}"))
    tree = generated(tmp_path, collection(one), environments=[environment], emit=("snippets",))
    script = tree.snippets("shell/curl")["#/item/0"].read_text("utf-8")
    assert '"X-A: mine $(date +%s)"' in script


def test_one_that_is_defined_but_unset_is_not_dynamic(tmp_path: Path) -> None:
    tree, script = _sent(tmp_path, "{{$guid}}", {"key": "$guid", "value": None})
    assert '"X-A: ${GUID:?}"' in script
    assert tree.env_names() == {"$guid": "GUID"}


def test_an_unknown_name_is_an_ordinary_variable(tmp_path: Path) -> None:
    tree, script = _sent(tmp_path, "{{$currentDate}} {{$GUID}} {{ $guid }}")
    names = ("$currentDate", "$GUID", " $guid ")
    assert set(tree.env_names()) == set(names)
    assert "uuid" not in script


# Stand-ins


def _found(folder: Path, source: Mapping[str, Any]) -> list[Diagnostic]:
    path = folder / "c.json"
    path.write_text(json.dumps(source), encoding="utf-8")
    found = load(Options((str(path),))).diagnostics
    return [one for one in found if one.rule == "dynamic-stand-in"]


def test_a_stand_in_is_sent_and_can_be_overridden(tmp_path: Path, server: Recorder) -> None:
    person = '{"name": "{{$randomFullName}}", "ok": {{$randomBoolean}}}'
    headers = header("X-City: {{$randomCity}}", "Content-Type: application/json")
    one = item("One", server.url + "/{{$randomWord}}", "POST", body=raw(person), header=headers)
    tree = generated(tmp_path, collection(one))
    server.take()
    assert run(["sh", tree.snippets("shell/curl")["#/item/0"]], tmp_path).returncode == 0
    run_python(tree.snippets("python/client")["#/item/0"], tmp_path, tree.client)
    curl, python = server.take()
    for request in (curl, python):
        assert request.target == "/" + STAND_INS["$randomWord"]
        assert request.header("X-City") == STAND_INS["$randomCity"]
        expected = {"name": STAND_INS["$randomFullName"], "ok": True}
        assert json.loads(request.body) == expected
    with imported(tree) as package:
        package.Client(random_city="Oslo").one()
    assert server.one().header("X-City") == "Oslo"
    assert tree.env_names() == {}


def test_each_stand_in_is_noted_once_at_its_first_place(tmp_path: Path) -> None:
    items = [
        item("Off", "https://h.test", header=[
            {"key": "X-Off", "value": "{{$randomWord}}", "disabled": True}]),
        item("One", "https://h.test/", header=header("X-A: {{city}} {{$randomCity}}")),
        item("Two", "https://h.test/{{$randomCity}}/{{$guid}}"),
    ]  # fmt: skip
    variables = [{"key": "city", "value": "{{$randomNoun}}"}]
    found = _found(tmp_path, collection(*items, variable=variables))
    noted = {re.findall(r"\$\w+", one.message)[0]: one.origin for one in found}
    assert {name: origin and origin.pointer for name, origin in noted.items()} == {
        "$randomNoun": "#/variable/0/value",
        "$randomCity": "#/item/1/request/header/0/value",
    }
    assert len(found) == 2


def test_stand_ins_can_stand_anywhere() -> None:
    assert len(STAND_INS) == 113
    for name, value in STAND_INS.items():
        assert name.startswith("$random") and value
        assert json.loads(f'"{value}"') == value
        assert not re.search(r"[\x7f{}]", value), name


def test_stand_ins_are_fictitious() -> None:
    addresses = " ".join(STAND_INS.values())
    hosts = re.findall(r"(?:@|//)([\w.]+)", addresses)
    assert hosts and all(re.fullmatch(r"example\.(com|org|net)", host) for host in hosts)
    assert all(re.search(r"555-01\d\d$", STAND_INS[n]) for n in STAND_INS if "Phone" in n)


# The functions of the snippets


def test_uuids_where_the_kernel_makes_none(tree: Tree, tmp_path: Path) -> None:
    """As on macOS: `uuidgen`, which writes upper case there."""
    line = tree.snippets("shell/curl")["#/item/0"].read_text("utf-8").splitlines()[1]
    program = tmp_path / "uuidgen"
    program.write_text("#!/bin/sh\necho 0B1C2D3E-4F50-4A6B-8C7D-9E0F1A2B3C4D\n")
    program.chmod(0o755)
    script = line.replace("/proc/sys/", "/nowhere/") + "\nuuid"
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run(["sh", "-c", script], env=env, capture_output=True, check=True)
    assert done.stdout == b"0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d\n"
    assert done.stderr == b""
