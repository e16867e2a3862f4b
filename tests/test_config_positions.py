"""Where the keys of TOML stand: every one is found, however it is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.formats.tomltext import locate_toml
from generator.origin import Origin

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TEXT = '''\
# [no.table]
version = 1 # x = 2
"a/b"."~" = { c = 1, 'd e' = [ { f = """
g = 1 ]
""" }, 2 ] }

[[api]]
sources = [ # ]
  "x]", # ,
  'y\\',
]
when = 1979-05-27 07:32:00

[api.rename]
"#/item/0" = "one"
"GET /x" = \'\'\'
]''\'\'\'

[[ api ]]
[[api.include]]
folder = "\\"]"
[[api.include]]
name = ""
[tool . "x.y"]
z.w = -1.5e3
'''


def test_places_of_all_kinds() -> None:
    places = {
        "#": (1, 1),
        "#/version": (2, 1),
        "#/a~1b/~0": (3, 7),
        "#/a~1b/~0/c": (3, 15),
        "#/a~1b/~0/d e/0/f": (3, 34),
        "#/a~1b/~0/d e/1": (5, 8),
        "#/api/0": (7, 1),
        "#/api/0/sources/1": (10, 3),
        "#/api/0/when": (12, 1),
        "#/api/0/rename/#~1item~10": (15, 1),
        "#/api/0/rename/GET ~1x": (16, 1),
        "#/api/1": (19, 1),
        "#/api/1/include/1/name": (23, 1),
        "#/tool/x.y/z/w": (25, 3),
        "#/api/0/nothing/here": (7, 1),
        "#/nothing": (1, 1),
    }
    assert locate_toml(TEXT, list(places)) == places


_KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,5}", fullmatch=True),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5),
)
_SCALARS = st.one_of(st.integers(-9, 9), st.booleans(), st.text("a\"'#=[]{},.\\\n ", max_size=6))
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)
_GAPS = st.sampled_from(["", " ", "\n", " # ] } , = [\n"])


def _key(key: str) -> str:
    is_bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else json.dumps(key, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(value: Any, gap: str) -> str:
    if isinstance(value, dict):
        pairs = (f"{_key(name)} = {_inline(member, gap)}" for name, member in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        return "[" + "".join(f"{gap}{_inline(member, gap)}{gap}," for member in value) + gap + "]"
    return json.dumps(value)


def _written(table: dict[str, Any], gap: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the lines of a table: what is not a table first, then tables with headers."""
    tables = {name: value for name, value in table.items() if isinstance(value, dict)}
    rows = {
        name: value
        for name, value in table.items()
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value)
    }
    for name, value in table.items():
        if name not in tables and name not in rows:
            yield f"{_key(name)} = {_inline(value, gap)}"
    for name, value in tables.items():
        path = (*above, _key(name))
        yield f"[{'.'.join(path)}] # ["
        yield from _written(value, gap, path)
    for name, value in rows.items():
        path = (*above, _key(name))
        for row in value:
            yield f"[[ {' . '.join(path)} ]]"
            yield from _written(row, gap, path)


def _pointers(value: Any, origin: Origin) -> Iterator[tuple[str, str | None]]:
    """Yield every pointer of a value, with the key that stands there."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        inner = origin.child(key)
        yield inner.pointer, key if isinstance(key, str) else None
        if isinstance(member, dict | list):
            yield from _pointers(member, inner)


@given(st.dictionaries(_KEYS, _VALUES, max_size=4), _GAPS)
def test_every_key_is_found(document: dict[str, Any], gap: str) -> None:
    text = "\n".join(_written(document, gap))
    assert tomllib.loads(text) == document
    pointers = dict(_pointers(document, Origin("", "#")))
    lines = text.split("\n")
    places = locate_toml(text, list(pointers))
    for pointer, (line, column) in places.items():
        key, rest = pointers[pointer], lines[line - 1][column - 1 :]
        if key is not None:
            # In a header the key stands somewhere behind the bracket.
            assert _key(key) in rest if rest.startswith("[") else rest.startswith(_key(key))
    tops = [places[Origin("", "#").child(key).pointer] for key in document]
    assert len(set(tops)) == len(tops)
