"""Campaigns on the desk: joined, looked at together, brought into, and left; private to the member."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from amends.actions.leave_campaign import leave_campaign
from amends.actions.own_share import PURPOSE, key_of
from amends.core.campaign.share import Share, asking_word
from amends.core.campaign.written import read_share, written
from amends.store import models, strongbox
from web import campaign_story, pages_story

NOW = pages_story.NOW


@pytest.fixture(scope="module")
def _campaign_told(_evening_told, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "AMENDS_DATA", tmp_path_factory.mktemp("campaign"))
        subject = models.Case.objects.get(pk=_evening_told).subject
        yield campaign_story.joined(subject).pk
        transaction.set_rollback(True)


@pytest.fixture
def campaign(_campaign_told, db):
    key = strongbox.lock_away(settings.AMENDS_DATA, PURPOSE, campaign_story.KEY)
    models.Campaign.objects.filter(pk=_campaign_told).update(key=key)
    return models.Campaign.objects.get(pk=_campaign_told)


def page(desk, path):
    return desk.get(path).content.decode()


def at(campaign, more=""):
    return f"/desk/campaigns/{campaign.pk}/{more}"


def test_nobody_but_the_owner_sees_it(client, campaign):
    for path in ("/desk/campaigns/", at(campaign), at(campaign, "shares/"), at(campaign, "leave/")):
        assert client.get(path)["Location"].startswith("/accounts/login/")
    for path in (at(campaign, "shares/file/"), at(campaign, "leave/")):
        assert client.post(path)["Location"].startswith("/accounts/login/")
    assert models.Campaign.objects.get(pk=campaign.pk).left_at is None


def test_all_twenty_five_stand_side_by_side(desk, campaign):
    said = page(desk, at(campaign))
    assert "Seven of 25 had a storm" in said
    assert said.count('class="who"') == 25
    assert "(you)" in said
    assert "That is being worked out" in said
    assert "named the connection in the post itself" in said
    assert said.count("who speak to this member object elsewhere") > 6


def test_who_follows_whom_is_told_or_said_not_to_be(desk, campaign):
    edge = {"more": 0.4, "low": 0.2, "high": 0.6, "hours": 4, "hours_low": 3, "hours_high": 5, "chance": 0.01}
    edges = [{"source": "Ines Marlow", "target": "Clara Benn", **edge}]
    for compared, says in (
        ({"edges": edges, "left_out": ["Wren Talbot"]}, "Clara Benn follows Ines Marlow"),
        ({"edges": [], "left_out": []}, "by more than chance shows too"),
        ({"edges": None, "left_out": []}, "it takes two weeks"),
    ):
        models.Campaign.objects.filter(pk=campaign.pk).update(compared=compared, compared_at=NOW)
        assert says in page(desk, at(campaign))
    models.Campaign.objects.filter(pk=campaign.pk).update(compared={"edges": edges, "left_out": []})
    assert "people began to object at Ines Marlow. If it goes on as it went so far" in page(desk, at(campaign))


def test_a_campaign_is_begun_shared_and_left(desk, storm):
    path = "/desk/campaigns/"
    assert desk.post(path, {"name": " "}).status_code == 400
    assert desk.post(path, {"name": "x", "key": "no key"}).status_code == 400
    assert "Write when your post went out" in desk.post(path, {"name": "x", "posted": "soon"}).content.decode()
    told = {"name": "The <b>phone</b>", "posted": "2026-03-12T18:02", "space": "personal", "declared": "later"}
    shares = desk.post(path, told)["Location"]
    said = page(desk, shares)
    assert "The &lt;b&gt;phone&lt;/b&gt;" in said
    campaign = models.Campaign.objects.get(name="The <b>phone</b>")
    file = desk.post(f"{shares}file/")
    assert read_share(file.content.decode(), key_of(campaign), NOW).objecting > 100
    assert "no-store" in file["Cache-Control"]
    desk.post(shares, {"do": "tell", "posted": "", "space": "professional", "declared": ""})
    assert models.Campaign.objects.get(pk=campaign.pk).posted_at is None
    assert "Only you are here so far" in page(desk, at(campaign))
    assert "hands out your share no longer" in page(desk, at(campaign, "leave/"))
    desk.post(at(campaign, "leave/"))
    assert "You have left" in page(desk, path)
    assert desk.get(at(campaign)).status_code == 404


def test_shares_are_brought_and_let_go_of(desk, campaign):
    key, path = key_of(campaign), at(campaign, "shares/")
    kim = campaign_story.share(3, "Kim <script>alert(1)</script>", key)
    before = campaign.shares.count()

    def bring(content):
        return desk.post(path, {"do": "bring", "file": SimpleUploadedFile("x.share", content)}, follow=True)

    for wrong in (b"\xff\xfe", b"{}", b"", written(kim, bytes(32)).encode(), written(kim, key).encode()[:-90]):
        assert bring(wrong).status_code == 400
    assert campaign.shares.count() == before
    assert "The share of Kim &lt;script&gt;" in bring(written(kim, key).encode()).content.decode()
    assert "<script>alert" not in page(desk, at(campaign))
    row = campaign.shares.get(member__startswith="Kim")
    desk.post(path, {"do": "drop", "share": row.pk})
    assert campaign.shares.count() == before
    assert desk.post(path, {"do": "name", "address": "ftp://x"}).status_code == 400
    assert desk.post(path, {"do": "name", "address": "https://kim.example"}).status_code == 302
    assert "It has not been fetched yet" in page(desk, path)
    assert desk.post(path, {"do": "sing"}).status_code == 400


def test_a_key_that_does_not_open_is_a_sentence_and_breaks_nothing(desk, campaign):
    models.Campaign.objects.filter(pk=campaign.pk).update(key="s1.AAAA")
    for place in ("", "shares/"):
        assert "does not open with the file strongbox-key" in page(desk, at(campaign, place))
    assert desk.post(at(campaign, "shares/file/"))["Location"] == at(campaign, "shares/")
    sent = {"do": "bring", "file": SimpleUploadedFile("x", b"{}")}
    assert desk.post(at(campaign, "shares/"), sent).status_code == 400
    shown = f"{campaign.mark} {'0' * 64}"
    assert desk.post("/campaign/share", shown, content_type="text/plain").status_code == 503


def test_a_member_with_nothing_at_all_spoils_no_page(desk, campaign):
    key = key_of(campaign)
    told = campaign_story.share(3, "Nobody", key).told
    desk.post(
        at(campaign, "shares/"),
        {"do": "bring", "file": SimpleUploadedFile("x", written(Share(told), key).encode())},
    )
    assert "Nobody" in page(desk, at(campaign))


def test_a_member_is_handed_the_share_and_nobody_else(client, campaign):
    key = key_of(campaign)
    right, elsewhere, wrong = (
        f"{campaign.mark} {asking_word(each, host)}"
        for each, host in ((key, "testserver"), (key, "other.example"), (bytes(32), "testserver"))
    )

    def ask(shown):
        return client.post("/campaign/share", shown, content_type="text/plain")

    answer = ask(right)
    assert read_share(answer.content.decode(), key, NOW).told.member == "Ines Marlow"
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/campaign/share").status_code == 405
    tried = {ask(shown).status_code for shown in (elsewhere, wrong, campaign.mark, f"{campaign.mark} ü")}
    assert tried == {403, 404}
    assert [ask(shown).status_code for shown in ("", "0" * 16, "x" * 300, b"\xff")] == [404, 404, 413, 404]
    leave_campaign(campaign, NOW)
    assert {ask(shown).status_code for shown in (right, wrong)} == {410}
