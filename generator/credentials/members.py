"""Credentials in JSON: of bodies, saved responses and examples. The name of a member tells.

Texts are searched, not parsed: variables, comments and mistakes may stand in them, and JSON in
their strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.credentials.names import is_member_name
from generator.frozen import changed
from generator.text import Text, masked
from generator.types.datatypes import Field, ObjectType, ScalarType, Type, inside

# A name with the backslashes of its quotes, which it has inside a string, and its value's quote.
_MEMBER = re.compile(r'"([^"\\]{1,64})(\\*)"\s*:\s*\2"')
_QUOTE = re.compile(r'(?<!\\)\\*"')
# One of these is in each name.
_MARKS = ("token", "secret", "passw", "passphrase", "pwd", "key", "authorization", "cookie",
          "credential", "signature", 'sig"', "sig\\", "assertion", "verifier")  # fmt: skip


def credential_members(string: str) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each member that may hold a credential, its value's start and end.

    None lies within another.
    """
    if not _is_marked(string):
        return
    done = 0
    for match in _MEMBER.finditer(string):
        start = match.end()
        if start < done or not is_member_name(match[1]):
            continue
        end = _end(string, start, len(match[2]))
        if end is not None:
            yield match[1], start, end
            done = end


def pieces(text: Text) -> Iterator[tuple[str, Text]]:
    """Yield a text in pieces: those of such members with their names, what is between without.

    Their spans are those of a text as it was read.
    """
    string, unmask = masked(text)
    members = list(credential_members(string))
    if not members:
        yield "", text
        return
    offset = text.span[0] if text.span else 0
    position = 0
    for member, start, end in members:
        for name, first, last in (("", position, start), (member, start, end)):
            piece = unmask(string[first:last])
            length = len(piece.source)
            yield name, changed(piece, origin=text.origin, span=(offset, offset + length))
            offset += length
        position = end
    yield "", unmask(string[position:])


def credential_values(text: Text) -> Iterator[tuple[str, Text]]:
    """Yield the name and value of each such member of a text."""
    if may_hold(text):
        yield from ((name, piece) for name, piece in pieces(text) if name)


def may_hold(text: Text) -> bool:
    """Whether a text is worth a longer look: most are not."""
    return any(isinstance(part, str) and _is_marked(part) for part in text.parts)


def loosened(type_: Type) -> Type:
    """Return a type in which credentials have no format: what takes their places has none."""
    if isinstance(type_, ObjectType):
        return changed(type_, fields=tuple(map(_loosened_field, type_.fields)))
    return inside(type_, loosened)


def _loosened_field(field: Field) -> Field:
    if isinstance(field.type, ScalarType) and is_member_name(field.name):
        return changed(field, type=changed(field.type, format=None))
    return changed(field, type=loosened(field.type))


def _is_marked(string: str) -> bool:
    """Whether a member of such a name may be there."""
    if '"' not in string:
        return False
    lower = string.lower()
    return any(mark in lower for mark in _MARKS)


def _end(string: str, start: int, depth: int) -> int | None:
    """Return where a JSON string ends whose own quotes stand behind so many backslashes."""
    for quote in _QUOTE.finditer(string, start):
        backslashes = len(quote[0]) - 1
        if backslashes % (2 * depth + 2) == depth:
            return quote.end() - 1 - depth
        if backslashes < depth:
            return None
    return None
