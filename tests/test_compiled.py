"""Compiled templates: kept between runs, and nothing that stands there can do harm."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from generator.rendering.cachefolder import cache_folder
from generator.rendering.jinja import Renderer

ONE, OTHER = "one {{ it | py_str }}", "other {{ it | py_str }}"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of two templates; what is kept of them stands below another one."""
    monkeypatch.delenv("CODEGEN_CACHE_DIR", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "one.j2").write_text(ONE, "utf-8")
    (folder / "other.j2").write_text(OTHER, "utf-8")
    return folder


def _kept() -> list[Path]:
    return sorted(path for path in cache_folder().rglob("*") if path.is_file())


def test_templates_are_compiled_once(templates: Path) -> None:
    assert Renderer(templates).render_template("one.j2", "a") == 'one "a"'
    (one,) = _kept()
    assert Renderer(templates).render_template("other.j2", "a") == 'other "a"'
    (other,) = set(_kept()) - {one}
    # The code of the other template under the name of the one shows that it is read.
    size = hashlib.sha256().digest_size
    checksum = hashlib.sha1(ONE.encode()).hexdigest().encode()
    assert one.read_bytes()[size:].startswith(checksum)
    content = checksum + other.read_bytes()[size + len(checksum) :]
    one.write_bytes(hashlib.sha256(content).digest() + content)
    assert Renderer(templates).render_template("one.j2", "a") == 'other "a"'
    # A template that changed is compiled again.
    (templates / "one.j2").write_text("new {{ it | py_str }}", "utf-8")
    assert Renderer(templates).render_template("one.j2", "a") == 'new "a"'


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign"])
def test_what_is_damaged_is_made_anew(templates: Path, damage: str) -> None:
    Renderer(templates).render_template("one.j2", "a")
    (kept,) = _kept()
    whole = kept.read_bytes()
    flipped = whole[:-1] + bytes([whole[-1] ^ 1])
    damaged = {"empty": b"", "cut": whole[:-5], "flipped": flipped, "foreign": b"\x00" * 4096}
    kept.write_bytes(damaged[damage])
    assert Renderer(templates).render_template("one.j2", "a") == 'one "a"'
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_no_error(templates: Path) -> None:
    cache_folder().parent.mkdir(parents=True, exist_ok=True)
    cache_folder().write_text("a file stands in its place", "utf-8")
    assert Renderer(templates).render_template("one.j2", "a") == 'one "a"'
    assert _kept() == []
