"""A storm that was told is told again for a new ground and a new network, and for nothing else."""

from __future__ import annotations

import pytest
from django.db import transaction

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.hear import hear
from amends.actions.listening import after_upgrade
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models
from amends.web.news import why

pytestmark = pytest.mark.django_db

BEGAN = NOON + HOUR


def later(number, at, text="no private", **more):
    return say(5000 + number, at, text, author=f"did:later{number}", **more)


def tell(source):
    hear(source, quiet_days(30), "1", NOON)
    hear(source, storm(BEGAN), "2", BEGAN + 170 * MINUTE)


@pytest.fixture
def open_storm(told):
    assert models.Case.objects.get().alerts.filter(channel="case").exists()
    return told


def play(source, posts, at_once=1):
    """Hear posts, and return the alerts of the case that this added."""
    known = set(models.Alert.objects.values_list("pk", flat=True))
    for begun in range(0, len(posts), at_once):
        some = posts[begun : begun + at_once]
        hear(source, some, some[-1].id, some[-1].created_at)
    return list(models.Alert.objects.exclude(pk__in=known).filter(channel="case").order_by("at"))


def test_a_new_ground_is_told_in_words_with_those_who_say_it(open_storm):
    told = play(open_storm, [later(n, BEGAN + 3 * HOUR + n * MINUTE) for n in range(5)])
    assert [(why(alert), alert.escalation) for alert in told] == [("new: privacy, 3 people", True)]
    evidence = told[0].evidence.all()
    assert {tuple(reading.grounds) for reading in evidence} == {("privacy",)}
    assert len(evidence) == 3
    assert told[0].case == models.Case.objects.get()
    assert told[0].sent_at is None
    assert told[0].due_at == told[0].at


def test_two_people_on_it_tell_nothing(open_storm):
    assert play(open_storm, [later(n % 2, BEGAN + 3 * HOUR + n * MINUTE) for n in range(5)][:2]) == []


def test_a_new_network_is_told(open_storm):
    posts = [later(n, BEGAN + 3 * HOUR + n * MINUTE, "no", network="mastodon") for n in range(4)]
    assert [why(alert) for alert in play(open_storm, posts)] == ["now on Mastodon too, 3 people"]


def test_an_hour_passes_first_and_nothing_is_told_twice(open_storm):
    at = play(open_storm, [later(n, BEGAN + 3 * HOUR + n * MINUTE) for n in range(3)])[0].at
    elsewhere = [later(n, at + n * MINUTE, "no", network="mastodon") for n in range(10, 14)]
    assert play(open_storm, elsewhere) == []
    told = play(open_storm, [later(20, at + HOUR, "hello")])
    assert [why(alert) for alert in told] == ["now on Mastodon too, 4 people"]
    again = [later(n, at + 3 * HOUR + n * MINUTE, network=("mastodon", "bluesky")[n % 2]) for n in range(30, 38)]
    assert play(open_storm, again) == []


def test_without_an_open_case_nothing_is_told(open_storm):
    models.Case.objects.update(life="dismissed")
    assert play(open_storm, [later(n, BEGAN + 3 * HOUR + n * MINUTE) for n in range(3)]) == []


def test_it_is_the_same_however_the_posts_are_cut(open_storm):
    posts = [later(n, BEGAN + 3 * HOUR + n * 5 * MINUTE, network=("bluesky", "mastodon")[n % 2]) for n in range(30)]

    def told():
        return [
            (alert.at, alert.news, sorted(alert.evidence.values_list("post__origin_id", flat=True)))
            for alert in models.Alert.objects.order_by("at")
        ]

    here = transaction.savepoint()
    play(open_storm, posts)
    one_by_one = told()
    transaction.savepoint_rollback(here)
    hear(open_storm, posts, "all", posts[-1].created_at)
    assert told() == one_by_one
    assert any(news for _, news, _ in one_by_one)


def test_a_storm_that_grows_says_so_and_what_is_new_in_it(open_storm):
    at = play(open_storm, [later(n, BEGAN + 3 * HOUR + n * MINUTE) for n in range(3)])[0].at
    crowd = [later(n, at + n * MINUTE // 8, network="mastodon") for n in range(10, 300)]
    grown = [why(alert) for alert in play(open_storm, crowd, at_once=10)]
    assert all(said.startswith("it grew: ") for said in grown)
    assert [said.count("; now on Mastodon too, ") for said in grown].count(1) == 1


def test_the_alarms_own_memory_is_left_alone(open_storm):
    assert play(open_storm, [later(n, BEGAN + 3 * HOUR + n * MINUTE) for n in range(5)])
    before = bytes(models.AlarmState.objects.get().state)
    models.AlarmState.objects.update(version=1)
    after_upgrade()
    assert bytes(models.AlarmState.objects.get().state) == before
