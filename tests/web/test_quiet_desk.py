"""What the owner sees when there is no storm, and before anything was heard."""

from __future__ import annotations

import re

from amends.core.vocabulary import DAY, HOUR, Stance
from amends.store import models
from web import pages_story


def said(client):
    """Give the desk's words without its marks."""
    html = client.get("/desk/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_quiet_day_says_so_and_who_waits(desk):
    pages_story.quiet()
    words = said(desk)
    for part in ("No open case", "No.", "2 people objected to something this week.", "Jun Hartley",
                 "A question, 3 h old, on Bluesky.", "Nothing today.", "Thirteen ordinary weeks", "this week, 2",
                 "Five sources, all well."):  # fmt: skip
        assert part in words


def test_a_look_alert_asks_for_a_look_and_no_more(desk, evening):
    subject = pages_story.quiet()
    models.Alert.objects.create(
        subject=subject, at=evening - HOUR, channel="look", people=14, objecting=0, due_at=evening - HOUR
    )
    words = said(desk)
    assert "At 22:48, 14 people spoke of you within two hours, more than is ordinary; nobody objected." in words
    assert "Have a look." in words


def test_an_empty_desk_says_what_to_do_next(desk):
    words = said(desk)
    for part in ("Give it something to hear.", "make demo", "amends replay", "Connect a network"):
        assert part in words


def test_a_young_subject_says_what_is_not_known(desk, evening):
    subject = pages_story.subject()
    teller = pages_story.Teller(subject, pages_story.sources()[0])
    teller.say(teller.account("Ada"), "No.", Stance.OBJECTS, evening - 3 * DAY)
    teller.keep()
    words = said(desk)
    assert "What an ordinary week of yours is like is not known yet." in words
    assert "The alarm is not calibrated yet: it has heard 3 days of yours so far." in words


def test_silence_is_no_calm_where_nobody_listens(desk):
    pages_story.quiet()
    models.Source.objects.update(state="finished", last_heard_at=pages_story.NOW - 40 * DAY)
    models.Reading.objects.filter(at__gt=pages_story.NOW - 40 * DAY).delete()
    page = said(desk)
    assert "Is this a storm? Not known. Nobody listens for you now, so silence means nothing." in page
    assert "Give it something to hear." in page
    assert "Go and live your day." not in page
    assert "this week" not in page


def test_a_quiet_day_with_one_silent_source_says_that_a_part_is_missing(desk):
    pages_story.quiet()
    away = models.Source.objects.order_by("pk").first()
    models.Source.objects.filter(pk=away.pk).update(state="silent", last_heard_at=pages_story.NOW - 5 * HOUR)
    page = said(desk)
    assert "Is this a storm? Not in what was heard." in page
    assert f"A part is missing: not heard is {away.name} for 5 h. Silence there is not calm." in page
    assert "See why a source is silent." in page
    assert "Go and live your day." not in page


def test_where_the_only_source_stopped_it_is_named_with_what_to_do(desk, evening):
    subject = pages_story.subject()
    source = models.Source.objects.create(name="Mastodon: Ines", kind="mastodon", address="https://m.example/@ines")
    refused = "It stopped: m.example refuses to tell (401). Sign in there once more, and let amends read again."
    models.Source.objects.filter(pk=source.pk).update(
        state="failed", note=refused, since=evening - DAY, last_heard_at=evening - HOUR, next_try_at=evening + HOUR
    )
    source.gaps.create(began_at=evening - HOUR)
    teller = pages_story.Teller(subject, source)
    teller.say(teller.account("Ada"), "No.", Stance.OBJECTS, evening - 3 * HOUR)
    teller.keep()
    page = said(desk)
    assert "See to what is broken." in page
    assert f"Mastodon: Ines : {refused} Next try" in page
    assert "Give it something to hear" not in page
