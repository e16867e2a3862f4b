"""OpenAPI that stands in a page, as YAML, as JSON, or as YAML whose line breaks were lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.formats.yamltext import YamlError, read_yaml
from generator.pointers import keys_of
from generator.readers.pages import urls
from generator.readers.pages.draft import Answer, Credential, Draft, Param
from generator.readers.pages.openapi_flat import read_flat
from generator.readers.pages.types import read_type
from generator.types.datatypes import AnyType, ArrayType, ObjectType, Type, UnionType

_START = re.compile(r"^[\s`]*(?:ya?ml|json)?\s*[{\"']*(?:openapi|swagger)[\"']?\s*:", re.IGNORECASE)
_METHODS = {name.lower() for name in urls.METHODS}
_MAX_DEPTH = 8
_MAX_PARAMS = 2000


def sniff(code: str) -> bool:
    """Whether a text begins as an OpenAPI document does."""
    return bool(_START.match(code[:200]))


def read(code: str, line: int) -> list[Draft]:
    """Return the requests of a document, as far as it can be read."""
    text = re.sub(r"^\s*```\w*\s*|\s*```\s*$", "", code)
    document = _parsed(text)
    if isinstance(document, dict) and isinstance(document.get("paths"), dict):
        return list(_Document(document, line).drafts())
    return read_flat(text, line)


def _parsed(text: str) -> Any:
    """Return the document; one that is cut off is read without its last lines."""
    lines = text.splitlines()
    if len(lines) < 4:
        return None
    for dropped in range(0, min(6, len(lines))):
        piece = "\n".join(lines[: len(lines) - dropped])
        try:
            return json.loads(piece) if piece.lstrip().startswith("{") else read_yaml(piece)
        except (ValueError, YamlError, RecursionError):
            continue
    return None


class _Document:
    """A document and its components, which schemas refer to."""

    def __init__(self, document: dict[str, Any], line: int) -> None:
        self.document = document
        self.line = line

    def drafts(self) -> Iterator[Draft]:
        """Yield a draft for each operation."""
        servers = [_map(server).get("url") for server in _list(self.document.get("servers"))]
        base = str(servers[0]) if servers and servers[0] else self._swagger_base()
        for path, item in _map(self.document.get("paths")).items():
            for method, operation in _map(item).items():
                if method.lower() in _METHODS and isinstance(operation, dict):
                    yield self._draft(
                        method.upper(),
                        base,
                        str(path),
                        operation,
                        _list(_map(item).get("parameters")),
                    )

    def _swagger_base(self) -> str:
        host = self.document.get("host")
        scheme = next(iter(_list(self.document.get("schemes"))), "https")
        return f"{scheme}://{host}{self.document.get('basePath') or ''}" if host else ""

    def _draft(
        self, method: str, base: str, path: str, operation: dict[str, Any], shared: list[Any]
    ) -> Draft:
        target = urls.address(base) if base.startswith("http") else urls.Address("", "", "")
        draft = Draft(
            method, self.line, 0, target.base, urls.template(target.path.rstrip("/") + path)
        )
        draft.name = str(operation.get("summary") or operation.get("operationId") or "")
        draft.deprecated = _is_true(operation.get("deprecated"))
        if operation.get("description"):
            draft.description.append(str(operation["description"]))
        for row in [*shared, *_list(operation.get("parameters"))]:
            self._parameter(draft, self._resolved(row))
        for media_type, content in _map(
            _map(self._resolved(operation.get("requestBody"))).get("content")
        ).items():
            draft.form = "urlencoded" in media_type
            draft.multipart = "multipart" in media_type
            self._fields(draft, _map(content).get("schema"), "", 0)
            draft.body, draft.body_line = self._shown(_map(content)), self.line
            break
        for status, response in _map(operation.get("responses")).items():
            if re.fullmatch(r"[1-5]\d\d", str(status)):
                answer = _map(self._resolved(response))
                words, text = str(answer.get("description") or ""), self._example(answer)
                draft.answers.append(Answer(int(status), self.line, words, text))
        draft.auth = list(self._auth(operation))
        return draft

    def _parameter(self, draft: Draft, row: Any) -> None:
        row = _map(row)
        name, place = row.get("name"), row.get("in")
        if place == "body":
            self._fields(draft, row.get("schema"), "", 0)
        elif isinstance(name, str) and place in ("path", "query", "header", "cookie", "formData"):
            schema = _map(self._resolved(row.get("schema"))) or row
            param = Param(
                name, self.line, "body" if place == "formData" else place, self._type(schema)
            )
            param.required = _is_true(row.get("required"))
            param.description = str(row.get("description") or "")
            param.enum = tuple(str(value) for value in _list(schema.get("enum")))
            param.default = _scalar(schema.get("default"))
            param.example = _scalar(row.get("example", schema.get("example")))
            draft.params.append(param)

    def _fields(self, draft: Draft, schema: Any, prefix: str, depth: int) -> None:
        schema = _map(self._resolved(schema))
        for part in _list(schema.get("allOf")):
            self._fields(draft, part, prefix, depth + 1)
        if depth > _MAX_DEPTH or len(draft.params) > _MAX_PARAMS:
            return
        required = _list(schema.get("required"))
        for name, raw in _map(schema.get("properties")).items():
            field = _map(self._resolved(raw))
            param = Param(f"{prefix}{name}", self.line, "body", self._type(field), name in required)
            param.description = str(field.get("description") or "")
            param.enum = tuple(str(value) for value in _list(field.get("enum")))
            param.file = field.get("format") == "binary"
            param.example = _scalar(field.get("example"))
            param.reference = "$ref" in (field or _map(raw))
            draft.params.append(param)
            inner = self._resolved(field.get("items")) if field.get("type") == "array" else field
            mark = "[]" if field.get("type") == "array" else ""
            self._fields(draft, inner, f"{prefix}{name}{mark}.", depth + 1)

    def _type(self, schema: dict[str, Any]) -> Type:
        kinds = schema.get("type")
        if isinstance(kinds, list):
            members = tuple(read_type(str(kind)) for kind in kinds if kind != "null")
            return members[0] if len(members) == 1 else UnionType(members)
        if kinds == "array":
            return ArrayType(self._type(_map(self._resolved(schema.get("items")))))
        if kinds == "string" and schema.get("format") in (
            "date-time",
            "date",
            "uuid",
            "uri",
            "email",
        ):
            return read_type(str(schema["format"]))
        if isinstance(kinds, str):
            return read_type(kinds)
        return ObjectType() if "properties" in schema else AnyType()

    def _resolved(self, value: Any) -> Any:
        """Return what a reference within the document points to."""
        for _ in range(_MAX_DEPTH):
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#/"):
                return value
            value = self.document
            for key in keys_of(reference):
                value = _map(value).get(key)
        return None

    def _example(self, answer: dict[str, Any]) -> str | None:
        """Return the example of an answer: of its JSON, or as Swagger 2 has it by media type."""
        for media_type, content in _map(answer.get("content")).items():
            if "json" in media_type:
                return self._shown(_map(content))
        examples = _map(answer.get("examples"))
        example = next((examples[media] for media in examples if "json" in media), None)
        return self._shown({"example": example, "schema": answer.get("schema")})

    def _shown(self, content: dict[str, Any]) -> str | None:
        """Return the example of a body, or the first one of several, as JSON."""
        first = next(iter(_map(content.get("examples")).values()), None)
        example = content.get("example", _map(self._resolved(first)).get("value"))
        if example is None or isinstance(example, str):
            return example
        value = self._typed(example, content.get("schema"), 0)
        return json.dumps(value, indent=2, ensure_ascii=False)

    def _typed(self, value: Any, schema: Any, depth: int) -> Any:
        """Return an example with the numbers and truths of its schema, which YAML has as texts."""
        schema = _map(self._resolved(schema)) if depth < _MAX_DEPTH else {}
        if isinstance(value, dict):
            members = _map(schema.get("properties"))
            return {k: self._typed(v, members.get(k), depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [self._typed(item, schema.get("items"), depth + 1) for item in value]
        if schema.get("type") not in ("integer", "number", "boolean") or not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value

    def _auth(self, operation: dict[str, Any]) -> Iterator[Credential]:
        wanted = operation.get("security", self.document.get("security"))
        schemes = _map(_map(self.document.get("components")).get("securitySchemes")) or _map(
            self.document.get("securityDefinitions")
        )
        for requirement in _list(wanted):
            for name in _map(requirement):
                scheme = _map(self._resolved(schemes.get(name)))
                kind = {
                    "apiKey": "apikey",
                    "oauth2": "oauth2",
                    "openIdConnect": "oauth2",
                    "basic": "basic",
                }.get(str(scheme.get("type")))
                if scheme.get("type") == "http":
                    kind = "basic" if str(scheme.get("scheme")).lower() == "basic" else "bearer"
                if kind:
                    yield Credential(
                        kind,
                        self.line,
                        str(scheme.get("name") or ""),
                        str(scheme.get("in") or "header"),
                        sure=True,
                    )


def _scalar(value: Any) -> str | None:
    """Return a default or example as text; that of a list or an object is none."""
    return None if value is None or isinstance(value, list | dict) else str(value)


def _is_true(value: Any) -> bool:
    """Whether a value says yes; scalars of YAML are read as they are written."""
    return value is True or value == "true"


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
