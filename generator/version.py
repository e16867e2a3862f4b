"""The version of the generator, as locks and output name it."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"
_NAME = "postman-codegen"
GENERATOR = f"{_NAME} {VERSION}"

# Templates of a checkout stand beside the package. There code and templates change under one
# version, so what an earlier run left proves nothing.
IS_CHECKOUT = not (Path(__file__).parent / "_templates").is_dir()


def is_newer(generator: object) -> bool:
    """Whether a lock names a version of the generator that is newer than this one."""
    if generator == GENERATOR or not isinstance(generator, str):
        return False
    from packaging.version import InvalidVersion, Version

    name, _, version = generator.rpartition(" ")
    try:
        return name == _NAME and Version(version) > Version(VERSION)
    except InvalidVersion:
        return False
