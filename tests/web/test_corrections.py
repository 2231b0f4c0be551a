"""One press corrects a reading on the desk: what it says, what it changes, and where it leads back to."""

from __future__ import annotations

import pytest

from amends.core.vocabulary import Stance
from amends.store import models
from amends.web.voices import by_wait


@pytest.fixture
def first(storm):
    return by_wait(storm).filter(stance="objects").first()


def press(client, voice, stance, back="/desk/?stance=objects"):
    return client.post(f"/desk/readings/{voice.said_id}/correct/", {"stance": stance, "back": back}, follow=True)


def test_a_press_corrects_and_says_what_changed(desk, storm, first):
    page = desk.get("/desk/").content.decode()
    assert f'action="/desk/readings/{first.said_id}/correct/"' in page
    assert "This is no objection" in page
    before = storm.voices.filter(stance="objects").count()
    answer = press(desk, first, "neutral")
    assert answer.redirect_chain == [("/desk/?stance=objects", 302)]
    assert "Kept: this is no objection." in answer.content.decode()
    first.refresh_from_db()
    assert first.stance == "neutral"
    assert storm.voices.filter(stance="objects").count() < before
    listed = desk.get("/desk/voices/?stance=neutral&case=7").content.decode()
    assert "you said so" in listed
    assert "Take my correction back" in listed


def test_it_can_be_taken_back(desk, storm, first):
    told = list(storm.voices.order_by("pk").values_list("pk", "stance", "chance"))
    press(desk, first, "neutral")
    page = press(desk, first, "as-read").content.decode()
    assert "Taken back: it stands as it was read." in page
    assert list(storm.voices.order_by("pk").values_list("pk", "stance", "chance")) == told
    assert not models.Correction.objects.exists()


def test_who_is_unsure_or_unread_can_be_decided_either_way(desk, storm, first):
    models.Voice.objects.filter(pk=first.pk).update(unsure=True)
    page = desk.get("/desk/voices/?stance=unsure&case=7").content.decode()
    assert page.count('value="objects"') == page.count('value="neutral"') == 1


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/desk/voices/\r\nx: y", "/accounts/", ""])
def test_it_leads_back_to_the_desk_and_nowhere_else(desk, first, back):
    assert press(desk, first, "neutral", back).redirect_chain == [("/desk/", 302)]


@pytest.mark.parametrize("stance", ["", "furious", "<script>"])
def test_nonsense_changes_nothing(desk, storm, first, stance):
    page = press(desk, first, stance).content.decode()
    assert "Nothing was changed" in page
    assert not models.Correction.objects.exists()


def test_a_post_that_is_gone_is_told_of(desk, storm):
    answer = desk.post("/desk/readings/99999999/correct/", {"stance": "neutral"}, follow=True)
    assert "is not kept here any more" in answer.content.decode()


def test_what_its_author_said_offers_no_correction(desk, storm, first):
    models.Reading.objects.filter(pk=first.said_id).update(relation="floor")
    assert f"/desk/readings/{first.said_id}/correct/" not in desk.get("/desk/").content.decode()
    assert "not yours to correct" in press(desk, first, "neutral").content.decode()


def test_a_stranger_corrects_nothing(client, storm, first):
    answer = client.post(f"/desk/readings/{first.said_id}/correct/", {"stance": Stance.NEUTRAL.value})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert not models.Correction.objects.exists()
    assert client.get(f"/desk/readings/{first.said_id}/correct/").status_code in {302, 405}
