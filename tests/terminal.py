"""A terminal for programs that look for one."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class Terminal:
    """A program on a terminal of its own: what it shows, and what is typed."""

    def __init__(self, words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        self._main, side = pty.openpty()
        self.process = subprocess.Popen(
            words, cwd=cwd, env=env, stdin=side, stdout=side, stderr=side, start_new_session=True
        )
        os.close(side)
        self.shown = ""

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        os.write(self._main, text.encode())

    def wait_for(self, pattern: str, seconds: float = 60) -> bool:
        """Read until the pattern is seen; false when the program or the time ends before."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.shown):
            left = max(end - time.monotonic(), 0)
            if not select.select([self._main], [], [], left)[0]:
                return False
            try:
                self.shown += os.read(self._main, 65536).decode(errors="replace")
            except OSError:  # the program has ended
                return bool(re.search(pattern, self.shown))
        return True

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self._main)
