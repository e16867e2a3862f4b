"""What holds for all tests."""

from __future__ import annotations

import signal

import anyio
import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.wires")

# A shell ignores interrupts for what it runs in the background, and processes hand that on; those
# that tests start are interrupted by some.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A deadline would fail tests where other work slows the machine down.
settings.register_profile("codegen", deadline=None)
settings.load_profile("codegen")


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds that a client would have slept; it does not."""
    seconds: list[float] = []

    async def sleep(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr("time.sleep", seconds.append)
    monkeypatch.setattr(anyio, "sleep", sleep)
    return seconds
