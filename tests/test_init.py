"""``codegen init``: what it finds, what it writes, and that this can be used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from generator.config.checking import read_schema
from generator.config.jobs import read_config
from tests.built import collection, request
from tests.commands import SAMPLES, SMALL, codegen, contents, saved, stamps

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ENVIRONMENT = {"name": "e", "values": [{"key": "thing", "value": "9"}]}


def init(folder: Path) -> Any:
    """Run the command and return what it wrote."""
    done = codegen("init", cwd=folder)
    assert (done.status, done.stdout) == (0, "")
    assert done.stderr.startswith("codegen.toml: written (collections: ")
    return tomllib.loads((folder / "codegen.toml").read_text(encoding="utf-8"))


def test_what_it_writes_can_be_generated(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    saved(tmp_path / "api/things.postman_collection.json", SMALL)
    saved(tmp_path / "api/things.postman_environment.json", ENVIRONMENT)
    saved(tmp_path / "api/other.json", collection(request("Other"), name="Other"))
    first, second = init(tmp_path)["api"]
    assert first == {"sources": ["api/other.json"], "output": "generated/other"}
    assert second == {
        "sources": ["api/things.postman_collection.json"],
        "environments": ["api/things.postman_environment.json"],
        "output": "generated/things",
    }
    assert codegen("generate", cwd=tmp_path).status == 0
    assert codegen("check", cwd=tmp_path).status == 0
    snippet = tmp_path / "generated/things/snippets/get_thing/shell-curl.sh"
    assert "/things/9" in snippet.read_text()


def test_every_comment_shows_a_setting_that_may_be_used(tmp_path: Path) -> None:
    saved(tmp_path / "things.json", SMALL)
    init(tmp_path)
    path = tmp_path / "codegen.toml"
    lines = path.read_text().splitlines()
    settings = [line[2:] for line in lines if " = " in line and line.startswith("# ")]
    keys = {line.partition(" = ")[0] for line in settings}
    table = read_schema()["properties"]["api"]["items"]
    assert keys == table["properties"].keys() - set(table["required"]) - {"environments"}
    path.write_text("\n".join([*(line for line in lines if line[:1] != "#"), *settings]))
    (job,) = read_config(str(path)).jobs
    assert (job.package, job.unpaged) == ("orders_client", None)


def test_choices_in_comments_are_those_that_are_made_without_them(tmp_path: Path) -> None:
    saved(tmp_path / "things.json", SMALL)
    init(tmp_path)
    assert codegen("generate", cwd=tmp_path).status == 0
    path = tmp_path / "codegen.toml"
    text = path.read_text()
    for key in ("emit", "targets", "models", "methods", "dialect", "pages"):
        assert f"\n# {key} = " in text
        text = text.replace(f"\n# {key} = ", f"\n{key} = ")
    path.write_text(text)
    done = codegen("check", cwd=tmp_path)
    listed = [line for line in done.stderr.splitlines() if line.startswith(("miss", "ch", "ex"))]
    assert listed == ["changed: codegen.lock"], "which has a digest of the settings"


def test_environments_of_other_names_are_for_the_reader_to_choose(tmp_path: Path) -> None:
    saved(tmp_path / "things.json", SMALL)
    saved(tmp_path / "one.json", ENVIRONMENT)
    assert init(tmp_path)["api"][0]["environments"] == ["one.json"]
    (tmp_path / "codegen.toml").unlink()
    saved(tmp_path / "two.json", ENVIRONMENT)
    assert "environments" not in init(tmp_path)["api"][0]
    text = (tmp_path / "codegen.toml").read_text()
    assert '# environments = ["one.json", "two.json"]\n' in text


def test_a_collection_is_offered_the_environments_that_are_nearest(tmp_path: Path) -> None:
    for folder in ("one", "two", "envs", "deep/inner"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in ("one", "two", "deep/inner"):
        saved(tmp_path / folder / "things.json", SMALL)
    for place in ("one/dev", "two/dev", "two/live", "envs/shared", "deep/test"):
        saved(tmp_path / f"{place}.json", ENVIRONMENT)
    jobs = {job["sources"][0]: job.get("environments") for job in init(tmp_path)["api"]}
    assert jobs == {
        "deep/inner/things.json": None,
        "one/things.json": ["one/dev.json"],
        "two/things.json": None,
    }
    text = (tmp_path / "codegen.toml").read_text()
    offered = [line for line in text.splitlines() if line.startswith("# environments = ")]
    assert offered == [
        '# environments = ["deep/test.json"]',
        '# environments = ["two/dev.json", "two/live.json"]',
    ]


def test_what_is_no_input_is_left_alone(tmp_path: Path) -> None:
    saved(tmp_path / "things.json", SMALL)
    for folder in ("node_modules", ".hidden", "venv"):
        (tmp_path / folder).mkdir()
        saved(tmp_path / folder / "things.json", SMALL)
    (tmp_path / "venv/pyvenv.cfg").touch()
    saved(tmp_path / "openapi.json", {"openapi": "3.0.0", "info": {}, "paths": {}})
    saved(tmp_path / "package.json", {"name": "x", "values": 1})
    (tmp_path / "broken.json").write_text('{"item": [')
    (tmp_path / "notes.md").write_text("Nothing of note.")
    (tmp_path / "api.md").write_text("# Users\n\n`GET /users/{id}`\n")
    out = tmp_path / "out"
    assert codegen("generate", "things.json", "-o", "out", cwd=tmp_path).status == 0
    assert contents(out)
    (job,) = init(tmp_path)["api"]
    assert job == {"sources": ["things.json"], "output": "generated/things"}
    assert (tmp_path / "codegen.toml").read_text().endswith('\n#   "api.md"\n')


def test_collections_that_are_folders(tmp_path: Path) -> None:
    folder = tmp_path / "postman" / "My API" / ".resources"
    folder.mkdir(parents=True)
    (folder / "definition.yaml").write_text("$kind: collection\nname: My API\n")
    (folder.parent / "a.request.yaml").write_text("$kind: http-request\nurl: https://h.test/\n")
    values = "name: e\nvalues:\n  - key: thing\n    value: '9'\n"
    (tmp_path / "postman" / "e.environment.yaml").write_text(values)
    (job,) = init(tmp_path)["api"]
    assert job == {
        "sources": ["postman/My API"],
        "environments": ["postman/e.environment.yaml"],
        "output": "generated/my_api",
    }
    assert codegen("generate", cwd=tmp_path).status == 0


def test_collections_of_one_name_get_outputs_of_their_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        saved(tmp_path / folder / "api.json", SMALL)
    outputs = [job["output"] for job in init(tmp_path)["api"]]
    assert outputs == ["generated/a_api", "generated/b_api"]


@pytest.mark.parametrize("name", ['a"b\n# x', "é 漢", "a\\b", "{x}"])
def test_odd_file_names(name: str, tmp_path: Path) -> None:
    saved(tmp_path / f"{name}.json", SMALL)
    (tmp_path / f"{name}.md").write_text("GET /x")
    (job,) = init(tmp_path)["api"]
    assert job.keys() == {"sources", "output"}


def test_it_replaces_nothing(tmp_path: Path) -> None:
    saved(tmp_path / "things.json", SMALL)
    (tmp_path / "codegen.toml").write_text("mine")
    before = stamps(tmp_path)
    done = codegen("init", cwd=tmp_path)
    assert (done.status, stamps(tmp_path)) == (1, before)
    message = "codegen: codegen.toml: this file exists; it is not replaced [file-in-the-way]\n"
    assert done.stderr == message


def test_a_config_in_pyproject_is_not_put_in_the_shade(tmp_path: Path) -> None:
    saved(tmp_path / "things.json", SMALL)
    project = tmp_path / "pyproject.toml"
    project.write_text("[tool.codegen]\nversion = 1\n")
    done = codegen("init", cwd=tmp_path)
    assert done.status == 1
    assert done.stderr == (
        "codegen: pyproject.toml: the config stands here, in [tool.codegen]; "
        "no codegen.toml is written beside it [file-in-the-way]\n"
    )
    assert not (tmp_path / "codegen.toml").exists()
    project.write_text("[tool.black]\nline-length = 100\n")
    assert codegen("init", cwd=tmp_path).status == 0


def test_nothing_to_write_for(tmp_path: Path) -> None:
    done = codegen("init", cwd=tmp_path)
    assert done.status == 2
    assert "no collection stands below this folder" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_samples_of_this_project(tmp_path: Path) -> None:
    for path in SAMPLES.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    jobs = {job["output"]: job for job in init(tmp_path)["api"]}
    assert len(jobs) == len(list(SAMPLES.glob("*.postman_collection.json")))
    assert jobs["generated/messaging"]["environments"] == ["messaging.postman_environment.json"]
