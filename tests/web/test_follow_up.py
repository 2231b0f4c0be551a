"""The letter to those who asked: ticked on the floor, written on the desk, read by everybody, ended by its reader."""

from __future__ import annotations

import pytest

from amends import clock
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed
from amends.actions.follow_up import send_follow_up, token_of
from amends.core.vocabulary import DAY, MINUTE
from amends.store import models
from web import floor_story, pages_story, statement_story
from web.test_since import on, words_of

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
DESK = "/desk/cases/7/follow-up/"
WORDS = "You told me I crossed the streams.\n\nThe review is gone, and every gift is named first."


@pytest.fixture
def case(storm, settings):
    settings.AMENDS_ADDRESS = "https://ines.example"
    models.Case.objects.update(public=True)
    statement_story.said()
    for at, name in enumerate(("maud", "ib", "nour"), 30):
        floor_story.says(
            name, f"{name} minds it.", at, email=f"{name}@example.org", hear="" if name == "nour" else "en"
        )
    decide_case(7, "owner", "The review is gone.", "It was in the wrong room.", [Owed("Name every gift first")], NOW)
    return models.Case.objects.get()


def sent_form(client, **given):
    clock.follow(clock.Story(start=NOW, end=NOW + 1, speed=1e-9, began=clock.real()))
    page = client.get("/cases/7/").content.decode()
    made = page.partition('name="made" value="')[2].partition('"')[0]
    on(NOW + MINUTE)
    form = {"name": "Una", "words": "I mind it.", "stance": "objects", "made": made} | given
    return client.post("/cases/7/say/", form)


def test_the_form_offers_it_where_letters_go_out_and_keeps_the_readers_language(client, case, settings):
    assert "Write to me once" in client.get("/cases/7/").content.decode()
    german = client.get("/cases/7/say/", headers={"accept-language": "de"}).content.decode()
    assert 'name="hear" value="de"' in german
    assert sent_form(client, email="una@example.org", hear="de").status_code == 303
    assert models.Address.objects.get(address="una@example.org").hear == "de"
    settings.AMENDS_ADDRESS = ""
    assert 'name="hear"' not in client.get("/cases/7/").content.decode()


def test_who_ticks_it_without_an_address_is_asked_for_one_and_loses_nothing(client, case):
    answer = sent_form(client, hear="en")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "left no email address to write to" in html
    assert 'value="en" checked' in html
    assert "I mind it." in html
    assert sent_form(client, words="Made up.", email="una@example.org", hear="nonsense").status_code == 303
    assert models.Address.objects.get(address="una@example.org").hear == ""


def test_she_writes_looks_and_sends_it_once_and_sees_how_many_and_never_who(desk, case):
    told = desk.get("/desk/?case=7").content.decode()
    assert "Write once to those who asked to hear: 2 people" in told
    first = words_of(desk.get(DESK))
    assert "2 people objected, left an address and asked to hear what came of it." in first
    assert "Name every gift first" in first
    look = desk.post(DESK, {"words": WORDS, "press": "look"})
    assert "Send it to 2 people" in words_of(look)
    assert not models.FollowUp.objects.exists()
    assert "The review is gone, and" in desk.post(DESK, {"words": WORDS, "press": "edit"}).content.decode()
    answer = desk.post(DESK, {"words": WORDS, "press": "send"}, follow=True)
    assert "It is on its way to 2 people." in answer.content.decode()
    assert "2 letters on the way" in words_of(answer)
    again = desk.post(DESK, {"words": "Again.", "press": "send"})
    assert again.status_code == 400
    assert "This was sent already. People were promised one letter" in words_of(again)
    assert models.FollowUp.objects.get().words == WORDS.strip()
    for page in (first, words_of(look), words_of(again)):
        assert "example.org" not in page
        assert "maud" not in page


@pytest.mark.parametrize("words", ["", "   ", "x" * 5_001])
def test_what_cannot_be_sent_comes_back_with_a_sentence(desk, case, words):
    answer = desk.post(DESK, {"words": words, "press": "send"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert words.strip() in answer.content.decode()


def test_before_the_decision_it_says_to_decide_first_and_shows_no_form(desk, storm):
    said = words_of(desk.get(DESK))
    assert "decide first" in said
    assert "Your words" not in said
    assert desk.get("/desk/cases/99/follow-up/").status_code == 404


def test_nothing_goes_out_of_the_demo(desk, case, settings):
    settings.AMENDS_DEMO = True
    assert "No letter goes out from here." in words_of(desk.get(DESK))
    desk.post(DESK, {"words": WORDS, "press": "send"})
    assert not models.FollowUp.objects.exists()


def test_it_is_for_the_owner(client, case):
    assert client.get(DESK).status_code == client.post(DESK, {"words": WORDS, "press": "send"}).status_code == 302
    assert not models.FollowUp.objects.exists()


def test_everybody_reads_that_it_was_sent_and_what_it_said(client, case):
    assert "A letter to those who asked to hear" not in words_of(client.get("/cases/7/"))
    send_follow_up(7, WORDS + " <script>alert(1)</script>", NOW + DAY)
    on(NOW + 2 * DAY)
    for page in ("/cases/7/", "/cases/7/since/"):
        answer = client.get(page)
        assert "to 2 people who had objected and left an address. Who they are stands nowhere." in words_of(answer)
        assert "every gift is named first." in words_of(answer)
        assert "<script>alert" not in answer.content.decode()
        assert "example.org" not in answer.content.decode()
    assert "13 March: a letter to those who asked" in words_of(client.get("/cases/7/since/"))
    assert "The owner wrote once to those who objected" in words_of(client.get("/cases/7/ledger/"))


def test_the_link_in_it_forgets_the_address_by_a_press_and_by_a_mail_program(client, case):
    for name, given in (("maud", {}), ("ib", {"List-Unsubscribe": "One-Click"})):
        address = models.Address.objects.get(address=f"{name}@example.org")
        link = f"/letters/{token_of(address)}/forget/"
        assert "or somebody else typed it there" in words_of(client.get(link))
        assert models.Address.objects.filter(pk=address.pk).exists(), "looking forgets nothing"
        assert client.post(link, given, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        assert "Your address is forgotten" in words_of(client.post(link, given))
        assert not models.Address.objects.filter(pk=address.pk).exists()
        assert "Your address is forgotten" in words_of(client.get(link))
        assert name not in client.get(link).content.decode()
    for wrong in ("/letters/x/forget/", f"/letters/{'x' * 900}/forget/", f"{link[:-10]}/forget/"):
        assert client.get(wrong).status_code == client.post(wrong).status_code == 404
