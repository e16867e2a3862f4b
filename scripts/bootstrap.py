"""The virtual environment that ``demo.py`` and ``check.py`` share.

Standard library only, because this runs before anything is installed.
``python3 -m scripts.bootstrap`` makes the environment for development and prints where it is.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 10)

#: The versions of all packages that are installed; `make lock` renews it.
CONSTRAINTS = ROOT / "constraints.txt"

#: What pip installs for each purpose. ``dev`` contains everything that ``demo`` needs.
REQUIREMENTS = {
    "demo": ["-e", ".", "httpx"],
    "dev": ["-e", ".[dev]"],
}


@dataclass(frozen=True)
class Venv:
    """A virtual environment by its folder."""

    folder: Path

    @property
    def bin(self) -> Path:
        """The folder of the environment's commands."""
        return self.folder / "bin"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.bin / "python"

    def command(self, name: str) -> Path:
        """Return the path of an installed command."""
        return self.bin / name

    def variables(self) -> dict[str, str]:
        """Return the process environment in which the environment's commands come first."""
        path = f"{self.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(self.folder)}


def say(message: str) -> None:
    """Print one line of progress, at once even when the output is a pipe."""
    print(f"==> {message}", flush=True)


def fail(message: str) -> NoReturn:
    """End the script with exit status 1 and a message on stderr."""
    sys.exit(f"error: {message}")


def shown(path: Path) -> str:
    """Return a path as people like to read it: relative to the checkout when it is inside."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def prepare(purpose: str) -> Venv:
    """Return the environment with the project installed for ``demo`` or ``dev``.

    The folder is ``$CODEGEN_VENV`` or ``.venv``. Nothing is installed, and no network is needed,
    when a stamp in it says that what pyproject.toml and constraints.txt say is installed already.
    """
    require_python()
    venv = Venv(Path(os.environ.get("CODEGEN_VENV") or ROOT / ".venv").absolute())
    works = interpreter_works(venv)
    if works and stamp(venv, purpose) == fingerprint(venv):
        say(f"environment {shown(venv.folder)} is up to date")
        return venv
    if not works:
        create(venv)
    install(venv, purpose)
    return venv


def require_python() -> None:
    """End the script when this interpreter is too old or cannot make environments."""
    version = "{}.{}".format(*sys.version_info)
    if sys.version_info[:2] < OLDEST_PYTHON:
        fail("Python {}.{} or newer is needed, this is {}".format(*OLDEST_PYTHON, version))
    # Debian ships `venv` with Python but `ensurepip`, which it needs, in a package of its own.
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        fail(
            "this Python cannot make virtual environments; on Debian and Ubuntu: "
            f"apt-get install python3-venv (or python{version}-venv)"
        )


def interpreter_works(venv: Venv) -> bool:
    """Tell whether the environment's interpreter still runs and is new enough."""
    probe = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST_PYTHON!r})"
    try:
        return subprocess.run([venv.python, "-c", probe], capture_output=True).returncode == 0
    except OSError:  # not there, or a link to an interpreter that is gone
        return False


def create(venv: Venv) -> None:
    """Make the environment, in place of a broken one if need be."""
    if not replaceable(venv.folder):
        fail(f"{venv.folder} is in the way: it is not a virtual environment")
    say(f"making the environment {shown(venv.folder)}")
    run_or_fail([sys.executable, "-m", "venv", "--clear", venv.folder], "venv could not make it")


def replaceable(folder: Path) -> bool:
    """Tell whether nothing is lost by making an environment here."""
    if not folder.exists() or (folder / "pyvenv.cfg").exists():
        return True
    return folder.is_dir() and not any(folder.iterdir())


def install(venv: Venv, purpose: str) -> None:
    """Install the project with pip and leave the stamps that make the next run quick."""
    say("installing the project and what it needs (a minute or two the first time)")
    names = [purpose] if purpose == "demo" else list(REQUIREMENTS)
    for name in names:
        stamp_file(venv, name).unlink(missing_ok=True)
    # Twice quiet: errors only, not the warnings about this machine's pip configuration.
    pip: list[str | Path] = [venv.python, "-m", "pip", "--quiet", "--quiet"]
    command = [*pip, "install", "--disable-pip-version-check", *REQUIREMENTS[purpose]]
    if subprocess.run([*command, "--constraint", CONSTRAINTS], cwd=ROOT).returncode != 0:
        # An index may lack one of them, or one of them this system.
        say("the versions of constraints.txt cannot be installed here, see above; trying others")
        run_or_fail(command, "pip could not install the project, see above")
    for name in names:
        stamp_file(venv, name).write_text(fingerprint(venv), encoding="utf-8")


def run_or_fail(command: Sequence[str | Path], message: str) -> None:
    """Run a command at the top of the checkout and end the script when it fails."""
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        fail(message)


def fingerprint(venv: Venv) -> str:
    """Return a hash of what decides the installation.

    The two folders are part of it: commands and the editable install hold absolute paths, so a
    checkout that was copied with its environment would otherwise run the original.
    """
    files = [(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes()]
    facts = [*files, bytes(ROOT), bytes(venv.folder)]
    return hashlib.sha256(b"\0".join(facts)).hexdigest()


def stamp_file(venv: Venv, purpose: str) -> Path:
    """Return the file that says what is installed for a purpose."""
    return venv.folder / f"codegen-{purpose}.stamp"


def stamp(venv: Venv, purpose: str) -> str | None:
    """Return what the stamp says, or None without one."""
    try:
        return stamp_file(venv, purpose).read_text(encoding="utf-8")
    except OSError:
        return None


if __name__ == "__main__":
    prepare("dev")
