"""Signing in at GitHub: asked for no permission, bound to the browser that comes back, and never required."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from amends.actions.ask import ask
from amends.core.vocabulary import HOUR
from amends.store import models
from web import answer_story
from web.test_choice_pages import ASKED, NOW, PROVE, at, case, said

pytest_plugins: list[str] = []
__all__ = ["case"]
BACK = "/prove/github/"


@pytest.fixture
def choice(case):
    person = models.Person.objects.create(key="github:583231")
    models.Listed.objects.create(subject=case.subject, person=person, name="Stars", added_at=NOW - HOUR)
    return ask(7, ASKED, NOW - HOUR)


@pytest.fixture
def set_up(settings):
    settings.AMENDS_GITHUB_ID, settings.AMENDS_GITHUB_SECRET = "id-1", "secret-1"


@pytest.fixture
def github(monkeypatch, set_up):
    """A small GitHub of this machine, which knows one code; it remembers what it was asked."""
    seen = []
    user = {"id": 583231, "login": "octocat"}

    class Hub(BaseHTTPRequestHandler):
        def _answer(self, told):
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            seen.append(sent)
            known = sent["code"] == ["right"] and sent["client_secret"] == ["secret-1"]
            self._answer({"access_token": "t"} if known else {"error": "bad_verification_code"})

        def do_GET(self):
            self._answer(user if self.headers["Authorization"] == "Bearer t" else [])

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr("amends.web.prove_github.TOKEN", f"{here}/token")
    monkeypatch.setattr("amends.web.prove_github.USER", f"{here}/user")
    yield user
    server.shutdown()
    thread.join()
    server.server_close()


def state_of(client):
    """Find the way to GitHub on the page, as a browser would."""
    page = client.post(PROVE, {"mark": "keep"}).context["github"]
    asked = parse_qs(urlsplit(page).query)
    assert asked["client_id"] == ["id-1"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert "scope" not in asked
    return asked["state"][0]


def test_whoever_signs_in_gets_a_link_of_their_own(client, choice, github):
    answer = client.get(BACK, {"state": state_of(client), "code": "right"})
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert "You are on the list: your vote binds." in said(page)
    assert "Shown: octocat on GitHub, by signing in at GitHub." in said(page)
    assert 'value="keep" checked' in page.content.decode()
    proof = models.Proof.objects.get()
    assert (proof.tally, proof.kind) == ("network", "github")
    assert not client.cookies


def test_two_sign_ins_of_one_account_are_one_voter(client, choice, github):
    for _ in range(2):
        client.get(BACK, {"state": state_of(client), "code": "right"})
    assert models.Proof.objects.count() == 2
    assert models.Proof.objects.values("voter").distinct().count() == 1


def test_who_is_on_no_list_is_a_newcomer(client, choice, github):
    github["id"] = 7
    client.get(BACK, {"state": state_of(client), "code": "right"})
    assert models.Proof.objects.get().tally == "newcomers"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"code": "wrong"}, "does not know this sign-in any more"),
        ({"error": "access_denied"}, "You did not sign in at GitHub"),
        ({"code": "right", "state": "forged"}, "You were away too long"),
    ],
)
def test_what_shows_nothing_is_said(client, choice, github, sent, words):
    answer = client.get(BACK, {"state": state_of(client), **sent})
    assert answer.status_code == 400
    assert words in said(answer)
    assert not models.Proof.objects.exists()


@pytest.mark.parametrize("told", [None, "583231", True, 5.0])
def test_an_answer_that_names_nobody_shows_nothing(client, choice, github, told):
    github["id"] = told
    answer = client.get(BACK, {"state": state_of(client), "code": "right"})
    assert "GitHub did not say who you are" in said(answer)


def test_a_github_that_is_away_is_said(client, choice, set_up, monkeypatch):
    monkeypatch.setattr("amends.web.prove_github.TOKEN", "http://127.0.0.1:9/token")
    answer = client.get(BACK, {"state": state_of(client), "code": "right"})
    assert "GitHub does not answer." in said(answer)


def test_after_the_close_nothing_is_shown_any_more(client, choice, github):
    state = state_of(client)
    with at(answer_story.CLOSES + 10 * 24 * HOUR):
        assert "This vote is not open" in said(client.get(BACK, {"state": state, "code": "right"}))


def test_where_it_is_not_set_up_it_is_not_offered(client, choice):
    assert "GitHub" not in said(client.get(PROVE))
    assert client.get(BACK).status_code == 404
