"""A small log of one storm, kept as a careful keeper would, for the tests to look at and to tamper with."""

from __future__ import annotations

from dataclasses import dataclass, field

from amends.core.ledger import checkpoint, proof
from amends.core.ledger.audit import Log, Opening, Receipt
from amends.core.ledger.entry import Entry, body, committed, erase_hash, sealed_content
from amends.core.ledger.note import VerifierKey, public_of
from amends.core.ledger.tree import inclusion_proof, leaf_hash, root_of

ORIGIN = "example.com/ledger"
SECRET = bytes(range(32))
KEY = VerifierKey(ORIGIN, public_of(SECRET))
OTHER = bytes(range(1, 33))
START = 1_700_000_000_000_000
TOKEN = b"a token that only its author holds"


def salt(number):
    """Make a salt; in earnest these are drawn at random."""
    return number.to_bytes(32, "big")


def signed(bodies, *, secret=SECRET, origin=ORIGIN):
    """Sign the tree of these bodies."""
    root = root_of([leaf_hash(each) for each in bodies])
    return checkpoint.signed(origin, len(bodies), root, secret=secret)


def receipt(bodies, index):
    """Hand out a receipt for an entry, in the tree of all of these."""
    path = inclusion_proof([leaf_hash(each) for each in bodies], index)
    return Receipt(proof.text(proof.Proof(index, tuple(path), signed(bodies))), bodies[index])


@dataclass
class Keeper:
    """Writes entries one after the other, a second apart, and numbers them within their case."""

    bodies: list[bytes] = field(default_factory=list)
    openings: dict[int, Opening] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def write(self, kind, *, case=7, said=None, erase="", sealed=False, at=None, **facts):
        """Write one entry and give its number within the case."""
        index = len(self.bodies)
        n = None if case is None else self.numbers.get(case, 0) + 1
        if case is not None:
            self.numbers[case] = n
        entry = Entry(kind, START + index * 1_000_000 if at is None else at, case, n, "", erase, facts)
        if sealed:
            said, entry = sealed_content(entry, said or {}), Entry("sealed", entry.t)
        if said is not None:
            self.openings[index] = Opening(salt(index), said)
            entry = entry.committing(committed(salt(index), said))
        self.bodies.append(body(entry))
        return n

    def log(self, **more):
        """Hand out the whole log, signed."""
        return Log(list(self.bodies), signed(self.bodies), dict(self.openings), **more)


def storm():
    """Tell one storm: sealed at first, then open, with a choice, an erasure and a hidden message; 30 entries."""
    keeper = Keeper()
    keeper.write("key.created", case=None)
    keeper.write("case.noticed", sealed=True, people=12)
    keeper.write("case.acknowledged", sealed=True, said={"words": "I see it."})
    keeper.write("case.opened")
    said = [
        keeper.write("voice.received", said={"words": f"Message {number}"}, erase=erase_hash(TOKEN + bytes([number])))
        for number in range(8)
    ]
    keeper.write("statement.version", said={"words": "We are sorry."}, version=1)
    keeper.write("voice.hidden", of=said[3], rule="rule-9")
    keeper.write("voice.erased", of=said[5], by="token", token=(TOKEN + b"\5").hex())
    keeper.write("voice.erased", of=said[6], by="law")
    keeper.write("electorate.frozen", root="ab" * 32)
    keeper.write("choice.opened", choice=1, said={"question": "Withdraw?"})
    for number in range(8):
        keeper.write("ballot.cast", choice=1, said={"marks": [number % 2]})
    keeper.write("choice.closed", choice=1)
    keeper.write("decision", choice=1, met=False)
    keeper.write("lesson", case=None, said={"words": "Ask first."})
    keeper.write("subject.added", case=None)
    return keeper
