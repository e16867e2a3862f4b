"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A deadline would fail tests where other work slows the machine down.
settings.register_profile("codegen", deadline=None)
settings.load_profile("codegen")
