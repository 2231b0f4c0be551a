"""When it is over this is said once; it is taken back if it is not, and never said of what nobody heard."""

from __future__ import annotations

from datetime import UTC

import pytest

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.hear import hear
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from amends.web.calm import calm

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(source):
    hear(source, quiet_days(30), "1", NOON)
    hear(source, storm(), "2", NOON + 3 * HOUR)
    assert models.Case.objects.count() == 1
    return source


def listen(source, began, ended):
    for at in range(began, ended + 1, HOUR):
        hear(source, [], "x", at)


def said(now):
    return calm(models.Case.objects.get(), now, UTC)


def test_it_is_said_once_a_day_after_the_record_was_last_beaten(heard):
    listen(heard, NOON + 4 * HOUR, NOON + 24 * HOUR)
    assert not models.AllClear.objects.exists()
    listen(heard, NOON + 25 * HOUR, NOON + 40 * HOUR)
    clear = models.AllClear.objects.get()
    assert clear.at == clear.since + DAY
    assert NOON + HOUR < clear.since <= NOON + 6 * HOUR
    assert said(NOON + 40 * HOUR).startswith("Back to your ordinary week since Thursday 1")


def test_it_is_taken_back_when_the_alarm_rings_again(heard):
    listen(heard, NOON + 4 * HOUR, NOON + 40 * HOUR)
    again = [say(7000 + n, NOON + 41 * HOUR + n * MINUTE // 2, "no", author=f"did:again{n}") for n in range(80)]
    hear(heard, again, "3", again[-1].created_at)
    clear = models.AllClear.objects.get()
    rang = models.Alert.objects.filter(channel="case", at__gt=clear.at).earliest("at")
    assert clear.taken_back_at == rang.at
    assert "is taken back: the alarm rang again" in said(again[-1].created_at)


def test_it_is_not_said_of_a_day_in_which_nobody_listened_for_a_while(heard):
    listen(heard, NOON + 4 * HOUR, NOON + 20 * HOUR)
    heard.gaps.create(began_at=NOON + 20 * HOUR, ended_at=NOON + 23 * HOUR)
    listen(heard, NOON + 24 * HOUR, NOON + 40 * HOUR)
    assert not models.AllClear.objects.exists()
    assert said(NOON + 40 * HOUR) == (
        "We could not listen from Friday 08:00 to Friday 11:00, so we cannot say whether it is over."
    )
    listen(heard, NOON + 41 * HOUR, NOON + 50 * HOUR)
    assert models.AllClear.objects.get().since >= NOON + 23 * HOUR
