"""Snippet targets: folders of templates, with what is known of each as data.

A target is the folder ``snippets/<language>/<client>/`` with ``target.toml`` and ``snippet.j2``.
What all clients of a language share stands in ``snippets/<language>/language.toml``;
docs/targets-authoring.md says what these files hold.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from generator.diagnostics import CodegenError
from generator.escaping.language import Language, read_language
from generator.frozen import Frozen

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Limit(Frozen):
    """What a client cannot send: a note, and patterns for the facts that it is about.

    It holds for a request where each pattern is found in one of the facts of its name.
    """

    note: str
    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def holds(self, facts: Mapping[str, Sequence[str]]) -> bool:
        """Whether a request of these facts is beyond the client."""
        return all(any(map(p.search, facts.get(name, ()))) for name, p in self.patterns)


class Target(Frozen):
    """A language and client that snippets are written for.

    ``context`` names what the template sees, ``signs`` the auth types that it applies; ``run`` is
    for the tests of snippets alone.
    """

    name: str
    title: str
    highlight: str
    extension: str
    install: str
    docs: str
    context: str
    typed: bool
    signs: frozenset[str]
    limits: tuple[Limit, ...]
    language: Language
    run: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        """What a snippet's file is called."""
        return f"{self.name.replace('/', '-')}.{self.extension}"


def load_target(name: str, folders: Sequence[Path]) -> Target:
    """Return a target; a file of an earlier folder takes the place of a later one's.

    Raises `CodegenError` with the file for what is wrong with its data.
    """
    language, _, _ = name.partition("/")
    table: Mapping[str, Any] = {}
    for part in (*_lineage(language, folders), f"{name}/target.toml"):
        table = _over(table, _read(f"snippets/{part}", folders))
    # Those of ours are checked by a test; a validator takes longer to import than to ask.
    if len(folders) > 1:
        _check(table, f"snippets/{name}/target.toml")
    return Target(
        name=name,
        title=table["title"],
        highlight=table["highlight"],
        extension=table["extension"],
        install=table.get("install", ""),
        docs=table.get("docs", ""),
        context=table.get("context", "request"),
        typed=table.get("typed", False),
        signs=frozenset(("basic", *table.get("signs", ()))),
        limits=tuple(map(_limit, table.get("cannot", ()))),
        language=read_language(table, f"snippets/{name}/snippet.j2"),
        run=table.get("run", {}),
    )


def _limit(table: Mapping[str, str]) -> Limit:
    patterns = tuple((name, re.compile(p)) for name, p in table.items() if name != "note")
    return Limit(table["note"], patterns)


def _lineage(language: str, folders: Sequence[Path]) -> list[str]:
    """Return the files of a language and of those that it is like, the most general one first."""
    found: list[str] = []
    while language:
        path = f"{language}/language.toml"
        if path in found:
            raise CodegenError("template", f"{language!r} is like itself", f"snippets/{path}")
        found.insert(0, path)
        language = str(_read(f"snippets/{path}", folders).get("like", ""))
    return found


def _read(path: str, folders: Sequence[Path]) -> Mapping[str, Any]:
    """Return the data of a file; nothing where there is none."""
    file = next((folder / path for folder in folders if (folder / path).is_file()), None)
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise CodegenError("template", f"not TOML: {error}", path) from None


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return two tables as one, where the one above says more."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        is_table = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _over(old, value) if is_table and isinstance(old, dict) else value
    return merged


@cache
def _validator() -> Any:
    from jsonschema import Draft7Validator, FormatChecker

    schema = json.loads(resources.files("generator").joinpath("target.schema.json").read_bytes())
    return Draft7Validator(schema, format_checker=FormatChecker(("regex",)))


def _check(table: Mapping[str, Any], path: str) -> None:
    for error in _validator().iter_errors(table):
        where = ".".join(map(str, error.absolute_path))
        message = error.message
        if error.validator not in ("additionalProperties", "required"):
            message = f"`{where}` must be {error.schema.get('title', error.validator_value)}"
        raise CodegenError("template", message, path)
