"""Where an argument comes from: the command as it was typed, or a variable of the environment."""

from __future__ import annotations

import click
from click.core import ParameterSource


def is_typed(name: str) -> bool:
    """Whether an argument stands in the command, and not only in the environment."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE


def spelled(name: str) -> str:
    """Return what gave an argument, as its user wrote it: ``--emit`` or ``CODEGEN_EMIT``."""
    context = click.get_current_context()
    option = next(one for one in context.command.params if one.name == name)
    if context.get_parameter_source(name) is ParameterSource.ENVIRONMENT:
        return str(option.envvar)
    return max(option.opts, key=len)
