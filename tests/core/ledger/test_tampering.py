"""The keeper of the log against a stranger: full access to entries and key, and one old receipt that is not his.

Each attack rewrites the log and signs it again with the true key. The stranger holds the receipt of one message, given
out when the log had 22 entries, and nothing else.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.core.ledger.audit import Log, Withheld, audit
from amends.core.ledger.checkpoint import signed as sign_checkpoint
from amends.core.ledger.entry import Entry, body, parse
from amends.core.ledger.finding import Fault
from amends.core.ledger.tree import leaf_hash, root_of
from core.ledger.logs import KEY, ORIGIN, OTHER, START, Keeper, receipt, signed, storm

GIVEN_AT = 22
MINE = 6
"""My message: entry 6 of the log."""
BALLOTS = range(17, 25)
QUESTION = 16


def changed(bodies, index, **change):
    """Write one entry otherwise."""
    return [*bodies[:index], body(replace(parse(bodies[index]), **change)), *bodies[index + 1 :]]


def without(bodies, *gone):
    return [each for index, each in enumerate(bodies) if index not in gone]


def moved(bodies, index, to):
    rest = without(bodies, index)
    return [*rest[:to], bodies[index], *rest[to:]]


def renumbered(bodies):
    """Number every case anew, so that no hole tells of what is gone."""
    numbers, fresh = {7: 2}, []
    for each in bodies:
        entry = parse(each)
        if entry.case is None:
            fresh.append(each)
            continue
        numbers[entry.case] = numbers.get(entry.case, 0) + 1
        fresh += changed([each], 0, n=numbers[entry.case])
    return fresh


def refilled(bodies, index):
    """Put an entry that says nothing in the place of another."""
    entry = parse(bodies[index])
    return [*bodies[:index], body(Entry("voice.read", entry.t, entry.case, entry.n)), *bodies[index + 1 :]]


def sealed_over(bodies, index):
    entry = Entry("sealed", parse(bodies[index]).t, commit="ab" * 32)
    return renumbered([*bodies[:index], body(entry), *bodies[index + 1 :]])


def swapped_commits(bodies):
    one, two = parse(bodies[5]).commit, parse(bodies[6]).commit
    return changed(changed(bodies, 5, commit=two), 6, commit=one)


def another_storm():
    keeper = Keeper()
    keeper.write("key.created", case=None)
    for _ in range(29):
        keeper.write("voice.read")
    return keeper.bodies


QUIET = body(Entry("voice.read", START, 9, 1))

ATTACKS = {
    "drop my message": lambda log: without(log, MINE),
    "drop my message and number anew": lambda log: renumbered(without(log, MINE)),
    "drop another message and number anew": lambda log: renumbered(without(log, 9)),
    "drop the first entry": lambda log: log[1:],
    "drop every message": lambda log: renumbered(without(log, *range(4, 12))),
    "drop a ballot and number anew": lambda log: renumbered(without(log, BALLOTS[0])),
    "drop the sealed beginning": lambda log: without(log, 1, 2),
    "put nothing in the place of my message": lambda log: refilled(log, MINE),
    "put nothing in the place of another": lambda log: refilled(log, 9),
    "seal my message": lambda log: sealed_over(log, MINE),
    "swap two neighbours": lambda log: moved(log, 4, 5),
    "swap two neighbours and number anew": lambda log: renumbered(moved(log, 9, 10)),
    "move my message to the end": lambda log: renumbered(moved(log, MINE, 29)),
    "reverse the log": lambda log: log[::-1],
    "insert an entry at the front": lambda log: [QUIET, *log],
    "insert an entry before my message": lambda log: [*log[:5], QUIET, *log[5:]],
    "insert a voice and number anew": lambda log: renumbered([*log[:8], log[8], *log[8:]]),
    "insert a ballot and number anew": lambda log: renumbered([*log[:18], log[18], *log[18:]]),
    "backdate the question": lambda log: changed(log, QUESTION, t=START + 3),
    "backdate the statement": lambda log: changed(log, 12, t=START + 11_000_000),
    "postdate my message": lambda log: changed(log, MINE, t=START + MINE * 1_000_000 + 1),
    "move the question behind the ballots": lambda log: renumbered(moved(log, QUESTION, 25)),
    "edit the question": lambda log: changed(log, QUESTION, commit="cd" * 32),
    "edit the words of my message": lambda log: changed(log, MINE, commit="cd" * 32),
    "edit the words of another": lambda log: changed(log, 9, commit="cd" * 32),
    "take the words away": lambda log: changed(log, 9, commit=""),
    "change who can erase": lambda log: changed(log, 9, erase="cd" * 32),
    "swap the words of two people": swapped_commits,
    "turn an erasure by law into one by token": lambda log: changed(log, 14, facts={"of": 9, "by": "token"}),
    "change the reason for hiding": lambda log: changed(log, 13, facts={"of": 6, "rule": "rule-1"}),
    "swap the electorate": lambda log: changed(log, 15, facts={"root": "cd" * 32}),
    "make a voice into a refusal": lambda log: changed(log, 9, type="voice.refused"),
    "move an entry to another case": lambda log: changed(log, 9, case=8),
    "cut the log before my message": lambda log: log[:MINE],
    "cut the log after my message": lambda log: log[: MINE + 1],
    "cut the log to before the receipt": lambda log: log[: GIVEN_AT - 1],
    "begin a new log": lambda _log: another_storm(),
    "fork after my message": lambda log: [*log[: MINE + 1], *another_storm()[MINE + 1 :]],
    "fork just before the receipt": lambda log: [*log[: GIVEN_AT - 1], *another_storm()[GIVEN_AT - 1 :]],
    "empty the log": lambda _log: [],
    "write an entry with other spacing": lambda log: [*log[:9], log[9].replace(b",", b", "), *log[10:]],
}


def taken_home():
    return receipt(storm().bodies[:GIVEN_AT], MINE)


def test_who_changed_nothing_is_not_accused():
    assert audit(storm().log(receipts=[taken_home()]), [KEY]).sound


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_one_old_receipt_finds(attack):
    bodies = ATTACKS[attack](list(storm().bodies))
    assert bodies != storm().bodies
    findings = audit(Log(bodies, signed(bodies), receipts=[taken_home()]), [KEY]).findings
    assert Fault.ROOT not in {finding.fault for finding in findings}, "The keeper signed what he wrote."
    assert {finding.fault for finding in findings} & {Fault.PREFIX, Fault.RECEIPT}
    assert any("Receipt 1" in finding.says for finding in findings)


def test_without_any_memory_outside_a_careful_rewrite_is_not_found():
    """The promise ends here, and the pages say so."""
    keeper = Keeper()
    for _ in range(5):
        keeper.write("voice.received", said={"words": "No."})
    rewritten = Keeper()
    for _ in range(4):
        rewritten.write("voice.received", said={"words": "Yes!"})
    assert audit(rewritten.log(), [KEY]).sound
    assert not audit(rewritten.log(receipts=[receipt(keeper.bodies, 2)]), [KEY]).sound


def test_another_key_or_another_name_is_found():
    log = storm()
    for note in (signed(log.bodies, secret=OTHER), signed(log.bodies, origin="example.com/other")):
        report = audit(Log(log.bodies, note, log.openings, receipts=[taken_home()]), [KEY])
        assert [finding.fault for finding in report.findings] == [Fault.SIGNATURE]


def test_a_false_size_is_found():
    log = storm()
    root = root_of([leaf_hash(each) for each in log.bodies])
    for size in (29, 31):
        note = sign_checkpoint(ORIGIN, size, root, secret=bytes(range(32)))
        assert not audit(Log(log.bodies, note, log.openings), [KEY]).sound


def test_an_old_checkpoint_served_as_new_is_found():
    log = storm()
    short = log.bodies[: GIVEN_AT - 2]
    openings = {index: opening for index, opening in log.openings.items() if index < len(short)}
    report = audit(Log(short, signed(short), openings, receipts=[taken_home()]), [KEY])
    assert [finding.says for finding in report.findings] == [
        f"Receipt 1: {GIVEN_AT} entries were signed, and the log has only {GIVEN_AT - 2} now."
    ]


def test_a_leaf_that_is_withheld_cannot_be_swapped():
    log = storm()
    entries = [Withheld(leaf_hash(b"other")) if index == MINE else each for index, each in enumerate(log.bodies)]
    leaves = [each.leaf if isinstance(each, Withheld) else leaf_hash(each) for each in entries]
    note = sign_checkpoint(ORIGIN, 30, root_of(leaves), secret=bytes(range(32)))
    found = audit(Log(entries, note, receipts=[taken_home()]), [KEY]).findings
    assert any(finding.index == MINE and finding.fault is Fault.RECEIPT for finding in found)


def test_two_checkpoints_of_one_size_are_found():
    log = storm()
    other = changed(log.bodies[:20], 9, commit="cd" * 32)
    report = audit(log.log(older=[signed(log.bodies[:20]), signed(other)]), [KEY])
    assert [(finding.fault, finding.says) for finding in report.findings] == [
        (Fault.PREFIX, "Older checkpoint 2: the first 20 entries are not those that were signed then.")
    ]
