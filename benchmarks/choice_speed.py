"""What a verdict costs, and what looking for those who acted together costs.

    python benchmarks/choice_speed.py [BALLOTS]

Processor time (not the clock: others may share the machine) on one core: half of the ballots are the network's, the
others newcomers' and unverified. Then 10,000 messages, one in ten a near copy of another, are looked through.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace

from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.brigade import Act, clusters, flags
from amends.core.choice.electorate import freeze
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import EXAMPLE, Kind
from amends.core.decision.rule import decide

MESSAGES = 10_000


def verdict(kind: Kind, ballots: int) -> tuple[float, float, str]:
    pick = random.Random(1)
    who = freeze((f"mastodon:{n}" for n in range(ballots // 2)), bytes(32))
    changes = {"kind": kind, "proposal": "withdraw" if kind == Kind.ONE else "", "rule": simple_majority(20)}
    question = replace(EXAMPLE, electorate_root=who.root, electorate_size=who.size, **changes)
    cast = []
    for n in range(ballots):
        marks = tuple(pick.sample(question.keys, 1 if kind == Kind.ONE else pick.randint(1, 3)))
        tally = Tally.NETWORK if n < who.size else (Tally.NEWCOMERS, Tally.UNVERIFIED)[n % 2]
        voter = who.members[n] if n < who.size else f"other-{n}"
        cast.append(Ballot(voter, tally, marks, n + 1, question.opens_at + n))
    start = time.process_time()
    found = decide(question, who, cast)
    decided = time.process_time()
    return decided - start, len(found.canonical()), str(found.outcome)


def looked_through() -> tuple[float, int]:
    pick = random.Random(2)
    words = ["".join(pick.choices("abcdefghijklmnopqrstuvwxyz", k=pick.randint(2, 9))) for _ in range(3000)]
    said: list[str] = []
    for _ in range(MESSAGES):
        if said and pick.random() < 0.1:
            copied = pick.choice(said).split()
            copied[pick.randrange(len(copied))] = pick.choice(words)
            said.append(" ".join(copied))
        else:
            said.append(" ".join(pick.choices(words, k=pick.randint(8, 40))))
    acts = [Act(f"p{n}", str(n), pick.randrange(86_400_000_000), words=text) for n, text in enumerate(said)]
    start = time.process_time()
    tied = clusters(flags(acts))
    return time.process_time() - start, len(tied)


def main() -> None:
    ballots = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print("| act | seconds | result |")
    print("|---|---|---|")
    for kind in Kind:
        seconds, size, outcome = verdict(kind, ballots)
        print(f"| decide on {ballots:,} ballots, {kind} | {seconds:.2f} | {outcome}, {size:,} bytes |", flush=True)
    seconds, tied = looked_through()
    print(f"| look through {MESSAGES:,} messages | {seconds:.2f} | {tied:,} clusters |")


if __name__ == "__main__":
    main()
