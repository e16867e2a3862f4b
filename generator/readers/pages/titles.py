"""Titles: what a page calls its requests and itself, without what only leads around the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.readers.pages import urls
from generator.readers.pages.blocks import Block
from generator.readers.pages.draft import Draft
from generator.readers.pages.sections import is_title
from generator.readers.pages.types import is_type
from generator.readers.pages.vocabulary import role_of

# What leads around a site, wherever it stands.
_CHROME = re.compile(
    r"(?:skip|jump|back) to\b.*|skip (?:navigation|links?)|copy (?:page|link|as markdown|for llm)\b.*"
    r"|toggle (?:navigation|menu|sidebar|search|theme|dark mode)|(?:main )?navigation(?: menu)?"
    r"|on this page|in this (?:article|section)|table of contents|edit (?:this )?page\b.*"
    r"|view (?:as markdown|source)\b.*|.*\ball rights reserved\b.*|powered by\b.*"
    r"|was this (?:page )?helpful\b.*|get (?:started|help|support|in touch)|send feedback"
    r"|use|try(?: it)?(?: out| now)?",
    re.IGNORECASE,
)
# The same, unless it is a heading or right above a request.
_BUTTON = re.compile(
    r"copy|search(?: docs)?|menu|sidebar|theme|home|next|previous|share|print|subscribe|feedback|ask ai"
    r"|loading\b.*|(?:sign|log) ?(?:in|up|out)"
    r"|(?:read|learn|show|see|view) (?:more|all|less)|(?:runtime|javascript|application) errors?\b.*",
    re.IGNORECASE,
)
# What a button said whose text was glued to the end of the title.
_GLUED = re.compile(r"(?<=[a-z0-9.)])\s*Copy (?:page|link)$")
_CRUMBS = re.compile(r"\s+[/>›»→]\s+")
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.?\s+")
_ANCHOR = re.compile(r"\s*[#¶🔗\u200b]+$")
_CODE = re.compile(r"[{};=<>\\]|\w\(\)|^\W*(?:import|def|class|var|const|let|function)\s")
_ASSIGNMENT = re.compile(
    r"(?:[A-Za-z_$][\w.$]*\s*(?::\s*\w+\s*)?=\s*\S|import\s|from\s\S+\simport\s|def\s)"
)
_PURPOSE = re.compile(
    r"\W*(?:purpose|summary|title|operation)\W*[:：]\W*(?P<title>\w.{1,80})", re.I
)
_METHOD_AND_WORDS = re.compile(r"(?:get|post|put|patch|delete)\s+(?P<title>[A-Z].{2,80})")
_OF_METHOD = {
    "GET": r"get|list|retriev|fetch|read|find|search|show|view(?!s)|return|query|check|brows|lookup|look up",
    "DELETE": r"delet|remov|cancel|destroy|revok|clear|unlink|detach",
    "PUT": r"updat|edit|modif|replac|set(?!s)|chang|upsert|put|sav|send|creat|add",
    "PATCH": r"updat|edit|modif|replac|set(?!s)|chang|patch",
    "POST": r"creat|add|post(?!s)|send|submit|register|generat|upload|insert|mak|start|activ"
    r"|validat|verif|authenticat|invit|import|assign|clon|copy|fork|publish|batch|bulk|search|updat",
}  # fmt: skip
_ENDING = r"(?:[a-z]?(?:e|es|s|ing|ed))?\b"
_FARTHEST = 4
_LONGEST = 100


def name_of(draft: Draft, drafts: Sequence[Draft], blocks: Sequence[Block]) -> str:
    """Return what a page calls a request, or the empty string.

    The first lines of a page are the title of its only request, not of each of several.
    """
    alone = draft.start == 0 and draft.end == len(blocks)
    own = _own_title(draft, drafts, blocks)
    if own and draft.title is not None and blocks[draft.title].kind == "heading":
        return own
    stated = _stated(draft, blocks)
    if stated or (own and not alone):
        return stated or own
    above = list(_titles(blocks[: draft.at + 1])) if alone else []
    wanted = [text for text in above if says_what(text, draft.method)]
    return next(filter(None, (*wanted[-1:], _below(draft, blocks), *above)), "")


def page_title(blocks: Sequence[Block], before: int) -> str:
    """Return the title of a page: its first heading, or the first such line before a block."""
    headings = (clean(blocks[at].text) for at in _headings(blocks))
    return next((text for text in headings if text), "") or next(_titles(blocks[:before]), "")


def clean(text: str) -> str:
    """Return a title without numbers, buttons and marks; the empty string where it is none."""
    glued = _GLUED.search(text)
    text = text[: glued.start()] if glued else text
    if glued:  # so were the titles above it, and only the last is of this page
        text = re.split(r"(?<=[a-z])(?=[A-Z])", text)[-1]
    text = _ANCHOR.sub("", _NUMBER.sub("", text.strip())).strip()
    is_code = _CODE.search(text) and urls.request_line(text) is None
    return "" if _CHROME.fullmatch(text) or is_code or len(text) > _LONGEST else text


def says_what(text: str, method: str) -> bool:
    """Whether a title begins with a verb that goes with a method, or with any where it is lost."""
    verbs = _OF_METHOD.get(method) or "|".join(_OF_METHOD.values())
    return re.match(rf"(?:{verbs}){_ENDING}\s", text, re.IGNORECASE) is not None


def first_sentence(description: Sequence[str], method: str) -> str:
    """Return what a description begins with, if it says in few words what the request does."""
    found = _SENTENCE.match(description[0]) if description else None
    return found[1] if found and says_what(found[1], method) else ""


_SENTENCE = re.compile(r"([A-Z][^.:\n]{3,60})(?:\.(?:\s|$)|$)")


def says_nothing(line: str, name: str) -> bool:
    """Whether a line of a description only leads around the site, or says the name again."""
    line = line.strip()
    if _CHROME.fullmatch(line) and len(line) < _LONGEST and not line.endswith("."):
        return True
    return bool(name) and _letters(clean(_CRUMBS.split(line)[-1])) == _letters(name)


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _own_title(draft: Draft, drafts: Sequence[Draft], blocks: Sequence[Block]) -> str:
    """Return the heading of a request, unless it is the page's, and of all requests below it."""
    if draft.title is None or _is_comment(blocks, draft.title):
        return ""
    lines = (at for at, b in enumerate(blocks[: draft.at]) if b.kind == "text" and clean(b.text))
    first = next(_headings(blocks), next(lines, None))
    shared = [d for d in drafts if d is not draft and d.title is None and d.at > draft.at]
    if draft.title == first and shared:
        return ""
    return clean(blocks[draft.title].text)


def _headings(blocks: Sequence[Block]) -> Iterator[int]:
    for at, block in enumerate(blocks):
        if block.kind == "heading" and not _is_comment(blocks, at):
            yield at


def _is_comment(blocks: Sequence[Block], at: int) -> bool:
    """Whether a heading is a comment of the program that the next line begins."""
    follows = blocks[at + 1] if at + 1 < len(blocks) else None
    near = follows is not None and follows.line == blocks[at].line + 1
    return bool(near and follows and _ASSIGNMENT.match(follows.text))


def _titles(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the lines that read like titles; of a path through the site, where it leads."""
    for at, block in enumerate(blocks):
        if block.kind not in ("heading", "text") or _is_comment(blocks, at):
            continue
        crumbs = _CRUMBS.split(block.text)
        text = clean(crumbs[-1] if not any(says_what(c, "") for c in crumbs[:1]) else block.text)
        is_banner = text.isupper() and len(text.split()) > 3
        if text and is_title(text) and not _BUTTON.fullmatch(text) and not is_banner:
            yield text


def _stated(draft: Draft, blocks: Sequence[Block]) -> str:
    """Return the title of a line "Purpose: List tickets", or of one "get Return the balance"."""
    words = _METHOD_AND_WORDS.fullmatch(blocks[draft.at].text)
    if words and urls.request_line(blocks[draft.at].text) is None:
        return clean(words["title"].rstrip("."))
    for block in blocks[draft.at + 1 : min(draft.end, draft.at + 1 + _FARTHEST)]:
        found = _PURPOSE.fullmatch(block.text) if block.kind in ("text", "item") else None
        if found and is_title(found["title"].rstrip(".")):
            return clean(found["title"].rstrip("."))
    return ""


def _below(draft: Draft, blocks: Sequence[Block]) -> str:
    """Return the title that stands right below an address."""
    for block in blocks[draft.at + 1 : min(draft.end, draft.at + 1 + 2 * _FARTHEST)]:
        if block.kind not in ("text", "heading") or role_of(block.text):
            return ""
        text = clean(block.text)
        if text and is_title(text) and says_what(text, draft.method):
            return text
    return ""


# Answers

_NO_WORDS = re.compile(
    r"(?:none|null|nil|n/?a|fields?|schema|body|content|response|examples?|result|[-–—])?", re.I
)
_MEDIA_TYPE = re.compile(r"\(?\b(?:application|text|multipart|image)/[\w.+*-]+\)?")


def answer_title(text: str) -> str:
    """Return what a page calls an answer; not its type, its media type or what it holds."""
    words = _MEDIA_TYPE.sub("", text).strip(" ():,;-")
    says_nothing = _NO_WORDS.fullmatch(words) or is_type(words)
    return "" if says_nothing or re.match(r"\W*[{\[]", words) else text
