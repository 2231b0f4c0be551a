"""Where the research data lies: outside this repository, by ``AMENDS_SHARED_DATA`` or beside the checkout."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def folder(name: str) -> Path:
    """Find one folder of the research data, or end with a sentence that says how to name it."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    found = Path(os.environ.get("AMENDS_SHARED_DATA", beside)) / name
    if not found.is_dir():
        sys.exit(f"The research data “{name}” is not here. Set AMENDS_SHARED_DATA to the folder that holds it.")
    return found
