"""What may stand in an output folder: a static oracle, and what Markdown becomes as HTML."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from scripts.hostile.loading import loaded
from scripts.hostile.pycode import foreign_statements

Tell = Callable[[str, str], None]

#: The folder of a tree.
TREE = "out"

#: What the oracle finds in our own templates, where it knows nothing of them; of Python,
#: `foreign_statements` looks closer.
_OURS = re.compile(
    r"client/\S*: (from|import) (anyio|functools|itertools|pathlib|random|secrets|threading)\b"
    r"|client/\S+/_runtime/\w+\.py: call to compile\(\)"
    r"|client/tests/\S+: (from|import) (inspect|pathlib|pytest|\w+)\b"
    r"|snippets/\S+\.py: (from \w+ import$|import random$|module-level Expr )"
)
#: Pages that stand between these are not looked into by the hosts that have such directives.
_RAW = re.compile(r"(?s)<!-- \{% raw %\} -->((?:(?!endraw).)*)<!-- \{% endraw %\} -->")


class Oracle:
    """The checks of a tree; the same content of a file is looked at once."""

    def __init__(self, program: Path) -> None:
        self._module = loaded(program)
        module = self._module
        module.py = _remembered(_with(module.py, _python))
        pages = _with(_outside_raw(module.md), _rendered(module.html_findings))
        module.md = _remembered(pages)

    def findings(self, root: Path) -> Iterator[str]:
        """Yield what is wrong below a folder, each with its file."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            self._module.main(["", str(root)])
        for line in printed.getvalue().split("\n"):
            if line and not _OURS.match(line):
                yield line


Look = Callable[[str, Any, Tell], None]


def _remembered(look: Look) -> Look:
    seen: dict[tuple[str, bytes], list[str]] = {}

    def look_once(path: str, content: str | bytes, tell: Tell) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        key = _role(path), hashlib.blake2b(data, digest_size=16).digest()
        if key not in seen:
            found: list[str] = []
            look(path, content, lambda _, message: found.append(message))
            seen[key] = found
        for message in seen[key]:
            tell(path, message)

    return look_once


def _role(path: str) -> str:
    """Return the part of the tree, which stands in a folder ``out``, that a file is of."""
    parts = path.partition(f"/{TREE}/")[2].split("/")
    if parts[:2] == ["client", "tests"] or parts[0] != "client":
        return parts[1] if parts[0] == "client" else parts[0]
    return "runtime" if parts[2:3] == ["_runtime"] else "client"


def _with(first: Look, second: Look) -> Look:
    def both(path: str, content: Any, tell: Tell) -> None:
        first(path, content, tell)
        second(path, content, tell)

    return both


def _python(path: str, content: bytes, tell: Tell) -> None:
    with contextlib.suppress(SyntaxError, ValueError):
        for message in foreign_statements(content, _role(path)):
            tell(path, message)


def _outside_raw(look: Look) -> Look:
    """Return a look at pages in which those that no directive of a host reaches have none."""

    def outside(path: str, text: str, tell: Tell) -> None:
        match = _RAW.search(text)

        def told(path: str, message: str) -> None:
            if not (match and message.startswith("Liquid")):
                tell(path, message)

        look(path, text, told)
        if match and re.search(r"\{%|\{\{<", _RAW.sub("", text)):
            tell(path, "directive of a host outside of what is marked as raw")

    return outside


def _rendered(html_findings: Callable[[str, str, Tell], None]) -> Look:
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

    def look(path: str, text: str, tell: Tell) -> None:
        html_findings(path, markdown.render(text), tell)

    return look
