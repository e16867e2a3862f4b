"""Escaping: one filter for each context in which text from outside may stand.

A filter returns `Markup`: text that may be written as it is. Nothing else may (`rendering.jinja`).
What inner filters return is for another filter, or for a template to choose by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from generator.escaping import (
    cmd,
    data,
    expressions,
    layout,
    markdown,
    markdown_prose,
    python,
    shell,
)
from generator.escaping.markdown import Flavour
from generator.escaping.marked import Markup
from generator.escaping.words import Word

FILTERS: Mapping[str, Callable[..., Markup]] = {
    "py_str": python.string,
    "py_name": python.name,
    "py_names": python.names,
    "py_type": python.annotation,
    "py_value": python.value,
    "py_doc": python.docstring,
    "py_summary": python.summary,
    "py_first_line": python.first_line,
    "py_title": python.title,
    "expr": expressions.expression,
    "operand": expressions.operand,
    "latin1": expressions.latin1,
    "remark": expressions.remark,
    "name": expressions.name,
    "fitted": layout.fitted,
    "short": layout.short,
    "quoted": python.quoted,
    "spaces": python.spaces,
    "sh": shell.word,
    "sh_printf": shell.printf,
    "sh_latin1": shell.latin1,
    "option": shell.option,
    "cmd_argument": cmd.argument,
    "cmd_config": cmd.config,
    "cmd_variable": cmd.variable,
    "comment": data.comment,
    "toml_str": data.toml_string,
    "json": data.json_value,
    "html_json": data.html_json,
    "verbatim": data.verbatim,
    "md_text": markdown.text,
    "md_phrase": markdown.phrase,
    "md_title": markdown.title,
    "md_message": markdown.message,
    "md_block": markdown_prose.block,
    "md_cell": markdown_prose.cell,
    "md_code": markdown.code,
    "md_cell_code": markdown.code,
    "md_fence": markdown.fence,
    "md_href": markdown.href,
    "md_served": markdown.served,
    "md_anchor": markdown.anchor,
    "md_heading": markdown.heading,
    "indented": layout.indented,
    "block_quote": layout.block_quote,
}

#: What makes texts to be escaped, or says something about them.
INNER_FILTERS: Mapping[str, Callable[..., Word | bool]] = {
    "text": expressions.flat,
    "replaced": expressions.replaced,
    "is_open": cmd.is_open,
    "json_line": cmd.json_line,
}


def page_filters(flavour: Flavour) -> Mapping[str, Callable[..., Markup]]:
    """Return the filters that write for the host of pages in place of those of the same name."""
    return {
        "md_block": partial(markdown_prose.block, flavour=flavour),
        "md_cell": partial(markdown_prose.cell, flavour=flavour),
        "md_code": partial(markdown.code, flavour=flavour),
        "md_fence": partial(markdown.fence, flavour=flavour),
    }
