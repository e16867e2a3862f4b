"""What a command was given, as frozen data: the options that several commands have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.config.jobs import Job
from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.fleet.shards import Shard


class Arguments(Frozen):
    """What a command was given; an option that it does not have is as if nobody gave it.

    ``settings`` are those of a job, by the names of `Job`: all that the command can set, ``None``
    or empty where it was not asked to.
    """

    settings: Mapping[str, Any]
    sources: tuple[str, ...] = ()
    config: str | None = None
    apis: tuple[str, ...] = ()

    # How findings are printed
    format_: str = "text"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    error_on_warning: bool = False
    quiet: bool = False
    verbose: bool = False

    # How trees are made, and what is printed of them
    force: bool = False
    no_cache: bool = False
    show_diff: bool = False
    watch: bool = False
    dry_run: bool = False
    list_outputs: bool = False
    stdout: str | None = None
    depfile: str | None = None
    stamp: str | None = None

    # Who does the jobs of a config, and which of them
    jobs: int = 1
    scheduler: str | None = None
    shard: Shard | None = None
    record: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether findings are printed as they come, and not in a document at the end."""
        return self.format_ == "text"


_OWN = set(Arguments.__struct_fields__) - {"settings"}
_SETTINGS = set(Job.__struct_fields__) - _OWN


def read_arguments(values: Mapping[str, Any]) -> tuple[Arguments, dict[str, Any]]:
    """Return what click read as the arguments of a command, and what is for this command alone."""
    own = {name: value for name, value in values.items() if name in _OWN}
    settings = {name: value for name, value in values.items() if name in _SETTINGS}
    rest = {name: values[name] for name in values if name not in own and name not in settings}
    return Arguments(settings, **own), rest
