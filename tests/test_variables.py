"""Variables: which value wins, what is replaced and what stays, as Postman does it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import CodegenError, Diagnostics
from generator.loading import load
from generator.options import Options
from generator.pipeline import build
from generator.resolving.variables import MAX_LENGTH, ROUNDS, lookup, substitute
from generator.text import Text, parse
from tests.built import collection, request
from tests.commands import saved


def _substituted(source: str, **values: str) -> tuple[str, list[str]]:
    """Return a text with values put in, and the rules that were reported."""
    diagnostics = Diagnostics()
    texts = {name: parse(value) for name, value in values.items()}
    return substitute(parse(source), texts, diagnostics).source, [d.rule for d in diagnostics]


def _chain(hops: int) -> dict[str, str]:
    """``v0`` refers to ``v1`` and so on; the last one has a value."""
    chain = {f"v{i}": f"{{{{v{i + 1}}}}}" for i in range(hops)}
    return {**chain, f"v{hops}": "end"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{a}}", "1"),
        ("x{{a}}y{{b}}{{a}}", "x1y21"),
        ("{{ a }}", "{{ a }}"),
        ("{{A}}", "{{A}}"),
        ("{{unknown}}", "{{unknown}}"),
        ("{{{a}}}", "{1}"),
        ("{{a{{n}}}}", "seven"),
        ("{{a{{n}}}}{{a{{unknown}}}}", "seven{{a{{unknown}}}}"),
        ("{{nested}}", "<1>"),
        ("{{empty}}|", "|"),
        ("{{dollar}}", "$& $1 \\0"),
        ("{{$currentDate}}", "today"),
        ("{{$guid}}{{$unknown}}", "{{$guid}}{{$unknown}}"),
        ("{{open}}", "{{"),
        ("{{open}}a}}", "1"),
    ],
)
def test_what_is_replaced(source: str, expected: str) -> None:
    values = {"a": "1", "b": "2", "n": "7", "a7": "seven", "nested": "<{{a}}>", "empty": ""}
    values |= {"dollar": "$& $1 \\0", "$currentDate": "today", "open": "{{"}
    assert _substituted(source, **values) == (expected, [])


def test_eighteen_hops_are_followed_and_nineteen_are_not() -> None:
    assert ROUNDS == 19
    assert _substituted("{{v0}}", **_chain(18)) == ("end", [])
    assert _substituted("{{v0}}", **_chain(19)) == ("{{v19}}", ["variable-limit"])


def test_cycles_stop_in_braces() -> None:
    assert _substituted("{{a}}", a="{{a}}") == ("{{a}}", ["variable-limit"])
    text, rules = _substituted("{{a}}!", a="{{b}}", b="{{a}}")
    assert text in ("{{a}}!", "{{b}}!")
    assert rules == ["variable-limit"]


@pytest.mark.parametrize("times", [2, 3, 1000])
def test_values_that_grow_without_end_are_left(times: int) -> None:
    for grown in ("{{a}}" * times, "{{a}}x" * times):
        assert _substituted("<{{a}}>", a=grown) == ("<{{a}}>", ["variable-limit"])


def test_doubling_goes_to_the_limit_and_not_beyond() -> None:
    doubling = {f"v{i}": f"{{{{v{i + 1}}}}}" * 2 for i in range(17)} | {"v17": "x"}
    assert _substituted("{{v0}}", **doubling) == ("x" * 2**17, [])
    doubling["v17"] = "x" * 16
    text, rules = _substituted("{{v0}}", **doubling)
    assert (text, rules) == ("{{v0}}", ["variable-limit"])
    assert _substituted("{{a}}", a="x" * MAX_LENGTH) == ("x" * MAX_LENGTH, [])


NAMES = ["a", "b", "c"]
VALUES = st.lists(st.sampled_from(["{{", "}}", "a", "b", "c", "x"]), max_size=12).map("".join)


@given(VALUES, st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_every_text_comes_out(source: str, values: dict[str, str]) -> None:
    text, rules = _substituted(source, **values)
    assert len(text) <= MAX_LENGTH
    if not rules:
        left = parse(text)
        assert not set(left.references) & values.keys(), "what is known was replaced"
        assert _substituted(text, **values) == (text, [])


def test_a_text_without_known_variables_is_the_same_object() -> None:
    text = parse("a{{b}}")
    assert substitute(text, {"a": Text()}, Diagnostics()) is text


# Scopes: what the readers give and which of it wins


def _values(
    tmp_path: Path,
    rows: list[dict[str, Any]] | None = None,
    *environments: tuple[str, list[dict[str, Any]]],
    **more: Any,
) -> dict[str, str]:
    """Return the values in force for a collection with environments and globals."""
    document = collection(request("a"), **{"variable": rows, **more})
    source = saved(tmp_path / "c.json", document)
    files = []
    for index, (scope, values) in enumerate(environments):
        content = {"name": "e", "values": values, "_postman_variable_scope": scope}
        files.append(str(saved(tmp_path / f"{index}.json", content)))
    api = load(Options((str(source),), tuple(files))).api
    return {name: value.source for name, value in lookup(api).items()}


def _row(value: Any, **more: Any) -> dict[str, Any]:
    return {"key": "a", "value": value, **more}


def test_environment_before_collection_before_globals(tmp_path: Path) -> None:
    scopes = [("environment", [_row("e")]), ("globals", [_row("g")])]
    for given_in_order in (scopes, scopes[::-1]):
        assert _values(tmp_path, [_row("c")], *given_in_order) == {"a": "e"}
    assert _values(tmp_path, [_row("c")], ("globals", [_row("g")])) == {"a": "c"}
    assert _values(tmp_path, [], ("globals", [_row("g")])) == {"a": "g"}


def test_an_empty_value_wins_and_an_unset_one_does_not(tmp_path: Path) -> None:
    assert _values(tmp_path, [_row("c")], ("environment", [_row("")])) == {"a": ""}
    assert _values(tmp_path, [_row("c")], ("environment", [_row(None)])) == {"a": "c"}
    assert _values(tmp_path, [_row(None)]) == {}


@pytest.mark.parametrize("off", [{"enabled": False}, {"disabled": True}])
def test_what_is_switched_off_falls_through(off: dict[str, bool], tmp_path: Path) -> None:
    environment = ("environment", [_row("off", **off)])
    assert _values(tmp_path, [_row("c")], environment) == {"a": "c"}
    assert _values(tmp_path, [], environment) == {}
    duplicates = [_row("first"), _row("last enabled"), _row("off", **off)]
    assert _values(tmp_path, duplicates) == {"a": "last enabled"}
    assert _values(tmp_path, [], ("environment", duplicates)) == {"a": "last enabled"}


def test_the_last_of_two_environments_wins(tmp_path: Path) -> None:
    environments = [("environment", [_row("one")]), ("environment", [_row("two")])]
    assert _values(tmp_path, [], *environments) == {"a": "two"}


def _with(tmp_path: Path, *environments: Path) -> dict[str, str]:
    """Return the values in force for a collection where ``a`` is ``c``."""
    document = collection(request("a"), variable=[_row("c")])
    source = saved(tmp_path / "c.json", document)
    api = load(Options((str(source),), tuple(map(str, environments)))).api
    return {name: value.source for name, value in lookup(api).items()}


def test_environments_that_are_wrapped_or_bare(tmp_path: Path) -> None:
    rows = [_row("e"), {"key": "b", "value": "e"}]
    wrapped = saved(tmp_path / "wrapped.json", {"environment": {"name": "e", "values": rows}})
    inner = {"values": rows, "_postman_variable_scope": "globals"}
    wrapped_globals = saved(tmp_path / "globals.json", {"environment": inner})
    bare = saved(tmp_path / "bare.json", [_row("bare")])
    assert _with(tmp_path, wrapped) == {"a": "e", "b": "e"}
    assert _with(tmp_path, wrapped_globals) == {"a": "c", "b": "e"}
    assert _with(tmp_path, bare) == {"a": "bare"}
    assert _with(tmp_path, bare, wrapped) == {"a": "e", "b": "e"}
    assert _with(tmp_path, wrapped, bare) == {"a": "bare", "b": "e"}


def test_environments_in_yaml(tmp_path: Path) -> None:
    """Rows are those of JSON; the file's name says which are globals."""
    rows = (
        "name: Dev\ncolor: null\nvalues:\n  - {key: a, value: no, enabled: true, type: default}\n"
        "  - {key: b, value: 0123, description: x}\n  - {key: c, value: x, enabled: false}\n"
        "  - {key: d, value: x, disabled: true}\n  - {key: e}\n"
        "  - {key: f, value: hidden-1, type: secret}\n  - {key: g, value: hidden-2, secret: true}\n"
    )
    one, two = tmp_path / "dev.environment.yaml", tmp_path / "all.globals.yml"
    one.write_text(rows)
    two.write_text("values:\n  - {key: a, value: g}\n  - {key: c, value: g}\n")
    for order in ((one, two), (two, one)):
        assert _with(tmp_path, *order) == {"a": "no", "b": "0123", "c": "g"}
    assert _with(tmp_path, two) == {"a": "c", "c": "g"}


def test_the_lock_has_no_trace_of_secrets_in_yaml(tmp_path: Path) -> None:
    source = saved(tmp_path / "c.json", collection(request("a", "/{{b}}{{s}}")))
    file = tmp_path / "dev.environment.yaml"

    def inputs(value: str, secret: str) -> Any:
        rows = f"- {{key: b, value: {value}}}\n  - {{key: s, value: {secret}, secret: true}}"
        file.write_text(f"name: e\nvalues:\n  {rows}\n")
        lock = build(Options((str(source),), (str(file),))).files["codegen.lock"]
        assert secret.encode() not in lock
        return json.loads(lock)["inputs"]

    assert inputs("1", "hidden-1") == inputs("1", "hidden-2")
    assert inputs("1", "hidden-1") != inputs("2", "hidden-1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "input-yaml"),
        ("- a", "expected a Postman environment, found a list"),
        ("$kind: collection", "expected a Postman environment, found an object without a list"),
        ("values:\n  - {key: a}\n    b: c\n", r"dev.environment.yaml:3:\d: this is not YAML"),
    ],
)
def test_yaml_that_is_no_environment(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "dev.environment.yaml"
    file.write_text(text)
    with pytest.raises(CodegenError) as error:
        _with(tmp_path, file)
    assert re.search(message, str(error.value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (False, "false"),
        (0, "0"),
        (1.0, "1"),
        (1.5, "1.5"),
        ("", ""),
        ([1, None, ["é"]], "1,,é"),
        ({"a": 1}, "[object Object]"),
    ],
)
def test_values_that_are_no_strings(value: Any, expected: str, tmp_path: Path) -> None:
    assert _values(tmp_path, [_row(value)]) == {"a": expected}


def test_where_variables_stand(tmp_path: Path) -> None:
    """The old ``variables`` is read; rows without a key and those of folders are not."""
    assert _values(tmp_path, variables=[_row("old")]) == {"a": "old"}
    assert _values(tmp_path, [{"id": "a", "value": "by id"}]) == {}
    folder = {"name": "f", "item": [], "variable": [_row("folder")]}
    assert _values(tmp_path, None, item=[folder]) == {}


def test_a_secret_is_not_replaced(tmp_path: Path) -> None:
    assert _values(tmp_path, [], ("environment", [_row("s", type="secret")])) == {}
