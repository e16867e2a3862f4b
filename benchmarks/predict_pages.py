"""What codegen reads from documentation pages, in the form of hand-made labels.

    python benchmarks/predict_pages.py PAGES_DIR OUT_DIR

writes ``OUT_DIR/<page>.json`` for each page. It is made from the endpoint model alone, as
`codegen inspect --json` prints it. The time that a page took to read goes to standard error.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator import inspection
from generator.diagnostics import CodegenError
from generator.loading import load
from generator.options import Options

SUFFIXES = {".html", ".htm", ".md", ".mdx", ".txt"}
_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")


def predict(model: dict[str, Any]) -> dict[str, Any]:
    """Return the endpoints of a model in the form of labels."""
    return {"endpoints": [_endpoint(endpoint, model) for endpoint in model["endpoints"]]}


def _endpoint(endpoint: dict[str, Any], model: dict[str, Any]) -> dict[str, Any]:
    request = endpoint["request"]
    facts = [fact for fact in model["facts"] if fact["endpoint"] == endpoint["id"]]
    base, path = _text(request["url"]["base"]), _text(request["url"]["path"])
    for row in request["parameters"]:
        if row["location"] == "path":
            path = path.replace(":" + _text(row["name"]), "{" + _text(row["name"]) + "}")
    complete = bool(path)
    stated = any(fact["name"] == "request" and base in fact["value"] for fact in facts)
    known = base != "{{baseUrl}}" or stated or not facts
    return {
        "name": endpoint["name"],
        "method": request["method"] if complete else None,
        "base_url": base if complete and known else None,
        "path": path if complete else None,
        "auth": _auth(request["auth"], facts),
        "parameters": list(_parameters(request, path, base)),
        "request_example": any(fact["name"] == "body" for fact in facts) or _saved(request, facts),
        "responses": [
            {"status": response["status"], "has_example": response["text"] is not None}
            for response in endpoint["responses"]
        ],
        "rate_limits": endpoint["rate_limits"],
        "snippet_languages": sorted({sample["language"] for sample in endpoint["samples"]}),
    }


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join("{{secret}}" if isinstance(part, dict) else part for part in value)
    return str(value)


def _saved(request: dict[str, Any], facts: list[dict[str, Any]]) -> bool:
    return not facts and request["body"] is not None


def _auth(auth: dict[str, Any], facts: list[dict[str, Any]]) -> list[str]:
    found = [fact["value"] for fact in facts if fact["name"] == "auth"]
    return found or ([] if auth["kind"] == "none" else [auth["kind"]])


def _parameters(request: dict[str, Any], path: str, base: str) -> Iterator[dict[str, Any]]:
    for row in (*request["parameters"], *request["headers"]):
        yield _row(_text(row["name"]), row["location"], row["type"], bool(row["required"]))
    # Variables of the caller in the address; those in capitals are settings of a shell.
    for name in _REFERENCE.findall(path):
        if not name.isupper():
            yield _row(name, "path", {"kind": "any"}, True)
    body = request["body"]
    if body is None:
        return
    if body["kind"] == "form":
        for row in body["fields"]:
            yield _row(_text(row["name"]), "body", row["type"], bool(row["required"]))
    elif body["kind"] == "multipart":
        for row in body["parts"]:
            kind = {"kind": "file"} if row["kind"] == "file" else row["type"]
            yield _row(_text(row["name"]), "body", kind, row["enabled"])
    elif body["kind"] == "raw":
        yield from _fields(body["type"], "")


def _fields(kind: dict[str, Any], prefix: str) -> Iterator[dict[str, Any]]:
    if kind["kind"] == "array":
        yield from _fields(kind["items"], f"{prefix[:-1]}[]." if prefix else "")
    for field in kind.get("fields", ()):
        yield _row(prefix + field["name"], "body", field["type"], field["required"])
        yield from _fields(field["type"], f"{prefix}{field['name']}.")


def _row(name: str, place: str, kind: dict[str, Any], required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "type": _type(kind), "required": required}


def _type(kind: dict[str, Any]) -> str | None:
    if kind["kind"] == "union":
        return " | ".join(name for member in kind["members"] if (name := _type(member))) or None
    return {"any": None, "enum": "string", "map": "object"}.get(kind["kind"], kind["kind"])


def main(arguments: list[str]) -> int:
    """Write the predictions for a folder of pages; return the exit status."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    pages, out = Path(arguments[0]), Path(arguments[1])
    out.mkdir(parents=True, exist_ok=True)
    took = []
    for page in sorted(path for path in pages.iterdir() if path.suffix.lower() in SUFFIXES):
        begun = time.perf_counter()
        try:
            model = inspection.as_json(load(Options((str(page),))).api)
        except CodegenError as error:
            print(error, file=sys.stderr)
            continue
        took.append(time.perf_counter() - begun)
        target = out / f"{page.stem}.json"
        target.write_text(json.dumps(predict(model), indent=1, ensure_ascii=False), "utf-8")
    if took:
        took.sort()
        print(
            f"{len(took)} pages; median {took[len(took) // 2] * 1000:.1f} ms, "
            f"longest {took[-1] * 1000:.1f} ms a page",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
