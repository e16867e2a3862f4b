"""Tables and code among the blocks about a request."""

from __future__ import annotations

import re

from generator.readers.pages import auth, codes, embedded, openapi, shapes, tables
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import add_answer
from generator.readers.pages.sent import shown
from generator.readers.pages.state import LISTING, State


def take_table(state: State, block: Block) -> None:
    """Take a table: of statuses or of parameters; one of requests was read before."""
    state.param = None
    if tables.requests_in(block):
        return
    answers = tables.statuses_in(block)
    for found in answers:
        add_answer(state.draft, found.status, found.line, found.description)
    if answers or state.role.zone in ("response", "errors", "answer", "limits"):
        return
    params = tables.params_in(block, state.role)
    columns = tables.columns_of(block)
    if state.role.zone == "other" and not ("required" in columns or "type" in columns):
        return
    if state.role == LISTING and not state.draft.params:
        state.loose = [param.name for param in params]
    for param in params:
        state.add(param)
    for row in block.rows:
        for cell in row:
            state.draft.auth += auth.header_lines(cell, block.line)


def take_code(state: State, block: Block) -> None:
    """Take a block of code: an answer, a body, or a sample in some language."""
    state.param = None
    code = block.text
    if openapi.sniff(code) or embedded.sniff(code):
        return  # what it says is read by the reader of its format
    status = codes.status_of(code)
    if status:
        add_answer(state.draft, status[0], block.line, status[1], codes.body_of(code))
        return
    json_text = codes.json_of(code)
    if json_text is not None:
        take_json(state, block, json_text)
        return
    language = codes.language_of(code, block.language)
    if language:
        state.sampled = True
        state.draft.samples.append((language, shown(code, language)))
        if state.role.zone in ("other", "limits"):
            state.role = LISTING
    elif codes.is_answer(code) and state.role.zone in ("answer", "response", "errors"):
        state.take_example(code, block.line)
    keyed = (
        codes.body_of(code)
        if not language and re.search(r"^\s*BODY:?\s*$", code, re.M | re.I)
        else None
    )
    if keyed and state.draft.body is None:
        state.draft.body, state.draft.body_line = keyed, block.line
    state.draft.auth += auth.header_lines(code, block.line) if not language else []


def take_json(state: State, block: Block, text: str) -> None:
    """Take JSON as the body of the request or as an answer, by where it stands."""
    if _is_body(state):
        if state.draft.body is None:
            state.draft.body, state.draft.body_line = text, block.line
            for param in shapes.params_in(text, block.line):
                state.add(param)
        return
    state.take_example(text, block.line)


def _is_body(state: State) -> bool:
    """Whether JSON at this place is what is sent, and not what comes back."""
    if state.draft.method in ("GET", "HEAD") or state.role.zone in (
        "answer",
        "response",
        "errors",
    ):
        return False
    if state.role.zone == "example":
        return state.draft.body is None and not state.draft.samples
    if state.role.place == "body":
        return not state.sampled
    return state.begun and state.draft.body is None and not state.draft.samples
