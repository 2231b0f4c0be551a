"""What is said around an alert: asked for once, seen in its case, and never a reason to ring."""

from __future__ import annotations

import dataclasses

import pytest

from actions.plain_storm import INES, NOON, PlainReader, quiet_days, say, storm
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.forget_person import forget_person
from amends.actions.hear import hear
from amends.actions.surroundings import (
    AGAIN,
    MOST,
    SETTLED,
    TRIES,
    keep_thread,
    may_be_incomplete,
    not_fetched,
    thread_due,
)
from amends.core.vocabulary import HOUR, MINUTE
from amends.engine import packaged_reader
from amends.store import models, rows

pytestmark = pytest.mark.django_db
LATER = NOON + 3 * HOUR
OWN = "at://did:ines/app.bsky.feed.post/1"


def answering(post, to=OWN):
    return dataclasses.replace(post, reply_to=to)


@pytest.fixture
def case(monkeypatch):
    """A storm under one post of the owner's, and, smaller, under three of others."""
    monkeypatch.setattr(packaged_reader, "load", PlainReader)
    add_subject(INES, NOON - HOUR)
    source = add_source("Bluesky", "bluesky", "", NOON - HOUR)
    posts = [answering(post, OWN if at % 3 else f"at://did:b{at % 4}/p") for at, post in enumerate(storm())]
    posts = quiet_days(40) + posts
    hear(source, posts, "c", posts[-1].created_at)
    return models.Case.objects.get()


def test_the_threads_that_most_answer_are_wanted_each_once_and_a_little_later(case):
    assert thread_due(LATER) is None, "what is young is left to the stream"
    assert thread_due(LATER) is None
    assert case.threads.count() == MOST
    assert case.threads.order_by("pk").first().origin_id == OWN
    assert thread_due(LATER + SETTLED).origin_id == OWN


def test_what_had_not_been_heard_is_a_voice_and_rings_nothing(case):
    thread_due(LATER)
    hear(models.Source.objects.get(), [say(40_000, LATER, "hello", author="did:calm")], "c", LATER)
    thread, alerts = thread_due(LATER + SETTLED), models.Alert.objects.count()
    counted = [mention.ref for mention in rows.mentions(case.subject_id, since=0)]
    unheard = [answering(say(50_000 + at, LATER - at * MINUTE, "no", author=f"did:far{at}")) for at in range(20)]
    known = answering(say(2, NOON + HOUR + 2 * MINUTE, "yes", author="did:person2"))
    young = answering(say(60_000, LATER + SETTLED, "no", author="did:young"))
    assert keep_thread(thread, [known, *unheard, young], "Some are hidden.", LATER + SETTLED) == 20
    assert case.voices.filter(person__key="bluesky:did:far3", stance="objects").count() == 1
    assert not case.voices.filter(person__key="bluesky:did:young").exists()
    assert [mention.ref for mention in rows.mentions(case.subject_id, since=0)] == counted
    more = [say(70_000 + at, LATER + (4 + at) * MINUTE, "hello", author=f"did:calm{at}") for at in range(3)]
    hear(models.Source.objects.get(), more, "d", more[-1].created_at)
    assert models.Alert.objects.count() == alerts
    assert may_be_incomplete(case) == ["Some are hidden."]
    assert thread_due(LATER + 2 * HOUR).origin_id != OWN, "each is asked for once"


def test_who_does_not_answer_is_asked_a_few_times(case):
    thread_due(LATER)
    case.threads.exclude(origin_id=OWN).update(fetched_at=LATER)
    now = LATER + SETTLED
    for _ in range(TRIES):
        not_fetched(thread_due(now), "Bluesky answered 503.", now)
        now += AGAIN
    assert may_be_incomplete(case) == ["Bluesky answered 503."]
    assert thread_due(now) is None


def test_whose_thread_it_was_may_be_forgotten(case):
    thread_due(LATER)
    someone = case.threads.exclude(origin_id=OWN).first()
    models.Thread.objects.filter(pk=someone.pk).update(origin_id="at://did:person1/app.bsky.feed.post/9")
    forget_person("bluesky", "did:person1", LATER)
    assert not models.Thread.objects.filter(origin_id__contains="did:person1").exists()
