"""Dialects: each is read by its real host, and texts of collections are nothing but text there."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from generator.escaping import page_filters
from generator.escaping.markdown import one_line
from generator.options import DIALECTS as NAMES
from generator.rendering.dialects import DIALECTS, served
from tests import built, pages, trees
from tests.pages import NASTY, Html

KITCHEN_SINK = trees.COLLECTIONS / "kitchen-sink.postman_collection.json"
MESSAGING = trees.COLLECTIONS / "messaging.postman_collection.json"
_COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _commonmark(written: dict[str, str], folder: Path) -> dict[str, str]:
    return {path: _COMMONMARK.render(page) for path, page in written.items()}


def _mistune(written: dict[str, str], folder: Path) -> dict[str, str]:
    mistune = pytest.importorskip("mistune")
    render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
    return {path: str(render(page)) for path, page in written.items()}


_EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - tables
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.snippets
  - pymdownx.tabbed: { alternate_style: true }
"""


def _mkdocs(written: dict[str, str], folder: Path) -> dict[str, str]:
    pytest.importorskip("material")
    settings = "site_name: Sample\ndocs_dir: reference\nvalidation:\n  anchors: warn\n"
    settings += "  unrecognized_links: warn\n  absolute_links: warn\n" + _EXTENSIONS
    (folder / "mkdocs.yml").write_text(settings)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return _built(folder / "site", written)


def _built(folder: Path, written: dict[str, str]) -> dict[str, str]:
    found = {}
    for path in written:
        stem = re.sub(r"(^|/)_?index\.md$|\.md$", r"\1", path)
        found[path] = (folder / stem / "index.html").read_text("utf-8")
    return found


def _mdx(written: dict[str, str], folder: Path) -> dict[str, str]:
    return pages.by_node("mdx", written)


def _liquid(written: dict[str, str], folder: Path) -> dict[str, str]:
    return _commonmark(pages.by_node("liquid", written), folder)


def _hugo(written: dict[str, str], folder: Path) -> dict[str, str]:
    if pages.HUGO is None:
        pytest.skip("hugo is not there: python -m scripts.hosts")
    (folder / "reference").rename(folder / "content")
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    for kind in ("single", "list"):
        (layouts / f"{kind}.html").write_text("<h1>{{ .Title }}</h1>{{ .Content }}")
    # Hugo itself turns quotes around and makes marks of links; neither is wanted in a reference.
    settings = (
        "baseURL = 'https://s.test/'\nrelativeURLs = true\ndisableKinds = ['taxonomy', 'term']\n"
    )
    settings += "[markup.goldmark.extensions]\ntypographer = false\n"
    (folder / "hugo.toml").write_text(settings)
    command = [pages.HUGO, "--quiet", "--config", "hugo.toml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and not done.stderr, done.stderr + done.stdout
    return _built(folder / "public", written)


Host = Callable[[dict[str, str], Path], dict[str, str]]
HOSTS: list[tuple[str, Host]] = [
    ("commonmark", _commonmark),
    ("commonmark", _mistune),
    ("mkdocs-material", _mkdocs),
    ("docusaurus", _mdx),
    ("hugo", _hugo),
    ("jekyll", _liquid),
]
each_host = pytest.mark.parametrize(
    ("dialect", "host"), HOSTS, ids=[f"{name}{host.__name__}" for name, host in HOSTS]
)


def test_the_command_knows_every_dialect() -> None:
    assert tuple(DIALECTS) == NAMES


@each_host
def test_hosts_show_a_sample(dialect: str, host: Host, tmp_path: Path) -> None:
    written = pages.reference(KITCHEN_SINK, tmp_path, dialect=dialect)
    shown = {path: Html(html) for path, html in host(written, tmp_path).items()}
    assert set(shown) == set(written)
    everything = " ".join(page.text for page in shown.values())
    for text in (
        "Urls", "Disabled query parameter", "{{baseUrl}}/query", "off by default",
        "curl --location", "client.urls.query.duplicate_keys", "Bearer token",
        "Only on=1 is sent", "404 Not Found",
    ):  # fmt: skip
        assert text in everything, text
    anchors = {anchor for page in shown.values() for anchor in page.ids}
    assert {"request.duplicate_keys", "request.several_answers.not_there"} <= anchors
    assert sum(page.tags.count("h1") for page in shown.values()) >= len(written)


@each_host
@pytest.mark.parametrize("kind", ["folder", "endpoint"])
def test_links_lead_to_pages_and_anchors(
    dialect: str, host: Host, kind: str, tmp_path: Path
) -> None:
    written = pages.reference(KITCHEN_SINK, tmp_path, dialect=dialect, pages=kind)
    shown = {path: Html(html) for path, html in host(written, tmp_path).items()}
    if host in (_mkdocs, _hugo):
        return  # they fail where a link leads to nothing
    known = DIALECTS[dialect]
    where = {path if known.suffix == ".md" else served(path, known): path for path in shown}
    inside = 0
    for path, page in shown.items():
        for link in page.links:
            file, _, fragment = link.partition("#")
            if "://" in link:
                continue
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            goal = where[goal] if file else path
            assert not fragment or fragment in shown[goal].ids, (path, link)
            inside += 1
    assert inside > len(written)


@each_host
def test_texts_of_a_collection_are_text(dialect: str, host: Host, tmp_path: Path) -> None:
    written = pages.reference(pages.hostile(), tmp_path, dialect=dialect)
    html = host(written, tmp_path)
    assert len(html) == len(NASTY) + 1
    index = next(Html(page) for path, page in html.items() if path.endswith("index.md"))
    for name in NASTY:
        assert one_line(name) in index.text, name
    plain = set(_with_directives(" ".join(NASTY)).split())
    for path, page in html.items():
        shown = Html(page)
        assert "script" not in shown.tags or host is _mkdocs
        assert "alert(1)" in shown.text and "49" not in shown.text
        assert not any(link.lower().startswith("javascript:") for link in shown.links)
        missing = plain - set(_with_directives(shown.text).split())
        assert not missing, (path, missing)


def _with_directives(text: str) -> str:
    """Return a text in which what was spaced out is as it was."""
    return text.replace("{ {", "{{").replace("{ %", "{%").replace("- 8<", "-8<")


def test_mdx_reads_any_text() -> None:
    filters = page_filters(DIALECTS["docusaurus"].flavour)
    written = {
        f"{number}-{name}": f"before\n\n{filters[name](text)}\n\nafter"
        for number, text in enumerate(pages.nasty_texts(400))
        for name in ("md_block", "md_code", "md_fence")
    }
    for html in pages.by_node("mdx", written).values():
        shown = Html(html)
        assert shown.text.startswith("before") and shown.text.endswith("after")
        assert not {"script", "b"} & set(shown.tags)


def test_titles_are_those_of_pages_in_mkdocs(tmp_path: Path) -> None:
    source = built.collection(
        {"name": "日本 & <sushi>", "item": [built.item("A", "https://a.test")]}
    )
    for dialect in ("commonmark", "mkdocs-material"):
        folder = tmp_path / dialect
        folder.mkdir()
        written = pages.reference(source, folder, dialect=dialect)
        html = _mkdocs(written, folder)
        page = next(page for path, page in html.items() if path != "index.md")
        assert "<title>日本 &amp; &lt;sushi&gt; - Sample</title>" in page


def test_front_matter_has_the_place_of_a_page(tmp_path: Path) -> None:
    for dialect, key in (("docusaurus", "sidebar_position: 1"), ("jekyll", "nav_order: 1")):
        written = pages.reference(MESSAGING, tmp_path, dialect=dialect)
        page = next(page for path, page in written.items() if "integrations" in path)
        assert page.startswith('---\n# generated by codegen, do not edit\ntitle: "Integrations"\n')
        assert f"\n{key}\n---\n" in page
