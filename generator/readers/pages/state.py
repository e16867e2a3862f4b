"""What is known while the blocks of a request are read: what was read last decides what is next."""

from __future__ import annotations

from generator.readers.pages import auth, remarks, statuses
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Answer, Draft, Param, add_answer
from generator.readers.pages.names import describe
from generator.readers.pages.places import merge_params
from generator.readers.pages.types import is_type
from generator.readers.pages.vocabulary import Role, is_required_mark

START = Role("request")
LISTING = Role("request", lists=True)


class State:
    """A draft, and which part of its description is being read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.role = START  # what the last heading announced
        self.answer: Answer | None = None  # the answer and the parameter that words are about
        self.param: Param | None = None
        self.tabs: list[Answer] = []  # answers whose statuses stand one right below the other
        self.note = False  # the last line was "Note" alone, so the next one is it
        self.begun = False  # the line that states the request was passed
        self.fresh = False  # a heading was read, and no parameter below it yet
        self.sampled = False  # a sample was read below the last heading
        self.loose: list[str] = []  # the names in a table without a heading, perhaps an answer's

    def open(self, role: Role) -> None:
        """Take what a heading announces."""
        self.param, self.note, self.tabs = None, False, []
        if role == LISTING and self.role.place and self.fresh:
            return
        read, self.fresh = not self.fresh, True
        self.sampled = False
        if (
            role.zone == "request"
            and not role.lists
            and self.role.zone == "request"
            and self.role.lists
        ):
            self.role = LISTING if read else self.role
            return
        if role.zone == "example" and self.role.zone in ("response", "errors"):
            return
        self.role = role
        if role.zone not in ("answer", "response", "errors", "example"):
            self.answer = None

    def open_status(self, status: tuple[int, str], line: int) -> None:
        """Take a line that begins the answer of a status."""
        self.param = None
        below = self.tabs and self.answer is self.tabs[-1] and not self.answer.description
        self.answer = add_answer(self.draft, status[0], line, status[1])
        self.tabs = [*(self.tabs if below else ()), self.answer]
        if self.role.zone not in ("errors", "answer"):
            self.role = Role("response")

    def add(self, param: Param) -> None:
        """Take a parameter; its place and mark are those of the heading where it has none."""
        self.fresh = False
        if param.place is None:
            param.place = self.role.place
        if param.required is None and self.role.required is not None:
            param.required = self.role.required
        merge_params(self.draft, [param])

    def take_words(self, text: str, line: int) -> None:
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

    def describe(self, block: Block, text: str) -> None:
        """Take a line as the description of what was read last, or of the request."""
        draft = self.draft
        if remarks.deprecates(text) and self.param is None:
            draft.deprecated = True
        if remarks.is_note(text) and self.param is None:
            draft.notes.append(text)
        elif self.param is not None:
            describe(self.param, text)
        elif self.answer is not None and not self.answer.description:
            self.answer.description = text
            self.tabs = []
        elif (
            self.role.zone == "request"
            and block.kind == "text"
            and len(text.split()) > 3
            and len(draft.description) < 12
            and not (is_type(text) or is_required_mark(text))
        ):
            draft.description.append(text)

    def take_example(self, text: str, line: int) -> None:
        """Take the text of the answer that was spoken of last, or else of one without a status."""
        if len(self.tabs) > 1:
            self.answer = self.tabs[0]
        self.tabs = []
        answer = self.answer or add_answer(self.draft, None, line)
        if answer.text is None:
            answer.text = text
