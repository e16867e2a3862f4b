"""Postman's rules for variables, each held by what arrives at a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.built import folder, header, item
from tests.wires import Wire, case, sends, wired_cases

# The variable that is reached from `hop0` in as many steps.
HOPS = 19


def _row(key: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"key": key, "value": value, **more}


def _path(name: str, path: str, sent: str) -> Any:
    """Return a case of one path."""
    return case(name, item(name, f"http://h.test/{path}"), sends(f"http://h.test/{sent}"))


ENVIRONMENTS = [
    {
        "name": "Environment",
        "_postman_variable_scope": "environment",
        "values": [
            _row("everywhere", "environment"),
            _row("environmentTwice", "last enabled"),
            _row("environmentTwice", "off", enabled=False),
            _row("offInEnvironment", "off", enabled=False),
        ],
    },
    {
        "name": "Globals",
        "_postman_variable_scope": "globals",
        "values": [
            _row("everywhere", "globals"),
            _row("notInEnvironment", "globals"),
            _row("onlyGlobal", "globals"),
        ],
    },
]
MEMBERS = {
    "variable": [
        _row("everywhere", "collection"),
        _row("notInEnvironment", "collection"),
        _row("offInEnvironment", "collection"),
        _row("twice", "first"),
        _row("twice", "last enabled"),
        _row("twice", "off", disabled=True),
        _row("a", "exact"),
        _row("n", "7"),
        _row("a7", "nested"),
        *(_row(f"hop{i}", f"{{{{hop{i + 1}}}}}") for i in range(HOPS)),
        _row(f"hop{HOPS}", "end"),
        _row("round", "{{round}}"),
        _row("$currentDate", "2026-01-02"),
        _row("folder", "collection"),
    ]
}
# What the collection leaves open.
VALUES = {" a ": "spaced", "$unheardOf": "open"}
CASES = [
    _path(
        "39-precedence",
        "{{everywhere}}/{{notInEnvironment}}/{{onlyGlobal}}",
        "environment/collection/globals",
    ),
    _path("40-disabled-duplicate", "{{twice}}", "last%20enabled"),
    _path(
        "41-not-enabled-in-an-environment",
        "{{environmentTwice}}/{{offInEnvironment}}",
        "last%20enabled/collection",
    ),
    _path("42-names-are-exact", "{{a}}/{{ a }}", "exact/spaced"),
    case(
        "43-nested-names",
        item("Nested", "http://h.test/{{a{{n}}}}?q={{a{{n}}}}", header=header("X-A: {{a{{n}}}}!")),
        sends("http://h.test/nested?q=nested", "X-A: nested!"),
    ),
    _path("44-nineteen-hops", "{{hop1}}/{{hop0}}", "end/%7B%7Bhop19%7D%7D"),
    # Postman sends the braces; here they may be filled when the request is made.
    _path("45-cycle", "{{round}}", "%7B%7Bround%7D%7D"),
    _path("46-unknown-dynamic", "{{$unheardOf}}", "open"),
    _path("47-dynamic-of-the-user", "{{$currentDate}}", "2026-01-02"),
    case(
        "59-variables-of-folders",
        folder(
            "Folder",
            item("One", "http://h.test/{{folder}}", variable=[_row("folder", "request")]),
            variable=[_row("folder", "folder")],
        ),
        sends("http://h.test/collection"),
    ),
]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    place = tmp_path_factory.mktemp("variables")
    with wired_cases(
        place, CASES, members=MEMBERS, environments=ENVIRONMENTS, values=VALUES
    ) as wire:
        yield wire


@pytest.mark.parametrize("index", range(len(CASES)), ids=[one.name for one in CASES])
def test_decision(index: int, wire: Wire) -> None:
    wire.check(f"#/item/{index}", CASES[index].sent)
