"""What is too large to be read, unless the user says otherwise: no real collection comes near."""

from __future__ import annotations

import os
from typing import BinaryIO

from generator.diagnostics import CodegenError

#: In bytes. The largest of 239 real collections has 2.5 MB.
LARGEST_FILE = 32_000_000
#: Of one collection.
MOST_REQUESTS = 50_000

_VARIABLE = "CODEGEN_UNLIMITED"
_ADVICE = f"divide it, or set {_VARIABLE}=1 and allow for minutes and gigabytes"


def read_within(file: BinaryIO, path: str) -> bytes:
    """Return the rest of a file; raises `CodegenError` (``input-large``) when it is too long."""
    if not _is_bounded():
        return file.read()
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        message = f"the file has more than {LARGEST_FILE // 1_000_000} MB; {_ADVICE}"
        raise CodegenError("input-large", message, path)
    return content


def check_requests(number: int, path: str) -> None:
    """Raise `CodegenError` (``input-large``) for more requests than a collection may have."""
    if number > MOST_REQUESTS and _is_bounded():
        message = f"the collection has more than {MOST_REQUESTS:,} requests; {_ADVICE}"
        raise CodegenError("input-large", message, path)


def _is_bounded() -> bool:
    return os.environ.get(_VARIABLE, "") in ("", "0")
