"""Drafts: what was found on a page about a request, before it becomes the model."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.readers.pages.vocabulary import Place
from generator.types.datatypes import AnyType, Type

ANY: Type = AnyType()


@dataclass(slots=True)
class Param:
    """A parameter that a page lists, or that only an example shows.

    ``place`` is ``None`` where the page does not say; so is ``required``.
    """

    name: str
    line: int
    place: Place | None = None
    type: Type = ANY
    required: bool | None = None
    description: str = ""
    enum: tuple[str, ...] = ()
    default: str | None = None
    example: str | None = None
    shown: bool = False
    file: bool = False
    reference: bool = False  # its type is the name of what is described elsewhere


@dataclass(slots=True)
class Answer:
    """A response: its status or ``None``, its words and its example."""

    status: int | None
    line: int
    description: str = ""
    text: str | None = None


@dataclass(slots=True)
class Credential:
    """How a page says that a request is authorised; ``name`` is the header's or parameter's."""

    kind: str
    line: int
    name: str = ""
    place: str = "header"
    prefix: str = ""
    value: str = ""
    sure: bool = False


@dataclass(slots=True)
class Draft:
    """A request as the page describes it; ``path`` is a template with ``{name}``."""

    method: str  # "" where the page lost it
    line: int
    at: int  # the block that states it
    base: str = ""  # scheme and host; "" where the page does not say
    path: str | None = None
    prefix: str = ""  # what its samples have in front of the path that is stated
    served: bool = False  # its server is that of the page's other requests
    declared: bool = True  # stated by the page, not taken from a sample alone
    aside: bool = False  # stated in the middle of a sentence
    queries: set[str] = field(default_factory=set)  # each whole query that it is stated with
    name: str = ""
    start: int = 0  # its blocks: from its title on, or from the page's first,
    end: int = 0  # to this one, which is no longer its own
    title: int | None = None  # the block of its heading
    query: list[str] = field(default_factory=list)  # the names in the query of its address
    params: list[Param] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    auth: list[Credential] = field(default_factory=list)  # the first one is sent
    samples: list[tuple[str, str]] = field(default_factory=list)  # language and code
    body: str | None = None  # the example that is shown, as it is written
    body_line: int = 0
    media_type: str = ""  # of the body
    ids: dict[str, str] = field(default_factory=dict)  # path variables as samples fill them
    sent: dict[str, str] = field(default_factory=dict)  # fields of forms as samples fill them
    form: bool = False  # the body is form-encoded
    multipart: bool = False
    description: list[str] = field(default_factory=list)  # paragraphs
    notes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)  # how often one may call
    deprecated: bool = False
    aliases: list[str] = field(default_factory=list)  # paths with other names of variables


def add_answer(
    draft: Draft, status: int | None, line: int, description: str = "", text: str | None = None
) -> Answer:
    """Return the answer of a status, added where there is none; what was said first stays."""
    known = (answer for answer in draft.answers if status is not None and answer.status == status)
    answer = next(known, None)
    if answer is None:
        answer = Answer(status, line)
        draft.answers.append(answer)
    answer.description = answer.description or description
    if answer.text is None:
        answer.text = text
    return answer
