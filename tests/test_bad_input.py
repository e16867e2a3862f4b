"""Input that cannot be read, or only half: one message with a place, and nothing is touched."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import CodegenError
from generator.readers.source import SourceFile, decode_json, decode_text
from tests.built import SCHEMA, collection, request
from tests.commands import SAMPLES, SMALL, codegen, contents, invoke, saved, stamps
from tests.test_output import without_override

ENVIRONMENT = {"id": "1", "name": "e", "values": [{"key": "a", "value": "b", "enabled": True}]}
OPENAPI = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {}}
NAMED = json.dumps(collection(request("café"), name="café"), ensure_ascii=False)

# What the file holds, where the fault is, and what is said about it.
UNREADABLE: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "1:1", r"the file is empty; expected a Postman collection"),
    "blank": (b" \n\n", "1:1", r"the file is empty; expected a Postman collection"),
    "cut off": (b'{"info": {},\n "item": [', "2:11", r"the file is cut off"),
    "cut off in a string": (b'{"info": {"name": "na', "1:19", r"the file is cut off"),
    "HTML": (b"\n <!doctype html><p>", "2:2", r"this is HTML or XML; expected a Postman coll"),
    "environment": (json.dumps(ENVIRONMENT).encode(), "1:1", r"a Postman environment; give it w"),
    "bare rows": (b'[{"key": "a", "value": "b"}]', "1:1", r"this is a Postman environment"),
    "OpenAPI": (json.dumps(OPENAPI).encode(), "1:1", r"expected a P.* found an OpenAPI document"),
    "Swagger": (b'{"swagger": "2.0", "info": {}}', "1:1", r"found an OpenAPI document"),
    "Latin-1": (NAMED.encode("latin-1"), "1:23", r"byte 22 is not UTF-8; save the file as UTF-8"),
    "cut UTF-16": (b"\xff\xfe" + NAMED.encode("utf-16-le")[:-1], r"1:\d+", r"is not UTF-16"),
    "a raw NUL": (b'{"info": {"name": "a\0b"}}', "1:21", r"not JSON: invalid control character"),
    "NULs behind": (b'{"info": {}}\0\0', "1:13", r"not JSON: extra data"),
    "only NULs": (b"\0" * 64, r"1:\d+", r"."),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "1:1", r"nests too deep .* expected a Postman coll"),
    "deep objects": (b'{"item":' * 100_000, "1:1", r"nests too deep"),
    "a list": (b"[]", "1:1", r"expected a Postman collection, found a list"),
    "a number": (b"42", "1:1", r"expected a Postman collection, found a number"),
    "null": (b"null", "1:1", r"expected a Postman collection, found null"),
    "an object": (b'{"a": 1}', "1:1", r"found an object without `info` and `item`"),
    "JavaScript": (b"module.exports = 1", "1:1", r"expected a Postman collection, but this is n"),
}


def _is_one_error(status: int, stdout: str, stderr: str, place: str, message: str) -> None:
    assert (status, stdout) == (2, "")
    assert re.fullmatch(rf"codegen: {place}: .*{message}.* \[input-[a-z]+\]\n", stderr), stderr
    assert len(stderr) < 500


@pytest.mark.parametrize(("content", "at", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read(content: bytes, at: str, message: str, tmp_path: Path) -> None:
    source, out = tmp_path / "in.json", tmp_path / "out"
    source.write_bytes(content)
    out.mkdir()
    (out / "codegen.lock").write_text('{"lock_version": 1, "files": []}')
    before = stamps(tmp_path)
    place = re.escape(str(source)) + f":{at}"
    for command in (["inspect"], ["validate"], ["generate", "-o", out], ["check", "-o", out]):
        done = invoke(*command, source)
        _is_one_error(done.exit_code, done.stdout, done.stderr, place, message)
    done = invoke("inspect", source, "--format", "json")
    [row] = json.loads(done.stderr)["diagnostics"]
    assert (row["severity"], row["file"]) == ("error", str(source))
    assert re.fullmatch(at, f"{row['line']}:{row['column']}")
    assert stamps(tmp_path) == before


@pytest.mark.parametrize("name", ["deep", "Latin-1", "only NULs"])
def test_no_traceback_in_a_process(name: str, tmp_path: Path) -> None:
    content, at, message = UNREADABLE[name]
    place = f"-:{at}"
    done = codegen("generate", "-", "-o", tmp_path / "out", stdin=content)
    _is_one_error(done.status, done.stdout, done.stderr, place, message)
    assert contents(tmp_path) == {}


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    for path, message in (
        (tmp_path / "missing.json", "there is no such file"),
        (tmp_path, "this is a folder; name the collection file in it"),
        (loop, "cannot be read: Too many levels"),
        (Path(__file__) / "child", "cannot be read: Not a directory"),
        (tmp_path / ("x" * 300), "cannot be read: File name too long"),
    ):
        done = invoke("generate", path, "-o", tmp_path / "out")
        _is_one_error(done.exit_code, done.stdout, done.stderr, re.escape(str(path)), message)
        done = invoke("inspect", saved(tmp_path / "c.json", SMALL), "-e", path)
        _is_one_error(done.exit_code, done.stdout, done.stderr, re.escape(str(path)), message)


def test_a_file_without_permission(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", SMALL)
    source.chmod(0)
    done = codegen("inspect", source, wrapper=without_override())
    place = re.escape(str(source))
    _is_one_error(done.status, done.stdout, done.stderr, place, "cannot be read: Permission denied")


@pytest.mark.parametrize(
    ("document", "found"),
    [(SMALL, "a collection"), (OPENAPI, "an OpenAPI document"), ({}, "an object without a list"),
     ("x", "a string"), ([1], "a list")],
)  # fmt: skip
def test_what_is_no_environment(document: Any, found: str, tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", SMALL)
    other = saved(tmp_path / "e.json", document)
    done = invoke("generate", source, "-e", other, "-o", tmp_path / "out")
    message = f"expected a Postman environment, found {found}"
    _is_one_error(done.exit_code, done.stdout, done.stderr, re.escape(str(other)) + ":1:1", message)
    other.write_bytes(b"")
    assert "expected a Postman environment (JSON)" in invoke("inspect", source, "-e", other).stderr


def test_an_existing_tree_stays_as_it_is(tmp_path: Path) -> None:
    source, out = saved(tmp_path / "c.json", SMALL), tmp_path / "out"
    assert invoke("generate", source, "-o", out).exit_code == 0
    source.write_text('{"info": ')
    before = stamps(tmp_path)
    for options in ([], ["--force"], ["--dry-run"], ["--diff"]):
        assert invoke("generate", source, "-o", out, *options).exit_code == 2
    assert invoke("check", source, "-o", out).exit_code == 2
    assert stamps(tmp_path) == before


@given(st.integers(1, len(NAMED.encode()) - 1))
def test_every_beginning_of_a_file_is_cut_off(length: int) -> None:
    """One message for all of them, wherever the end is; only half a character is another one."""
    with pytest.raises(CodegenError) as error:
        decode_json(SourceFile("c.json", NAMED.encode()[:length]))
    assert "the file is cut off" in str(error.value) or error.value.rule == "input-encoding"


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]))
def test_encodings_that_json_may_have(text: str, encoding: str) -> None:
    document = json.dumps({"a": text}, ensure_ascii=False)
    assert decode_text(SourceFile("c.json", document.encode(encoding))) == document


def test_the_column_of_a_wrong_byte_counts_characters() -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        with pytest.raises(CodegenError) as error:
            decode_text(SourceFile("c.json", mark + '{\n"éé": "'.encode() + b'\xff"}'))
        assert (error.value.line, error.value.column) == (2, 8)
        assert f"byte {11 + len(mark)} is" in error.value.message


# Odd, but readable


def _deep(levels: int) -> dict[str, Any]:
    entry = request("deep", "/deep")
    for _ in range(levels):
        entry = {"name": "f", "item": [entry]}
    return collection(entry)


def _with_body(raw: str, **headers: str) -> dict[str, Any]:
    rows = [{"key": key, "value": value} for key, value in headers.items()]
    return collection(request("a", method="POST", body={"mode": "raw", "raw": raw}, header=rows))


READABLE: dict[str, Any] = {
    "60 folders": _deep(60),
    "a deep body": _with_body("[" * 5000 + "]" * 5000, **{"Content-Type": "application/json"}),
    "no requests": collection(),
    "only a name": {"info": {"name": "x"}},
    "nothing in order": {"info": None, "item": [None, 1, "x", [], {}, {"item": None}, {"item": 1}]},
    "an odd request": collection({"name": None, "request": {"url": {"host": 1, "path": {}}}}),
}


@pytest.mark.parametrize("document", READABLE.values(), ids=READABLE)
def test_what_can_be_read_is_generated(document: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = invoke("generate", saved(tmp_path / "c.json", document), "-o", out)
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (out / "client").is_dir()


def test_300_folders(tmp_path: Path) -> None:
    source, out = saved(tmp_path / "c.json", _deep(300)), tmp_path / "out"
    done = codegen("generate", source, "-o", out, "--emit", "client,snippets")
    assert (done.status, done.stdout) == (0, "")
    assert done.stderr.startswith(f"{out}: wrote ")
    snippets = contents(out / "snippets")
    assert [path.count("/") for path in snippets] == [301, 301]
    assert any(b"https://h.test/deep" in text for text in snippets.values())


def test_utf_16(tmp_path: Path) -> None:
    saved(tmp_path / "a.json", collection(request("café")))
    text = (tmp_path / "a.json").read_text()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        (tmp_path / "b.json").write_bytes(text.encode(encoding))
        assert "café" in invoke("inspect", tmp_path / "b.json").stdout


def test_findings_of_odd_input_have_rule_place_and_pointer(tmp_path: Path) -> None:
    text = (
        f'{{"info": {{"name": "c", "schema": "{SCHEMA}"}},\n'
        ' "item": [\n'
        '  {"name": "a", "request": {"method": "BAD METHOD", "url": "http://h/"}},\n'
        '  {"name": "b", "request": {"url": {"raw": "http://h/b"}}},\n'
        "  7,\n"
        '  {"name": "c", "request": {}}\n'
        " ]}"
    )
    source = tmp_path / "c.json"
    source.write_text(text)
    done = invoke("generate", source, "-o", tmp_path / "out")
    assert done.exit_code == 0
    lines = done.stderr.splitlines()[:-1]
    pattern = rf"{re.escape(str(source))}:(\d+:\d+): warning: .* \[([a-z0-9-]+)\] (#/.*)"
    found = [match.groups() for line in lines if (match := re.fullmatch(pattern, line))]
    assert len(found) == len(lines)
    assert {
        ("3:39", "method-invalid", "#/item/0/request/method"),
        ("4:36", "url-raw-only", "#/item/1/request/url"),
        ("5:3", "item-not-object", "#/item/2"),
        ("6:28", "request-without-url", "#/item/3/request"),
    } <= set(found)
    assert len(contents(tmp_path / "out" / "snippets")) == 3 * 2


@pytest.mark.parametrize("name", ["bank-links", "kitchen-sink", "legacy"])
def test_no_finding_is_without_a_place(name: str) -> None:
    sample = SAMPLES / f"{name}.postman_collection.json"
    rows = json.loads(invoke("validate", sample, "--format", "json").stdout)["diagnostics"]
    assert rows
    for row in rows:
        assert row["pointer"].startswith("#")
        assert row["line"] >= 1
        assert (row["line"], row["column"]) != (1, 1) or row["pointer"] == "#"


def test_a_collection_without_requests_is_a_warning(tmp_path: Path) -> None:
    folders = collection({"name": "Empty", "item": []})
    empty, full = (
        saved(tmp_path / name, document)
        for name, document in (("empty.json", folders), ("full.json", collection(request("A"))))
    )
    done = invoke("validate", empty, full)
    warning = f"{empty}:1:1: warning: there is no request in this collection [collection-empty] #"
    assert (done.exit_code, done.stdout.splitlines()) == (0, [warning])
