"""Pages, environments and configs that are large, deep, repeat themselves, or are no text."""

from __future__ import annotations

import json
from collections.abc import Iterator

_REPEATED = {
    "braces": "{{",
    "brackets": "[",
    "parentheses": "(",
    "backticks": "`",
    "stars": "*a ",
    "quotes": "> ",
    "pipes": "|",
    "spaces": " ",
    "slashes": "/",
    "words": "a/",
    "commas": '"a", ',
    "tags": "<a ",
    "angles": "<",
    "entities": "&amp;",
    "equals": "a=b&",
    "dashes": "- ",
    "colons": "a: ",
    "methods": "GET ",
    "escapes": "\\",
    "single quotes": "'",
    "addresses": "https://h.test/a ",
    "curls": "curl -H ",
    "underscores": "_",
    "hyphens": "-",
    "digits": "9",
    "capitals": "A",
    "camels": "Aa",
    "percents": "%",
    "questions": "?",
    "dollars": "$",
    "hashes": "#",
    "ends": "]",
    "tabs": "\t",
    "blanks": " \u00a0",
    "marks": "required ",
}
_LONG = 50_000


def extremes() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of files; what a name begins with says what the file is."""
    for name, piece in _REPEATED.items():
        text = piece * (_LONG // len(piece))
        yield f"page-{name}.md", f"# Pets\n\nGET https://h.test/x{text}\n\n{text}\n".encode()
        code = f"```\ncurl 'https://h.test/x' -d {text}\n```\n| a | b |\n|---|---|\n| {text} |"
        yield f"page-{name}-code.md", code.encode()
        rows = f"{text}\n{text} (string): a\na: {text}\n"
        listed = f"# Pets\n\n`GET https://h.test/x`\n\n## Query parameters\n\n{rows}\n- {text}\n"
        yield f"page-{name}-rows.md", listed.encode()
        copied = f"Pets\nGET\nhttps://h.test/x\nQuery Params\n{rows}Response\n{text}\n"
        yield f"page-{name}-rows.txt", copied.encode()
        yield f"page-{name}.html", f"<html><h2>{text}</h2><pre>GET /x\n{text}</pre>".encode()
        yield f"page-{name}.txt", f"GET\nhttps://h.test/x\n{text}\n".encode()
        yield f"environment-{name}.json", _environment({"baseUrl": text, text[:500]: "x"})
        yield f"codegen-{name}.toml", f"version = 1\n[[api]]\nname = {json.dumps(text)}\n".encode()
    yield "page-deep.html", b"<html>" + b"<div>" * 20_000 + b"GET https://h.test/x"
    yield "page-deep-lists.html", b"<html>" + b"<ul><li>a" * 5_000
    yield "page-deep-tables.html", b"<html>" + b"<table><tr><td>" * 2_000 + b"GET /x"
    yield "page-deep-quotes.md", b"".join(b"> " * n + b"GET /x\n" for n in range(500))
    yield "page-deep-lists.md", b"".join(b"  " * n + b"- a\n" for n in range(2_000))
    yield "page-deep-json.md", b"```json\n" + b'{"a":[' * 5_000 + b"\n```\nGET https://h.test/x"
    yield "page-wide-table.md", (b"|a" * 5_000 + b"\n" + b"|-" * 5_000 + b"\n" + b"|b" * 5_000)
    yield "page-many.md", b"".join(b"## R%d\n\n`GET /r/%d`\n\n" % (n, n) for n in range(3_000))
    yield "page-front-bomb.md", b"---\n" + _yaml_bomb() + b"---\n# Pets\n\nGET https://h.test/x\n"
    yield "page-openapi-bomb.md", b"```yaml\nopenapi: 3.0.0\n" + _yaml_bomb() + b"```\n"
    yield "page-openapi-cycle.md", b"```json\n" + _cycle() + b"\n```\n"
    yield "page-nul.md", b"\0" * 4096
    yield "page-bytes.html", bytes(range(256)) * 20
    yield "page-utf16.html", "<html><p>GET https://h.test/x</p></html>".encode("utf-16")
    yield "page-empty.md", b""
    yield "environment-many.json", _environment({f"v{n}": "x" for n in range(20_000)})
    doubled = {f"v{n}": f"{{{{v{n - 1}}}}}" * 2 for n in range(1, 40)}
    yield "environment-doubled.json", _environment({**doubled, "baseUrl": "{{v39}}"})
    yield "environment-cycle.json", _environment({"baseUrl": "{{a}}", "a": "{{baseUrl}}"})
    yield "environment-bomb.yaml", _yaml_bomb() + b"values: *i\n"
    yield "environment-tag.yaml", b"values: !!python/object/apply:os.system ['touch CANARY_PWNED']"
    yield "environment-deep.yaml", b"values: " + b"[" * 5_000 + b"]" * 5_000
    yield "environment-deep.json", b'{"values":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    yield "environment-nul.json", b"\0" * 4096
    yield "codegen-deep.toml", b"version = " + b"[" * 20_000
    yield "codegen-dotted.toml", b".".join([b"a"] * 3_000) + b" = 1"
    yield "codegen-nul.toml", b"\0" * 4096
    yield "codegen-globs.toml", _config(sources=["*" * 500 + "x", "**/" * 20 + "x"])
    yield "codegen-patterns.toml", _config(include=[{"name": "*a" * 50 + "b"}])
    yield "codegen-many.toml", _config(rename={f"GET /{n}": f"n{n}" for n in range(5_000)})


def _environment(values: dict[str, str]) -> bytes:
    rows = [{"key": key, "value": value, "enabled": True} for key, value in values.items()]
    return json.dumps({"name": "e", "values": rows}).encode()


def _yaml_bomb() -> bytes:
    """Return aliases of aliases: written out, ten times more with each line."""
    lines = ["a: &a [" + ", ".join(["x"] * 10) + "]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [" + ", ".join([f"*{before}"] * 10) + "]")
    return "\n".join([*lines, ""]).encode()


def _cycle() -> bytes:
    schema = {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    paths = {"/x": {"post": {"requestBody": {"content": content}}}}
    document = {"openapi": "3.0.0", "paths": paths, "components": {"schemas": {"A": schema}}}
    return json.dumps(document, indent=1).encode()


def _config(**more: object) -> bytes:
    """Return a config; what is not given stays as it must be."""
    table = {"sources": ["seed.json"], "output": "out/tree", **more}
    rename = table.pop("rename", {})
    lines = ["version = 1", "[[api]]"]
    for key, value in table.items():
        lines.append(f"{key} = " + json.dumps(value).replace('": ', '" = ').replace('{"', '{ "'))
    assert isinstance(rename, dict)
    lines += ["[api.rename]", *(f'"{key}" = "{name}"' for key, name in rename.items())]
    return "\n".join(lines).encode()
