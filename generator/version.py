"""The version of the generator, as locks and output name it."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"
NAME = "postman-codegen"
GENERATOR = f"{NAME} {VERSION}"

# Templates of a checkout stand beside the package. There code and templates change under one
# version, so what an earlier run left proves nothing.
IS_CHECKOUT = not (Path(__file__).parent / "_templates").is_dir()


def newer_version(generator: object) -> str | None:
    """Return the version of the generator that a lock names, if it is newer than this one.

    A lock may be tampered with: what is no version of ours is none.
    """
    if generator == GENERATOR or not isinstance(generator, str):
        return None
    from packaging.version import InvalidVersion, Version

    name, _, version = generator.rpartition(" ")
    try:
        return version if name == NAME and Version(version) > Version(VERSION) else None
    except InvalidVersion:
        return None
