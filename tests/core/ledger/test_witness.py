"""What a witness may countersign: only a tree that its log signed, and that continues what was seen before."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger import note
from amends.core.ledger.checkpoint import read_checkpoint, signed
from amends.core.ledger.tree import EMPTY_ROOT, Refused, consistency_proof, leaf_hash, root_of
from amends.core.ledger.witness import NotProven, NotSigned, SeenOther, asked_text, judge, parse

SECRET = bytes(range(32))
ORIGIN = "harbour.example"
KEY = note.VerifierKey(ORIGIN, note.public_of(SECRET))
LEAVES = [leaf_hash(str(each).encode()) for each in range(70)]


def tree(size: int, leaves=LEAVES) -> str:
    return signed(ORIGIN, size, root_of(leaves[:size]), secret=SECRET)


def seen(size: int):
    return read_checkpoint(tree(size))


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_log_that_only_grew_is_countersigned(one, other):
    old, new = sorted((one, other))
    proof = consistency_proof(LEAVES[:new], old) if 0 < old < new else []
    asked = parse(asked_text(old, proof, tree(new)))
    assert (asked.old, asked.proof, asked.origin) == (old, tuple(proof), ORIGIN)
    assert judge(asked, KEY, seen(old) if old else None).root == root_of(LEAVES[:new])


@given(st.integers(1, 68), st.data())
def test_a_log_that_changed_what_was_seen_is_not(old, data):
    new = data.draw(st.integers(old + 1, 70))
    at = data.draw(st.integers(0, old - 1))
    forged = [*LEAVES[:at], leaf_hash(b"forged"), *LEAVES[at + 1 :]]
    asked = parse(asked_text(old, consistency_proof(forged[:new], old), tree(new, forged)))
    with pytest.raises(NotProven):
        judge(asked, KEY, seen(old))


@given(st.integers(1, 68), st.data())
def test_every_hash_of_the_proof_is_needed_as_it_is(old, data):
    new = data.draw(st.integers(old + 1, 70))
    proof = consistency_proof(LEAVES[:new], old)
    at = data.draw(st.integers(0, len(proof) - 1))
    for wrong in (proof[:at] + proof[at + 1 :], [*proof[:at], bytes(32), *proof[at + 1 :]], [*proof, bytes(32)]):
        with pytest.raises(NotProven):
            judge(parse(asked_text(old, wrong, tree(new))), KEY, seen(old))


def test_what_was_seen_last_decides():
    with pytest.raises(SeenOther, match="last seen here with 5 entries, not with 3") as told:
        judge(parse(asked_text(3, [], tree(7))), KEY, seen(5))
    assert told.value.size == 5
    with pytest.raises(SeenOther, match="0 entries"):
        judge(parse(asked_text(3, [], tree(7))), KEY, None)
    with pytest.raises(SeenOther, match="another root for the same 5 entries"):
        judge(parse(asked_text(5, [], tree(5, LEAVES[1:]))), KEY, seen(5))
    with pytest.raises(Refused, match="only 3 entries") as told:
        judge(parse(asked_text(5, [], tree(3))), KEY, seen(5))
    assert type(told.value) is Refused
    assert judge(parse(asked_text(5, [], tree(5))), KEY, seen(5)).size == 5


def test_from_nothing_nothing_is_proven():
    with pytest.raises(NotProven):
        judge(parse(asked_text(0, [bytes(32)], tree(5))), KEY, None)
    with pytest.raises(NotProven):
        judge(parse(asked_text(0, [], signed(ORIGIN, 0, bytes(32), secret=SECRET))), KEY, None)
    assert judge(parse(asked_text(0, [], tree(0))), KEY, None).root == EMPTY_ROOT
    assert judge(parse(asked_text(0, [], tree(5))), KEY, seen(0)).size == 5


def test_only_the_key_of_the_log_counts():
    stranger = signed(ORIGIN, 5, root_of(LEAVES[:5]), secret=bytes(32))
    with pytest.raises(NotSigned):
        judge(parse(asked_text(0, [], stranger)), KEY, None)
    text = note.read_note(tree(5)).text
    with pytest.raises(NotSigned):  # a countersignature of the same key is no signature of the log
        judge(parse(asked_text(0, [], note.written(text, [note.cosign(text, ORIGIN, SECRET, 5)]))), KEY, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "begins with a line"),
        ("old 0\n", "begins with a line"),
        ("new 0\n\n" + tree(1), "begins with a line"),
        ("old 00\n\n" + tree(1), "not a size in plain digits"),
        ("old -1\n\n" + tree(1), "not a size in plain digits"),
        ("old ²\n\n" + tree(1), "not a size in plain digits"),
        ("old 1\nAAAA\n\n" + tree(1), "Line 1 of the proof has 3 bytes"),
        ("old 1\n?\n\n" + tree(1), "Line 1 of the proof is not base64"),
        (asked_text(1, [bytes(32)] * 64, tree(1)), "at most 63"),
        ("old 0\n\nhello", "not signed"),
        ("old 0\n\nhello\n\n— a.example AAAAAAA=\n", "three lines"),
    ],
)
def test_what_has_another_form_is_refused_in_a_sentence(text, says):
    with pytest.raises(Refused, match=says):
        parse(text)


@given(st.text())
def test_whatever_comes_is_read_or_refused(text):
    for sent in (text, f"old 0\n{text}", asked_text(0, [], tree(1)) + text, f"old 0\n\n{text}"):
        with contextlib.suppress(Refused):
            assert parse(sent).origin == ORIGIN
