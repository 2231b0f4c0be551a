from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

from amends.core.vocabulary import SECOND
from amends.store import models
from web.test_floor_pages import LATER, case, evening, someone_says

__all__ = ["case", "evening"]  # fixtures of the floor's other tests
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    client.force_login(User.objects.create_user("ines"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def floor(owner, question=""):
    return re.sub(r"\s+", " ", owner.get(f"/desk/cases/1/floor/{question}").content.decode())


def test_the_longest_wait_stands_first_and_an_answer_ends_it(owner, case):
    for number in range(1, 4):
        someone_says(f"These are words {number}.", number)
    assert re.findall(r'id="m(\d+)"', floor(owner)) == ["1", "2", "3"]
    answer = owner.post("/desk/cases/1/messages/1/answer/", {"words": "You are right."}, follow=True)
    assert "Answered message 1" in answer.content.decode()
    assert re.findall(r'id="m(\d+)"', floor(owner)) == ["2", "3", "1"]
    assert "You are right." in owner.get("/cases/1/").content.decode()


def test_an_empty_answer_is_refused_where_it_was_written(owner, case):
    someone_says("These are words.", 1)
    refused = owner.post("/desk/cases/1/messages/1/answer/", {"words": "  "})
    assert refused.status_code == 422
    assert "still empty" in refused.content.decode()
    assert not models.Answer.objects.exists()


def test_a_message_is_hidden_in_two_presses_and_shown_again(owner, case):
    someone_says("These are words.", 1)
    assert "Leave it where it is" in owner.get("/desk/cases/1/messages/1/hide/").content.decode()
    refused = owner.post("/desk/cases/1/messages/1/hide/", {"rule": "rude", "reason": "x"})
    assert refused.status_code == 422
    owner.post("/desk/cases/1/messages/1/hide/", {"rule": "threat", "reason": "It threatens somebody."})
    assert models.Message.objects.get().state == "hidden"
    assert "Show it again" in floor(owner)
    owner.post("/desk/cases/1/messages/1/show/")
    assert models.Message.objects.get().state == "shown"


def test_what_a_rule_held_is_looked_at_on_the_desk(owner, case):
    someone_says("Ring 020 7946 0018.", 1)
    assert "Ring 020 7946 0018." in floor(owner)
    assert "020 7946" not in owner.get("/cases/1/floor/").content.decode()


def test_a_page_is_noted_as_read(owner, case):
    for number in range(1, 4):
        someone_says(f"These are words {number}.", number)
    told = owner.post("/desk/cases/1/floor/read/", {"message": ["1", "2", "x"]}, follow=True).content.decode()
    assert "2 messages noted as read" in told
    assert models.Message.objects.exclude(read_at=None).count() == 2


def test_a_ground_is_answered_once_for_all(owner, case):
    someone_says("Your page is an advertisement now, a billboard. I did not come here for ads.", 1)
    models.Message.objects.update(ground="ads")
    owner.post("/desk/cases/1/grounds/ads/answer/", {"words": "I put it in the wrong place."})
    assert models.Answer.objects.get().ground == "ads"
    assert owner.post("/desk/cases/1/grounds/weather/answer/", {"words": "x"}).status_code == 422


def test_nobody_else_answers_hides_or_sees_what_is_held(client, case):
    someone_says("These are words.", 1)
    for address in ("floor/", "messages/1/hide/"):
        assert client.get(f"/desk/cases/1/{address}").status_code == 302
    for address in ("messages/1/answer/", "messages/1/show/", "floor/read/", "grounds/ads/answer/"):
        assert client.post(f"/desk/cases/1/{address}", {"words": "x"}).status_code == 302
    assert not models.Answer.objects.exists()


def test_the_way_back_never_leads_to_another_site(owner, case):
    someone_says("These are words.", 1, made_at=LATER - 60 * SECOND)
    gone = owner.post("/desk/cases/1/floor/read/", {"message": "1", "back": "https://elsewhere.example/"})
    assert gone["Location"] == "/desk/cases/1/floor/"


def test_a_thousand_messages_cost_no_more_questions_than_twenty(owner, case, django_assert_max_num_queries):
    for number in range(1, 61):
        someone_says(f"These are words {number}.", number)
    floor(owner)
    with django_assert_max_num_queries(30):
        floor(owner, "?page=2")
