"""A drill goes the way of a real storm and leaves nothing behind, on no page and in no record."""

from __future__ import annotations

import asyncio

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import F

from actions.plain_storm import NOON, quiet_days
from actions.told_ways import way
from amends.actions.deliver import claim_messages, note_failed, note_sent
from amends.actions.drill import CUT_OFF, NOT_RUNG, NoDrill, ask_for_drill, go_on
from amends.actions.hear import hear
from amends.actions.raise_notification import raise_alert
from amends.actions.silence import silences
from amends.connectors.drill import PEOPLE, MadeUpStorm
from amends.core.case.telling import Quiet
from amends.core.vocabulary import MINUTE, SECOND
from amends.engine import packaged_reader
from amends.store import models

pytestmark = pytest.mark.django_db

REAL_READER = packaged_reader.load
STARTED = NOON - MINUTE
SITE = "https://ines.example"


@pytest.fixture(autouse=True)
def the_reader_that_ships(plain_reader, monkeypatch):
    monkeypatch.setattr(packaged_reader, "load", REAL_READER)


@pytest.fixture
def before(source):
    """A site that has heard three ordinary days, and what it then holds."""
    hear(source, quiet_days(3), "all", NOON)
    return everything()


def everything():
    """All rows of all tables, but for the drills themselves and the ways."""
    tables = [each for each in apps.get_app_config("store").get_models() if each not in (models.Drill, models.Way)]
    return {each.__name__: list(each.objects.order_by("pk").values()) for each in tables}


def told(source, begins):
    """Hear all of a drill as the listener does, half a second apart."""
    times = iter(range(begins, begins + 100 * SECOND, SECOND // 2))

    async def no_wait(_seconds):
        pass

    async def story():
        return [one async for one in MadeUpStorm(source.address, now=lambda: next(times), wait=no_wait).read("")]

    for heard in asyncio.run(story()):
        now = heard.posts[0].heard_at if heard.posts else begins + 10 * SECOND
        hear(source, heard.posts, heard.cursor, now, reached=heard.at, finished=heard.finished)


def rang(begins=NOON):
    ask_for_drill(begins)
    drill = go_on(begins, started_at=STARTED)
    told(drill.source, begins)
    alert = models.Alert.objects.get(subject=drill.subject, channel="case")
    raise_alert(alert, alert.at + SECOND)
    return drill, alert


def test_the_whole_of_it_is_measured_and_everything_is_as_before(before):
    way(NOON, name="Ines")
    way(NOON, name="Tom", after=15 * MINUTE)
    kept = everything()
    _, alert = rang()
    assert alert.case is None
    (due,) = claim_messages(alert.at + 2 * SECOND, NOON, SITE)
    assert due.message.heading.startswith("Drill: ")
    assert due.message.drill
    assert "drill that you asked for" in due.message.text
    assert go_on(alert.at + 2 * SECOND, started_at=STARTED) is None
    note_sent(due.delivery, alert.at + 3 * SECOND, SECOND // 4, alert.at + 4 * SECOND)
    ended = go_on(alert.at + 4 * SECOND, started_at=STARTED)
    assert (ended.people, ended.raised_after, ended.note) == (8, SECOND, "")
    assert ended.rang_after == 7 * SECOND // 2
    assert ended.ways[0] == {
        "name": "Ines", "kind": "webhook", "well": True, "waited": 2 * SECOND, "took": SECOND // 4, "said": "",
    }  # fmt: skip
    assert everything() == kept


def test_while_it_runs_it_is_no_case_no_ledger_and_nobodys_silence(before, client):
    way(NOON)
    entries, deaf = models.Entry.objects.count(), silences()
    _, alert = rang()
    assert not models.Case.objects.exists()
    assert models.Entry.objects.count() == entries
    assert [len(each) for each in silences()] == [len(each) for each in deaf]
    for path in ("/", "/ledger/", "/feed.atom", "/feed.json"):
        assert "drill" not in client.get(path).content.decode().lower()
    state = models.AlarmState.objects.exclude(subject=alert.subject).get()
    was = next(row for row in before["AlarmState"] if row["id"] == state.pk)
    assert (bytes(state.state), state.upto) == (bytes(was["state"]), was["upto"])


def test_a_way_that_fails_is_named_and_one_that_waits_for_the_morning_too(before):
    way(NOON, name="Broken")
    way(NOON, name="Asleep", quiet=Quiet(0, 23 * 60 + 59, alarms_too=True))
    _, alert = rang()
    (due,) = claim_messages(alert.at + SECOND, NOON, SITE)
    note_failed(due.delivery, alert.at, 5, "It is down.", alert.at + SECOND)
    ended = go_on(alert.at + 2 * SECOND, started_at=STARTED)
    assert [(one["name"], one["well"], one["said"]) for one in ended.ways] == [
        ("Broken", False, "It is down."),
        ("Asleep", False, "It waits: quiet hours hold alarms here."),
    ]


def test_one_that_was_cut_off_or_never_heard_says_so_and_leaves_nothing(before):
    way(NOON)
    kept = everything()
    ask_for_drill(NOON)
    drill = go_on(NOON, started_at=STARTED)
    told(drill.source, NOON)
    assert go_on(NOON + MINUTE, started_at=NOON + 1).note == CUT_OFF
    assert everything() == kept
    ask_for_drill(NOON + MINUTE)
    go_on(NOON + MINUTE, started_at=STARTED)
    assert go_on(NOON + 2 * MINUTE, started_at=STARTED) is None
    assert go_on(NOON + 9 * MINUTE, started_at=STARTED).note == NOT_RUNG
    assert everything() == kept
    assert go_on(NOON + 9 * MINUTE, started_at=STARTED) is None


def test_one_runs_at_a_time_and_none_where_nobody_is_told_or_the_clock_is_a_storys(ines, monkeypatch):
    way(NOON, name="Tom", after=MINUTE)
    with pytest.raises(NoDrill, match="Nobody is told at once"):
        ask_for_drill(NOON)
    way(NOON)
    assert ask_for_drill(NOON) == ask_for_drill(NOON + 1)
    monkeypatch.setattr(settings, "AMENDS_DEMO", True)
    with pytest.raises(NoDrill, match="runs faster"):
        ask_for_drill(NOON)


def test_every_post_says_that_it_is_made_up(before):
    way(NOON)
    drill, _ = rang()
    posts = models.Post.objects.filter(source=drill.source).annotate(who=F("account__name"))
    assert posts.count() == PEOPLE
    assert all(post.text.startswith("Drill, made up.") and post.who.startswith("Drill, made-up") for post in posts)
