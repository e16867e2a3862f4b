"""Programs that are no modules of ours, as modules."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any


def loaded(program: Path) -> Any:
    """Return a program as a module."""
    spec = importlib.util.spec_from_file_location(program.stem, program)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
