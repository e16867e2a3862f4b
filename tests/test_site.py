"""The static site, as people see it: in a real browser, from a server and from the disk."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import CodegenError
from generator.site.build import build_site
from tests import commands, pages, shared, trees
from tests.pages import NASTY, Html

pytest.importorskip("material")
playwright: Any = pytest.importorskip("playwright.sync_api")

_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync"]


def _site(folder: Path, source: Path, *options: str) -> Path:
    done = commands.codegen("site", source, "-o", folder, "-q", *options)
    assert (done.status, done.stdout) == (0, ""), done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    changes = folder / "CHANGES.md"
    changes.write_text("# All\n\n## 1.1.0\n\n### Added\n\n- **Get it**: `x` is new <x>\n")
    source = trees.COLLECTIONS / "kitchen-sink.postman_collection.json"
    return _site(folder, source, "--changelog", str(changes))


@pytest.fixture(scope="module")
def largest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared.require()
    source = max(shared.collections(), key=lambda path: path.stat().st_size)
    return _site(tmp_path_factory.mktemp("largest"), source)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[[Path], str]]:
    servers = []

    def serve(root: Path) -> str:
        handler = functools.partial(_Quiet, directory=str(root / "html"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if pages.CHROMIUM is None:
        pytest.skip("chromium is not there: python -m scripts.hosts")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=pages.CHROMIUM, args=_FLAGS)
        yield found
        found.close()


class _Visit:
    """A page of a browser; what it complains about, and what it loads from elsewhere, is kept."""

    def __init__(self, browser: Any, base: str, **options: Any) -> None:
        self.base, self.wrong = base, []
        self.page = browser.new_context(**options).new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    wrong: list[str]

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.wrong.append(f"loads {request.url}")

    def open(self, path: str) -> Any:
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def search(self, text: str) -> list[str]:
        """Return where the results of a search lead, best first."""
        field = self.page.locator("input.md-search__input")
        field.click()
        self.page.wait_for_function(
            "() => !document.querySelector('.md-search-result__meta').textContent.includes('Init')"
        )
        # One key alone searches, and all is read at once: further keys would make other results
        # in place of those that are being read.
        field.fill(text[:-1])
        self.page.keyboard.type(text[-1:])
        self.page.wait_for_selector("a.md-search-result__link", state="attached")
        links = self.page.locator("a.md-search-result__link")
        found: list[str] = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        return found

    def is_inside(self, selector: str) -> bool:
        """Whether the upper end of an element is in sight."""
        return bool(
            self.page.wait_for_function(
                "selector => { const top = document.querySelector(selector)"
                ".getBoundingClientRect().top; return -5 <= top && top < innerHeight; }",
                arg=selector,
            )
        )


def _pages(root: Path) -> list[str]:
    found = [path.relative_to(root / "html").as_posix() for path in (root / "html").rglob("*.html")]
    return sorted(path for path in found if path != "404.html")


# In a browser


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "largest"])
def test_every_page_opens_without_an_error(
    name: str, browser: Any, served: Callable[[Path], str], request: pytest.FixtureRequest
) -> None:
    root = request.getfixturevalue(name)
    visit = _Visit(browser, served(root))
    for path in _pages(root):
        page = visit.open(path)
        assert page.locator("h1").count() == 1, path
        assert visit.wrong == [], path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "largest"])
def test_search_finds_a_request_by_its_path(
    name: str, browser: Any, served: Callable[[Path], str], request: pytest.FixtureRequest
) -> None:
    root = request.getfixturevalue(name)
    index = json.loads((root / "html" / "search" / "search_index.json").read_text("utf-8"))
    requests = [row for row in index["docs"] if "#request." in row["location"]]
    row = requests[len(requests) // 2]
    path = re.sub(r"\{\{.*?\}\}|[?].*", "", row["text"].split(" ")[1])
    visit = _Visit(browser, served(root))
    visit.open("index.html")
    wanted = {one["location"] for one in requests if path in one["text"]}
    found = [re.sub(r"\?h=[^#]*", "", link.removeprefix(visit.base)) for link in visit.search(path)]
    assert wanted & set(found), (path, found)
    assert visit.wrong == []


def test_tabs_switch_and_stay(browser: Any, served: Callable[[Path], str], sample: Path) -> None:
    visit = _Visit(browser, served(sample))
    page = visit.open("urls/query/index.html")
    blocks = page.locator(".tabbed-set").first.locator(".tabbed-block")
    assert blocks.nth(0).is_visible() and not blocks.nth(1).is_visible()
    page.locator(".tabbed-set").first.locator("label").nth(1).click()
    assert blocks.nth(1).is_visible() and not blocks.nth(0).is_visible()
    assert "client.urls.query" in blocks.nth(1).inner_text()
    other = page.locator(".tabbed-set").nth(1).locator(".tabbed-block")
    assert other.nth(1).is_visible(), "the tabs of one language belong together"
    assert visit.wrong == []


def test_anchors_land(browser: Any, served: Callable[[Path], str], sample: Path) -> None:
    visit = _Visit(browser, served(sample))
    page = visit.open("responses/index.html#request.deep_answer")
    assert visit.is_inside("[id='request.deep_answer']")
    # An example that is closed opens for the link that leads to it.
    page = visit.open("responses/index.html")
    page.locator("a[href='#request.several_answers.not_there']").first.click()
    details = page.locator("details:has([id='request.several_answers.not_there'])")
    page.wait_for_function("e => e.open", arg=details.element_handle())
    assert page.locator("[id='request.several_answers']").first.is_visible()
    assert visit.wrong == []


def test_dark_mode_and_copy_buttons(
    browser: Any, served: Callable[[Path], str], sample: Path
) -> None:
    visit = _Visit(browser, served(sample), color_scheme="dark")
    page = visit.open("urls/query/index.html")
    assert page.evaluate("document.body.getAttribute('data-md-color-scheme')") == "slate"
    page.wait_for_selector(".highlight [data-clipboard-target], .highlight .md-code__button")
    assert visit.wrong == []


@pytest.mark.parametrize("path", ["index.html", "urls/query/index.html", "responses/index.html"])
def test_narrow_pages_do_not_scroll_sideways(
    path: str, browser: Any, served: Callable[[Path], str], sample: Path
) -> None:
    visit = _Visit(browser, served(sample), viewport={"width": 390, "height": 844})
    page = visit.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("label[for=__drawer].md-header__button").is_visible()
    assert visit.wrong == []


def test_the_site_works_from_the_disk(browser: Any, sample: Path) -> None:
    visit = _Visit(browser, f"file://{sample}/html/")
    page = visit.open("index.html")
    found = visit.search("disabled query")
    assert any("urls/query/index.html" in link for link in found)
    page.goto(found[0])
    page.locator("nav.md-nav--primary a", has_text="Overview").first.click(force=True)
    page.wait_for_url("**/html/index.html")
    assert visit.wrong == []


def test_hostile_names_are_text(
    browser: Any, served: Callable[[Path], str], tmp_path: Path
) -> None:
    source = commands.saved(tmp_path / "hostile.json", pages.hostile())
    root = _site(tmp_path / "out", source)
    visit = _Visit(browser, served(root))
    page = visit.open("index.html")
    text = page.locator("body").inner_text()
    for name in NASTY:
        assert " ".join(name.split()) in text, name
    page = visit.open(_pages(root)[-1])
    assert page.locator("article script").count() == 0
    assert visit.search("alert")
    assert visit.wrong == []


# The files


def test_the_sidebar_has_every_folder_in_its_order(sample: Path) -> None:
    index = Html((sample / "html" / "index.html").read_text("utf-8"))
    links = [link for link in index.links if link.endswith("index.html")]
    order = [link.partition("/")[0] for link in links if link.count("/") == 1]
    source = trees.COLLECTIONS / "kitchen-sink.postman_collection.json"
    rows = json.loads(source.read_text("utf-8-sig"))["item"]
    assert list(dict.fromkeys(order)) == [row["name"].lower() for row in rows if "item" in row]
    assert (sample / "html" / "changelog.html").is_file()


def test_the_changelog_is_a_page(sample: Path) -> None:
    page = Html((sample / "html" / "changelog.html").read_text("utf-8"))
    assert "1.1.0¶ Added Get it: x is new <x>" in page.text
    assert "x" not in page.tags


def test_our_pages_say_what_those_of_mkdocs_say(sample: Path, tmp_path: Path) -> None:
    """The tree is one of MkDocs: without us it builds the same pages, only slower."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    command += ["-f", str(sample / "mkdocs.yml"), "-d", str(tmp_path / "plain")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    for path in _pages(sample):
        roots = (sample / "html", tmp_path / "plain")
        ours, plain = (Html(_article((root / path).read_text("utf-8"))) for root in roots)
        # Other headings than those of requests have no stable ids, so we link to none.
        assert ours.text.replace("¶", "") == plain.text.replace("¶", ""), path
        assert [i for i in ours.ids if "." in i] == [i for i in plain.ids if "." in i], path


def _article(html: str) -> str:
    return html.partition("<article")[2].partition("</article>")[0].partition(">")[2]


def test_a_site_of_a_config(tmp_path: Path) -> None:
    commands.saved(tmp_path / "small.json", commands.SMALL)
    config = 'version = 1\n[[api]]\nsources = ["small.json"]\noutput = "out"\npages = "endpoint"\n'
    (tmp_path / "codegen.toml").write_text(config)
    done = commands.codegen("site", cwd=tmp_path)
    assert (done.status, done.stdout, done.stderr) == (0, "", "out: built site/html\n")
    html = tmp_path / "out" / "site" / "html"
    assert {"things/list.html", "get_thing.html"} <= set(_pages(html.parent))
    text = (html / "llms.txt").read_text("utf-8")
    assert "[List things](things/list" in text
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert (html / link).is_file(), link
    # The tree beside it is not touched, nor is the site by it.
    assert commands.codegen("generate", cwd=tmp_path).status == 0
    assert commands.codegen("check", cwd=tmp_path).status == 0
    assert (html / "index.html").is_file()


def test_what_mkdocs_refuses_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n")
    with pytest.raises(CodegenError, match=r"MkDocs cannot build it"):
        build_site(tmp_path)
