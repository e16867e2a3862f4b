"""Tables whose cells became lines: each cell a line, or all cells of a row glued."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Param
from generator.readers.pages.names import NAME, clean_name, describe, named_params
from generator.readers.pages.types import TYPE, is_file, is_type, read_type
from generator.readers.pages.vocabulary import (
    Column,
    Role,
    column_of,
    glued_columns,
    required_cell,
    required_mark,
    role_of,
)

_NAME_LINE = re.compile(
    rf"[`*_]*(?P<name>{NAME})[`*_]*(?P<mark>\s*\*|\s*\\\*|\s+(?:required|optional))?", re.I
)
Lines = Sequence[Block]


def from_columns(lines: Lines, at: int, role: Role) -> tuple[list[Param], int] | None:
    """Return the parameters of a table that begins at a line, and the index after it."""
    text = lines[at].text.strip()
    glued = glued_columns(text)
    if glued:
        return _glued_rows(lines, at + 1, glued) or _unrolled_rows(lines, at + 1, list(glued))
    columns: list[Column] = []
    while at + len(columns) < len(lines) and len(columns) < 6:
        column = column_of(lines[at + len(columns)].text)
        if column is None or column in columns or (columns and column in ("name", "header")):
            break
        columns.append(column)
    if len(columns) < 2 or columns[0] not in ("name", "header"):
        return None
    if "type" not in columns:
        return _pairs(lines, at + 2, columns[1]) if len(columns) == 2 and role.lists else None
    return _unrolled_rows(lines, at + len(columns), columns)


def _glued_rows(
    lines: Lines, at: int, columns: tuple[Column, ...]
) -> tuple[list[Param], int] | None:
    """Read rows whose cells are glued: "customer_idstringYesCustomer identifier"."""
    pattern = r"^(?P<name>[A-Za-z_$@][\w.$\[\]-]*?)"
    for column in columns[1:]:
        if column == "type":
            pattern += rf"(?P<type>{TYPE})"
        elif column == "required":
            pattern += r"(?P<required>Yes|No|Required|Optional|true|false|TRUE|FALSE|✓|✗|Y(?=[A-Z])|N(?=[A-Z]))"
        else:
            pattern += r"(?P<rest>.*)"
            break
    if "(?P<type>" not in pattern and "(?P<required>" not in pattern:
        return None
    regex = re.compile(pattern + "$")
    params: list[Param] = []
    while at < len(lines):
        found = regex.match(lines[at].text.strip())
        if not found:
            break
        groups = found.groupdict()
        param = Param(found["name"], lines[at].line, type=read_type(groups.get("type") or ""))
        param.required = required_cell(groups["required"]) if groups.get("required") else None
        if groups.get("rest"):
            describe(param, groups["rest"] or "")
        params.append(param)
        at += 1
    return (params, at) if params else None


def _pairs(lines: Lines, at: int, column: Column) -> tuple[list[Param], int] | None:
    """Read rows of two cells of which each became a line: name, description, name …"""
    params: list[Param] = []
    while at + 1 < len(lines) and (named := _NAME_LINE.fullmatch(lines[at].text.strip())):
        if role_of(lines[at].text) and lines[at].text[:1].isupper():
            break
        param = Param(clean_name(named["name"]), lines[at].line)
        words = lines[at + 1].text
        if column == "description" or " " in words:
            describe(param, words)
            param.required = required_mark(words)
        else:
            param.example = words
        params.append(param)
        at += 2
    return (params, at) if params else None


def _unrolled_rows(lines: Lines, at: int, columns: list[Column]) -> tuple[list[Param], int] | None:
    """Read rows of which each cell became a line: name, type, description, name, type …"""
    params: list[Param] = []
    position = columns.index("type")
    while at + position < len(lines) and is_type(lines[at + position].text):
        cells = dict(
            zip(columns, (line.text for line in lines[at : at + len(columns)]), strict=False)
        )
        names = named_params(cells["name"] if "name" in cells else cells["header"], lines[at].line)
        params += names
        for param in names:
            param.type, param.file = read_type(cells["type"]), is_file(cells["type"])
            if "required" in cells and param.required is None:
                param.required = required_cell(cells["required"])
            if "description" in cells:
                describe(param, cells["description"])
        at = min(at + len(columns), len(lines))
    return (params, at) if params else None
