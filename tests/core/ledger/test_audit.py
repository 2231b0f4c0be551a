"""A whole log, held against what was signed and what people took home; and whatever else may be handed in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.core.ledger.audit import Log, Opening, Receipt, Withheld, audit
from amends.core.ledger.checkpoint import opened
from amends.core.ledger.checkpoint import signed as sign_checkpoint
from amends.core.ledger.entry import Entry, body, committed
from amends.core.ledger.finding import Fault, Finding
from amends.core.ledger.note import VerifierKey, public_of
from amends.core.ledger.tree import EMPTY_ROOT, leaf_hash, root_of
from core.ledger.logs import KEY, ORIGIN, OTHER, SECRET, START, Keeper, receipt, salt, signed, storm
from core.ledger.test_entry import json_like


def found(log, keys=(KEY,)):
    return [(finding.fault, finding.index) for finding in audit(log, keys).findings]


def test_an_honest_log_is_sound_and_the_report_counts_what_was_seen():
    keeper = storm()
    earlier = [signed(keeper.bodies[:size]) for size in (0, 1, 7, 30)]
    log = keeper.log(older=earlier, receipts=[receipt(keeper.bodies[:11], 6), receipt(keeper.bodies, 29)])
    report = audit(log, [KEY])
    assert report.findings == ()
    assert report.sound
    assert (report.entries, report.opened, report.unopened, report.sealed, report.withheld) == (30, 21, 0, 0, 0)
    assert (report.older, report.receipts) == (4, 2)


def test_erased_and_withheld_entries_leave_the_log_whole():
    keeper = storm()
    openings = {index: opening for index, opening in keeper.openings.items() if index not in {1, 2, 9, 10}}
    entries = [Withheld(leaf_hash(each)) if index > 27 else each for index, each in enumerate(keeper.bodies)]
    report = audit(Log(entries, signed(keeper.bodies), openings), [KEY])
    assert (report.opened, report.unopened, report.sealed, report.withheld) == (16, 2, 2, 2)
    # The seals of a case that is public must be opened: their numbers are missing.
    assert [finding.says for finding in report.findings] == [
        "Each number from 1 to 2 of case 7 is missing in front of it."
    ]


def test_an_empty_log():
    assert found(Log([], sign_checkpoint(ORIGIN, 0, EMPTY_ROOT, secret=SECRET))) == []


@pytest.mark.once
def test_every_flipped_byte_of_every_body_is_found_with_its_place():
    keeper = storm()
    whole = keeper.log()
    for index, each in enumerate(keeper.bodies):
        for place in range(0, len(each), 7):
            changed = each[:place] + bytes([each[place] ^ 1]) + each[place + 1 :]
            entries = [*keeper.bodies[:index], changed, *keeper.bodies[index + 1 :]]
            assert Fault.ROOT in dict(found(replace(whole, entries=entries)))


def test_a_changed_word_is_found_where_it_stands():
    keeper = storm()
    content = {**keeper.openings[6].content, "words": "I love it"}
    changed = {**keeper.openings, 6: Opening(salt(6), content)}
    (finding,) = audit(replace(keeper.log(), openings=changed), [KEY]).findings
    assert finding == Finding(
        Fault.COMMIT, "The content that was handed out is not what it committed to.", index=6, case=7, n=6
    )


def test_openings_that_open_nothing_are_found():
    keeper = storm()
    more = {0: Opening(salt(0), {}), 30: Opening(salt(0), {}), -1: Opening(salt(0), {}), 4: Opening(b"", {})}
    assert found(replace(keeper.log(), openings={**keeper.openings, **more})) == [
        (Fault.COMMIT, 0),
        (Fault.COMMIT, 4),
        (Fault.COMMIT, -1),
        (Fault.COMMIT, 30),
    ]


def test_a_seal_that_opens_to_no_entry_is_found():
    content = {"type": "gossip", "case": 7, "n": 1, "facts": {}, "said": {}}
    sealed = body(Entry("sealed", START).committing(committed(salt(0), content)))
    (finding,) = audit(Log([sealed], signed([sealed]), {0: Opening(salt(0), content)}), [KEY]).findings
    assert (finding.fault, finding.index) == (Fault.COMMIT, 0)
    assert "no entry of type “gossip”" in finding.says


def test_a_body_that_is_not_canonical_is_found_even_where_it_was_signed():
    bodies = [b'{"t":5,"type":"lesson","v":1}', b'{"type":"lesson","t":5,"v":1}']
    assert found(Log(bodies, signed(bodies))) == [(Fault.BODY, 1)]
    assert found(Log([bodies[0], Withheld(b"short")], signed(bodies))) == [(Fault.ROOT, None), (Fault.BODY, 1)]


def test_the_size_must_be_that_of_the_checkpoint():
    keeper = storm()
    longer = audit(replace(keeper.log(), checkpoint=signed(keeper.bodies[:20])), [KEY])
    assert [finding.says for finding in longer.findings] == ["The checkpoint counts 20 entries, but 30 are here."]
    shorter = replace(keeper.log(), entries=keeper.bodies[:29])
    assert [finding.says for finding in audit(shorter, [KEY]).findings] == [
        "The checkpoint counts 30 entries, but 29 are here."
    ]


def test_the_key_must_be_one_that_is_trusted():
    keeper = storm()
    assert found(keeper.log(), [VerifierKey(ORIGIN, public_of(OTHER))]) == [(Fault.SIGNATURE, None)]
    assert found(keeper.log(), []) == [(Fault.SIGNATURE, None)]
    rotated = replace(keeper.log(), checkpoint=signed(keeper.bodies, secret=OTHER), older=[signed(keeper.bodies[:5])])
    assert found(rotated, [KEY, VerifierKey(ORIGIN, public_of(OTHER))]) == []


def test_receipts_and_older_checkpoints_that_do_not_hold_are_named():
    keeper = storm()
    log = keeper.log(
        older=["", signed(keeper.bodies[:5], secret=OTHER)],
        receipts=[Receipt("", b""), receipt(keeper.bodies, 4), Receipt(receipt(keeper.bodies, 5).proof, b"other")],
    )
    says = [finding.says for finding in audit(log, [KEY]).findings]
    assert [each[:34] for each in says] == [
        "Older checkpoint 1 does not hold. ",
        "Older checkpoint 2 does not hold. ",
        "Receipt 1 does not hold. A proof b",
        "Receipt 3 does not hold. The proof",
    ]


true_leaves = [leaf_hash(each) for each in storm().bodies]
maybe_bodies = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(storm().bodies),
    st.builds(Withheld, st.one_of(st.binary(max_size=40), st.sampled_from(true_leaves))),
)
openings = st.dictionaries(
    st.integers(-3, 35),
    st.one_of(st.builds(Opening, st.binary(max_size=33), json_like), st.sampled_from(list(storm().openings.values()))),
    max_size=6,
)
notes = st.one_of(
    st.text(max_size=80),
    st.sampled_from([signed(storm().bodies[:size]) for size in (0, 3, 30)]),
    st.builds(
        lambda size, root: sign_checkpoint(ORIGIN, size, root, secret=SECRET),
        st.one_of(st.integers(0, 40), st.integers(0, 2**63 - 1)),
        st.binary(min_size=32, max_size=32),
    ),
)
receipts = st.one_of(
    st.builds(Receipt, st.text(max_size=80), st.binary(max_size=20)),
    st.builds(Receipt, st.just(receipt(storm().bodies, 29).proof), st.sampled_from(storm().bodies)),
)
logs = st.builds(
    Log,
    st.one_of(st.lists(maybe_bodies, max_size=8), st.just(storm().bodies)),
    notes,
    openings,
    st.lists(notes, max_size=3),
    st.lists(receipts, max_size=3),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(logs)
def test_whatever_is_handed_in_is_answered_the_same_way_twice(log):
    report = audit(log, [KEY])
    assert report == audit(log, [KEY])
    assert all(finding.says.endswith(".") and finding.says.isprintable() for finding in report.findings)
    if report.sound:
        leaves = [each.leaf if isinstance(each, Withheld) else leaf_hash(each) for each in log.entries]
        assert opened(log.checkpoint, [KEY]).root == root_of(leaves)


def test_a_hostile_tree_size_costs_nothing():
    huge = sign_checkpoint(ORIGIN, 2**63 - 1, EMPTY_ROOT, secret=SECRET)
    assert found(Log([], huge, older=[huge])) == [(Fault.ROOT, None), (Fault.PREFIX, None)]


@pytest.mark.parametrize("depth", [900, 100_000])
def test_deep_content_is_refused_and_not_fatal(depth):
    content = {}
    for _ in range(depth):
        content = {"a": content}
    keeper = Keeper()
    keeper.write("lesson", said={"words": "Ask."})
    assert found(replace(keeper.log(), openings={0: Opening(salt(0), content)})) == [(Fault.COMMIT, 0)]
