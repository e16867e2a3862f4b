"""``codegen diff``: what is compared, the formats, the exit status, the next version."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from generator.diff.numbers import is_version, next_version
from generator.diff.rules import Change
from generator.escaping import markdown
from tests.built import collection, item, request
from tests.commands import codegen, invoke, saved
from tests.test_targets import target

OLD = collection(
    {"name": "Links", "item": [request("Get link", "/links/:id"), request("List", "/links")]},
    name="Bank",
    version="1.4.2",
)
OLD["info"]["version"] = "1.4.2"
NEW = collection(
    {"name": "Links", "item": [request("Get link", "/links/:id"), request("Find", "/search")]},
    name="Bank",
)
GONE = "breaking: Links / List: GET /links (`client.links.list`) was removed [request-removed]"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    return saved(tmp_path / "old.json", OLD), saved(tmp_path / "new.json", NEW)


def diff(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"") -> Result:
    """Run the command in this process, in a folder."""
    before = Path.cwd()
    os.chdir(cwd or before)
    try:
        return invoke("diff", *arguments, stdin=stdin)
    finally:
        os.chdir(before)


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@h.test", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in whose second commit a collection and a page changed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    root = tmp_path / "repository"
    (root / "api" / "pages").mkdir(parents=True)
    _git(tmp_path, "init", "-q", "-b", "main", str(root))
    for document, path in ((OLD, "links"), (NEW, "search")):
        saved(root / "api" / "bank.json", document)
        page = f"# Bank\n\n## Read\n\n`GET https://h.test/{path}`\n"
        (root / "api" / "pages" / "read.md").write_text(page, encoding="utf-8")
        _git(root, "add", "-A")
        _git(root, "commit", "-q", "-m", path)
    return root


def test_a_breaking_change_is_named_and_fails(pair: tuple[Path, Path]) -> None:
    done = codegen("diff", *pair)
    assert (done.status, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert GONE in lines
    assert lines[-1] == ("2 breaking, 0 warning, 1 info; the version after 1.4.2 is 2.0.0")


def test_what_is_equal_shows_no_difference(pair: tuple[Path, Path]) -> None:
    done = diff(pair[0], pair[0])
    assert (done.exit_code, done.stdout, done.stderr) == (0, "no differences\n", "")


@pytest.mark.parametrize(
    ("least", "forwards", "backwards", "described"),
    [("breaking", 1, 1, 0), ("warning", 1, 1, 0), ("info", 1, 1, 1), ("none", 0, 0, 0)],
)
def test_what_fails_can_be_chosen(
    least: str, forwards: int, backwards: int, described: int, pair: tuple[Path, Path]
) -> None:
    other = {**OLD, "info": {**OLD["info"], "description": "New"}}
    third = saved(pair[0].with_name("third.json"), other)
    old, new = pair
    ways = [(old, new), (new, old), (old, third)]
    found = [diff(*way, "--fail-on", least).exit_code for way in ways]
    assert found == [forwards, backwards, described]


def test_the_next_version_follows_the_one_that_is_given(pair: tuple[Path, Path]) -> None:
    done = diff(*pair, "--current", "v0.3.9")
    assert done.output.endswith("; the version after v0.3.9 is v0.4.0\n")
    done = diff(pair[1], pair[0])
    assert done.output.splitlines()[-1] == "2 breaking, 0 warning, 1 info"


def test_what_is_no_version_is_wrong_usage(pair: tuple[Path, Path]) -> None:
    done = diff(*pair, "--current", "next")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'next' is no version" in done.stderr


def test_rules_that_count_can_be_chosen(pair: tuple[Path, Path]) -> None:
    rules = {row["rule"] for row in json.loads(diff(*pair, "--format", "json").stdout)["changes"]}
    assert len(rules) == 3
    done = diff(*pair, "--select", "request-removed,request-added")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (1, GONE)
    assert "1 breaking, 0 warning, 1 info; " in done.stdout
    breaking = "request-removed,client-method-removed"
    done = diff(*pair, "--ignore", breaking)
    assert done.exit_code == 0
    assert done.stdout.endswith("0 breaking, 0 warning, 1 info; the version after 1.4.2 is 1.5.0\n")
    done = diff(*pair, "--ignore", "request-remove")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no rule is called 'request-remove'; did you mean 'request-removed'?" in done.stderr


def test_json_holds_every_change(pair: tuple[Path, Path]) -> None:
    document = json.loads(diff(*pair, "--format", "json").stdout)
    assert document["diff_version"] == 1
    assert document["old"] == {"source": str(pair[0]), "name": "Bank", "version": "1.4.2"}
    assert document["counts"] == {"breaking": 2, "warning": 0, "info": 1}
    assert document["version"] == {"current": "1.4.2", "next": "2.0.0"}
    assert {
        "rule": "request-added",
        "severity": "info",
        "message": "GET /search (`client.links.find`) was added",
        "requests": ["Links / Find"],
        "file": str(pair[1]),
        "pointer": "#/item/0/item/1",
    } in document["changes"]


def test_markdown_is_a_section_of_a_changelog(pair: tuple[Path, Path]) -> None:
    assert diff(*pair, "--format", "markdown").stdout == (
        "## 2.0.0\n"
        "\n"
        "### Breaking\n"
        "\n"
        "- **Links / List**: GET /links (`client.links.list`) was removed (`request-removed`)\n"
        "- `client.links.list` was removed (`client-method-removed`)\n"
        "\n"
        "### Added\n"
        "\n"
        "- **Links / Find**: GET /search (`client.links.find`) was added (`request-added`)\n"
    )
    same = diff(pair[1], pair[1], "--format", "markdown").stdout
    assert same == "## Unreleased\n\nNothing changed.\n"


def test_github_gets_annotations_at_the_lines_of_the_new_version(pair: tuple[Path, Path]) -> None:
    text = json.dumps(NEW, indent=1)
    pair[1].write_text(text, encoding="utf-8")
    line = text[: text.index('"Find"')].count("\n")
    lines = diff(*pair, "--format", "github").stdout.splitlines()
    place = f"file={pair[1]},line={line},col="
    (added,) = [one for one in lines if one.startswith("::notice ")]
    assert added.startswith(f"::notice {place}") and "title=request-added::Links / Find" in added
    removed = "Links / List: GET /links (`client.links.list`) was removed"
    assert f"::error file={pair[1]},title=request-removed::{removed}" in lines
    assert diff(pair[0], pair[0], "--format", "github").stdout == ""


def test_what_is_said_of_several_requests_is_one_change(tmp_path: Path) -> None:
    def document(host: str) -> dict[str, Any]:
        return collection(*(item(name, f"https://{host}/{name}") for name in "abcde"))

    old = saved(tmp_path / "old.json", document("a.test"))
    new = saved(tmp_path / "new.json", document("b.test"))
    said = "the server changed from 'https://a.test' to 'https://b.test'"
    lines = diff(old, new).stdout.splitlines()
    assert lines == [
        f"warning: a; b; c and 2 more: {said} [server-changed]",
        "warning: the default of argument `base_url` of `Client` changed from 'https://a.test' "
        "to 'https://b.test' [client-setting-default-changed]",
        "0 breaking, 2 warning, 0 info",
    ]
    row, _ = json.loads(diff(old, new, "--format", "json").stdout)["changes"]
    assert row["requests"] == list("abcde")


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("`a.b` is now `c`", "`a.b` is now `c`"),
        ("a `b", "a &#96;b"),
        ("`a` and ` <b>", "`a` and &#96; &lt;b&gt;"),
        ("`Literal['a|b']` *x*", "<code>Literal\\['a&#124;b'\\]</code> \\*x\\*"),
        ("- a", "\\- a"),
    ],
)
def test_code_in_a_message_is_code_in_markdown(message: str, written: str) -> None:
    assert markdown.message(message) == written


def test_text_of_a_collection_is_text_in_every_format(tmp_path: Path) -> None:
    name = "a`b** [x](http://h.test) <b>\x1b[31m\n::error::x"
    old = saved(tmp_path / "old.json", collection(request(name, "/a")))
    new = saved(tmp_path / "new.json", collection(request("Other", "/b")))
    found = {f: diff(old, new, "--format", f).stdout for f in ("text", "markdown")}
    assert all("\x1b" not in text and "\n::error::x" not in text for text in found.values())
    assert "<b>" not in found["markdown"] and "[x](" not in found["markdown"]
    github = diff(old, new, "--format", "github").stdout
    assert all(line.startswith(("::error ", "::notice ")) for line in github.splitlines())


def test_no_format_shows_a_credential(tmp_path: Path) -> None:
    def document(secret: str, key: str) -> dict[str, Any]:
        rows = [{"key": "token", "value": secret}]
        header = [{"key": "X-Api-Key", "value": key}]
        one = request("a", f"/a?api_key={key}", auth={"type": "bearer", "bearer": rows})
        one["request"]["header"] = header
        return collection(one, variable=[{"key": "password", "value": key, "type": "secret"}])

    old = saved(tmp_path / "old.json", document("tok-one-1111111111", "key-one-1111111111"))
    new = saved(tmp_path / "new.json", document("tok-two-2222222222", "key-two-2222222222"))
    for form in ("text", "markdown", "json", "github"):
        done = diff(old, new, "--format", form, "--fail-on", "info")
        assert done.exit_code == 0
        assert not re.search("1111111111|2222222222", done.stdout + done.stderr)


def test_a_file_of_a_revision_is_compared(repository: Path) -> None:
    done = diff("HEAD~1:api/bank.json", "api/bank.json", cwd=repository)
    assert done.exit_code == 1
    assert GONE in done.stdout
    both = ("HEAD~1:api/bank.json", "main:api/bank.json", "--format", "json")
    document = json.loads(diff(*both, cwd=repository).stdout)
    assert document["old"]["source"] == "HEAD~1:api/bank.json"
    assert {row["file"] for row in document["changes"]} == {"main:api/bank.json"}
    here = diff("HEAD:./bank.json", "bank.json", cwd=repository / "api")
    assert (here.exit_code, here.stdout) == (0, "no differences\n")


def test_a_folder_is_compared(repository: Path) -> None:
    """With a collection and a page in it, from the disk and from a revision."""
    same = diff("HEAD:api", "api", cwd=repository)
    assert (same.exit_code, same.stdout) == (0, "no differences\n")
    whole = diff("HEAD:", ".", cwd=repository)
    assert (whole.exit_code, whole.stdout) == (0, "no differences\n")
    pages = diff("HEAD~1:api/pages", "api/pages", cwd=repository)
    assert "the path changed from '/links' to '/search' [path-changed]" in pages.stdout
    done = diff("HEAD~1:api", "api", "--format", "json", cwd=repository)
    places = {row["file"] for row in json.loads(done.stdout)["changes"]}
    assert places == {"api/bank.json"}


@pytest.mark.parametrize(
    ("given", "place"),
    [("HEAD:api", "HEAD:api/bank.json"), ("HEAD:", "HEAD:api/bank.json")],
)
def test_a_file_in_a_folder_of_a_revision_is_named(
    given: str, place: str, repository: Path
) -> None:
    for form in ("json", "github"):
        done = diff(given.replace("HEAD", "HEAD~1"), given, "--format", form, cwd=repository)
        assert place in done.stdout.replace("%3A", ":")
        assert "codegen-" not in done.stdout


def test_a_path_that_exists_is_no_revision(repository: Path) -> None:
    name = "HEAD:bank.json"
    saved(repository / name, NEW)
    done = diff(name, "api/bank.json", cwd=repository)
    assert (done.exit_code, done.stdout) == (0, "no differences\n")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("missing.json", "missing.json: there is no such file [input-unreadable]"),
        ("HEAD:missing.json", "HEAD:missing.json: revision 'HEAD' has no file 'missing.json'"),
        ("HEAD:bank.json", "paths start at the root of the repository, those with ./ here"),
        ("nowhere:api/bank.json", "git has no revision 'nowhere', nor is there a file of this"),
        ("HEAD~9:api/bank.json", "git has no revision 'HEAD~9', nor is there a file of this name"),
        ("--all:api/bank.json", "--all:api/bank.json: there is no such file"),
        ("HEAD:api/broken.json", "HEAD:api/broken.json:1:1: expected a Postman collection"),
    ],
)
def test_what_cannot_be_read_is_named_as_it_was_given(
    given: str, message: str, repository: Path
) -> None:
    (repository / "api" / "broken.json").write_text("nothing", encoding="utf-8")
    _git(repository, "add", "-A")
    _git(repository, "commit", "-q", "-m", "broken")
    done = diff("--", given, "api/bank.json", cwd=repository)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr and "codegen-" not in done.stderr


def test_a_revision_that_is_not_there_is_named(repository: Path, tmp_path: Path) -> None:
    """As in a checkout of CI, which has the newest commit alone, or outside of a repository."""
    shallow = tmp_path / "shallow"
    _git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(shallow))
    (shallow / "codegen.toml").write_text(CONFIG)
    for given in (["HEAD~1:api/bank.json", "api/bank.json"], ["HEAD~1", "--api", "bank"]):
        done = diff(*given, cwd=shallow)
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"codegen: {given[0]}: git has no revision 'HEAD~1'" in done.stderr
        assert "this clone is shallow, so fetch more history" in done.stderr
    shutil.rmtree(shallow / ".git")
    done = diff("HEAD:api/bank.json", "api/bank.json", cwd=shallow)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "git finds no repository here" in done.stderr


def test_git_need_not_be_there(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert diff(pair[0], pair[0]).exit_code == 0
    done = diff("HEAD:a.json", pair[0])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "git cannot be run, nor is there a file of this name" in done.stderr


def test_a_file_that_the_old_revision_does_not_have_is_new(repository: Path) -> None:
    """A pull request that adds a collection breaks nothing; another path is a mistake."""
    saved(repository / "api" / "more.json", {**OLD, "auth": {"type": "bearer"}})
    _git(repository, "add", "-A")
    _git(repository, "commit", "-q", "-m", "more")
    ways = [
        ("HEAD~1:api/more.json", "api/more.json", repository),
        ("HEAD~1:./more.json", "HEAD:api/more.json", repository / "api"),
    ]
    for old, new, folder in ways:
        done = diff(old, new, "--current", "0.1.0", cwd=folder)
        warning = f"warning: {old} is not there, so all requests are new [version-absent]\n"
        assert (done.exit_code, done.stderr) == (0, warning)
        added, listed, counted = done.stdout.splitlines()
        assert added.startswith("info: Links / Get link: GET /links/:id")
        assert listed.endswith(" was added [request-added]")
        assert counted == "0 breaking, 0 warning, 2 info; the version after 0.1.0 is 0.1.1"
    (repository / "codegen.toml").write_text(CONFIG.replace("bank.json", "more.json"))
    assert diff("HEAD~1", "--api", "bank", cwd=repository).exit_code == 0
    back = diff("HEAD:api/more.json", "HEAD~1:api/more.json", cwd=repository)
    other = diff("HEAD~1:api/more.json", "api/bank.json", cwd=repository)
    for done, revision in ((back, "HEAD~1"), (other, "HEAD~1")):
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"revision '{revision}' has no file 'api/more.json'" in done.stderr


def test_what_has_no_request_is_a_warning(pair: tuple[Path, Path]) -> None:
    """As a wrong path or an error page that was saved; it must not pass for what is equal."""
    old, new = (path.with_suffix(".html") for path in pair)
    for path, text in ((old, "hi"), (new, "ho")):
        path.write_text(f"<html><body>{text}</body></html>", encoding="utf-8")
    done = codegen("diff", old, new)
    assert (done.status, done.stdout) == (0, "no differences\n")
    for path in (old, new):
        empty = f"{path} has no request, so there is nothing to compare [version-empty]"
        assert f"warning: {empty}\n" in done.stderr
    assert f"{new}:1:1: warning: " in done.stderr and "[page-without-endpoints]" in done.stderr
    document = diff(pair[0], new, "--format", "github")
    assert document.exit_code == 1 and document.stderr == ""
    assert f"::warning title=version-empty::{new} has no request" in document.stdout
    assert f"::warning file={new},line=1,col=1,title=page-without-endpoints::" in document.stdout


def test_what_is_odd_about_reading_is_told(repository: Path) -> None:
    """Once where both versions have it; of a revision with the name that was given."""
    odd = collection({"name": "Odd", "request": {"method": "GET"}}, request("a", "/a"))
    file = saved(repository / "api" / "bank.json", {**odd, "item": [*odd["item"], 1]})
    _git(repository, "commit", "-q", "-a", "-m", "odd")
    saved(file, {**odd, "item": [request("b", "/b"), *odd["item"]]})
    done = diff("HEAD:api/bank.json", "api/bank.json", cwd=repository)
    rows = re.findall(r"(?m)^(.*):1:\d+: .* \[(request-without-url|item-not-object)\]", done.stderr)
    assert rows == [
        ("api/bank.json", "request-without-url"),
        ("HEAD:api/bank.json", "item-not-object"),
    ]
    assert "codegen-" not in done.stderr


def test_notes_about_reading_are_told_when_asked_for(tmp_path: Path) -> None:
    script = {"listen": "prerequest", "script": {"exec": ["pm.environment.set('a', 1)"]}}
    source = saved(tmp_path / "a.json", collection(request("a", "/a"), event=[script]))
    assert diff(source, source).stderr == ""
    done = diff(source, source, "-v")
    assert (done.exit_code, done.stdout) == (0, "no differences\n")
    assert done.stderr.count("[script-prerequest]") == 1


def test_many_findings_about_reading_are_counted(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.json", collection(*range(50), request("a", "/a")))
    lines = diff(source, source).stderr.splitlines()
    assert len(lines) == 41
    assert lines[-1].endswith(" more findings; `codegen validate` prints all")


def test_standard_input_is_one_version(pair: tuple[Path, Path]) -> None:
    done = diff("-", pair[0], stdin=pair[0].read_bytes())
    assert (done.exit_code, done.stdout) == (0, "no differences\n")
    both = diff("-", "-", stdin=pair[0].read_bytes())
    assert (both.exit_code, both.stdout) == (2, "")
    assert "only one of OLD and NEW can be standard input" in both.stderr


def test_options_of_the_client_count(pair: tuple[Path, Path], tmp_path: Path) -> None:
    renamed = saved(tmp_path / "c.json", {**OLD, "info": {**OLD["info"], "name": "Banking"}})
    plain = diff(pair[0], renamed).stdout
    assert "package `bank` is now `banking` [client-package-renamed]" in plain
    named = diff(pair[0], renamed, "--package", "bank")
    assert named.exit_code == 0
    assert "client-package-renamed" not in named.stdout
    example = request("List again", "/links?page=1")
    more = saved(
        tmp_path / "d.json",
        {**OLD, "item": [{**OLD["item"][0], "item": [*OLD["item"][0]["item"], example]}]},
    )
    back = diff(more, pair[0], "--methods", "operation").stdout
    assert "request-removed" in back
    assert "client-method-removed" not in back


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        ("txt", "List links\n\nGET https://h.test/links\n"),
        ("json", json.dumps({"info": {}, "item": [request("List", "/links")]})),
    ],
)
def test_another_file_name_is_no_change(suffix: str, content: str, tmp_path: Path) -> None:
    """Of what has no name of its own; a job would name the package after one file, too."""
    old, new = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    for path in (old, new):
        path.write_text(content, encoding="utf-8")
    piped = ((old, "-"), ("-", old)) if suffix == "json" else ()
    for pair in ((old, new), (new, old), *piped):
        done = diff(*pair, stdin=content.encode())
        assert (done.exit_code, done.stdout) == (0, "no differences\n"), pair


def test_a_package_that_gets_or_loses_the_name_of_its_source_is_renamed(tmp_path: Path) -> None:
    nameless = saved(tmp_path / "first.json", {**OLD, "info": {}})
    named = saved(tmp_path / "second.json", OLD)
    assert "package `second` is now `bank`" in diff(nameless, named).stdout
    assert "package `bank` is now `first`" in diff(named, nameless).stdout


def test_files_of_a_folder_keep_their_names(tmp_path: Path) -> None:
    """A glob would take them all, and the first names the package."""
    for folder, name in (("old", "links"), ("new", "others")):
        (tmp_path / folder).mkdir()
        page = "`GET https://h.test/links`\n"
        (tmp_path / folder / f"{name}.md").write_text(page, encoding="utf-8")
    both = diff(tmp_path / "old", tmp_path / "new").stdout
    assert "package `links` is now `others`" in both
    one = diff(tmp_path / "old", tmp_path / "new" / "others.md")
    assert (one.exit_code, one.stdout) == (0, "no differences\n")


CONFIG = """\
version = 1
[[api]]
name = "bank"
sources = ["api/bank.json"]
output = "out"
package = "money"
rename = {"GET /links" = "every", "GET /search" = "seek"}
include = [{folder = "Links"}, {name = "Find"}]
[[api]]
name = "pages"
sources = ["api/pages/*.md", "api/bank.json"]
output = "pages"
"""


def test_a_job_of_a_config_is_compared_as_it_says(repository: Path) -> None:
    """Its source with one in a revision, and what the config names may be in one of them alone."""
    (repository / "codegen.toml").write_text(CONFIG)
    for folder in (repository, repository / "api"):
        done = diff("HEAD~1", "--api", "bank", cwd=folder)
        assert (done.exit_code, done.stderr) == (1, "")
        assert "`client.links.every`" in done.stdout
        assert "client-package-renamed" not in done.stdout
    named = diff("HEAD~1:api/bank.json", "HEAD:api/bank.json", "--api", "bank", cwd=repository)
    assert named.stdout == done.stdout


def test_paths_of_a_config_start_in_its_folder(repository: Path) -> None:
    """Those of templates, of targets among them, and of a changelog as well."""
    config = repository / "sub" / "codegen.toml"
    target(config.parent / "own", 'extension = "qx"\nstring.open = "|"\n')
    (config.parent / "log.md").write_text("# Bank\n")
    saved(config.parent / "e.json", {"name": "e", "values": []})
    more = 'templates = "own"\ntargets = ["quux/lib"]\nchangelog = "log.md"\n'
    more += 'environments = ["e.json"]\n[[api]]\nname = "pages"'
    text = CONFIG.replace("api/bank.json", "../api/bank.json")
    config.write_text(text.replace('[[api]]\nname = "pages"', more))
    done = diff("HEAD~1", "--config", "sub/codegen.toml", "--api", "bank", cwd=repository)
    assert (done.exit_code, done.stderr) == (1, "")
    assert "`client.links.every`" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('package = "money"', 'templates = "none"', "sub/codegen.toml:6:1: there is no folder"),
        ('"every"', '"close"', "sub/codegen.toml:7:11: "),
    ],
)
def test_a_config_in_another_folder_is_named_as_it_was_given(
    old: str, new: str, place: str, repository: Path
) -> None:
    (repository / "sub").mkdir()
    text = CONFIG.replace("api/bank.json", "../api/bank.json").replace(old, new)
    (repository / "sub" / "codegen.toml").write_text(text)
    done = diff("HEAD~1", "--config", "sub/codegen.toml", "--api", "bank", cwd=repository)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"codegen: {place}")


def test_a_source_of_a_config_may_be_a_url(repository: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/diff/bank.json", (repository / "api/bank.json").read_bytes())
    (repository / "sub").mkdir()
    text = CONFIG.replace("api/bank.json", "memory://diff/bank.json")
    (repository / "sub" / "codegen.toml").write_text(text)
    both = ("HEAD:api/bank.json", "--config", "sub/codegen.toml", "--api", "bank")
    done = diff(*both, cwd=repository)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "no differences\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["HEAD~1"], "Missing argument 'NEW'"),
        (["HEAD~1", "--config", "codegen.toml"], "pick one [[api]]"),
        (["HEAD~1", "--api", "pages"], "the job has 2 sources"),
        (["HEAD~1", "--api", "banks"], "no [[api]] is called 'banks'"),
        (["HEAD~9", "--api", "bank"], "HEAD~9: git has no revision 'HEAD~9'"),
        (["NOPE", "--api", "bank"], "NOPE: git has no revision 'NOPE', nor is there a file"),
    ],
)
def test_what_is_to_be_compared_must_be_clear(
    repository: Path, arguments: list[str], message: str
) -> None:
    (repository / "codegen.toml").write_text(CONFIG)
    done = diff(*arguments, cwd=repository)
    assert done.exit_code == 2
    assert message in done.stderr


BREAKS = [Change("request-removed", "")]
ADDS = [Change("request-added", "")]
WARNS = [Change("header-removed", "")]
FIXES = [Change("request-description-changed", "")]


@pytest.mark.parametrize(
    ("current", "breaks", "adds", "fixes"),
    [
        ("1.4.2", "2.0.0", "1.5.0", "1.4.3"),
        ("v1.4.2", "v2.0.0", "v1.5.0", "v1.4.3"),
        ("1", "2.0.0", "1.1.0", "1.0.1"),
        ("0.4.2", "0.5.0", "0.4.3", "0.4.3"),
        ("0.0.0", "0.1.0", "0.0.1", "0.0.1"),
        ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0"),
        ("2.1.0-rc.1", "3.0.0", "2.1.0", "2.1.0"),
        ("2.1.1-rc.1+build.7", "3.0.0", "2.2.0", "2.1.1"),
        ("0.5.0-beta", "0.5.0", "0.5.0", "0.5.0"),
        ("0.5.1-beta", "0.6.0", "0.5.1", "0.5.1"),
    ],
)
def test_the_next_version_says_what_happened(
    current: str, breaks: str, adds: str, fixes: str
) -> None:
    assert is_version(current)
    found = [next_version(current, changes) for changes in (BREAKS, ADDS, WARNS, FIXES)]
    assert found == [breaks, adds, adds, fixes]
    assert next_version(current, []) == current
    assert next_version(current, [*FIXES, *ADDS, *BREAKS]) == breaks


@pytest.mark.parametrize("text", ["", "next", "1.2.3.4", "1.-2", "1.2.x", "1.2.3 "])
def test_what_no_version_is(text: str) -> None:
    assert not is_version(text)
