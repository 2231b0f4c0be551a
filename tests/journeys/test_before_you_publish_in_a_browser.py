"""A draft is looked at before it is published, in a browser: declared, found, guarded, and said why not heeded."""

from __future__ import annotations

import pytest

from amends.store import models
from journeys.test_pages_in_a_browser import looked_at
from web import pages_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAFT = "What an evening.\n\nThe best lamp I ever had, from Nordlys. Use code LAMP20 for 20% off!"


def sound(seen):
    assert looked_at(seen) == []


def test_a_draft_is_looked_at_and_a_guard_speaks(visit, signed_in):
    pages_story.quiet()
    seen = visit(signed_in)
    page = seen.page
    seen.go("/desk/spaces/")
    page.get_by_label("What you call it").fill("family and old friends")
    page.get_by_role("button", name="Declare the space").click()
    page.get_by_label("With whom").fill("Nordlys")
    page.get_by_label("What exactly").fill("a desk lamp, to keep")
    page.get_by_role("button", name="Declare the tie").click()
    page.get_by_text("free things: a desk lamp, to keep").wait_for()
    sound(seen)

    seen.go("/desk/guards/")
    page.get_by_label("discount codes").check()
    page.get_by_label("family and old friends").check()
    page.get_by_role("button", name="Try it on your last posts").click()
    page.get_by_role("status").wait_for()
    sound(seen)
    page.get_by_role("button", name="Set this guard").click()
    page.get_by_text("Guard 1: discount codes, in family and old friends").wait_for()
    sound(seen)

    seen.go("/desk/preflight/")
    sound(seen)
    page.get_by_label("What you want to publish").fill(DRAFT)
    page.get_by_label("Where").select_option(label="family and old friends (personal)")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="A guard of yours speaks up").wait_for()
    assert page.locator("mark").first.inner_text() in {"Nordlys", "code LAMP20"}
    sound(seen)
    page.get_by_label("If you publish it all the same, why?").fill("They asked me for it.")
    page.get_by_role("button", name="Write my reason down").click()
    page.get_by_text("That is written down.").wait_for()
    assert models.Firing.objects.get().reason == "They asked me for it."
    assert not seen.trouble
    assert not seen.strangers
