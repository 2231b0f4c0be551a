"""The reader that ships with amends: its weight file, read once a process."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from amends.core.antennae.reading import Reader


@cache
def load() -> Reader:
    """Return the packaged reader, the same object at each call.

    Raises ``FileNotFoundError`` or ``ValueError`` when the installation lacks a weight file that fits.
    """
    with as_file(files("amends.engine") / "weights" / "reader.npz") as path, np.load(path) as arrays:
        return Reader.from_arrays({name: arrays[name] for name in arrays.files})
