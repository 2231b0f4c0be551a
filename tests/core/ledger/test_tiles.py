"""The tree in tiles: equal to the tree of all leaves, cheap to read, and readable from another implementation's log."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.ledger.checkpoint import opened
from amends.core.ledger.note import read_key
from amends.core.ledger.published import Place, path_of, place_at, places, unbundle
from amends.core.ledger.tiles import TILE_BYTES, Tiles, appended
from amends.core.ledger.tree import (
    EMPTY_ROOT,
    Refused,
    consistency_proof,
    continues,
    included,
    inclusion_proof,
    leaf_hash,
    root_of,
)

TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
LARGE = 256 * 256 + 300


@cache
def leaves():
    return [leaf_hash(f"entry {number}".encode()) for number in range(LARGE)]


@cache
def large():
    return appended(0, leaves(), lambda _level, _index: b"")


class Shelf:
    """Keeps tiles as a store does, and counts what is read."""

    def __init__(self, tiles=None):
        self.tiles = dict(tiles or {})
        self.read = []

    def __call__(self, level, index):
        self.read.append((level, index))
        return self.tiles.get((level, index), b"")


@settings(max_examples=40)
@given(st.lists(st.integers(0, 400), max_size=12))
def test_however_leaves_are_cut_into_batches_the_tiles_are_the_same(batches):
    shelf, size = Shelf(), 0
    for count in batches:
        shelf.read.clear()
        shelf.tiles.update(appended(size, leaves()[size : size + count], shelf))
        assert len(shelf.read) <= 2, "only the right edge is read"
        size += count
    assert shelf.tiles == appended(0, leaves()[:size], Shelf())
    assert Tiles(shelf).root(size) == root_of(leaves()[:size])


def test_one_by_one_through_a_whole_tile():
    shelf = Shelf()
    for size in range(520):
        changed = appended(size, [leaves()[size]], shelf)
        assert len(changed) <= 2
        shelf.tiles.update(changed)
        if size % 37 == 0 or size > 500:
            assert Tiles(shelf).root(size + 1) == root_of(leaves()[: size + 1])
    assert {place: len(tile) for place, tile in shelf.tiles.items()} == {
        (0, 0): TILE_BYTES,
        (0, 1): TILE_BYTES,
        (0, 2): 8 * 32,
        (1, 0): 2 * 32,
    }


def test_nothing_appended_changes_nothing():
    assert appended(5, [], Shelf()) == {}
    assert Tiles(Shelf()).root(0) == EMPTY_ROOT


@settings(max_examples=60)
@given(st.integers(1, LARGE), st.data())
def test_proofs_from_tiles_are_those_of_the_tree(size, data):
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    shelf = Shelf(large())
    tree = Tiles(shelf)
    path = tree.inclusion(index, size)
    assert len(shelf.read) <= 6, "a path through 65,836 leaves stands in few tiles"
    root = tree.root(size)
    assert included(leaves()[index], index, size, root, path)
    assert tree.leaf(index) == leaves()[index]
    assert continues(old, tree.root(old), size, root, tree.consistency(old, size))
    assert len(shelf.read) == len(set(shelf.read)), "no tile is read twice"
    if size < 1000:
        assert root == root_of(leaves()[:size])
        assert path == inclusion_proof(leaves()[:size], index)
        assert tree.consistency(old, size) == consistency_proof(leaves()[:size], old)


def test_the_largest_root_is_that_of_the_tree():
    assert Tiles(Shelf(large())).root(LARGE) == root_of(leaves())


def test_a_reader_stays_right_while_the_log_grows():
    shelf = Shelf(appended(0, leaves()[:3], Shelf()))
    tree = Tiles(shelf)
    assert tree.root(3) == root_of(leaves()[:3])
    shelf.tiles.update(appended(3, leaves()[3:700], shelf))
    assert tree.root(700) == root_of(leaves()[:700])
    assert tree.root(3) == root_of(leaves()[:3])


def test_a_tile_that_lacks_hashes_is_named():
    shelf = Shelf(appended(0, leaves()[:300], Shelf()))
    shelf.tiles[0, 1] = shelf.tiles[0, 1][:-1]
    with pytest.raises(Refused, match="Tile 1 of level 0 holds 1407 bytes where 1408 are needed"):
        Tiles(shelf).root(300)
    with pytest.raises(Refused, match="Tile 1 of level 0 holds 1407 bytes where 1408 are needed"):
        appended(300, [bytes(32)], shelf)
    with pytest.raises(Refused, match="Hash 2 has 5 bytes"):
        appended(0, [bytes(32), bytes(5)], shelf)


@pytest.mark.shared_data
def test_a_log_written_by_tessera_is_read_and_verified(shared_data):
    folder = shared_data / "merkle" / "tessera-log"
    key = read_key(TESSERA)
    assert str(key) == TESSERA
    signed = [folder / "checkpoint", *(folder / f"checkpoint.{size}" for size in range(16))]
    trees = [opened(path.read_text(encoding="utf-8"), [key]) for path in signed]
    assert [tree.size for tree in trees] == [15, *range(16)]
    for tree in trees:
        files = {place: (folder / path_of(place)).read_bytes() for place in places(tree.size)}
        hashes = next((found for place, found in files.items() if place.level == 0), b"")
        entries = [entry for place, found in files.items() if place.level is None for entry in unbundle(found)]
        assert b"".join(leaf_hash(entry) for entry in entries) == hashes
        assert appended(0, [leaf_hash(entry) for entry in entries], Shelf()) == ({(0, 0): hashes} if hashes else {})
        assert Tiles(Shelf({(0, 0): hashes})).root(tree.size) == tree.root
    found = {path.relative_to(folder).as_posix() for path in (folder / "tile").rglob("*") if path.is_file()}
    assert found == {path_of(place_at(path)) for path in found}
    assert len(found) == 30
    assert place_at("tile/0/000.p/15") == Place(0, 0, 15)
