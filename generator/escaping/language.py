"""Texts in any programming language: its rules are data, which this module applies.

A language's rules stand in `templates/snippets/<language>/language.toml`
(docs/targets-authoring.md). The template of a snippet sees them as ``language``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import field

from generator.escaping.marked import Markup
from generator.escaping.words import MANY, UNPRINTABLE, Env, UnescapedError, Word, joined_word
from generator.frozen import Frozen
from generator.text import Fresh

# What is said where a language has no way to make a value anew.
_STAND_INS = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "seconds": "1700000000",
    "date-time": "2023-11-14T22:13:20.000Z",
    "integer": "500",
}
_SURROGATE = re.compile("[\ud800-\udfff]")


class Quotes(Frozen):
    """A kind of literal: what stands around a text, and how its characters are written in it.

    ``special`` finds what ``escapes`` and ``other`` are for. ``other`` is a format (``\\u%04x``)
    for characters that no editor shows, in some languages for all but ASCII; ``unit`` says what it
    numbers: a ``char``, or its parts in ``utf16`` or UTF-8 (``byte``). Without it they stand as
    they are. ``byte`` is a format for one byte, where texts are bytes. ``slot`` is where something
    open goes; with ``arguments``, which are what stands before, between and after them, the values
    follow the literal.
    """

    open: str
    close: str
    escapes: Mapping[str, str]
    other: str
    byte: str
    unit: str
    slot: str
    arguments: tuple[str, ...]
    special: re.Pattern[str]
    holds: bool = True

    def inner(self, text: str) -> str:
        """Return a text as it stands between the quotes; fails where it could end the literal."""
        if not self.holds and self.close in text:
            raise UnescapedError(f"the language has no escape for {self.close!r} in texts")
        return self.special.sub(lambda found: self._escaped(found[0]), text)

    def latin1(self, text: str) -> str:
        """Return a literal of a text's bytes in Latin-1."""
        inner = "".join(c if c < "\x80" else self.byte % ord(c) for c in self.inner(text))
        return self.open + inner + self.close

    def _escaped(self, found: str) -> str:
        if found in self.escapes:
            return self.escapes[found]
        return "".join(self.other % number for number in _numbers(found, self.unit))


def _numbers(character: str, unit: str) -> list[int]:
    if unit == "byte":
        return list(character.encode())
    if unit == "utf16":
        encoded = character.encode("utf-16-be")
        return [high << 8 | low for high, low in zip(encoded[::2], encoded[1::2], strict=True)]
    return [ord(character)]


class Raw(Frozen):
    """A kind of literal without escapes, for texts that ``unless`` finds nothing in."""

    open: str
    close: str
    unless: re.Pattern[str]


class Remark(Frozen):
    """A comment; a sequence of ``never`` is broken by a space where it would stand in one."""

    open: str
    close: str
    never: tuple[str, ...]


class Language(Frozen):
    """How a language writes texts.

    ``join`` is what stands before, between and after the pieces of a text, ``many`` the same where
    there are more than a compiler may take in a sum. ``read`` and the three
    after it are patterns with ``{}`` for what they are applied to, ``fresh`` expressions by kind.
    ``snippet`` is the template of the target that is being rendered.
    """

    snippet: str
    opening: Markup
    comment: Remark | None
    string: Quotes
    raws: tuple[Raw, ...]
    template: Quotes | None
    join: tuple[str, str, str]
    many: tuple[str, str, str]
    longest: int
    read: str
    encoded: str
    decoded: str
    optional: str
    fresh: Mapping[str, str] = field(default_factory=dict)

    def expression(self, word: Word) -> str:
        """Return the expression that makes a text."""
        pieces = self.settled(word)
        is_open = any(not isinstance(piece, str) for piece in pieces)
        if self.template is not None and is_open and (len(pieces) > 1 or self.read == "{}"):
            return self._filled(self.template, pieces)
        return self._joined([text for piece in pieces for text in self._pieces(piece)])

    def latin1(self, word: Word) -> str:
        """Return the expression that makes the value of a header: Latin-1, where that matters."""
        literal = "".join(piece for piece in word if isinstance(piece, str))
        if not self.string.byte or literal.isascii() or max(literal) > "\xff":
            return self.expression(word)
        return self._joined(
            [self.string.latin1(p) if isinstance(p, str) else self.filled(p) for p in word]
        )

    def operand(self, word: Word) -> str:
        """Return the expression that makes a text, in brackets where it is a sum of pieces."""
        found = self.expression(word)
        # A language may go on in the next line with another piece.
        split = self.string.escapes.get("\n", "")
        is_split = "\n" in split and split in found and self.join[1].strip() in split
        is_sum = (len(word) > 1 and self.template is None) or is_split
        return f"({found})" if is_sum and self.join[0] == "" else found

    def literal(self, text: str) -> str:
        """Return a literal: without escapes where it would need some and can do without."""
        quotes = self.string
        inner = quotes.inner(text)
        if inner != text and not UNPRINTABLE.search(text):
            for raw in self.raws:
                if raw.close not in text and not raw.unless.search(text):
                    return raw.open + text + raw.close
        return quotes.open + inner + quotes.close

    def filled(self, piece: Env | Fresh) -> str:
        """Return the expression for what the environment brings, or what is made anew."""
        if isinstance(piece, Fresh):
            return self.fresh[piece.kind]
        if piece.lead is not None:
            return self.optional.replace("{}", piece.name).replace(
                "{lead}", self.literal(piece.lead)
            )
        found = self.read.replace("{}", piece.name)
        if piece.encoded and self.encoded:
            found = self.encoded.replace("{}", found).replace("{name}", piece.name)
        if piece.decoded and self.decoded:
            found = self.decoded.replace("{}", found).replace("{name}", piece.name)
        return found

    def settled(self, word: Word) -> Word:
        """Return a text as far as the language can say it (`_settled`)."""
        settled = (self._settled(piece) for piece in word)
        return joined_word(tuple(piece for piece in settled if piece is not None))

    def _settled(self, piece: str | Env | Fresh) -> str | Env | Fresh | None:
        """Return a piece as far as the language can say it: else a stand-in, or nothing."""
        if isinstance(piece, str):
            # Half of a character is sent as U+FFFD by Postman.
            return _whole(piece)
        if isinstance(piece, Fresh):
            return piece if piece.kind in self.fresh else _STAND_INS[piece.kind]
        return None if piece.lead is not None and not self.optional else piece

    def _joined(self, written: list[str]) -> str:
        if len(written) < 2:
            return written[0] if written else self.literal("")
        before, between, after = self.many if len(written) > MANY else self.join
        return before + between.join(written) + after

    def _pieces(self, piece: str | Env | Fresh) -> list[str]:
        if not isinstance(piece, str):
            return [self.filled(piece)]
        size = self.longest or len(piece)
        return [self.literal(piece[at : at + size]) for at in range(0, len(piece), size)]

    def _filled(self, quotes: Quotes, pieces: Word) -> str:
        values = [self.filled(piece) for piece in pieces if not isinstance(piece, str)]
        if quotes.arguments:
            before, between, after = quotes.arguments
            end = quotes.close + before + between.join(values) + after
            slots = iter([quotes.slot] * len(values))
        else:
            end = quotes.close
            slots = iter([quotes.slot.replace("{}", value) for value in values])
        inner = (quotes.inner(p) if isinstance(p, str) else next(slots) for p in pieces)
        return quotes.open + "".join(inner) + end


def _whole(text: str) -> str:
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


# Rules from data


def read_language(table: Mapping[str, Any], snippet: str) -> Language:
    """Return the rules that a table of TOML holds; it fits `target.schema.json`."""
    string = table.get("string", {})
    environment = table.get("environment", {})
    comment = table.get("comment")
    join = table.get("join", ["", " + ", ""])
    many = table.get("many", join)
    return Language(
        snippet=snippet,
        opening=Markup(table.get("opening", "")),
        comment=comment
        and Remark(comment["open"], comment.get("close", ""), tuple(comment.get("never", ()))),
        string=_quotes(string),
        raws=tuple(
            Raw(raw["open"], raw["close"], re.compile(raw["unless"]))
            for raw in table.get("raw", ())
        ),
        template=_template(string, table["template"]) if "template" in table else None,
        join=(join[0], join[1], join[2]),
        many=(many[0], many[1], many[2]),
        longest=table.get("longest", 0),
        read=environment.get("read", "{}"),
        encoded=environment.get("encoded", ""),
        decoded=environment.get("decoded", ""),
        optional=environment.get("optional", ""),
        fresh=table.get("fresh", {}),
    )


def _template(string: Mapping[str, Any], table: Mapping[str, Any]) -> Quotes:
    """Return the quotes of texts with slots: what they do not say is as in other strings."""
    escapes = {**string.get("escapes", {}), **table.get("escapes", {})}
    close = {"close": table["open"]} if "open" in table else {}
    return _quotes({**string, **close, **table, "escapes": escapes})


def _quotes(table: Mapping[str, Any]) -> Quotes:
    opening = table.get("open", '"')
    escapes = table.get("escapes", {})
    other = table.get("other", "")
    is_ascii = table.get("ascii", False)
    close = table.get("close", opening)
    patterns = [re.escape(sequence) for sequence in sorted(escapes, key=len, reverse=True)]
    patterns += [UNPRINTABLE.pattern] if other else []
    patterns += [r"[^\x00-\x7f]"] if other and is_ascii else []
    return Quotes(
        open=opening,
        close=close,
        escapes=escapes,
        other=other,
        byte=table.get("byte", ""),
        unit=table.get("unit", "char"),
        slot=table.get("slot", ""),
        arguments=tuple(table.get("arguments", ())),
        special=re.compile("|".join(patterns) or "(?!)"),
        holds=not close or any(sequence and sequence in close for sequence in escapes),
    )
