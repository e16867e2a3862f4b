"""How a page of the reference shows texts, types and media types."""

from __future__ import annotations

from generator.credentials.scrub import REDACTED
from generator.frozen import Frozen
from generator.names.plan import Plan
from generator.text import Fresh, Reference, Secret, Text
from generator.types.datatypes import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    ScalarType,
    Type,
    UnionType,
)


class Link(Frozen):
    """A title that leads somewhere; ``href`` is ``None`` where there is no page."""

    title: str
    href: str | None


# A page shows this much of a body.
MAX_BODY = 8_000


class Block(Frozen):
    """Code for a fence. ``total`` is its length in characters where only the start is shown."""

    code: str
    language: str
    total: int | None = None


def shown(text: Text, plan: Plan) -> str:
    """Return a text as it was written; a literal credential as its environment variable."""
    pieces = []
    for part in text.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Reference | Fresh):
            pieces.append("{{" + part.name + "}}")
        elif isinstance(part, Secret):
            pieces.append(
                "${" + plan.literals[part].env + "}" if part in plan.literals else REDACTED
            )
        else:
            pieces.append(":" + part.name)
    return "".join(pieces)


def block(code: str, language: str) -> Block:
    """Return code for a page, cut where it is too long."""
    return cut(Block(code, language), MAX_BODY)


def cut(block: Block, most: int) -> Block:
    """Return a block of at most so many characters, cut at the end of a line if possible."""
    if len(block.code) <= most:
        return block
    start = block.code[:most]
    line_end = start.rfind("\n")
    start = start[:line_end] if line_end > most // 2 else start
    return Block(start, block.language, block.total or len(block.code))


def language_of(media_type: str, content: str) -> str:
    """Return the word for a fence: what the media type says, or else what the text looks like."""
    media_type = media_type.lower()
    for language in ("json", "html", "xml", "javascript", "graphql", "yaml", "css"):
        if language in media_type:
            return language
    if not media_type or "text/plain" in media_type:
        start = content.lstrip()[:1]
        return {"{": "json", "[": "json", "<": "xml"}.get(start, "text")
    return "text"


def type_name(type_: Type) -> str:
    """Return a type in words: ``array of string (uuid) or null``."""
    if isinstance(type_, ScalarType):
        return f"{type_.kind} ({type_.format})" if type_.format else type_.kind
    if isinstance(type_, ArrayType):
        items = type_name(type_.items)
        return "array" if items == "any" else f"array of {_plural(items)}"
    if isinstance(type_, MapType):
        values = type_name(type_.values)
        return "object" if values == "any" else f"object of {_plural(values)}"
    if isinstance(type_, ObjectType):
        return "object"
    if isinstance(type_, UnionType):
        return " or ".join(dict.fromkeys(map(type_name, type_.members)))
    return "string" if isinstance(type_, EnumType) else "any"


def _plural(name: str) -> str:
    """Keep a union inside an array apart from one around it."""
    return f"({name})" if " or " in name else name
