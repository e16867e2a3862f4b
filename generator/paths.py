"""Paths and URLs of files: what they say of a file, and how they are shown.

Imports nothing of weight, for what must start fast.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

# ``s3://bucket/a``, and links of a chain around it: ``simplecache::s3://bucket/a``,
# ``zip://a.json::s3://bucket/b.zip``. A drive of Windows has one letter.
URL = re.compile(
    r"(?P<before>(?:[A-Za-z][A-Za-z0-9+.-]+::)*)"
    r"(?P<protocol>[A-Za-z][A-Za-z0-9+.-]+)://(?P<path>.*?)(?P<after>::.*)?",
    re.DOTALL,
)
_USER = re.compile(r"://[^/@]*@")
_QUERY = re.compile(r"(https?://[^?#]*).*", re.DOTALL)

YAML_ENDINGS = (".yaml", ".yml")


def is_yaml(path: str) -> bool:
    """Whether a file is YAML by its name."""
    return path.endswith(YAML_ENDINGS)


def is_toml(path: str) -> bool:
    """Whether a file is TOML by its name."""
    return path.endswith(".toml")


def is_url(path: str) -> bool:
    """Whether a path is a URL."""
    return "://" in path and URL.fullmatch(path) is not None


def path_in_url(url: str) -> str:
    """Return the path that a URL names, without what is around it."""
    found = URL.fullmatch(shown_url(url))
    return found["path"] if found else url


def without_file(path: str) -> str:
    """Return what ``file:///a`` means on disk; of other paths and URLs themselves."""
    return path_in_url(path) if path.startswith(("file://", "local://")) else path


def shown_url(url: str) -> str:
    """Return a URL without what may be a credential: user and password, and the query of HTTP."""
    if not is_url(url):
        return url
    links = (_USER.sub("://", link) for link in url.split("::"))
    return "::".join(_QUERY.sub(r"\1", link) for link in links)


def shown_path(path: str, below: str = "") -> str:
    """Return the path of an input as a lock writes it: as given, in POSIX form.

    Of an absolute path, one that leads upwards, or a URL, only the name of the file is shown, or
    that of the folder that was given and the path ``below`` it.
    """
    is_remote = is_url(path)
    path = path_in_url(path) if is_remote else path
    posix = path if below else path.replace("\\", "/")
    shown = PurePosixPath(posix)
    if not is_remote and not shown.is_absolute() and ".." not in shown.parts:
        return posix
    if not below:
        return shown.name
    folder = PurePosixPath(posix.removesuffix(below)).name
    return below if folder in ("", "..") else f"{folder}/{below}"


def stem_of(path: str) -> str:
    """Return a source's file name without what says that it is a collection."""
    name = PurePosixPath(shown_path(path)).name if path != "-" else "api"
    return name.partition(".")[0]
