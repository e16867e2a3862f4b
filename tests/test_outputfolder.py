"""Where output may stand, and that it never leaves that place through a link."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from generator.diagnostics import CodegenError
from generator.output import folder as outputfolder
from generator.output.lock import JOURNAL_NAME, LOCK_NAME
from generator.site import build as site
from tests.commands import SMALL, contents, invoke, saved, stamps

OPTIONS = ("--emit", "snippets")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return saved(tmp_path / "in" / "small.json", SMALL)


def _refused(source: Path, out: Path | str, why: str) -> None:
    for command in (["generate"], ["generate", "--force"], ["check"]):
        done = invoke(*command, source, "-o", out, *OPTIONS)
        assert done.exit_code == 2
        assert done.stderr == f"codegen: {out}: {why}; name a folder of its own [output-refused]\n"


def test_folders_that_hold_more_than_output(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refused(source, "/", "this is the root of the file system")
    home = "this is your home folder, or holds it"
    (tmp_path / "home" / "me").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "me"))
    for name in ("home/me", "home"):
        _refused(source, tmp_path / name, home)
    monkeypatch.setenv("HOME", "/nowhere")
    for out in (tmp_path / "in", tmp_path / "out" / ".." / "in", tmp_path):
        _refused(source, out, f"this folder holds an input, {source}")
    assert set(contents(tmp_path)) == {"in/small.json"}


def test_the_tree_may_stand_beside_its_source(source: Path) -> None:
    done = invoke("generate", source, "-o", source.parent / "small", *OPTIONS)
    assert (done.exit_code, done.stderr.count("\n")) == (0, 1)


@pytest.mark.parametrize("out", ["link", "link/out", "dangling"])
def test_links_above_the_tree(
    out: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, outside = tmp_path / "work", tmp_path / "outside"
    work.mkdir()
    outside.mkdir()
    (work / "link").symlink_to("../outside")
    (work / "dangling").symlink_to("../outside/nothing")
    monkeypatch.chdir(work)
    _refused(source, out, f"{out.partition('/')[0]} is a link that leads elsewhere")
    assert contents(outside) == {}


def test_a_link_that_stays_inside_and_one_above_an_absolute_path(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    for out in (Path("link/a"), tmp_path / "link" / "b"):
        assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
    assert contents(tmp_path / "real" / "a") == contents(tmp_path / "real" / "b")


@pytest.fixture
def tree(source: Path, tmp_path: Path) -> Path:
    """A tree whose snippets were moved outside, and a link put where they stood."""
    out = tmp_path / "out"
    assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
    (out / "snippets").rename(tmp_path / "outside")
    (out / "snippets").symlink_to("../outside")
    return out


def test_a_folder_that_is_a_link(tree: Path, source: Path, tmp_path: Path) -> None:
    """Even where the bytes behind it are right: the next run would write them there."""
    leftover = tmp_path / "outside" / ".codegen-1-1.tmp"
    leftover.write_text("not ours")
    (tree / JOURNAL_NAME).write_bytes((tree / LOCK_NAME).read_bytes())
    before, inside = stamps(tmp_path / "outside"), stamps(tree)
    assert invoke("check", source, "-o", tree, *OPTIONS).exit_code == 1
    done = invoke("generate", source, "-o", tree, *OPTIONS)
    assert done.exit_code == 1
    assert "in the way: snippets was not made by codegen" in done.stderr
    assert stamps(tree) == inside
    assert invoke("generate", source, "-o", tree, "--force", *OPTIONS).exit_code == 0
    assert stamps(tmp_path / "outside") == before
    assert (tree / "snippets").is_dir() and not (tree / "snippets").is_symlink()
    assert invoke("check", source, "-o", tree, *OPTIONS).exit_code == 0


def test_what_leads_outside_is_not_removed_there(tree: Path, source: Path, tmp_path: Path) -> None:
    before = stamps(tmp_path / "outside")
    done = invoke("generate", source, "-o", tree, "--emit", "reference", "--force")
    assert done.exit_code == 0
    assert stamps(tmp_path / "outside") == before


@pytest.mark.parametrize("kind", ["link", "pipe", "right"])
def test_a_file_that_is_none(kind: str, source: Path, tmp_path: Path) -> None:
    """It is neither read nor written through; a pipe without a writer keeps nobody waiting."""
    out, canary = tmp_path / "out", tmp_path / "canary"
    assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
    path = next(path for path in sorted(out.rglob("*")) if path.suffix == ".sh")
    canary.write_bytes(path.read_bytes() if kind == "right" else b"canary text\n")
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(canary)
    before = stamps(canary.parent / "canary")
    done = invoke("generate", source, "-o", out, "--diff", *OPTIONS)
    assert done.exit_code == 1
    assert f"in the way: {path.relative_to(out)} was edited by hand" in done.stderr
    assert "canary text" not in done.stdout + done.stderr
    assert invoke("generate", source, "-o", out, "--force", *OPTIONS).exit_code == 0
    assert stamps(canary.parent / "canary") == before
    assert path.is_file() and not path.is_symlink()


def test_a_lock_that_is_a_link(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / LOCK_NAME).symlink_to("/dev/zero")
    done = invoke("generate", source, "-o", out, *OPTIONS)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "cannot be read; remove it" in done.stderr


def test_a_site_is_not_built_through_links(tmp_path: Path) -> None:
    """MkDocs empties the folder of the HTML first."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine")
    (tmp_path / "site" / site.HTML).mkdir(parents=True)
    for link in (tmp_path / "site" / site.HTML / "assets", tmp_path / "site" / site.HTML):
        if link.is_dir():
            link.joinpath("assets").unlink()
            link.rmdir()
        link.symlink_to(outside)
        with pytest.raises(CodegenError, match="this is a link") as error:
            site.build_site(tmp_path / "site")
        assert error.value.rule == "output-refused"
    assert contents(outside) == {"mine": b"mine"}


def test_one_run_waits_for_another(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not end is named, and nothing is written."""
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(outputfolder, "PATIENCE", 0.1)
    folder = os.open(out, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    done = invoke("generate", source, "-o", out, *OPTIONS)
    assert done.exit_code == 2
    assert "another run is writing here and does not end" in done.stderr
    assert contents(out) == {}
    os.close(folder)
    assert invoke("generate", source, "-o", out, *OPTIONS).exit_code == 0
