"""One letter to those who objected and asked to hear: once, in the owner's words, to nobody who was forgotten."""

from __future__ import annotations

import json

import pytest
from django.core import signing

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.case_life import NoSuchCase
from amends.actions.decide_case import decide_case
from amends.actions.follow_up import (
    LONGEST,
    NotWritten,
    asked_to_hear,
    case_of,
    claim_letter,
    forget_address,
    note_letter,
    send_follow_up,
    sends_letters,
    stands,
    token_of,
)
from amends.actions.forget_person import forget_person
from amends.actions.hear import hear
from amends.actions.own_accounts import NoSpeaking
from amends.actions.publish_statement import publish_statement
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.core.floor.gate import Refused
from amends.core.floor.wording import Rule
from amends.core.ledger.entry import parse
from amends.core.vocabulary import DAY, HOUR, MINUTE, Stance
from amends.store import models

pytestmark = pytest.mark.django_db
LATER = NOON + 5 * HOUR
NOW = LATER + DAY
WORDS = "You told me that I crossed the streams. The review is gone, and every gift is named first."


def tell(source):
    """Tell a storm, a statement and a decision; and five who objected, of whom three asked to hear."""
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    acknowledge(1, LATER + HOUR, LATER)
    publish_statement(1, "I put it there. I am sorry.", [], LATER)
    decide_case(1, "owner", "It is gone.", "It was in the wrong room.", [], LATER + HOUR)


@pytest.fixture
def case(told, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    say("Maud", "maud@example.org", hear="de")
    say("Maud again", "Maud@Example.org", hear="en")
    say("Ib", "ib@example.org", hear="en")
    say("Nour", "nour@example.org")
    say("Fen", "fen@example.org", hear="en", stance=Stance.SUPPORTS)
    say("Tove", "tove@example.org", hear="en", words="Ring me on 020 7946 0018, all of you.")
    return models.Case.objects.get()


def say(name, email="", now=LATER + 2 * HOUR, **given_here):
    given_here = {"words": f"{name} minds it.", "stance": Stance.OBJECTS} | given_here
    return take_message(1, Written(name=name, email=email, made_at=now - MINUTE, sender=name, **given_here), now)


def all_letters(now=NOW):
    found = []
    while due := claim_letter(now, now - MINUTE):
        found.append(due)
        note_letter(due.letter, now, handed_in=True)
    return found


def test_it_reaches_who_objected_and_asked_each_address_once(case):
    assert asked_to_hear(case) == 2
    sent = send_follow_up(1, f"  {WORDS}\r\n", NOW)
    assert (sent.reached, sent.words) == (2, WORDS)
    letters = all_letters()
    assert [(one.address, one.language) for one in letters] == [("maud@example.org", "de"), ("ib@example.org", "en")]
    assert {one.words for one in letters} == {WORDS}
    assert (stands(sent).sent, stands(sent).waiting) == (2, 0)
    assert claim_letter(NOW + DAY, NOW + DAY) is None


def test_the_ledger_says_to_how_many_and_never_to_whom(case):
    sent = send_follow_up(1, WORDS, NOW)
    entry = models.Entry.objects.get(deed="followup.sent")
    assert parse(entry.body.encode()).facts == {"reached": 2}
    assert json.loads(entry.content) == {"words": WORDS}
    assert sent.entry == entry
    assert not any("example.org" in f"{row.body}{row.content}" for row in models.Entry.objects.all())


def test_a_second_press_is_refused_in_words_and_nothing_more_is_due(case):
    send_follow_up(1, WORDS, NOW)
    with pytest.raises(NotWritten, match="This was sent already"):
        send_follow_up(1, "Once more.", NOW + 1)
    assert models.Letter.objects.count() == 2
    assert models.Entry.objects.filter(deed="followup.sent").count() == 1


@pytest.mark.parametrize(
    ("words", "why"), [("", "still empty"), (" \n…", "still empty"), ("x" * (LONGEST + 1), "longer than 5,000")]
)
def test_words_that_cannot_be_sent_say_so(case, words, why):
    with pytest.raises(NotWritten, match=why):
        send_follow_up(1, words, NOW)
    assert not models.FollowUp.objects.exists()


def test_where_no_letter_can_go_it_says_what_is_missing(case, settings):
    with pytest.raises(NoSuchCase):
        send_follow_up(9, WORDS, NOW)
    models.Case.objects.update(life="open")
    with pytest.raises(NotWritten, match="not decided yet"):
        send_follow_up(1, WORDS, NOW)
    models.Case.objects.update(life="honoured")
    settings.AMENDS_ADDRESS = ""
    with pytest.raises(NotWritten, match="AMENDS_ADDRESS"):
        send_follow_up(1, WORDS, NOW)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.dummy.EmailBackend", ""
    with pytest.raises(NotWritten, match="AMENDS_EMAIL_URL"):
        send_follow_up(1, WORDS, NOW)
    settings.AMENDS_DEMO = True
    with pytest.raises(NoSpeaking):
        send_follow_up(1, WORDS, NOW)
    assert not sends_letters()


def test_without_anybody_who_asked_there_is_nobody_to_write_to(told, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    say("Nour", "nour@example.org")
    with pytest.raises(NotWritten, match="Nobody who objected has asked"):
        send_follow_up(1, WORDS, NOW)


def test_who_was_forgotten_or_took_it_back_gets_nothing(case):
    taken = say("Una", "una@example.org", hear="en")
    sent = send_follow_up(1, WORDS, NOW)
    assert sent.reached == 3
    forget_person("email", "maud@example.org", NOW)
    take_back(1, taken.token, NOW)
    assert [one.address for one in all_letters()] == ["ib@example.org"]
    told = stands(sent)
    assert (told.sent, told.waiting, told.forgotten, sent.reached) == (1, 0, 2, 3)


def test_a_claim_that_was_left_behind_is_sent_under_the_same_key_and_no_other_twice(case):
    send_follow_up(1, WORDS, NOW)
    first = claim_letter(NOW, NOW - MINUTE)
    assert claim_letter(NOW, NOW - MINUTE).letter != first.letter
    assert claim_letter(NOW, NOW - MINUTE) is None, "somebody else sends both"
    again = claim_letter(NOW + HOUR, NOW + MINUTE)
    assert (again.letter, again.key) == (first.letter, first.key)


def test_what_is_not_taken_is_tried_again_and_given_up_after_two_days(case):
    sent = send_follow_up(1, WORDS, NOW)
    due = claim_letter(NOW, NOW)
    note_letter(due.letter, NOW, handed_in=False)
    row = models.Letter.objects.get(pk=due.letter)
    assert (row.claimed_at, row.ended_at) == (None, None)
    assert row.due_at > NOW
    at = NOW + 3 * DAY
    while due := claim_letter(at, at):
        note_letter(due.letter, at + 2 * DAY, handed_in=False)
    assert (stands(sent).given_up, stands(sent).sent, stands(sent).waiting) == (2, 0, 0)


def test_the_link_of_a_letter_forgets_its_address_wherever_it_was_left_and_no_other(case):
    token = token_of(models.Address.objects.get(address="maud@example.org"))
    assert "maud" not in token
    assert case_of(token) == case
    assert forget_address(token)
    left = set(models.Address.objects.values_list("address", flat=True))
    assert left == {"ib@example.org", "nour@example.org", "fen@example.org", "tove@example.org"}
    assert models.Message.objects.filter(post__account__name="Maud", state="shown").exists(), "words stay"
    assert not forget_address(token)
    assert case_of(token) is None
    for wrong in ("", token[:-1], "x" * 500, signing.dumps("1", salt="amends.letter"), signing.dumps(1)):
        with pytest.raises(signing.BadSignature):
            forget_address(wrong)


def test_who_asks_to_hear_leaves_an_address(case):
    taken = say("Bo", hear="en")
    assert isinstance(taken.judgement, Refused)
    assert taken.judgement.rule is Rule.NO_EMAIL_TO_HEAR
