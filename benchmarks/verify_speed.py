"""What it costs a stranger to check a case: a log of 100,000 entries, all of one case, all opened, with a large vote.

    python benchmarks/verify_speed.py [ENTRIES]

Processor time on one core, from the bytes of the file to the report. The dummy beside it reads the same file and hashes
it once: that is what a published checksum would cost, which says that a file is the one its owner published and nothing
about what she changed before. Exits with 1 where 100,000 entries take ten seconds or more, or are not found sound.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from typing import Any

import rfc8785

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.electorate import freeze
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import Consequence, Consequences, Kind, Option, Question, canonical, digest
from amends.core.decision.rule import decide
from amends.core.ledger import checkpoint
from amends.core.ledger.entry import Entry, body, committed
from amends.core.ledger.note import VerifierKey, public_of
from amends.core.ledger.tree import leaf_hash, root_of
from amends.core.verification import Opened, Report, tell, verify

ENTRIES = 100_000
LIMIT = 10.0
CASE = 7
ORIGIN = "example.com/ledger"
SECRET = bytes(range(32))
START = 1_700_000_000_000_000
SECOND = 1_000_000
WORDS = "You used the space you share with friends to praise a phone that you were given. Please take it down. " * 3


class Log:
    """Entries of one case and what opens them, a second apart."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.openings: dict[str, object] = {}
        self.told: list[Opened] = []

    def write(self, kind: str, said: dict[str, object], **facts: int | str | bool) -> int:
        """Write one entry, and give its place in the log."""
        index = len(self.bodies)
        salt = hashlib.sha256(index.to_bytes(8, "big")).digest()
        entry = Entry(kind, START + index * SECOND, CASE, index + 1, committed(salt, said), "", facts)
        self.bodies.append(body(entry).decode())
        self.openings[str(index)] = {"salt": salt.hex(), "content": said}
        self.told.append(Opened(index, entry, said))
        return index


def question(root: str, size: int, opens_at: int) -> Question:
    said = Consequence("it is done", 24)
    return Question(
        words="Should I withdraw the review?",
        options=(Option("withdraw", "Withdraw it"), Option("keep", "Keep it")),
        kind=Kind.ONE,
        rule=simple_majority(),
        proposal="withdraw",
        otherwise="keep",
        consequences=Consequences(said, said, said, said),
        opens_at=opens_at,
        closes_at=opens_at + 10**7 * SECOND,
        electorate_root=root,
        electorate_size=size,
        frozen_at=opens_at,
    )


def case_file(entries: int) -> bytes:
    """Make a case of so many entries: half of them voices, the other half ballots."""
    log, voices = Log(), entries // 2 - 1
    who = freeze((f"network:{number}" for number in range(entries - voices - 3)), bytes(32))
    log.write("case.opened", {"title": "The free phone"})
    for number in range(voices):
        said = {"message": number, "network": "floor", "name": f"Person {number}", "words": WORDS, "stance": "objects"}
        log.write("voice.received", said, message=number, held=False)
    asked = question(who.root, who.size, START + len(log.bodies) * SECOND)
    facts: dict[str, int | str | bool] = {
        "choice": 1,
        "digest": digest(asked),
        "root": who.root,
        "size": who.size,
        "closes_at": asked.closes_at,
    }
    log.write("choice.opened", {"question": canonical(asked)}, **facts)
    ballots = []
    for place, voter in enumerate(who.members):
        mark = "withdraw" if place % 3 else "keep"
        said = {"voter": voter, "tally": "network", "marks": [mark], "reason": ""}
        index = log.write("ballot.cast", said, choice=1)
        ballots.append(Ballot(voter, Tally.NETWORK, (mark,), index, START + index * SECOND))
    verdict = decide(asked, who, ballots)
    log.write("choice.closed", {"clusters": []}, choice=1, outcome=str(verdict.outcome), verdict=verdict.digest)
    root = root_of([leaf_hash(each.encode()) for each in log.bodies])
    document: dict[str, Any] = {
        "schema": "amends/case/1",
        "case": CASE,
        "origin": ORIGIN,
        "key": str(VerifierKey(ORIGIN, public_of(SECRET))),
        "checkpoint": checkpoint.signed(ORIGIN, len(log.bodies), root, secret=SECRET),
        "bodies": log.bodies,
        "openings": log.openings,
        "electorates": {"1": list(who.members)},
        "story": tell(log.told, {1: json.loads(verdict.canonical())}),
    }
    return rfc8785.dumps(document)


def checked(data: bytes) -> tuple[Report, float]:
    start = time.process_time()
    report = verify(json.loads(data))
    return report, time.process_time() - start


def main() -> int:
    """Measure, print, and say whether the promise holds."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    data = case_file(entries)
    start = time.process_time()
    json.loads(data)
    hashlib.sha256(data).hexdigest()
    dummy = time.process_time() - start
    report, seconds = checked(data)
    counts = report.counts
    print(f"{counts['entries']:,} entries, {counts['ballots']:,} ballots, a file of {len(data) / 1e6:.0f} MB")
    print(f"verify: {seconds:.2f} s ({counts['entries'] / seconds:,.0f} entries a second); found sound: {report.sound}")
    print(f"dummy (read the file and hash it once): {dummy:.2f} s")
    flipped = data.replace(b"Please take it down", b"Please keep it down", 1)
    print(f"one word changed: {verify(json.loads(flipped)).findings[0]}")
    return 0 if report.sound and seconds < LIMIT * entries / ENTRIES else 1


if __name__ == "__main__":
    sys.exit(main())
