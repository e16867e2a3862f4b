"""From the blocks about a request to its parameters, responses, authorisation and samples."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.readers.pages import auth, codes, remarks, statuses
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Draft
from generator.readers.pages.names import announces_values, describe
from generator.readers.pages.parameters import read_params, starts_columns, starts_param
from generator.readers.pages.pieces import take_code, take_json, take_table
from generator.readers.pages.places import drop_loose, place_params
from generator.readers.pages.runs import Runs
from generator.readers.pages.sent import take_sample
from generator.readers.pages.state import LISTING, State
from generator.readers.pages.stated import Found
from generator.readers.pages.types import is_type
from generator.readers.pages.vocabulary import Role, is_required_mark, role_of


def fill(draft: Draft, blocks: Sequence[Block], used: set[int], sampled: Sequence[Found]) -> None:
    """Read the blocks of a draft into it, and what its samples send."""
    _Filler(draft, blocks, used).run()
    for found in sampled:
        if draft.start <= found.at < draft.end and found.sample:
            take_sample(draft, found)
    draft.auth += auth.from_params(draft.params)
    place_params(draft)


class _Filler:
    """Walks through the blocks of one request."""

    def __init__(self, draft: Draft, blocks: Sequence[Block], used: set[int]) -> None:
        self.state = State(draft)
        self.blocks = blocks
        self.used = used
        self.runs = Runs(blocks, draft.end, used)
        self.lines: Sequence[Block] = ()  # the run of lines that is being read

    def run(self) -> None:
        state, draft = self.state, self.state.draft
        at = draft.start
        while at < draft.end:
            if at == draft.at:
                state.begun = True
                if state.role.zone in ("request", "other", "response") and not draft.params:
                    state.role = LISTING
            if at in self.used:
                state.param = None
                at += 1
                continue
            at = self._block(at)
        drop_loose(draft, state.loose)

    def _block(self, at: int) -> int:
        block = self.blocks[at]
        if block.kind == "table":
            take_table(self.state, block)
        elif block.kind != "code":
            return self._line(at)
        elif at and announces_values(self.blocks[at - 1].text):
            if self.state.param is not None:
                describe(self.state.param, block.text)
        else:
            take_code(self.state, block)
        return at + 1

    def _line(self, at: int) -> int:
        state, block = self.state, self.blocks[at]
        text = block.text.strip()
        quoted = codes.quoted_json(text)
        if quoted is not None:
            take_json(state, block, quoted)
            return at + 1
        self.lines, place = self.runs.around(at)
        if self._note(text, place):
            return at + 1
        wanted = state.role.zone == "request" and (state.role.lists or state.begun)
        if wanted and starts_columns(self.lines, place, state.role):
            return at + self._params(place)
        role = role_of(text) or self._place_word(text, place)
        listing = wanted or state.role.zone == "auth"
        heads = role and (block.kind != "item" or role.lists or text.endswith(":"))
        if role and heads and not (listing and starts_param(self.lines, place, state.role)):
            self._heading(role, text, block.line)
            return at + 1
        listed = state.role.zone in ("response", "errors", "answer") or self._before_answer(at)
        status = statuses.status_line(text, listed=listed)
        if status and (listed or not state.param or _opens_answers(text)):
            state.open_status(status, block.line)
            return at + 1
        is_short = len(text) < 60 and (block.kind == "item" or state.role.zone == "limits")
        if is_short and remarks.states_limit(text):
            state.draft.limits.append(text)
            return at + 1
        if state.role.zone == "auth" and self._credential(place):
            return at + 1
        if wanted:
            after = self._params(place)
            if after:
                return at + after
        state.take_words(text, block.line)
        follows = self.blocks[at + 1].kind if at + 1 < len(self.blocks) else ""
        if len(state.tabs) > 1 and state.param is None:
            return at + self._below_tabs(place)
        if not remarks.leads_in(text, follows == "code"):
            state.describe(block, text)
        return at + 1

    def _below_tabs(self, place: int) -> int:
        """Give the lines below several statuses to them; return how many were taken.

        As many lines as statuses are one each. Otherwise what follows is what the first tab shows.
        """
        tabs, said = self.state.tabs, self.lines[place:]
        alike = said if len(said) == len(tabs) else said[:1]
        for line in alike[1:]:
            self.state.take_words(line.text, line.line)
        for answer, line in zip(tabs, alike, strict=False):
            answer.description = answer.description or line.text
        self.state.answer, self.state.tabs = tabs[0] if len(alike) == 1 else None, []
        return len(alike)

    def _params(self, place: int) -> int:
        """Read the parameters that begin here; return how many lines they took."""
        params, after = read_params(self.lines, place, self.state.role)
        for param in params:
            self.state.add(param)
        if after > place:
            self.state.param = params[-1] if params else None
        return after - place

    def _note(self, text: str, place: int) -> bool:
        """Take a line "Note", "Tip" or "Warning" alone, and the line below it, as a note."""
        if self.state.note and role_of(text) is None:
            self.state.draft.notes.append(text)
            self.state.note = False
            return True
        if remarks.heads_note(text) and not starts_param(self.lines, place, self.state.role):
            self.state.note, self.state.param = True, None
            return True
        return False

    def _place_word(self, text: str, place: int) -> Role | None:
        """A word such as "path" between "Parameters" and the parameters of that place."""
        if self.state.role != LISTING or not re.fullmatch(
            r"path|query|headers?|body|cookies?", text
        ):
            return None
        after = self.lines[place + 1].text if place + 1 < len(self.lines) else "string"
        if is_type(after) or is_required_mark(after):
            return None
        return role_of(
            text.title() if text in ("body", "headers", "header") else text.title() + " parameters"
        )

    def _credential(self, place: int) -> bool:
        """Take a header or parameter that is listed below a heading about authorisation."""
        params, after = read_params(self.lines, place, Role("request"))
        if not params or params[0].place is None:
            return False
        self.state.add(params[0])
        words = " ".join(line.text for line in self.lines[place : after + 1])
        self.state.take_words(words, params[0].line)
        return True

    def _heading(self, role: Role, text: str, line: int) -> None:
        """Take a heading: what it opens, and what it says itself.

        "Body" or "Headers" below a status are those of the answer.
        """
        if (
            self.state.answer is not None
            and role.lists
            and re.fullmatch(r"body|headers?|data", text, re.I)
        ):
            return
        self.state.open(role)
        if role.zone in ("auth", "errors"):
            self.state.take_words(text, line)
        answers = role.zone in ("response", "answer", "errors")
        status = statuses.status_line(text, listed=False) if answers else None
        if status:
            self.state.open_status(status, line)

    def _before_answer(self, at: int) -> bool:
        """Whether an answer stands right below a line, so that a number in it is a status."""
        if at + 1 >= self.state.draft.end:
            return False
        text = self.blocks[at + 1].text
        role = role_of(text) if len(text) < 80 else None
        return codes.is_answer(text) or (role is not None and role.zone in ("response", "answer"))


def _opens_answers(text: str) -> bool:
    return bool(re.match(r"\W*[1-5]\d\d\W*\S", text))
