"""The whole story: open, read, compare, propose a version."""

from __future__ import annotations

from generator.analysis import analyse
from generator.diagnostics import Choice, Diagnostic
from generator.diff.compare import Version, compare, make_version
from generator.diff.numbers import is_version, next_version
from generator.diff.report import Report
from generator.diff.revisions import Opened, opened
from generator.diff.sides import Side
from generator.frozen import changed
from generator.loading import load
from generator.options import Options
from generator.paths import shown_url, stem_of

_ALL = Choice()


def difference(
    old: str, new: str, options: Options, current: str | None, choice: Choice = _ALL
) -> Report:
    """Return how two versions differ, each a path, ``-`` or a path of a revision of git.

    ``options`` say how both are read and generated; their sources do not count, and what they name
    need not be in both. ``current`` is the version that the next one follows; without it that is
    the one that the old version states. Changes that are not in the ``choice`` are left out. An old
    revision need not have the file that is compared. Raises `CodegenError` when one of them cannot
    be read.
    """
    with opened(old, new) as former, opened(new) as files:
        # Two names of a file are no change; of what a folder holds, files keep their own.
        is_named = not (former.is_folder and files.is_folder)
        options = changed(options, stem=stem_of(files.sources[0]) if is_named else None)
        before, first = _read(old, former, options) if former.sources else (_absent(old), None)
        after, second = _read(new, files, options)
        changes = tuple(one for one in compare(first, second) if choice.has(one.rule))
        number = current or (before.version if is_version(before.version) else None)
        proposed = next_version(number, changes) if number else None
        return Report(before, after, changes, number, proposed)


def _read(given: str, files: Opened, options: Options) -> tuple[Side, Version]:
    read = changed(options, sources=files.sources, lenient=True)
    loaded = load(read)
    emission = analyse(read, loaded)
    api, version = emission.api, make_version(emission)
    if not api.endpoints:
        message = f"{shown_url(given)} has no request, so there is nothing to compare"
        loaded.diagnostics.add("version-empty", message, None)
    found = tuple(loaded.diagnostics)
    return Side(given, api.name, api.version, found, loaded.input_files, files.user_path), version


def _absent(given: str) -> Side:
    message = f"{given} is not there, so all requests are new"
    return Side(given, diagnostics=(Diagnostic("version-absent", "warning", message),))
