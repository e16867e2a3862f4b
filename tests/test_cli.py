"""The command: exit status, what goes to which stream, and its options."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from generator.version import VERSION
from tests.built import collection, request
from tests.commands import (
    MESSAGING,
    MESSAGING_ENVIRONMENT,
    ROOT,
    SAMPLES,
    SMALL,
    codegen,
    contents,
    invoke,
    saved,
    stamps,
)

ODD = collection(request("a"), None, name="Odd")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A collection that is generated fast."""
    return saved(tmp_path / "small.json", SMALL)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A collection that gives one warning and one note."""
    script = {"listen": "prerequest", "script": {"exec": ["pm.environment.set('a', 1)"]}}
    return saved(tmp_path / "odd.json", {**ODD, "event": [script]})


def test_generate_says_what_it_wrote(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = codegen("generate", MESSAGING, "-e", MESSAGING_ENVIRONMENT, "-o", out)
    # The client's changelog is begun beside what is written, and the user's own then.
    written = len(contents(out).keys() - {"client/CHANGELOG.md"})
    assert (done.status, done.stdout) == (0, "")
    assert done.stderr == f"{out}: wrote {written} of {written} files\n"
    assert {p.name for p in out.iterdir()} >= {"client", "codegen.lock", ".gitattributes"}
    done = codegen("check", MESSAGING, "-e", MESSAGING_ENVIRONMENT, "-o", out)
    assert done.status == 0
    assert (done.stdout, done.stderr) == ("", f"{out}: current, {written} files\n")


def test_a_second_run_touches_nothing(small: Path, tmp_path: Path) -> None:
    assert invoke("generate", small, "-o", tmp_path / "out").exit_code == 0
    before = stamps(tmp_path)
    again = invoke("generate", small, "-o", tmp_path / "out")
    assert (again.exit_code, stamps(tmp_path)) == (0, before)
    assert re.fullmatch(r".*: wrote 0 of \d+ files\n", again.stderr)


def test_findings_go_to_standard_error(odd: Path, tmp_path: Path) -> None:
    done = codegen("generate", odd, "-o", tmp_path / "out")
    finding, summary = done.stderr.splitlines()
    assert (done.status, done.stdout) == (0, "")
    assert re.fullmatch(r".*/odd\.json:1:\d+: warning: .* \[item-not-object\] #/item/1", finding)
    assert "wrote" in summary


def test_quiet_and_verbose(odd: Path, tmp_path: Path) -> None:
    assert invoke("generate", odd, "-q", "-o", tmp_path / "out").output == ""
    assert invoke("check", odd, "-q", "-o", tmp_path / "out").output == ""
    verbose = invoke("check", odd, "-v", "-o", tmp_path / "out").stderr
    assert "[item-not-object]" in verbose
    assert ": info: " in verbose
    assert ": info: " not in invoke("check", odd, "-o", tmp_path / "out").stderr


def test_more_findings_than_fit_are_counted(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection(request("a"), *[None] * 50))
    lines = invoke("inspect", source).stderr.splitlines()
    assert len(lines) == 41
    assert lines[-1] == "… and 10 more findings; `codegen validate` prints all"
    assert len(invoke("validate", source).stdout.splitlines()) == 50
    assert len(invoke("inspect", source, "-v").stderr.splitlines()) == 50


@pytest.mark.parametrize("command", ["generate", "check", "inspect"])
def test_findings_as_json(command: str, odd: Path, tmp_path: Path) -> None:
    output = ["-o", str(tmp_path / "out")] if command != "inspect" else []
    done = invoke(command, odd, "--format", "json", *output)
    document = json.loads(done.stderr)
    assert [row["rule"] for row in document["diagnostics"]] == ["item-not-object"]
    row = document["diagnostics"][0]
    assert row == row | {"severity": "warning", "file": str(odd), "line": 1, "pointer": "#/item/1"}
    if command == "check":
        assert done.exit_code == 1
        assert "codegen.lock" in document["changes"]["missing"]
        assert document["changes"]["interrupted"] is False
    quiet = json.loads(invoke(command, odd, "--format", "json", "-q", *output).stderr)
    assert quiet["diagnostics"] == []


def test_validate_prints_data(odd: Path, tmp_path: Path) -> None:
    before = stamps(tmp_path)
    done = codegen("validate", odd)
    assert (done.status, done.stderr) == (0, "")
    severities = [line.split(": ")[1] for line in done.stdout.splitlines()]
    assert severities == ["warning", "info"]
    assert codegen("validate", odd, "--error-on-warning").status == 1
    rows = json.loads(invoke("validate", odd, "--format", "json").stdout)["diagnostics"]
    assert [row["severity"] for row in rows] == severities
    quiet = codegen("validate", odd, "-q", "--error-on-warning")
    assert (quiet.status, quiet.stdout, quiet.stderr) == (1, "", "")
    rows = json.loads(invoke("validate", odd, "-q", "--format", "json").stdout)["diagnostics"]
    assert rows == []
    assert stamps(tmp_path) == before
    sound = saved(tmp_path / "sound.json", collection(request("a")))
    done = codegen("validate", sound, "--error-on-warning")
    assert (done.status, done.stdout, done.stderr) == (0, "", "")


def test_inspect_lists_methods_and_urls(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection(request("Get it", "/a/:b"), request("Other")))
    done = codegen("inspect", source)
    assert (done.status, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "GET     https://h.test/a/:b  Get it",
        "GET     https://h.test/  Other",
    ]
    model = json.loads(invoke("inspect", source, "--json").stdout)
    assert [endpoint["name"] for endpoint in model["endpoints"]] == ["Get it", "Other"]


def test_names_cannot_steer_a_terminal(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection(request("a\x1b[2Jb\nGET x\x9b1m")))
    lines = invoke("inspect", source).stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].isprintable()


def test_targets_are_listed_in_order() -> None:
    done = codegen("targets")
    assert (done.status, done.stderr) == (0, "")
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names[:2] == ["shell/curl", "python/client"]
    assert names[2:] == sorted(names[2:])
    rows = json.loads(codegen("targets", "--format", "json").stdout)
    assert [row["name"] for row in rows] == names
    assert rows[0]["extension"] == "sh"
    assert all(row["title"] for row in rows)


def test_emit_and_target(small: Path, tmp_path: Path) -> None:
    def files(*options: str) -> set[str]:
        out = tmp_path / "-".join(options).replace("/", "_")
        assert invoke("generate", small, "-o", out, *options).exit_code == 0
        return set(contents(out))

    beside = {"codegen.lock", ".gitattributes", ".env.example"}
    assert {f.split("/")[0] for f in files("--emit", "client")} == {"client", *beside}
    assert {f.split("/")[0] for f in files("--emit", "snippets")} == {"snippets", *beside}
    only = files("--emit", "snippets", "--target", "shell/curl") - beside
    assert only
    assert all(f.endswith("/shell-curl.sh") for f in only)


@pytest.mark.parametrize(
    ("targets", "pattern", "some"),
    [
        (["node/fetch"], "node-fetch.mjs", {"node-fetch.mjs"}),
        (["python/*"], "python-*.py", {"python-client.py", "python-requests.py"}),
        (["shell/curl", "*/curl"], "*-curl.*", {"shell-curl.sh", "php-curl.php"}),
        ([], "[sp]*-c*", {"shell-curl.sh", "python-client.py"}),
    ],
)
def test_targets_by_pattern(
    targets: list[str], pattern: str, some: set[str], small: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    given = [word for name in targets for word in ("--target", name)]
    assert invoke("generate", small, "-o", out, "--emit", "snippets", *given).exit_code == 0
    files = {path.name for path in out.rglob("snippets/**/*.*")}
    assert some <= files
    assert all(fnmatch(name, pattern) for name in files)


def test_all_targets(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    invoke("generate", small, "-o", out, "--emit", "snippets", "--target", "all")
    files = {path.name for path in out.rglob("snippets/**/*.*")}
    rows = json.loads(codegen("targets", "--format", "json").stdout)
    assert files == {f"{r['name'].replace('/', '-')}.{r['extension']}" for r in rows}


def test_the_order_and_repetition_of_choices_do_not_matter(small: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    both = ["--target", "shell/curl", "--target", "python/client"]
    invoke("generate", small, "-o", one, "--emit", "client,snippets", *both)
    twice = [*both[2:], *both]
    invoke("generate", small, "-o", other, "--emit", "snippets, client,snippets", *twice)
    assert contents(one) == contents(other)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--emit", "client,docs"], "unknown output 'docs'; choose from client, tests, snip"),
        (["--emit", ""], "unknown output ''"),
        (["--target", "cobol/x"], "unknown target 'cobol/x'; `codegen targets` lists them"),
        (["--target", "fetch"], "unknown target 'fetch'; did you mean javascript/fetch or node/fe"),
        (["--target", "python/request"], "did you mean python/requests or python/client or"),
        (["--target", "pyhton/requests"], "did you mean python/requests? `codegen targets`"),
        (["--target", "cobol/*"], "unknown target 'cobol/*'"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--templates", "no-such-folder"], "'no-such-folder' does not exist"),
        (["--nonsense"], "No such option"),
        (["second.json"], "there is no such file"),
        *[
            (["--package", name], "cannot be imported as a package")
            for name in ("", "a-b", "1a", "a b", "café", "a.b", "../a", "class", "json", "httpx")
        ],
    ],
)
def test_wrong_usage(options: list[str], message: str, small: Path, tmp_path: Path) -> None:
    done = invoke("generate", small, "-o", tmp_path / "out", *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_command_that_there_is_not() -> None:
    meant = "No such command 'chekc'; did you mean 'check'?\n"
    assert codegen("chekc", "--api", "x").stderr.endswith(meant)
    assert codegen("frobnicate").stderr.endswith("No such command 'frobnicate'\n")
    assert "No such option" in codegen("--nonsense", "check").stderr


@pytest.mark.parametrize("arguments", [["generate", "x"], ["frobnicate"], ["check"], ["inspect"]])
def test_missing_arguments(arguments: list[str]) -> None:
    done = codegen(*arguments)
    assert (done.status, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_the_package_has_the_name_that_was_given(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    invoke("generate", small, "-o", out, "--package", "my_client", "--emit", "client")
    assert (out / "client" / "my_client" / "__init__.py").is_file()


def test_dry_run_writes_nothing(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = invoke("generate", small, "-o", out, "--dry-run")
    assert done.exit_code == 0
    assert re.search(r": would write (\d+) of \1 files", done.stderr)
    assert not out.exists()
    assert invoke("generate", small, "-o", out).exit_code == 0
    fewer = ("generate", small, "-o", out, "--emit", "snippets")
    done = invoke(*fewer, "--dry-run")
    assert re.search(r": would write \d+ of \d+ files, remove \d+\n", done.stderr)
    assert (out / "client").exists()
    assert re.search(r": wrote \d+ of \d+ files, removed \d+\n", invoke(*fewer).stderr)


@pytest.mark.parametrize(
    "source", [MESSAGING, SAMPLES / "kitchen-sink-wrapped.postman_collection.json"]
)
def test_standard_input_and_byte_order_mark(source: Path, tmp_path: Path) -> None:
    content = source.read_bytes().removeprefix(b"\xef\xbb\xbf")
    plain = codegen("inspect", source, "--json")
    marked = tmp_path / "marked.json"
    marked.write_bytes(b"\xef\xbb\xbf" + content)

    def model(text: str) -> dict[str, object]:
        text = re.sub(r'"(source|path)": "[^"]*json"|"(source|path)": "-"', '"source": ""', text)
        return {k: v for k, v in json.loads(text).items() if k != "sources"}

    for done in (
        codegen("inspect", "-", "--json", stdin=content),
        codegen("inspect", marked, "--json"),
    ):
        assert done.status == 0
        assert model(done.stdout) == model(plain.stdout)


def test_generate_and_check_from_standard_input(small: Path, tmp_path: Path) -> None:
    content = small.read_bytes()
    assert codegen("generate", "-", "-o", tmp_path / "out", stdin=content).status == 0
    lock = json.loads((tmp_path / "out" / "codegen.lock").read_text())
    assert lock["sources"][0]["path"] == "-"
    assert codegen("check", "-", "-o", tmp_path / "out", stdin=content).status == 0
    assert codegen("check", "-", "-o", tmp_path / "out", stdin=content + b" ").status == 1


def test_version_and_help() -> None:
    done = codegen("--version")
    assert (done.status, done.stdout, done.stderr) == (0, f"codegen {VERSION}\n", "")
    for command in ("generate", "check", "inspect", "validate", "targets"):
        done_in_process = invoke(command, "-h")
        assert done_in_process.exit_code == 0
        assert done_in_process.stdout.startswith("Usage: ")


def test_the_installed_command() -> None:
    script = Path(sys.executable).with_name("codegen")
    if not script.exists():
        pytest.skip("the project is not installed here")
    done = subprocess.run([script, "--version"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == f"codegen {VERSION}\n"


def test_a_reader_that_goes_away() -> None:
    """The shell's convention for a process that wrote into a closed pipe."""
    command = [sys.executable, "-m", "generator", "inspect", "--json", str(MESSAGING)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), stderr) == (141, b"")
