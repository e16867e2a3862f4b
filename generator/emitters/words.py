"""Texts of the model as words of a snippet: what stays open is named for the environment."""

from __future__ import annotations

import re

from generator.escaping.words import Env, Word
from generator.frozen import changed
from generator.names.plan import Plan
from generator.text import Fresh, Part, Reference, Secret, Slot, Text, joined


def word(text: Text, plan: Plan) -> Word:
    """Return a text's pieces: literals, and an `Env` for each reference and secret."""
    pieces: list[str | Env | Fresh] = []
    for part in text.parts:
        if isinstance(part, str | Fresh):
            pieces.append(part)
        elif isinstance(part, Slot):
            pieces.append(":" + part.name)
        elif isinstance(part, Reference):
            pieces.append(Env(plan.environment[part.name].env))
        else:
            pieces.append(_env_of(part, plan))
    return tuple(pieces)


def is_known(text: Text, plan: Plan) -> bool:
    """Whether everything open in a text is sent by some request, and so has a name."""
    return all(name in plan.environment for name in text.references) and all(
        secret in plan.literals for secret in text.secrets
    )


def _env_of(secret: Secret, plan: Plan) -> Env:
    """Return the environment variable that stands for a literal credential."""
    return Env(plan.literals[secret].env)


# Characters that a secret may hold in a URL as they are.
SAFE_IN_URL = re.compile(r"[A-Za-z0-9._~!$()*+,;=:@/?|^\[\]%-]*")


def url_word(text: Text, plan: Plan, safe: re.Pattern[str] = SAFE_IN_URL) -> Word:
    """Return a text of a URL; secrets with more than safe characters are marked for encoding."""
    pieces: list[str | Env | Fresh] = []
    for part in text.parts:
        found = word(Text((part,)), plan)
        if isinstance(part, Secret) and not part.matches(safe):
            found = tuple(changed(p, encoded=True) if isinstance(p, Env) else p for p in found)
        pieces += found
    return tuple(pieces)


def template(text: Text, plan: Plan) -> str:
    """Return a text as the client's own templates write it: secrets by their variable's name."""
    return Text(joined(_named(part, plan) for part in text.parts)).source


def _named(part: Part, plan: Plan) -> Part:
    known = plan.known(part) if isinstance(part, Secret) else None
    return Reference(known.name) if known else part
