"""Diagnostics: what was odd or wrong in the input, as values with a rule and a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal

from generator.frozen import Frozen
from generator.origin import Origin

Severity = Literal["error", "warning", "info"]

# Every rule, with the sentence that explains it. `docs/diagnostics.md` is made from this table.
RULES: dict[str, str] = {
    "input-unreadable": "The file is missing, is not a file, or cannot be opened.",
    "input-large": "The file or collection is larger than any real one, and would take very long.",
    "input-encoding": "The file is not UTF-8 text.",
    "input-json": "The file is not JSON, or is nested too deeply.",
    "input-yaml": (
        "The file is not YAML, repeats a key, or uses YAML features that are not supported."
    ),
    "input-format": (
        "The file is readable, but is not a Postman collection or whatever was expected."
    ),
    "schema": "A part of the collection does not follow Postman's format.",
    "collection-empty": "A collection has no requests.",
    "item-not-object": "An entry of `item` is neither a folder nor a request; it is left out.",
    "item-and-request": "An entry has both `item` and `request`; Postman treats it as a folder.",
    "request-without-url": "A request has no URL; Postman refuses to send it.",
    "url-raw-only": "A URL object has only `raw`; Postman would send nothing, codegen uses `raw`.",
    "method-invalid": "A method is not a valid HTTP token; GET is used instead.",
    "header-invalid": "A header's name or value cannot be sent over HTTP; it is left out.",
    "header-fixed": "A header that every HTTP client sets itself is left out.",
    "auth-unknown": "The auth type is unknown; as in Postman, the request is sent without it.",
    "auth-unsupported": (
        "Only the client can sign with this auth type; curl takes it from a variable."
    ),
    "auth-token": "This OAuth 2.0 grant needs a browser; the client takes its token as a setting.",
    "secret-literal": "A credential stands in the source; an environment variable takes its place.",
    "variable-limit": "A variable refers to itself or grows too long; it is not replaced.",
    "dynamic-stand-in": "Postman sends a random value for a variable; codegen uses a fixed one.",
    "body-unknown-mode": "A body mode is unknown; like Postman, codegen treats it as raw.",
    "body-pruned": "Postman sends no body with this method; it is left out.",
    "body-file-unset": "No file is chosen for a body or a form field; as in Postman, none is sent.",
    "tls-verification": "The collection disables certificate checks; the output does not.",
    "script-prerequest": (
        "A pre-request script sets variables or changes the request; it is not run."
    ),
    "script-sets-variable": "A script takes a variable from a response; set it yourself.",
    "v1-orphan": "A request of a v1 collection is not in any `order`; it is appended.",
    "v3-left-out": "A file of a v3 collection is not an HTTP request, or belongs to none.",
    "v3-auths": "Several auths are given where only one is sent; the first is used.",
    "v3-query": "The query in the URL differs from `queryParams`, which are sent.",
    "variable-conflict": "Two collections give a variable different values; the first is used.",
    "page-without-endpoints": "No request was found in a page.",
    "page-cut": "A page is so long that its end is not read.",
    "page-incomplete": "A page describes a request without its method or its address.",
    "page-contradiction": "A page contradicts the request that it describes.",
    "version-empty": "A version to compare has no requests.",
    "version-absent": "The file to compare does not exist in the old revision.",
    "file-in-the-way": "A file that codegen did not write is where output should go.",
    "file-edited": "A generated file was edited by hand.",
    "template": "A template cannot be rendered.",
    "site": "The static site cannot be built: MkDocs is missing, or reports why.",
    "stale": "The output differs from what its sources give; `codegen generate` updates it.",
    "output-refused": "The output folder holds other things too, or is behind a link.",
    "output-unwritable": "The output cannot be written.",
    "cache-unwritable": "The cache cannot be written; the output is not affected.",
    "config": "The config is not valid TOML, or does not follow docs/config.md.",
    "config-unmatched": "A file pattern, name or filter in the config matches nothing.",
    "config-name": "A name in the config cannot be used: it is taken, or used twice.",
    "extra": "This needs a package that is not installed; an extra brings it.",
    "scheduler": "The Dask cluster cannot be reached, or cannot run the jobs.",
    "worker-died": "The process of a job died twice: it ran out of memory or was killed.",
    "shard": "The records of the shards do not add up to one run.",
    "internal": "A bug in codegen; `-v` prints a traceback.",
}


class Diagnostic(Frozen):
    """One finding. ``origin`` is ``None`` where it concerns no place of an input."""

    rule: str
    severity: Severity
    message: str
    origin: Origin | None = None


class Choice(Frozen):
    """The rules that are asked for: all, or those in ``select``, without those in ``ignore``."""

    select: Collection[str] = ()
    ignore: Collection[str] = ()

    def has(self, rule: str) -> bool:
        """Whether a rule is asked for."""
        return rule not in self.ignore and (not self.select or rule in self.select)


class Diagnostics:
    """Findings that steps add to, each once and in the order in which they came."""

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        self._found: dict[Diagnostic, None] = dict.fromkeys(found)

    def add(
        self,
        rule: str,
        message: str,
        origin: Origin | None,
        severity: Literal["warning", "info"] = "warning",
    ) -> None:
        """Note a finding once; ``rule`` must stand in `RULES`. What is an error ends a run."""
        if rule not in RULES:
            raise KeyError(rule)
        self._found.setdefault(Diagnostic(rule, severity, message, origin))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class CodegenError(Exception):
    """Ends a run with exit status 2: one message that says where and what to do.

    ``line`` and ``column`` count from 1 and are ``None`` where the fault has no place in a file.
    ``more`` are further faults that were found with it.
    """

    def __init__(
        self,
        rule: str,
        message: str,
        source: str | None = None,
        line: int | None = None,
        column: int | None = None,
        more: tuple[CodegenError, ...] = (),
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.source = source
        self.line = line
        self.column = column
        self.more = more

    def __reduce__(self) -> tuple[Any, ...]:
        place = (self.source, self.line, self.column)
        return type(self), (self.rule, self.message, *place, self.more)

    def __str__(self) -> str:
        place = ":".join(str(p) for p in (self.source, self.line, self.column) if p is not None)
        return (
            f"{place}: {self.message} [{self.rule}]" if place else f"{self.message} [{self.rule}]"
        )


def raise_all(errors: list[CodegenError]) -> None:
    """Raise the first of some errors together with the others, if there is one."""
    if errors:
        errors[0].more = tuple(errors[1:])
        raise errors[0]
