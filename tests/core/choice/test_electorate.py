"""The list of who may bind: frozen, salted, each person once, provable."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.choice.electorate import Membership, UnfitElectorate, belongs, freeze, listed, prove, pseudonym

SALT = b"\1" * 32
PEOPLE = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), min_size=1, max_size=20)


def root_by_hand(leaves):
    """RFC 6962, section 2.1, word for word: an oracle for the root."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return hashlib.sha256(b"\1" + root_by_hand(leaves[:cut]) + root_by_hand(leaves[cut:])).digest()


@given(PEOPLE)
def test_each_person_once_in_any_order_under_the_root_of_rfc_6962(people):
    frozen = freeze(people, SALT)
    assert frozen == freeze(list(reversed(people)) + people, SALT)
    assert frozen.size == len(set(people))
    by_hand = sorted(hmac.new(SALT, person.encode(), hashlib.sha256).digest() for person in set(people))
    assert frozen.root == root_by_hand(by_hand).hex()
    assert listed(reversed(frozen.members)) == frozen


@given(PEOPLE, st.integers(0, 10**6))
def test_everybody_on_the_list_can_prove_it_and_nobody_else(people, pick):
    frozen = freeze(people, SALT)
    member = frozen.members[pick % frozen.size]
    proof = prove(frozen, member)
    assert belongs(member, proof, frozen.root, frozen.size)
    stranger = pseudonym(SALT, "\0 nobody has this key")
    assert not belongs(stranger, proof, frozen.root, frozen.size)
    assert not belongs(member, proof, frozen.root, frozen.size + 1)
    with pytest.raises(UnfitElectorate, match="not on the list"):
        prove(frozen, stranger)


def test_a_proof_for_another_list_does_not_hold():
    one, other = freeze("abc", SALT), freeze("abd", SALT)
    assert not belongs(one.members[0], prove(one, one.members[0]), other.root, 3)
    assert not belongs("zz", Membership(0, 3, ()), one.root, 3)
    assert not belongs(one.members[0], Membership(0, 3, ("zz",)), one.root, 3)


def test_two_choices_cannot_be_joined():
    assert not set(freeze("abc", SALT).members) & set(freeze("abc", b"\2" * 32).members)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: pseudonym(b"short", "a"), "has 32 bytes; this one has 5"),
        (lambda: pseudonym(SALT, ""), "has no key"),
        (lambda: freeze([], SALT), "Nobody is on the list"),
        (lambda: listed(["ab" * 32, "ab" * 32]), "abababab… twice"),
        (lambda: listed(["AB" * 32]), "no pseudonym of 64 hex digits"),
        (lambda: listed(["ab" * 32 + "\n"]), "no pseudonym of 64 hex digits"),
    ],
)
def test_a_list_that_cannot_stand_is_refused_in_words(make, sentence):
    with pytest.raises(UnfitElectorate, match=sentence):
        make()
