"""Python output: checked by parsing it back, and in black's layout.

The templates write black's own style, so that black itself, which lays out a few thousand lines a
second, need not run over all of them. What they cannot know is where black breaks a line that is
too long; only sources with such a line are given to it. A test over real collections holds this.
"""

from __future__ import annotations

import re
from functools import lru_cache
from symtable import symtable
from typing import Any

from _black_version import version  # type: ignore[import-untyped]

from generator.diagnostics import CodegenError
from generator.escaping.layout import LINE_LENGTH
from generator.garbage import free_cycles

#: The version of black. To ask for it through `importlib.metadata` costs every start as much as
#: Jinja does.
BLACK: str = version

# A line that black does not break: a comment, one string where an element, a value or an argument
# stands, what ends with a comment for mypy, or an import that goes on in lines of its own.
_STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_UNBREAKABLE = re.compile(
    rf"\s*(?:#.*|(?:\w+=|(?:{_STRING}): )?(?:{_STRING}),|[^\s#].*  # type: ignore\[[\w-]+\]"
    r"|from [\w.]+ import \()"
)


def format_python(path: str, source: str) -> str:
    """Return the source as black leaves it alone.

    Raises `CodegenError` when it is no Python: a fault of a template, never of the input.
    """
    try:
        # Parses as `ast` does, and finds names declared twice, without making a tree of objects;
        # a quarter quicker than compiling.
        symtable(source, path, "exec")
        return _black(source) if needs_black(source) else source
    except (SyntaxError, ValueError, RecursionError) as error:
        raise CodegenError("template", f"emitted Python does not parse: {error}", path) from error


def needs_black(source: str) -> bool:
    """Whether a line outside docstrings is longer than black allows and could be broken."""
    lines = source.split("\n")
    if max(map(len, lines)) <= LINE_LENGTH:
        return False
    in_docstring = False
    for line in lines:
        quotes = line.count('"""')
        is_text = in_docstring or quotes > 0
        if quotes % 2:
            in_docstring = not in_docstring
        if len(line) > LINE_LENGTH and not is_text and not _UNBREAKABLE.fullmatch(line):
            return True
    return False


def _black(source: str) -> str:
    import black

    formatted = black.format_str(source, mode=_mode())
    free_cycles()  # its trees, which are several hundred times as large as the source
    return formatted


@lru_cache(maxsize=1)
def _mode() -> Any:
    from black.mode import Mode, TargetVersion

    return Mode(target_versions={TargetVersion.PY310})
