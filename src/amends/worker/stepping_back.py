"""A thread that lets everything else of the process go first."""

from __future__ import annotations

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

_STEP_BACK: Final = 10
"""How much nicer the thread is than the rest of the process (as `nice` counts), where the system knows threads."""


def thread_that_steps_back(name: str) -> ThreadPoolExecutor:
    """Return a pool of one such thread; whoever makes it shuts it down."""
    return ThreadPoolExecutor(1, name, initializer=_step_back)


def _step_back() -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _STEP_BACK)
