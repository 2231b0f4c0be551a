"""The mark of a directory that holds a demo: which story it plays, and that it may be emptied. No Django here."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from amends.clock import Story
from amends.worker.data_directory import LOCK_FILE, hold, make_ready
from amends.worker.trouble import Trouble

if TYPE_CHECKING:
    from pathlib import Path

MARKER: Final = "made-by-amends-demo"


def is_demo(data: Path) -> bool:
    """Tell whether a demo made this directory."""
    return (data / MARKER).is_file()


def start_afresh(data: Path) -> None:
    """Empty the directory of an earlier demo, or make a new one, and mark it.

    Raises `Trouble` for a directory that holds anything else, and for one in which a demo is running.
    """
    if data.exists() and not is_demo(data) and (not data.is_dir() or any(data.iterdir())):
        raise Trouble(
            f"{data} holds something that is not a demo, so it is left alone. Choose another directory with --data.",
            code=2,
        )
    make_ready(data)
    with hold(data):
        # The mark comes first and stays to the end, so that a run that breaks off here does not lock out the next.
        (data / MARKER).write_text("", encoding="ascii")
        for kept in data.iterdir():
            if kept.is_dir():
                shutil.rmtree(kept)
            elif kept.name not in (MARKER, LOCK_FILE):
                kept.unlink()
    make_ready(data)


def keep_story(data: Path, story: Story) -> None:
    """Note which story is played and since when, so that `amends up` on this directory goes on with it."""
    (data / MARKER).write_text(json.dumps(asdict(story)), encoding="ascii")


def kept_story(data: Path) -> Story | None:
    """Tell which story a demo's directory plays; nothing for any other directory, or before the story began."""
    words = (data / MARKER).read_text(encoding="ascii") if is_demo(data) else ""
    return Story(**json.loads(words)) if words else None
