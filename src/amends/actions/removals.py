"""How often words were taken off public pages: a page that was made before that is handed to nobody after it.

It is counted in this process, and by the length of a file in the data directory that grows by one byte each time: so a
site that is running notices what a command does in another process.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final, TypeAlias

from django.conf import settings
from django.db import transaction

FILE: Final = "words-left"
"""The file in the data directory; only its length says anything, and nothing is lost with it."""

Removals: TypeAlias = tuple[int, int]
"""How often in this process, and how often in all that share its data directory; other figures, other pages."""

_lock = threading.Lock()
_here = 0


def words_leave() -> None:
    """Let no page be handed out that was made before the running transaction is committed.

    That is so before the transaction's deed is acknowledged to anybody. A page that is under way counts as made before.
    """
    # The words are gone then, whatever becomes of the file: a full disk must not say that they are not.
    transaction.on_commit(_note, robust=True)


def removals() -> Removals:
    """Count how often words were taken away; unequal to what it was before, where they were in between."""
    try:
        length = _file().stat().st_size
    except OSError:
        length = 0
    return _here, length


def _note() -> None:
    global _here  # noqa: PLW0603 - there is one site in a process
    with _lock:
        _here += 1
    # Appending is one step, whoever else does it at the same moment.
    with _file().open("ab") as file:
        file.write(b".")


def _file() -> Path:
    return Path(settings.AMENDS_DATA) / FILE
