"""What the ledger costs: appending, signing, proving, verifying, and the audit of a whole log.

    python benchmarks/ledger_speed.py

Processor time (not the clock: others may share the machine) on one core, beside a dummy: a plain hash chain, which is
as hard to change unseen but must be handed out whole before anybody can check one entry of it.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from amends.core.ledger import checkpoint, proof
from amends.core.ledger.audit import Log, Opening, Receipt, audit
from amends.core.ledger.entry import Entry, body, committed
from amends.core.ledger.note import VerifierKey, public_of
from amends.core.ledger.tiles import Tiles, appended
from amends.core.ledger.tree import continues, included, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "example.com/ledger"
SECRET = bytes(range(32))
KEY = VerifierKey(ORIGIN, public_of(SECRET))
COMMIT_EVERY = 256
WORDS = "You used the space you share with friends to praise a phone that you were given. Please take it down. " * 3

Store = dict[tuple[int, int], bytes]


def rate(act: Callable[[int], object], times: int, rounds: int = 3) -> float:
    """Acts a second: the median of some rounds."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        for turn in range(times):
            act(turn)
        found.append(times / (time.process_time() - start))
    return median(found)


def entry(index: int, commit: str, erase: str) -> Entry:
    return Entry("voice.received", 10**15 + index, 7, index + 1, commit, erase, {"held": False, "stance": "objects"})


def appending(count: int) -> tuple[float, float, Store]:
    """Write, hash and append entries one by one, with a root at every commit; the same for the chain."""
    digest = "ab" * 32
    store: Store = {}

    def read(level: int, index: int) -> bytes:
        return store.get((level, index), b"")

    start = time.process_time()
    for index in range(count):
        store.update(appended(index, [leaf_hash(body(entry(index, digest, digest)))], read))
        if index % COMMIT_EVERY == COMMIT_EVERY - 1:
            Tiles(read).root(index + 1)
    spent = time.process_time() - start
    chain = bytes(32)
    start = time.process_time()
    for index in range(count):
        chain = hashlib.sha256(chain + body(entry(index, digest, digest))).digest()
    return count / spent, count / (time.process_time() - start), store


def grown(store: Store, size: int, to: int) -> None:
    """Append leaf hashes in bulk, for the large trees."""
    leaves = [leaf_hash(index.to_bytes(8, "big")) for index in range(size, to)]
    store.update(appended(size, leaves, lambda level, index: store.get((level, index), b"")))


def proving(store: Store, size: int) -> str:
    """Make and verify proofs in a tree of this size, each by a fresh reader, and many by one."""
    chance = random.Random(size)
    places = [chance.randrange(size) for _ in range(512)]

    def read(level: int, index: int) -> bytes:
        return store[level, index]

    reader = Tiles(read)
    root = reader.root(size)
    paths = {index: reader.inclusion(index, size) for index in places}
    leaves = {index: reader.leaf(index) for index in places}
    made = rate(lambda turn: Tiles(read).inclusion(places[turn % 512], size), 300)
    latest = range(max(0, size - COMMIT_EVERY), size)

    def commit_of_receipts(_turn: int) -> None:
        shared = Tiles(read)
        for index in latest:
            shared.inclusion(index, size)

    together = rate(commit_of_receipts, 8) * len(latest)
    checked = rate(lambda turn: included(leaves[places[turn]], places[turn], size, root, paths[places[turn]]), 512)
    old = size // 3
    between, old_root = reader.consistency(old, size), reader.root(old)
    followed = rate(lambda _turn: continues(old, old_root, size, root, between), 512)
    signed = checkpoint.signed(ORIGIN, size, root, secret=SECRET)
    given = {index: proof.text(proof.Proof(index, tuple(paths[index]), signed)) for index in places}
    receipts = rate(lambda turn: proof.verify(given[places[turn]], leaves[places[turn]], [KEY]), 512)
    longest = max(len(path) for path in paths.values())
    size_of = max(len(text) for text in given.values())
    cells = (made, together, checked, followed, receipts)
    return f"| {size:,} | {longest} | {size_of:,} | " + " | ".join(f"{each:,.0f}" for each in cells) + " |"


def auditing(count: int) -> tuple[float, float, int]:
    """Audit a whole log whose every entry is opened, with old checkpoints and receipts; the same for the chain."""
    bodies, openings = [], {}
    for index in range(count):
        salt, content = index.to_bytes(32, "big"), {"name": f"Person {index}", "words": WORDS}
        openings[index] = Opening(salt, content)
        bodies.append(body(entry(index, committed(salt, content), "")))
    store: Store = {}
    store.update(appended(0, [leaf_hash(each) for each in bodies], lambda _level, _index: b""))
    tree = Tiles(lambda level, index: store[level, index])
    signed = {
        size: checkpoint.signed(ORIGIN, size, tree.root(size), secret=SECRET)
        for size in range(count // 20, count + 1, count // 20)
    }
    receipts = [
        Receipt(proof.text(proof.Proof(size - 1, tuple(tree.inclusion(size - 1, size)), text)), bodies[size - 1])
        for size, text in signed.items()
    ]
    log = Log(bodies, signed[count], openings, tuple(signed.values()), receipts)
    start = time.process_time()
    report = audit(log, [KEY])
    spent = time.process_time() - start
    start = time.process_time()
    chain = bytes(32)
    for each in bodies:
        chain = hashlib.sha256(chain + each).digest()
    return spent, time.process_time() - start, len(report.findings)


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    count = 50_000
    ours, chain, store = appending(count)
    root = Tiles(lambda level, index: store[level, index]).root(count)
    signing = rate(lambda turn: checkpoint.signed(ORIGIN, turn, root, secret=SECRET), 1000)
    note = checkpoint.signed(ORIGIN, count, root, secret=SECRET)
    opening = rate(lambda _turn: checkpoint.opened(note, [KEY]), 1000)
    content = {"name": "Ada", "words": WORDS}
    committing = rate(lambda _turn: committed(bytes(32), content), 10_000)
    print("| act | a second | dummy: hash chain |")
    print("|---|---|---|")
    print(f"| append: body, leaf, tiles, root every {COMMIT_EVERY} | {ours:,.0f} | {chain:,.0f} |")
    print(f"| commit to 300 characters | {committing:,.0f} | |")
    print(f"| sign a checkpoint | {signing:,.0f} | |")
    print(f"| verify a checkpoint | {opening:,.0f} | |")
    titles = ("entries", "hashes in a proof", "bytes of a receipt", "proofs made, one reader each")
    titles += ("made, one reader a commit", "inclusion verified", "consistency verified", "receipts verified, signed")
    print("\n| " + " | ".join(titles) + " |")
    print("|---|---|---|---|---|---|---|---|")
    kept = 0
    tree: Store = {}
    for size in (1_000, 10_000, 100_000, 1_000_000):
        if size <= largest:
            grown(tree, kept, size)
            kept = size
            print(proving(tree, size), flush=True)
    spent, chained, findings = auditing(100_000)
    print("\nAudit of 100,000 entries, all opened, with 20 older checkpoints and 20 receipts: ", end="")
    print(f"{spent:.1f} s, {findings} findings (hash chain alone: {chained:.2f} s).")


if __name__ == "__main__":
    main()
