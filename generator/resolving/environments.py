"""Environments: what the variables of a source are in each of several environment files."""

from __future__ import annotations

from collections.abc import Sequence

from generator.credentials.conceal import conceal
from generator.frozen import Frozen
from generator.model import Api, Variable
from generator.resolving.variables import merged


class Environment(Frozen):
    """An environment by its name: the variables that have a value there and are not secret."""

    name: str
    variables: tuple[Variable, ...]


def environments(
    api: Api, read: Sequence[tuple[str, tuple[Variable, ...]]]
) -> tuple[Environment, ...]:
    """Return what each environment makes of the Api's variables; nothing where there are not two.

    ``read`` are names and rows of files, the Api is as it was read. Globals belong to all. What one
    file calls secret is in none.
    """
    shared = [row for _, rows in read for row in rows if row.scope == "globals"]
    own = [(n, rows) for n, rows in read if any(row.scope == "environment" for row in rows)]
    if len(own) < 2:
        return ()
    everything = (*api.variables, *(row for _, rows in read for row in rows))
    variants = [
        (name, conceal(merged(api, (*shared, *rows)), everything).variables) for name, rows in own
    ]
    secret = {row.name for row in everything if row.secret}
    return tuple(
        Environment(name, tuple(v for v in variables if v.name not in secret and _is_open(v)))
        for name, variables in variants
    )


def _is_open(variable: Variable) -> bool:
    value = variable.value
    return not variable.secret and value is not None and not value.secrets
