"""Text that a filter has escaped: it may be written as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import markupsafe


class Markup(markupsafe.Markup):
    """What the filters return.

    It is made without the look for a value's own ``__html__``, which takes longer than most of the
    filters: theirs are strings.
    """

    __slots__ = ()
    if not TYPE_CHECKING:
        __new__ = str.__new__
