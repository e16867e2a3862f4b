"""What a script does, as far as its text says it; scripts are never run.

The text is cut into tokens and searched for the calls that set variables, change the request and
read the answer. Names that are not written as a literal, other names for ``pm``, and what stands
on one line with a quote in a regular expression are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.frozen import Frozen

# Each alternative takes what it can without going back, so that the whole is linear. A string ends
# with its line; comments and templates that do not end go to the end of the text.
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|`[^`\\]*(?:\\.[^`\\]*)*`?"
    r"|[\w$]+|[=!<>]=+|[+*/-]=|=>|[^\s\w$]",
    re.DOTALL,
)
_NAME = re.compile(r"[^\\\x00-\x1f\x7f]{1,200}")
_SCOPES = frozenset({"environment", "collectionVariables", "globals", "variables"})
_SETTERS = frozenset({"setEnvironmentVariable", "setGlobalVariable"})
_CONSTANTS = frozenset({"null", "undefined", "true", "false"})
_ANSWER = frozenset({"response", "cookies"})
_OLD_ANSWER = frozenset({"responseBody", "responseHeaders"})
_OLD_ANSWER_GETTERS = frozenset({"getResponseHeader", "getResponseCookie"})
# Methods of the request and its lists (SDK, `collection/request.js`, `property-list.js`).
_CHANGES = frozenset(
    {"add", "addHeader", "addQueryParams", "append", "assimilate", "authorizeUsing", "clear",
     "insert", "insertAfter", "populate", "prepend", "remove", "removeHeader", "removeQueryParams",
     "repopulate", "update", "upsert", "upsertHeader"}
)  # fmt: skip
_ASSIGNMENTS = frozenset({"=", "+="})


class Facts(Frozen):
    """``sets`` are names of variables, ``computed`` those that are not given a constant.

    ``sets_unknown`` says that it also sets some whose names are not literal.
    """

    sets: tuple[str, ...]
    computed: tuple[str, ...]
    sets_unknown: bool
    changes_request: bool
    sends_request: bool
    reads_answer: bool


def facts(code: str) -> Facts:
    """Return what a script does."""
    tokens = [*_tokens(code), *[""] * 6]
    sets: dict[str, bool] = {}
    unknown = changes = sends = answer = False
    for index, token in enumerate(tokens):
        if token in _OLD_ANSWER:
            answer = True
        # A member that is called so too is none of ours, and would be looked through twice.
        if token not in ("pm", "postman") or tokens[index - 1] == "." or tokens[index + 1] != ".":
            continue
        member = tokens[index + 2]
        changes = changes or (member == "request" and _changes(tokens, index + 3))
        sends = sends or (token == "pm" and member == "sendRequest")
        answer = answer or member in (_ANSWER if token == "pm" else _OLD_ANSWER_GETTERS)
        argument = _setter(tokens, index)
        if argument is not None:
            name = _name(tokens, argument)
            unknown = unknown or name is None
            if name is not None:
                sets[name] = sets.get(name, False) or not _is_constant(tokens, argument + 1)
    computed = tuple(name for name, is_computed in sets.items() if is_computed)
    return Facts(tuple(sets), computed, unknown, changes, sends, answer)


def _tokens(code: str) -> Iterator[str]:
    for match in _TOKEN.finditer(code):
        if not match[0].startswith(("//", "/*")):
            yield match[0]


def _setter(tokens: list[str], index: int) -> int | None:
    """Return where the first argument of a call that sets a variable stands."""
    if tokens[index] == "pm":
        call = tokens[index + 3 : index + 6] == [".", "set", "("]
        return index + 6 if call and tokens[index + 2] in _SCOPES else None
    return index + 4 if tokens[index + 2] in _SETTERS and tokens[index + 3] == "(" else None


def _name(tokens: list[str], index: int) -> str | None:
    """Return the text of an argument that is one string literal and a plain name."""
    token, end = tokens[index : index + 2]
    quote, name = token[:1], token[1:-1]
    is_whole = quote in ('"', "'", "`") and token[-1] == quote and end in (",", ")")
    if not is_whole or not _NAME.fullmatch(name):
        return None
    return None if quote == "`" and "${" in name else name


def _is_constant(tokens: list[str], index: int) -> bool:
    """Whether a comma, one literal and the end of the arguments follow."""
    comma, value, end = tokens[index : index + 3]
    literal = value in _CONSTANTS or value[:1].isdigit() or value[:1] in ('"', "'")
    return comma == "," and literal and end == ")"


def _changes(tokens: list[str], index: int) -> bool:
    """Whether members of the request, from here on, end in a change of it."""
    last = ""
    while tokens[index] == ".":
        last = tokens[index + 1]
        index += 2
    return tokens[index] in _ASSIGNMENTS or (tokens[index] == "(" and last in _CHANGES)
