"""Two sources, and one of them is silent for half a day: what it tells then is judged by when it was written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.add_source import add_source
from amends.actions.hear import hear
from amends.actions.sources import failed
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db

AWAY = NOON + HOUR
BACK = NOON + 13 * HOUR


@pytest.fixture
def other(source):
    """The source that falls silent, beside one that is heard on."""
    hear(source, quiet_days(30), "1", NOON)
    other = add_source("another network", "paced-archive", "other.jsonl", NOON)
    hear(other, [say(1, NOON, "hello", network="mastodon")], "1", AWAY)
    failed(other, "It is gone.", AWAY, BACK)
    hear(source, [say(2, BACK - MINUTE, "hello")], "2", BACK)
    return other


def talk(number, every):
    return [
        replace(say(200 + n, AWAY + n * every, "no", network="mastodon"), heard_at=BACK) for n in range(number)
    ]  # fmt: skip


def test_half_a_day_of_talk_that_comes_at_once_is_no_storm(other):
    hear(other, talk(11, HOUR), "2", BACK)
    assert not models.Alert.objects.filter(channel="case").exists()
    assert set(models.Reading.objects.filter(post__network="mastodon").values_list("at", flat=True)) >= {
        AWAY + n * HOUR for n in range(10)
    }


def test_a_storm_that_was_missed_rings_once_with_its_own_time_and_opens_a_case(other):
    missed = [replace(post, network="mastodon", heard_at=BACK) for post in storm(AWAY + 3 * HOUR)]
    hear(other, missed, "2", BACK)
    alerts = models.Alert.objects.filter(channel="case")
    first = alerts.earliest("at")
    assert AWAY + 3 * HOUR < first.at < AWAY + 4 * HOUR
    assert first.evidence.exists()
    assert first.sent_at is None
    case = models.Case.objects.get()
    assert case.began_at == missed[0].created_at
    told = alerts.count()
    hear(other, [replace(say(900, AWAY + 9 * HOUR, "no", network="mastodon"), heard_at=BACK)], "3", BACK)
    hear(other, [say(901, BACK, "hello", network="mastodon")], "4", BACK + MINUTE)
    assert alerts.count() == told


def test_the_memory_is_as_if_it_had_been_heard_in_time(other):
    late = [replace(post, network="mastodon", heard_at=BACK) for post in storm(AWAY + 3 * HOUR)]
    hear(other, late, "2", BACK)
    kept = models.AlarmState.objects.get()
    models.AlarmState.objects.update(version=1)
    from amends.actions.listening import after_upgrade

    after_upgrade()
    again = models.AlarmState.objects.get()
    assert (bytes(again.state), again.upto) == (bytes(kept.state), kept.upto)


def test_an_old_claim_from_a_source_that_was_never_away_is_judged_now(source):
    hear(source, quiet_days(3), "1", NOON)
    hear(source, [replace(say(5, NOON - 20 * HOUR, "no"), heard_at=NOON)], "2", NOON)
    assert models.Reading.objects.get(post__origin_id="p000005").at >= NOON - 2 * HOUR
