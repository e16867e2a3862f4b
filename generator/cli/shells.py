"""``completion``: scripts for shells, and values that they complete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from generator.options import EMIT

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that completes `codegen` in a shell.

    \b
    bash: eval "$(codegen completion bash)"
    zsh:  eval "$(codegen completion zsh)", after compinit
    fish: codegen completion fish > ~/.config/fish/completions/codegen.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None, "click knows each of them"
    root = context.find_root().command
    click.echo(found(root, {}, "codegen", "_CODEGEN_COMPLETE").source())


def folders(context: click.Context, option: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a folder; one that is not there yet may be given as well."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="dir")]


def outputs(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """Complete a list of outputs."""
    return _in_list(typed, EMIT)


def rules(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """Complete a list of rules of findings."""
    from generator.diagnostics import RULES

    return _in_list(typed, RULES)


def changes(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """Complete a list of rules of changes."""
    from generator.diff.rules import RULES

    return _in_list(typed, RULES)


def all_rules(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """Complete a rule of findings or of `codegen diff`."""
    return [*rules(context, option, typed), *changes(context, option, typed)]


def targets(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """Complete a snippet target."""
    from generator.rendering.templatefolders import find_targets, template_folders

    return _beginning(typed, find_targets(template_folders()))


def jobs(context: click.Context, option: click.Parameter, typed: str) -> list[str]:
    """Complete the name of a job of the config; of one that is broken there are none."""
    from generator.config.jobs import find_config, read_config
    from generator.diagnostics import CodegenError

    try:
        path = context.params.get("config") or find_config()
        return _beginning(typed, [job.name for job in read_config(path).jobs] if path else [])
    except CodegenError:
        return []


def _in_list(typed: str, names: Iterable[str]) -> list[str]:
    """Complete the last name of a list with commas; those before it are not offered again."""
    before, comma, last = typed.rpartition(",")
    given = before.split(",")
    return [before + comma + name for name in _beginning(last, names) if name not in given]


def _beginning(typed: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(typed)]
