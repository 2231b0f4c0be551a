"""Peers, campaigns, several accounts, and somebody to be forgotten, on the desk: widths, themes, and no script."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from amends import clock
from amends.actions import line
from amends.actions.bring_share import name_site
from amends.actions.link_people import BOTH_SHOWN, link
from amends.actions.take_message import Written, take_message
from amends.actions.witness import add_peer
from amends.core.ledger import note
from amends.core.vocabulary import MINUTE
from amends.store import models
from journeys.test_a_vote_in_a_browser import pictured_here
from journeys.test_pages_in_a_browser import looked_at, looked_over
from journeys.test_what_came_of_it_in_a_browser import pictured
from web import answer_story, campaign_story, pages_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = pages_story.NOW


def test_peers_and_forgetting_can_be_used_by_everybody(visit, signed_in):
    answer_story.case(life="open", asked_at=None)
    form = Written("Maud Ferrant", "A walrus paid.", email="maud@repair.example", sender="x", made_at=NOW - MINUTE)
    line.do(clock.now, take_message, 7, form, NOW)
    for name, seed in (("harbour.example", 1), ("a-very-long-name-of-a-site-on-the-other-side.example", 2)):
        key = str(note.VerifierKey(name, note.public_of(bytes([seed] * 32))))
        line.do(clock.now, add_peer, key, f"https://{name}/ledger/witness", NOW)
    models.Memory.objects.create(kind="peer", where="harbour.example", size=2, at=NOW)
    peer = models.Peer.objects.first()
    for number, handle in enumerate(("ada@glass.example", "ada.example", "maud.example")):
        person = models.Person.objects.create(key=f"bluesky:did:plc:{number}")
        models.Account.objects.create(network="bluesky", author=f"did:plc:{number}", handle=handle, person=person)
    line.do(clock.now, link, "bluesky:did:plc:0", "bluesky:did:plc:1", BOTH_SHOWN, NOW)
    seen = visit(signed_in, java_script_enabled=False)
    pages = {"peers": "/desk/peers/", "peer-remove": f"/desk/peers/{peer.pk}/remove/", "forget": "/desk/forget/"}
    pages |= {"people": "/desk/people/", "take-away": "/desk/take-away/"}
    campaign = campaign_story.joined(models.Subject.objects.get())
    line.do(clock.now, name_site, campaign, "https://a-very-long-name-of-a-site-on-the-other-side.example", NOW)
    edge = {"more": 0.4, "low": 0.2, "high": 0.6, "hours": 4, "hours_low": 3, "hours_high": 5, "chance": 0.01}
    edges = [{"source": "Ines Marlow", "target": name, **edge} for name in ("Clara Benn", "Wren Talbot")]
    models.Campaign.objects.update(compared={"edges": edges, "left_out": []}, compared_at=NOW)
    pages["campaigns"] = "/desk/campaigns/"
    at = f"/desk/campaigns/{campaign.pk}/"
    pages |= {"campaign": at, "campaign-shares": f"{at}shares/", "campaign-leave": f"{at}leave/"}
    seen.go(pages["peers"])
    seen.page.get_by_role("link", name="Remove… harbour.example").click()
    seen.page.get_by_role("button", name="Remove it").click()
    assert seen.page.get_by_text("harbour.example is asked no longer.").is_visible()
    models.Peer.objects.update(left_at=None)
    looking = visit(signed_in)
    for name, path in pages.items():
        pictured(looking, path, name)
    looked_over(looking, list(pages.values()))
    for one in (looking, seen):
        one.go("/desk/take-away/")
        with one.page.expect_download() as arriving:
            one.page.get_by_role("button", name="Put it together").click()
        with zipfile.ZipFile(arriving.value.path()) as archive:
            assert b"A walrus paid." in archive.read(f"{Path(arriving.value.suggested_filename).stem}/posts.jsonl")
    for one in (looking, seen):
        one.go("/desk/people/")
        one.page.get_by_label("Its id or handle there").first.fill("ada.example")
        one.page.get_by_label("Its id or handle there").last.fill("maud.example")
        one.page.get_by_role("button", name="Look at their pages…").click()
        one.page.get_by_text("Lists and votes are left alone").wait_for()
        if one is looking:
            pictured_here(looking, "people-look")
            assert not looked_at(looking)
    seen.page.get_by_role("button", name="They are one person").click()
    assert seen.page.get_by_text("They count as one voice from now on. Each keeps the vote it had.").is_visible()
    for one in (looking, seen):
        one.go("/desk/forget/")
        one.page.get_by_label("Where they are known").select_option("email")
        one.page.get_by_label("Who it is").fill("maud@repair.example")
        one.page.get_by_role("button", name="See what is kept…").click()
        one.page.get_by_text("This is kept of them").wait_for()
        one.page.get_by_text("All that is held about them").click()
        assert one.page.get_by_text("An e-mail address, left with message 1 of case 7").is_visible()
        if one is looking:
            pictured_here(looking, "forget-look")
            assert not looked_at(looking)
    seen.page.get_by_label("It is this person, and they asked for it.").check()
    seen.page.get_by_role("button", name="Erase it for good").click()
    assert seen.page.get_by_text("Forgotten. Their words").is_visible()
    assert models.Message.objects.get().state == "removed"
