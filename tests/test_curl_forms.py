"""Forms in curl snippets, run by bash: the fields that arrive are those of the request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import item
from tests.recording import Recorded, Recorder, recording
from tests.trees import Tree, curl_snippets, run_curl

SHELL = 'it\'s "q" $HOME $(touch PWN) `touch PWN` \\ \\n !!'
LONG = "x" * 200_000

# Name, value, and how they are sent.
FIELDS = [
    ("a", "1", b"a=1"),
    ("space", "x y", b"space=x%20y"),
    ("tilde", "~", b"tilde=~"),
    ("plus", "c+d", b"plus=c%2Bd"),
    ("separators", "a&b=c%e/f?#", b"separators=a%26b%3Dc%25e%2Ff%3F%23"),
    ("file", "@a.txt", b"file=%40a.txt"),
    ("input", "<a.txt", b"input=%3Ca.txt"),
    ("lines", "l1\nl2\r\n", b"lines=l1%0Al2%0D%0A"),
    ("unicode", "ü €😀", b"unicode=%C3%BC%20%E2%82%AC%F0%9F%98%80"),
    ("quotes", "it's \"x\"", b"quotes=it%27s%20%22x%22"),
    ("shell", "$(touch PWN) `touch PWN` \\",
     b"shell=%24%28touch%20PWN%29%20%60touch%20PWN%60%20%5C"),
    ("empty", "", b"empty="),
    ("", "no name", b"=no%20name"),
    ("", "v", b"=v"),
    ("user[name]", "1", b"user%5Bname%5D=1"),
    ("ids[]", "1", b"ids%5B%5D=1"),
    ("a=b", "1", b"a%3Db=1"),
    ("c d", "1", b"c%20d=1"),
    ("e@f", "1", b"e%40f=1"),
    ("g&h", "1", b"g%26h=1"),
    ("@a.txt", "1", b"%40a.txt=1"),
    ("$i", "1", b"%24i=1"),
    ("ü", "1", b"%C3%BC=1"),
]  # fmt: skip

# Name, value.
TEXTS = [
    ("a", "1"),
    ("empty", ""),
    ("file", "@a.txt"),
    ("input", "<a.txt"),
    ("type", "x;type=text/html"),
    ("file name", "x;filename=y"),
    ("quoted", '"q"'),
    ("shell", SHELL),
    ("lines", "l1\nl2"),
    ("unicode", "é😀"),
    ("a[b]", "1"),
    ("c&d", "1"),
    ("e;f", "1"),
    ("ü", "1"),
    ("@a.txt", "1"),
    ("-n", "1"),
    ("k'$(touch PWN)", "1"),
    ("equal=sign", "1"),
    ("equal=sign and shell", SHELL),
]

# File names; each file holds its own name.
FILES = [
    "a.txt", "it's.txt", "a;b,c.txt", "my file.txt", 'q"b\\s.txt', "ü.txt", "$(touch PWN).txt",
    "`touch PWN`", "-x.txt", "a=b.txt", "[1-3].txt", "{a,b}.txt", "sub/a.txt", "@a", "#a", "~",
    "a%20b",
]  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


def _rows(values: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"key": name, "value": value, "type": "text"} for name, value in values]


def _file(name: str, path: Any, **more: Any) -> dict[str, Any]:
    return {"key": name, "type": "file", "src": path, **more}


def _form(server: Recorder, mode: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return item(mode, server.url + "/x", "POST", body={"mode": mode, mode: rows})


@pytest.fixture(scope="module")
def tree(server: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """Return a request for each field, text and file, in this order."""
    urlencoded = [_form(server, "urlencoded", _rows([(n, v)])) for n, v, _ in FIELDS]
    texts = [_form(server, "formdata", _rows([row])) for row in TEXTS]
    files = [_form(server, "formdata", [_file("f", name)]) for name in FILES]
    return curl_snippets(tmp_path_factory.mktemp("forms"), *urlencoded, *texts, *files)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    for name in FILES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    return folder


def _run(tree: Tree, index: int, server: Recorder, work: Path) -> Recorded:
    server.take()
    before = sorted(work.rglob("*"))
    run_curl(tree.snippets("shell/curl")[f"#/item/{index}"], work)
    assert sorted(work.rglob("*")) == before
    return server.one()


def _run_form(server: Recorder, mode: str, rows: list[dict[str, Any]], work: Path) -> Recorded:
    tree = curl_snippets(work.parent / "tree", _form(server, mode, rows))
    return _run(tree, 0, server, work)


def _parts(request: Recorded) -> list[tuple[dict[str, str], str]]:
    """Return the parts of a multipart body: their headers by lower-case name, and content."""
    stated = request.header("Content-Type") or ""
    found = re.fullmatch(r'multipart/form-data; boundary="?([^"]+)"?', stated)
    assert found, stated
    text = request.body.decode()
    start, *pieces, end = re.split(r"(?:^|\r\n)--" + re.escape(found[1]), text)
    assert (start, end.strip()) == ("", "--")
    parts = []
    for piece in pieces:
        head, _, content = piece.removeprefix("\r\n").partition("\r\n\r\n")
        rows = (line.split(": ", 1) for line in head.split("\r\n"))
        parts.append(({name.lower(): value for name, value in rows}, content))
    return parts


def _text_part(name: str, value: str) -> tuple[dict[str, str], str]:
    return {"content-disposition": f'form-data; name="{name}"'}, value


@pytest.mark.parametrize("index", range(len(FIELDS)))
def test_a_urlencoded_field(index: int, tree: Tree, server: Recorder, work: Path) -> None:
    request = _run(tree, index, server, work)
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    assert request.body == FIELDS[index][2]


@pytest.mark.parametrize("index", range(len(TEXTS)))
def test_a_text_of_a_multipart_form(index: int, tree: Tree, server: Recorder, work: Path) -> None:
    request = _run(tree, len(FIELDS) + index, server, work)
    assert _parts(request) == [_text_part(*TEXTS[index])]


@pytest.mark.parametrize("index", range(len(FILES)))
def test_a_file_of_a_multipart_form(index: int, tree: Tree, server: Recorder, work: Path) -> None:
    ((headers, content),) = _parts(_run(tree, len(FIELDS) + len(TEXTS) + index, server, work))
    assert content == FILES[index]
    shown = Path(FILES[index]).name.replace('"', "%22")
    disposition = headers["content-disposition"].replace("\\\\", "\\")
    assert disposition == f'form-data; name="f"; filename="{shown}"'


def test_all_fields_in_their_order(server: Recorder, work: Path) -> None:
    rows = _rows([(name, value) for name, value, _ in FIELDS])
    rows[0]["disabled"] = True
    request = _run_form(server, "urlencoded", rows, work)
    assert request.body == b"&".join(sent for _, _, sent in FIELDS[1:])


def test_all_parts_in_their_order(server: Recorder, work: Path) -> None:
    texts = [row for row in TEXTS if "=" not in row[0]]
    rows = [*_rows(texts), _file("f", ["a.txt", "it's.txt"]), *_rows([("z", "1")])]
    rows[0]["disabled"] = True
    found = _parts(_run_form(server, "formdata", rows, work))
    assert [content for _, content in found] == [
        *(value for _, value in texts[1:]), "a.txt", "it's.txt", "1",
    ]  # fmt: skip


def test_part_types(server: Recorder, work: Path) -> None:
    text, json = "text/plain; charset=utf-8", "application/json"
    rows = [
        *_rows([("json", '{"a": "b;c", "d": "\\\\ \' $HOME"}'), ("text", "1"), ("none", "1")]),
        _file("file", "a.txt", contentType="application/x-custom"),
    ]
    rows[0]["contentType"], rows[1]["contentType"] = json, text
    found = _parts(_run_form(server, "formdata", rows, work))
    stated = [headers.get("content-type") for headers, _ in found]
    assert stated == [json, text, None, "application/x-custom"]
    assert [content for _, content in found] == [rows[0]["value"], "1", "1", "a.txt"]


@pytest.mark.parametrize("option", ["headers=@a.txt", "filename=x", "encoder=base64"])
def test_a_part_type_is_no_option_of_curl(option: str, server: Recorder, work: Path) -> None:
    rows = _rows([("a", "1")])
    rows[0]["contentType"] = "text/plain;" + option
    ((headers, content),) = _parts(_run_form(server, "formdata", rows, work))
    assert headers["content-disposition"] == 'form-data; name="a"'
    assert set(headers) <= {"content-disposition", "content-type"}
    assert content == "1"


@pytest.mark.parametrize("mode", ["urlencoded", "formdata"])
def test_a_value_over_128_kib(mode: str, server: Recorder, work: Path) -> None:
    request = _run_form(server, mode, _rows([("a", LONG), ("b", "1")]), work)
    if mode == "urlencoded":
        assert request.body == f"a={LONG}&b=1".encode()
    else:
        assert _parts(request) == [_text_part("a", LONG), _text_part("b", "1")]


@pytest.mark.parametrize("mode", ["urlencoded", "formdata"])
def test_a_nul_in_a_value(mode: str, server: Recorder, work: Path) -> None:
    request = _run_form(server, mode, _rows([("a", "x\0y")]), work)
    if mode == "urlencoded":
        assert request.body == b"a=x%00y"
    else:
        assert _parts(request) == [_text_part("a", "x\0y")]


def test_a_file_field_whose_name_has_an_equals_sign(server: Recorder, work: Path) -> None:
    ((headers, content),) = _parts(_run_form(server, "formdata", [_file("a=b", "a.txt")], work))
    # No --form can say the "="; the snippet has a note.
    assert 'name="a%3Db"' in headers["content-disposition"]
    assert content == "a.txt"


@pytest.mark.parametrize("name", FILES)
def test_a_file_as_the_body(name: str, server: Recorder, work: Path) -> None:
    body = {"mode": "file", "file": {"src": name}}
    tree = curl_snippets(work.parent / "tree", item("One", server.url, "PUT", body=body))
    assert _run(tree, 0, server, work).body == name.encode()
