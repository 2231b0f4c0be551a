"""An alarm of a newer version meets what an older one remembers."""

from __future__ import annotations

import pytest
from django.db import transaction

from actions.plain_storm import NOON, quiet_days, say, storm
from amends.actions.hear import hear
from amends.actions.listening import after_upgrade
from amends.core.antennae.alarm import VERSION, from_bytes
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db


def kept() -> tuple[int, bytes, int]:
    row = models.AlarmState.objects.get()
    return row.version, bytes(row.state), row.upto


def age_it() -> tuple[int, bytes, int]:
    """Leave behind what an older version would, and tell what this one had."""
    now = kept()
    models.AlarmState.objects.update(version=VERSION - 1, state=b"bytes of another layout")
    return now


def alerts() -> list[tuple[str, int, bool]]:
    return list(models.Alert.objects.order_by("at", "pk").values_list("channel", "at", "escalation"))


def test_the_memory_is_told_anew_to_the_bit(source):
    posts = quiet_days(30)
    hear(source, posts, "1", posts[-1].created_at)
    before = age_it()
    assert [subject.name for subject in after_upgrade()] == ["Ines Marlow"]
    assert kept() == before
    assert from_bytes([kept()[1]]).blocks[0] > 96
    assert after_upgrade() == []


def test_so_it_is_in_the_middle_of_a_storm_with_what_was_told(source):
    hear(source, quiet_days(30), "quiet", NOON)
    posts = storm(people=200, every=MINUTE // 2)
    for start in range(0, len(posts), 8):
        batch = posts[start : start + 8]
        hear(source, batch, batch[-1].id, batch[-1].created_at)
    assert {channel for channel, *_ in alerts()} == {"look", "case"}
    before, told = age_it(), alerts()
    after_upgrade()
    assert kept() == before
    assert alerts() == told


def test_what_was_kept_as_history_and_never_told_does_not_mute_the_alarm(source):
    hear(source, quiet_days(30), "1", NOON)
    models.Post.objects.update(history=True)
    hear(source, storm(), "2", storm()[-1].created_at)
    models.Alert.objects.all().delete()
    age_it()
    after_upgrade()
    state = from_bytes([kept()[1]])
    assert not state.quiet.any()


def test_the_first_that_is_heard_does_it_too_and_is_counted_once(source):
    later = [*storm(), say(900, NOON + 9 * HOUR, "hello")]
    hear(source, quiet_days(30), "1", NOON)
    here = transaction.savepoint()
    hear(source, later, "2", later[-1].created_at)
    straight, told = kept(), alerts()
    transaction.savepoint_rollback(here)
    age_it()
    hear(source, later, "2", later[-1].created_at)
    assert kept() == straight
    assert alerts() == told != []


def test_with_no_reading_left_it_begins_where_it_stood(source):
    hear(source, [say(1, NOON, "hello")], "1", NOON + HOUR)
    age_it()
    models.Post.objects.all().delete()
    assert after_upgrade() == []
    hear(source, [say(2, NOON + DAY, "hello")], "2", NOON + DAY)
    assert kept()[0] == VERSION
