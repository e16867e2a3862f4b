"""Where templates stand, what counts of a user's, and which snippet targets are among them.

Imports nothing of weight: `inputs` asks it, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.options import DEFAULT_TARGETS

_CODE = Path(__file__).parent.parent
_PACKAGED = _CODE / "_templates"
_CHECKOUT = _CODE.parent / "templates"
_ENDINGS = (".j2", ".toml")


def template_folders(templates: Path | str | None = None) -> list[Path]:
    """Return where templates are looked for: a user's folder goes before the packaged ones."""
    folders = [Path(templates)] if templates else []
    return [*folders, _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT]


def template_files(folder: Path) -> list[Path]:
    """Return what output may depend on below a folder, sorted: templates and data of targets."""
    found = (path for ending in _ENDINGS for path in folder.rglob(f"*{ending}"))
    return sorted(path for path in found if path.is_file())


def find_targets(folders: Iterable[Path]) -> list[str]:
    """Return the names of all targets: the default ones first, the others sorted."""
    found = {
        f"{path.parent.parent.name}/{path.parent.name}"
        for folder in folders
        for path in folder.glob("snippets/*/*/target.toml")
    }
    return sorted(found, key=lambda name: (*(name != first for first in DEFAULT_TARGETS), name))
