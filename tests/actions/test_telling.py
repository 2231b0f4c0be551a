from __future__ import annotations

import pytest

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.hear import hear
from amends.actions.sources import due_sources, failed, fell_silent
from amends.actions.tell import claim_due, told
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db

LATER = NOON + 3 * HOUR


@pytest.fixture
def alerts(source):
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    return list(models.Alert.objects.order_by("at"))


def test_an_alert_is_claimed_once_and_told_once(alerts):
    assert [alert.pk for alert in claim_due(LATER, LATER - MINUTE)] == [alert.pk for alert in alerts]
    assert claim_due(LATER, LATER - MINUTE) == []
    told(alerts[0], LATER)
    assert models.Alert.objects.get(pk=alerts[0].pk).sent_at == LATER


def test_one_that_is_put_off_waits(alerts):
    models.Alert.objects.update(due_at=LATER + 1)
    assert claim_due(LATER, LATER - MINUTE) == []
    assert len(claim_due(LATER + 1, LATER - MINUTE)) == len(alerts)


def test_a_claim_left_by_a_process_that_died_is_taken_over(alerts):
    claim_due(LATER, LATER - MINUTE)
    told(alerts[0], LATER)
    again = claim_due(LATER + 2 * MINUTE, LATER + MINUTE)
    assert [alert.pk for alert in again] == [alert.pk for alert in alerts[1:]]


def test_of_two_who_claim_at_once_one_gets_it(alerts, monkeypatch):
    real = models.Alert.objects.filter
    stolen = []

    def thief(*args, **kwargs):
        # Between the look and the grab another process takes it.
        if "claimed_at" in kwargs and not stolen:
            stolen.append(real(pk=kwargs["pk"]).update(claimed_at=LATER - 1))
        return real(*args, **kwargs)

    monkeypatch.setattr(models.Alert.objects, "filter", thief)
    assert [alert.pk for alert in claim_due(LATER, LATER - MINUTE)] == [alert.pk for alert in alerts[1:]]


def test_a_source_that_says_nothing_is_silent_from_when_it_was_last_heard(source):
    hear(source, [], "", NOON)
    assert fell_silent(NOON) == []
    assert [silent.pk for silent in fell_silent(NOON + 1)] == [source.pk]
    assert fell_silent(NOON + 1) == []
    source.refresh_from_db()
    assert (source.state, source.gaps.get().began_at) == ("silent", NOON)
    hear(source, [], "", NOON + HOUR)
    source.refresh_from_db()
    assert (source.state, source.note, source.gaps.get().ended_at) == ("listening", "", NOON + HOUR)


def test_a_source_that_failed_is_tried_again_when_its_time_has_come(source):
    assert [due.pk for due in due_sources(NOON, [])] == [source.pk]
    assert due_sources(NOON, [source.pk]) == []
    failed(source, "It stopped: the line is dead.", NOON, NOON + MINUTE)
    failed(source, "It stopped: the line is dead.", NOON + MINUTE, NOON + 2 * MINUTE)
    source.refresh_from_db()
    assert (source.state, source.failures, source.gaps.count()) == ("failed", 2, 1)
    assert due_sources(NOON + MINUTE, []) == []
    assert len(due_sources(NOON + 2 * MINUTE, [])) == 1
    hear(source, [], "", NOON + DAY)
    source.refresh_from_db()
    assert (source.state, source.failures, source.next_try_at) == ("listening", 0, None)


def test_a_source_that_was_played_to_its_end_is_left_alone(source):
    hear(source, [], "end", NOON, finished=True)
    assert due_sources(NOON + DAY, []) == []
    assert fell_silent(NOON + DAY) == []
