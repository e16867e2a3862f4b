"""The wheel holds everything: templates, schemas and the typing marker."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "collections" / "messaging.postman_collection.json"


def _build(folder: Path, **env: str) -> Path:
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), "."]
    built = subprocess.run(
        words, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(tmp_path_factory.mktemp("wheel"), SOURCE_DATE_EPOCH="1700000000")


def test_wheels_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    env = {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": "5", "TZ": "Pacific/Kiritimati"}
    again = _build(tmp_path, **env)
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """Unpack the wheel, as an installation would."""
    target = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


@pytest.mark.parametrize(
    "path",
    [
        "generator/py.typed",
        "generator/_templates/client/resource.py.j2",
        "generator/_templates/snippets/shell/curl/snippet.j2",
        "generator/_templates/snippets/shell/curl/target.toml",
        "generator/_templates/reference/index.md.j2",
        "generator/readers/postman/schemas/collection.json",
        "generator/model.schema.json",
        "generator/config.schema.json",
        "generator/_templates/config/codegen.toml.j2",
    ],
)
def test_the_wheel_holds(path: str, unpacked: Path) -> None:
    assert (unpacked / path).is_file()


def test_the_wheel_writes_what_the_checkout_writes(unpacked: Path, tmp_path: Path) -> None:
    trees = {}
    for name, code in (("wheel", unpacked), ("checkout", ROOT)):
        output = tmp_path / name
        words = [sys.executable, "-m", "generator", "generate", str(SAMPLE), "-o", str(output)]
        cache = str(tmp_path / "cache")
        environment = {"PYTHONPATH": str(code), "PATH": "", "CODEGEN_CACHE_DIR": cache}
        subprocess.run(words, cwd=tmp_path, env=environment, check=True, capture_output=True)
        files = (path for path in sorted(output.rglob("*")) if path.is_file())
        trees[name] = {str(path.relative_to(output)): path.read_bytes() for path in files}
    assert trees["wheel"] == trees["checkout"]


def test_a_users_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    templates = tmp_path / "templates" / "snippets" / "shell" / "curl"
    templates.mkdir(parents=True)
    (templates / "snippet.j2").write_text("# my own: {{ it.url | sh }}\n", encoding="utf-8")
    words = [
        sys.executable,
        "-m",
        "generator",
        "generate",
        str(SAMPLE),
        "-o",
        str(tmp_path / "out"),
    ]
    words += ["--templates", str(tmp_path / "templates"), "--emit", "snippets"]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    snippets = list((tmp_path / "out").rglob("shell-curl.sh"))
    assert snippets
    assert all("\n# my own: " in path.read_text(encoding="utf-8") for path in snippets)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ it.url }}\n", "shell/curl/snippet.j2:1: template error: a tuple is inserted without"),
        ("\n{% if %}\n", "shell/curl/snippet.j2:2: template error: Expected an expression"),
        ("{{ it.nothing | sh }}\n", "shell/curl/snippet.j2:1: template error:"),
    ],
)
def test_a_wrong_template_is_named(template: str, expected: str, tmp_path: Path) -> None:
    templates = tmp_path / "templates" / "snippets" / "shell" / "curl"
    templates.mkdir(parents=True)
    (templates / "snippet.j2").write_text(template, encoding="utf-8")
    words = [
        sys.executable,
        "-m",
        "generator",
        "generate",
        str(SAMPLE),
        "-o",
        str(tmp_path / "out"),
    ]
    words += ["--templates", str(tmp_path / "templates")]
    run = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 2
    assert expected in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()
