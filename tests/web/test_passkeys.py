"""What a browser is asked for, and what is said to an answer that shows nothing; journeys/ has real passkeys."""

from __future__ import annotations

import json

import pytest
from django.core import signing

from amends.actions.ask import ask
from amends.actions.keep_passkey import MOST, keep_passkey
from amends.actions.prove import NotProven, Touched, begin, show_passkey
from amends.core.vocabulary import HOUR
from amends.store import models
from amends.web import passkeys
from web.test_choice_pages import ASKED, NOW, PROVE, by_mail, case, mail, said

__all__ = ["case", "mail"]
SECURE = {"secure": True, "headers": {"host": "localhost"}}


@pytest.fixture
def choice(case):
    return ask(7, ASKED, NOW - HOUR)


@pytest.fixture
def kept(choice):
    person = models.Person.objects.create(key="mastodon:ada")
    return models.Passkey.objects.create(key="ab" * 32, credential=b"x", person=person, made_at=NOW, uses=4)


def test_the_browser_is_asked_only_where_it_can_answer(client, kept):
    assert not client.get(PROVE, headers={"host": "127.0.0.1"}).context["passkey"]
    task = json.loads(client.get(PROVE, **SECURE).context["passkey"].task)
    assert task["rpId"] == "localhost"
    assert "allowCredentials" not in task  # a list of whose passkeys are kept here would tell who votes
    kept.delete()
    assert not client.get(PROVE, **SECURE).context["passkey"]


def test_one_is_made_only_by_whoever_showed_who_they_are(client, choice, mail):
    shown = client.get(by_mail(client), **SECURE).context["passkey"]
    task = json.loads(shown.task)
    assert task["authenticatorSelection"]["residentKey"] == "required"
    assert "m1@example.org" not in json.dumps(task)
    nobody = begin(choice, "nothing", NOW)
    assert client.get(f"/vote/{nobody.token}/", **SECURE).context["passkey"] is None
    with pytest.raises(NotProven, match="once you have shown who you are"):
        keep_passkey(nobody.token, "cd" * 32, b"x", 0, NOW)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Your browser gave no passkey"),
        ({"answer": "{"}, "does not fit this page"),
        ({"answer": "[]"}, "does not fit this page"),
        ({"answer": "{}"}, "does not fit this page"),
        ({"answer": "[" * 10_000}, "does not fit this page"),
        ({"answer": "{" + " " * passkeys.LARGEST + "}"}, "does not fit this page"),
        ({"answer": "{}", "state": "forged"}, "does not fit this page"),
        ({"answer": "{}", "state": signing.dumps({"challenge": "x"}, salt=passkeys.MAKE)}, "does not fit this page"),
    ],
)
def test_an_answer_that_shows_nothing_is_told(client, kept, sent, words):
    state = client.get(PROVE, **SECURE).context["passkey"].state
    answer = client.post(PROVE, {"way": "passkey", "state": state, **sent}, **SECURE)
    assert answer.status_code == 400
    assert words in said(answer)
    assert not models.Proof.objects.exists()


def test_a_page_left_open_for_long_is_told(client, kept, monkeypatch):
    state = client.get(PROVE, **SECURE).context["passkey"].state
    monkeypatch.setattr(passkeys, "LASTS", -1)
    answer = client.post(PROVE, {"way": "passkey", "state": state, "answer": "{}"}, **SECURE)
    assert "This page was open for too long." in said(answer)


def test_a_challenge_is_good_once_and_a_copied_passkey_for_nothing(choice, kept):
    once = Touched(kept.key, 5, "ef" * 32, NOW + HOUR)
    assert show_passkey(choice, once, NOW).proof.voter
    with pytest.raises(NotProven, match="Try once more"):
        show_passkey(choice, once, NOW)
    with pytest.raises(NotProven, match="copied"):
        show_passkey(choice, Touched(kept.key, 5, "12" * 32, NOW + HOUR), NOW)
    assert show_passkey(choice, Touched(kept.key, 6, "34" * 32, NOW + HOUR), NOW).proof.voter


def test_after_the_close_it_shows_nothing(choice, kept):
    with pytest.raises(NotProven, match="This vote is not open"):
        show_passkey(choice, Touched(kept.key, 5, "ef" * 32, choice.closes_at), choice.closes_at)


def test_the_oldest_makes_room(client, choice, mail):
    token = by_mail(client).split("/")[2]
    for number in range(MOST + 3):
        keep_passkey(token, f"{number:064}", b"x", 0, NOW + number)
    assert models.Passkey.objects.count() == MOST
    assert not models.Passkey.objects.filter(key=f"{2:064}").exists()
    with pytest.raises(NotProven, match="kept here already"):
        keep_passkey(token, f"{MOST:064}", b"x", 0, NOW)
