"""What one line of the log may say, byte for byte, and what it only commits to."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.entry import (
    BODY_BYTES,
    LARGEST,
    TYPES,
    Entry,
    body,
    committed,
    erase_hash,
    opens,
    parse,
    sealed_content,
    unsealed,
)
from amends.core.ledger.tree import Refused
from core.ledger.logs import START, salt, storm

digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
facts = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True),
    st.one_of(
        st.integers(-LARGEST, LARGEST), st.booleans(), digests, st.sampled_from(["rule-9", "amends/0.2.0", "law"])
    ),
    max_size=4,
)
numbers = st.integers(1, LARGEST)
plain = st.builds(
    Entry,
    st.sampled_from(sorted(set(TYPES) - {"sealed"})),
    st.integers(0, LARGEST),
    st.none(),
    st.none(),
    st.one_of(st.just(""), digests),
    st.one_of(st.just(""), digests),
    facts,
)
entries = st.one_of(
    plain,
    st.builds(Entry, st.just("voice.received"), st.integers(0, LARGEST), numbers, numbers, digests, digests, facts),
    st.builds(Entry, st.just("sealed"), st.integers(0, LARGEST), commit=digests),
)
json_like = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(entries)
def test_a_body_is_rfc_8785_and_reads_as_it_was_written(entry):
    said = {"v": 1, "type": entry.type, "t": entry.t}
    for name in ("case", "n", "commit", "erase", "facts"):
        if getattr(entry, name):
            said[name] = getattr(entry, name)
    written = body(entry)
    assert written == rfc8785.dumps(said)
    assert parse(written) == entry


@given(entries, st.integers(0, 10**6), st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_another_entry(entry, place, flip):
    changed = bytearray(body(entry))
    changed[place % len(changed)] ^= flip
    try:
        other = parse(bytes(changed))
    except Refused:
        return
    assert other != entry
    assert body(other) == bytes(changed)


@given(st.one_of(st.binary(max_size=200), json_like.map(json.dumps).map(str.encode)))
def test_anything_is_read_or_refused_in_words(found):
    try:
        entry = parse(found)
    except Refused as refused:
        said = str(refused)
    else:
        assert body(entry) == found
        return
    assert said.endswith(".")
    assert said.isprintable()


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 900, "not JSON"),
        (b"[]", "not an object of version 1"),
        (b"{}", "not an object of version 1"),
        (b'{"t":5,"type":"lesson","v":2}', "not an object of version 1"),
        (b'{"t":5,"type":"lesson","v":true}', "not canonical"),
        (b'{"t":5,"type":"lesson","v":1.0}', "not canonical"),
        (b'{"t":5,"v":1}', "lacks a type"),
        (b'{"type":"lesson","v":1}', "lacks a type"),
        (b'{"t":5,"type":"lesson","v":1,"words":"no"}', "names something that no entry has"),
        (b'{"t":5,"type":"gossip","v":1}', "no entry of type “gossip”"),
        (b'{"t":5,"type":["lesson"],"v":1}', "no entry of type “list”"),
        (b'{"t":5.0,"type":"lesson","v":1}', "“t” must be a whole number"),
        (b'{"t":true,"type":"lesson","v":1}', "“t” must be a whole number"),
        (b'{"t":-5,"type":"lesson","v":1}', "“t” must be a whole number"),
        (b'{"t":9007199254740992,"type":"lesson","v":1}', "“t” must be a whole number"),
        (b'{"t":NaN,"type":"lesson","v":1}', "“t” must be a whole number"),
        (b'{"case":7,"t":5,"type":"lesson","v":1}', "“n” must be a whole number from 1"),
        (b'{"n":7,"t":5,"type":"lesson","v":1}', "“case” must be a whole number from 1"),
        (b'{"case":7,"n":0,"t":5,"type":"lesson","v":1}', "“n” must be a whole number from 1"),
        (b'{"case":null,"t":5,"type":"lesson","v":1}', "not canonical"),
        (b'{"commit":"","t":5,"type":"lesson","v":1}', "not canonical"),
        (b'{"commit":"AB","t":5,"type":"lesson","v":1}', "“commit” must be 64 hex digits"),
        (b'{"commit":null,"t":5,"type":"lesson","v":1}', "“commit” must be 64 hex digits"),
        (b'{"erase":5,"t":5,"type":"lesson","v":1}', "“erase” must be 64 hex digits"),
        (b'{"facts":{},"t":5,"type":"lesson","v":1}', "not canonical"),
        (b'{"facts":[],"t":5,"type":"lesson","v":1}', "“facts” must be an object"),
        (b'{"facts":{"a":1.5},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"a":null},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"a":{"b":1}},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"a":"Please stop."},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"a":"please stop"},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"a":"@ada"},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"a":9007199254740992},"t":5,"type":"lesson","v":1}', "The fact “a” must be"),
        (b'{"facts":{"A":1},"t":5,"type":"lesson","v":1}', "cannot name a fact"),
        (b'{"t":5,"t":5,"type":"lesson","v":1}', "not canonical"),
        (b'{"t":5,"type":"lesson","v":1}\n', "not canonical"),
        (b'{"t": 5,"type":"lesson","v":1}', "not canonical"),
        (b'{"t":5,"type":"less\\u006fn","v":1}', "not canonical"),
        (b'{"t":5,"type":"sealed","v":1}', "commits to nothing"),
        (b" " * BODY_BYTES, "must have fewer than 1,000"),
    ],
)
def test_what_no_keeper_would_write_is_refused(found, says):
    with pytest.raises(Refused, match=says):
        parse(found)


def test_a_body_stays_below_a_thousand_bytes():
    facts = {f"fact_{number}": "a" * 128 for number in range(7)}
    with pytest.raises(Refused, match="must have fewer than 1,000"):
        body(Entry("lesson", START, facts=facts))


def test_a_sealed_entry_says_nothing_else():
    for more in ({"case": 7, "n": 1}, {"erase": "ab" * 32}, {"facts": {"a": 1}}):
        with pytest.raises(Refused, match="and nothing else"):
            Entry("sealed", START, commit="ab" * 32, **more)


def test_every_type_is_told_in_a_sentence():
    assert len(TYPES) == 46
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in TYPES.values())


contents = st.dictionaries(st.text(max_size=5), json_like, max_size=4)


def canonical(content):
    try:
        written = rfc8785.dumps(content)
        return written if rfc8785.dumps(json.loads(written)) == written else None
    except rfc8785.CanonicalizationError:
        return None


@given(contents, contents, st.binary(min_size=32, max_size=32))
def test_a_commitment_opens_to_its_content_alone(one, other, key):
    if canonical(one) is None:
        with pytest.raises(Refused, match="cannot be written as canonical JSON"):
            committed(key, one)
        return
    entry = Entry("lesson", START, commit=committed(key, one))
    assert opens(entry, key, one)
    assert opens(entry, key, other) is (canonical(one) == canonical(other))
    assert not opens(entry, bytes(31) + bytes([key[-1] ^ 1]), one)
    assert not opens(Entry("lesson", START), key, one)


def test_a_commitment_is_the_hmac_of_rfc_2104():
    import hashlib
    import hmac

    expected = hmac.new(salt(5), '{"name":"Zoë","words":"No."}'.encode(), hashlib.sha256).hexdigest()
    assert committed(salt(5), {"words": "No.", "name": "Zoë"}) == expected


def deep(depth):
    content = {}
    for _ in range(depth):
        content = {"a": content}
    return content


@pytest.mark.parametrize(
    ("key", "content"),
    [
        *((key, {}) for key in (bytes(31), b"", None, "a" * 32)),
        *((bytes(32), content) for content in ([], None, {1: 2}, {"a": 2**53}, {"a": 2.0**53}, {"a": float("nan")})),
        *((bytes(32), content) for content in ({"a": "\ud800"}, {"\ud800": 1}, {"a": b""}, deep(100_000))),
    ],
)
def test_what_cannot_be_committed_to_is_refused_and_opens_nothing(key, content):
    with pytest.raises(Refused):
        committed(key, content)
    assert opens(Entry("lesson", START, commit="ab" * 32), key, content) is False


def test_an_erase_hash_is_sha_256():
    assert erase_hash(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(plain, contents)
def test_a_sealed_entry_opens_to_the_entry_it_hides(entry, said):
    content = sealed_content(entry, said)
    if canonical(content) is None:
        return
    sealed = Entry("sealed", entry.t).committing(committed(bytes(32), content))
    assert opens(sealed, bytes(32), json.loads(canonical(content)))
    assert unsealed(sealed, content) == entry.committing(sealed.commit)


almost_entries = st.fixed_dictionaries(
    {
        "type": st.one_of(json_like, st.just("lesson")),
        "said": json_like,
        **dict.fromkeys(["case", "n", "facts"], st.one_of(json_like, numbers)),
    }
)


@given(st.one_of(json_like, contents, almost_entries))
def test_a_seal_opens_to_an_entry_or_is_refused(content):
    sealed = Entry("sealed", START, commit="ab" * 32)
    try:
        entry = unsealed(sealed, content)
    except Refused:
        return
    assert parse(body(entry)) == entry
    assert entry.type != "sealed"


def test_the_log_of_the_tests_says_no_words():
    keeper = storm()
    assert len(keeper.bodies) == 30
    assert not any(b"Message" in each or b"sorry" in each or b"Withdraw" in each for each in keeper.bodies)
    assert [parse(each).type for each in keeper.bodies[1:3]] == ["sealed", "sealed"]
