"""Scripts: what they do is told, and none of them is run (docs/postman.md#scripts)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.loading import load
from generator.model import Api
from generator.options import Options
from generator.readers.postman.javascript import Facts, facts
from tests import shared
from tests.built import auth, collection, item
from tests.trees import Tree, generated

NOTHING = Facts((), (), False, False, False, False)


def _event(listen: str, *lines: str, **more: Any) -> dict[str, Any]:
    return {"listen": listen, "script": {"exec": list(lines), "type": "text/javascript"}, **more}


# What a text says


@pytest.mark.parametrize(
    "code",
    [
        'pm.environment.set("a", x)',
        "pm.collectionVariables.set('a', x);",
        "pm.globals.set(`a`, x)",
        "pm . variables\n  .set (\n'a' , x)",
        'postman.setEnvironmentVariable("a", x)',
        "if (y) { postman.setGlobalVariable('a', x) }",
        "let s = 'it\\'s'; pm.environment.set('a', `${x}`)",
        "/* pm.environment.set('b', x) */ pm.environment.set('a', x) // pm.globals.set('c', x)",
        "var s = \"pm.environment.set('b', x)\"; pm.environment.set('a', x)",
        "`pm.environment.set('b', x)\n`; pm.environment.set('a', x)",
        "s.replace(/'/g, '');\npm.environment.set('a', x)",
        "fetch('https://h.test/*'); pm.environment.set('a', x)",
        "pm.environment.set('a', 1); pm.environment.set('a', x)",
    ],
)
def test_a_variable_that_is_set(code: str) -> None:
    found = facts(code)
    assert (found.sets, found.computed, found.sets_unknown) == (("a",), ("a",), False)


@pytest.mark.parametrize("value", ["1", "'b'", '""', "null", "undefined", "true"])
def test_a_constant(value: str) -> None:
    found = facts(f"pm.environment.set('a', {value});")
    assert (found.sets, found.computed) == (("a",), ())


@pytest.mark.parametrize(
    "argument", ["name", "`a${n}`", "'a' + n", "'a\\n'", "", "'a", "[1]", "f('a')"]
)
def test_a_name_that_is_no_literal(argument: str) -> None:
    found = facts(f"pm.environment.set({argument}, x)")
    assert (found.sets, found.sets_unknown) == ((), True)


@pytest.mark.parametrize(
    "code",
    [
        "pm.request.headers.add({key: 'a', value: b})",
        "pm.request.url = 'x'",
        "pm.request.body.raw = JSON.stringify(x)",
        "pm.request.body.raw += x",
        "pm.request.url.query.remove('a')",
        "pm.request.addQueryParams('a=b')",
    ],
)
def test_a_request_that_is_changed(code: str) -> None:
    assert facts(code) == Facts((), (), False, True, False, False)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "console.log(pm.request.url.toString(), pm.request.headers.get('a'))",
        "if (pm.request.method == 'GET') { x = pm.request.body }",
        "pm.environment.get('a'); pm.environment.unset('a'); map.set('a', 1)",
        "pm.test('is 200', () => pm.expect(1).to.equal(1))",
        "postman.setNextRequest('a')",
        "// pm.sendRequest('x')",
    ],
)
def test_what_is_of_no_account(code: str) -> None:
    assert facts(code) == NOTHING


@pytest.mark.parametrize(
    "code",
    [
        "const json = pm.response.json()",
        "JSON.parse(responseBody)",
        "pm.cookies.get('a')",
        "postman.getResponseHeader('a')",
    ],
)
def test_an_answer_that_is_read(code: str) -> None:
    assert facts(code).reads_answer


def test_a_request_of_its_own() -> None:
    assert facts("pm.sendRequest(url, (e, r) => {})").sends_request


@given(st.text() | st.text("pmenvironment.set('\"`\\/*() \n=${}request,"))
def test_any_text_can_be_read(code: str) -> None:
    found = facts(code)
    assert set(found.computed) <= set(found.sets)


@pytest.mark.parametrize(
    "piece",
    ["/*", "'", '"', "`", "\\", "'\\", '"\\"', "pm.", "pm.request.", "pm.request", "/'", "*/"],
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    """A search that goes back again and again would not end for a text of this length."""
    assert facts(piece * 200_000).sets == ()


# Where they stand


LOGIN = item("Log in", "https://h.test/login", "POST")
LOGIN["event"] = [
    _event("test", "const body = pm.response.json();", 'pm.environment.set("token", body.token);'),
    _event("test", 'pm.environment.set("off", pm.response.code);', disabled=True),
]
ORDER = item("Order", "https://h.test/orders/{{nonce}}", auth=auth("bearer", token="{{token}}"))
ORDER["event"] = [
    _event("prerequest", "pm.variables.set('nonce', Math.random());", "pm.request.headers.add(h);"),
    _event("test", "pm.test('ok', () => pm.response.to.have.status(200));"),
]
FOLDER = {
    "name": "Shop",
    "item": [ORDER],
    "event": [{"listen": "prerequest", "script": "pm.environment.set('unused', 1)"}],
}
SOURCE = collection(
    LOGIN,
    FOLDER,
    event=[{"listen": "test", "script": ["pm.globals.set('last', responseBody)"]}],
    variable=[{"key": "token", "value": None}],
)


def _loaded(folder: Path, source: Mapping[str, Any]) -> tuple[Api, list[tuple[str, str]]]:
    path = folder / "c.json"
    path.write_text(json.dumps(source), encoding="utf-8")
    loaded = load(Options((str(path),)))
    found = [(d.message, d.origin) for d in loaded.diagnostics if d.rule.startswith("script")]
    return loaded.api, sorted((o.pointer, message) for message, o in found if o)


def test_each_script_is_noted_once_at_its_place(tmp_path: Path) -> None:
    assert _loaded(tmp_path, SOURCE)[1] == [
        ("#/event/0", "a script sets last from the response; scripts are not run"),
        ("#/item/0/event/0", "a script sets token from the response; scripts are not run"),
        ("#/item/1/event/0", "a pre-request script sets unused; scripts are not run"),
        (
            "#/item/1/item/0/event/0",
            "a pre-request script sets nonce and changes the request; scripts are not run",
        ),
    ]


def test_the_model_says_what_scripts_do(tmp_path: Path) -> None:
    api, _ = _loaded(tmp_path, SOURCE)
    login, order = api.endpoints
    assert (api.produces, login.produces, order.produces) == (("last",), ("token",), ())
    assert [p.sets for p in api.groups[0].preparations] == [("unused",)]
    (preparation,) = order.preparations
    assert (preparation.sets, preparation.changes_request) == (("nonce",), True)
    assert login.preparations == api.preparations == ()


def test_scripts_of_v1(tmp_path: Path) -> None:
    request = {"id": "r", "name": "R", "url": "https://h.test", "method": "GET"}
    old = {"preRequestScript": "postman.setGlobalVariable('a', b)",
           "tests": "postman.setEnvironmentVariable('c', JSON.parse(responseBody).c)"}  # fmt: skip
    source = {"id": "c", "name": "C", "order": ["r"], "requests": [request | old]}
    api, found = _loaded(tmp_path, source)
    assert [pointer for pointer, _ in found] == ["#/requests/0", "#/requests/0"]
    assert api.endpoints[0].produces == ("c",)
    assert api.endpoints[0].preparations[0].sets == ("a",)


@pytest.mark.parametrize(
    "event", [None, 1, [None], [{"script": 1}], [{"listen": [], "script": {}}]]
)
def test_odd_events(event: Any, tmp_path: Path) -> None:
    one = item("A", "https://h.test") | {"event": event}
    assert _loaded(tmp_path, collection(one, event=event))[1] == []


# What comes out


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return generated(tmp_path_factory.mktemp("scripts"), SOURCE, emit=("client", "reference"))


def _rows(readme: str) -> list[list[str]]:
    section = readme.partition("## What scripts do")[2]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_readme_says_what_to_do_instead(tree: Tree) -> None:
    readme = (tree.client / "README.md").read_text("utf-8")
    assert _rows(readme) == [
        ["`nonce`", "`nonce`", "`NONCE`", "", "`client.shop.order()`"],
        ["`token`", "`token`", "`TOKEN`", "`client.log_in()`", ""],
    ]
    assert "change these requests before they are sent: `client.shop.order()`." in readme


def test_the_reference_leads_to_the_request_that_gives(tree: Tree) -> None:
    index = (tree.root / "reference/index.md").read_text("utf-8")
    page = (tree.root / "reference/shop.md").read_text("utf-8")
    assert "`{{token}}` comes from the response of [Log in](index.md#request.log_in)." in page
    assert "script in the source sets `{{nonce}}` and changes the request" in page
    assert "The response sets `{{token}}`." in index


def test_nothing_is_said_where_no_script_matters(tmp_path: Path) -> None:
    one = item("A", "https://h.test/{{x}}") | {"event": [_event("test", "pm.test('a', f)")]}
    tree = generated(tmp_path, collection(one), emit=("client", "reference"))
    assert "script" not in (tree.client / "README.md").read_text("utf-8")
    assert "a script" not in (tree.root / "reference/index.md").read_text("utf-8")


def test_long_lists_are_cut(tmp_path: Path) -> None:
    sets = _event("test", "pm.environment.set('x', pm.response.text())")
    changes = _event("prerequest", "pm.request.headers.add(h)")
    items = [
        item(f"R{number}", "https://h.test/{{x}}") | {"event": [sets, changes]}
        for number in range(30)
    ]
    tree = generated(tmp_path, collection(*items), emit=("client",))
    readme = (tree.client / "README.md").read_text("utf-8")
    ((*_, answers, _),) = _rows(readme)
    assert answers == "`client.r0()`, `client.r1()`, `client.r2()` and 27 more"
    assert "`client.r9()` and 20 more." in readme


def test_what_changes_a_folder_is_not_said_of_its_requests(tmp_path: Path) -> None:
    changes = [_event("prerequest", "pm.request.headers.add(h)")]
    one = item("One", "https://h.test/") | {"event": changes}
    inner = {"name": "Inner", "item": [one], "event": changes}
    outer = {"name": "A", "item": [one, inner], "event": changes}
    items = (one, outer, {"name": "B", "item": [inner]})
    tree = generated(tmp_path, collection(*items), emit=("client",))
    readme = (tree.client / "README.md").read_text("utf-8")
    assert "before they are sent: `client.a.*`, `client.b.inner.*`, `client.one()`." in readme
    whole = generated(tmp_path / "whole", collection(*items, event=changes), emit=("client",))
    readme = (whole.client / "README.md").read_text("utf-8")
    assert "before they are sent: `client.*`." in readme


def test_an_empty_variable_that_a_script_fills_is_asked_for(tmp_path: Path) -> None:
    variables = [{"key": "token", "value": ""}, {"key": "nonce", "value": "n"},
                 {"key": "other", "value": ""}]  # fmt: skip
    order = {**ORDER, "request": {**ORDER["request"], "url": "https://h.test/{{nonce}}{{other}}"}}
    source = {**collection(LOGIN, order), "variable": variables}
    tree = generated(tmp_path, source, emit=("snippets",), targets=("shell/curl",))
    script = tree.snippets("shell/curl")["#/item/1"].read_text("utf-8")
    assert "--url 'https://h.test/n'" in script
    assert '"Authorization: Bearer ${TOKEN:?}"' in script
    assert tree.env_names() == {"token": "TOKEN"}


# Real collections


@pytest.mark.parametrize(
    ("name", "variable", "call"),
    [
        ("transferwise+public-api-postman-collection/Multi-Currency Account", "token",
         "client.common_user_profile.user_token_from_registration_code()"),
        ("OWASP+crAPI/crAPI", "mechanicToken", "client.mechanic_login()"),
        ("CMSgov+dpc-app/CMS_DPC_API_Developer", "access_token", None),
    ],
)  # fmt: skip
def test_a_login_of_a_real_collection(
    name: str, variable: str, call: str | None, tmp_path: Path
) -> None:
    source = shared.require() / "collections" / f"{name}.postman_collection.json"
    if not source.exists():
        source = source.with_name(source.name.replace(".postman_collection", ""))
    readme = (generated(tmp_path, source, emit=("client",)).client / "README.md").read_text("utf-8")
    rows = {row[0]: row for row in _rows(readme)}
    shown = rows[f"`{variable}`"]
    assert shown[3].startswith(f"`{call}`" if call else "`client.")
