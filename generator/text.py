"""Text with ``{{variables}}`` in it, and the secrets that must never be printed.

A :class:`Text` is parsed once, when it is read, into literal strings, references to variables,
slots for path variables and secrets. Everything downstream works on the parts, so no later step
has to look for braces again. Values that are made when a request is sent come in with variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal, NoReturn

from generator.frozen import Frozen, changed
from generator.origin import Origin

# Postman's own pattern: the innermost pair of braces, any name without braces in it.
_REFERENCE = re.compile(r"\{\{([^{}]*)\}\}")

_SHORT = 32

# Parts that are not plain strings stand for one private-use character each while a text is
# handled as one string (see `masked`).
_MASK_BASE = 0xF0000


class Reference(Frozen):
    """``{{name}}``: a variable of an environment, collection or globals."""

    name: str


class Slot(Frozen):
    """``:name`` in a path: a path variable."""

    name: str


FreshKind = Literal["uuid", "seconds", "date-time", "integer"]


class Fresh(Frozen):
    """A value that is made anew at each place, each time; ``name`` is what stands in its braces.

    A random UUID, the time in Unix seconds or as ``2024-01-31T12:00:00.000Z``, or a random integer
    from 0 to 1000.
    """

    name: str
    kind: FreshKind


class Secret:
    """A literal credential. It compares by value and cannot be printed, formatted or pickled.

    ``origin`` is the string of the source that holds it; ``span`` says which characters of that
    string, where it is not the whole of it. ``role`` tells apart equal ones that are not the same:
    a word may be a user and, elsewhere, a password.
    """

    __slots__ = ("_role", "_value", "origin", "span")

    def __init__(
        self,
        value: str,
        origin: Origin | None,
        span: tuple[int, int] | None,
        role: str = "",
    ) -> None:
        self._value = value
        self._role = role
        self.origin = origin
        self.span = span

    def reveal(self) -> str:
        """Return the credential itself; only for scrubbing it from other texts."""
        return self._value

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Whether the whole credential consists of what a pattern allows."""
        return pattern.fullmatch(self._value) is not None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return False
        return (other._value, other._role) == (self._value, self._role)

    def __hash__(self) -> int:
        return hash((Secret, self._value, self._role))

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> NoReturn:
        raise TypeError("a secret cannot be turned into text")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("a secret cannot be formatted")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


Part = str | Reference | Slot | Fresh | Secret


class Text(Frozen, eq=False):
    """A parsed text: adjacent literals are joined, empty ones left out.

    ``origin`` is the string of the source that holds it and ``span`` the characters of that
    string, both ``None`` where the text was made rather than read; they do not take part in
    comparison.
    """

    parts: tuple[Part, ...] = ()
    origin: Origin | None = None
    span: tuple[int, int] | None = None

    @property
    def literal(self) -> str | None:
        """The text itself when it holds nothing but literal characters, else ``None``."""
        if not self.parts:
            return ""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return None

    @property
    def references(self) -> tuple[str, ...]:
        """The names of the variables in it, in order, repeated as written."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return ()
        return tuple(part.name for part in self.parts if isinstance(part, Reference))

    @property
    def is_fresh(self) -> bool:
        """Whether it is nothing but a value that is made anew."""
        return len(self.parts) == 1 and isinstance(self.parts[0], Fresh)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The literal credentials in it."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return ()
        return tuple(part for part in self.parts if isinstance(part, Secret))

    @property
    def source(self) -> str:
        """The text as it was written; a secret shows as ``{{…}}``."""
        parts = self.parts
        if len(parts) == 1 and isinstance(only := parts[0], str):
            return only
        return "".join(map(_written, parts))

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __eq__(self, other: object) -> bool:
        return other.parts == self.parts if isinstance(other, Text) else NotImplemented

    def __ne__(self, other: object) -> bool:  # a `Struct` has one that asks no `__eq__`
        return not self == other

    def __hash__(self) -> int:
        return hash(self.parts)

    def __add__(self, other: Text | str) -> Text:
        added = other.parts if isinstance(other, Text) else (other,)
        return changed(self, parts=joined((*self.parts, *added)))


def _written(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Reference | Fresh):
        return "{{" + part.name + "}}"
    return ":" + part.name if isinstance(part, Slot) else "{{…}}"


def parse(source: str, origin: Origin | None = None, span: tuple[int, int] | None = None) -> Text:
    """Return ``source`` with its ``{{name}}`` references found.

    Names are exact: ``{{ a }}`` refers to ``" a "``. Of nested braces only the innermost pair is
    a reference; what encloses it is found when that one has been replaced (`variables.substitute`).
    """
    if "{{" not in source:
        return Text(_short(source) if len(source) < _SHORT else (source,), origin, span)
    pieces = _REFERENCE.split(source)
    parts = [Reference(p) if i % 2 else p for i, p in enumerate(pieces)]
    return Text(joined(parts), origin, span)


@lru_cache(maxsize=4096)
def _short(source: str) -> tuple[str, ...]:
    """Return the parts of a short text (a method, a header's name), which is in many requests."""
    return (source,) if source else ()


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts with adjacent literals joined and empty ones dropped."""
    out: list[Part] = []
    literals: list[str] = []
    for part in parts:
        if isinstance(part, str):
            literals.append(part)
            continue
        if literal := "".join(literals):
            out.append(literal)
        literals.clear()
        out.append(part)
    if literal := "".join(literals):
        out.append(literal)
    return tuple(out)


def concat(*texts: Text | str) -> Text:
    """Return one text made of several; it has no origin of its own."""
    parts: list[Part] = []
    for text in texts:
        parts.extend(text.parts if isinstance(text, Text) else (text,))
    return Text(joined(parts))


def map_literals(text: Text, function: Callable[[str], str]) -> Text:
    """Return the text with each literal part replaced; references and secrets stay."""
    parts = tuple(function(part) if isinstance(part, str) else part for part in text.parts)
    return text if parts == text.parts else changed(text, parts=joined(parts))


def with_secrets(text: Text, find: Callable[[str], Iterable[re.Match[str]]]) -> Text:
    """Return the text with what ``find`` matches in its literal parts as secrets with their spans.

    Where nothing matches it is the same text. Secrets that it has already stay.
    """
    parts: list[Part] = []
    offset = text.span[0] if text.span else 0
    found = False
    for part in text.parts:
        if isinstance(part, str):
            position = 0
            for match in find(part):
                found = True
                span = (offset + match.start(), offset + match.end())
                parts += [part[position : match.start()], Secret(match[0], text.origin, span)]
                position = match.end()
            parts.append(part[position:])
        else:
            parts.append(part)
        offset += _width(part)
    return changed(text, parts=joined(parts)) if found else text


def _width(part: Part) -> int:
    """Return how many characters of the source a part is."""
    return len(part.reveal() if isinstance(part, Secret) else _written(part))


def masked(text: Text) -> tuple[str, Callable[[str], Text]]:
    """Return the text as one string, and the function that turns such strings back into texts.

    Each part that is not a literal is one private-use character of the string, so that code which
    splits and encodes strings (the URL parser) treats it as one opaque character.
    """
    literals = "".join(part for part in text.parts if isinstance(part, str))
    base = _MASK_BASE
    if len(text.parts) > 1 and literals and max(literals) >= chr(base):
        taken = set(literals)
        while any(chr(base + i) in taken for i in range(len(text.parts))):
            base += len(text.parts)
    symbols = {chr(base + i): p for i, p in enumerate(text.parts) if not isinstance(p, str)}
    string = "".join(
        part if isinstance(part, str) else chr(base + i) for i, part in enumerate(text.parts)
    )

    def unmask(piece: str) -> Text:
        if not symbols:
            return Text((piece,) if piece else ())
        return Text(joined(symbols.get(character, character) for character in piece))

    return string, unmask
