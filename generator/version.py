"""The version of the generator, as locks and output name it."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"
GENERATOR = f"postman-codegen {VERSION}"

# Templates of a checkout stand beside the package. There code and templates change under one
# version, so what an earlier run left proves nothing.
IS_CHECKOUT = not (Path(__file__).parent / "_templates").is_dir()
