"""The careful reader: a small network that reads again what the fast reader is unsure of. Optional, offline, on a CPU.

Nothing in here is imported unless it is asked for, and the site works without it.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from amends.engine.careful.base_weights import INSTALL, NoBaseWeights, checked_files

PARTS: Final = ("onnx", "onnxruntime", "tokenizers")
INSTALL_PARTS: Final = "pip install 'amends[careful]'"


class NotInstalled(RuntimeError):
    """What the careful reader runs on is not here; the message says so in a sentence."""


def is_wanted() -> bool:
    """Tell whether somebody installed any of it: then what is missing is worth a word."""
    return any(find_spec(part) for part in PARTS)


def what_is_missing() -> str:
    """Tell in a sentence what the careful reader lacks here, or nothing where it can read; it loads nothing heavy."""
    missing = [part for part in PARTS if find_spec(part) is None]
    if missing:
        return f"It needs {', '.join(missing)}: {INSTALL_PARTS}"
    try:
        checked_files()
    except NoBaseWeights as error:
        return str(error)
    return ""


__all__ = ["INSTALL", "INSTALL_PARTS", "PARTS", "NoBaseWeights", "NotInstalled", "is_wanted", "what_is_missing"]
