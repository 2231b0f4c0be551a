"""The floor in a browser, in every state a message can have; and all public pages: light, still, and by themselves."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.urls import URLPattern

from amends import asgi, clock
from amends.actions.ask import ask
from amends.actions.close_choice import close_due
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed
from amends.actions.import_list import import_list
from amends.actions.prove import begin
from amends.actions.seal import seal
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from amends.web.urls import urlpatterns
from journeys.test_pages_in_a_browser import AXE, findings, looked_over
from web import floor_story, pages_story, statement_story
from web.test_choice_pages import ASKED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
MOST_BYTES = 100_000
RECEIPT = f"/cases/7/receipts/{floor_story._hash(floor_story.KEY)}/"
PUBLIC = {
    "front": "/", "case": "/cases/7/", "statement": "/cases/7/statement/2/", "verdict": "/cases/7/verdict/",
    "map": "/cases/7/map/", "floor": "/cases/7/floor/", "say": "/cases/7/say/", "message": "/cases/7/messages/10/",
    "take-back": f"{RECEIPT}take-back/", "choice": "/cases/7/choices/1/", "prove": "/cases/7/choices/1/prove/",
    "case-ledger": "/cases/7/ledger/", "message-receipt": "/cases/7/messages/10/receipt/", "receipt": RECEIPT,
    "ledger": "/ledger/", "entry": "/ledger/entries/5/",
}  # fmt: skip
BY_LINK = ("vote", "opinions")
"""Public pages of a private link, which is made anew each time."""
NO_PAGE = {
    "challenge", "opinion", "prove-github", "case-file", "receipt-file", "checkpoint", "ledger-key", "tile",
    "proof", "add-checkpoint", "cosigner-key", "cosigned", "seen", "site_atom", "site_json", "case_atom",
    "case_json", "health", "robots", "news", "push-worker", "arrive", "webmention", "drill", "test-way",
    "send-again", "speech-again", "speech-drop", "read", "show-message", "answer-ground", "check", "publish", "live",
    "correct", "begin-bluesky", "prove-bluesky", "bluesky-client", "begin-mastodon", "prove-mastodon", "hub",
    "tell-pages", "ask-preflight", "retire-asking-key", "override-guard", "retire-stream", "end-connection",
    "retire-guard", "campaign-share-file", "ask-share", "ties", "taken-away",
}  # fmt: skip
"""Addresses that hand out a file, take a form, or lead elsewhere."""
DESK = {
    "floor_desk": "/desk/cases/7/floor/", "hide-message": "/desk/cases/7/messages/10/hide/",
}  # fmt: skip
ELSEWHERE = {
    "test_pages_in_a_browser.py": (
        "desk",
        "voices",
        "sources",
        "remove-source",
        "account",
        "acknowledge",
        "watch",
        "dismiss",
        "setup",
    ),
    "test_being_told_in_a_browser.py": ("how-told", "remove-way", "told", "told-later"),
    "test_peers_and_forgetting_in_a_browser.py": (
        "peers",
        "remove-peer",
        "forget",
        "take-away",
        "people",
        "campaigns",
        "campaign",
        "campaign-shares",
        "leave-campaign",
    ),
    "test_statement_in_a_browser.py": ("write",),
    "test_said_elsewhere_in_a_browser.py": (
        "accounts",
        "remove-account",
        "elsewhere",
        "say-elsewhere",
        "answer",
        "speech-delete",
    ),
    "test_before_you_publish_in_a_browser.py": ("preflight", "spaces", "guards"),
    "test_a_vote_in_a_browser.py": ("ask", "void", "network"),
    "test_what_came_of_it_in_a_browser.py": (
        "decide",
        "since",
        "names",
        "ask-name",
        "duties",
        "promise",
        "promises",
        "duty",
        "follow-up",
        "forget-address",
    ),
}
"""Pages that are looked at where their own story is told."""
WATCH = """
globalThis.shifted = 0;
new PerformanceObserver((seen) => {
  for (const entry of seen.getEntries()) globalThis.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def case(transactional_db):
    row = pages_story.storm()
    import_list(row.subject.name, "Letters", "\n".join(f"m{n}@example.org" for n in range(40)), NOW - 4 * DAY)
    statement_story.said()
    row.refresh_from_db()
    floor_story.floor(row)
    ask(7, ASKED, NOW - MINUTE)
    seal(NOW)
    return models.Case.objects.get()


def later(span):
    at = clock.now() + span
    clock.follow(clock.Story(start=at, end=at + 1, speed=1e-9, began=clock.real()))
    asgi.application.forget()


def private_pages(case):
    token = begin(case.choices.get(), "nothing", clock.now()).token
    return {"vote": f"/vote/{token}/", "opinions": f"/vote/{token}/opinions/"}


def pictured(seen, pages):
    """Keep pictures where somebody asked for them, to be looked at beside the design."""
    if not os.environ.get("AMENDS_PICTURES"):
        return
    for name, path in pages.items():
        seen.go(path)
        for width in (390, 1280):
            for theme in ("light", "dark"):
                seen.page.set_viewport_size({"width": width, "height": 844})
                seen.page.emulate_media(color_scheme=theme)
                target = Path(os.environ["AMENDS_PICTURES"]) / f"{name}-{width}-{theme}.png"
                seen.page.screenshot(path=target, full_page=True)


def test_no_page_is_forgotten():
    named = {route.name for route in urlpatterns if isinstance(route, URLPattern)} - {None}
    looked_at = {*PUBLIC, *BY_LINK, *DESK, *(name for names in ELSEWHERE.values() for name in names)}
    assert named - NO_PAGE == looked_at
    assert not NO_PAGE & looked_at


def test_the_floor_can_be_used_by_everybody(visit, signed_in, case):
    wanted = ("floor", "say", "message", "take-back")
    pages = {name: PUBLIC[name] for name in wanted} | DESK
    pages |= {"hidden": "/cases/7/messages/13/", "by-group": "/cases/7/floor/?order=group"}
    pages |= {"desk-supports": "/desk/cases/7/floor/?side=supports"}
    seen = visit(signed_in)
    pictured(seen, pages | PUBLIC)
    looked_over(seen, list(pages.values()))


@pytest.mark.parametrize("script", [True, False])
def test_what_is_refused_comes_back_and_can_be_read(visit, signed_in, case, script):
    """Forms come back with what was typed, and with what is wrong beside it."""
    seen = visit(signed_in, java_script_enabled=script)
    page = seen.page
    seen.go("/cases/7/say/")
    page.get_by_label("Your words").fill("I mind it.")
    page.get_by_label("Name", exact=True).fill("Maud")
    page.get_by_role("button", name="Put it on the floor").click()
    assert "faster than anybody writes" in told_wrong(page, script)
    assert page.get_by_label("Your words").input_value() == "I mind it."
    seen.go("/desk/cases/7/messages/10/hide/")
    page.get_by_text("It threatens somebody").click()
    page.get_by_label("Your reason").fill(" ")
    page.get_by_role("button", name="Hide it").click()
    assert "It stands in the place of the message" in told_wrong(page, script)
    seen.go(f"{RECEIPT}take-back/")
    page.get_by_label("Your key").fill("00" * 32)
    page.get_by_role("button", name="Take them back for good").click()
    assert "key" in told_wrong(page, script)
    assert models.Message.objects.get(number=10).state == "shown"


def told_wrong(page, script):
    """Return what a page says is wrong; where scripts run, axe looks whether it can be read, by day and by night."""
    page.get_by_role("alert").wait_for()
    if script:
        page.evaluate(AXE)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert findings(page) == []
    return page.get_by_role("alert").inner_text()


def test_public_pages_are_light_still_and_by_themselves(visit, case):
    pages = {**PUBLIC, **private_pages(case)}
    found = [one for width in (390, 1280) for one in weighed(visit, pages, width)]
    later(DAY + HOUR)
    close_due(clock.now())
    owed = [Owed("Name the gift in its first line", clock.now() + DAY)]
    decide_case(7, "rule", "It stays as it is.", "I asked, and named the rule before.", owed, clock.now())
    asgi.application.forget()
    pages = {name: PUBLIC[name] for name in ("front", "case", "verdict", "choice", "map")}
    found += [one for width in (390, 1280) for one in weighed(visit, pages, width)]
    assert not found


def weighed(visit, pages, width):
    """Load pages as somebody does who was never here, and tell what of them is heavy, moves, or asks others."""
    seen = visit(viewport={"width": width, "height": 844})
    seen.context.add_init_script(WATCH)
    wire = seen.context.new_cdp_session(seen.page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent = []
    wire.on("Network.loadingFinished", lambda told: sent.append(told["encodedDataLength"]))
    found = []
    for name, path in pages.items():
        sent.clear()
        seen.go(path)
        if seen.page.locator("[data-receipt] [data-said]").count():
            seen.page.wait_for_selector("[data-said]:not(:empty)")
        seen.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        seen.page.wait_for_timeout(50)
        shifted = seen.page.evaluate("shifted")
        if os.environ.get("AMENDS_PICTURES"):
            print(f"{name:16} {sum(sent):7,.0f} bytes, shift {shifted:.4f}")
        found += [(name, width, what) for what, wrong in (
            (f"{sum(sent):,.0f} bytes", sum(sent) >= MOST_BYTES), (f"layout shift {shifted}", shifted > 0),
            (f"asks {seen.strangers}", seen.strangers), ("sets a cookie", seen.context.cookies()),
            (f"says {seen.trouble}", seen.trouble)) if wrong]  # fmt: skip
        seen.trouble.clear()
    seen.close()
    return found


def test_a_page_that_moves_under_its_reader_is_noticed(visit):
    seen = visit()
    seen.context.add_init_script(WATCH)
    seen.go("/")
    seen.page.evaluate("document.querySelector('main').style.marginTop = '300px'")
    seen.page.wait_for_function("() => shifted > 0")


def test_the_floor_works_without_scripts(visit, case):
    seen = visit(java_script_enabled=False)
    page = seen.page
    seen.go("/cases/7/messages/10/")
    page.get_by_text("support", exact=True).click()
    page.get_by_label("Your words").fill("So do I.")
    page.get_by_label("Name", exact=True).fill("Hana")
    later(MINUTE)
    page.get_by_role("button", name="Put it on the floor").click()
    assert re.search(r"/cases/7/receipts/[0-9a-f]{64}/#[0-9a-f]{64}$", page.url)
    assert "So do I." in page.locator("main").inner_text()
    assert page.get_by_text("Checked just now: nothing was changed").count() == 1
    key = page.url.partition("#")[2]
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the receipt").click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("c2sp.org/tlog-proof@v1\n")
    page.get_by_role("link", name="Take them back…").click()
    page.get_by_label("Your key").fill(key)
    page.get_by_role("button", name="Take them back for good").click()
    assert "So do I." not in page.locator("main").inner_text()
    assert models.Message.objects.order_by("number").last().state == "erased"
    assert not seen.context.cookies()
    assert not seen.strangers
