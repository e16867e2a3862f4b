"""What is generated from: hostile collections, pages, environments, configs and templates.

The collections are written by a program beside the oracle. For all else its payloads are put
where text of the input goes: the files in ``places`` mark it as ``«text»``, or ``«json:text»``
where what is put there must be escaped to arrive.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.hostile.extremes import extremes
from scripts.hostile.loading import loaded

_PLACES = Path(__file__).parent / "places"
_SLOT = re.compile("«(?:(json|html):)?([^»]*)»")
_ESCAPES: Mapping[str | None, Callable[[str], str]] = {
    None: str,
    "json": lambda text: json.dumps(text)[1:-1],
    "html": html.escape,
}
# Each place gets every so-manieth payload alone: with all of them a sweep would take hours.
_STEP = 5
_PAGES = ("page.md", "page.html", "page.txt", "openapi.md")

#: Payloads for what reads pages and files, besides those of the program.
_MORE = {
    "html_close": "</code></pre></td></title><script>alert(1)</script>",
    "html_attr": '"><img src=x onerror=alert(1)>',
    "html_twice": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "html_refs": "a&#10;&#13;&#8232;&#x202e;&#0;&#xd800;b",
    "html_entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "html_open": "<pre><script><!--",
    "curl_out": "x' -o CANARY_PWNED --config CANARY_PWNED 'https://h.test/y",
    "url_file": "file:///etc/passwd",
    "url_user": "https://a:b@h.test:99999/x",
    "yaml_tag": "!!python/object/apply:os.system ['touch CANARY_PWNED']",
    "toml_text": "'''\n[tool]\nx = '''",
    "number": "9" * 5000,
    "slots": "{{a}}{{{b}}}{c}:d<e>[f]${g}",
}


@dataclass(frozen=True)
class Fixture:
    """What ``codegen generate`` is called with; it may read a folder.

    ``expect`` says whether it must be generated from (``ok``) or refused (``reject``); ``kind`` is
    what is hostile about it. ``sources`` are those that the pages of a site can be made of.
    """

    name: str
    kind: str
    folder: Path
    words: tuple[str, ...]
    expect: str = ""
    sources: tuple[str, ...] = ()

    @property
    def statuses(self) -> tuple[int, ...]:
        """The exit statuses that are right."""
        return {"ok": (0,), "reject": (2,)}.get(self.expect, (0, 2))


def make_fixtures(program: Path, folder: Path) -> list[Fixture]:
    """Write all fixtures to a folder and return them, a harmless one first."""
    command = [sys.executable, str(program), str(folder), "--sweep"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    rows = json.loads((folder / "index.json").read_text("utf-8"))
    collections = [
        Fixture(row["id"], _kind(row["id"]), folder, (path,), row["expect"], (path,))
        for row in rows
        for path in [str(folder / row["file"])]
    ]
    payloads = {**loaded(program).PAYLOADS, **_MORE}
    seed = (folder / "seed.json").read_bytes()
    return [
        *collections,
        *_pages(folder / "pages", payloads, [one for one in collections if one.kind == "all"]),
        *_environments(folder / "environments", payloads, folder / "seed.json"),
        *_configs(folder / "configs", payloads, seed),
        *_templates(folder / "templates", payloads, collections),
        *_named(folder / "named", payloads, seed),
        *_extremes(folder / "extremes", folder / "seed.json"),
    ]


def _kind(name: str) -> str:
    found = re.match("(all|sweep)-", name)
    return found[1] if found else "by hand"


def chosen(fixtures: list[Fixture], count: int | None) -> list[Fixture]:
    """Return so many of the fixtures: those by hand, and as many of each other kind."""
    if count is None or count >= len(fixtures):
        return fixtures
    kept = [one for one in fixtures if one.kind == "by hand"][:count]
    kinds = list(dict.fromkeys(one.kind for one in fixtures if one.kind != "by hand"))
    for left, kind in zip(range(len(kinds), 0, -1), kinds, strict=True):
        these = [one for one in fixtures if one.kind == kind]
        share = min(len(these), (count - len(kept)) // left)
        kept += [these[index * len(these) // share] for index in range(share)]
    return kept


def _filled(name: str, payloads: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield a file of ``places`` with each payload in all of its places, and in some alone."""
    text = (_PLACES / name).read_text("utf-8")
    slots = len(_SLOT.findall(text))
    for number, (payload, value) in enumerate(payloads.items()):
        for chosen in (None, *range(number % _STEP, slots, _STEP)):
            where = "all" if chosen is None else str(chosen)
            yield f"{name}-{where}-{payload}", _put(text, chosen, value)


def _put(text: str, chosen: int | None, payload: str = "") -> bytes:
    """Return a text with a payload in one of its places, or in all; -1 is none of them."""
    counted = iter(range(len(text)))

    def fill(match: re.Match[str]) -> str:
        is_hit = chosen in (None, next(counted))
        return _ESCAPES[match[1]](payload) if is_hit else match[2]

    return _SLOT.sub(fill, text).encode("utf-8", "surrogatepass")


def _pages(
    folder: Path, payloads: Mapping[str, str], collections: list[Fixture]
) -> Iterator[Fixture]:
    folder.mkdir()
    for template in _PAGES:
        for name, content in _filled(template, payloads):
            path = folder / f"{name}{Path(template).suffix}"
            path.write_bytes(content)
            yield Fixture(f"page-{name}", "page", folder, (str(path),), sources=(str(path),))
    for one in collections:
        text = Path(one.words[0]).read_text("utf-8")
        for suffix, page in (
            ("md", f"# Pets\n\n```json\n{text}\n```\n"),
            ("html", f"<html><h1>Pets</h1><pre>{html.escape(text)}</pre></html>"),
        ):
            path = folder / f"{one.name}.{suffix}"
            path.write_text(page, "utf-8")
            words = (str(path),)
            yield Fixture(f"page-with-{path.name}", "page", folder, words, sources=words)


def _environments(folder: Path, payloads: Mapping[str, str], seed: Path) -> Iterator[Fixture]:
    folder.mkdir()
    other = folder / "other.json"
    other.write_bytes(_put((_PLACES / "environment.json").read_text("utf-8"), -1))
    for template in ("environment.json", "environment.yaml"):
        for name, content in _filled(template, payloads):
            path = folder / f"{name}{Path(template).suffix}"
            path.write_bytes(content)
            words = (str(seed), "-e", str(path), "-e", str(other))
            yield Fixture(f"environment-{name}", "environment", seed.parent, words)


def _configs(folder: Path, payloads: Mapping[str, str], seed: bytes) -> Iterator[Fixture]:
    folder.mkdir()
    _write_project(folder, seed)
    text = (_PLACES / "codegen.toml").read_text("utf-8")
    for name, content in _filled("codegen.toml", payloads):
        path = folder / f"{name}.toml"
        path.write_bytes(content)
        yield Fixture(f"config-{name}", "config", folder, ("--config", str(path)))
    for payload, value in payloads.items():
        changes = folder / f"changes-{payload}.md"
        changes.write_bytes(
            f"# {value}\n\n## {value}\n\n{value}\n".encode("utf-8", "surrogatepass")
        )
        path = folder / f"changelog-{payload}.toml"
        path.write_bytes(_put(text.replace("«json:changes.md»", changes.name), -1))
        yield Fixture(f"config-changelog-{payload}", "config", folder, ("--config", str(path)))


def _write_project(folder: Path, seed: bytes) -> None:
    """Write the files that a config names."""
    (folder / "seed.json").write_bytes(seed)
    (folder / "local.json").write_bytes(_put((_PLACES / "environment.json").read_text("utf-8"), -1))
    (folder / "changes.md").write_text("# Changes\n\n## Today\n\nNone.\n")
    shutil.copytree(_PLACES / "own", folder / "own")


def _templates(
    folder: Path, payloads: Mapping[str, str], collections: list[Fixture]
) -> Iterator[Fixture]:
    """Yield templates of a user that insert all that there is, and targets of hostile data."""
    folder.mkdir()
    for one in collections:
        if one.kind == "all":
            words = (*one.words, "--templates", str(_PLACES / "own"), "--target", "own/data")
            yield Fixture(f"template-{one.name}", "template", one.folder, words)
    seed, snippet = collections[0].words, _PLACES / "own/snippets/own/data/snippet.j2"
    for name, content in _filled("target.toml", payloads):
        own = folder / name / "snippets/own/data"
        own.mkdir(parents=True)
        (own / "target.toml").write_bytes(content)
        shutil.copy(_PLACES / "own/snippets/own/language.toml", own.parent)
        shutil.copy(snippet, own)
        words = (*seed, "--templates", str(folder / name), "--target", "own/data")
        yield Fixture(f"template-{name}", "template", collections[0].folder, words)


def _named(folder: Path, payloads: Mapping[str, str], seed: bytes) -> Iterator[Fixture]:
    """Yield files whose names are payloads, as far as a file can have that name."""
    environment = (_PLACES / "environment.json").read_text("utf-8")
    page = (_PLACES / "page.md").read_text("utf-8")
    for payload, value in payloads.items():
        # Names in capitals would look like the secrets that are planted.
        if "/" in value or "secret" in value:
            continue
        try:
            below = folder / payload
            below.mkdir(parents=True)
            source, page_path, first, second = (
                below / f"{value}{suffix}" for suffix in (".json", ".md", ".env.json", "2.env.json")
            )
            source.write_bytes(seed)
            page_path.write_bytes(_put(page, -1))
            for path in (first, second):
                path.write_bytes(_put(environment, -1))
        except (OSError, ValueError):
            continue
        words = (str(source), str(page_path), "-e", str(first), "-e", str(second))
        yield Fixture(f"named-{payload}", "name", below, words)


def _extremes(folder: Path, seed: Path) -> Iterator[Fixture]:
    folder.mkdir()
    _write_project(folder, seed.read_bytes())
    for name, content in extremes():
        path = folder / name
        path.write_bytes(content)
        before = {"environment": (str(seed), "-e"), "codegen": ("--config",)}
        words = (*before.get(name.partition("-")[0], ()), str(path))
        yield Fixture(f"extreme-{name}", "extreme", seed.parent, words)
