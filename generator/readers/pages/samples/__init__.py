"""Code samples of documentation pages become requests."""

from __future__ import annotations

from generator.readers.pages.samples import calls, clojure, commands, curl, http
from generator.readers.pages.samples.language import language_of
from generator.readers.pages.samples.request import SampleAuth, SampleFile, SampleRequest

__all__ = [
    "SampleAuth",
    "SampleFile",
    "SampleRequest",
    "language_of",
    "read",
]

_LONGEST = 50_000  # what is longer is no sample
_NO_PROGRAMS = {None, "json", "xml", "yaml", "html", "graphql", "sql"}


def read(code: str, language: str | None = None) -> tuple[SampleRequest, ...]:
    """Return the requests that a code sample sends, in order; () where none is found.

    ``language`` is a name or label as pages use them; without it the text itself tells.
    """
    code = code[:_LONGEST]
    named = language_of(code, language)
    if named == "shell":
        found = (*curl.read(code), *commands.read_wget(code), *commands.read_httpie(code))
        return tuple(sorted(found, key=lambda request: request.line))
    if named == "http":
        return http.read(code)
    if named == "clojure":
        return clojure.read(code)
    return () if named in _NO_PROGRAMS else calls.read(code, named or "")
