"""Goalposts moved by a hand in the database, once people vote: found when the rule runs, and nothing is decided."""

from __future__ import annotations

import json

import pytest

from actions.plain_storm import NOON, quiet_days, storm
from actions.test_choice import ASKED, CLOSES, LATER, vote
from amends.actions.acknowledge import acknowledge
from amends.actions.ask import ask
from amends.actions.close_choice import close_choice, close_due, why_not_closed
from amends.actions.hear import hear
from amends.actions.publish_statement import publish_statement
from amends.actions.remove_ballot import remove_ballot
from amends.core.choice.electorate import UnfitElectorate
from amends.core.choice.question import UnfitQuestion
from amends.core.decision.rule import NotAsAsked
from amends.core.vocabulary import DAY, HOUR
from amends.store import models

pytestmark = pytest.mark.django_db
CAST = LATER + HOUR


def tell(source):
    """Tell what every test here begins with."""
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    acknowledge(1, LATER + HOUR, LATER)
    publish_statement(1, "I put it there. I am sorry.", [], LATER)
    vote(ask(1, ASKED, LATER), source, ["withdraw", "withdraw", "finish"])


@pytest.fixture
def choice(told):
    return models.Choice.objects.get()


def ballot(mark="withdraw"):
    return models.Ballot.objects.filter(marks=[mark]).order_by("pk").first()


def question(choice, **changes):
    models.Choice.objects.filter(pk=choice.pk).update(question=choice.question | changes)


def entry(deed, **changes):
    models.Entry.objects.filter(pk=models.Entry.objects.filter(deed=deed).order_by("seq").first().pk).update(**changes)


def stuffed(choice):
    """Add a ballot that nobody cast, under the pseudonym of somebody who may bind and did not vote."""
    voted = choice.ballots.values("voter")
    silent = choice.electors.exclude(pseudonym__in=voted).first()
    row = ballot()
    models.Ballot.objects.create(
        choice=choice, voter=silent.pseudonym, tally="network", marks=["finish"], at=row.at, entry=choice.entry
    )


def swapped(choice):
    """Let two ballots change places in the ledger."""
    one, other = ballot(), ballot("finish")
    models.Ballot.objects.filter(pk=one.pk).update(entry=other.entry, at=other.at)
    models.Ballot.objects.filter(pk=other.pk).update(entry=one.entry, at=one.at)


def opened_otherwise(choice):
    row = ballot().entry
    said = json.loads(row.content) | {"marks": ["finish"]}
    models.Entry.objects.filter(pk=row.pk).update(content=json.dumps(said, separators=(",", ":"), sort_keys=True))
    models.Ballot.objects.filter(pk=ballot().pk).update(marks=["finish"])


MOVED = {
    "the words are edited": lambda choice: question(choice, words="Finish it, or withdraw it?"),
    "the rule asks for more": lambda choice: question(choice, rule=choice.question["rule"] | {"floor": 3}),
    "the line is lowered": lambda choice: question(choice, rule=choice.question["rule"] | {"line": "at-least"}),
    "an option is added": lambda choice: question(
        choice, options=[*choice.question["options"], {"key": "burn", "words": "Burn it"}]
    ),
    "an option is reworded": lambda choice: question(
        choice, options=[{"key": "withdraw", "words": "Withdraw nothing"}, choice.question["options"][1]]
    ),
    "the other option is put to the vote": lambda choice: question(choice, proposal="finish", otherwise="withdraw"),
    "another consequence": lambda choice: question(
        choice, consequences=choice.question["consequences"] | {"reached": {"words": "I think about it", "hours": 0}}
    ),
    "the close is put off in the question": lambda choice: question(choice, closes_at=CLOSES + DAY),
    "the close is put off in the row": lambda _: models.Choice.objects.update(closes_at=CLOSES + HOUR),
    "the close comes early": lambda _: models.Choice.objects.update(closes_at=CAST + HOUR),
    "the hash is edited too": lambda choice: (
        question(choice, words="Shall I go on?"), models.Choice.objects.update(digest="ab" * 32)
    ),
    "the entry of the question is rewritten": lambda choice: entry(
        "choice.opened", body=choice.entry.body.replace(choice.digest, "ab" * 32)
    ),
    "somebody is put on the list": lambda choice: models.Elector.objects.create(choice=choice, pseudonym="ab" * 32),
    "somebody is taken off the list": lambda choice: choice.electors.first().delete(),
    "one is exchanged for another": lambda choice: models.Elector.objects.filter(
        pk=choice.electors.first().pk
    ).update(pseudonym="cd" * 32),
    "nobody is left on the list": lambda choice: choice.electors.all().delete(),
    "a ballot is dropped": lambda _: ballot().delete(),
    "a ballot is stuffed": stuffed,
    "a ballot is turned": lambda _: models.Ballot.objects.filter(pk=ballot().pk).update(marks=["finish"]),
    "a ballot is turned where it was written too": opened_otherwise,
    "a ballot is given to another tally": lambda _: models.Ballot.objects.filter(pk=ballot().pk).update(
        tally="unverified"
    ),
    "a ballot is given to another voter": lambda _: models.Ballot.objects.filter(pk=ballot().pk).update(
        voter="ef" * 32
    ),
    "a ballot is dated back": lambda _: models.Ballot.objects.filter(pk=ballot().pk).update(at=LATER),
    "two ballots change places": swapped,
    "a ballot is left out without an entry": lambda _: models.Ballot.objects.filter(pk=ballot().pk).update(
        removed="Because."
    ),
    "a reason for leaving one out is reworded": lambda _: (
        remove_ballot(1, 1, ballot().voter, "I do not like it.", CAST + HOUR),
        models.Ballot.objects.filter(pk=ballot().pk).update(removed="A script cast it."),
    ),
    "the entry of a ballot is rewritten": lambda _: entry("ballot.cast", body="{}"),
}  # fmt: skip


@pytest.mark.parametrize("move", MOVED.values(), ids=MOVED.keys())
def test_the_rule_runs_on_nothing_that_was_moved(choice, move):
    move(choice)
    assert close_due(CLOSES + 2 * DAY) == []
    with pytest.raises((NotAsAsked, UnfitQuestion, UnfitElectorate)) as found:
        close_choice(choice.pk, CLOSES + 2 * DAY)
    row = models.Choice.objects.get()
    assert (row.state, row.verdict) == ("open", None)
    assert str(found.value) == why_not_closed(row, CLOSES + 2 * DAY)
    assert str(found.value).endswith(".")
    assert not models.Entry.objects.filter(deed="choice.closed").exists()


def test_untouched_it_runs_and_one_that_was_moved_holds_it_up_not(choice, source):
    other = models.Case.objects.create(
        number=2, subject=choice.case.subject, title="Other", life="open", public=True, noticed_at=LATER,
        began_at=NOON + HOUR, opened_at=LATER,
    )  # fmt: skip
    moved = ask(2, ASKED, LATER)
    question(moved, words="Moved?")
    assert [row.pk for row in close_due(CLOSES)] == [choice.pk]
    assert close_due(CLOSES + 1) == []
    models.Choice.objects.filter(pk=moved.pk).update(question=moved.question)
    assert [row.case_id for row in close_due(CLOSES + HOUR)] == [other.pk]
    assert why_not_closed(models.Choice.objects.get(pk=moved.pk), CLOSES + HOUR) == ""
