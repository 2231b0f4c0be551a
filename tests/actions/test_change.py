"""What authors did to their words after they were heard: edits, withdrawals, and signs without words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import rfc8785
from django.db import transaction

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.acknowledge import acknowledge
from amends.actions.export_case import export_case
from amends.actions.hear import hear
from amends.actions.seal import seal
from amends.core.verification import verify
from amends.core.vocabulary import HOUR, MINUTE, SECOND, Changes, Departure, Reaction, Sign, Withdrawal
from amends.store import models

LATER = NOON + 3 * HOUR
CASE_POST = "p000001"


def tell(source):
    for number, posts in enumerate((quiet_days(3), storm())):
        hear(source, posts, str(number), posts[-1].created_at)


@pytest.fixture
def case(told):
    case = models.Case.objects.get()
    acknowledge(case.number, LATER + HOUR, LATER)
    return case


def change(source, **changes):
    return hear(source, [], "later", LATER, changes=Changes(**changes))


def gone(*ids):
    return tuple(Withdrawal(one, "bluesky", LATER) for one in ids)


def words_of(post_id):
    return models.Post.objects.get(origin_id=post_id)


def everything_said():
    told = [str(row.text) for row in models.Post.objects.all()]
    return " ".join(told + [str(row.content) for row in models.Entry.objects.all()])


def sound(case):
    with transaction.atomic():
        seal(LATER + MINUTE)
    return verify(json.loads(rfc8785.dumps(export_case(case.number)))).findings


def test_what_its_author_takes_back_leaves_a_stub_and_no_voice(told, case):
    post = words_of(CASE_POST)
    person = post.account.person_id
    before = case.voices.count()
    assert models.Voice.objects.filter(person=person).exists()
    change(told, withdrawals=gone(CASE_POST, "never heard of"))
    post.refresh_from_db()
    assert (post.text, post.url, post.withdrawn_at) == ("", "", LATER)
    assert case.voices.count() == before - 1
    message = models.Message.objects.get(post=post)
    assert message.state == models.Message.State.ERASED
    assert models.Entry.objects.filter(deed="voice.erased").count() == 1
    change(told, withdrawals=gone(CASE_POST))
    assert models.Entry.objects.filter(deed="voice.erased").count() == 1, "twice changes nothing"


def test_who_said_more_stays_a_voice_with_what_is_left(told, case):
    person = words_of("p000000").account.person_id
    change(told, withdrawals=gone("p000000"))
    voice = case.voices.get(person=person)
    assert (voice.posts, voice.said.post.origin_id) == (1, "p010000")


def test_the_alarm_remembers_what_was_said(told, case):
    change(told)
    before = [bytes(row.state) for row in models.AlarmState.objects.all()]
    readings = models.Reading.objects.count()
    change(told, withdrawals=gone(CASE_POST))
    assert models.Reading.objects.count() == readings
    assert [bytes(row.state) for row in models.AlarmState.objects.all()] == before


def test_new_words_take_the_place_of_the_old_ones(told, case):
    secret = say(700, NOON + 2 * HOUR + 5 * MINUTE, "no my number is 5550199", author="did:ada")
    hear(told, [secret], "x", secret.created_at)
    assert "5550199" in everything_said()
    edited = replace(secret, text="yes I was wrong @ines.example")
    change(told, edits=(edited,))
    assert "5550199" not in everything_said()
    post = words_of(secret.id)
    assert (post.text, post.edited_at) == (edited.text, LATER)
    assert post.readings.get().stance == "supports"
    assert case.voices.get(person=post.account.person_id).stance == "supports"
    message = models.Message.objects.get(post=post)
    assert (message.state, message.stance) == (models.Message.State.SHOWN, "supports")


def test_a_changed_case_is_still_sound_in_the_hands_of_a_stranger(told, case):
    edited = replace(say(2, NOON + HOUR + 2 * MINUTE, "no", author="did:person2"), text="no not here @ines.example")
    change(told, withdrawals=gone(CASE_POST, "p000003"), edits=(edited,))
    assert sound(case) == ()


def test_an_edit_of_what_was_not_known_is_heard_as_a_post(told, case):
    fresh = say(800, NOON + 2 * HOUR + 30 * MINUTE, "no")
    outcome = change(told, edits=(fresh,))
    assert outcome.posts == 1
    assert words_of(fresh.id).text == fresh.text


def test_an_edit_that_changes_no_word_changes_nothing(told, case):
    same = say(1, NOON + HOUR + MINUTE, "no", author="did:person1")
    entries = models.Entry.objects.count()
    change(told, edits=(same,))
    assert words_of(CASE_POST).edited_at is None
    assert models.Entry.objects.count() == entries


def test_signs_are_counted_once_undone_and_name_nobody(told, case):
    like = Reaction("at://did:secret/app.bsky.feed.like/1", "bluesky", Sign.LIKE, CASE_POST, LATER)
    elsewhere = replace(like, id="at://did:x/app.bsky.feed.like/2", of="nowhere")
    change(told, reactions=(like, elsewhere))
    change(told, reactions=(like,))
    assert list(models.Reaction.objects.values_list("post__origin_id", "sign")) == [(CASE_POST, "like")]
    assert "secret" not in str(list(models.Reaction.objects.values_list("key", flat=True)))
    change(told, withdrawals=gone(like.id))
    assert not models.Reaction.objects.exists()


def test_what_came_and_changed_at_once_is_as_if_it_had_come_apart(source, ines):
    first, second, third = (say(n, NOON + n * SECOND, "no") for n in (901, 902, 903))
    edited = replace(first, text="yes I was wrong @ines.example")
    given = Reaction("r", "bluesky", Sign.LIKE, third.id, NOON)
    undone = Reaction("u", "bluesky", Sign.LIKE, third.id, NOON)
    gone = tuple(Withdrawal(one, "bluesky", LATER) for one in (second.id, undone.id))
    changes = Changes((edited,), gone, (given, undone))
    hear(source, [first, second, third], "1", LATER, changes=changes)
    assert words_of(first.id).text == edited.text
    assert (words_of(second.id).text, words_of(second.id).withdrawn_at) == ("", LATER)
    assert words_of(second.id).readings.count() == 1, "it was said, and counted"
    assert words_of(third.id).reactions.count() == 1


def test_with_an_account_goes_all_that_it_said(told, case):
    person = words_of("p000000").account.person_id
    others = models.Voice.objects.exclude(person=person).count()
    change(told, departures=(Departure("did:person0", "bluesky", LATER), Departure("did:stranger", "bluesky", LATER)))
    said = models.Post.objects.filter(account__person=person)
    assert {(post.text, post.withdrawn_at) for post in said} == {("", LATER)}
    assert said.count() > 1
    assert not models.Voice.objects.filter(person=person).exists()
    assert models.Voice.objects.count() == others
    assert sound(case) == ()
