"""What a run need not do again: nothing at all where the lock says so, and what is in the cache."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from generator.output.textstore import Texts, write_texts
from tests.built import collection, request
from tests.commands import ROOT, SMALL, Done, contents, saved, stamps
from tests.test_mutations import WHOLE, mutated
from tests.test_v3 import DEFINITION, write

#: What a run with nothing to do has no time to import.
HEAVY = ("jinja2", "jsonschema", "black", "generator.model", "generator.pipeline")

REPORT = """\
import sys
import tempfile
from generator.cli import main
try:
    main()
finally:
    print(*(name for name in {heavy!r} if name in sys.modules), file=open({path!r}, "w"))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code as a wheel holds it: in a checkout no lock is trusted."""
    site = tmp_path_factory.mktemp("site")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "generator", site / "generator", ignore=ignore)
    shutil.copytree(ROOT / "templates", site / "generator" / "_templates")
    return site


Run = Callable[..., tuple[Done, bool]]


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Run the command below ``tmp_path``; the second value says whether it imported much."""
    report = tmp_path / "imported.txt"

    def run(*arguments: str, cache: Path = tmp_path / "cache") -> tuple[Done, bool]:
        code = REPORT.format(heavy=HEAVY, path=str(report))
        paths = {"PYTHONPATH": str(installed), "CODEGEN_CACHE_DIR": str(cache)}
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path,
            env={**os.environ, **paths},
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Done(done.returncode, done.stdout, done.stderr), bool(report.read_text().split())

    return run


def environment(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "local", "values": list(rows), **more}


THING = {"key": "thing", "value": "8", "enabled": True}
KEY = {"key": "apiKey", "value": "hush", "enabled": True}
ARGUMENTS = ("small.json", "-e", "env.json", "--templates", "mine", "-o", "out")


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Path:
    """A current tree of a collection, an environment and a user's template."""
    saved(tmp_path / "small.json", SMALL)
    saved(tmp_path / "env.json", environment(THING, KEY, id="1"))
    (tmp_path / "mine/project").mkdir(parents=True)
    shutil.copy(ROOT / "templates/project/gitattributes.j2", tmp_path / "mine/project")
    done, worked = run("generate", *ARGUMENTS)
    assert (done.status, worked) == (0, True)
    return tmp_path


@pytest.mark.parametrize("command", ["generate", "check"])
def test_a_run_with_nothing_to_do_imports_little_and_touches_nothing(
    run: Run, made: Path, command: str
) -> None:
    before = stamps(made / "out")
    done, worked = run(command, *ARGUMENTS)
    assert (done.status, worked) == (0, False), done.stderr
    count = len(contents(made / "out")) - 1  # CHANGELOG.md is the user's
    word = f"wrote 0 of {count}" if command == "generate" else f"current, {count}"
    assert done.stderr == f"out: {word} files\n"
    assert stamps(made / "out") == before


def test_a_collection_that_is_a_folder_is_found_current(run: Run, tmp_path: Path) -> None:
    request_ = "$kind: http-request\nmethod: GET\nurl: https://h.test/a\n"
    write(
        tmp_path / "books", {".resources/definition.yaml": DEFINITION, "a.request.yaml": request_}
    )
    assert run("generate", "books", "-o", "out")[0].status == 0
    done, worked = run("check", "books", "-o", "out")
    assert (done.status, worked) == (0, False), done.stderr
    write(tmp_path / "books", {"b.request.yaml": request_.replace("/a", "/b")})
    assert run("check", "books", "-o", "out")[0].status == 1
    (tmp_path / "books/b.request.yaml").unlink()
    assert run("check", "books", "-o", "out") == (done, False)


def _same(folder: Path) -> None:
    """Change what does not count: a secret's value, and what an export makes new each time."""
    rows = (THING, {**KEY, "value": "other"})
    saved(folder / "env.json", environment(*rows, id="2", _postman_exported_at="2026-01-01"))


def test_a_new_export_of_an_environment_and_a_new_secret_change_nothing(
    run: Run, made: Path
) -> None:
    _same(made)
    done, worked = run("check", *ARGUMENTS)
    assert (done.status, worked) == (0, False)
    done, worked = run("check", "--no-cache", *ARGUMENTS)
    assert (done.status, worked) == (0, True), done.stderr


def _edit_source(folder: Path) -> None:
    saved(folder / "small.json", collection(*SMALL["item"][1:], auth=SMALL["auth"]))


def _edit_environment(folder: Path) -> None:
    saved(folder / "env.json", environment({**THING, "value": "9"}, KEY))


def _empty_secret(folder: Path) -> None:
    saved(folder / "env.json", environment(THING, {**KEY, "value": ""}))


def _edit_template(folder: Path) -> None:
    with open(folder / "mine/project/gitattributes.j2", "a") as file:
        file.write("# mine\n")


def _edit_output(folder: Path) -> None:
    (folder / "out/.env.example").write_text("edited\n")


def _remove_output(folder: Path) -> None:
    (folder / "out/.gitattributes").unlink()


def _edit_lock(folder: Path) -> None:
    """Change a file and its digest, as a careless merge does."""
    lock = folder / "out/codegen.lock"
    content = json.loads(lock.read_text())
    lock.write_text(json.dumps({**content, "generator": content["generator"]}))


def _break_lock(folder: Path) -> None:
    lock = folder / "out/codegen.lock"
    lines = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if ".gitattributes" not in line))


@pytest.mark.parametrize(
    "change",
    [
        _edit_source,
        _edit_environment,
        _empty_secret,
        _edit_template,
        _edit_output,
        _remove_output,
        _edit_lock,
        _break_lock,
    ],
)
def test_what_changed_is_seen(run: Run, made: Path, change: Callable[[Path], None]) -> None:
    change(made)
    done, worked = run("check", *ARGUMENTS)
    assert worked
    assert done.status == 1, done.stderr


@pytest.mark.parametrize("more", [["--emit", "snippets"], ["--package", "other"], ["-v"]])
def test_other_options_are_another_tree(run: Run, made: Path, more: Sequence[str]) -> None:
    done, worked = run("check", *ARGUMENTS, *more)
    assert worked
    assert done.status == (0 if more == ["-v"] else 1)


def test_an_interrupted_run_is_seen(run: Run, made: Path) -> None:
    shutil.copy(made / "out/codegen.lock", made / "out/.codegen.journal")
    done, worked = run("check", *ARGUMENTS)
    assert worked
    assert "interrupted" in done.stderr


def test_findings_are_counted_and_asked_for_again(run: Run, tmp_path: Path) -> None:
    saved(tmp_path / "odd.json", collection(request("One"), None))
    run("generate", "odd.json", "-o", "out")
    done, worked = run("check", "odd.json", "-o", "out")
    assert (done.status, worked) == (0, False)
    assert "; 1 finding, see `codegen validate`" in done.stderr
    done, worked = run("check", "odd.json", "-o", "out", "--error-on-warning")
    assert (done.status, worked) == (1, True)
    done, worked = run("check", "odd.json", "-o", "out", "--format", "json")
    assert worked
    assert len(json.loads(done.stdout or done.stderr)["diagnostics"]) == 1


def test_records_hold_what_was_found_in_a_current_tree(run: Run, tmp_path: Path) -> None:
    saved(tmp_path / "odd.json", collection(request("A", "/?token=abc1", method="a b")))
    (tmp_path / "codegen.toml").write_text(
        'version = 1\n[[api]]\nsources = ["odd.json"]\noutput = "out"\nemit = ["snippets"]\n'
    )
    found = []
    for words in (["generate"], ["check"], ["check", "-q"], ["check", "--format", "json"]):
        assert run(*words, "--record", "r.json")[0].status == 0
        (result,) = json.loads((tmp_path / "r.json").read_text())["results"]
        found.append(result["diagnostics"])
    assert len(found[0]) > 1 and found == [found[0]] * 4
    done, _ = run("merge-locks", "r.json", "--format", "json")
    assert len(json.loads(done.stdout or done.stderr)["apis"][0]["diagnostics"]) == len(found[0])


def test_jobs_of_a_config_are_found_current_each(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        saved(tmp_path / f"{name}.json", SMALL)
    jobs = "".join(f'[[api]]\nsources = ["{n}.json"]\noutput = "out/{n}"\n' for n in "ab")
    (tmp_path / "codegen.toml").write_text(f"version = 1\n{jobs}")
    assert run("generate")[0].status == 0
    done, worked = run("generate")
    assert (done.status, worked) == (0, False)
    (tmp_path / "codegen.toml").write_text(f'version = 1\n{jobs}package = "other"\n')
    done, worked = run("check")
    assert (done.status, worked) == (1, True)
    assert "out/a: current" in done.stderr
    assert "out/b is not current" in done.stderr


KITCHEN_SINK = ROOT / "collections/kitchen-sink.postman_collection.json"
CACHED = ("generate", "two.json", "-o", "out", "--emit", "snippets,reference")
THINGS = "snippets/things/list/shell-curl.sh"


@pytest.fixture
def cached(run: Run, tmp_path: Path) -> Path:
    """The cache of a tree of two requests, one of which has changed since."""
    saved(tmp_path / "two.json", SMALL)
    assert run(*CACHED)[0].status == 0
    changed = collection(SMALL["item"][0], request("Get thing", "/other"), auth=SMALL["auth"])
    saved(tmp_path / "two.json", changed)
    (file,) = (tmp_path / "cache").glob("*.texts")
    return file


def _rewritten(file: Path, old: str, new: str) -> int:
    """Replace a word in all texts of a cache; return in how many it stood."""
    texts = _texts(file)
    count = sum(old.encode() in text for text in texts.values())
    write_texts(file, ((k, text.replace(old.encode(), new.encode())) for k, text in texts.items()))
    return count


def _texts(file: Path) -> dict[str, bytes]:
    found = Texts(file)
    return {key: found.get(key) or b"" for key in sorted(found.keys())}


def test_what_did_not_change_comes_from_the_cache(run: Run, cached: Path, tmp_path: Path) -> None:
    assert _rewritten(cached, "/things", "/from-cache") > 1
    run(*CACHED)
    assert "/from-cache" in (tmp_path / "out" / THINGS).read_text()
    assert "/other" in (tmp_path / "out/snippets/get_thing/shell-curl.sh").read_text()


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff" * 100])
def test_a_cache_that_is_gone_or_broken_is_as_good_as_none(
    run: Run, cached: Path, tmp_path: Path, content: bytes | None
) -> None:
    if content is None:
        shutil.rmtree(cached.parent)
    else:
        cached.write_bytes(content)
    assert run(*CACHED)[0].status == 0
    written = contents(tmp_path / "out")
    assert run(*CACHED, "--no-cache", "--force", "-o", "new")[0].status == 0
    assert contents(tmp_path / "new") == written
    assert cached.is_file()


def test_other_templates_of_one_version_are_other_texts(
    run: Run, cached: Path, installed: Path, tmp_path: Path
) -> None:
    """As two builds between releases have them."""
    template = installed / "generator/_templates/snippets/file.j2"
    before = template.read_text("utf-8")
    template.write_text(before.replace("generated by", "made anew by"), "utf-8")
    try:
        assert run(*CACHED, "-o", "new")[0].status == 0
    finally:
        template.write_text(before, "utf-8")
    assert "made anew by" in (tmp_path / "new" / THINGS).read_text("utf-8")


def test_a_damaged_text_of_a_cache_is_made_anew(run: Run, cached: Path, tmp_path: Path) -> None:
    damaged = cached.read_bytes().replace(b"/things", b"/wrongs")
    assert damaged != cached.read_bytes()
    cached.write_bytes(damaged)
    assert run(*CACHED)[0].status == 0
    assert not any(b"/wrongs" in text for text in contents(tmp_path / "out").values())
    assert not any(b"/wrongs" in text for text in _texts(cached).values())


def test_a_run_from_the_cache_writes_what_one_without_writes(
    run: Run, cached: Path, tmp_path: Path
) -> None:
    assert run(*CACHED)[0].status == 0
    assert run(*CACHED, "--no-cache", "-o", "new")[0].status == 0
    assert contents(tmp_path / "new") == contents(tmp_path / "out")


@given(document=mutated(WHOLE))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_change_the_cache_gives_what_a_run_without_it_gives(
    run: Run, document: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, arguments = folder / "whole.json", ("--emit", "client,snippets,reference")
        for content in (WHOLE, document):
            saved(source, content)
            first, _ = run("generate", str(source), "-o", f"{name}/a", *arguments, cache=folder)
        other, _ = run("generate", str(source), "-o", f"{name}/b", "--no-cache", *arguments)
        assert first.status == other.status
        if first.status == 0:
            assert contents(folder / "a") == contents(folder / "b")


def test_keys_of_the_cache_are_the_same_in_every_process(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        assert run("generate", str(KITCHEN_SINK), "-o", f"out{seed}")[0].status == 0
        (file,) = (tmp_path / "cache").glob("*.texts")
        kept.append(set(_texts(file)))
        file.unlink()
    assert kept[0] == kept[1] and kept[0]


def test_a_cache_that_cannot_be_written_is_a_warning(run: Run, tmp_path: Path) -> None:
    saved(tmp_path / "two.json", SMALL)
    (tmp_path / "file").touch()
    done, _ = run(*CACHED, cache=tmp_path / "file")
    assert done.status == 0
    assert "[cache-unwritable]" in done.stderr
    assert (tmp_path / "out" / THINGS).is_file()


def test_no_secret_is_in_the_cache(run: Run, tmp_path: Path) -> None:
    bearer = {"type": "bearer", "bearer": [{"key": "token", "value": "sk-literal-0123456789"}]}
    one = request("One", "/?key={{k}}", auth=bearer)
    saved(tmp_path / "two.json", collection(one))
    saved(tmp_path / "env.json", environment({"key": "k", "value": "v-hush", "type": "secret"}))
    assert run(*CACHED, "-e", "env.json")[0].status == 0
    (file,) = (tmp_path / "cache").glob("*.texts")
    kept = file.read_bytes()
    assert b"curl" in kept
    assert b"hush" not in kept
    assert b"sk-literal" not in kept
