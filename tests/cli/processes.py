"""Real processes: a site started as an operator starts it, and told to go as an operator tells it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Self

PATIENCE = 90.0
"""Seconds that a slow, shared machine gets for what takes two on a quiet one."""

_AMENDS = [sys.executable, "-c", "from amends.cli import main; main()"]


def surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_"))}
    return kept | {"PYTHONUNBUFFERED": "1"}


def amends(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*_AMENDS, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=surroundings(),
    )


class Running:
    """A command that keeps running, and what it has said so far."""

    def __init__(self, *arguments: str | Path, **more: str) -> None:
        """Start it; ``more`` stands in its environment."""
        self.process = subprocess.Popen(
            [*_AMENDS, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=surroundings() | more,
        )
        self._said: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._listener.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.append(line)

    @property
    def said(self) -> str:
        return "".join(self._said)

    def find(self, pattern: str) -> str:
        """Wait until it says something that fits, and give the first group."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := re.search(pattern, self.said):
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"It never said “{pattern}”, but:\n{self.said}")

    def leave(self, number: signal.Signals) -> int:
        """Send a signal and wait for the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._listener.join()
        return code


def get(address: str) -> tuple[int, str]:
    """Fetch a page and give where it led and what it says."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()
