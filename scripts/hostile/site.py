"""One MkDocs site of the pages of many fixtures, with extensions that can read files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

from generator.diagnostics import CodegenError
from generator.options import Options
from generator.pipeline import build
from scripts.hostile.fixtures import Fixture

_SAMPLE = 60
#: A file of the site's author that `pymdownx.snippets` would put into a page that asks for it.
_SECRET = "text of secret.env"
_EXTENSIONS = ["tables", "attr_list", "md_in_html", "admonition", "toc"]
_EXTENSIONS += [f"pymdownx.{name}" for name in ("snippets", "superfences", "tabbed", "details")]


def site_findings(fixtures: Sequence[Fixture]) -> Iterator[str]:
    """Yield what is wrong about a site of the pages of some fixtures, each with its page."""
    named = [one for one in fixtures if one.sources and "all-" in one.name]
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        written = [one for one in named[:_SAMPLE] if _write_pages(one, folder / "docs" / one.name)]
        if not written:
            return
        (folder / "secret.env").write_text(_SECRET)
        config = {
            "site_name": "hostile",
            "theme": {"name": None, "custom_dir": "theme"},
            "plugins": [],
            "use_directory_urls": False,
            "markdown_extensions": _EXTENSIONS,
        }
        (folder / "mkdocs.yml").write_text(json.dumps(config))
        (folder / "theme").mkdir()
        (folder / "theme" / "main.html").write_text("{{ page.content }}")
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900)
        if done.returncode != 0:
            yield f"mkdocs fails: {done.stderr[-400:]}"
        for path in sorted((folder / "site").rglob("*.html")):
            for finding in _wrong(path.read_text("utf-8")):
                yield f"{path.relative_to(folder / 'site')}: {finding}"


def _write_pages(fixture: Fixture, folder: Path) -> bool:
    """Write the reference of a fixture; tell whether it could be generated."""
    options = Options(fixture.sources, emit=("reference",), dialect="mkdocs-material")
    try:
        tree = build(options)
    except (CodegenError, RecursionError):
        return False
    for path, content in tree.files.items():
        if path.endswith(".md"):
            target = folder / path.removeprefix("reference/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return True


def _wrong(html: str) -> Iterator[str]:
    if _SECRET in html:
        yield "a file of the site's author is included"
    parser = _Parser()
    parser.feed(html)
    parser.close()
    yield from parser.found


class _Parser(HTMLParser):
    """Finds what runs scripts, or loads or sends something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        if re.fullmatch("script|iframe|object|embed|svg|base|meta|style|link|form|img", tag):
            self.found.append(f"element {tag}")
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"attribute {name} of {tag}")
            scheme = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name in ("href", "src") and re.match("(javascript|data|vbscript):", scheme):
                self.found.append(f"link to {value!r}")
