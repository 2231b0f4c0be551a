"""The Merkle tree, held beside the definitions of RFC 6962 and beside published vectors."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.tree import (
    EMPTY_ROOT,
    Refused,
    consistency_proof,
    consistency_ranges,
    continues,
    included,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root_of,
)

DATA = [f"entry {number}".encode() for number in range(128)]
LEAVES = [leaf_hash(each) for each in DATA]


def oracle_root(data):
    """Define MTH as RFC 6962, 2.1 does, word for word."""
    if len(data) == 0:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = oracle_k(len(data))
    return hashlib.sha256(b"\x01" + oracle_root(data[:k]) + oracle_root(data[k:])).digest()


def oracle_k(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def oracle_path(m, data):
    """Define PATH as RFC 6962, 2.1.1 does."""
    if len(data) == 1:
        return []
    k = oracle_k(len(data))
    if m < k:
        return [*oracle_path(m, data[:k]), oracle_root(data[k:])]
    return [*oracle_path(m - k, data[k:]), oracle_root(data[:k])]


def oracle_subproof(m, data, *, whole):
    """Define SUBPROOF as RFC 6962, 2.1.2 does."""
    if m == len(data):
        return [] if whole else [oracle_root(data)]
    k = oracle_k(len(data))
    if m <= k:
        return [*oracle_subproof(m, data[:k], whole=whole), oracle_root(data[k:])]
    return [*oracle_subproof(m - k, data[k:], whole=False), oracle_root(data[:k])]


ROOTS = [oracle_root(DATA[:size]) for size in range(129)]


def decoded(case, name):
    return [base64.b64decode(each) for each in case[name] or []]


def vectors(shared_data, name):
    lines = (shared_data / "merkle" / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 98
    return [json.loads(line) for line in lines]


@pytest.mark.shared_data
def test_published_inclusion_proofs_are_judged_as_published(shared_data):
    wrong = []
    for case in vectors(shared_data, "inclusion.jsonl"):
        leaf, root = (base64.b64decode(case[name] or "") for name in ("leafHash", "root"))
        if included(leaf, case["leafIdx"], case["treeSize"], root, decoded(case, "proof")) is case["wantErr"]:
            wrong.append(case["file"])
    assert wrong == []


@pytest.mark.shared_data
def test_published_consistency_proofs_are_judged_as_published(shared_data):
    wrong = []
    for case in vectors(shared_data, "consistency.jsonl"):
        one, two = (base64.b64decode(case[name] or "") for name in ("root1", "root2"))
        if continues(case["size1"], one, case["size2"], two, decoded(case, "proof")) is case["wantErr"]:
            wrong.append(case["file"])
    assert wrong == []


def test_the_constants_are_those_of_the_rfc():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


def test_roots_are_those_of_the_definition():
    assert [root_of(LEAVES[:size]) for size in range(129)] == ROOTS


@pytest.mark.once
def test_every_inclusion_proof_is_that_of_the_definition_and_holds():
    for size in range(1, 129):
        for index in range(size):
            proof = inclusion_proof(LEAVES[:size], index)
            assert included(LEAVES[index], index, size, ROOTS[size], proof)
            if size < 40 or index % 7 == 0:
                assert proof == oracle_path(index, DATA[:size])


@pytest.mark.once
def test_every_consistency_proof_is_that_of_the_definition_and_holds():
    for new in range(1, 129):
        for old in range(1, new + 1):
            proof = consistency_proof(LEAVES[:new], old)
            assert continues(old, ROOTS[old], new, ROOTS[new], proof)
            if new < 40 or old % 7 == 0:
                assert proof == oracle_subproof(old, DATA[:new], whole=True)


sizes = st.integers(1, 128)
flips = st.tuples(st.integers(0, 10**6), st.integers(1, 255))


def flipped(hashes, flip):
    """Change one byte in a list of hashes."""
    joined = bytearray(b"".join(hashes))
    joined[flip[0] % len(joined)] ^= flip[1]
    return [bytes(joined[at : at + 32]) for at in range(0, len(joined), 32)]


@given(sizes, st.data(), flips)
def test_a_changed_inclusion_proof_is_refused(size, data, flip):
    index = data.draw(st.integers(0, size - 1))
    given_out = [LEAVES[index], ROOTS[size], *inclusion_proof(LEAVES[:size], index)]
    leaf, root, *proof = flipped(given_out, flip)
    assert not included(leaf, index, size, root, proof)


@given(sizes, st.data(), flips)
def test_a_changed_consistency_proof_is_refused(new, data, flip):
    old = data.draw(st.integers(1, new))
    one, two, *proof = flipped([ROOTS[old], ROOTS[new], *consistency_proof(LEAVES[:new], old)], flip)
    assert not continues(old, one, new, two, proof)


@given(sizes, st.data())
def test_a_proof_of_another_place_or_length_is_refused(size, data):
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-2, 2 * size))
    proof = inclusion_proof(LEAVES[:size], index)
    if other != index:
        assert not included(LEAVES[index], other, size, ROOTS[size], proof)
    assert not included(LEAVES[index], index, size, ROOTS[size], [*proof, bytes(32)])
    assert not proof or not included(LEAVES[index], index, size, ROOTS[size], proof[:-1])
    assert not included(LEAVES[index], index, size, ROOTS[size], [each[:-1] for each in proof] + [b""])


@given(sizes, sizes, st.lists(st.binary(min_size=30, max_size=34), max_size=9))
def test_invented_proofs_are_refused(old, new, proof):
    assert not included(LEAVES[0], min(old, new) - 1, max(old, new) + 1, ROOTS[5], proof)
    if old != new or proof:
        assert not continues(old, ROOTS[old], new, ROOTS[new], proof)


def test_lengths_are_checked_before_anything_is_hashed():
    # Two hashes of 33 and 31 bytes join to the same 64 as the true ones.
    left, right = LEAVES[:2]
    joined = left + right
    assert node_hash(joined[:33], joined[33:]) == node_hash(left, right)
    assert not included(joined[:33], 0, 2, node_hash(left, right), [joined[33:]])
    with pytest.raises(Refused, match="Hash 1 has 33 bytes"):
        root_of([joined[:33], joined[33:]])


def test_nothing_is_proven_from_an_empty_tree():
    with pytest.raises(Refused, match="from a tree of 0"):
        consistency_ranges(0, 5)
    assert not continues(0, EMPTY_ROOT, 5, ROOTS[5], [])
    assert not continues(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])


def test_equal_trees_want_an_empty_proof_and_equal_roots():
    assert continues(5, ROOTS[5], 5, ROOTS[5], [])
    assert not continues(5, ROOTS[5], 5, ROOTS[5], [ROOTS[5]])
    assert not continues(5, ROOTS[5], 5, ROOTS[6], [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_there_is_no_proof_of_what_is_not_there(index, size):
    with pytest.raises(Refused, match=f"no entry {index} in a tree of {size}"):
        inclusion_ranges(index, size)
    assert not included(LEAVES[0], index, size, ROOTS[size], [])


def test_a_tree_does_not_shrink():
    with pytest.raises(Refused, match="from a tree of 6 to one of 5"):
        consistency_ranges(6, 5)
    assert not continues(6, ROOTS[6], 5, ROOTS[5], consistency_proof(LEAVES[:6], 5))
