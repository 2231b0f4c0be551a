"""The way through a server that speaks Mastodon's API and is not ours, from the handle to a vote that binds."""

from __future__ import annotations

import urllib.request
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from amends.actions.ask import ask
from amends.connectors.mastodon import account_key
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from connectors.mastodon_peer import running
from web.test_choice_pages import ASKED, NOW, PROVE, at, case, said

__all__ = ["case"]
BEGIN = f"{PROVE}mastodon/"


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mastodon"), streaming=False) as started:
        yield started


@pytest.fixture
def anna(peer):
    """Give the id under which Anna's posts are heard."""
    return account_key(peer.say("anna", "Good to read you.")["account"])


@pytest.fixture
def choice(case, peer, anna, settings):
    settings.AMENDS_NEAR = (peer.place,)
    person = models.Person.objects.create(key=f"mastodon:{anna}")
    models.Account.objects.create(network="mastodon", author=anna, name="Anna", person=person)
    models.Listed.objects.create(subject=case.subject, person=person, name="Followers", added_at=NOW - DAY)
    return ask(7, ASKED, NOW - HOUR)


def leave(client, peer):
    page = client.post(BEGIN, {"mastodon": f"@anna@{peer.place}", "mark": "keep"})
    assert page.status_code == 200, said(page)
    # This one does not offer `profile`, and its page says so before anybody leaves.
    assert "This server knows no smaller permission than to read your account." in said(page)
    return page.context["leaving"].where


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def agree(peer, where, who):
    """Choose an account on that server's own page, as a person does, and tell where the browser is sent."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
    form = {name: asked[name] for name in ("redirect_uri", "client_id", "scope", "state")} | {"username": who}
    try:
        urllib.request.build_opener(Stay).open(f"{peer.base}/oauth/authorize", urlencode(form).encode(), timeout=10)
    except HTTPError as sent_on:
        back = urlsplit(sent_on.headers["location"])
        sent_on.close()
        return f"{back.path}?{back.query}"
    raise AssertionError("It sent nobody on.")


def test_whoever_was_heard_from_there_binds_and_a_newcomer_does_not(client, choice, peer, anna):
    answer = client.get(agree(peer, leave(client, peer), "anna"))
    assert answer.status_code == 303, said(answer)
    vote = client.get(answer["Location"])
    assert "You are on the list: your vote binds." in said(vote)
    assert "Shown: Anna on Mastodon, by signing in with Mastodon." in said(vote)
    assert 'value="keep" checked' in vote.content.decode()
    proof = models.Proof.objects.get()
    assert (proof.kind, proof.tally, proof.person.key) == ("mastodon", "network", f"mastodon:{anna}")
    assert not client.cookies

    answer = client.get(agree(peer, leave(client, peer), "ben"))
    assert "counted among the newcomers" in said(client.get(answer["Location"]))
    assert models.SignInApp.objects.count() == 1
    assert "client_id" not in models.SignInApp.objects.get().locked


def test_another_sign_in_uses_the_same_app_for_half_a_day(client, choice, peer):
    ids = []
    for later in (0, 11 * HOUR, 13 * HOUR):
        with at(NOW + later):
            ids.append(parse_qs(urlsplit(leave(client, peer)).query)["client_id"][0])
    assert ids[0] == ids[1] != ids[2]
    assert models.SignInApp.objects.count() == 1


def test_an_answer_to_the_address_of_another_server_shows_nothing(client, choice, peer):
    back = agree(peer, leave(client, peer), "anna").replace(peer.place, "other.example")
    answer = client.get(back)
    assert answer.status_code == 400
    assert f"The answer came from another server than {peer.place}" in said(answer)
    assert "You chose: “Keep it”." in said(answer)
    assert not models.Proof.objects.exists()


def test_who_does_not_agree_or_comes_twice_or_late_shows_nothing(client, choice, peer):
    where = leave(client, peer)
    back = agree(peer, where, "anna")
    path, state = back.partition("?")[0], parse_qs(urlsplit(where).query)["state"][0]
    assert "You did not agree at 127.0.0.1" in said(client.get(path, {"state": state, "error": "access_denied"}))
    assert "This sign-in was used already" in said(client.get(back))
    late = agree(peer, leave(client, peer), "anna")
    with at(NOW + 16 * MINUTE):
        assert "you were away too long" in said(client.get(late))
    assert not models.Proof.objects.exists()


def test_a_server_that_fails_is_said_and_nothing_is_lost(client, choice, peer):
    peer.fault("/oauth/token", status=503)
    answer = client.get(agree(peer, leave(client, peer), "anna"))
    assert "does not answer as it should" in said(answer)
    answer = client.post(BEGIN, {"mastodon": "@anna@127.0.0.1:9", "mark": "keep"})
    assert answer.status_code == 400
    assert 'value="@anna@127.0.0.1:9"' in answer.content.decode()
    assert "You chose: “Keep it”." in said(answer)
