"""From the blocks about a request to its parameters, responses, authorisation and samples."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.readers.pages import auth, codes, openapi, remarks, shapes, statuses, tables
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Answer, Draft, Param, add_answer
from generator.readers.pages.names import describe
from generator.readers.pages.parameters import read_params, starts_columns, starts_param
from generator.readers.pages.places import drop_loose, merge_params, place_params
from generator.readers.pages.runs import Runs
from generator.readers.pages.sent import shown, take_sample
from generator.readers.pages.stated import Found
from generator.readers.pages.types import is_type
from generator.readers.pages.vocabulary import Role, is_required_mark, role_of

_START = Role("request")
_LISTING = Role("request", lists=True)


class _Filler:
    """Walks through the blocks of one request; what was read last decides what comes next."""

    def __init__(self, draft: Draft, blocks: Sequence[Block], used: set[int]) -> None:
        self.draft = draft
        self.blocks = blocks
        self.used = used
        self.role = _START  # what the last heading announced
        self.answer: Answer | None = None  # the answer and the parameter that words are about
        self.param: Param | None = None
        self.note = False  # the last line was "Note" alone, so the next one is it
        self.begun = False  # the line that states the request was passed
        self.fresh = False  # a heading was read, and no parameter below it yet
        self.sampled = False  # a sample was read below the last heading
        self.loose: list[str] = []  # the names in a table without a heading, perhaps an answer's
        self.runs = Runs(blocks, draft.end, used)
        self.lines: Sequence[Block] = ()  # the run of lines that is being read

    def run(self) -> None:
        at = self.draft.start
        while at < self.draft.end:
            if at == self.draft.at:
                self.begun = True
                if self.role.zone in ("request", "other", "response") and not self.draft.params:
                    self.role = _LISTING
            if at in self.used:
                self.param = None
                at += 1
                continue
            at = self._block(at)
        drop_loose(self.draft, self.loose)

    def _block(self, at: int) -> int:
        block = self.blocks[at]
        if block.kind == "table":
            self._table(block)
        elif block.kind == "code":
            self._code(block)
        else:
            return self._line(at)
        return at + 1

    # Lines

    def _line(self, at: int) -> int:
        block = self.blocks[at]
        text = block.text.strip()
        quoted = codes.quoted_json(text)
        if quoted is not None:
            self._json(block, quoted)
            return at + 1
        self.lines, place = self.runs.around(at)
        if self._note(text, place):
            return at + 1
        wanted = self.role.zone == "request" and (self.role.lists or self.begun)
        if wanted and starts_columns(self.lines, place, self.role):
            return at + self._params(place)
        role = role_of(text) or self._place_word(text, place)
        listing = wanted or self.role.zone == "auth"
        heads = role and (block.kind != "item" or role.lists or text.endswith(":"))
        if role and heads and not (listing and starts_param(self.lines, place, self.role)):
            self._heading(role, text, block.line)
            return at + 1
        listed = self.role.zone in ("response", "errors", "answer") or self._before_answer(at)
        status = statuses.status_line(text, listed=listed)
        if status and (listed or not self.param or _opens_answers(text)):
            self._status(status, block.line)
            return at + 1
        if (
            len(text) < 60
            and (block.kind == "item" or self.role.zone == "limits")
            and remarks.states_limit(text)
        ):
            self.draft.limits.append(text)
            return at + 1
        if self.role.zone == "auth" and self._credential(place):
            return at + 1
        if wanted:
            after = self._params(place)
            if after:
                return at + after
        self._words(text, block.line)
        follows = self.blocks[at + 1].kind if at + 1 < len(self.blocks) else ""
        if not remarks.leads_in(text, follows == "code"):
            self._describe(block, text)
        return at + 1

    def _params(self, place: int) -> int:
        """Read the parameters that begin here; return how many lines they took."""
        params, after = read_params(self.lines, place, self.role)
        for param in params:
            self._add(param)
        if after > place:
            self.param = params[-1] if params else None
        return after - place

    def _note(self, text: str, place: int) -> bool:
        """Take a line "Note", "Tip" or "Warning" alone, and the line below it, as a note."""
        if self.note and role_of(text) is None:
            self.draft.notes.append(text)
            self.note = False
            return True
        if remarks.heads_note(text) and not starts_param(self.lines, place, self.role):
            self.note, self.param = True, None
            return True
        return False

    def _place_word(self, text: str, place: int) -> Role | None:
        """A word such as "path" between "Parameters" and the parameters of that place."""
        if self.role != _LISTING or not re.fullmatch(r"path|query|headers?|body|cookies?", text):
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
        self._add(params[0])
        words = " ".join(line.text for line in self.lines[place : after + 1])
        self._words(words, params[0].line)
        return True

    def _heading(self, role: Role, text: str, line: int) -> None:
        """Take a heading: what it opens, and what it says itself.

        "Body" or "Headers" below a status are those of the answer.
        """
        if (
            self.answer is not None
            and role.lists
            and re.fullmatch(r"body|headers?|data", text, re.I)
        ):
            return
        self._open(role)
        if role.zone in ("auth", "errors"):
            self._words(text, line)
        answers = role.zone in ("response", "answer", "errors")
        status = statuses.status_line(text, listed=False) if answers else None
        if status:
            self._status(status, line)

    def _before_answer(self, at: int) -> bool:
        """Whether an answer stands right below a line, so that a number in it is a status."""
        if at + 1 >= self.draft.end:
            return False
        text = self.blocks[at + 1].text
        role = role_of(text) if len(text) < 80 else None
        return codes.is_answer(text) or (role is not None and role.zone in ("response", "answer"))

    def _open(self, role: Role) -> None:
        self.param, self.note = None, False
        if role == _LISTING and self.role.place and self.fresh:
            return
        read, self.fresh = not self.fresh, True
        self.sampled = False
        if (
            role.zone == "request"
            and not role.lists
            and self.role.zone == "request"
            and self.role.lists
        ):
            self.role = _LISTING if read else self.role
            return
        if role.zone == "example" and self.role.zone in ("response", "errors"):
            return
        self.role = role
        if role.zone not in ("answer", "response", "errors", "example"):
            self.answer = None

    def _status(self, status: tuple[int, str], line: int) -> None:
        self.param = None
        self.answer = add_answer(self.draft, status[0], line, status[1])
        if self.role.zone not in ("errors", "answer"):
            self.role = Role("response")

    def _add(self, param: Param) -> None:
        self.fresh = False
        if param.place is None:
            param.place = self.role.place
        if param.required is None and self.role.required is not None:
            param.required = self.role.required
        merge_params(self.draft, [param])

    def _words(self, text: str, line: int) -> None:
        """Take from a sentence what it says by the way: authorisation, statuses, limits."""
        draft = self.draft
        stated = self.role.zone == "auth" or remarks.states_auth(text)
        draft.auth += auth.in_zone(text, line) if stated else auth.from_words(text, line)
        draft.auth += auth.header_lines(text, line)
        about_limits = self.role.zone == "limits" or remarks.speaks_of_limits(text)
        if about_limits and remarks.states_limit(text) and len(text) < 300:
            draft.limits.append(text)
        for status in statuses.statuses_in_words(text) if self.role.zone != "limits" else ():
            add_answer(draft, status, line)

    def _describe(self, block: Block, text: str) -> None:
        draft = self.draft
        if remarks.deprecates(text) and self.param is None:
            draft.deprecated = True
        if remarks.is_note(text) and self.param is None:
            draft.notes.append(text)
        elif self.param is not None:
            describe(self.param, text)
        elif self.answer is not None and not self.answer.description:
            self.answer.description = text
        elif (
            self.role.zone == "request"
            and block.kind == "text"
            and len(text.split()) > 3
            and len(draft.description) < 12
            and not (is_type(text) or is_required_mark(text))
        ):
            draft.description.append(text)

    # Tables

    def _table(self, block: Block) -> None:
        self.param = None
        if tables.requests_in(block):
            return
        answers = tables.statuses_in(block)
        for found in answers:
            add_answer(self.draft, found.status, found.line, found.description)
        if answers or self.role.zone in ("response", "errors", "answer", "limits"):
            return
        params = tables.params_in(block, self.role)
        columns = tables.columns_of(block)
        if self.role.zone == "other" and not ("required" in columns or "type" in columns):
            return
        if self.role == _LISTING and not self.draft.params:
            self.loose = [param.name for param in params]
        for param in params:
            self._add(param)
        for row in block.rows:
            for cell in row:
                self.draft.auth += auth.header_lines(cell, block.line)

    # Code

    def _code(self, block: Block) -> None:
        self.param = None
        code = block.text
        if openapi.sniff(code):
            return
        status = codes.status_of(code)
        if status:
            add_answer(self.draft, status[0], block.line, status[1], codes.body_of(code))
            return
        json_text = codes.json_of(code)
        if json_text is not None:
            self._json(block, json_text)
            return
        language = codes.language_of(code, block.language)
        if language:
            self.sampled = True
            self.draft.samples.append((language, shown(code, language)))
            if self.role.zone in ("other", "limits"):
                self.role = _LISTING
        elif codes.is_answer(code) and self.role.zone in ("answer", "response", "errors"):
            self._example(code, block.line)
        keyed = (
            codes.body_of(code)
            if not language and re.search(r"^\s*BODY:?\s*$", code, re.M | re.I)
            else None
        )
        if keyed and self.draft.body is None:
            self.draft.body, self.draft.body_line = keyed, block.line
        self.draft.auth += auth.header_lines(code, block.line) if not language else []

    def _json(self, block: Block, text: str) -> None:
        if self._is_body():
            if self.draft.body is None:
                self.draft.body, self.draft.body_line = text, block.line
                for param in shapes.params_in(text, block.line):
                    self._add(param)
            return
        self._example(text, block.line)

    def _is_body(self) -> bool:
        """Whether JSON at this place is what is sent, and not what comes back."""
        if self.draft.method in ("GET", "HEAD") or self.role.zone in (
            "answer",
            "response",
            "errors",
        ):
            return False
        if self.role.zone == "example":
            return self.draft.body is None and not self.draft.samples
        if self.role.place == "body":
            return not self.sampled
        return self.begun and self.draft.body is None and not self.draft.samples

    def _example(self, text: str, line: int) -> None:
        """Take the text of the answer that was spoken of last, or else of one without a status."""
        answer = self.answer or add_answer(self.draft, None, line)
        if answer.text is None:
            answer.text = text


def fill(draft: Draft, blocks: Sequence[Block], used: set[int], sampled: Sequence[Found]) -> None:
    """Read the blocks of a draft into it, and what its samples send."""
    _Filler(draft, blocks, used).run()
    for found in sampled:
        if draft.start <= found.at < draft.end and found.sample:
            take_sample(draft, found)
    draft.auth += auth.from_params(draft.params)
    place_params(draft)


def _opens_answers(text: str) -> bool:
    return bool(re.match(r"\W*[1-5]\d\d\W*\S", text))
