"""The pages as a browser shows them: readable by everybody, on a phone, without scripts, without strangers."""

from __future__ import annotations

import os
from importlib.resources import files

import pytest
from django.core.cache import cache

from amends import clock
from amends.actions import wake
from amends.actions.set_up_owner import issue_link
from amends.core.vocabulary import HOUR, MINUTE, Stance
from amends.store import models
from amends.web import voices
from web import pages_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
STORM = (
    "/desk/", "/desk/voices/", "/desk/sources/", "/desk/account/", "/desk/telling/",
    "/desk/cases/7/acknowledge/", "/desk/cases/7/watch/",
    "/desk/cases/7/dismiss/", "/", "/cases/7/", "/nowhere",
)  # fmt: skip
ACCOUNT = (
    "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/logout/", "/accounts/password/change/",
    "/accounts/reauthenticate/",
)  # fmt: skip
EMPTY = ("/desk/", "/desk/sources/", "/")
OUTSIDE = ("/accounts/login/", "/accounts/signup/", "/setup/nonsense/")


def findings(page, *, rules=None):
    """Ask axe what is wrong; it is given to the page by the browser itself, so that the page's policy holds."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    told = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in told["violations"]]


def wrong(seen, path):
    """Load a page once and look at it, as `looked_at` does."""
    answer = seen.go(path)
    troubles = looked_at(seen)
    # The browser itself notes that a page which is not there is not there.
    refused = f"status of {answer.status} " if answer.status >= 400 else "\n"
    troubles += [one for one in seen.trouble if refused not in one]
    seen.trouble.clear()
    return [(path, trouble) for trouble in troubles]


def looked_at(seen):
    """Look at the page that is there: light in one width, and its contrasts dark in the other one.

    Which is which differs from page to page; where AMENDS_EVERY_WAY is set, both themes are looked at in both widths.
    """
    page = seen.page
    page.evaluate(AXE)
    light, dark = (390, 1280) if sum(page.url.encode()) % 2 else (1280, 390)
    ways = [(light, "light"), (dark, "dark")]
    if os.environ.get("AMENDS_EVERY_WAY"):
        ways += [(dark, "light"), (light, "dark")]
    troubles = []
    for width, theme in ways:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme)
        troubles += findings(page, rules=["color-contrast"] if theme == "dark" else None)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 844})
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > 320:
        troubles.append(f"scrolls sideways at 320: {wide}")
    page.set_viewport_size({"width": 390, "height": 844})
    return troubles


def looked_over(seen, paths):
    found = [trouble for path in paths for trouble in wrong(seen, path)]
    assert not found
    assert not seen.strangers


def test_every_page_of_a_storm_can_be_used_by_everybody(visit, signed_in, monkeypatch):
    monkeypatch.setattr(voices, "A_PAGE", 8)  # axe looks at each voice in four ways, and fifty are alike
    pages_story.storm(public=True)
    seen = visit(signed_in)
    source = models.Source.objects.order_by("pk").first()
    looked_over(seen, [*STORM, f"/desk/sources/{source.pk}/remove/"])
    fits_the_first_screen(seen)
    both_actions_by_keyboard(seen)


def fits_the_first_screen(seen):
    """All three answers and both actions on a phone, before anything is scrolled."""
    seen.go("/desk/")
    low = seen.page.evaluate(
        "[...document.querySelectorAll('.three .answer, .three .btn')].map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(low) == 5
    assert max(low) <= 844
    small = seen.page.evaluate(
        "[...document.querySelectorAll('.btn, nav a, .act, summary')]"
        ".map(e => e.getBoundingClientRect()).filter(r => r.width && r.height < 44).length"
    )
    assert small == 0
    least = seen.page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].filter(e => e.checkVisibility())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert least >= 14


def both_actions_by_keyboard(seen):
    seen.go("/desk/")
    reached = []
    for _ in range(14):
        seen.page.keyboard.press("Tab")
        reached.append(seen.page.evaluate("document.activeElement.textContent.trim()"))
    assert reached[0] == "Skip to the page"
    assert any(words.startswith("Acknowledge") for words in reached)
    assert any(words.startswith("Watch, and say nothing yet") for words in reached)
    ring = seen.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "3px"


def test_a_quiet_desk_can_be_used_by_everybody(visit, signed_in):
    pages_story.quiet()
    looked_over(visit(signed_in), ("/desk/",))


def test_an_empty_site_and_the_way_in_can_be_used_by_everybody(visit, signed_in):
    cache.clear()
    looked_over(visit(signed_in), (*EMPTY, *ACCOUNT))
    looked_over(visit(), (*OUTSIDE, f"/setup/{issue_link(clock.now())}/"))


def test_new_voices_are_announced_and_the_page_does_not_move(visit, signed_in):
    case = pages_story.storm()
    seen = visit(signed_in)
    seen.go("/desk/")
    seen.page.wait_for_function(
        "performance.getEntriesByType('resource').some(e => e.name.includes('/live/desk')) || true"
    )
    wait_for_readers()
    before = seen.page.evaluate("document.querySelector('#tl').getBoundingClientRect().top")
    more(case, 6)
    seen.page.get_by_text("6 new voices.").wait_for(timeout=10_000)
    assert seen.page.locator("#live-people").inner_text() == "137 people"
    assert seen.page.locator(".voices > li").count() == 5
    assert seen.page.evaluate("window.scrollY") == 0
    assert seen.page.evaluate("document.querySelector('#tl').getBoundingClientRect().top") >= before
    assert findings_after(seen) == []
    seen.page.get_by_role("link", name="Show them").click()
    assert "All 244" in seen.page.locator(".filter").inner_text()
    assert not seen.trouble


def findings_after(seen):
    seen.page.evaluate(AXE)
    return findings(seen.page)


def wait_for_readers():
    import time

    until = time.monotonic() + 30
    while not wake.readers() and time.monotonic() < until:
        time.sleep(0.02)
    if not wake.readers():
        raise TimeoutError("The open page did not begin to listen.")


def more(case, many):
    """Let more people object, as the listener does: rows, voices, and a wake-up once they are kept."""
    teller = pages_story.Teller(case.subject, models.Source.objects.first())
    teller.ids = iter(range(50_000, 60_000))
    for account in teller.crowd([f"Late {number}" for number in range(many)]):
        teller.say(account, "I object too.", Stance.OBJECTS, pages_story.NOW - MINUTE, grounds=("ads",))
    teller.keep()
    pages_story.gather(case)
    wake.changed(case.subject_id)


def test_the_desk_works_without_scripts(visit, signed_in):
    pages_story.storm()
    seen = visit(signed_in, java_script_enabled=False)
    seen.go("/desk/")
    page = seen.page
    page.get_by_text("The same as a table").click()
    page.get_by_role("link", name="Acknowledge").click()
    page.get_by_role("button", name="Say it").click()
    assert page.get_by_text("Said, and written down").is_visible()
    assert page.get_by_text("Answer by Friday 09:00.", exact=True).is_visible()
    page.get_by_role("link", name="It is a false alarm…").click()
    page.get_by_label("Why is this no storm?").fill("They praise the talk.")
    page.get_by_role("button", name="Set it aside").click()
    assert page.get_by_text("No open case").is_visible()
    assert not seen.strangers


def test_two_presses_acknowledge(visit, signed_in):
    pages_story.storm()
    seen = visit(signed_in)
    seen.go("/desk/")
    seen.page.get_by_role("link", name="Acknowledge").click()
    seen.page.get_by_role("button", name="Say it").click()
    seen.page.get_by_text("Answer by Friday 09:00.", exact=True).wait_for()
    case = models.Case.objects.get(number=7)
    assert (case.life, case.answer_by) == ("acknowledged", pages_story.NOW + 9 * HOUR + 12 * MINUTE)
    assert not seen.trouble


def test_long_and_foreign_words_do_not_break_the_page(visit, signed_in):
    case = pages_story.storm()
    texts = ("w" * 900, "هذا ليس ما أتابعك من أجله", "e" + "\u0301" * 900, "长" * 600, "x\n" * 300)
    for voice, text in zip(case.voices.select_related("said__post")[:5], texts, strict=True):
        voice.said.post.text = text
        voice.said.post.save()
        voice.name = text.replace("\n", "")[:200]
        voice.save()
    seen = visit(signed_in, viewport={"width": 320, "height": 700})
    for path in ("/desk/", "/desk/voices/"):
        seen.go(path)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not seen.trouble


def test_a_passkey_is_added_and_opens_the_desk(visit, address, signed_in):
    """Chromium's own virtual authenticator stands in for a phone's lock."""
    cache.clear()
    seen = visit()
    at = f"http://localhost:{address.rsplit(':', 1)[1]}"  # browsers allow passkeys on localhost without HTTPS
    client = seen.context.new_cdp_session(seen.page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page = seen.page
    page.goto(f"{at}/setup/{issue_link(clock.now())}/")
    page.get_by_label("Your name").fill("nina")
    page.get_by_label("A password").fill("nine letters from a friend")
    page.get_by_role("button", name="Open my desk").click()
    page.goto(f"{at}/accounts/2fa/webauthn/add/")
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill("nine letters from a friend")
        page.get_by_role("button", name="It is me").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("Your passkey is added.").wait_for()
    page.goto(f"{at}/accounts/2fa/webauthn/")
    assert page.get_by_text("My phone").first.is_visible()
    page.goto(f"{at}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{at}/accounts/login/?next=/desk/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Is this a storm?").wait_for()
    assert not [one for one in seen.trouble if "Content Security Policy" in one]
