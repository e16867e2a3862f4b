"""What a config says of requests: which are read, what they are called, which are one method."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import auth, collection, folder, header, item, raw
from tests.commands import codegen, saved
from tests.recording import Recorded, Recorder, recording
from tests.trees import Tree, imported, run_curl, run_python


def generated(path: Path, document: Any, *lines: str, emit: str = "client,snippets") -> Tree:
    """Generate with lines of a config; warnings are left in ``stderr.txt``."""
    status, stderr = attempt(path, document, *lines, emit=emit)
    assert status == 0, stderr
    (path / "stderr.txt").write_text(stderr)
    return Tree(path / "out", json.loads((path / "out/codegen.lock").read_text("utf-8")))


def attempt(path: Path, document: Any, *lines: str, emit: str = "client") -> tuple[int, str]:
    if document is not None:
        saved(path / "c.json", document)
    text = ["version = 1", "[[api]]", 'sources = ["c.json"]', 'output = "out"', *lines]
    (path / "codegen.toml").write_text("\n".join(text), encoding="utf-8")
    done = codegen("generate", "--emit", emit, cwd=path)
    return done.status, done.stderr


def snippets(tree: Tree) -> list[str]:
    paths = (
        path.relative_to(tree.root / "snippets") for path in tree.snippets("shell/curl").values()
    )
    return sorted(path.parent.as_posix() for path in paths)


# Filters

MANY = collection(
    folder(
        "Users",
        item("List users", "https://h.test/users"),
        folder("Admin", item("Remove user", "https://h.test/users/:id", "DELETE")),
    ),
    folder("Users/Admin area", item("List admins", "https://h.test/admins")),
    folder("Orders", item("List orders", "https://h.test/orders")),
    item("Ping", "https://h.test/", "HEAD"),
)
LIST = ["orders/list", "users/list", "users_admin_area/list_admins"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('include = [{ folder = "Users" }]', ["users/admin/remove_user", "users/list"]),
        ('include = [{ folder = "Users/Admin" }]', ["users/admin/remove_user"]),
        (
            'include = [{ folder = "*/Admin*" }]',
            ["users/admin/remove_user", "users_admin_area/list_admins"],
        ),
        ('include = [{ name = "List *" }]', LIST),
        ('include = [{ method = "get" }]', LIST),
        (
            'include = [{ method = ["HEAD", "DELETE"] }]',
            ["ping", "users/admin/remove_user"],
        ),
        ('include = [{ name = "List *", folder = "Orders" }]', LIST[:1]),
        ('include = [{ name = "P*" }, { folder = "/Orders/" }]', ["orders/list", "ping"]),
        ('exclude = [{ folder = "Users*" }]', ["orders/list", "ping"]),
        (
            'include = [{ folder = "Users" }]\nexclude = [{ method = "DELETE" }]',
            ["users/list"],
        ),
    ],
)
def test_filters_choose_requests(lines: str, expected: list[str], tmp_path: Path) -> None:
    tree = generated(tmp_path, MANY, lines, emit="snippets,reference")
    assert snippets(tree) == expected
    assert (tmp_path / "stderr.txt").read_text().startswith("out: wrote")
    pages = "".join(path.read_text("utf-8") for path in (tree.root / "reference").rglob("*.md"))
    assert ("Orders" in pages) == any("orders" in path for path in expected)


def test_a_filter_that_means_nothing_is_a_warning(tmp_path: Path) -> None:
    generated(tmp_path, MANY, 'exclude = [{ method = "GET" },', '  { name = "list *" }]')
    expected = "codegen.toml:6:3: warning: this `exclude` means no request [config-unmatched]"
    assert (tmp_path / "stderr.txt").read_text().startswith(expected)


def test_what_is_excluded_keeps_its_credentials_secret(tmp_path: Path) -> None:
    """A credential that one request holds may be shown by another one's description."""
    secret = "s3cr3t-0123456789abcdef"
    one = item("One", "https://h.test/1", auth=auth("bearer", token=secret))
    two = item("Two", "https://h.test/2", description=f"Send {secret} here.")
    tree = generated(tmp_path, collection(one, two), 'exclude = [{ name = "One" }]')
    text = "".join(p.read_text("utf-8") for p in tree.root.rglob("*") if p.is_file())
    assert "h.test/2" in text
    assert secret not in text


# Names

NAMED = collection(
    folder(
        "Things",
        item("Get the thing", "{{base}}/things/:id"),
        item("List", "{{base}}/things"),
        item("Fetch", "{{base}}/fetch"),
    ),
    item("Get the thing", "{{base}}/things/{{key}}/"),
)


def test_names_that_are_asked_for(tmp_path: Path) -> None:
    rename = '{ "GET /things/{id}" = "fetch", "#/item/0" = "stuff", "#/item/1" = "other" }'
    tree = generated(tmp_path, NAMED, f"rename = {rename}")
    # The request that is called so itself gives way.
    assert snippets(tree) == ["other", "stuff/fetch", "stuff/fetch_fetch", "stuff/list"]
    with imported(tree) as module:
        client = module.Client(base="https://h.test", key="1")
        assert client.stuff.fetch.__name__ == "fetch"
        assert client.other
    snippet = tree.snippets("python/client")["#/item/0/item/0"].read_text("utf-8")
    assert "client.stuff.fetch(" in snippet


def test_a_pointer_goes_before_method_and_path(tmp_path: Path) -> None:
    rename = '{ "#/item/0/item/1" = "all", "GET /things" = "some" }'
    assert "things/all" in snippets(generated(tmp_path, NAMED, f"rename = {rename}"))


def test_a_folder_by_its_path(tmp_path: Path) -> None:
    found = snippets(generated(tmp_path, MANY, 'rename = { "Users/Admin/" = "staff" }'))
    assert "users/staff/remove_user" in found


def test_names_in_a_collection_of_files(tmp_path: Path) -> None:
    (tmp_path / "c.json" / ".resources").mkdir(parents=True)
    (tmp_path / "c.json" / ".resources" / "definition.yaml").write_text("$kind: collection\n")
    for name in ("One", "Two"):
        (tmp_path / "c.json" / name).mkdir()
        content = "$kind: http-request\nurl: https://h.test/\nmethod: GET\n"
        (tmp_path / "c.json" / name / "a.request.yaml").write_text(content)
    lines = ['rename = { "c.json/One/a.request.yaml#" = "x", "Two/" = "y" }']
    status, stderr = attempt(tmp_path, None, *lines, emit="snippets")
    assert status == 0, stderr
    found = {p.parent.relative_to(tmp_path / "out/snippets") for p in tmp_path.rglob("*.sh")}
    assert found == {Path("one/x"), Path("y/a")}


def test_renaming_renames_nothing_else(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    plain = snippets(generated(tmp_path / "a", NAMED))
    renamed = snippets(generated(tmp_path / "b", NAMED, 'rename = { "GET /things" = "all" }'))
    assert set(plain) - set(renamed) == {"things/list"}
    assert set(renamed) - set(plain) == {"things/all"}


@pytest.mark.parametrize(
    ("rename", "line"),
    [
        ('"#/item/7" = "x"', "`#/item/7` is no request and no folder of this api [config-unm"),
        ('"POST /things" = "x"', "`POST /things` is no request and no folder of this api"),
        ('"GET /things" = "class"', "`class` has a meaning in Python [config-name]"),
        ('"GET /things" = "close"', "`close` is taken; choose another name [config-name]"),
        ('"#/item/0" = "close"', "`close` is taken; choose another name"),
        ('"#/item/0" = "pages"', "`pages` is taken"),
        ('"#/item/0/item/0" = "x", "#/item/0/item/1" = "x"', "`x` is meant for several in"),
        ('"#/item/1" = "things"', "`things` is taken"),
    ],
)
def test_names_that_cannot_be_given(rename: str, line: str, tmp_path: Path) -> None:
    status, stderr = attempt(tmp_path, NAMED, "# a", f"rename = {{ {rename} }}")
    assert status == 2
    assert stderr.startswith(f"codegen: out: codegen.toml:6:12: {line}")
    assert not (tmp_path / "out").exists()


def test_a_name_for_several_requests_of_a_folder(tmp_path: Path) -> None:
    same = [item(name, "{{base}}/same") for name in ("One", "Two")]
    _, stderr = attempt(tmp_path, collection(*same), 'rename = { "GET /same" = "x" }')
    message = "`x` is meant for several in one folder; give it to one, by its pointer [config-name]"
    assert stderr == f"codegen: out: codegen.toml:5:12: {message}\n"
    apart = [folder(name, one) for name, one in zip("ab", same, strict=True)]
    tree = generated(tmp_path, collection(*apart), 'rename = { "GET /same" = "x" }')
    assert snippets(tree) == ["a/x", "b/x"]


def test_all_wrong_names_are_told(tmp_path: Path) -> None:
    lines = ["[api.rename]", '"#/a" = "x"', '"GET /b" = "y"']
    _, stderr = attempt(tmp_path, NAMED, *lines)
    assert [line.split(": ")[2] for line in stderr.splitlines()] == [
        "codegen.toml:6:1",
        "codegen.toml:7:1",
    ]


# Iterators

PAGED = [{"name": "ok", "code": 200, "header": header("Content-Type: application/json")}]
PAGED[0]["body"] = json.dumps([{"id": 1}])
PAGES = collection(
    folder("Cats", item("List cats", "https://h.test/cats?page=1", response=PAGED)),
    folder("Dogs", item("List dogs", "https://h.test/dogs?page=1", response=PAGED)),
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pagination = true", [True, True]),
        ("pagination = false", [False, False]),
        ('pagination = ["dogs.list"]', [True, False]),
    ],
)
def test_iterators_that_are_left_out(line: str, expected: list[bool], tmp_path: Path) -> None:
    with imported(generated(tmp_path, PAGES, line)) as module:
        client = module.Client()
        assert [hasattr(r, "iterate") for r in (client.cats, client.dogs)] == expected


def test_an_iterator_of_no_method(tmp_path: Path) -> None:
    status, stderr = attempt(tmp_path, PAGES, 'pagination = ["birds.list"]')
    assert status == 2
    message = "codegen.toml:5:15: `birds.list` is no method of the client [config-unmatched]"
    assert message in stderr


# Operations

OK = header("Content-Type: application/json")


def answer(status: int, body: Any) -> dict[str, Any]:
    return {"name": str(status), "code": status, "header": OK, "body": json.dumps(body)}


def orders(base: str) -> dict[str, Any]:
    """Return requests of which those of one method and path differ in all that arguments say."""
    url = f"{base}/orders/:id"
    json_header = header("Content-Type: application/json")

    def order(name: str, id_: str, query: str = "", **more: Any) -> dict[str, Any]:
        row = {"raw": f"{url}{query}", "variable": [{"key": "id", "value": id_}]}
        parts = {"protocol": "http", "host": base.removeprefix("http://").partition(":")[0]}
        parts["port"] = base.rpartition(":")[2]
        pairs = [pair.split("=") for pair in query[1:].split("&") if pair]
        rows = [{"key": key, "value": value} for key, value in pairs]
        return item(name, {**row, **parts, "path": ["orders", ":id"], "query": rows}, **more)

    return collection(
        folder(
            "Orders",
            order("Get order", "1", "?full=true", response=[answer(200, {"id": 1})]),
            order(
                "Get missing order",
                "x",
                header=header("X-Trace: a"),
                response=[answer(404, {"error": "none"}), answer(200, {"id": 1, "sum": 2.5})],
            ),
            order("With another trace", "2", "?page=2", header=header("X-Trace: b")),
            order("Without credentials", "3", auth={"type": "noauth"}),
            order("Put", "4", method="PUT", header=json_header, body=raw('{"a": 1}')),
            order("Put more", "4", method="PUT", header=json_header, body=raw('{"b": "x"}')),
            order("Put text", "4", method="PUT", body=raw("plain")),
        ),
        folder("Archive", order("Get order", "1")),
        auth=auth("bearer", token="{{token}}"),
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def tree(server: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    path = tmp_path_factory.mktemp("operations")
    emit = "client,tests,snippets,reference"
    return generated(path, orders(server.url), 'methods = "operation"', emit=emit)


def test_requests_of_one_method_and_path_are_one_method(tree: Tree) -> None:
    with imported(tree) as module:
        client = module.Client(token="t")
        methods = [n for n in vars(type(client.orders)) if not n.startswith(("_", "with_"))]
    assert methods == ["get", "without_credentials", "put", "put_text"]
    resource = (tree.client / tree.package / "resources/orders.py").read_text()
    for argument in ("full: bool", "page: int", "x_trace: str | NotGiven = NOT_GIVEN", "a: int"):
        assert argument in resource
    types = (tree.client / tree.package / "types/orders.py").read_text()
    assert "id: int" in types
    assert "sum: float | None" in types


def test_every_request_has_its_snippet_and_its_place_in_the_reference(tree: Tree) -> None:
    assert len(snippets(tree)) == 8
    page = (tree.root / "reference/orders.md").read_text("utf-8")
    for name in ("Get order", "Get missing order", "With another trace", "Put more"):
        assert f"## {name}" in page
    example = tree.snippets("python/client")["#/item/0/item/2"].read_text()
    call = "client.orders.get(" + "".join(example.partition("orders.get(")[2].split())
    assert call.startswith('client.orders.get("2",page=2,x_trace="b",)')


def _sent(request: Recorded) -> tuple[Any, ...]:
    body: Any = request.body
    if request.header("content-type") == "application/json":
        body = json.loads(body)
    names = ("authorization", "x-trace", "content-type")
    return request.method, request.target, body, *(request.header(name) for name in names)


def test_every_example_sends_what_its_request_sends(tree: Tree, server: Recorder) -> None:
    curl, python = tree.snippets("shell/curl"), tree.snippets("python/client")
    environment = {"TOKEN": "t"}
    server.take()
    for endpoint, script in curl.items():
        run_curl(script, tree.root, environment)
        (expected,) = server.take()
        run_python(python[endpoint], tree.root, tree.client, environment)
        (found,) = server.take()
        assert _sent(found) == _sent(expected), endpoint


def test_the_tests_of_the_client_pass(tree: Tree) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(words, cwd=tree.client, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout


def test_a_header_that_auth_replaces_is_no_argument_of_an_example(tmp_path: Path) -> None:
    plain = item("Get order", "https://h.test/orders")
    stated = item("Again", "https://h.test/orders", header=header("Authorization: {{other}}"))
    document = collection(folder("Orders", plain, stated), auth=auth("bearer", token="{{token}}"))
    tree = generated(tmp_path, document, 'methods = "operation"', emit="client,snippets")
    example = tree.snippets("python/client")["#/item/0/item/1"].read_text()
    assert "client.orders.get()" in example


def test_an_operation_is_renamed_as_one(tmp_path: Path) -> None:
    document = orders("http://h.test:1")
    lines = ['methods = "operation"', 'rename = { "GET /orders/:id" = "fetch" }']
    document["item"][0]["item"].pop(3)
    tree = generated(tmp_path, document, *lines)
    example = tree.snippets("python/client")["#/item/0/item/1"].read_text()
    assert "client.orders.fetch(" in example
    status, stderr = attempt(tmp_path, document, lines[0], 'rename = { "#/item/0/item/1" = "x" }')
    assert (status, "is no request and no folder" in stderr) == (2, True)
