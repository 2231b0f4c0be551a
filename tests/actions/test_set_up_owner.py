from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from amends.actions.set_up_owner import (
    LIFETIME,
    SpentLink,
    enter_at_once,
    has_owner,
    issue_link,
    set_up_owner,
    waiting_link,
)
from amends.store import models

pytestmark = pytest.mark.django_db

NOW = 1_773_316_800_000_000
PASSWORD = "fog on the harbour"


def test_a_link_makes_an_owner_once():
    token = issue_link(NOW)
    assert not has_owner()
    owner = set_up_owner(token, " ines ", PASSWORD, NOW + 1)
    assert has_owner()
    assert (owner.username, owner.check_password(PASSWORD)) == ("ines", True)
    with pytest.raises(SpentLink, match="amends setup-link"):
        set_up_owner(token, "mallory", PASSWORD, NOW + 2)
    assert User.objects.count() == 1


def test_only_the_hash_of_a_token_is_kept():
    token = issue_link(NOW)
    link = models.SetupLink.objects.get()
    assert token not in (link.digest, link.enters_as)
    assert len(link.digest) == 64


def test_looking_at_a_link_does_not_use_it():
    token = issue_link(NOW)
    waiting_link(token, NOW)
    waiting_link(token, NOW)


@pytest.mark.parametrize("at", [NOW + LIFETIME, NOW + 10 * LIFETIME])
def test_a_link_grows_too_old(at):
    with pytest.raises(SpentLink):
        waiting_link(issue_link(NOW), at)


def test_a_new_link_withdraws_the_one_before():
    first = issue_link(NOW)
    second = issue_link(NOW)
    with pytest.raises(SpentLink):
        waiting_link(first, NOW)
    waiting_link(second, NOW)


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a b", PASSWORD), ("ines", "short"), ("ines", "password123")]
)
def test_a_name_or_password_that_will_not_do_leaves_the_link_waiting(name, password):
    token = issue_link(NOW)
    with pytest.raises(ValidationError):
        set_up_owner(token, name, password, NOW)
    waiting_link(token, NOW)
    assert not has_owner()


def test_an_owner_who_lost_the_password_gets_a_new_one():
    set_up_owner(issue_link(NOW), "ines", PASSWORD, NOW)
    set_up_owner(issue_link(NOW), "ines", "eleven broad beans", NOW)
    assert User.objects.get().check_password("eleven broad beans")


def test_the_demo_owner_comes_in_at_once_and_without_a_password():
    owner = enter_at_once(issue_link(NOW, enters_as="ines"), NOW)
    assert (owner.username, owner.has_usable_password()) == ("ines", False)


def test_an_ordinary_link_never_lets_in_at_once():
    token = issue_link(NOW)
    with pytest.raises(SpentLink):
        enter_at_once(token, NOW)
    waiting_link(token, NOW)


def test_nobody_signs_up(client):
    answer = client.get("/accounts/signup/")
    assert b"<form" not in answer.content or b"password" not in answer.content
    client.post("/accounts/signup/", {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_guessing_passwords_is_slowed_down(client):
    set_up_owner(issue_link(NOW), "ines", PASSWORD, NOW)
    for number in range(12):
        client.post("/accounts/login/", {"login": "ines", "password": f"guess number {number}"})
    client.post("/accounts/login/", {"login": "ines", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
