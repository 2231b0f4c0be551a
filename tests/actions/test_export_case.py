"""A case is handed out whole, tells nothing that is not for everybody, and a stranger finds it sound."""

from __future__ import annotations

import json

import pytest
import rfc8785
from django.db import transaction

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.ask import Asked, ask
from amends.actions.case_life import NoSuchCase
from amends.actions.cast import cast, link_hash
from amends.actions.close_choice import close_due
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed, duty_done
from amends.actions.export_case import NothingSigned, NotPublic, export_case
from amends.actions.form_opinion import form_opinion, votable
from amends.actions.hear import hear
from amends.actions.hide import hide
from amends.actions.promise import promise
from amends.actions.publish_statement import publish_statement
from amends.actions.remove_ballot import remove_ballot
from amends.actions.seal import seal
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import EXAMPLE
from amends.core.verification import verify
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models
from amends.store.opinion_rows import table_of

pytestmark = pytest.mark.django_db

ASKED_AT = NOON + 7 * HOUR
CLOSES = ASKED_AT + 3 * HOUR


def sealed(now):
    with transaction.atomic():
        return seal(now)


def exported():
    """Export as it comes through a file, and hold it against its ledger."""
    document = json.loads(rfc8785.dumps(export_case(1)))
    return document, [(found.kind, found.where, found.says) for found in verify(document).findings]


def tell(source):
    """Tell what every test here begins with."""
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)


@pytest.fixture
def source(told):
    return told


@pytest.fixture
def case(told):
    return models.Case.objects.get()


@pytest.fixture
def opened(case):
    acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
    publish_statement(1, "I put it there.", [], NOON + 6 * HOUR, title="The phone")
    publish_statement(1, "It was given to me.", [], NOON + 6 * HOUR + 1, note="It was no loan.")
    return case


@pytest.fixture
def said(opened):
    """Three write on the floor: one is shown, one hidden, one takes it back."""
    at = NOON + 6 * HOUR + MINUTE
    words = ("I am a repairer.", "Write to 12 Mill Lane.", "I was too loud.")
    taken = [
        take_message(1, Written("Maud", text, made_at=at - MINUTE, sender=text), at + place)
        for place, text in enumerate(words)
    ]
    hide(1, taken[1].message.number, "street-address", "Somebody lives there.", at + 5)
    take_back(1, taken[2].token, at + 6)
    return taken


@pytest.fixture
def asked(said):
    given = {name: getattr(EXAMPLE, name) for name in ("words", "options", "kind", "proposal", "otherwise")}
    question = Asked(**given, rule=simple_majority(), consequences=EXAMPLE.consequences, closes_at=CLOSES)
    choice = ask(1, question, ASKED_AT)
    voters = [*choice.electors.order_by("pseudonym").values_list("pseudonym", flat=True)][:6]
    for place, voter in enumerate([*voters, "stranger"]):
        token, network = f"token-{voter}", voter in voters
        models.Proof.objects.create(
            choice=choice, kind="phrase", token=link_hash(token), voter=voter, made_at=ASKED_AT, expires_at=CLOSES,
            tally="network" if network else "unverified", proven_at=ASKED_AT,
        )  # fmt: skip
        cast(token, ["withdraw" if place < 2 else "label"], "Because of Maud.", ASKED_AT + (place + 1) * 9 * MINUTE)
        form_opinion(token, short(), (1, -1, 0)[place % 3], ASKED_AT + (place + 1) * 9 * MINUTE)
    remove_ballot(1, 1, voters[0], "It was sold.", ASKED_AT + 2 * HOUR)
    return choice


def short():
    """Return the number of a message that can be agreed with."""
    return votable(models.Case.objects.get()).order_by("number").values_list("number", flat=True).first()


@pytest.fixture
def closed(asked):
    close_due(CLOSES)
    decide_case(1, "rule", "It stays.", "The rule says so.", [], CLOSES + HOUR)
    duty_done(1, 1, "https://example.com/", CLOSES + 2 * HOUR)
    return asked


def test_a_whole_case_is_sound_in_the_hands_of_a_stranger(closed):
    head = sealed(CLOSES + 3 * HOUR)
    document, wrong = exported()
    assert wrong == []
    report = verify(document)
    assert (report.counts["entries"], report.counts["recounts"], report.counts["ballots"]) == (head.size, 1, 7)
    assert (report.counts["maps"], report.counts["answers"]) == (1, 7)
    story = document["story"]
    assert (story["title"], [version["words"] for version in story["statement"]]) == (
        "The phone",
        ["I put it there.", "It was given to me."],
    )
    assert story["choices"][0]["verdict"]["outcome"] == story["choices"][0]["outcome"]
    assert (story["decision"]["headline"], story["duties"][0]["evidence"]) == ("It stays.", "https://example.com/")


@pytest.mark.parametrize("field", ["words", "seen_by"])
def test_a_promise_is_told_as_it_was_made_and_a_change_of_it_is_found(opened, field):
    made = {"words": "The phone goes back.", "seen_by": "The parcel's number, here."}
    promise(1, Owed(made["words"], NOON + 9 * HOUR, made["seen_by"]), NOON + 7 * HOUR)
    sealed(NOON + 8 * HOUR)
    models.Duty.objects.update(**{field: "Some phone may go back."})
    document, wrong = exported()
    told = document["story"]["duties"][0]
    assert ({"words": told["words"], "seen_by": told["seen_by"]}, wrong) == (made, [])
    entry = models.Entry.objects.get(deed="duty.set")
    models.Entry.objects.filter(pk=entry.pk).update(
        content=json.dumps(made | {field: "Some phone may go back."}, separators=(",", ":"), sort_keys=True)
    )
    assert [where.split(" of ")[0] for _, where, _ in exported()[1]] == [f"entry {entry.seq}"]


def test_nothing_is_told_that_is_not_for_everybody(closed):
    sealed(CLOSES + 3 * HOUR)
    text = rfc8785.dumps(export_case(1)).decode()
    choice = models.Choice.objects.get()
    hidden = ["12 Mill Lane", "I was too loud", choice.salt.hex(), "token-"]
    hidden += models.Person.objects.filter(key__contains=":").values_list("key", flat=True)
    assert [word for word in hidden if word in text] == []
    assert "I am a repairer." in text


def opinions_entry():
    return models.Entry.objects.get(deed="opinions.counted")


def test_what_people_agreed_with_is_written_down_once_and_without_names(closed):
    sealed(CLOSES + 3 * HOUR)
    entry = opinions_entry()
    said = json.loads(entry.content)
    assert (said["table"]["listed"], said["table"]["others"]) == (["+", "+", "-", "-", "0", "0"], ["+"])
    assert entry.seq + 1 == models.Choice.objects.get().closed_entry.seq
    assert not any(name in entry.content for name in models.Ballot.objects.values_list("voter", flat=True))
    models.Opinion.objects.all().delete()  # what was written down does not hang on the rows
    assert exported()[1] == []


def test_answers_that_the_owner_made_up_afterwards_are_found(closed):
    entry = opinions_entry()
    said = json.loads(entry.content)
    said["table"]["listed"] = ["+"] * 6
    models.Entry.objects.filter(pk=entry.pk).update(content=rfc8785.dumps(said).decode())
    sealed(CLOSES + 3 * HOUR)
    kinds = {kind for kind, where, _ in exported()[1] if str(entry.seq) in where}
    assert "opinions" in kinds
    assert len(kinds) == 2  # the commitment does not open with it either


def test_only_where_groups_bind_does_a_row_name_its_voter_by_the_pseudonym_of_the_vote(asked):
    made = table_of(models.Choice.objects.get(), named=True)
    assert (len(made.voters), len(made.others)) == (6, 1)
    assert set(made.voters) < set(models.Elector.objects.values_list("pseudonym", flat=True))


def test_ballots_stay_closed_until_the_vote_is(asked):
    sealed(ASKED_AT + 2 * HOUR)
    document, wrong = exported()
    assert wrong == []
    assert "Because of Maud" not in json.dumps(document)
    assert document["story"]["choices"][0]["state"] == "open"
    assert len(document["electorates"]["1"]) == document["story"]["choices"][0]["question"]["electorate"]["size"]
    close_due(CLOSES)
    before, wrong = exported()  # the close is not signed yet, so it is not told
    assert (before == document, wrong) == (True, [])


def test_a_message_hidden_while_it_was_sealed_stays_closed(case):
    number = case.messages.order_by("number").first().number
    hide(1, number, "threat", "It threatens somebody.", NOON + 4 * HOUR)
    acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
    sealed(NOON + 6 * HOUR)
    assert exported()[1] == []


def test_other_cases_are_not_opened(opened):
    other = models.Case.objects.create(
        number=2, subject=opened.subject, title="x", noticed_at=NOON, began_at=NOON, public=False
    )
    from amends.actions.record import record

    record("case.noticed", at=NOON + 7 * HOUR, case=other, facts={"people": 3}, said={"evidence": ["bluesky:secret"]})
    models.Case.objects.filter(pk=other.pk).update(public=True)
    other.refresh_from_db()
    record("case.opened", at=NOON + 7 * HOUR, case=other, said={"title": "Another secret"})
    sealed(NOON + 8 * HOUR)
    document, wrong = exported()
    assert wrong == []
    assert "secret" not in json.dumps(document)


def test_what_cannot_be_handed_out_is_refused_in_a_sentence(case):
    with pytest.raises(NoSuchCase, match="There is no case 3"):
        export_case(3)
    with pytest.raises(NotPublic, match="not public yet"):
        export_case(1)
    acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
    with pytest.raises(NothingSigned, match="signed yet"):
        export_case(1)
