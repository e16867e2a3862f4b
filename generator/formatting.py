"""Python output: checked by parsing it back, and laid out by black."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any

from generator.diagnostics import CodegenError


def format_python(path: str, source: str) -> str:
    """Return the source as black leaves it alone.

    Raises `CodegenError` when it is no Python: a fault of a template, never of the input.
    """
    import black
    from black.parsing import InvalidInput

    try:
        ast.parse(source)
        return black.format_str(source, mode=_mode())
    except (SyntaxError, ValueError, InvalidInput) as error:
        raise CodegenError("template", f"emitted Python does not parse: {error}", path) from error


@lru_cache(maxsize=1)
def _mode() -> Any:
    from black.mode import Mode, TargetVersion

    return Mode(target_versions={TargetVersion.PY310})
