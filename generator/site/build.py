"""Building the site: MkDocs with its theme, around pages that `render` makes."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from generator.diagnostics import CodegenError
from generator.garbage import uncollected

HTML = "html"
_CONFIG = "mkdocs.yml"
_EXTRA = "`codegen site` needs Material for MkDocs; install postman-codegen[site]"


@uncollected()
def build_site(root: Path) -> None:
    """Build the HTML below ``root``, where a tree with ``mkdocs.yml`` stands.

    Raises `CodegenError` when MkDocs is missing or cannot build it, and for a link in the way.
    """
    _refuse_links(root / HTML)
    # Material prints advertisements for and against versions of MkDocs.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        from mkdocs.commands.build import build
        from mkdocs.config import load_config
        from mkdocs.exceptions import MkDocsException

        from generator.site.plugin import Pages
    except ImportError as error:
        raise CodegenError("site", _EXTRA) from error
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    path = str(root / _CONFIG)
    try:
        config = load_config(path)
        config.plugins["codegen"] = Pages()
        build(config)
    except MkDocsException as error:
        raise CodegenError("site", f"MkDocs cannot build it: {error}", path) from error


def _refuse_links(folder: Path) -> None:
    """Raise `CodegenError` for a link: MkDocs would empty and fill what it leads to."""
    inside = folder.iterdir() if folder.is_dir() and not folder.is_symlink() else ()
    for path in (folder, *inside):
        if path.is_symlink():
            message = "this is a link, which may lead elsewhere; remove it"
            raise CodegenError("output-refused", message, str(path))
