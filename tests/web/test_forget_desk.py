"""Forgetting on the desk: nobody is erased by one press, by mistake, or by an address."""

from __future__ import annotations

import pytest
from django.conf import settings

from amends.actions.take_message import Written, take_message
from amends.core.vocabulary import MINUTE
from amends.store import models
from amends.store.sqlite import overwrite_is_due
from web import answer_story, pages_story

NOW = pages_story.NOW
MAUD = {"network": "email", "account": "maud@repair.example"}
SURE = {**MAUD, "press": "erase", "sure": "yes"}


@pytest.fixture
def maud(desk):
    answer_story.case(life="open", asked_at=None)
    form = Written("Maud Ferrant", "A walrus paid.", email="maud@repair.example", sender="x", made_at=NOW - MINUTE)
    take_message(7, form, NOW)
    return desk


def said(answer):
    return answer.content.decode()


def test_nobody_but_the_owner_may(client, maud):
    maud.logout()
    assert client.post("/desk/forget/", SURE)["Location"].startswith("/accounts/login/")
    assert models.Message.objects.get().post.text == "A walrus paid."


def test_it_shows_what_is_kept_and_erases_nothing_yet(maud):
    assert "need not be asked twice" in said(maud.get("/desk/forget/"))
    answer = maud.post("/desk/forget/", {**MAUD, "press": "look"})
    shown = said(answer)
    assert answer.status_code == 200
    assert "1 account, 1 post, 1 message on a floor and 0 ballots in a count" in shown
    assert "Maud Ferrant" in shown
    assert "An e-mail address, left with message 1 of case 7 (did not ask to hear)" in shown
    assert "A walrus paid." in shown
    assert shown.count("maud@repair.example") == 1  # in the hidden field by which the second press names them
    anywhere = said(maud.post("/desk/forget/", {"network": "", "account": "7/1", "press": "look"}))
    assert "Maud Ferrant" in anywhere
    assert "maud@repair.example" not in anywhere
    assert "It cannot be undone." in shown
    assert "Only if they asked." in shown
    assert (models.Message.objects.get().state, overwrite_is_due(settings.AMENDS_DATA)) == ("shown", False)


def test_who_is_not_sure_is_asked_again(maud):
    answer = maud.post("/desk/forget/", {**MAUD, "press": "erase"})
    assert answer.status_code == 400
    assert "Say first that it is this person" in said(answer)
    assert "Maud Ferrant" in said(answer)
    assert models.Message.objects.get().state == "shown"


def test_the_second_press_erases_and_no_page_or_address_names_them(maud):
    answer = maud.post("/desk/forget/", SURE)
    assert answer["Location"] == "/desk/forget/"
    message = models.Message.objects.get()
    assert (message.state, message.post.text, message.post.account.name) == ("removed", "", "")
    done = said(maud.get("/desk/forget/"))
    assert "Forgotten. Their words, names and addresses are out of this database" in done
    assert "At its next start amends writes the file anew" in done
    assert "maud" not in done.casefold()
    assert overwrite_is_due(settings.AMENDS_DATA)
    again = maud.post("/desk/forget/", SURE)
    assert (again.status_code, "nothing of them is kept" in said(again)) == (400, True)
    assert models.Entry.objects.filter(body__contains="person-forgotten").count() == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"network": "email", "account": " "}, "still empty"),
        ({"network": "email", "account": "nobody@example.org"}, "nothing of them is kept"),
        ({"network": "floor", "account": "twelve"}, "such as 1/12"),
        ({"network": "", "account": "\0<b>x"}, "nothing of them is kept"),
    ],
)
def test_who_is_not_found_is_a_sentence(maud, sent, says):
    answer = maud.post("/desk/forget/", {**sent, "press": "look"})
    assert answer.status_code == 400
    assert says in said(answer)
    assert "<b>x" not in said(answer)
