"""Somebody asks to be forgotten: nothing of them is left in any row, and everything still adds up."""

from __future__ import annotations

import json

import pytest
import rfc8785
from django.apps import apps
from django.db import transaction

from actions.plain_storm import INES, NOON, quiet_days, say, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.add_source import add_source
from amends.actions.answer import answer_message
from amends.actions.ask import Asked, ask
from amends.actions.cast import cast
from amends.actions.close_choice import close_due
from amends.actions.export_case import export_case
from amends.actions.forget_person import SpeaksForOwner, forget_person, known
from amends.actions.form_opinion import form_opinion
from amends.actions.hand_receipt import bare_proof
from amends.actions.hear import hear
from amends.actions.import_list import import_list
from amends.actions.join_people import join_people
from amends.actions.prove import Account, show_account
from amends.actions.publish_statement import publish_statement
from amends.actions.removals import removals
from amends.actions.seal import seal
from amends.actions.sign_in import Left, leave
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.actions.whose import NobodyThere
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import EXAMPLE
from amends.core.floor.message import State
from amends.core.floor.receipt import Fate, fate
from amends.core.ledger.entry import parse
from amends.core.verification import verify
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import floor_rows, models

pytestmark = pytest.mark.django_db

LATER = NOON + 6 * HOUR
CLOSES = LATER + 3 * HOUR
TRACES = ("walrus", "mopsa", "harriet")
"""Letters that stand in nothing but this person's words, names and ids."""


def tell(source):
    """Mopsa is in the network before the storm, objects twice in it, is answered, and votes."""
    posts = [*quiet_days(3), *storm()]
    mine = [
        say(50001, NOON - 30 * HOUR, "hello walrus", author="did:mopsa"),
        say(50002, NOON + 80 * MINUTE, "no walrus", author="did:mopsa"),
        say(50003, NOON + 90 * MINUTE, "no more walrus", author="did:mopsa"),
    ]
    ids = {"id": "at://did:mopsa/3", "url": "https://sky.example/mopsa/3"}
    mine[2] = type(mine[2])(**{name: getattr(mine[2], name) for name in mine[2].__dataclass_fields__} | ids)
    reply = say(50004, NOON + 100 * MINUTE, "yes quite", author="did:friend")
    reply = type(reply)(
        **{name: getattr(reply, name) for name in reply.__dataclass_fields__} | {"reply_to": "at://did:mopsa/3"}
    )
    everything = sorted([*posts, *mine, reply], key=lambda post: (post.created_at, post.id))
    hear(source, everything, "all", everything[-1].created_at)
    acknowledge(1, NOON + 9 * HOUR, NOON + 5 * HOUR)
    publish_statement(1, "I put it there.", [], LATER, title="The phone")


@pytest.fixture
def source(told):
    return told


@pytest.fixture
def case(told):
    return models.Case.objects.get()


def written(words, email="", name="Harriet"):
    form = Written(name, words, email=email, made_at=LATER, sender=words)
    return take_message(1, form, LATER + MINUTE)


def traces():
    """Name every column of every table in which anything of them is left."""
    found = []
    for model in apps.get_models():
        for row in model.objects.all().values():
            found += [
                f"{model.__name__}.{column}: {value}"
                for column, value in row.items()
                if any(trace in str(value).casefold() for trace in TRACES)
            ]
    return found


def sound():
    with transaction.atomic():
        seal(LATER + 20 * HOUR)
    document = json.loads(rfc8785.dumps(export_case(1)))
    return document, [(found.where, found.says) for found in verify(document).findings]


def asked():
    given = {name: getattr(EXAMPLE, name) for name in ("words", "options", "kind", "proposal", "otherwise")}
    question = Asked(**given, rule=simple_majority(), consequences=EXAMPLE.consequences, closes_at=CLOSES)
    return ask(1, question, LATER + 5 * MINUTE)


def test_nothing_is_left_in_any_row_and_stubs_are_counted(case):
    join_people([("bluesky:did:mopsa", "mastodon:https://m.example/@mopsa")], NOON)
    import_list(INES.name, "readers", "bluesky:did:mopsa", NOON)
    mine = case.messages.filter(post__account__author="did:mopsa")
    numbers = list(mine.values_list("number", flat=True))
    answer_message(1, numbers[0], "Thank you for saying so.", LATER)
    before = case.messages.count()
    told = forget_person("bluesky", "did:mopsa", LATER + HOUR)
    assert (told.accounts, told.posts, told.messages) == (2, 3, 2)
    assert traces() == []
    assert case.messages.count() == before
    stubs = case.messages.filter(state="removed")
    assert list(stubs.values_list("number", "post__text", "post__account__name")) == [(n, "", "") for n in numbers]
    assert stubs.first().answers.count() == 1
    assert models.Message.objects.get(post__account__author="did:friend").parent.number == numbers[-1]
    assert not models.Person.objects.filter(accounts=None).exists()
    assert models.Alert.objects.exclude(people=0).exists()


def test_the_ledger_says_that_it_was_done_and_not_of_whom_and_a_stranger_finds_it_sound(case):
    received = models.Entry.objects.filter(deed="voice.received").count()
    document, _ = sound()
    assert "walrus" in json.dumps(document)
    forget_person("bluesky", "did:mopsa", LATER + HOUR)
    entries = models.Entry.objects.filter(at__gte=LATER + HOUR)
    facts = [parse(entry.body.encode()).facts for entry in entries.filter(deed="owner.action")]
    assert facts == [{"what": "person-forgotten", "posts": 3, "messages": 2}]
    stubs = [parse(entry.body.encode()).facts for entry in entries.filter(deed="voice.erased")]
    assert [(stub["by"], "token" in stub) for stub in stubs] == [("request", False)] * 2
    assert models.Entry.objects.filter(deed="voice.received").count() == received
    document, wrong = sound()
    assert wrong == []
    assert not any(trace in json.dumps(document).casefold() for trace in TRACES)


def test_an_erased_message_that_no_entry_names_is_found(case):
    """What makes the file sound above is the entry, and not that nobody looks."""
    entry = case.messages.filter(post__account__author="did:mopsa", entry__sealed=True).first().entry
    models.Entry.objects.filter(pk=entry.pk).update(content=None, salt=None)
    assert sound()[1] != []


def test_its_receipt_still_says_what_happened(case):
    number = case.messages.filter(post__account__author="did:mopsa").first().number
    forget_person("bluesky", "did:mopsa", LATER + HOUR)
    sound()
    message = next(row for row in floor_rows.messages(case) if row.number == number)
    assert (message.state, fate(message)) == (State.REMOVED, Fate.REMOVED)
    assert bare_proof(models.Message.objects.get(number=number).entry.seq).startswith("c2sp.org/tlog-proof@v1")


def test_whoever_left_an_address_is_found_by_it_and_whoever_left_none_by_their_message(case):
    first = written("I was there, says walrus.", "Mopsa@Harriet.example")
    second = written("A walrus speaks again.")
    third = written("Somebody else, with a hat.", "other@people.example", name="Olaf")
    assert known("email", "mopsa@harriet.example").messages == 1
    forget_person("email", "mopsa@harriet.example", LATER + HOUR)
    forget_person("floor", f"1/{second.message.number}", LATER + HOUR)
    forget_person("bluesky", "did:mopsa", LATER + HOUR)
    assert traces() == []
    assert models.Message.objects.get(pk=third.message.pk).post.text == "Somebody else, with a hat."
    assert models.Address.objects.get().message == third.message
    assert sound()[1] == []
    # The key on the receipt is still theirs, and is still believed.
    assert take_back(1, first.token, LATER + 2 * HOUR).state == "erased"
    assert sound()[1] == []


def test_a_handle_will_do_where_one_person_has_it(case):
    assert known("BlueSky", "@Mopsa.Example").posts == 3
    models.Account.objects.filter(author="did:friend").update(handle="mopsa.example")
    with pytest.raises(NobodyThere, match=r"Several people [\s\S]* bluesky did:friend [\s\S]* bluesky did:mopsa "):
        known("bluesky", "mopsa.example")


def test_a_ballot_stays_in_its_count_and_nothing_ties_it_to_anybody(case):
    choice = asked()
    link = show_account(choice, models.Proof.Kind.BLUESKY, Account("bluesky", "did:mopsa", "Mopsa"), LATER + 6 * MINUTE)
    assert link.proof.tally == "network"
    cast(link.token, ["withdraw"], "It was a gift.", LATER + 7 * MINUTE)
    leave(choice, Left("mastodon", "state", "", link.proof.pk), [], LATER + 7 * MINUTE)
    short = next(message for message in case.messages.filter(short=True, state="shown", parent=None))
    form_opinion(link.token, short.number, 1, LATER + 8 * MINUTE)
    told = forget_person("bluesky", "did:mopsa", LATER + HOUR)
    assert told.ballots == 1
    assert (models.Proof.objects.count(), models.Opinion.objects.count(), models.SignIn.objects.count()) == (0, 0, 0)
    assert choice.electors.filter(pseudonym=link.proof.voter, person=None).count() == 1
    close_due(CLOSES)
    document, wrong = sound()
    assert (wrong, verify(document).counts["ballots"]) == ([], 1)
    assert traces() == []


def test_somebody_on_a_list_alone_is_forgotten_too(case):
    import_list(INES.name, "readers", "mopsa@walrus.example", NOON)
    assert models.Listed.objects.count() == 1
    forget_person("email", "mopsa@walrus.example", LATER)
    assert models.Listed.objects.count() == 0
    assert not models.Person.objects.filter(key__startswith="email:").exists()


def test_pages_that_may_show_them_are_shown_to_nobody_any_more(case, django_capture_on_commit_callbacks):
    spoke = case.subject.readings.filter(post__message=None, by_subject=False).first().post.account
    before = removals()
    with django_capture_on_commit_callbacks(execute=True):
        told = forget_person(spoke.network, spoke.author, LATER)
    assert (told.messages, removals() > before) == (0, True)


def test_a_second_run_and_a_stranger_are_a_sentence_and_change_nothing(case):
    forget_person("bluesky", "did:mopsa", LATER)
    entries = models.Entry.objects.count()
    for network, account in (("bluesky", "did:mopsa"), ("nowhere", "x"), ("email", "a@b.example"), ("floor", "1/999")):
        with pytest.raises(NobodyThere, match="nothing of them is kept"):
            forget_person(network, account, LATER)
    with pytest.raises(NobodyThere, match="such as 1/12"):
        forget_person("floor", "²/1", LATER)
    assert models.Entry.objects.count() == entries


def test_whoever_this_site_listens_for_is_not_forgotten(case, source):
    hear(source, [say(50009, LATER, "I said it", author="did:ines")], "own", LATER)
    with pytest.raises(SpeaksForOwner, match="speaks for Ines Marlow"):
        forget_person("bluesky", "did:ines", LATER)


def test_whoever_speaks_again_is_heard_again_and_counted_once(case, source):
    forget_person("bluesky", "did:mopsa", LATER)
    hear(source, [say(50011, LATER + MINUTE, "no and no", author="did:mopsa")], "next", LATER + MINUTE)
    assert models.Message.objects.get(post__account__author="did:mopsa").state == "shown"
    assert case.voices.filter(person__key="bluesky:did:mopsa").count() == 1


def test_deliveries_that_nobody_heard_yet_lose_them_and_keep_others(case):
    bodies = {
        "webhook": {"posts": [{"author": "did:mopsa", "text": "No", "time": 1}, {"author": "did:b", "text": "Yes"}]},
        "webmention": {"source": "https://m.example/@mopsa/7", "target": "https://ines.example/"},
    }
    join_people([("bluesky:did:mopsa", "mastodon:https://m.example/@mopsa")], NOON)
    person = models.Person.objects.get(accounts__author="did:mopsa")
    models.Account.objects.create(network="web", author="https://m.example/@mopsa", person=person)
    for kind, body in bodies.items():
        kept = add_source(kind, kind, "", NOON)
        models.Arrival.objects.create(source=kept, delivery=kind, body=json.dumps(body).encode(), at=LATER)
    forget_person("bluesky", "did:mopsa", LATER + HOUR)
    assert traces() == []
    assert b"did:b" in bytes(models.Arrival.objects.get(delivery="webhook").body)
