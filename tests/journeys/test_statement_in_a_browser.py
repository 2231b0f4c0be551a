"""The statement in a browser: written on a phone, checked while it is written, published, and corrected in sight."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from amends.actions.save_draft import save_draft
from amends.actions.seal import seal
from amends.store import models
from journeys.test_pages_in_a_browser import findings, looked_over
from web import pages_story, statement_story
from web.statement_story import FIRST, KEPT, LENT, NOTE, POOR, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/desk/cases/7/statement/"


def pictured(seen, name, path=""):
    """Keep pictures where somebody asked for them, to be looked at beside the design."""
    if not os.environ.get("AMENDS_PICTURES"):
        return
    if path:
        seen.go(path)
    for width in (390, 1280):
        for theme in ("light", "dark"):
            seen.page.set_viewport_size({"width": width, "height": 844})
            seen.page.emulate_media(color_scheme=theme)
            target = Path(os.environ["AMENDS_PICTURES"]) / f"{name}-{width}-{theme}.png"
            seen.page.screenshot(path=target, full_page=True)
    seen.page.set_viewport_size({"width": 390, "height": 844})


def test_the_desk_of_a_statement_can_be_used_by_everybody(visit, signed_in):
    pages_story.storm()
    statement_story.acknowledged()
    seen = visit(signed_in)
    pictured(seen, "next-acknowledged", "/desk/")
    pictured(seen, "editor-empty", DESK)
    looked_over(seen, ["/desk/", DESK])
    save_draft(7, POOR, [KEPT], pages_story.NOW)
    pictured(seen, "editor", DESK)
    looked_over(seen, [DESK])


def test_what_was_said_can_be_read_by_everybody(visit, signed_in):
    pages_story.storm()
    statement_story.said()
    seal(pages_story.NOW)
    seen = visit(signed_in)
    pages = {
        "case": "/cases/7/", "version-1": "/cases/7/statement/1/", "version-2": "/cases/7/statement/2/?changes=1",
        "elsewhere": "/desk/cases/7/elsewhere/version/2/", "correct": DESK, "next-open": "/desk/",
    }  # fmt: skip
    for name, path in pages.items():
        pictured(seen, name, path)
    looked_over(seen, list(pages.values()))


def test_the_check_reads_along_and_nothing_is_lost(visit, signed_in):
    pages_story.storm()
    statement_story.acknowledged()
    seen = visit(signed_in)
    seen.go(DESK)
    box = seen.page.get_by_label("Your words")
    box.press_sequentially("I am sorry if anyone was offended.")
    seen.page.locator("#candour mark", has_text="if anyone was offended").wait_for()
    assert box.input_value() == "I am sorry if anyone was offended."
    assert "weigh" in seen.page.locator("#candour-told").inner_text()
    assert models.Draft.objects.get().words == "I am sorry if anyone was offended."
    assert box.evaluate("it => it === document.activeElement")
    box.fill("x" * 200_001)
    seen.page.locator("#candour-told", has_text="A draft holds at most").wait_for()
    assert len(box.input_value()) == 200_001
    assert models.Draft.objects.get().words == "I am sorry if anyone was offended."
    assert [one for one in seen.trouble if "400" not in one] == []
    assert not seen.strangers


@pytest.mark.parametrize("script", [True, False])
def test_a_statement_is_written_published_and_corrected_on_a_phone(visit, signed_in, script):
    pages_story.storm()
    statement_story.acknowledged()
    seen = visit(signed_in, java_script_enabled=script)
    page = seen.page
    seen.go("/desk/")
    page.get_by_role("link", name="Write what happened").click()
    page.get_by_label("Your words").fill(POOR)
    page.get_by_role("button", name="Check it").click()
    assert page.locator("#candour mark").count() > 1
    page.get_by_label("Your words").fill(FIRST)
    page.get_by_text("Name a connection").click()
    for label, said in (("With whom", LENT.with_whom), ("What was given", LENT.given), ("Also given to", "24 others")):
        page.get_by_label(label).fill(said)
    page.get_by_label("What kind").select_option("Lent to me")
    page.get_by_label("What the case is called").fill("The phone I reviewed in the wrong place")
    page.get_by_role("button", name="Read it once more").click()
    page.get_by_role("heading", name="This is how it will stand").wait_for()
    assert page.get_by_text("The phone was a loan for the month of March.").count() == 1
    if script:
        pictured(seen, "look")
        page.evaluate(_axe())
        assert findings(page) == []
    page.get_by_role("button", name="Publish it").click()
    page.get_by_role("heading", name="Say it elsewhere too").wait_for()
    assert models.Case.objects.get().life == "open"
    correct(page, seen)
    seen.go("/cases/7/")
    assert page.locator("#statement del").first.inner_text().startswith("Struck:")
    assert page.get_by_text("It sells for 640").count() == 1
    assert not [one for one in seen.trouble if script]


def correct(page, seen):
    seen.go("/desk/")
    page.get_by_role("link", name="Correct the statement").click()
    page.get_by_label("Your words").fill(SECOND)
    page.get_by_role("button", name="Read it once more").click()
    assert "Say in a sentence what was wrong before" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Your words").input_value() == SECOND
    seen.trouble.clear()  # the browser notes that it was refused
    page.get_by_label("What was wrong before?").fill(NOTE)
    page.get_by_role("button", name="Read it once more").click()
    page.get_by_role("button", name="Publish it").click()
    assert models.Version.objects.count() == 2


def _axe():
    from journeys.test_pages_in_a_browser import AXE

    return AXE
