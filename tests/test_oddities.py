"""What is odd in real collections, each shape held by what arrives at a server.

`ELSEWHERE` names the tests that hold the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import (
    shared,
    test_decisions_auth,
    test_decisions_body,
    test_decisions_files,
    test_decisions_url,
    test_wire_bodies,
)
from tests.built import collection, folder, header, item, raw
from tests.commands import invoke, saved
from tests.wires import FORM, JSON, TEXT, Part, Wire, case, sends, wired_cases

URL = "http://h.test/"
POST = f"POST {URL}"
MULTIPART = "Content-Type: multipart/form-data"
LARGE = "x" * 250_000
ANY_FILE = Path(__file__).parents[1] / "LICENSE"
VALUES = {"known:7:id": "8", "first": "h", "second": ".test", "id": "7", "status": "sold"}
MEMBERS = {"variable": [{"key": "scenario", "value": "7"}]}


def _json(name: str, text: str) -> dict[str, Any]:
    body = {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}
    return item(name, URL, "POST", body=body)


def _named(*names: Any) -> Any:
    """Return requests of these names; each is sent to its number."""
    return folder("Names", *(item(name, f"{URL}{i}") for i, name in enumerate(names)))


def _parts(name: str, sent: str, **parts: Any) -> Any:
    url = {"protocol": "http", "host": ["h", "test"], **parts}
    return case(name, item("Parts", url), sends(sent))


def _names(name: str, *names: Any) -> Any:
    return case(name, _named(*names), *(sends(f"{URL}{i}") for i in range(len(names))))


CASES = [
    case(
        "json body only valid with {{var}} unquoted",
        _json("Open value", '{"id": {{id}}, "on": true}'),
        sends(POST, JSON, body=b'{"id": 7, "on": true}'),
    ),
    case(
        "raw body has CR",
        item("CR", URL, "POST", body=raw("a\r\nb\rc\r\n")),
        sends(POST, TEXT, body=b"a\r\nb\rc\r\n"),
    ),
    case(
        "raw body has backslash",
        item("Backslash", URL, "POST", body=raw('\\ \\n "\\u00e9" \\\\')),
        sends(POST, TEXT, body=b'\\ \\n "\\u00e9" \\\\'),
    ),
    case(
        "raw body >200kB",
        item("Large", URL, "POST", body=raw(LARGE)),
        sends(POST, TEXT, body=LARGE.encode()),
    ),
    case(
        "json body invalid otherwise",
        _json("Invalid", '{"a": 1, b: [,]}'),
        sends(POST, JSON, body=b'{"a": 1, b: [,]}'),
    ),
    case(
        "body.mode without its member",
        folder(
            "Modes",
            *(
                item(mode, URL, "POST", body={"mode": mode})
                for mode in ("raw", "urlencoded", "formdata", "file")
            ),
        ),
        *[sends(POST)] * 4,
    ),
    case(
        "formdata is a string",
        item("Form", URL, "POST", body={"mode": "formdata", "formdata": "a=1&b=2"}),
        sends(POST),
    ),
    case(
        "urlencoded is a string",
        item("Form", URL, "POST", body={"mode": "urlencoded", "urlencoded": "a=1&b=x y"}),
        sends(POST, FORM, body=b"a=1&b=x%20y"),
    ),
    # Postman sends an empty part; there is nothing to upload.
    case(
        "file param with value, no src",
        item(
            "No file",
            URL,
            "POST",
            body={
                "mode": "formdata",
                "formdata": [
                    {"key": "file", "value": "", "type": "file"},
                    {"key": "a", "value": "1"},
                ],
            },
        ),
        sends(POST, MULTIPART, body=[Part("a", b"1")]),
    ),
    case(
        "file src absolute path",
        item("File", URL, "POST", body={"mode": "file", "file": {"src": str(ANY_FILE)}}),
        sends(POST, "Content-Type: application/octet-stream", body=ANY_FILE.read_bytes()),
    ),
    case(
        "adjacent {{a}}{{b}} in url",
        item("Adjacent", "http://{{first}}{{second}}/a{{id}}{{id}}?q={{id}}{{id}}"),
        sends("http://h.test/a77?q=77"),
    ),
    case(
        "odd var name in url",
        item("Odd", URL + "{{known:{{scenario}}:id}}"),
        sends(URL + "8"),
    ),
    case(
        "unbalanced or nested {{",
        item("Unbalanced", URL + "{{id}}}/{{{id}}/a}}?q={{id"),
        sends(URL + "7%7D/%7B7/a%7D%7D?q={{id"),
    ),
    case(
        "single-brace {x} in url",
        item("Single", URL + "u/{id}?x={y}"),
        sends(URL + "u/%7Bid%7D?x={y}"),
    ),
    case(
        "url quote/angle/pipe",
        item("Quotes", URL + "'a\"<b>|c?d='e\"<f>|g^h`"),
        sends(URL + "'a%22%3Cb%3E|c?d=%27e%22%3Cf%3E|g^h`"),
    ),
    case("url inner space", item("Space", URL + "a b?c=d e"), sends(URL + "a%20b?c=d%20e")),
    case("url outer whitespace", item("Outer", " \n" + URL + "a?b=c "), sends(URL + "a?b=c%20")),
    case("url newline", item("Lines", URL + "a\nb?c=\nd\n"), sends(URL + "a%0Ab?c=%0Ad%0A")),
    case(
        "non-ascii url",
        item("Letters", "http://bücher.test/é/日?ü=😀"),
        sends("http://xn--bcher-kva.test/%C3%A9/%E6%97%A5?%C3%BC=%F0%9F%98%80"),
    ),
    case("several ? in url", item("Several", URL + "a?b=1?c=2"), sends(URL + "a?b=1?c=2")),
    _parts(
        "enabled query parts but none in raw",
        URL + "a?b=1",
        raw=URL + "a",
        path=["a"],
        query=[{"key": "b", "value": "1"}],
    ),
    _parts("query only in raw", URL + "a", raw=URL + "a?b=1", path=["a"]),
    _parts(
        "url.variable not in path",
        URL + "a",
        path=["a"],
        variable=[{"key": "server", "value": "b"}],
    ),
    _parts("path segment contains /", URL + "/pet/7/image", path=["/pet/{{id}}/image"]),
    _parts("path segment contains ?", URL + "pets?status=sold", path=["pets?status={{status}}"]),
    _parts(
        "& inside a query value",
        URL + "?a=%26quot;1%26quot;&b=2",
        query=[{"key": "a", "value": "&quot;1&quot;"}, {"key": "b", "value": "2"}],
    ),
    case(
        "header empty key",
        item("Empty", URL, header=[{"key": "", "value": "1"}, {"key": "X-A", "value": "1"}]),
        sends(URL, "X-A: 1"),
    ),
    # Postman refuses to send such a request; here the header is left out.
    case(
        "header name not a token",
        item("No token", URL, header=header("FSPIOP -Source: 1", "X-A: 1")),
        sends(URL, "X-A: 1"),
    ),
    _names("name starts with a digit", "1. Send code", "2fa", "3"),
    _names("name has outer space", " Submit ", "\tDownload\u00a0"),
    _names("markdown/html char in name", "* [bot] <b>Get</b> | `x` #", "<!-- x -->"),
    _names("var in name", "{{id}}", "https://{{host}}:{{port}}/api"),
    _names("name is a URL", "http://h.test/a?b=1", "http://h.test/a?b=2"),
    _names("no ascii letter in name", "日本", "!!!", "…", ""),
    _names("newline in name", "One\n", "Two\r\nthree\n"),
    _names("python keyword name", "import", "class", "None", "async", "self", "print"),
    _names(
        "names equal after snake_case but differ",
        *("Begin date", "BeginDate", "begin-date", "config", "config/"),
    ),
    _names("name not string", None, 5, True, {"a": 1}),
]  # fmt: skip

# The others, and the cases of other modules that hold them.
ELSEWHERE = {
    "odd method": "26-methods-with-bodies",
    "raw path != path parts": "02-parts-and-another-raw",
    "colon inside a segment (not a var)": "08-colon-inside",
    "identical sibling names": "38-duplicate-names",
    "url.host is a string": "04-host-string",
    "json body with comments": "24-raw-json-with-comments",
    "url.path is a string": "05-path-string",
    "double slash in path": "05-path-string",
    "query key empty": "12-query-null-or-empty",
    "query key null": "12-query-null-or-empty",
    "formdata empty key": "fields without a name",
    ":var without url.variable": "09-null-path-variable",
    "path segment is an object": "06-path-object",
}
OTHER_CASES = [
    *test_decisions_url.CASES,
    *test_decisions_auth.CASES,
    *test_decisions_body.CASES,
    *test_decisions_files.CASES,
    *test_wire_bodies.CASES,
]
NOT_SENT = "neither item nor request"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    place = tmp_path_factory.mktemp("oddities")
    with wired_cases(place, CASES, members=MEMBERS, values=VALUES) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_an_oddity(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)


def test_neither_item_nor_request(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection({"name": "Nothing"}, item("One", URL)))
    done = invoke("generate", source, "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert "the request has no URL [request-without-url] #/item/0" in done.stderr
    assert len(list((tmp_path / "out").rglob("python-client.py"))) == 2


def test_every_oddity_has_a_test() -> None:
    assert set(ELSEWHERE.values()) <= {one.name for one in OTHER_CASES}
    names = [one.name for one in CASES]
    held = {*names, *ELSEWHERE, NOT_SENT}
    assert len(held) == len(names) + len(ELSEWHERE) + 1, "some stand twice"
    page = shared.require() / "semantics" / "collection-oddities.md"
    known = set(re.findall(r"^- \*\*(.+): \d+ in \d+ files\*\*$", page.read_text("utf-8"), re.M))
    assert held == known
