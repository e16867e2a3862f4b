"""Reference pages: small collections of hostile texts, and hosts that make HTML of pages.

A host that is not installed is a reason to skip; `python -m scripts.hosts` installs them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from generator.options import Options
from generator.pipeline import build
from tests.built import collection, header, item, raw

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium")
HUGO = shutil.which("hugo")

#: Names that some host takes for more than text.
NASTY = (
    "a | b", "`tick`", "<b>bold</b>", "<script>alert(1)</script>", ":::note", "!!! danger",
    '=== "Tab"', '??? x "y"', "{{< x >}}", "{{% x %}}", "{% raw %}", "{% endraw %}",
    "{% include x %}", "{{ 7 * 7 }}", "{7 * 7}", '--8<-- "x"', "import x from 'y'",
    "export const a = 1", "$x$",
    "# heading", "- item", "1. one", "> quote", "---", "[a](javascript:b)",
    "![p](https://p.test/p.png)",
    "*a* _b_ ~~c~~", "&lt;b&gt;", "back\\slash", "{#id}", "{: .x }", '"quoted" \'too\'', "a: b # c",
)  # fmt: skip


def hostile() -> dict[str, Any]:
    """Return a collection in which every name and text is one of them, or all in a row."""
    everything = "\n\n".join(NASTY)
    fenced = f"Before\n\n```\n{everything}\n```\n\n- item\n\n      {NASTY[8]}\n\nAfter"
    rows = []
    for name in NASTY:
        url = {
            "raw": "https://a.test/x",
            "host": ["https://a.test"],
            "path": ["x"],
            "query": [{"key": name, "value": name, "description": name}],
        }
        body = {"name": name, "code": 400, "header": header("X-A: " + name), "body": everything}
        row = item(name, url, "POST", body=raw(everything), response=[body], description=fenced)
        rows.append({"name": name, "description": name, "item": [row]})
    variable = [{"key": "v", "value": NASTY[8], "description": everything}]
    return collection(*rows, item("Root", "{{v}}/x"), variable=variable)


def nasty_texts(number: int) -> list[str]:
    """Return texts put together from what is special somewhere; the same ones each time."""
    pieces = [
        *NASTY,
        "\n",
        "\n\n",
        "    ",
        "```",
        "~~~",
        "<!--",
        "-->",
        "<a",
        "</",
        "{",
        "}",
        "\\",
        "%}",
    ]
    pieces += [
        "| a | b |\n| - | - |\n| c | d |\n",
        "text",
        "https://b.test/c_d",
        "<br>",
        "&",
        "\t",
        "* ",
    ]
    chosen = random.Random(7)
    return ["".join(chosen.choices(pieces, k=chosen.randint(1, 12))) for _ in range(number)]


def reference(source: Mapping[str, Any] | Path, folder: Path, **options: Any) -> dict[str, str]:
    """Return the pages of a collection by their path below the reference, and write them."""
    if not isinstance(source, Path):
        path = folder / "source.json"
        path.write_text(json.dumps(source), encoding="utf-8")
        source = path
    tree = build(Options((str(source),), emit=("reference",), **options))
    pages = {}
    for path_, content in tree.files.items():
        if path_.startswith("reference/"):
            pages[path_.removeprefix("reference/")] = content.decode("utf-8")
            file = folder / path_
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return pages


class Html(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.pieces: list[str] = []
        self._silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element; attributes that run scripts are wrong anywhere."""
        self.tags.append(tag)
        self._silent += tag in ("script", "style")
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src"):
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Text counts again behind a script."""
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Note the text."""
        if not self._silent:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        """The text, with white space as a browser shows it."""
        return " ".join("".join(self.pieces).split())


def by_node(host: str, pages: Mapping[str, str]) -> dict[str, str]:
    """Return what MDX or Liquid makes of pages."""
    node = shutil.which("node")
    modules = Path(os.environ.get("CODEGEN_HOSTS") or Path(sys.prefix) / "hosts")
    if node is None or not (modules / "node_modules").is_dir():
        pytest.skip("node and its packages are not there: python -m scripts.hosts")
    command = [node, str(ROOT / "tests" / "hosts" / "render.mjs"), host, str(modules)]
    done = subprocess.run(
        command,
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found
