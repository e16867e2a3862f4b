"""OpenAPI as YAML whose line breaks were lost: names and types can be told, nesting cannot."""

from __future__ import annotations

import re

from generator.readers.pages import urls
from generator.readers.pages.draft import Answer, Draft, Param
from generator.readers.pages.types import read_type
from generator.types.datatypes import AnyType

_PATH = re.compile(r"\bpaths:\s+(/\S*?):\s+(get|put|post|delete|patch|head|options):")
_PARAM = re.compile(
    r"- name: (?P<name>\S+) in: (?P<place>path|query|header|cookie)\b(?P<rest>(?:(?! - name: | responses:| requestBody:).){0,1500})"
)
_FIELD = re.compile(
    r"(?P<name>[A-Za-z_][\w.-]*): (?P<what>\$ref: \S+|type: (?P<type>\w+)|(?:allOf|oneOf|anyOf): -|description: )"
)
_SCHEMA_WORDS = frozenset(
    [
        "type",
        "format",
        "description",
        "title",
        "items",
        "properties",
        "required",
        "schema",
        "content",
        "example",
        "examples",
        "default",
        "enum",
        "nullable",
        "minimum",
        "maximum",
    ]
)


def read_flat(text: str, line: int) -> list[Draft]:
    """Return the first request of YAML in one line; none where no path is found in it."""
    found = _PATH.search(text)
    if not found:
        return []
    draft = Draft(found[2].upper(), line, 0, path=urls.template(found[1]))
    head, _, body = text.partition(" requestBody:")
    for match in _PARAM.finditer(head):
        kind = re.search(r"schema: (?:.*?)type: (\w+)", match["rest"])
        param = Param(match["name"], line, match["place"], read_type(kind[1]) if kind else AnyType())  # type: ignore[arg-type]
        param.required = "required: true" in match["rest"]
        words = re.search(r"description: (?:>-? )?(.*?)(?= required:| schema:|$)", match["rest"])
        param.description = words[1] if words else ""
        draft.params.append(param)
    for match in re.finditer(
        r"'([1-5]\d\d)': (?:description: (.*?)(?= content:| '|$))?",
        head.partition(" responses:")[2],
    ):
        draft.answers.append(Answer(int(match[1]), line, (match[2] or "")[:200]))
    fields = body.partition(" components:")[0].partition("properties:")[2]
    needed = re.search(r" required: ((?:- \w+ ?)+)", fields)
    names = needed[1].replace("-", " ").split() if needed else []
    for match in _FIELD.finditer(fields):
        if match["name"] not in _SCHEMA_WORDS or match["what"].startswith("$ref"):
            kind_of = read_type(match["type"]) if match["type"] else AnyType()
            param = Param(match["name"], line, "body", kind_of)
            param.required = match["name"] in names if names else None
            param.reference = match["what"].startswith("$ref")
            draft.params.append(param)
    return [draft]
