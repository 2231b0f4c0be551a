"""Proofs to take home."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.note import VerifierKey, public_of
from amends.core.ledger.proof import Proof, parse, text, verify
from amends.core.ledger.tree import Refused, leaf_hash
from core.ledger.logs import KEY, ORIGIN, OTHER, receipt, signed

BODIES = [f"entry {number}".encode() for number in range(21)]
WHOLE = receipt(BODIES, 13)
LEAF = leaf_hash(BODIES[13])


def test_a_proof_looks_as_the_specification_shows_it():
    lines = WHOLE.proof.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 13"]
    assert all(len(base64.b64decode(line)) == 32 for line in lines[2:7])
    assert lines[7:10] == ["", ORIGIN, "21"]
    assert WHOLE.proof.endswith("\n\n" + signed(BODIES))
    extra = text(Proof(13, parse(WHOLE.proof).hashes, signed(BODIES), b"\1\2"))
    assert extra.split("\n")[1:3] == ["extra AQI=", "index 13"]
    assert parse(extra).extra == b"\1\2"
    assert verify(extra, LEAF, [KEY]).size == 21


@given(st.integers(1, 40), st.data())
def test_every_receipt_holds_for_its_entry_and_for_no_other(size, data):
    bodies = [f"entry {number}".encode() for number in range(size)]
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    given_out = receipt(bodies, index)
    assert verify(given_out.proof, leaf_hash(given_out.body), [KEY]).size == size
    assert text(parse(given_out.proof)) == given_out.proof
    if other != index:
        with pytest.raises(Refused, match="does not lead from this entry to the signed root"):
            verify(given_out.proof, leaf_hash(bodies[other]), [KEY])


def test_any_flipped_bit_is_refused():
    whole = WHOLE.proof.encode()
    accepted = []
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            try:
                verify(changed.decode("utf-8", "surrogateescape"), LEAF, [KEY])
            except Refused:
                continue
            accepted.append((place, bit))
    assert accepted == []


def test_any_flipped_bit_of_the_entry_is_refused():
    for place in range(len(WHOLE.body)):
        for bit in range(8):
            changed = bytearray(WHOLE.body)
            changed[place] ^= 1 << bit
            with pytest.raises(Refused, match="does not lead from this entry"):
                verify(WHOLE.proof, leaf_hash(bytes(changed)), [KEY])


def test_another_key_is_not_trusted():
    with pytest.raises(Refused, match="No key that is trusted here"):
        verify(WHOLE.proof, LEAF, [VerifierKey(ORIGIN, public_of(OTHER))])
    with pytest.raises(Refused, match="No key that is trusted here"):
        verify(WHOLE.proof, LEAF, [])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda _whole: "", "begins with the line"),
        (lambda whole: whole.replace("@v1", "@v2"), "begins with the line"),
        (lambda whole: whole.split("\n\n")[0], "ends before its checkpoint"),
        (lambda whole: whole.replace("index 13\n", ""), "does not say the index"),
        (lambda whole: whole.replace("index 13", "index 013"), "The index in the proof is not a size"),
        (lambda whole: whole.replace("index 13", "index 21"), "speaks of entry 21, but its checkpoint counts only 21"),
        (lambda whole: whole.replace("index 13", "index 12"), "does not lead from this entry"),
        (lambda whole: whole.replace("index 13", "index 13\nAAAA"), "Hash 1 of the proof has 3 bytes"),
        (lambda whole: whole.replace("index 13", "index 13\nA"), "Hash 1 of the proof is not base64"),
        (lambda whole: whole.replace("index 13", "extra A\nindex 13"), "The extra line of the proof is not base64"),
        (lambda whole: whole.replace("index 13", "index 13\n" + "A" * 43 + "="), "does not lead from this entry"),
        (lambda whole: whole.replace("index 13", "index 13" + ("\n" + "A" * 43 + "=") * 60), "has 65 hashes"),
        (lambda whole: whole + "x" * 1_000_000, "characters; at most 1,000,000 are read"),
    ],
)
def test_what_is_wrong_is_said(change, says):
    with pytest.raises(Refused, match=says):
        verify(change(WHOLE.proof), LEAF, [KEY])


@given(st.text(max_size=100), st.booleans())
def test_anything_is_read_or_refused_in_words(found, headed):
    try:
        verify("c2sp.org/tlog-proof@v1\n" * headed + found, LEAF, [KEY])
    except Refused as refused:
        assert str(refused).isprintable()  # noqa: PT017 - only this outcome is right
    else:
        pytest.fail("It accepted noise.")


def test_a_proof_that_would_not_be_read_is_not_written():
    with pytest.raises(Refused, match="Hash 1 of the proof has 31 bytes"):
        text(Proof(0, (bytes(31),), signed(BODIES)))
    with pytest.raises(Refused, match="not signed"):
        text(Proof(0, (), "no checkpoint"))
