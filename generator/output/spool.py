"""The files of a tree before they are written: they wait on disk, for all of them are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile, gettempdir
from weakref import finalize

from generator.diagnostics import CodegenError

# What a small tree takes needs no file.
_IN_MEMORY = 5 << 20


class Spool(Mapping[str, bytes]):
    """Contents by path, in the order in which they were added.

    All methods raise `CodegenError` (``output-unwritable``) when the system has no room for them.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by the next line
        finalize(self, self._file.close)
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def add(self, path: str, content: bytes) -> None:
        """Keep the content of a file."""
        with _room():
            self._file.seek(self._end)
            self._file.write(content)
        self._places[path] = (self._end, len(content))
        self._end += len(content)

    def __getitem__(self, path: str) -> bytes:
        start, length = self._places[path]
        with _room():  # what was written last may still be in a buffer
            self._file.seek(start)
            return self._file.read(length)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, path: object) -> bool:
        return path in self._places


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"files cannot wait here to be written: {error.strerror or error}"
        raise CodegenError("output-unwritable", message, gettempdir()) from error
