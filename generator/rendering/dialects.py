"""Dialects: the hosts that pages of the reference are written for, as data.

What else a host wants, above all how its tabs and notes look, is in its macros
(``templates/reference/dialects``).
"""

from __future__ import annotations

from typing import Literal

from generator.escaping.markdown import COMMONMARK, Flavour
from generator.frozen import Frozen


class Dialect(Frozen):
    """A host of pages.

    ``index`` is the file name of a folder's first page. ``nested``: a folder's page stands in the
    folder (``users/index.md``), not beside it (``users.md``). ``suffix`` is what links between
    pages end with. ``served`` is where a site has the page ``users/list.md``: as that ``file``,
    as ``users/list.html``, or as the ``folder`` ``users/list/``.
    """

    name: str
    flavour: Flavour = COMMONMARK
    index: str = "index.md"
    nested: bool = False
    suffix: str = ".md"
    served: Literal["file", "html", "folder"] = "file"


DIALECTS = {
    dialect.name: dialect
    for dialect in (
        Dialect("commonmark"),
        Dialect(
            "mkdocs-material",
            # Its pages load nothing from elsewhere; and in tabs, HTML cannot stand as a block.
            Flavour(pictures=False, directives="spaced"),
            nested=True,
            served="html",
        ),
        Dialect("docusaurus", Flavour(jsx=True, directives="kept"), nested=True, served="folder"),
        Dialect(
            "hugo",
            Flavour(html=False, directives="spaced"),
            index="_index.md",
            nested=True,
            served="folder",
        ),
        Dialect("jekyll", suffix=".html", served="html"),
    )
}


def served(page: str, dialect: Dialect) -> str:
    """Return where a site has a page, from the root of the reference: ``users/list/``."""
    folder, slash, name = page.rpartition("/")
    stem = name.removesuffix(".md")
    if dialect.served == "file":
        return page
    if dialect.served == "html":
        return f"{folder}{slash}{stem}.html"
    return folder + slash if name == dialect.index else f"{folder}{slash}{stem}/"
