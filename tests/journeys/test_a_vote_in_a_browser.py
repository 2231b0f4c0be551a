"""A vote, in a browser: asked at the desk, cast without a script and without a cookie, in widths and themes."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from amends.actions.ask import ask
from amends.actions.import_list import import_list
from amends.actions.prove import claim_codes, fresh_code
from amends.core.choice.question import Kind
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from journeys.test_pages_in_a_browser import looked_over
from journeys.test_what_came_of_it_in_a_browser import pictured
from web import answer_story, pages_story, test_choice_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW


@pytest.fixture
def case(transactional_db):
    row = answer_story.case(life="open", asked_at=None)
    import_list(row.subject.name, "Letters", "\n".join(f"m{n}@example.org" for n in range(412)), NOW - 4 * DAY)
    import_list(row.subject.name, "Friends", "\n".join(f"f{n}@example.org" for n in range(7)), NOW - HOUR)
    source = models.Source.objects.create(name="live", kind="jsonl", address="/1", state="listening")
    person = models.Person.objects.create(key="mastodon:x")
    account = models.Account.objects.create(network="mastodon", author="x", name="Ada", person=person)
    models.Post.objects.create(
        network="mastodon", origin_id="1", source=source, account=account, created_at=NOW, heard_at=NOW
    )
    return row


def pictured_here(seen, name):
    """Keep a picture of what a form led to, where somebody asked for it."""
    if os.environ.get("AMENDS_PICTURES"):
        seen.page.screenshot(path=Path(os.environ["AMENDS_PICTURES"]) / f"{name}.png", full_page=True)


def fill(page):
    page.fill("#words", "Should I withdraw the review?")
    for at, words in enumerate(("Withdraw it", "Keep it, and name the gift in the first line", "Keep it as it is")):
        page.fill(f"#option-{at}", words)
    page.fill("#floor", "60")
    after = {"reached": "I take it down", "not_reached": "it stays", "tie": "it stays", "contested": "I ask again"}
    for name, words in after.items():
        page.fill(f"#{name}", words)


def test_a_question_is_asked_and_answered_without_a_script(visit, signed_in, case):
    desk = visit(signed_in, java_script_enabled=False)
    desk.go("/desk/cases/7/ask/")
    fill(desk.page)
    desk.page.get_by_role("button", name="Read it back").click()
    assert desk.page.get_by_text("If at least 60 people of the network vote").count() == 1
    desk.page.get_by_role("button", name="Ask it").click()
    assert desk.page.url.endswith("/cases/7/choices/1/")
    reader = visit(java_script_enabled=False)
    reader.go("/cases/7/")
    reader.page.get_by_label("Withdraw it").check()
    reader.page.get_by_role("button", name="Vote", exact=True).click()
    reader.page.fill("#address", "m7@example.org")
    reader.page.get_by_role("button", name="Send me a code").click()
    (row,) = claim_codes(NOW, NOW - MINUTE)
    reader.page.fill("#code", fresh_code(row))
    reader.page.get_by_role("button", name="Go on").click()
    assert reader.page.get_by_text("your vote binds").count() == 1
    assert reader.page.get_by_label("Withdraw it").is_checked()
    reader.page.fill("#reason", "It was in the wrong room.")
    reader.page.get_by_role("button", name="Cast my vote").click()
    assert reader.page.get_by_role("heading", name="Your vote stands").count() == 1
    reader.page.get_by_label("Keep it as it is").check()
    reader.page.get_by_role("button", name="Change my vote").click()
    assert re.search("Keep it as it is", reader.page.locator(".standing").inner_text())
    assert models.Ballot.objects.count() == 2
    assert models.Ballot.objects.filter(stands=True).count() == 1
    assert not reader.context.cookies()
    assert not reader.strangers


def test_every_page_of_a_vote_can_be_used_by_everybody(visit, signed_in, client, case):
    seen = visit(signed_in)
    pictured(seen, "/desk/cases/7/ask/", "ask")
    pictured(seen, "/desk/network/", "network")
    looked_over(seen, ["/desk/cases/7/ask/", "/desk/network/"])
    seen.go("/desk/cases/7/ask/")
    fill(seen.page)
    seen.page.get_by_role("button", name="Read it back").click()
    pictured_here(seen, "look")
    ask(7, test_choice_pages.ASKED, NOW - HOUR)
    nothing, phrase, mail = (
        client.post("/cases/7/choices/1/prove/", {"mark": "withdraw", "way": way, "address": "m1@example.org"})
        for way in ("nothing", "phrase", "email")
    )
    private = nothing["Location"].partition("?")[0]
    client.post(private, {"press": "cast", "mark": "withdraw", "reason": "Because."})
    paths = {"vote": private, "phrase": phrase["Location"], "code": mail["Location"], "case-open": "/cases/7/",
             "choice": "/cases/7/choices/1/", "prove": "/cases/7/choices/1/prove/?mark=withdraw",
             "void": "/desk/cases/7/choices/1/void/", "asked": "/desk/cases/7/ask/"}  # fmt: skip
    for name, path in paths.items():
        pictured(seen, path, name)
    looked_over(seen, list(paths.values()))


@pytest.mark.parametrize("kind", [Kind.APPROVAL, Kind.RANKED])
def test_ticks_and_orders_can_be_used_by_everybody(visit, case, kind):
    ask(7, replace(test_choice_pages.ASKED, kind=kind, proposal=""), NOW - HOUR)
    seen = visit()
    pictured(seen, "/cases/7/choices/1/", kind)
    looked_over(seen, ["/cases/7/choices/1/"])
