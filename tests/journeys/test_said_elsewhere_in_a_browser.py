"""What is said elsewhere, on the desk in a browser: read, changed and pressed without a script, and looked at."""

from __future__ import annotations

import pytest

from actions.speaking_story import bluesky, case, mastodon, objection
from amends.actions.publish_statement import publish_statement
from amends.actions.seal import seal
from amends.actions.sending import claim_speeches, note_said, note_stands, note_waits
from amends.actions.unsay import note_look
from amends.connectors.protocols import Stands
from amends.store import models
from journeys.test_pages_in_a_browser import looked_over
from journeys.test_what_came_of_it_in_a_browser import pictured
from web import pages_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW
ALL = "/desk/cases/7/elsewhere/"


def stand():
    """Note everything that is due as sent, as the worker does."""
    for due in claim_speeches(NOW, NOW):
        for at, piece in enumerate(due.posts):
            name = f"at://did:plc:ines/app.bsky.feed.post/{due.speech}{at}"
            note_stands(piece.pk, Stands(name, name, f"https://bsky.app/{due.speech}{at}", "cid", piece.words), NOW)
        note_said(due.speech, NOW)


def pressed(page, network, words):
    """Change the last of the posts for a network, and press its button."""
    part = page.get_by_role("region", name=network)
    part.get_by_role("textbox").last.fill(words)
    part.get_by_role("button", name=f"Post it on {network}").click()
    page.get_by_text("It is being sent as @").wait_for()


def test_it_is_said_elsewhere_on_a_phone_and_everybody_reads_how_it_stands(visit, signed_in, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    made = case(NOW)
    objection(made, NOW)
    seal(NOW)
    first, second = bluesky(NOW), mastodon(NOW)
    seen = visit(signed_in, java_script_enabled=False)
    page = seen.page
    seen.go("/desk/?case=7")
    page.get_by_role("link", name="Say it elsewhere too").click()
    page.get_by_role("link", name="Version 1 of the statement").click()
    pressed(page, "Bluesky", "In my own words: https://ines.example/cases/7/")
    assert models.SpokenPost.objects.order_by("-number")[0].words == "In my own words: https://ines.example/cases/7/"
    stand()

    seen.go("/desk/cases/7/floor/")
    page.get_by_text("Answer", exact=True).first.click()
    page.get_by_role("link", name="Answer it on Mastodon too").click()
    page.get_by_label("Your answer").fill("You are right. I should have asked first.")
    page.get_by_label("Also under it on Mastodon").check()
    page.get_by_role("button", name="Read it once more").click()
    assert page.get_by_label("The post").input_value() == "@ben You are right. I should have asked first."
    page.get_by_role("button", name="Answer, and post it").click()
    page.get_by_text("It is being posted as @ines@own.example").wait_for()
    answer = models.Speech.objects.get(kind="answer")
    note_waits(answer.pk, "own.example does not let this account speak from here (401). Make a new token.", shut=True)

    note_look(models.SpokenPost.objects.first().pk, None, NOW)
    publish_statement(7, "It was mine to keep. " * 30, [], NOW, note="I had written that it was a loan.")
    pages = {
        "accounts": "/desk/accounts/", "remove-account": f"/desk/accounts/{second.pk}/remove/", "elsewhere": ALL,
        "say-elsewhere": ALL + "version/2/", "answer": "/desk/cases/7/messages/1/answer/",
        "speech-delete": f"/desk/elsewhere/{models.Speech.objects.get(account=first).pk}/delete/",
        "public-gone": "/cases/7/statement/1/",
    }  # fmt: skip
    looking = visit(signed_in)
    for name, path in pages.items():
        pictured(looking, path, name)
    looked_over(looking, list(pages.values()))
