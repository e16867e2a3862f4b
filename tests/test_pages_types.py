"""What pages show of types: examples, lists of values, names of schemas, JSON that is bent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.loading import load
from generator.model import Endpoint, RawBody
from generator.options import Options
from generator.types.datatypes import (
    AnyType,
    ArrayType,
    EnumType,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)

_NULL = ScalarType("null")


def _one(folder: Path, text: str, name: str = "page.md") -> Endpoint:
    page = folder / name
    page.write_text(text, "utf-8")
    (endpoint,) = load(Options((str(page),))).api.endpoints
    return endpoint


def _members(type_: Type | None) -> dict[str, Type]:
    assert isinstance(type_, ObjectType)
    return {field.name: field.type for field in type_.fields}


def _sent(endpoint: Endpoint) -> tuple[dict[str, Type], Any]:
    """Return the members of a body and the example of it."""
    body = endpoint.request.body
    assert isinstance(body, RawBody)
    return _members(body.type), json.loads(body.text.source)


def test_a_column_of_examples_tells_values_and_types(tmp_path: Path) -> None:
    text = """# Create pet

`POST /pets`

## Query parameters

| Name | Example | Description |
|---|---|---|
| limit | `20` | How many. |

## Body

| Field | Example | Required | Description |
|---|---|---|---|
| name | `Rex` | Required | What it is called. |
| tags | `["small"]` | Required | What it is like. |
| owner | `{"id": 7}` | Required | Whose it is. |
| age | `3` | Required | In years. |
| tame | `true` | Optional  Default: `false` | Whether it bites. |
"""
    endpoint = _one(tmp_path, text)
    (limit,) = endpoint.request.parameters
    assert limit.type == ScalarType("integer")
    assert limit.value is not None and limit.value.source == "20"
    members, example = _sent(endpoint)
    assert members["tags"] == ArrayType(ScalarType("string"))
    assert _members(members["owner"]) == {"id": ScalarType("integer")}
    assert members["tame"] == ScalarType("boolean")
    assert example == {"name": "Rex", "tags": ["small"], "owner": {"id": 7}, "age": 3}


def test_a_line_with_an_example_is_the_value_and_no_description(tmp_path: Path) -> None:
    text = "Get pet\nGET /pets/{id}\nPath parameters\nid\ninteger\nOf the pet.\nExample: 10\n"
    (parameter,) = _one(tmp_path, text, "page.txt").request.parameters
    assert parameter.value is not None and parameter.value.source == "10"
    assert parameter.description == "Of the pet."


@pytest.mark.parametrize(
    "words",
    [
        "Available options:\nnewest,\noldest,\nlast_seen",
        'Allowed Values:\n[ "newest", "oldest", "last seen" ]In which order.',
        'Enum: "newest", "oldest", "last seen"',
    ],
)
def test_values_stand_in_several_lines_and_in_quotes(words: str, tmp_path: Path) -> None:
    text = f"List pets\nGET /pets\nQuery parameters\nsort\nstring\nHow they come.\n{words}\n"
    (parameter,) = _one(tmp_path, text, "page.txt").request.parameters
    assert [value.replace("_", " ") for value in parameter.enum] == [
        "newest",
        "oldest",
        "last seen",
    ]


def test_a_description_that_states_values_gives_an_enumeration(tmp_path: Path) -> None:
    text = """# List pets

`GET /pets`

## Query parameters

| Name | Type | Description |
|---|---|---|
| sort | string | One of: `newest`, `oldest` |
"""
    (parameter,) = _one(tmp_path, text).request.parameters
    assert parameter.type == EnumType(("newest", "oldest"))


def test_a_type_that_is_the_name_of_a_schema_is_no_string(tmp_path: Path) -> None:
    text = """# Create pet

`POST /pets`

## Body

| Field | Type | Description |
|---|---|---|
| name | string | What it is called. |
| owner | [Person](#person) | Whose it is. |
| home | Address or null | Where it lives. |
| toys | Toy[] | What it plays with. |
| word | | What it says. |
"""
    members, example = _sent(_one(tmp_path, text))
    assert members["owner"] == members["home"] == members["word"] == AnyType()
    assert members["toys"] == ArrayType(AnyType())
    assert example == {"name": "string", "owner": {}, "home": {}, "toys": [], "word": "string"}


_OPENAPI = """# Create pet

```yaml
openapi: 3.0.0
paths:
  /pets:
    post:
      parameters:
        - {name: dry, in: query, example: true, schema: {type: boolean}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string, example: Rex}
                age: {type: integer, example: 3}
                owner: {$ref: "#/components/schemas/Person"}
                home: {$ref: "other.yaml#/Address"}
      responses:
        "201":
          description: Made.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pet"}
              example: {id: 1, name: "7", tame: true}
components:
  schemas:
    Person: {type: object, properties: {id: {type: integer}}}
    Pet:
      properties: {id: {type: integer}, name: {type: string}, tame: {type: boolean}}
```
"""


def test_openapi_has_examples_and_references(tmp_path: Path) -> None:
    endpoint = _one(tmp_path, _OPENAPI)
    (dry,) = endpoint.request.parameters
    assert dry.value is not None and dry.value.source == "true"
    members, example = _sent(endpoint)
    assert _members(members["owner"]) == {"id": ScalarType("integer")}
    assert members["home"] == AnyType()
    assert example == {"name": "Rex", "age": 3, "owner": {"id": 0}, "home": {}}
    (answer,) = endpoint.responses
    assert json.loads(answer.text or "") == {"id": 1, "name": "7", "tame": True}


def _answer(folder: Path, text: str) -> tuple[str, dict[str, Type]]:
    page = f"# Get pet\n\n`GET /pets/1`\n\nResponse:\n\n```\n{text}\n```\n"
    (response,) = _one(folder, page).responses
    assert response.media_type == "application/json"
    return response.text or "", _members(response.type)


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1, "name": "Rex",}',
        "{'id': 1, 'name': 'Rex'}",
        '{id: 1, name: "Rex"}',
        '{\n  "id": 1\n  "name": "Rex"\n}',
        '{"id" => 1, "name" => "Rex"}',
    ],
)
def test_an_answer_in_another_notation_is_json(text: str, tmp_path: Path) -> None:
    shown, members = _answer(tmp_path, text)
    assert json.loads(shown) == {"id": 1, "name": "Rex"}
    assert members == {"id": ScalarType("integer"), "name": ScalarType("string")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{\n  "id": 1,\n  "name": IS-NAME\n}', AnyType()),
        ("{\n  id: number,\n  name: string\n}", ScalarType("string")),
        ("{\n  id: integer,\n  name: string|null\n}", UnionType((ScalarType("string"), _NULL))),
        ('{\n  "id": 1,\n  "name": "Rex",\n  ...\n}', ScalarType("string")),
        ('{\n  "id": 1,\n  "name": "Re', ScalarType("string")),
    ],
    ids=["word", "types", "null", "ellipsis", "cut"],
)
def test_an_answer_that_is_left_open_has_the_type_of_what_is_known(
    text: str, name: Type, tmp_path: Path
) -> None:
    shown, members = _answer(tmp_path, text)
    assert shown == text
    assert (list(members), members["name"]) == (["id", "name"], name)


@pytest.mark.parametrize(
    ("below", "said"),
    [
        ("All pets.\nNo pets for you.\n", ("All pets.", "No pets for you.")),
        ("All pets.\nIn no order.\nAs JSON.\n", ("All pets.", "403")),
    ],
)
def test_words_below_several_statuses_are_not_all_of_the_last(
    below: str, said: tuple[str, ...], tmp_path: Path
) -> None:
    text = f"List pets\nGET /pets\nResponses\n- 200\n- 403\n{below}"
    answers = _one(tmp_path, text, "page.txt").responses
    assert tuple(answer.name for answer in answers) == said


def test_values_of_a_member_and_collections_are_no_answers(tmp_path: Path) -> None:
    item = '{\n"name": "List pets",\n"event": [\n{\n"listen": "test",\n"scr'
    text = (
        "List pets\nGET /pets\nResponse\n200 OK\nsort: string\nAllowed Values:\n"
        f'[ "newest", "oldest" ]\n\nPostman Collection Item JSON\n\n{item}\n'
    )
    (answer,) = _one(tmp_path, text, "page.txt").responses
    assert (answer.status, answer.text) == (200, None)
