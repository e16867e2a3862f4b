"""The jobs of a config: found, checked, run one by one, overridden by arguments."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from generator.config.checking import read_schema
from generator.config.jobs import Job, find_config, read_config
from generator.diagnostics import CodegenError
from generator.emitters import EMITTERS
from generator.formats.plainfit import surely_fits
from generator.options import DIALECTS, EMIT, METHODS, MODELS, PAGES
from generator.rendering import dialects
from tests.built import collection, request
from tests.commands import ROOT, SMALL, codegen, contents, invoke, saved

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ONE = '[[api]]\nsources = ["one.json"]\noutput = "out/one"\nemit = ["snippets"]\n'
TWO = '[[api]]\nname = "two"\nsources = ["two.json"]\noutput = "out/two"\nemit = ["snippets"]\n'
SNIPPET = "snippets/get_thing/shell-curl.sh"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two collections and a config, in which the command is run."""
    saved(tmp_path / "one.json", SMALL)
    saved(tmp_path / "two.json", collection(request("Other"), name="Two"))
    write(tmp_path, ONE, TWO)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, *jobs: str) -> Path:
    path = folder / "codegen.toml"
    path.write_text("\n".join(("version = 1", *jobs)), encoding="utf-8")
    return path


def lock(folder: Path) -> Any:
    return json.loads((folder / "codegen.lock").read_text(encoding="utf-8"))


def wrong(*arguments: str | Path) -> list[str]:
    """Return the lines that say what is wrong."""
    done = invoke("generate", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.splitlines()


# Running jobs


def test_every_job_is_run(project: Path) -> None:
    assert invoke("check").exit_code == 1
    done = codegen("generate", cwd=project)
    assert (done.status, done.stdout) == (0, "")
    assert re.fullmatch(r"out/one: wrote .*\nout/two: wrote .*\n", done.stderr)
    assert invoke("check").exit_code == 0
    (project / "out/two/snippets/other/shell-curl.sh").unlink()
    done = codegen("check", cwd=project)
    assert done.status == 1
    assert "out/one: current" in done.stderr
    assert "out/two is not current; run: codegen generate --api two\n" in done.stderr
    assert invoke("generate", "--api", "two").exit_code == 0
    assert invoke("check").exit_code == 0


def test_jobs_are_picked_by_name(project: Path) -> None:
    done = invoke("generate", "--api", "two")
    assert done.exit_code == 0
    assert [p.name for p in (project / "out").iterdir()] == ["two"]
    assert "no [[api]] is called 'none'; there are out/one, two" in wrong("--api", "none")[-1]
    nearest = "no [[api]] is called 'out/noe'; did you mean 'out/one'?"
    assert wrong("--api", "out/noe")[-1].endswith(nearest)
    write(project, *(TWO.replace("two", f"job{index}") for index in range(7)))
    few = "; there are job0, job1, job2, job3, job4 and 2 more"
    assert wrong("--api", "none")[-1].endswith(few)


def test_the_tree_is_the_same_wherever_the_command_is_run(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"name": "e", "values": [{"key": "thing", "value": "9"}]}
    saved(project / "e.json", environment)
    write(project, ONE + 'environments = ["e.json"]\n', TWO)
    assert invoke("generate").exit_code == 0
    before = contents(project / "out")
    row = {"path": "e.json", "role": "environment"}
    assert any(row.items() <= found.items() for found in lock(project / "out/one")["inputs"])
    (project / "deep/er").mkdir(parents=True)
    monkeypatch.chdir(project / "deep/er")
    assert invoke("check").exit_code == 0
    assert invoke("generate").exit_code == 0
    assert contents(project / "out") == before
    monkeypatch.chdir("/")
    assert invoke("check", "--config", project / "codegen.toml").exit_code == 0


def test_a_job_that_fails_fails_alone(project: Path) -> None:
    (project / "one.json").write_text("{")
    done = codegen("generate", cwd=project)
    assert done.status == 2
    message = r"codegen: out/one: one\.json:1:2: the JSON ends too early.* \[input-json\]"
    assert re.match(message, done.stderr)
    assert "out/two: wrote" in done.stderr
    assert not (project / "out/one").exists()
    assert (project / "out/two/codegen.lock").is_file()
    assert invoke("check", "--api", "two").exit_code == 0
    document = json.loads(invoke("check", "--format", "json").stderr)
    one, two = document["apis"]
    assert (one["api"], one["diagnostics"][0]["rule"]) == ("out/one", "input-json")
    assert (two["api"], two["diagnostics"], two["changes"]["missing"]) == ("two", [], [])


def test_sources_may_be_globs(project: Path) -> None:
    write(project, ONE.replace("one.json", "**/o*.json"))
    assert invoke("generate").exit_code == 0
    assert lock(project / "out/one")["sources"][0]["path"] == "one.json"
    write(project, ONE.replace("one.json", "no*.json"), TWO)
    lines = wrong()
    assert lines[0] == (
        "codegen: out/one: codegen.toml:3:12: no file matches 'no*.json' [config-unmatched]"
    )
    assert "out/two: wrote" in lines[1]


def test_a_missing_file_is_shown_where_the_config_names_it(project: Path) -> None:
    environments = 'environments = ["none.json"]\n'
    write(project, ONE.replace('"one.json"', '"one.json",\n  "gone.json"'), TWO + environments)
    rule = "[input-unreadable]"
    assert wrong() == [
        f"codegen: out/one: codegen.toml:4:3: there is no file 'gone.json' {rule}",
        f"codegen: two: codegen.toml:13:17: there is no file 'none.json' {rule}",
    ]
    assert wrong("--api", "two", "-e", "nor.json") == [
        f"codegen: two: nor.json: there is no such file {rule}"
    ]


def test_the_lock_names_the_config(project: Path) -> None:
    assert invoke("generate").exit_code == 0
    (row,) = lock(project / "out/one")["inputs"]
    assert (row["path"], row["role"]) == ("codegen.toml", "config")
    write(project, "# a word\n", TWO, ONE)
    assert invoke("check").exit_code == 0, "neither comments nor other jobs make a tree stale"
    digest = lock(project / "out/one")["options"]
    write(project, ONE + 'methods = "operation"\n', TWO)
    done = codegen("check", cwd=project)
    assert (done.status, "out/one is not" in done.stderr) == (1, True)
    assert "out/two: current" in done.stderr
    assert invoke("generate").exit_code == 0
    assert lock(project / "out/one")["options"] != digest


def test_choices_are_the_same_wherever_they_are_listed() -> None:
    """In options, in the schema of the config, and in the tables of what does them."""
    rows = read_schema()["properties"]["api"]["items"]["properties"]
    assert rows["emit"]["items"]["enum"] == list(EMIT)
    # A site has a command of its own, and what is for the whole project is always written.
    assert [name for name in EMITTERS if name not in ("site", "project")] == list(EMIT)
    options = {"models": MODELS, "methods": METHODS, "pages": PAGES, "dialect": DIALECTS}
    assert {key: tuple(rows[key]["enum"]) for key in options} == options
    assert tuple(dialects.DIALECTS) == DIALECTS
    fields = {"unpaged" if key == "pagination" else key for key in rows}
    assert fields == set(Job.__struct_fields__) - {"place", "given"}


def test_validate_reads_every_job(project: Path) -> None:
    saved(project / "two.json", collection(None, request("Other")))
    done = invoke("validate")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "two.json:1:" in done.stdout
    assert invoke("validate", "--error-on-warning", "--api", "out/one").exit_code == 0
    assert invoke("validate", "--error-on-warning").exit_code == 1


# Arguments beat the environment, and that beats the config


def emitted(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()} & {"client", "snippets", "reference"}


def test_arguments_beat_the_environment_beats_the_config(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke("generate").exit_code == 0
    assert emitted(project / "out/one") == {"snippets"}
    monkeypatch.setenv("CODEGEN_EMIT", "reference")
    assert invoke("generate").exit_code == 0
    assert emitted(project / "out/one") == emitted(project / "out/two") == {"reference"}
    assert invoke("generate", "--emit", "client").exit_code == 0
    assert emitted(project / "out/one") == {"client"}
    monkeypatch.setenv("CODEGEN_API", "two")
    assert invoke("generate", "--emit", "snippets").exit_code == 0
    assert emitted(project / "out/one") == {"client"}
    assert emitted(project / "out/two") == {"snippets"}


def test_paths_of_arguments_are_relative_to_where_we_are(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "sub").mkdir()
    values = [{"key": "thing", "value": "9"}]
    saved(project / "sub/e.json", {"name": "e", "values": values})
    monkeypatch.chdir(project / "sub")
    done = invoke("check", "--api", "out/one", "-o", "mine", "-e", "e.json")
    assert done.stderr.splitlines()[-1].startswith("mine is not current; run: codegen generate ")
    done = invoke("generate", "--api", "out/one", "-o", "mine", "-e", "e.json")
    assert (done.exit_code, done.stderr.startswith("mine: wrote ")) == (0, True)
    assert "/things/9" in (project / "sub/mine" / SNIPPET).read_text()
    assert invoke("check", "--api", "out/one", "-o", "mine", "-e", "e.json").exit_code == 0
    content = (project / "sub/e.json").read_bytes()
    arguments = ["--api", "out/one", "-o", str(project / "sub/mine"), "-e", "-"]
    run = codegen("generate", *arguments, cwd=project / "sub", stdin=content)
    assert (run.status, lock(project / "sub/mine")["inputs"][0]["path"]) == (0, "-")


def test_what_is_for_one_job(project: Path) -> None:
    assert "--output is for one job; pick it with --api" in wrong("-o", "x")[-1]
    assert "--package is for one job" in wrong("--package", "x")[-1]
    own = wrong("--api", "out/one", "-o", "out/../out/two")[-1]
    assert "out/two is the output of [[api]] 'two'" in own
    assert "either SOURCE or --config and --api" in wrong("one.json", "--api", "two")[-1]
    assert "Missing option '-o'" in wrong("one.json")[-1]


def test_a_source_leaves_the_config_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "nonsense")
    monkeypatch.setenv("CODEGEN_API", "none")
    monkeypatch.setenv("CODEGEN_CONFIG", "none.toml")
    assert invoke("generate", "one.json", "-o", "x").exit_code == 0
    assert not (project / "out").exists()


# Finding the config


def test_the_nearest_config_is_found(project: Path) -> None:
    below = project / "a" / "b"
    below.mkdir(parents=True)
    assert find_config(below) == "../../codegen.toml"
    (project / "a/pyproject.toml").write_text("[tool.black]\nline-length = 1 # codegen\n")
    assert find_config(below) == "../../codegen.toml"
    (project / "a/pyproject.toml").write_text("[tool.codegen]\nversion = 1\n")
    assert find_config(below) == "../pyproject.toml"
    (project / "a/codegen.toml").write_text("")
    assert find_config(below) == "../codegen.toml"


def test_no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_config(tmp_path) is None
    assert "name a SOURCE, or write a codegen.toml; `codegen init` makes one" in wrong()[-1]
    assert wrong("--config", "x.toml") == [
        "codegen: x.toml: cannot be read: No such file or directory [config]"
    ]


def test_the_config_may_stand_in_pyproject(project: Path) -> None:
    (project / "codegen.toml").unlink()
    path = project / "pyproject.toml"
    path.write_text("[tool.codegen]\nversion = 1\n" + ONE.replace("[api]", "[tool.codegen.api]"))
    assert invoke("generate").exit_code == 0
    assert lock(project / "out/one")["inputs"][0]["path"] == "pyproject.toml"
    path.write_text(path.read_text() + "emitt = []\n")
    assert wrong() == [
        "codegen: pyproject.toml:7:1: unknown key `emitt`; did you mean `emit`? [config]"
    ]
    path.write_text("[tool.x]\n")
    assert wrong("--config", "pyproject.toml") == [
        "codegen: pyproject.toml:1:1: there is no table [tool.codegen] [config]"
    ]


# What is wrong with a config


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version = 1\nsorces = 1\n" + ONE, ["2:1: unknown key `sorces`"]),
        (
            "version = 1\n" + ONE + "enviroments = []\npackag = 'x'\n",
            [
                "6:1: unknown key `enviroments`; did you mean `environments`?",
                "7:1: unknown key `packag`; did you mean `package`?",
            ],
        ),
        ("version = 1\n[[api]]\nsources = ['a']\n", ["2:1: `output` is missing in [[api]]"]),
        ("version = 1\n[[api]]\noutput = 'a'\n", ["2:1: `sources` is missing in [[api]]"]),
        (ONE, ["1:1: `version` is missing"]),
        ("version = 1\n", ["1:1: `api` is missing"]),
        ("", ["1:1: `api` is missing", "1:1: `version` is missing"]),
        (
            "[[api]]\n",
            [
                "1:1: `output` is missing in [[api]]",
                "1:1: `sources` is missing in [[api]]",
                "1:1: `version` is missing",
            ],
        ),
        ("version = 1\napi = 3\n", ["2:1: `api` must be one table [[api]] or more"]),
        ("version = true\n" + ONE, ["1:1: `version` must be 1"]),
        ("version = 2\nnew = 1\n", ["1:1: this is version 2; codegen"]),
        (
            "version = 1\n" + ONE.replace('["one.json"]', '"one.json"'),
            ["3:1: `sources` must be a list of files, one at least"],
        ),
        ("version = 1\n" + ONE + "models = 'typdict'\n", ["6:1: `models` must be one of model"]),
        (
            "version = 1\n" + ONE.replace('["snippets"]', '["client", "snipets"]'),
            ["5:19: `emit` must be one of client, tests, snippets, reference, llms; did you mean"],
        ),
        (
            "version = 1\n" + ONE + "rename = { x = 'y', '#/item/0' = '1' }\n",
            [
                "6:12: `x` names nothing; write a pointer (#/item/0), METHOD /path or Folder/",
                "6:21: `#/item/0` must be a Python name, no keyword",
            ],
        ),
        (
            "version = 1\n" + ONE + "[[api.exclude]]\nfolders = 'x'\n",
            ["7:1: unknown key `folders`; did you mean `folder`?"],
        ),
        ("version = 1\n" + ONE + "[[apis]]\n", ["6:1: unknown key `apis`; did you mean `api`?"]),
        ("version = 1\n" + ONE + "pagination = 'x'\n", ["6:1: `pagination` must be true, false"]),
        (
            "version = 1\n" + ONE + TWO.replace("out/two", "./out/../out/one"),
            ["9:1: 'out/one' has this output too; each tree is for one job"],
        ),
        (
            "version = 1\n" + ONE + TWO.replace("out/two", "out/../out/one/client"),
            ["9:1: this is inside the output of 'out/one'"],
        ),
        (
            "version = 1\n" + ONE + TWO.replace("out/two", "out/./"),
            ["4:1: this is inside the output of 'two'"],
        ),
        (
            "version = 1\n" + ONE.replace("out/", "s3://b/") + TWO.replace("out/two", "s3://b"),
            ["4:1: this is inside the output of 'two'"],
        ),
        ("version = 1\n" + ONE + TWO + TWO.replace("out/", ""), ["12:1: another [[api]] has this"]),
        ("version = 1\n[[api]\n", ["2:6: not TOML: expected ']]'"]),
        ("version = 1\nversion", ["2:8: not TOML:"]),
        ("a = " + "[" * 5000, ["1:1: the TOML nests too deep"]),
        ("a = " + "9" * 5000, ["1:5005: not TOML: exceeds the limit"]),
    ],
)
def test_wrong_configs(text: str, expected: list[str], project: Path) -> None:
    (project / "codegen.toml").write_text(text)
    lines = wrong()
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(f"codegen: codegen.toml:{start}")
        assert line.endswith("[config]")
    assert not (project / "out").exists()


def test_a_wrong_config_as_json(project: Path) -> None:
    write(project, ONE + "a = 1\nb = 2\n")
    done = invoke("check", "--format", "json")
    rows = json.loads(done.stderr)["diagnostics"]
    assert [(row["rule"], row["file"], row["line"]) for row in rows] == [
        ("config", "codegen.toml", 6),
        ("config", "codegen.toml", 7),
    ]


def test_each_missing_key_is_one_finding(project: Path) -> None:
    (project / "codegen.toml").write_text("")
    rows = json.loads(invoke("check", "--format", "json").stderr)["diagnostics"]
    assert [row["message"] for row in rows] == ["`api` is missing", "`version` is missing"]


def test_a_config_that_is_not_text(project: Path) -> None:
    (project / "codegen.toml").write_bytes(b"# \xff")
    assert wrong() == [
        "codegen: codegen.toml:1:1: byte 2 is not UTF-8; save the file as UTF-8 [config]"
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('targets = ["cobol/x"]', "6:1: unknown target 'cobol/x'; `codegen targets` lists"),
        ('templates = "none"', "6:1: there is no folder 'none'"),
        ('package = "a-b"', "6:1: 'a-b' cannot be imported as a package of its own"),
    ],
)
def test_what_only_a_job_can_know(line: str, message: str, project: Path) -> None:
    write(project, ONE + line + "\n", TWO)
    lines = wrong()
    assert lines[0].startswith(f"codegen: out/one: codegen.toml:{message}")
    assert "out/two: wrote" in lines[1]


# The schema


def test_the_schema_is_one_and_says_what_each_key_is() -> None:
    schema = read_schema()
    Draft7Validator.check_schema(schema)
    job = schema["properties"]["api"]["items"]["properties"]
    for name, row in job.items():
        assert row["description"].endswith("."), name


def test_every_key_stands_in_the_docs() -> None:
    page = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
    schema = read_schema()
    job = schema["properties"]["api"]["items"]["properties"]
    for name in (*job, *schema["definitions"]["filters"]["items"]["properties"]):
        assert f"| `{name}` |" in page
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    Draft7Validator(schema).validate(tomllib.loads(example[1]))


def test_the_command_is_light_until_there_is_work() -> None:
    script = "import sys, generator.cli; print({'jinja2', 'jsonschema', 'black'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_reading_raises_what_the_command_prints(project: Path) -> None:
    with pytest.raises(CodegenError, match="unknown key `x`"):
        read_config(str(write(project, ONE + "x = 1\n")))


_PLAIN = st.recursive(
    st.sampled_from(["a", "", "client", "model", 1, 2, True, None]),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(["version", "api", "sources", "output", "emit", "models", "name", "x"]),
        inner,
        max_size=4,
    ),
    max_leaves=8,
)

_WORDS = st.lists(st.sampled_from(["a", "client", "tests", ""]), max_size=2)
_JOB = st.fixed_dictionaries(
    {"sources": _WORDS, "output": st.sampled_from(["out", ""])},
    optional={"emit": _WORDS, "models": st.sampled_from(["model", "other"]), "name": _PLAIN},
)


@given(
    st.fixed_dictionaries(
        {"version": st.just(1), "api": st.lists(_PLAIN | _JOB, max_size=2)}, optional={"x": _PLAIN}
    )
    | _PLAIN
)
def test_what_is_taken_for_plainly_right_is_right(document: Any) -> None:
    schema = read_schema()
    if surely_fits(document, schema):
        assert Draft7Validator(schema).is_valid(document)
    else:
        assert not Draft7Validator(schema).is_valid(document), "a validator was needed"
