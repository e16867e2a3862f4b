"""What a template may insert: texts that a filter escaped, also where it is a user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import CodegenError
from generator.rendering.jinja import Renderer

HOSTILE = '"; import os  # <b>'


def _rendered(template: str, folder: Path) -> str:
    (folder / "own.j2").write_text(f"first line\n{template}\n", encoding="utf-8")
    context = {"name": HOSTILE, "names": [HOSTILE]}
    return Renderer(folder).render_template("own.j2", context)


@pytest.mark.parametrize(
    "template",
    [
        "{{ it.name }}",
        "{{ it }}",
        "{{ it.name | upper }}",
        # Jinja's own escaping is for HTML alone.
        "{{ it.name | e }}",
        "{{ it.name | safe }}",
        "{{ it.name | tojson }}",
        "{{ it.name | urlize }}",
        # What is escaped makes nothing beside it escaped.
        "{{ (it.name | py_str) ~ it.name }}",
        "{{ it.name ~ (it.name | py_str) }}",
        "{{ (it.name | py_str) + it.name }}",
        "{{ [it.name | py_str, it.name] | join(', ') }}",
        "{{ it.names | join(it.name | py_str) }}",
        "{{ (it.name | py_str) | replace('import', it.name) }}",
        "{{ ('%s' | verbatim) | format(it.name) }}",
        "{{ ('%s' | verbatim) % it.name }}",
        "{{ it.name | verbatim }}",
        "{{ it.name | fitted }}",
        "{{ it.name | short(1) }}",
        "{{ it.name | indented }}",
        # Blocks.
        "{% filter replace('x', it.name) %}x{% endfilter %}",
        "{% call it.name.strip() %}{% endcall %}",
        "{% set a %}{{ it.name }}{% endset %}{{ a }}",
        "{% macro a(b) %}{{ b }}{% endmacro %}{{ a(it.name) }}",
        "{% autoescape false %}{{ it.name }}{% endautoescape %}",
        "{% autoescape true %}{{ it.name }}{% endautoescape %}",
    ],
)
def test_what_no_filter_escaped_is_refused(template: str, tmp_path: Path) -> None:
    with pytest.raises(CodegenError, match=r"template error") as failure:
        _rendered(template, tmp_path)
    assert (failure.value.source, failure.value.line) == ("own.j2", 2)


@pytest.mark.parametrize("use", ["text", "replaced('a', 'b')", "json_line", "is_open"])
def test_what_an_inner_filter_makes_is_refused(use: str, tmp_path: Path) -> None:
    with pytest.raises(CodegenError, match="without an escaping filter") as failure:
        _rendered(f"{{{{ it.name | {use} }}}}", tmp_path)
    assert (failure.value.source, failure.value.line) == ("own.j2", 2)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ it.name | py_str }}", "'\"; import os  # <b>'"),
        ("{{ ('a' ~ it.name) | sh }}", "'a\"; import os  # <b>'"),
        ("{{ '<' | verbatim ~ (it.names | length | spaces) ~ '>' | verbatim }}", "< >"),
        ("{% filter indented %}{{ 'a' | name }}{% endfilter %}", "    a"),
        ("{% set a %}<{{ 'b' | name }}>{% endset %}{{ a | trim }}", "<b>"),
        ("{% macro a() %}<{{ caller() }}>{% endmacro %}{% call a() %}<c>{% endcall %}", "<<c>>"),
        ("{{ 7 }}{{ none }}", "7"),
    ],
)
def test_what_was_escaped_is_written(template: str, expected: str, tmp_path: Path) -> None:
    assert _rendered(template, tmp_path).rstrip("\n") == f"first line\n{expected}"
