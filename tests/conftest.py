"""What holds for all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.wires")

# A deadline would fail tests where other work slows the machine down.
settings.register_profile("codegen", deadline=None)
settings.load_profile("codegen")
