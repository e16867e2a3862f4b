"""What shows reference pages, for tests: Chromium and Hugo from Debian, MDX and Liquid from npm.

    python -m scripts.hosts

Installs what is missing where that is possible; tests skip what is not there. The npm packages go
into the folder ``hosts`` of the environment (or ``$CODEGEN_HOSTS``). Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.bootstrap import ROOT, say

PROGRAMS = ("chromium", "hugo")
PACKAGES = ROOT / "tests" / "hosts" / "package.json"


def main() -> int:
    """Install what is missing; always 0, because the tests can do without."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["install", "-y", "-qq", "--no-install-recommends", *missing]
        done = _apt_get(*install) or (_apt_get("update", "-qq") and _apt_get(*install))
        missing = [] if done else missing
    if missing:
        say(f"missing: {' '.join(missing)}; the tests that need them are skipped")
    folder = Path(os.environ.get("CODEGEN_HOSTS") or Path(sys.prefix) / "hosts")
    if not _is_current(folder) and not _npm_install(folder):
        say("npm or its packages are missing; the tests that need them are skipped")
    return 0


def _apt_get(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def _is_current(folder: Path) -> bool:
    """Whether the packages were installed for the list that is there now."""
    copy = folder / "package.json"
    is_same = copy.is_file() and copy.read_bytes() == PACKAGES.read_bytes()
    return is_same and (folder / "node_modules").is_dir()


def _npm_install(folder: Path) -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    shutil.copy(PACKAGES, folder / "package.json")
    if subprocess.run(command, cwd=folder).returncode == 0:
        return True
    (folder / "package.json").unlink()
    return False


if __name__ == "__main__":
    sys.exit(main())
