"""Pages become blocks: HTML, Markdown with what sites add, and text that was copied."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Diagnostics
from generator.readers.pages.blocks import Block
from generator.readers.pages.blocks_of import page_blocks
from generator.readers.pages.html import read_html
from generator.readers.pages.markdown import read_markdown
from generator.readers.pages.page import drafts_of
from generator.readers.pages.plain import read_plain
from generator.readers.pages.reading import read
from generator.readers.source import SourceFile


def _shown(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(b.kind, b.text or " / ".join(" | ".join(row) for row in b.rows)) for b in blocks]


def test_html_has_headings_lines_items_tables_and_code() -> None:
    page = """<html><body><nav>Menu</nav><h1>Users</h1>
<p>All <b>users</b><br>of it.</p><ul><li>one<p>more</p></li></ul>
<table><tr><th>Name</th><th>Type</th></tr><tr><td>id</td><td>string</td></tr></table>
<pre><code class="language-python">import x
x.go()</code></pre><script>var no = 1</script></body></html>"""
    blocks = read_html(page)
    assert _shown(blocks) == [
        ("heading", "Users"),
        ("text", "All users"),
        ("text", "of it."),
        ("item", "one"),
        ("text", "more"),
        ("table", "Name | Type / id | string"),
        ("code", "import x\nx.go()"),
    ]
    assert [block.line for block in blocks] == [1, 2, 2, 2, 2, 3, 4]
    assert blocks[-1].language == "python"


def test_html_spans_that_are_shown_apart_are_apart() -> None:
    assert _shown(read_html("<p><span>id</span><span>string</span></p>")) == [("text", "id string")]


def test_html_nested_ten_thousand_deep_is_read() -> None:
    page = "<div>" * 10_000 + "GET /deep" + "</div>" * 10_000
    assert _shown(read_html(page)) == [("text", "GET /deep")]


@pytest.mark.parametrize("page", ["", " ", "<", "<html>", "<!-- -->", "\0", "<table><tr>"])
def test_html_without_content_has_no_blocks(page: str) -> None:
    assert [b for b in read_html(page) if b.text.strip("<\0\ufffd")] == []


def test_markdown_keeps_lines_and_languages() -> None:
    page = """---
title: Users
---

# Get a user

* `GET /users/:id` gets one

| Name | Required |
| :--- | :--- |
| `id` | yes |

```shell--curl
curl https://h.test/users/1
```
"""
    blocks = read_markdown(page)
    assert [(b.kind, b.line) for b in blocks] == [
        ("heading", 2),
        ("heading", 5),
        ("item", 7),
        ("table", 9),
        ("code", 13),
    ]
    assert blocks[2].text == "`GET /users/:id` gets one"
    assert blocks[-1].language == "shell"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ('<ParamField path="id" type="string" required>\n  Which\n</ParamField>', 2),
        ('{% swagger-parameter in="path" name="id" type="string" required="true" %}\nx', 2),
    ],
)
def test_markdown_components_name_parameters(page: str, lines: int) -> None:
    found = [text for _, text in _shown(read_markdown("GET /users/{id}\n\n" + page))]
    assert "Path parameters" in found
    assert "id (required) string" in found


def test_markdown_components_name_requests() -> None:
    page = '{% swagger method="get" path="/users" baseUrl="https://h.test" summary="List" %}'
    assert "GET https://h.test/users" in [text for _, text in _shown(read_markdown(page))]


def test_text_has_tables_items_code_and_answers() -> None:
    page = """Create a user
POST /users
| Field | Type |
|---|---|
| name | string |
• one
curl -X POST https://h.test/users \\
  -d '{"name": "x"}'
{
  "id": 1
}
Done."""
    assert [kind for kind, _ in _shown(read_plain(page))] == [
        "text", "text", "table", "item", "code", "code", "text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("Events Copy pagePOSThttps://h.test/x", ["Events Copy page", "POSThttps://h.test/x"]),
        ("parametersRequest schema", ["parameters", "Request schema"]),
        ("One (of all)ids array of strings", ["One (of all)", "ids array of strings"]),
        ("}'const a = 'b';", ["}'", "const a = 'b';"]),
    ],
)  # fmt: skip
def test_glued_lines_are_taken_apart(line: str, pieces: list[str]) -> None:
    shown = [text for _, text in _shown(read_plain("x\n" + line))]
    assert [text for text in shown if text != "x"] == pieces


def test_line_numbers_beside_code_are_left_out() -> None:
    assert _shown(read_plain("1\n2\n3\ncurl https://h.test/x")) == [
        ("code", "curl https://h.test/x")
    ]


WORDS = st.sampled_from(
    ["", "GET /users/{id}", "Path Parameters", "id", "string", "required", "{", "}", '"a": 1,',
     "200 OK", "|---|---|", "| a | b |", "curl -X POST \\", "-d '{", "# Title", "```", "- item",
     "Responses", "<div>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=30)), max_size=25))
def test_any_text_is_read_and_lines_only_go_forward(lines: list[str]) -> None:
    text = "\n".join(lines)
    for path in ("page.txt", "page.md", "page.html"):
        blocks = page_blocks(path, text)
        if path == "page.txt":
            numbers = [block.line for block in blocks]
            assert numbers == sorted(numbers)
        for draft in drafts_of(blocks):
            assert draft.line >= 1


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("page.html", "<h1>Get x</h1><p>GET /x</p><p>" + "key:" * 250_000),
        ("page.html", "<h1>Get x</h1><p>GET /x</p><pre>" + "key:" * 250_000),
        ("page.md", "# Get x\n\nGET /x\n\n```\n" + "key:" * 250_000 + "\n```\n" + "\n" * 4000),
        ("page.txt", "Get x\nGET /x\n" + "key:key:\n" * 100_000),
        ("page.txt", "Get x\nGET /x\n" + f"see {'a' * 2900}.\n" * 300),
        ("page.txt", "Get x\nGET /x\n" + f"see {'a-' * 1400} string\n" * 300),
    ],
    ids=["line", "pre", "fence", "lines", "words", "types"],
)
def test_the_time_for_a_page_grows_with_its_length(name: str, page: str) -> None:
    started = time.monotonic()
    api, _ = read(SourceFile(name, page.encode()), Diagnostics())
    assert [endpoint.request.method for endpoint in api.endpoints] == ["GET"]
    assert time.monotonic() - started < 20  # a tenth of it on a slow machine; squared it is minutes
