"""What came of the invented evening: a question, its ballots, a verdict, and opinions. All of it is made up."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction

from amends.actions.record import record
from amends.core.choice.ballot import Tally
from amends.core.choice.question import Consequence, canonical, digest
from amends.core.choice.question import Consequences as After
from amends.core.decision.rule import decide
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from core.choice.asked import SALT, asked, cast, network, votes
from web import pages_story

OPENS = pages_story.NOW - 30 * HOUR
CLOSES = OPENS + 24 * HOUR
PAGE = {"withdraw": 118, "label": 71, "keep": 32}
REASON = "You told us it was free. We are grown. <b>Taking it down</b> teaches people to say less."


def question_of(who, **changes):
    changes = {"opens_at": OPENS, "closes_at": CLOSES, "frozen_at": OPENS - DAY, **changes}
    return asked(who, **changes)


def case(**changes):
    """Make a public case in which somebody asked, without the evening's voices."""
    given = pages_story.subject()
    row = {
        "number": 7, "subject": given, "title": "The free phone", "life": "asked", "public": True,
        "noticed_at": OPENS - 14 * HOUR, "began_at": OPENS - 15 * HOUR, "acknowledged_at": OPENS - 9 * HOUR,
        "opened_at": OPENS - HOUR, "asked_at": OPENS,
    }  # fmt: skip
    return models.Case.objects.create(**row | changes)


def ask(case, question, who, *, number=1, state="open"):
    """Keep a question as its deed does, with the frozen list."""
    with transaction.atomic():
        entry = record("choice.opened", at=question.opens_at, case=case, facts={"choice": number})
    choice = models.Choice.objects.create(
        case=case, number=number, question=canonical(question), digest=digest(question), state=state,
        opens_at=question.opens_at, closes_at=question.closes_at, salt=SALT, entry=entry,
    )  # fmt: skip
    models.Elector.objects.bulk_create(models.Elector(choice=choice, pseudonym=name) for name in who.members)
    return choice


def vote(choice, ballots):
    """Keep ballots with their entries; returns them as the ledger numbers them."""
    start = models.Entry.objects.count()
    entries = models.Entry.objects.bulk_create(
        models.Entry(seq=start + at, at=ballot.cast_at, deed="ballot.cast", case=choice.case, n=start + at + 1,
                     body="{}", leaf=bytes(32))
        for at, ballot in enumerate(ballots)
    )  # fmt: skip
    models.LedgerHead.objects.update(size=start + len(entries))
    models.Ballot.objects.bulk_create(
        models.Ballot(choice=choice, voter=ballot.voter, tally=ballot.tally, marks=list(ballot.marks), entry=entry,
                      reason=ballot.reason, at=ballot.cast_at, removed=ballot.removed or "")
        for ballot, entry in zip(ballots, entries, strict=True)
    )  # fmt: skip


def close(choice, question, who, ballots, **given):
    """Run the rule and keep what it found, as the closing deed does."""
    verdict = decide(question, who, ballots, **given)
    choice.verdict, choice.state = json.loads(verdict.canonical()), "closed"
    facts = {"choice": choice.number, "outcome": str(verdict.outcome), "verdict": verdict.digest}
    choice.closed_entry = record("choice.closed", at=question.closes_at, case=choice.case, facts=facts)
    choice.save()
    return verdict


def voted(by_option=None, *, size=412, clusters=0, others=True, reason=REASON, case_changes=None, **changes):
    """Tell a vote from its question to its verdict; by default that of the design: 118, 71 and 32 of 412."""
    by_option = PAGE if by_option is None else by_option
    who = network(size)
    question = question_of(who, **changes)
    row = case(**case_changes or {})
    choice = ask(row, question, who)
    ballots = cast(question, who.members, votes(**by_option), reason=reason)
    if others:
        new = [f"new-{n}" for n in range(96)]
        anybody = [f"any-{n}" for n in range(340)]
        ballots += cast(question, new, votes(withdraw=51, label=30, keep=15), Tally.NEWCOMERS, first=500)
        ballots += cast(question, anybody, votes(withdraw=96, label=41, keep=203), Tally.UNVERIFIED, first=700)
    vote(choice, ballots)
    acted = [set(who.members[:clusters])] if clusters else []
    close(choice, question, who, ballots, clusters=acted)
    return choice


def fixed(**hours):
    """Write other consequences, each of so many hours."""
    words = {"reached": "I take it down", "not_reached": "it stays", "tie": "it stays", "contested": "I ask again"}
    return After(**{name: Consequence(said, hours.get(name, 24)) for name, said in words.items()})


def floor(case, texts, *, stance="objects"):
    """Put short messages on the floor of a case."""
    made = []
    for number, text in enumerate(texts, 1):
        person = models.Person.objects.create(key=f"floor:{number}")
        account = models.Account.objects.create(network="floor", author=str(number), name=f"P{number}", person=person)
        at = OPENS + number * MINUTE
        post = models.Post.objects.create(
            network="floor", origin_id=str(number), account=account, text=text, created_at=at, heard_at=at
        )
        entry = record("voice.received", at=at, case=case, facts={"message": number, "held": False})
        made.append(
            models.Message.objects.create(
                case=case, number=number, post=post, at=at, stance=stance, short=True, entry=entry
            )
        )
    return made


def opinions(messages, voters, value):
    """Let voters answer messages; ``value(voter, message)`` by place, nothing for no answer."""
    models.Opinion.objects.bulk_create(
        models.Opinion(message=message, voter=voter, value=said, at=OPENS + at * MINUTE)
        for at, voter in enumerate(voters)
        for place, message in enumerate(messages)
        if (said := value(at, place)) is not None
    )


def link(choice, voter, *, tally="network", proven=True):
    """Give a voter a private voting link; returns its token."""
    token = f"token-of-{voter}"
    models.Proof.objects.create(
        choice=choice, kind="phrase", token=hashlib.sha256(token.encode()).hexdigest(), voter=voter if proven else "",
        tally=tally, made_at=OPENS, expires_at=CLOSES + DAY, proven_at=OPENS if proven else None,
    )  # fmt: skip
    return token
