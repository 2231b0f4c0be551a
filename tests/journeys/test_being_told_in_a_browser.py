"""“How you are told” in a browser: read by everybody, and a push that really arrives in its service worker."""

from __future__ import annotations

import json
import time

import pytest

from actions.told_ways import way
from amends.actions.deliver import claim_messages, note_failed
from amends.actions.heed import link_to
from amends.actions.raise_notification import News, Thing, raise_news
from amends.actions.ways import opened
from amends.core.case.telling import Level
from amends.core.vocabulary import MINUTE
from amends.store import models
from journeys.test_pages_in_a_browser import wrong
from web import pages_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = pages_story.NOW
# There is no push service to ask from here, so the browser's own answer is made up; all else is as it is.
SUBSCRIBED = """PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint: "https://push.example/abc",
keys: { p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
auth: "BTBZMqHH6r4Tts7J_aSIgg" } }) });"""


def test_its_pages_are_for_everybody(visit, signed_in):
    row = way(NOW)
    way(NOW, name="Tom", after=15 * MINUTE)
    told = raise_news(Thing("case:9"), News("a", Level.ALARM, "Nine people object", "Words."), NOW)
    (due, *_) = claim_messages(NOW, NOW - MINUTE, "")
    note_failed(due.delivery, NOW, 5, "hook.example did not take the message (503). It is tried again.", NOW)
    models.Drill.objects.create(
        asked_at=NOW, began_at=NOW, ended_at=NOW, people=8, rang_after=2_810_000, raised_after=590_000,
        ways=[{"name": "my phone", "kind": "webhook", "well": True, "waited": 1, "took": 2, "said": ""}],
    )  # fmt: skip
    link = link_to(told, told.revision, NOW, "", later=False)
    seen = visit(signed_in)
    troubles = [
        trouble
        for path in ("/desk/telling/", f"/desk/telling/{row.pk}/remove/", link, f"{link}later/")
        for trouble in wrong(seen, path)
    ]
    assert troubles == []
    assert seen.strangers == []


def test_a_link_is_pressed_without_signing_in_and_without_a_cookie(visit):
    told = raise_news(Thing("case:9"), News("a", Level.ALARM, "Nine people object", "Words."), NOW)
    seen = visit(java_script_enabled=False)
    seen.go(link_to(told, told.revision, NOW, "", later=False))
    seen.page.get_by_role("button", name="I have seen it").click()
    assert seen.page.get_by_role("heading", name="Somebody has seen it").is_visible()
    assert seen.context.cookies() == []
    told.refresh_from_db()
    assert told.seen_revision == 1


def test_this_browser_is_told_and_a_push_is_shown_also_where_no_page_is_open(whole_browser, visit, signed_in):
    seen = visit(signed_in, within=whole_browser)
    seen.context.grant_permissions(["notifications"], origin=seen.address)
    seen.page.add_init_script(SUBSCRIBED)
    seen.go("/desk/telling/")
    seen.page.get_by_role("button", name="Tell this browser").click()
    seen.page.get_by_text("This browser is told from here on").wait_for()
    assert opened(models.Way.objects.get())["address"] == "https://push.example/abc"
    found = []
    line = seen.context.new_cdp_session(seen.page)
    line.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    line.send("ServiceWorker.enable")
    seen.page.wait_for_function("navigator.serviceWorker.getRegistration('/desk/').then((one) => Boolean(one?.active))")
    told = {"heading": "Drill: nine people object", "words": "Words.", "desk": f"{seen.address}/desk/", "tag": "7"}
    sent = {"origin": seen.address, "registrationId": found[0]["registrationId"], "data": json.dumps(told)}
    line.send("ServiceWorker.deliverPushMessage", sent)
    shown = """navigator.serviceWorker.getRegistration('/desk/').then((one) => one.getNotifications())
        .then((all) => all.map((one) => [one.title, one.body, one.data]))"""
    until = time.monotonic() + 20
    while not (there := seen.page.evaluate(shown)) and time.monotonic() < until:
        seen.page.wait_for_timeout(50)
    assert there == [["Drill: nine people object", "Words.", f"{seen.address}/desk/"]]
    assert found[0]["scopeURL"] == f"{seen.address}/desk/"
    assert seen.trouble == []
