"""Members' sites are asked: what they hand out is kept, who has left is let go of, and trouble becomes a sentence."""

from __future__ import annotations

import pytest

from amends.actions.add_subject import add_subject
from amends.actions.ask_members import EVERY, questions_due
from amends.actions.bring_share import IN_THE_DEMO, name_site
from amends.actions.join_campaign import Own, join_campaign
from amends.connectors.door import Answer, NoAnswer
from amends.core.campaign.share import Share, Told, asking_word, key_text, read_key
from amends.core.campaign.written import UnfitShare, written
from amends.core.vocabulary import DAY, HOUR, SECOND, Subject
from amends.store import models
from amends.worker import campaigns

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000 * SECOND // HOUR * HOUR
KEY = bytes(range(32))
BEN = Share(Told("Ben", NOW - 20 * DAY, NOW), {"b" * 32: (NOW - HOUR,)})


class Line:
    """Does each deed at once."""

    async def run(self, deed, *given):
        return deed(*given)


class Site:
    """A member's site that answers what it is told to."""

    def __init__(self, status, body):
        self.status, self.body, self.asked = status, body, []

    async def ask(self, address, *, method, body, most):
        self.asked.append((address, method, body.decode()))
        if self.status is None:
            raise NoAnswer("ben.example did not answer within 20 seconds.")
        assert most >= len(self.body)
        return Answer(self.status, (), self.body, address)


@pytest.fixture
def campaign(db, monkeypatch):
    monkeypatch.setattr(campaigns.clock, "now", lambda: NOW)
    subject = add_subject(Subject("Ines Marlow"), NOW)
    return join_campaign(subject, "The phone", "", Own(), NOW, key=key_text(KEY))


def asked(site):
    """Ask whose turn it is, without a loop: nothing here waits."""
    models.Share.objects.update(next_try_at=NOW)
    for question in questions_due(NOW):
        with pytest.raises(StopIteration):
            campaigns._fetch(Line(), question, site).send(None)


def test_a_share_is_asked_for_with_a_word_for_that_site_alone_and_kept(campaign):
    name_site(campaign, "https://Ben.example:443/", NOW)
    site = Site(200, written(BEN, KEY).encode())
    asked(site)
    shown = f"{campaign.mark} {asking_word(KEY, 'ben.example')}"
    assert site.asked == [("https://ben.example/campaign/share", "POST", shown)]
    row = campaign.shares.get()
    assert (row.member, row.text, row.taken_at, row.note) == ("Ben", written(BEN, KEY), NOW, "")
    assert row.next_try_at == NOW + EVERY
    assert questions_due(NOW + EVERY - 1) == []
    assert read_key(key_text(KEY)) == KEY


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (None, b"", "did not answer within 20 seconds"),
        (403, b"", "we do not hold its campaign’s key"),
        (404, b"<html>", "nobody there takes part"),
        (500, b"", "It answered 500, and no share."),
        (200, b"\xff\xfe", "is not what a share holds there"),
        (200, written(BEN, bytes(32)).encode(), "of another campaign"),
        (200, written(BEN, KEY).encode()[:-40], "is not what a share holds there"),
    ],
)
def test_trouble_is_noted_in_a_sentence_and_what_was_kept_stays(campaign, status, body, says):
    name_site(campaign, "https://ben.example", NOW)
    asked(Site(200, written(BEN, KEY).encode()))
    asked(Site(status, body))
    row = campaign.shares.get()
    assert says in row.note
    assert row.text == written(BEN, KEY)


def test_who_has_left_is_let_go_of_at_the_next_asking(campaign):
    name_site(campaign, "https://ben.example", NOW)
    asked(Site(200, written(BEN, KEY).encode()))
    asked(Site(410, b""))
    assert not campaign.shares.exists()


def test_a_demo_asks_nobody(campaign, settings):
    settings.AMENDS_DEMO = True
    with pytest.raises(UnfitShare, match=IN_THE_DEMO[:20]):
        name_site(campaign, "https://ben.example", NOW)
    with pytest.raises(StopIteration):
        campaigns.fetch_shares(Line()).send(None)
