"""Tables: of parameters, of statuses, of requests."""

from __future__ import annotations

import re

from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Answer, Param
from generator.readers.pages.names import (
    describe,
    learn,
    listed_values,
    named_params,
    place_of,
)
from generator.readers.pages.statuses import status_in
from generator.readers.pages.types import is_file, is_reference, is_type, read_type
from generator.readers.pages.urls import METHODS, Address, Mention, address, request_line, url_alone
from generator.readers.pages.vocabulary import (
    Column,
    Role,
    column_of,
    is_required_mark,
    required_cell,
    required_mark,
)
from generator.types.datatypes import AnyType

Row = tuple[str, ...]


def columns_of(block: Block) -> tuple[Column | None, ...]:
    """Return what the columns of a table hold, by the titles in its first row."""
    return tuple(column_of(title) for title in block.rows[0]) if block.rows else ()


def requests_in(block: Block) -> list[Mention]:
    """Return the requests of a table that has columns for method and address, or such rows."""
    columns = columns_of(block)
    keyed = _keyed(block)
    if keyed:
        return [keyed]
    mentions: list[Mention] = []
    for row in block.rows[1:] if "method" in columns or "url" in columns else ():
        cells = dict(zip(columns, row, strict=False))
        method = re.sub(r"[\W_]", "", cells.get("method", "")).upper()
        target = _address(cells.get("url", ""))
        if method in METHODS and target:
            mentions.append(Mention(method, target))
        elif target is None and (found := request_line(cells.get("url", ""))):
            mentions.append(found)
    if not mentions and columns and columns[0] != "status":
        stated = [request_line(cell) for row in block.rows for cell in row[:1]]
        mentions = [mention for mention in stated if mention]
    return mentions


def _keyed(block: Block) -> Mention | None:
    """Return the request of a table of two columns: "Method | PUT", "URL | /users"."""
    method, target = "", None
    for row in block.rows:
        if len(row) < 2:
            continue
        column = column_of(row[0])
        value = re.sub(r"[\W_]", "", row[1]).upper()
        if column == "method" and value in METHODS:
            method = value
        elif column == "url":
            target = target or _address(row[1])
    return Mention(method, target) if method and target else None


def _address(cell: str) -> Address | None:
    text = cell.strip().strip("`*")
    found = url_alone(text)
    if found or not text or " " in text:
        return found
    return address(text) if "/" in text else None


def statuses_in(block: Block) -> list[Answer]:
    """Return the responses of a table whose first column (or one titled so) holds statuses."""
    columns = columns_of(block)
    at = columns.index("status") if "status" in columns else 0
    answers: list[Answer] = []
    rows = block.rows[1:]
    for row in block.rows:
        if (
            at == 0
            and len(row) > 1
            and re.fullmatch(r"(?:http )?status(?: code)?", row[0].strip().lower())
        ):
            status = status_in(row[1])
            if status:
                return [Answer(status, block.line)]
    for row in rows:
        status = status_in(row[at]) if at < len(row) else None
        if status is None:
            continue
        words = [cell for index, cell in enumerate(row) if index != at and cell]
        answers.append(Answer(status, block.line, " ".join(words[-1:])))
    if "status" in columns or 2 * len(answers) > len(rows):
        return answers
    return []


def params_in(block: Block, role: Role) -> list[Param]:
    """Return the parameters of a table, or nothing when it is about something else."""
    columns = list(columns_of(block))
    if len(columns) < 2:
        return []
    if columns[0] == "url" and "type" in columns and "method" not in columns:
        columns[0] = "name"  # the path of a field
    if "name" not in columns and "header" not in columns:
        if columns[0] is not None or not {"type", "required", "description"} & set(columns):
            return []
        columns[0] = "name"
    if columns[0] not in ("name", "header") and "name" in columns and columns.index("name") > 2:
        return []
    params: list[Param] = []
    for row in block.rows[1:]:
        if sum(bool(cell) for cell in row) < 2 and "=" in row[0]:
            continue  # a legend
        params += _row(row, columns, block.rows[0], block.line, role)
    return params


def _row(row: Row, columns: list[Column | None], titles: Row, line: int, role: Role) -> list[Param]:
    name_at = columns.index("name") if "name" in columns else columns.index("header")
    if name_at >= len(row):
        return []
    cells: dict[str, str] = {}
    for index, (column, cell) in enumerate(zip(columns, row, strict=False)):
        if column and column not in cells and index != name_at:
            cells[column] = cell
    found = named_params(row[name_at], line)
    if "type" in cells and is_type(row[name_at]) and required_cell(cells["type"]) is not None:
        return []  # the name was lost and the row moved to the left
    for param in found:
        _fill(param, cells, row, columns, titles)
        if columns[name_at] == "header" and param.place is None:
            param.place = "header"
        if param.required is None and role.required is not None:
            param.required = role.required
    return found


def _fill(
    param: Param, cells: dict[str, str], row: Row, columns: list[Column | None], titles: Row
) -> None:
    if cells.get("type"):
        if isinstance(param.type, AnyType):
            param.type = read_type(cells["type"])
            param.file = is_file(cells["type"])
            param.reference = is_reference(cells["type"])
        mark = re.search(r"\b(required|optional)\b", cells["type"], re.IGNORECASE)
        if mark and param.required is None:
            param.required = required_mark(mark[1])
    if "required" in cells and param.required is None:
        param.required = required_cell(cells["required"], titles[columns.index("required")])
    if cells.get("place"):
        param.place = place_of(cells["place"])
    default = cells.get("default", "").strip("`*\"' ")
    boolean = re.fullmatch(r"true|false|yes|no", default, re.IGNORECASE)
    if (
        boolean
        and "required" in columns
        and not cells.get("required", "").strip()
        and "boolean" not in str(param.type)
    ):
        param.required = required_cell(default)  # empty cells were lost before it
    elif default and default not in ("-", "–", "—", "none", "None", "n/a", "N/A"):
        param.default = default
    if cells.get("example", "").strip("`- "):
        param.example = cells["example"].strip("` ")
    if cells.get("enum"):
        param.enum = listed_values(cells["enum"])
    words = [cells.get("description", "")]
    for index, cell in enumerate(row):
        column = columns[index] if index < len(columns) else None
        if column in (None, "description") and is_required_mark(cell):
            param.required = required_mark(cell) if param.required is None else param.required
        elif column is None and cell:
            words.append(cell)
    description = " ".join(word for word in words if word and not is_required_mark(word))
    if description:
        describe(param, description)
        if param.required is None:
            param.required = _stated(description)
    if cells.get("required"):
        learn(param, cells["required"])


def _stated(description: str) -> bool | None:
    """Return what a description says in brackets, or as its first or last word."""
    mark = required_mark(description.lstrip("*_`([ "))
    if mark is not None:
        return mark
    found = re.search(
        r"[(\[*_`](required|optional|mandatory)[)\]*_`.]|[.;]\s*(required|optional)\.?$|\((필수|必填|必須|选填|선택)\)",
        description,
        re.I,
    )
    return required_mark(found[1] or found[2] or found[3]) if found else None
