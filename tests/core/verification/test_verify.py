"""A stranger holds a case against its ledger: what was handed out untouched is sound, and anything else is named."""

from __future__ import annotations

import copy
import json
import random

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger import proof
from amends.core.ledger.entry import committed
from amends.core.ledger.remembered import root_line
from amends.core.ledger.tree import Refused, leaf_hash, root_of
from amends.core.verification import check_receipt, verify
from core.ledger.logs import KEY, OTHER, Keeper, salt, signed
from core.verification.handed_out import case_file, storm, take_home

STORM = storm()
FILE = case_file(*STORM)


def changed(**changes):
    return {**copy.deepcopy(FILE), **changes}


def says(document, receipts=(), **more):
    report = verify(document, receipts, **more)
    assert report.sound == (not report.findings)
    return [(found.kind, found.where, found.says) for found in report.findings]


def test_what_was_handed_out_is_sound_and_counted():
    report = verify(FILE)
    assert report.findings == ()
    assert report.sound
    assert report.counts == {
        "entries": 24, "own": 21, "opened": 19, "unopened": 1, "sealed": 1, "recounts": 1, "ballots": 7,
        "maps": 0, "answers": 0, "receipts": 0, "posts": 0,
    }  # fmt: skip


def test_a_post_that_holds_the_root_finds_a_log_that_was_written_anew():
    bodies = STORM[0].bodies
    for size in (1, 9, len(bodies)):
        post = f"I am sorry. {root_line(size, root_of([leaf_hash(body) for body in bodies[:size]]))} And more."
        assert says(FILE, posts=[post]) == []
    assert verify(FILE, posts=[post]).counts["posts"] == 1
    (anew,) = says(FILE, posts=[root_line(9, bytes(32))])
    assert anew == ("post", "post 1", "The first 9 entries are not those that stood there when it was written.")
    (longer,) = says(FILE, posts=[root_line(99, bytes(32))])
    assert "the log had 99 entries, and here it has 24" in longer[2]
    assert says(FILE, posts=["", post])[0][1] == "post 1"


def test_removed_ballots_and_clusters_are_counted_as_the_owner_counted_them():
    who = STORM[1]
    keeper, who, verdict = storm(removed=[0], clusters=[{*who.members[3:6]}])
    assert (verdict.with_removed is not None, len(verdict.clusters)) == (True, 1)
    assert says(case_file(keeper, who, verdict)) == []


def test_a_ballot_that_was_put_back_counts():
    keeper, who, verdict = storm(removed=[0, 1], restored=[0])
    assert verdict.binding.removed == 1
    assert says(case_file(keeper, who, verdict)) == []


def flips(data, seed, number):
    """Change one byte at so many places."""
    places = random.Random(seed).sample(range(len(data)), number)
    for place in places:
        for bit in (0, 1, 4, 5):
            yield place, data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


@pytest.mark.once
def test_one_byte_flipped_anywhere_is_found():
    data = rfc8785.dumps(FILE)
    missed = []
    for place, flipped in flips(data, 7, 300):
        try:
            document = json.loads(flipped)
        except ValueError:
            continue
        if verify(document).sound:
            missed.append((place, data[place - 20 : place + 20]))
    assert missed == []


@pytest.mark.parametrize("part", sorted(FILE))
def test_a_part_that_is_missing_or_something_else_is_named(part):
    without = {name: value for name, value in FILE.items() if name != part}
    for document in (without, changed(**{part: None}), changed(**{part: [1.5]}), changed(**{part: {"x": {}}})):
        assert verify(document).findings, part


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.lists(st.text(), max_size=2))
def test_whatever_is_handed_in_is_answered(document, receipts):
    verify(document, receipts)


PLACES = ("case", "bodies", "openings", "electorates", "story", "checkpoint", "key", "origin")


@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_in_a_part_is_answered(part, value):
    verify(changed(**{part: value}))


CONTENTS = ("question", "clusters", "groups", "voter", "marks", "tally", "reason", "title", "number", "words")


@given(st.sampled_from(sorted(STORM[0].openings)), st.sampled_from(CONTENTS), JSON)
def test_whatever_an_owner_has_signed_is_answered(index, name, value):
    """Its owner can commit to anything; the checks beyond the commitment meet it then."""
    keeper, who, verdict = STORM
    try:
        forged = committed_anew(keeper, index, {**keeper.openings[index].content, name: value})
    except Refused:
        return
    verify(case_file(forged, who, verdict))


def test_no_depth_of_brackets_is_too_deep():
    deep = json.loads("[" * 900 + "]" * 900)
    for part in ("story", "openings", "electorates", "bodies"):
        assert not verify(changed(**{part: {"title": deep}})).sound
    assert not verify(changed(openings={"5": {"salt": "00" * 32, "content": {"title": deep}}})).sound


def test_the_place_of_each_change_is_named():
    words = changed()
    words["openings"]["8"]["content"]["words"] = "Who sells it?"
    assert ("commit", "entry 8 of the log, number 6 of case 7") in [(kind, where) for kind, where, _ in says(words)]
    story = changed()
    story["story"]["statement"][0]["words"] = "I was not given it."
    assert says(story) == [("story", "story.statement[0].words", "It is not what the entries of the log committed to.")]
    mixed = changed()
    mixed["electorates"]["1"] = mixed["electorates"]["1"][1:]
    assert {kind for kind, _, _ in says(mixed)} == {"electorate", "recount"}


def committed_anew(keeper, index, content):
    """Let the owner commit an entry to something else, as only she can."""
    old = committed(salt(index), keeper.openings[index].content)
    bodies = [body.replace(old.encode(), committed(salt(index), content).encode()) for body in keeper.bodies]
    return Keeper(bodies, {**keeper.openings, index: type(keeper.openings[index])(salt(index), content)})


def place_of(keeper, kind):
    return next(index for index, body in enumerate(keeper.bodies) if f'"type":"{kind}"'.encode() in body)


def test_a_question_is_held_against_its_hash_while_it_is_open():
    keeper, who, verdict = STORM
    closes, opens = place_of(keeper, "choice.closed"), place_of(keeper, "choice.opened")
    still_open = Keeper(keeper.bodies[:closes], {i: found for i, found in keeper.openings.items() if i < closes})
    assert says(case_file(still_open, who, verdict)) == []
    question = {**keeper.openings[opens].content["question"], "words": "Should I keep it?"}
    found = says(case_file(committed_anew(still_open, opens, {"question": question}), who, verdict))
    assert [says for _, _, says in found] == ["The question is not the one whose hash the log holds."]


def test_a_list_is_in_its_order_and_belongs_to_a_choice():
    mixed = changed()
    mixed["electorates"]["1"].reverse()
    assert ("file", "electorates, choice 1", "The list is not in rising order.") in says(mixed)
    more = changed()
    more["electorates"]["2"] = more["electorates"]["1"]
    assert [each[:2] for each in says(more)] == [("electorate", "electorates, choice 2")]


def test_a_story_that_goes_with_words_nobody_committed_to_is_no_story():
    words = "I was not given it."
    forged = changed()
    index = str(place_of(STORM[0], "statement.version"))
    forged["openings"][index]["content"]["words"] = forged["story"]["statement"][0]["words"] = words
    assert {kind for kind, _, _ in says(forged)} == {"commit", "story"}


def test_another_verdict_is_counted_again():
    keeper, who, verdict = STORM
    index = next(i for i, body in enumerate(keeper.bodies) if b'"choice.closed"' in body)
    bodies = list(keeper.bodies)
    bodies[index] = bodies[index].replace(verdict.digest.encode(), b"ab" * 32)
    found = says(case_file(Keeper(bodies, keeper.openings), who, verdict))
    assert [(kind, where) for kind, where, _ in found] == [
        ("recount", f"entry {index} of the log, number 18 of case 7")
    ]
    bodies[index] = keeper.bodies[index].replace(b'"outcome":"not-reached"', b'"outcome":"reached"')
    assert bodies[index] != keeper.bodies[index]
    found = says(case_file(Keeper(bodies, keeper.openings), who, verdict))
    assert [kind for kind, _, _ in found] == ["recount"]


def test_a_ballot_that_is_kept_back_is_named():
    kept = changed()
    index = next(i for i, found in kept["openings"].items() if "voter" in found["content"])
    del kept["openings"][index]
    assert [kind for kind, _, _ in says(kept)] == ["recount"]


def test_a_seal_of_this_case_may_only_stay_closed_over_words_that_were_hidden():
    kept = changed()
    del kept["openings"]["1"]
    assert [kind for kind, _, _ in says(kept)] == ["number"]
    keeper, who, verdict = STORM
    more = Keeper(list(keeper.bodies), dict(keeper.openings), dict(keeper.numbers))
    more.write("voice.hidden", of=2, said={"reason": "Abuse."}, message=1, rule="abuse")
    document = case_file(more, who, verdict)
    del document["openings"]["2"]
    assert says(document) == []


def test_numbers_of_other_cases_are_missing_only_where_as_many_seals_are():
    keeper, who, verdict = STORM
    more = Keeper(list(keeper.bodies), dict(keeper.openings), {**keeper.numbers, 8: 3})
    more.write("case.watched", case=8)
    assert [kind for kind, _, _ in says(case_file(more, who, verdict))] == ["number"]


def test_nothing_of_another_case_is_opened():
    keeper, who, verdict = STORM
    document = case_file(keeper, who, verdict)
    index = next(i for i, body in enumerate(keeper.bodies) if b'"case":8' in body)
    opening = keeper.openings[index]
    document["openings"][str(index)] = {"salt": opening.salt.hex(), "content": opening.content}
    assert [(kind, where) for kind, where, _ in says(document)] == [("file", f"openings, entry {index}")]


def test_the_key_is_held_against_the_one_that_is_known():
    assert says(FILE, key=str(KEY)) == []
    assert [kind for kind, _, _ in says(FILE, key=str(KEY) + "x")] == ["key"]
    forged = changed(checkpoint=signed([body.encode() for body in FILE["bodies"]], secret=OTHER))
    assert [kind for kind, _, _ in says(forged)] == ["signature"]


def test_receipts_hold_against_the_file_and_by_themselves():
    kept = take_home(STORM[0], 8)
    held = check_receipt(kept, str(KEY))
    assert (held.index, held.entry.type, held.tree.size) == (8, "voice.received", 24)
    plain = proof.text(proof.Proof(**{f: getattr(proof.parse(kept), f) for f in ("index", "hashes", "checkpoint")}))
    assert verify(FILE, [kept, plain]).counts["receipts"] == 2
    assert says(FILE, [kept, plain]) == []
    with pytest.raises(Refused, match="case file"):
        check_receipt(plain)


def test_a_log_that_was_written_again_is_found_by_an_old_receipt():
    keeper, who, verdict = STORM
    kept = take_home(keeper, 8)
    again = Keeper(list(keeper.bodies), dict(keeper.openings), dict(keeper.numbers))
    said = {"message": 2, "name": "Maud", "words": "I like it."}
    old = committed(salt(8), keeper.openings[8].content)
    again.bodies[8] = again.bodies[8].replace(old.encode(), committed(salt(8), said).encode())
    again.openings[8] = type(keeper.openings[8])(salt(8), said)
    document = case_file(again, who, verdict)
    assert says(document) == []
    assert [kind for kind, _, _ in says(document, [kept])] == ["receipt", "prefix"]


def test_a_receipt_can_be_written_in_one_way_only():
    found = proof.parse(take_home(STORM[0], 8))
    loose = json.dumps(json.loads(found.extra)).encode()
    text = proof.text(proof.Proof(found.index, found.hashes, found.checkpoint, loose))
    with pytest.raises(Refused, match="as amends writes it"):
        check_receipt(text)


def test_one_byte_of_a_receipt_flipped_is_found():
    kept = take_home(STORM[0], 8).encode()
    for place, flipped in flips(kept, 3, 400):
        try:
            check_receipt(flipped.decode(), str(KEY))
        except (Refused, UnicodeDecodeError):
            continue
        raise AssertionError(place)
