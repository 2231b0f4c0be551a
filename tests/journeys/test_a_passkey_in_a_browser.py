"""A passkey, made at one vote and used at the next, in a browser with an authenticator of its own."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from amends import asgi
from amends.actions.ask import ask
from amends.actions.import_list import import_list
from amends.actions.prove import claim_codes, fresh_code
from amends.core.vocabulary import DAY, MINUTE
from amends.store import models
from web import answer_story, pages_story
from web.test_choice_pages import ASKED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
PROVE = "/cases/7/choices/1/prove/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def vote_open(transactional_db):
    row = answer_story.case(life="open", asked_at=None)
    import_list(row.subject.name, "Letters", "ada@example.org\nbo@example.org", NOW - 4 * DAY)
    return ask(7, ASKED, NOW)


@pytest.fixture
def seen(browser, address, vote_open, monkeypatch):
    """A page on `localhost`, where browsers make passkeys without HTTPS."""
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    asgi.application.forget()
    context = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.context.set_default_timeout(10_000)
    yield page
    context.close()


def shown_by_mail(page):
    page.goto(PROVE)
    page.fill("#address", "ada@example.org")
    page.get_by_role("button", name="Send me a code").click()
    (row,) = claim_codes(NOW, NOW - MINUTE)
    page.fill("#code", fresh_code(row))
    page.get_by_role("button", name="Go on").click()


def test_a_passkey_shows_once_more_who_somebody_is(seen, client):
    shown_by_mail(seen)
    seen.get_by_role("button", name="Make a passkey").click()
    seen.get_by_text("You have a passkey here.").wait_for()
    sent = []
    seen.on("request", lambda request: request.method == "POST" and sent.append(request.post_data))
    seen.goto(PROVE + "?mark=keep")
    seen.get_by_role("button", name="Use my passkey").click()
    seen.get_by_text("You are on the list: your vote binds.").wait_for()
    assert seen.get_by_text("Shown: by a passkey.").count() == 1
    assert seen.locator("input[value=keep]").is_checked()
    assert models.Proof.objects.values("voter").distinct().count() == 1
    assert models.Proof.objects.get(kind="passkey").tally == "network"
    assert not seen.context.cookies()

    replayed = {name: values[0] for name, values in parse_qs(sent[0]).items()}
    again = client.post(PROVE, replayed, headers={"host": urlsplit(seen.url).netloc})
    assert again.status_code == 400
    assert "This passkey does not lead on." in again.content.decode()
    forged = client.post(PROVE, replayed | {"answer": replayed["answer"].replace('"signature":"', '"signature":"AA')})
    assert "The passkey’s answer does not fit this page." in forged.content.decode()
    assert models.Proof.objects.filter(kind="passkey").count() == 1


def test_a_passkey_of_somebody_who_was_forgotten_shows_nothing(seen):
    shown_by_mail(seen)
    seen.get_by_role("button", name="Make a passkey").click()
    seen.get_by_text("You have a passkey here.").wait_for()
    seen.goto(PROVE)
    models.Passkey.objects.all().delete()
    seen.get_by_role("button", name="Use my passkey").click()
    seen.get_by_text("This passkey is not known here any more.").wait_for()


def test_whoever_showed_nothing_is_offered_none(seen):
    seen.goto(PROVE)
    assert seen.get_by_text("Use my passkey").count() == 0
    seen.get_by_role("button", name="Vote without showing who I am").click()
    assert seen.get_by_role("button", name="Cast my vote").count() == 1
    assert seen.get_by_text("Make a passkey").count() == 0
