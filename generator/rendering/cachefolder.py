"""Where things are kept between runs that can be made again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder that ``CODEGEN_CACHE_DIR`` names, or the user's own for us."""
    given = os.environ.get("CODEGEN_CACHE_DIR")
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("codegen", appauthor=False))
