"""A small storm as it is handed out to a stranger: sealed at first, then public, voted on and decided. All invented."""

from __future__ import annotations

import json
from dataclasses import replace

import rfc8785

from amends.core.choice.answers import Person, table
from amends.core.choice.ballot import Ballot, Tally
from amends.core.choice.question import canonical, digest
from amends.core.decision.rule import decide
from amends.core.ledger import proof
from amends.core.ledger.entry import parse
from amends.core.ledger.tree import inclusion_proof, leaf_hash
from amends.core.verification.receipt import receipt_text
from amends.core.verification.told import Opened, tell
from core.choice.asked import asked, network
from core.ledger.logs import KEY, ORIGIN, START, Keeper, signed

CASE = 7


def told_by(keeper):
    """Read back the entries of the case, as the exporter does."""
    told = []
    for index, body in enumerate(keeper.bodies):
        entry, opening = parse(body), keeper.openings.get(index)
        if entry.type == "sealed" and opening is not None and opening.content["case"] == CASE:
            hidden = opening.content
            told.append(Opened(index, type(entry)(hidden["type"], entry.t, CASE, hidden["n"], "", "", hidden["facts"]),
                               hidden["said"]))  # fmt: skip
        elif entry.case == CASE:
            told.append(Opened(index, entry, None if opening is None else opening.content))
    return told


def storm(people=9, *, removed=(), restored=(), clusters=(), answers=()):
    """Tell the storm; returns its keeper, the frozen list and the verdict. ``answers`` are those of its members."""
    keeper, who = Keeper(), network(people)
    keeper.write("key.created", case=None)
    keeper.write("case.noticed", sealed=True, said={"evidence": ["mastodon:1"]}, people=12)
    keeper.write("voice.received", sealed=True, said={"message": 1, "words": "Shame."}, message=1, held=False)
    keeper.write("case.noticed", case=8, sealed=True, said={})
    keeper.write("case.acknowledged", sealed=True, answer_by=START)
    keeper.write("case.opened", said={"title": "The free phone"})
    keeper.write("case.opened", case=8, said={"title": "Another"})
    keeper.write("statement.version", said={"number": 1, "words": "I was given it.", "connections": [], "note": ""},
                 number=1)  # fmt: skip
    keeper.write("voice.received", said={"message": 2, "name": "Maud", "words": "Who mends it?"}, message=2)
    keeper.write("voice.received", said={"message": 3, "name": "X", "words": "Call 555"}, message=3)
    keeper.write("voice.hidden", said={"reason": "A number of somebody."}, of=5, message=3, rule="personal-data")
    opens = START + len(keeper.bodies) * 1_000_000 + 500_000
    question = asked(who, opens_at=opens, closes_at=opens + 60_000_000, frozen_at=opens - 1)
    facts = {"choice": 1, "digest": digest(question), "root": who.root, "size": who.size}
    keeper.write("electorate.frozen", choice=1, root=who.root, size=who.size)
    # The opening stands before the first ballot, and at the instant the question names.
    keeper.write("choice.opened", said={"question": canonical(question)}, closes_at=question.closes_at, **facts)
    ballots = _ballots(keeper, who, removed, restored)
    verdict = decide(question, who, ballots, clusters=clusters)
    if answers:
        made = table([Person(said, name) for said, name in zip(answers, who.members, strict=True)])
        keeper.write("opinions.counted", said={"table": made.canonical(), "map": made.told(made.drawn())}, choice=1,
                     messages=len(made.messages), listed=len(made.listed), others=0, answers=made.answers)  # fmt: skip
    keeper.write("choice.closed", said={"clusters": [sorted(each) for each in clusters]}, choice=1,
                 outcome=str(verdict.outcome), verdict=verdict.digest)  # fmt: skip
    keeper.write("decision", said={"headline": "It stays.", "reasons": "The rule says so."}, choice=1)
    keeper.write("duty.set", said={"words": "Name the gift"}, duty=1, due_at=question.closes_at)
    keeper.write("duty.done", said={"evidence": "https://example.com/"}, duty=1)
    return keeper, who, verdict


def _ballots(keeper, who, removed, restored):
    ballots, numbers = [], []
    for at, member in enumerate(who.members[:7]):
        marks = ["withdraw"] if at < 3 else ["label"]
        said = {"voter": member, "tally": "network", "marks": marks, "reason": "Because."}
        index = len(keeper.bodies)
        numbers.append(keeper.write("ballot.cast", said=said, choice=1))
        ballots.append(Ballot(member, Tally.NETWORK, tuple(marks), index, START + index * 1_000_000, "Because."))
    for at in removed:
        keeper.write("ballot.removed", said={"reason": "It was bought."}, choice=1, of=numbers[at])
        ballots[at] = replace(ballots[at], removed="It was bought.")
    for at in restored:
        keeper.write("ballot.restored", said={"reason": "It was not."}, choice=1, of=numbers[at])
        ballots[at] = replace(ballots[at], removed=None)
    return ballots


def case_file(keeper, who, verdict, **changes):
    """Hand the case out: what was hidden stays closed, and so does what is not of this case."""
    withheld = {index for index, body in enumerate(keeper.bodies) if parse(body).facts.get("message") == 3} - {10}
    others = {index for index, opening in keeper.openings.items() if opening.content.get("case", CASE) != CASE}
    others |= {index for index, body in enumerate(keeper.bodies) if parse(body).case not in {CASE, None}}
    kept = {index: found for index, found in keeper.openings.items() if index not in withheld | others}
    made = {
        "schema": "amends/case/1", "case": CASE, "origin": ORIGIN, "key": str(KEY), "checkpoint": signed(keeper.bodies),
        "bodies": [body.decode() for body in keeper.bodies],
        "openings": {str(i): {"salt": found.salt.hex(), "content": found.content} for i, found in kept.items()},
        "electorates": {"1": list(who.members)},
        "story": tell(told_by(keeper), {1: json.loads(verdict.canonical())}),
    }  # fmt: skip
    return json.loads(rfc8785.dumps(made | changes))


def take_home(keeper, index, *, opening=True, key=str(KEY)):
    """Hand out a receipt for an entry, in the tree as it stands."""
    path = inclusion_proof([leaf_hash(body) for body in keeper.bodies], index)
    found = proof.Proof(index, tuple(path), signed(keeper.bodies))
    return receipt_text(found, keeper.bodies[index], keeper.openings.get(index) if opening else None, key)
