"""Signed notes: the specification's own example, and everything a forger might try."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger import note
from amends.core.ledger.note import COSIGNATURE, VerifierKey, public_of
from amends.core.ledger.tree import Refused
from core.ledger.logs import KEY, ORIGIN, OTHER, SECRET

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
TEXT = "example.com/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
WITNESS = VerifierKey("witness.example/w1", public_of(OTHER), COSIGNATURE)


def test_the_example_of_the_specification_holds():
    key = note.read_key(EXAMPLE_KEY)
    assert (key.name, key.id.hex(), str(key)) == ("example.com/foo", "530d903a", EXAMPLE_KEY)
    assert note.verify(EXAMPLE, [key]) == (note.Signed(key),)


def test_any_flipped_bit_is_refused():
    whole = EXAMPLE.encode()
    key = note.read_key(EXAMPLE_KEY)
    accepted = []
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            try:
                note.verify(changed.decode("utf-8", "surrogateescape"), [key])
            except Refused:
                continue
            accepted.append((place, bit))
    assert accepted == []


texts = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)).map(
    lambda lines: "".join(f"{line}\n" for line in lines) or "\n"
)


@given(texts)
def test_what_is_signed_verifies_and_reads_the_same(text):
    signed = note.written(text, [note.sign(text, ORIGIN, SECRET), note.cosign(text, WITNESS.name, OTHER, 1679315147)])
    assert note.read_note(signed).text == text
    assert note.verify(signed, [KEY, WITNESS]) == (note.Signed(KEY), note.Signed(WITNESS, 1679315147))
    assert note.verify(signed, [WITNESS]) == (note.Signed(WITNESS, 1679315147),)


@given(texts, texts)
def test_a_signature_is_for_one_text(one, other):
    if one != other:
        with pytest.raises(Refused, match="does not hold: the text is not what was signed"):
            note.verify(note.written(other, [note.sign(one, ORIGIN, SECRET)]), [KEY])


@given(st.text(max_size=200))
def test_anything_is_read_or_refused_in_words(text):
    for read in (note.read_note, note.read_key, lambda each: note.verify(each, [KEY])):
        try:
            read(text)
        except Refused as refused:
            said = str(refused)
        else:
            continue
        assert said.endswith(".")
        assert said.isprintable()


def test_a_stranger_under_the_same_name_is_passed_over():
    forged = note.written(TEXT, [note.sign(TEXT, ORIGIN, OTHER)])
    with pytest.raises(Refused, match=r"trusted here signed this; it is signed by “example\.com/ledger”\."):
        note.verify(forged, [KEY])
    both = note.written(TEXT, [note.sign(TEXT, ORIGIN, OTHER), note.sign(TEXT, ORIGIN, SECRET)])
    assert note.verify(both, [KEY]) == (note.Signed(KEY),)


def test_one_false_signature_of_a_known_key_spoils_the_note():
    good = note.sign(TEXT, ORIGIN, SECRET)
    bad = note.cosign(TEXT, WITNESS.name, OTHER, 5)
    spoiled = note.written(TEXT.replace("0", "1"), [note.sign(TEXT.replace("0", "1"), ORIGIN, SECRET), bad])
    with pytest.raises(Refused, match=r"The signature of “witness\.example/w1” does not hold"):
        note.verify(spoiled, [KEY, WITNESS])
    assert note.verify(spoiled, [KEY])
    assert note.verify(note.written(TEXT, [good, bad]), [KEY, WITNESS])


def test_the_time_of_a_cosignature_is_signed_too():
    line = note.cosign(TEXT, WITNESS.name, OTHER, 1679315147)
    name, encoded = line.removeprefix("— ").split(" ")
    value = bytearray(base64.b64decode(encoded))
    value[11] ^= 1
    moved = f"— {name} {base64.b64encode(value).decode()}"
    with pytest.raises(Refused, match="does not hold"):
        note.verify(note.written(TEXT, [moved]), [WITNESS])
    with pytest.raises(Refused, match="at second -1"):
        note.cosign(TEXT, WITNESS.name, OTHER, -1)
    with pytest.raises(Refused, match="at second 9223372036854775808"):
        note.cosign(TEXT, WITNESS.name, OTHER, 2**63)


def test_a_time_that_no_clock_shows_is_refused_though_it_is_signed():
    _, value = note._sign(note._cosigned(TEXT, 2**63), OTHER)
    line = note._line(WITNESS, (2**63).to_bytes(8, "big") + value)
    with pytest.raises(Refused, match="does not hold"):
        note.verify(note.written(TEXT, [line]), [WITNESS])


def test_a_plain_signature_and_a_cosignature_never_pass_for_each_other():
    same = VerifierKey(ORIGIN, KEY.public, COSIGNATURE)
    assert same.id != KEY.id
    with pytest.raises(Refused, match="No key that is trusted here"):
        note.verify(note.written(TEXT, [note.cosign(TEXT, ORIGIN, SECRET, 5)]), [KEY])
    with pytest.raises(Refused, match="No key that is trusted here"):
        note.verify(note.written(TEXT, [note.sign(TEXT, ORIGIN, SECRET)]), [same])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "\u2003", "a\ud800"])
def test_names_that_cannot_name_a_key(name):
    with pytest.raises(Refused, match="cannot name a key"):
        VerifierKey(name, bytes(32))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not base64"),
        ("example.com/foo", "not base64"),
        ("example.com/foo+530d903a", "not base64"),
        ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "does not belong to this key"),
        ("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "does not belong to this key"),
        ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "does not belong to this key"),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=", "has 31 bytes"),
        ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "signs by method 2"),
    ],
)
def test_keys_that_are_no_keys(text, says):
    with pytest.raises(Refused, match=says):
        note.read_key(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hello\n", "not signed"),
        ("hello\n\n", "not signed"),
        ("hello\n— example.com/log AAAAAAA=\n", "not signed"),
        ("hello\n\n— example.com/log AAAAAAA=", "not signed"),
        ("hello\n\n- example.com/log AAAAAAA=\n", "no signature line"),
        ("hello\n\n— example.com/log  AAAAAAA=\n", "not base64"),
        ("hello\n\n— example.com/log AAAAAAA=\nmore\n", "no signature line"),
        ("hello\n\n— example.com/log AAAAAAB=\n", "not base64"),
        ("hello\n\n— example.com/log AAAAAAA\n", "not base64"),
        ("hello\n\n— example.com/log AAAA\n", "is empty"),
        ("hello\r\n\n— example.com/log AAAAAAA=\n", "control character"),
        ("hello\ud800\n\n— example.com/log AAAAAAA=\n", "cannot be written as UTF-8"),
        ("hello\n\n" + "— example.com/log AAAAAAA=\n" * 101, "101 signatures"),
        ("x" * 1_000_001, "1000001 characters"),
    ],
)
def test_notes_that_are_no_notes(text, says):
    with pytest.raises(Refused, match=says):
        note.read_note(text)


def test_a_hundred_signatures_are_read():
    assert len(note.read_note("hello\n\n" + "— example.com/log AAAAAAA=\n" * 100).signatures) == 100


def test_a_text_cannot_smuggle_a_signature_in():
    with pytest.raises(Refused, match="no signature line"):
        note.written("hello\n", ["— example.com/log AAAAAAA=\n\n— example.com/log AAAAAAA="])
    with pytest.raises(Refused):
        note.written("hello", [note.sign("hello\n", ORIGIN, SECRET)])


def test_a_secret_has_32_bytes():
    with pytest.raises(Refused, match="The secret has 31 bytes"):
        note.sign(TEXT, ORIGIN, bytes(31))


def test_the_core_does_not_load_cryptography_until_it_is_needed():
    path = str(Path(note.__file__).parents[3])
    program = (
        f"import sys; sys.path.insert(0, {path!r}); "
        "import amends.core.ledger.audit; print('cryptography' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
