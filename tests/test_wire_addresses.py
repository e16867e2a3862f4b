"""Addresses, headers and credentials that a client would say otherwise than Postman."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.built import auth, collection, folder, header, item
from tests.wires import ABSENT, JSON, Wire, case, sends, wired, wired_cases

URL = "http://h.test/"
EXACT = {"disableUrlEncoding": True}
MEMBERS = {"variable": [{"key": "grow", "value": "{{grow}}" * 10}]}
VALUES = {"name": "X-Name", "value": "v1", "tenant": "t-1"}

CASES = [
    # curl refuses these hosts by itself.
    case(
        "host with angle brackets",
        item("Angle", "http://<your-service>.h.test/x?a=1"),
        sends("http://<your-service>.h.test/x?a=1"),
    ),
    case(
        "host with braces",
        item("Braces", "http://{service}.h.test:8080/x"),
        sends("http://{service}.h.test:8080/x"),
    ),
    case(
        "an address in the query",
        item("Nested", "http://h.test/x?to=https://g.test:80a/y&then=<b>"),
        sends("http://h.test/x?to=https://g.test:80a/y&then=%3Cb%3E"),
    ),
    case(
        "a variable that grows without end",
        item("Grow", URL + "{{grow}}", header=header("X-A: {{grow}}")),
        sends(URL + "%7B%7Bgrow%7D%7D", "X-A: {{grow}}"),
    ),
    case(
        "dot segments",
        item("Dots", "http://h.test/a/../b/./c/..?x=../y"),
        sends("http://h.test/a/../b/./c/..?x=../y"),
    ),
    case(
        "encoded dot segments",
        item("Dots", "http://h.test/a/%2e%2e/b%2Fc"),
        sends("http://h.test/a/%2e%2e/b%2Fc"),
    ),
    case(
        "nothing encoded",
        item("Exact", URL + "a\"<b>`{c}/d?q='<e>\"&f={g}#h", behavior=EXACT),
        sends(URL + "a\"<b>`{c}/d?q='<e>\"&f={g}"),
    ),
    case(
        "Latin-1 headers",
        item("Latin", URL, header=header("X-A: café ÿ 100% \\n", "X-B: naïve {{value}}")),
        sends(URL, "X-A: caf\xe9 \xff 100% \\n", "X-B: na\xefve v1"),
    ),
    case(
        "header names with variables",
        item("Names", URL, header=header("{{name}}: 1", "X-{{tenant}}: {{value}}")),
        sends(URL, "X-Name: 1", "X-t-1: v1"),
    ),
    case(
        "header names that differ in case",
        item("Case", URL, header=header("X-A: 1", "X-B: 1", "x-a: 2", "X-B: 2", "x-a: 3")),
        sends(URL, "X-B: 1", "X-B: 2", "x-a: 2", "x-a: 3"),
    ),
    case(
        "automatic headers turned off",
        item(
            "Off",
            URL,
            "POST",
            body={"mode": "raw", "raw": "1", "options": {"raw": {"language": "json"}}},
            behavior={"disabledSystemHeaders": {"user-agent": True, "accept": True}},
        ),
        sends(f"POST {URL}", JSON, f"User-Agent: {ABSENT}", f"Accept: {ABSENT}", body=b"1"),
    ),
    case(
        "automatic headers stated and turned off",
        item(
            "Stated",
            URL,
            header=header("User-Agent: mine", "Accept: a/b"),
            behavior={"disabledSystemHeaders": {"user-agent": True, "accept": True}},
        ),
        sends(URL, "User-Agent: mine", "Accept: a/b"),
    ),
    case(
        "user and password in the URL",
        folder(
            "Userinfo",
            item("Encoded", "http://us%40er:p%3As%40s@h.test/x"),
            item("Plain", "http://us@er:p:ss@h.test/x"),
            item("No password", "http://user@h.test/x"),
            item("Parts", {"protocol": "http", "host": "h.test", "path": "x",
                           "auth": {"user": "us%40er", "password": "p:s%2F"}}),
        ),
        sends("http://h.test/x", "Authorization: Basic dXNAZXI6cDpzQHM="),
        sends("http://h.test/x", "Authorization: Basic dXNAZXI6cDpzcw=="),
        sends("http://h.test/x", "Authorization: Basic dXNlcjo="),
        sends("http://h.test/x", "Authorization: Basic dXNAZXI6cDpzLw=="),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    place = tmp_path_factory.mktemp("addresses")
    with wired_cases(place, CASES, members=MEMBERS, values=VALUES) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_what_arrives(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)


def test_a_port_that_is_no_number(tmp_path: Path) -> None:
    """curl sends it by way of a proxy, as Postman does; the client says that it cannot."""
    target = "http://h.test:port/x?a=1"
    with wired(tmp_path, collection(item("Port", target))) as wire:
        request = wire.by_curl("#/item/0")
        assert (request.target, request.header("Host")) == (target, "h.test:port")
        with pytest.raises(Exception, match="port") as raised:
            wire.by_python("#/item/0")
        assert type(raised.value).__name__ == "ConnectionFailedError"


# Credentials that hold what no URL may


SECRET = "s&c=r #?e%t\n'\"`$(x)é"
KEY = collection(
    item("Query", URL, auth=auth("apikey", key="k", value=SECRET, **{"in": "query"})),
    item("Userinfo", "http://us%20er:p@ss%22wd@h.test/"),
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wired(tmp_path_factory.mktemp("keys"), KEY) as wire:
        yield wire


def _key(wire: Wire) -> str:
    """Return the environment variable that stands for the key."""
    (name,) = (row["env"] for row in wire.tree.lock["variables"] if "auth" in row["pointer"])
    return str(name)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_key_in_the_query(shell: str, keys: Wire) -> None:
    request = keys.by_curl("#/item/0", shell)
    assert request.target == f"{URL}?k=s%26c%3Dr%20%23%3Fe%t%0A%27%22%60%24%28x%29%C3%A9"


# No environment variable holds a NUL, half a character, or, here, nothing.
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("\n")
@example("-n")
@example("%41+ \\ \x7f")
def test_every_key_arrives_whole(keys: Wire, key: str) -> None:
    env = {_key(keys): key}
    # What is encoded already stays so, as in Postman.
    assert keys.by_curl("#/item/0", **env).target == f"{URL}?k={quote(key, safe='%')}"
    target = keys.by_python("#/item/0", **env).target
    assert target.isascii()
    assert "&" not in target
    assert unquote_to_bytes(target.removeprefix(f"{URL}?k=")) == unquote_to_bytes(key)


def test_user_and_password_that_need_encoding(keys: Wire) -> None:
    for request in (keys.by_curl("#/item/1"), keys.by_python("#/item/1")):
        assert request.target == URL
        assert request.header("Authorization") == "Basic dXMgZXI6cEBzcyJ3ZA=="
