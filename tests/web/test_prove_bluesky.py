"""The pages of signing in with Bluesky: nothing chosen is lost, what is kept is locked, and what was used is used."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode

import pytest

from amends import clock
from amends.actions import line
from amends.actions.ask import ask
from amends.actions.prove import hear_phrases
from amends.actions.take_message import Written, take_message
from amends.core.vocabulary import DAY, HOUR, MINUTE, Post
from amends.store import models, strongbox
from amends.web import sign_in
from connectors.lying_server import ADA, lying_server
from connectors.name_server import name_server
from web.test_choice_pages import ASKED, NOW, PROVE, at, case, said

__all__ = ["case"]
BEGIN, BACK = f"{PROVE}bluesky/", "/prove/bluesky/"


@pytest.fixture
def choice(case):
    person = models.Person.objects.create(key=f"bluesky:{ADA}")
    models.Account.objects.create(network="bluesky", author=ADA, person=person)
    models.Listed.objects.create(subject=case.subject, person=person, name="Followers", added_at=NOW - DAY)
    return ask(7, ASKED, NOW - HOUR)


@pytest.fixture
def server(settings):
    with lying_server() as known, name_server() as names:
        names.texts = {"_atproto.ada.test": [f"did={ADA}"]}
        settings.AMENDS_NEAR, settings.AMENDS_PLC = (known.place,), known.base
        settings.AMENDS_NAME_SERVER = names.place
        settings.ALLOWED_HOSTS = ["*"]
        yield known


def leave(client, who="ada.test", **more):
    return client.post(BEGIN, {"bluesky": who, "mark": "keep"} | more, headers={"host": "localhost:8700"})


def back(client, server, **changes):
    brought = {"state": server.pushed["urn:1"]["state"], "iss": server.base, "code": "right"} | changes
    return client.get(f"{BACK}?{urlencode(brought)}", headers={"host": "localhost:8700"})


def test_a_handle_leads_to_its_server_and_back_to_a_vote_that_binds(client, choice, server):
    page = leave(client)
    assert page.status_code == 200
    assert f"You sign in at {server.place}, and never here." in said(page)
    assert f'href="{server.base}/authorize?' in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert server.pushed["urn:1"]["redirect_uri"] == "http://127.0.0.1:8700/prove/bluesky/"
    answer = back(client, server)
    assert answer.status_code == 303
    vote = client.get(answer["Location"])
    assert "You are on the list: your vote binds." in said(vote)
    assert "Shown: ada.test on Bluesky, by signing in with Bluesky." in said(vote)
    assert 'value="keep" checked' in vote.content.decode()
    assert (models.Proof.objects.get().kind, models.Proof.objects.get().tally) == ("bluesky", "network")
    assert not client.cookies


def test_what_is_kept_meanwhile_is_locked_away_and_emptied(client, choice, server, settings, caplog):
    leave(client)
    row = models.SignIn.objects.get()
    state = server.pushed["urn:1"]["state"]
    assert state not in (row.state, row.locked)
    kept = strongbox.take_out(settings.AMENDS_DATA, "sign-in", row.locked)
    assert ADA in kept
    assert ADA not in row.locked
    back(client, server)
    assert models.SignIn.objects.get().locked == ""
    for secret in ("a-1", "r-1", "right", state):
        assert secret not in caplog.text


def test_it_is_good_once(client, choice, server):
    leave(client)
    assert back(client, server).status_code == 303
    again = back(client, server)
    assert again.status_code == 400
    assert "This sign-in was used already, or you were away too long." in said(again)
    assert "You chose: “Keep it”." in said(again)
    assert models.Proof.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"iss": "https://elsewhere.example"}, "The answer came from another server than 127.0.0.1:"),
        ({"error": "access_denied"}, "You did not agree at 127.0.0.1:"),
        ({"code": "older"}, "does not know this sign-in any more"),
    ],
)
def test_what_shows_nothing_is_said_and_nothing_chosen_is_lost(client, choice, server, changes, words):
    leave(client)
    answer = back(client, server, **changes)
    assert answer.status_code == 400
    assert words in said(answer)
    assert "You chose: “Keep it”." in said(answer)
    assert not models.Proof.objects.exists()


def test_another_account_than_the_one_meant_shows_nothing(client, choice, server):
    leave(client)
    server.token["sub"] = "did:plc:" + "b" * 24
    assert "You signed in with another account than ada.test." in said(back(client, server))
    assert not models.Account.objects.filter(author=server.token["sub"]).exists()


def test_a_name_that_leads_nowhere_stays_in_its_field(client, choice, server):
    answer = leave(client, "nobody.test")
    assert answer.status_code == 400
    assert "No account is found by the name nobody.test." in said(answer)
    assert 'value="nobody.test"' in answer.content.decode()
    assert "You chose: “Keep it”." in said(answer)
    assert not models.SignIn.objects.exists()


def test_who_is_away_too_long_is_told_so_and_forgotten_later(client, choice, server):
    leave(client)
    with at(NOW + 16 * MINUTE):
        assert "you were away too long" in said(back(client, server))
    assert "/token" not in server.asked
    with at(NOW + 16 * MINUTE + DAY):
        unknown = back(client, server, state="forged")
        assert unknown.status_code == 400
        assert "It is not known who you are" in said(unknown)
        leave(client)
        assert models.SignIn.objects.count() == 1


def test_after_the_close_nothing_is_shown_any_more(client, choice, server):
    with at(ASKED.closes_at - MINUTE):
        leave(client)
    with at(ASKED.closes_at):
        assert "This vote is not open" in said(back(client, server))
    assert not models.Proof.objects.exists()


def test_two_sign_ins_of_one_account_are_one_voter(client, choice, server):
    for _ in range(2):
        leave(client)
        back(client, server)
    assert models.Proof.objects.count() == 2
    assert models.Proof.objects.values("voter").distinct().count() == 1


def test_when_many_sign_in_one_more_waits(client, choice, server, monkeypatch):
    monkeypatch.setattr(sign_in, "AT_ONCE", 0)
    assert "So many people are signing in just now" in said(leave(client))
    assert not server.asked


def test_a_server_that_lets_us_wait_is_left(client, choice, server, monkeypatch):
    monkeypatch.setattr(sign_in, "PATIENCE", 0.0)
    assert "The other server took too long." in said(leave(client))


def test_another_sites_page_sends_nobody_away(client, choice, server):
    answer = client.post(BEGIN, {"bluesky": "ada.test"}, headers={"host": "localhost", "sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not server.asked


def test_a_site_with_an_address_describes_itself(client, choice, server, settings):
    settings.AMENDS_ADDRESS, settings.AMENDS_ORIGIN = "https://amends.example", "amends.example"
    leave(client)
    asked = server.pushed["urn:1"]
    assert asked["client_id"] == "https://amends.example/prove/bluesky/client.json"
    told = client.get("/prove/bluesky/client.json").json()
    assert told["client_id"] == asked["client_id"]
    assert told["redirect_uris"] == [asked["redirect_uri"]] == ["https://amends.example/prove/bluesky/"]
    assert (told["scope"], told["token_endpoint_auth_method"]) == ("atproto", "none")
    assert told["dpop_bound_access_tokens"] is True


@pytest.mark.parametrize("where", [("", "amends.example"), ("http://amends.example", "localhost")])
def test_where_no_server_could_read_it_it_is_not_offered(client, choice, settings, where):
    settings.ALLOWED_HOSTS = ["*"]
    settings.AMENDS_ADDRESS, host = where
    assert "Bluesky" not in said(client.get(PROVE, headers={"host": host}))
    assert client.post(BEGIN, {"bluesky": "ada.test"}, headers={"host": host}).status_code == 404
    assert client.get("/prove/bluesky/client.json", headers={"host": host}).status_code == 404


def shown_by_phrase(client, source_of="did:plc:" + "e" * 24):
    """Show another account first, by four words that it posts."""
    models.Source.objects.create(name="live", kind="jsonl", address="/1", state="listening")
    earlier = models.Account.objects.create(
        network="bluesky",
        author=source_of,
        name="Edith",
        person=models.Person.objects.create(key=f"bluesky:{source_of}"),
    )
    models.Post.objects.create(network="bluesky", origin_id="1", account=earlier, created_at=NOW, heard_at=NOW)
    private = client.post(PROVE, {"way": "phrase", "mark": "keep"})["Location"].partition("?")[0]
    words = re.search(r"amends( [a-z]{4}){4}", said(client.get(private)))[0]
    post = Post(id="2", network="bluesky", author=source_of, text=words, created_at=NOW, heard_at=NOW)
    assert hear_phrases([post], NOW) == 1
    return private


def test_two_accounts_shown_in_one_sitting_are_one_person_when_both_ends_say_so(client, choice, server):
    private = shown_by_phrase(client)
    assert "counted among the newcomers" in said(client.get(private))
    client.post(private, {"press": "cast", "mark": "withdraw", "reason": "Because."})
    beside = re.search(r"prove/\?beside=([^\"]+)", client.get(private).content.decode())[1]
    other = client.get(f"{PROVE}?beside={beside}")
    assert "Show your other account" in said(other)
    assert "Vote without showing who I am" not in said(other)
    leave(client, beside=unquote(beside))
    page = client.get(back(client, server)["Location"])
    text = said(page)
    assert "Are both yours? First Edith on Bluesky was shown, and then this: ada.test on Bluesky" in text
    assert not models.Link.objects.exists()

    joined = client.post(page.request["PATH_INFO"], {"press": "join"})
    assert joined.status_code == 303
    page = client.get(joined["Location"])
    text = said(page)
    assert "These count as one person: ada.test on Bluesky, Edith on Bluesky." in text
    assert "You are on the list: your vote binds." in text
    # What did not bind was left out, and is offered once more.
    assert 'value="withdraw" checked' in page.content.decode()
    assert "You are on the list: your vote binds." in said(client.get(private))
    client.post(private, {"press": "cast", "mark": "withdraw"})
    assert sorted(choice.ballots.filter(stands=True, removed="").values_list("tally", flat=True)) == ["network"]

    again = client.post(private, {"press": "join"})
    assert "Show both accounts first" in said(again)
    assert client.post(private, {"press": "apart"}).status_code == 303
    assert "counted among the newcomers" in said(client.get(private))
    assert not client.cookies


@pytest.mark.parametrize("beside", ["forged", "", "1"])
def test_what_names_nothing_that_was_shown_is_passed_over(client, choice, server, beside):
    leave(client, beside=beside)
    page = client.get(back(client, server)["Location"])
    assert "Are both yours?" not in said(page)
    assert models.Proof.objects.get().beside is None


def test_a_message_is_claimed_on_the_page_of_a_vote_with_the_key_of_its_receipt(client, choice, server):
    form = Written("Mopsa", "It was in the wrong room.", made_at=NOW - MINUTE, sender="x")
    taken = line.do(clock.now, take_message, 7, form, NOW)
    receipt = said(client.get(f"/cases/7/receipts/{taken.message.erase_hash}/"))
    assert "Show who you are at the vote and give your key there" in receipt
    leave(client)
    private = back(client, server)["Location"]
    path = private.partition("?")[0]
    assert "Did you write on the floor as well?" in said(client.get(path))
    wrong = client.post(path, {"press": "claim", "key": "ab" * 32, "mark": "keep"})
    assert wrong.status_code == 400
    assert "This key opens no message of this case." in said(wrong)
    assert client.post(path, {"press": "claim", "key": taken.token, "mark": "keep"}).status_code == 303
    page = said(client.get(path))
    assert "Your messages on the floor: 1" in page
    assert "Mopsa" not in page
    assert models.Message.objects.get().tally == "network"
    assert "Show who you are at the vote" not in said(client.get(f"/cases/7/receipts/{taken.message.erase_hash}/"))
    assert "ada.test" not in said(client.get("/cases/7/floor/"))
