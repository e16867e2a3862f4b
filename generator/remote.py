"""Inputs at URLs, by whatever fsspec and its plugins can open; imported when there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.diagnostics import CodegenError
from generator.paths import URL, is_url, is_yaml, shown_url

# More files than a collection has; what holds so many is no folder of one.
_MAX_FILES = 100_000


def open_system(url: str, rule: str = "input-unreadable") -> tuple[Any, str]:
    """Return the file system of a URL, and the path in it.

    Raises `CodegenError`: ``extra`` without fsspec, ``rule`` without a plugin for the protocol.
    """
    try:
        import fsspec
    except ImportError:
        message = "a URL needs fsspec: pip install 'postman-codegen[fsspec]'"
        raise CodegenError("extra", message, shown_url(url)) from None
    try:
        system, path = fsspec.core.url_to_fs(url)
        system.invalidate_cache()
        return system, path
    except Exception as error:
        raise url_error(url, error, rule) from None


def url_error(url: str, error: Exception, rule: str = "input-unreadable") -> CodegenError:
    """Return what to say of an error that a file system raised; each plugin has its own."""
    if isinstance(error, ImportError):  # it names a package, and never the URL
        return CodegenError("extra", f"a package is missing: {error}", shown_url(url))
    if isinstance(error, FileNotFoundError):
        message = "there is no such file"
    else:
        # What a plugin says may hold the credentials of a URL, written in some other way.
        said = f": {error}" if shown_url(url) == url else ""
        message = f"this failed: {type(error).__name__}{said}"
    return CodegenError(rule, message, shown_url(url))


def read_url(url: str) -> bytes:
    """Return the bytes at a URL. Raises `CodegenError` (``input-unreadable``, ``extra``)."""
    system, path = open_system(url)
    try:
        content: bytes = system.cat_file(path)
        return content
    except Exception as error:
        raise url_error(url, error) from None


def expand_url(pattern: str) -> list[str]:
    """Return the URLs that a pattern means, sorted; errors as in `read_url`."""
    system, path = open_system(pattern)
    try:
        found = sorted(system.glob(path))
    except Exception as error:
        raise url_error(pattern, error) from None
    parts = URL.fullmatch(pattern)
    if parts is None:
        return found
    before, after = parts["before"] + parts["protocol"], parts["after"] or ""
    return [name if is_url(name) else f"{before}://{name}{after}" for name in found]


@contextmanager
def downloaded(url: str) -> Iterator[str]:
    """Have the file at a URL, or the YAML files of the folder there, on disk for the block.

    Raises `CodegenError` (``input-unreadable``, ``extra``).
    """
    import tempfile

    system, root = open_system(url)
    with tempfile.TemporaryDirectory(prefix="codegen-") as folder:
        copy = Path(folder, Path(root).name or "input")
        try:
            if system.isfile(root):
                copy.write_bytes(system.cat_file(root))
            else:
                _download(system, root.rstrip("/"), copy)
        except Exception as error:
            raise url_error(url, error) from None
        yield str(copy)


def _download(system: Any, root: str, copy: Path) -> None:
    found = {b: p for b, p in files_below(system, root).items() if is_yaml(b)}
    if not found:
        raise FileNotFoundError(root)
    if len(found) > _MAX_FILES:
        raise ValueError(f"more than {_MAX_FILES:,} files")
    for below, content in read_files(system, found).items():
        (copy / below).parent.mkdir(parents=True, exist_ok=True)
        (copy / below).write_bytes(content)


def files_below(system: Any, root: str) -> dict[str, str]:
    """Return the files below a folder: their paths from there, and in the file system.

    Names that lead out of the folder, which an object store may hold, are left out.
    """
    root = root.rstrip("/") + "/"
    paths = [path for path in system.find(root) if path.startswith(root)]
    found = {path.removeprefix(root): path for path in paths}
    return {below: path for below, path in found.items() if ".." not in below.split("/")}


def read_files(system: Any, found: Mapping[str, str]) -> dict[str, bytes]:
    """Return the bytes of files by their paths from a folder; ``found`` as of `files_below`."""
    contents = system.cat(list(found.values())) if found else {}
    return {below: contents[path] for below, path in found.items()}
