"""Checkpoints: three lines, and whose key may sign them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger import note
from amends.core.ledger.checkpoint import Checkpoint, checkpoint_text, opened, parse, read_checkpoint, signed
from amends.core.ledger.note import COSIGNATURE, VerifierKey, public_of
from amends.core.ledger.tree import EMPTY_ROOT, Refused
from core.ledger.logs import KEY, ORIGIN, OTHER, SECRET

ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_as_it_was_written(size, root):
    assert parse(checkpoint_text(ORIGIN, size, root)) == Checkpoint(ORIGIN, size, root)
    assert opened(signed(ORIGIN, size, root, secret=SECRET), [KEY]) == Checkpoint(ORIGIN, size, root)


def test_the_text_is_that_of_the_specification():
    assert checkpoint_text(ORIGIN, 20852163, EMPTY_ROOT) == f"{ORIGIN}\n20852163\n{ROOT}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has three lines"),
        (f"{ORIGIN}\n5\n{ROOT}", "has three lines"),
        (f"{ORIGIN}\n5\n", "has three lines"),
        (f"\n5\n{ROOT}\n", "Line 1 of the checkpoint is empty"),
        (f"{ORIGIN}\n\n{ROOT}\n", "Line 2 of the checkpoint is empty"),
        (f"{ORIGIN}\n5\n\n", "Line 3 of the checkpoint is empty"),
        (f"{ORIGIN}\n5\n{ROOT}\n\n", "Line 4 of the checkpoint is empty"),
        (f"{ORIGIN}\n05\n{ROOT}\n", "Line 2 of the checkpoint is not a size"),
        (f"{ORIGIN}\n-5\n{ROOT}\n", "Line 2 of the checkpoint is not a size"),
        (f"{ORIGIN}\n5 \n{ROOT}\n", "Line 2 of the checkpoint is not a size"),
        (f"{ORIGIN}\n٥\n{ROOT}\n", "Line 2 of the checkpoint is not a size"),
        (f"{ORIGIN}\n9223372036854775808\n{ROOT}\n", "Line 2 of the checkpoint is not a size"),
        (f"{ORIGIN}\n5\n{ROOT[:-1]}\n", "Line 3 of the checkpoint is not base64"),
        (f"{ORIGIN}\n5\n{ROOT[:-2]}V=\n", "Line 3 of the checkpoint is not base64"),
        (f"{ORIGIN}\n5\nAAAA\n", "Line 3 of the checkpoint is a root of 3 bytes"),
    ],
)
def test_each_wrong_line_is_named(text, says):
    with pytest.raises(Refused, match=says):
        parse(text)


def test_extension_lines_are_read_and_never_written():
    assert parse(f"{ORIGIN}\n5\n{ROOT}\nmore\n").extensions == ("more",)
    with pytest.raises(Refused, match="holds a line break"):
        checkpoint_text(f"{ORIGIN}\n5\n{ROOT}", 5, EMPTY_ROOT)


def test_only_the_key_of_the_origin_may_sign():
    other = VerifierKey("example.com/other", public_of(OTHER))
    text = checkpoint_text(ORIGIN, 5, EMPTY_ROOT)
    by_other = note.written(text, [note.sign(text, other.name, OTHER)])
    with pytest.raises(Refused, match="not signed by the key of that name"):
        opened(by_other, [KEY, other])
    by_witness = note.written(text, [note.cosign(text, ORIGIN, SECRET, 5)])
    with pytest.raises(Refused, match="not signed by the key of that name"):
        opened(by_witness, [KEY, VerifierKey(ORIGIN, KEY.public, COSIGNATURE)])


def test_a_signed_checkpoint_carries_its_witnesses():
    text = checkpoint_text(ORIGIN, 5, EMPTY_ROOT)
    seen = signed(ORIGIN, 5, EMPTY_ROOT, secret=SECRET, cosignatures=[note.cosign(text, "w.example", OTHER, 9)])
    witness = VerifierKey("w.example", public_of(OTHER), COSIGNATURE)
    assert opened(seen, [KEY, witness]).size == 5
    assert note.verify(seen, [witness]) == (note.Signed(witness, 9),)
    assert read_checkpoint(seen) == Checkpoint(ORIGIN, 5, EMPTY_ROOT)


def test_any_flipped_bit_is_refused():
    whole = signed(ORIGIN, 1234, EMPTY_ROOT, secret=SECRET).encode()
    accepted = []
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            try:
                opened(changed.decode("utf-8", "surrogateescape"), [KEY])
            except Refused:
                continue
            accepted.append((place, bit))
    assert accepted == []


@given(st.text(max_size=120))
def test_anything_is_read_or_refused_in_words(text):
    try:
        parse(text)
    except Refused as refused:
        assert str(refused).isprintable()  # noqa: PT017 - either outcome is right
