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
    "input-large": "The file or collection is larger than any real one, and takes very long.",
    "input-encoding": "The file is not UTF-8 text.",
    "input-json": "The file is not JSON, or nests deeper than a JSON parser goes.",
    "input-yaml": "The file is not YAML, repeats a key, or holds what is not read from YAML.",
    "input-format": "The file is readable, but no Postman collection and not what was asked for.",
    "schema": "A part of the collection is not of the form that Postman's format describes.",
    "collection-empty": "A collection holds no request; nothing comes of it.",
    "item-not-object": "An entry of `item` is neither a folder nor a request; it is left out.",
    "item-and-request": "An entry has both `item` and `request`; Postman treats it as a folder.",
    "request-without-url": "A request has no URL; Postman refuses to send it.",
    "url-raw-only": "A URL object has only `raw`; Postman sends nothing, here `raw` is used.",
    "method-invalid": "A method is not an HTTP token; GET stands in its place.",
    "header-invalid": "A header's name or value cannot be sent over HTTP; it is left out.",
    "header-fixed": "A header that every client computes itself is left out.",
    "auth-unknown": "An auth type is not known; the request goes out without it, as in Postman.",
    "auth-unsupported": "Only the client signs this auth type; for curl a variable brings it.",
    "auth-token": "An OAuth 2.0 token needs a browser; the client takes it as a setting.",
    "secret-literal": "A credential stands in the source; an environment variable takes its place.",
    "variable-limit": "A variable refers to itself or grows too long; it stays in braces.",
    "dynamic-stand-in": "Postman sends a random value for a variable; here a fixed one is sent.",
    "body-unknown-mode": "A body mode is not known; Postman treats it as raw.",
    "body-pruned": "Postman sends no body with this method; it is left out.",
    "body-file-unset": "No file is chosen for a body or a form field; as in Postman, none is sent.",
    "tls-verification": "The collection turns certificate checks off; the output does not.",
    "script-prerequest": "A pre-request script sets variables or changes requests; it is not run.",
    "script-sets-variable": "A script takes a variable from a response; set it yourself.",
    "v1-orphan": "A request of a v1 collection is in no `order`; it is appended.",
    "v3-left-out": "A file of a v3 collection is no request over HTTP, or belongs to none.",
    "v3-auths": "Several auths stand where one is sent; requests go out with the first.",
    "v3-query": "A URL's query differs from `queryParams`; these are sent.",
    "variable-conflict": "Two collections give a variable different values; the first counts.",
    "page-without-endpoints": "A page describes no request; nothing comes of it.",
    "page-cut": "A page is so long that its end is not read.",
    "page-incomplete": "A page describes a request, but lost its method or its address.",
    "page-contradiction": "A page says of a request what the request itself contradicts.",
    "version-empty": "A version that is compared has no request.",
    "version-absent": "The old revision does not have the file yet that is compared.",
    "file-in-the-way": "A file that this tool did not write stands where output goes.",
    "file-edited": "A generated file was changed by hand.",
    "template": "A template cannot be rendered.",
    "site": "The static site cannot be built: MkDocs is missing, or says why not.",
    "stale": "An output tree is not what its sources make of it; `codegen generate` mends that.",
    "output-refused": "Output would stand where more than output stands, or behind a link.",
    "output-unwritable": "The output cannot be written.",
    "cache-unwritable": "The cache cannot be written; what is written is not affected.",
    "config": "The config is no TOML, or not of the form that docs/config.md describes.",
    "config-unmatched": "A file pattern, name or filter of the config matches nothing.",
    "config-name": "A name that the config asks for cannot be given: it is taken, or asked twice.",
    "extra": "What was asked for needs a package that is not installed; an extra brings it.",
    "scheduler": "The Dask cluster cannot be reached, or cannot do the work.",
    "worker-died": "The process that worked on a job ended twice, out of memory or killed.",
    "shard": "The records of shards do not make one whole.",
    "internal": "A fault of codegen itself; `-v` prints a traceback.",
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
