"""The way in: one-time links, sign-in, passkeys, and pages that look like ours."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from amends import clock
from amends.actions.set_up_owner import issue_link
from amends.core.vocabulary import DAY, SECOND

PASSWORD = "nine letters from a friend"
OURS = re.compile(r'<a class="mark" href="[^"]+">')


@pytest.fixture(autouse=True)
def no_earlier_tries():
    """Forget the tries other tests made: too many of them lock the door for a while."""
    cache.clear()


def test_a_link_makes_an_owner_who_stands_at_her_desk(client, db):
    token = issue_link(clock.now())
    assert "This desk is yours" in client.get(f"/setup/{token}/").content.decode()
    answer = client.post(f"/setup/{token}/", {"name": "ines", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/account/").content.decode().count("ines")


def test_a_used_an_unknown_and_an_old_link_say_what_to_do(client, db):
    token = issue_link(clock.now())
    client.post(f"/setup/{token}/", {"name": "ines", "password": PASSWORD})
    old = issue_link(clock.now() - 8 * DAY)
    client.logout()
    for spent in (token, "nonsense", old):
        answer = client.get(f"/setup/{spent}/")
        assert answer.status_code == 410
        assert "amends setup-link" in answer.content.decode()
        assert client.post(f"/setup/{spent}/", {"name": "eve", "password": PASSWORD}).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [
        ("", PASSWORD, "Write a name first"),
        ("ines", "", "Write a password first"),
        ("ines", "abc-1", "too short"),
        ("two words", PASSWORD, "valid username"),
    ],
)
def test_what_will_not_do_is_said_and_the_link_waits(client, db, name, password, sentence):
    token = issue_link(clock.now())
    answer = client.post(f"/setup/{token}/", {"name": name, "password": password})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert sentence in html
    assert "<title>Not yet" in html
    if password:
        assert password not in html
    assert client.post(f"/setup/{token}/", {"name": "ines", "password": PASSWORD}).status_code == 302


def test_the_demos_link_opens_its_desk(client, db):
    token = issue_link(clock.now(), enters_as="ines-marlow")
    assert client.head(f"/setup/{token}/").status_code == 200
    assert not User.objects.exists()
    assert client.get(f"/setup/{token}/")["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert client.get(f"/setup/{token}/")["Location"] == "/desk/"


def test_the_demos_link_opens_it_once(client, db):
    from django.test import Client

    token = issue_link(clock.now(), enters_as="ines-marlow")
    client.get(f"/setup/{token}/")
    assert Client().get(f"/setup/{token}/").status_code == 410


def test_signing_in_leads_to_the_desk_and_wrong_words_are_said(client, db):
    User.objects.create_user("ines", password=PASSWORD)
    wrong = client.post("/accounts/login/", {"login": "ines", "password": "no"})
    assert "errorlist" in wrong.content.decode()
    answer = client.post("/accounts/login/", {"login": "ines", "password": PASSWORD})
    assert answer["Location"] == "/desk/"


def test_nobody_signs_up(client, db):
    html = client.get("/accounts/signup/").content.decode()
    assert "Nobody signs up here" in html


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/signup/", "/setup/nonsense/", "/accounts/password/reset/", "/accounts/inactive/"],
)
def test_pages_before_the_door_wear_our_clothes(client, db, path):
    html = client.get(path).content.decode()
    check(html)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/logout/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/", "/desk/account/", "/accounts/email/",
    ],
)  # fmt: skip
def test_pages_behind_the_door_wear_our_clothes(client, db, path):
    User.objects.create_user("ines", password=PASSWORD)
    client.post("/accounts/login/", {"login": "ines", "password": PASSWORD})
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    check(answer.content.decode())


def check(html):
    """A page of ours: our mark, one heading, no inline script that runs, style or handler."""
    assert OURS.search(html)
    assert html.count("<h1") == 1
    for tag in re.findall(r"<script[^>]*>", html):
        assert "src=" in tag or "application/json" in tag
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)


def test_a_clock_far_ahead_does_not_open_an_old_link(client, db):
    token = issue_link(clock.now() - 7 * DAY - SECOND)
    assert client.get(f"/setup/{token}/").status_code == 410
