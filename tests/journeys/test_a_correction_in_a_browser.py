"""One press corrects a reading: on a phone, by keyboard, without scripts, and readable by everybody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from amends.core.vocabulary import HOUR
from amends.store import models
from journeys.test_pages_in_a_browser import fits_the_first_screen, looked_at
from web import pages_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def doubtful(case):
    """Make one voice unsure and one unread, as the reader would have."""
    unsure, foreign = case.voices.filter(stance="objects").order_by("first_at")[1:3]
    models.Voice.objects.filter(pk=unsure.pk).update(unsure=True, chance=0.6)
    models.Reading.objects.filter(person=foreign.person, at__gt=case.began_at - HOUR).update(
        unread=True, language="pt", stance="neutral"
    )
    models.Voice.objects.filter(pk=foreign.pk).update(unread="pt", stance="neutral")


def pictured(seen, name):
    """Keep a picture where somebody asked for one."""
    if folder := os.environ.get("AMENDS_PICTURES"):
        for width in (390, 1280):
            seen.page.set_viewport_size({"width": width, "height": 844})
            seen.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def test_a_press_corrects_what_was_misread(visit, signed_in):
    case = pages_story.storm()
    doubtful(case)
    seen = visit(signed_in)
    seen.go("/desk/")
    assert not looked_at(seen)
    fits_the_first_screen(seen)
    pictured(seen, "desk")
    press = seen.page.get_by_role("button", name="This is no objection (Tobias Wren)")
    press.focus()
    seen.page.keyboard.press("Enter")
    seen.page.get_by_text("Kept: this is no objection.").wait_for()
    assert models.Voice.objects.get(name="Tobias Wren").stance == "neutral"
    assert not looked_at(seen)
    pictured(seen, "desk-corrected")
    seen.go("/desk/voices/?stance=neutral&case=7")
    assert not looked_at(seen)
    pictured(seen, "voices-neutral")
    seen.go("/desk/voices/?stance=unread&case=7")
    assert not looked_at(seen)
    pictured(seen, "voices-unread")
    assert not seen.trouble
    assert not seen.strangers
