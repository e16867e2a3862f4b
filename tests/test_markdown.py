"""What the Markdown filters write comes back as it was, and nothing of it is markup or HTML.

Two parsers judge it: markdown-it-py (CommonMark with tables, as GitHub has them) and
Python-Markdown (MkDocs), which disagree on much.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.escaping.markdown import anchor, code, fence, href, one_line, phrase, text, visible
from generator.escaping.markdown_prose import block, cell
from generator.escaping.words import UnescapedError
from tests import shared

python_markdown: Any = pytest.importorskip("markdown")

_COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _mkdocs(source: str) -> str:
    return str(
        python_markdown.markdown(source, extensions=["toc", "tables", "fenced_code", "attr_list"])
    )


PARSERS: list[Callable[[str], str]] = [_COMMONMARK.render, _mkdocs]
both = pytest.mark.parametrize("render", PARSERS, ids=["commonmark", "mkdocs"])

_PIECES = (
    *"ab1 \n\t`*_{}[]()<>#+-.!|~$^&;:=/\\%\"'@?,éß中😀",
    "\n\n", "    ", "```", "~~~", "<b>", "<script>", "</script>", "<!--", "-->",
    "<img src=x onerror=y>", "](", "![", "[a](javascript:x)", "[a](https://b.c)", "https://b.c/d_e",
    "&lt;", "&#60;", "{{name}}", "{%", "%}", "--8<-- \"x\"", "- ", "1. ", "> ",
    "| a | b |\n| - | - |\n", "\n# ", "\n===\n", "\n---\n", "[r]: https://b.c", ":::", "!!! note",
    "</code>", "<pre>", "import x", "\r\n", "\x00", "\u202e",
)  # fmt: skip
nasty = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=25).map("".join), st.text(max_size=40)
)


class _Page(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


# Text


@both
@pytest.mark.parametrize(
    ("before", "tags"),
    [("", ["p"]), ("# ", ["h1"]), ("- ", ["ul", "li"]), ("**Note:** ", ["p", "strong"])],
)
@given(value=nasty)
def test_text_comes_back(
    render: Callable[[str], str], before: str, tags: list[str], value: str
) -> None:
    page = _Page(render(f"{before}{text(value)}"))
    shown = ("Note: " if "Note" in before else "") + one_line(value)
    assert page.text == shown.strip()
    if one_line(value):
        assert page.tags == tags


@both
@pytest.mark.parametrize(
    ("before", "after", "tags"),
    [("# ", "", ["h1"]), ("- [", "](x.md)", ["ul", "li", "a"]), ("a **", "** b", ["p", "strong"])],
)
@given(value=nasty.filter(one_line))
@example(value="1. One")
@example(value="import x")
@example(value="R&amp D & &amp;")
def test_a_phrase_comes_back_behind_something(
    render: Callable[[str], str], before: str, after: str, tags: list[str], value: str
) -> None:
    page = _Page(render(f"{before}{phrase(value)}{after}"))
    shown = f"a {one_line(value)} b" if "strong" in tags else one_line(value)
    assert page.text == shown.strip()
    assert page.tags == tags


@both
@given(values=st.lists(nasty, min_size=2, max_size=4), as_code=st.booleans())
def test_cells_come_back(render: Callable[[str], str], values: list[str], as_code: bool) -> None:
    make: Callable[[str], str] = code if as_code else phrase
    rows = [
        [f"h{n}" for n in range(len(values))],
        ["---"] * len(values),
        [make(value) for value in values],
    ]
    page = _Page(render("\n".join("| " + " | ".join(row) + " |" for row in rows)))
    assert page.tags.count("td") == len(values)
    nothing = "(empty)" if as_code else ""
    shown = [one_line(value) or nothing for value in values]
    assert page.text == " ".join(" ".join([*rows[0], *shown]).split())
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}


@both
@given(value=nasty.filter(one_line))
def test_code_comes_back(render: Callable[[str], str], value: str) -> None:
    page = _Page(render(f"- a {code(value)} b"))
    assert page.tags == ["ul", "li", "code"]
    assert page.text == f"a {one_line(value)} b"


def test_code_stays_readable() -> None:
    assert code("{{baseUrl}}/users/:id?a=1&b=2") == "`{{baseUrl}}/users/:id?a=1&b=2`"
    assert (
        text("Get user_id, v1.2 (beta) - 50% off: now!")
        == "Get user_id, v1.2 (beta) - 50% off: now!"
    )
    assert phrase("1. Users & groups") == "1. Users & groups"
    assert text("1. Users & groups") == "1\\. Users & groups"


@pytest.mark.parametrize("directive", ["{% endraw %}", "{{< x >}}", "{{% x %}}", '--8<-- "a"'])
@both
def test_no_host_directive_survives_outside_fences(
    render: Callable[[str], str], directive: str
) -> None:
    for made in (text(directive), code(directive), fence(directive), block(directive)):
        assert directive not in made
        assert "{%" not in made and "{{" not in made and "-8<-" not in made
        assert _Page(render(made)).text == directive


# Fences


@given(value=nasty, language=st.sampled_from(["", "json", "bash"]))
@example("a\n````\n```\nb", "json")
@example("\n", "")
def test_fences_come_back(value: str, language: str) -> None:
    made = fence(value, language)
    expected = visible(value)
    tokens = _COMMONMARK.parse(f"before\n\n{made}\n\nafter")
    assert len(tokens) == 7
    middle = tokens[3]
    if middle.type == "fence":
        assert middle.content.removesuffix("\n") == expected.removesuffix("\n")
        assert not middle.info or middle.info == language
    else:
        assert middle.type == "html_block"
        assert "".join(_Page(made).pieces).removesuffix("\n") == expected.removesuffix("\n")


@given(value=nasty)
def test_fences_hold_in_mkdocs(value: str) -> None:
    page = _Page(_mkdocs(f"before\n\n{fence(value)}\n\nafter"))
    assert page.tags == ["p", "pre", "code", "p"]
    assert page.text == f"before {' '.join(visible(value).split())} after".replace("  ", " ")


# Descriptions

_ALLOWED = {
    "p", "br", "strong", "em", "s", "code", "pre", "a", "img", "ul", "ol", "li", "blockquote", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def _assert_harmless(page: _Page) -> None:
    assert set(page.tags) <= _ALLOWED, page.tags
    for name, value in page.attributes:
        if name in ("href", "src"):
            assert value.lower().startswith(("https://", "http://", "mailto:")), value
        else:
            assert name in ("alt", "start", "class", "style"), name
            assert name != "style" or value.startswith("text-align")


@both
@settings(max_examples=400)
@given(value=nasty)
def test_descriptions_are_harmless(render: Callable[[str], str], value: str) -> None:
    _assert_harmless(_Page(render(f"before\n\n{block(value)}\n\nafter")))


@both
@given(value=nasty)
def test_descriptions_in_cells_are_harmless(render: Callable[[str], str], value: str) -> None:
    page = _Page(render(f"| a | b |\n| --- | --- |\n| {cell(value)} | x |"))
    _assert_harmless(page)
    assert page.tags.count("td") == 2
    assert page.tags.count("tr") == 2


@both
@given(value=nasty)
def test_descriptions_keep_what_follows_apart(render: Callable[[str], str], value: str) -> None:
    page = _Page(render(f"{block(value)}\n\n## Next"))
    assert page.tags[-1] == "h2"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**b** *c* `d|e` ~~f~~", "<p><strong>b</strong> <em>c</em> <code>d|e</code> <s>f</s></p>"),
        ("a\nb", "<p>a\nb</p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("text\n* a\n* b\n  * c", "<p>text</p><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("- a\n  ```json\n  {}\n  ```", "<ul><li><p>a</p><pre><code>{}</code></pre></li></ul>"),
        ("> a\n> b", "<blockquote><p>a\nb</p></blockquote>"),
        ("# A\ntext", "<p><strong>A</strong></p><p>text</p>"),
        ("A\n===\nB", "<p><strong>A</strong></p><p>B</p>"),
        ("a\n\n***\n\nb", "<p>a</p><hr /><p>b</p>"),
        ("~~~JSON\n{}\n~~~", '<pre><code class="language-json">{}</code></pre>'),
        ("    x\n    y", "<pre><code>x\ny</code></pre>"),
        (
            "|a|b|\n|-|-|\n|1|2|3|\n|4|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>"
            "<tr><td>4</td><td></td></tr></tbody></table>",
        ),
        ("[a](https://b.c/d_(e)?f=1&g=2 'T')", '<p><a href="https://b.c/d_%28e%29?f=1&amp;g=2">a</a></p>'),
        ("[a][r] [r]\n\n[r]: https://b.c", '<p><a href="https://b.c">a</a> <a href="https://b.c">r</a></p>'),
        ("see https://b.c/d_e.", '<p>see <a href="https://b.c/d_e">https://b.c/d_e</a>.</p>'),
        ("<https://b.c>", '<p><a href="https://b.c">https://b.c</a></p>'),
        ("<mailto:a@b.c>", '<p><a href="mailto:a@b.c">mailto:a@b.c</a></p>'),
        ("![a](https://b.c/d.png)", '<p><img src="https://b.c/d.png" alt="a" /></p>'),
        ("![a](d.png) [b](../c.md) [e](#f) [g](/h)", "<p>a b e g</p>"),
        ("[a](javascript:b) [c](data:d) <javascript:e>", "<p>a c &lt;javascript:e&gt;</p>"),
        ("[a](&#106;avascript:b) [c](java\\script:d)", "<p>a c</p>"),
        ("<b>a</b><br/>c <code>&lt;d</code>", "<p><strong>a</strong><br>c <code>&lt;d</code></p>"),
        ("<p>a</p><ul><li>b</li><li>c</li></ul>", "<p>a</p><ul><li>b</li><li>c</li></ul>"),
        ("<id> <!-- gone --> &amp; \\* \\\\", "<p>&lt;id&gt;  &amp; * \\</p>"),
        ("{{a}} {% b %}", "<p>{{a}} {% b %}</p>"),
        ("ends with \\", "<p>ends with \\</p>"),
    ],
)  # fmt: skip
def test_descriptions_keep_their_markdown(source: str, html: str) -> None:
    rendered = _COMMONMARK.render(block(source))
    for tag in (
        "p",
        "ul",
        "ol",
        "li",
        "pre",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ):
        rendered = rendered.replace(f"\n<{tag}", f"<{tag}").replace(f"\n</{tag}", f"</{tag}")
    rendered = rendered.replace(">\n<", "><").replace("\n</code>", "</code>").strip()
    assert rendered == html


@both
def test_the_hostile_collection_is_disarmed(render: Callable[[str], str]) -> None:
    document = json.loads((shared.require() / "hostile" / "md_injection.json").read_text("utf-8"))
    item = document["item"][0]
    page = _Page(render(block(item["request"]["description"])))
    _assert_harmless(page)
    assert '--8<-- "secret.env"' in page.text
    assert "{% include '/etc/passwd' %}" in page.text


@pytest.mark.parametrize(
    "value",
    [
        "`" * 20_000, "<!--" * 10_000, "[" * 20_000, "[a](" * 10_000, "![" * 10_000, "* " * 10_000,
        "- \n" * 5_000, "> " * 10_000, "\n" * 50_000, "- a" + "\n" * 50_000, "| a " * 10_000,
        "# " + "#" * 50_000 + "x", " " * 50_000 + "x", "a\\\n" * 10_000, "<li>" * 5_000,
        "https://" * 10_000, "_*" * 20_000, "\n".join(" " * n + "- a" for n in range(400)),
        "`" + "a" * 50_000, "&" * 50_000, "- - " * 5_000,
    ],
    ids=lambda value: repr(value[:8]),
)  # fmt: skip
def test_hostile_lengths_take_no_time(value: str) -> None:
    start = time.process_time()
    block(value)
    cell(value)
    assert time.process_time() - start < 5


# Values of our own


def test_only_our_own_links_and_anchors_pass() -> None:
    assert href("../users/settings.md#request.list") == "../users/settings.md#request.list"
    assert anchor("request.list") == "request.list"
    for value in ("", "https://a.b", "javascript:a", "a.md)", "a b.md", 'a"'):
        with pytest.raises(UnescapedError):
            href(value)
        with pytest.raises(UnescapedError):
            anchor(value)
    with pytest.raises(UnescapedError):
        fence("x", "json\n")
