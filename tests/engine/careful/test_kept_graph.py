from __future__ import annotations

import os

import pytest

from amends.engine.careful.kept_graph import kept


class Maker:
    def __init__(self, data: bytes = b"a network") -> None:
        self.made, self.data = 0, data

    def __call__(self) -> bytes:
        self.made += 1
        return self.data


def test_it_is_made_once(tmp_path):
    maker = Maker()
    assert [kept(tmp_path / "reader", "careful-1-0.onnx", maker) for _ in range(3)] == [b"a network"] * 3
    assert maker.made == 1


@pytest.mark.parametrize("spoilt", [b"", b"a netwerk", b"a network and more"])
def test_a_file_that_was_changed_is_made_again(tmp_path, spoilt):
    maker = Maker()
    kept(tmp_path, "careful-1-0.onnx", maker)
    (tmp_path / "careful-1-0.onnx").write_bytes(spoilt)
    assert kept(tmp_path, "careful-1-0.onnx", maker) == b"a network"
    assert (tmp_path / "careful-1-0.onnx").read_bytes() == b"a network"
    assert maker.made == 2


def test_without_its_digest_a_file_is_not_believed(tmp_path):
    (tmp_path / "careful-1-0.onnx").write_bytes(b"something else")
    assert kept(tmp_path, "careful-1-0.onnx", Maker()) == b"a network"


def test_nothing_unfinished_and_nothing_older_stays(tmp_path):
    kept(tmp_path, "careful-1-aa-0.onnx", Maker())
    kept(tmp_path, "careful-1-bb-0.onnx", Maker(b"newer"))
    kept(tmp_path, "careful-1-bb-1.onnx", Maker(b"its sister"))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"careful-1-bb-{n}.onnx{end}" for n in (0, 1) for end in ("", ".sha256")]


def test_where_nothing_can_be_kept_it_is_made_each_time(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    maker = Maker()
    assert [kept(blocked / "reader", "careful-1-0.onnx", maker), kept(None, "x", maker)] == [b"a network"] * 2
    assert maker.made == 2


def test_a_full_disk_leaves_no_piece_behind(tmp_path, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert kept(tmp_path, "careful-1-0.onnx", Maker()) == b"a network"
    assert list(tmp_path.iterdir()) == []
