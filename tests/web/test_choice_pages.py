"""The public pages of a binding choice: choose, show who you are, vote, change it; no cookie and no script."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.conf import settings

from amends import clock
from amends.actions.ask import Asked, ask
from amends.actions.close_choice import close_due
from amends.actions.import_list import import_list
from amends.actions.prove import claim_codes, fresh_code, hear_phrases, sent
from amends.actions.remove_ballot import remove_ballot
from amends.actions.void_choice import void_choice
from amends.core.choice.preset import simple_majority
from amends.core.choice.question import Consequence, Consequences, Kind, Option
from amends.core.vocabulary import DAY, HOUR, MINUTE, Post
from amends.store import models
from web import answer_story, pages_story

NOW = pages_story.NOW
CLOSES = NOW + DAY
ASKED = Asked(
    words="Should I withdraw the review?",
    options=(Option("withdraw", "Withdraw it"), Option("label", "Keep it & name the gift"), Option("keep", "Keep it")),
    kind=Kind.ONE,
    rule=simple_majority(2),
    proposal="withdraw",
    otherwise="label",
    consequences=Consequences(
        Consequence("I take the review down", 24), Consequence("it stays"), Consequence("it stays"),
        Consequence("I ask again"),
    ),
    closes_at=CLOSES,
)  # fmt: skip
PROVE, PAGE = "/cases/7/choices/1/prove/", "/cases/7/choices/1/"


def said(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi>", "", answer.content.decode()))))


@pytest.fixture
def case(db):
    row = answer_story.case(life="open", asked_at=None)
    import_list(row.subject.name, "Letters", "\n".join(f"m{n}@example.org,2019-05-30" for n in range(5)), NOW - DAY)
    return row


@pytest.fixture
def choice(case):
    return ask(7, ASKED, NOW - HOUR)


@pytest.fixture
def mail(monkeypatch):
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")


def link(client, **sent_fields):
    """Go from the question to a private link, as a form does."""
    answer = client.post(PROVE, {"mark": "withdraw", **sent_fields})
    assert answer.status_code == 303
    return answer["Location"]


def by_mail(client, address="m1@example.org"):
    """Show who somebody is by the code that came."""
    address_of_page = link(client, way="email", address=address)
    (row,) = claim_codes(NOW, NOW - MINUTE)
    code = fresh_code(row)
    sent(row, NOW)
    answer = client.post(address_of_page.partition("?")[0], {"press": "code", "code": code, "mark": "withdraw"})
    assert answer.status_code == 303
    return answer["Location"]


def test_the_case_shows_the_question_its_rule_and_who_binds(client, choice):
    page = client.get("/cases/7/")
    text = said(page)
    for part in (
        "Should I withdraw the review?", "Closes Friday 13 March, 23:48 , in 24 h.", "How the votes fall is hidden",
        "If at least 2 people of the network vote, and more than half of them choose “Withdraw it”, I take",
        "Fixed before the first vote: Thursday 12 March, 22:48 .", "The 5 people who had spoken to",
        "5 of them stand only on a list", "Keep it & name the gift", "at least 2 needed", "of 5 who can bind",
    ):  # fmt: skip
        assert part in text, part
    assert re.search(r'class="fp">[0-9a-f]{4}( [0-9a-f]{4}){3}<', page.content.decode())
    assert not page.cookies
    assert f'action="{PROVE}"' in page.content.decode()


def test_a_vote_from_the_question_to_the_receipt_without_a_cookie(client, choice, mail):
    ways = client.post(PROVE, {"mark": "withdraw"})
    assert "You chose: “Withdraw it”. It is not cast yet." in said(ways)
    assert "Your email address will not be published." in said(ways)
    voting = by_mail(client)
    page = client.get(voting)
    assert "You are on the list: your vote binds." in said(page)
    assert 'value="withdraw" checked' in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    private = voting.partition("?")[0]
    cast = client.post(private, {"press": "cast", "mark": "withdraw", "reason": "It was in the <wrong> room."})
    assert cast.status_code == 303
    text = said(client.get(cast["Location"]))
    entry = models.Entry.objects.get(deed="ballot.cast")
    for part in ("Your vote stands", "“Withdraw it”", "You can change it below until it closes", "entry",
                 "It was in the <wrong> room."):  # fmt: skip
        assert part in text, part
    assert f"/ledger/entries/{entry.seq}/" in client.get(private).content.decode()
    client.post(private, {"press": "cast", "mark": "keep", "reason": ""})
    assert list(choice.ballots.filter(stands=True).values_list("marks", flat=True)) == [["keep"]]
    assert choice.ballots.count() == 2
    assert not client.cookies


def test_no_page_tells_how_the_votes_fall_before_the_close(client, choice, mail):
    private = by_mail(client).partition("?")[0]
    before = [said(client.get(path)).replace("2 entries", "3 entries") for path in ("/cases/7/", PAGE)]
    client.post(private, {"press": "cast", "mark": "keep"})
    after = said(client.get("/cases/7/")), said(client.get(PAGE))
    assert before[0].replace("0 voted", "1 voted") == after[0]
    assert before[1].replace("0 voted", "1 voted").replace("0 votes", "1 vote") == after[1]


def test_an_address_on_no_list_is_answered_alike(client, choice, mail):
    known, unknown = (
        client.post(PROVE, {"way": "email", "address": address, "mark": "keep"})
        for address in ("m1@example.org", "nobody@example.org")
    )
    assert known.status_code == unknown.status_code == 303
    pages = [said(client.get(answer["Location"])) for answer in (known, unknown)]
    assert pages[0] == pages[1]


def test_a_newcomer_is_told_that_it_does_not_bind(client, choice, mail):
    page = client.get(by_mail(client, "new@example.org"))
    assert "counted among the newcomers" in said(page)


def test_showing_nothing_is_a_way_too(client, choice, monkeypatch):
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "")
    private = link(client, way="nothing").partition("?")[0]
    assert "counted among the unverified" in said(client.get(private))
    client.post(private, {"press": "cast", "mark": "keep"})
    assert models.Ballot.objects.get().tally == "unverified"
    assert "By e-mail" not in said(client.get(PROVE))


def test_a_phrase_is_shown_until_it_was_heard(client, choice):
    source = models.Source.objects.create(name="live", kind="jsonl", address="/1", state="listening")
    account = models.Account.objects.create(
        network="mastodon", author="https://m/1", name="Ada", person=models.Person.objects.create(key="mastodon:x")
    )
    models.Post.objects.create(
        network="mastodon", origin_id="1", source=source, account=account, created_at=NOW, heard_at=NOW
    )
    private = link(client, way="phrase").partition("?")[0]
    page = said(client.get(private))
    phrase = re.search(r"amends( [a-z]{4}){4}", page)[0]
    assert "on Mastodon" in page
    assert phrase in said(client.get(private))
    post = Post(id="2", network="mastodon", author="https://m/1", text=f"{phrase}!", created_at=NOW, heard_at=NOW)
    assert hear_phrases([post], NOW) == 1
    page = said(client.get(private))
    assert "Shown: Ada on Mastodon, by the words you posted." in page
    assert phrase not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"press": "cast"}, "Choose one option"),
        ({"press": "cast", "mark": "burn"}, "not one of the options"),
        ({"press": "cast", "mark": ["keep", "label"]}, "Choose one option"),
        ({"press": "cast", "mark": "keep", "reason": "x" * 2001}, "at most 2,000 letters"),
    ],
)
def test_what_is_no_ballot_is_said_and_nothing_is_lost(client, choice, fields, words):
    private = link(client, way="nothing").partition("?")[0]
    answer = client.post(private, {"reason": "Because.", **fields})
    assert answer.status_code == 400
    assert words in said(answer)
    assert fields.get("reason", "Because.")[:2000] in said(answer)
    assert not models.Ballot.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"way": "email", "address": "nonsense"}, "should look like name@example.org"),
        ({"way": "magic"}, "no way to show who you are"),
        ({"way": "passkey"}, "Your browser gave no passkey"),
    ],
)
def test_a_way_that_leads_nowhere_is_said(client, choice, mail, fields, words):
    answer = client.post(PROVE, fields)
    assert answer.status_code == 400
    assert words in said(answer)
    assert not models.Proof.objects.exists()


def test_a_code_that_is_wrong_is_said(client, choice, mail):
    private = link(client, way="email", address="m1@example.org").partition("?")[0]
    answer = client.post(private, {"press": "code", "code": "123", "mark": "keep"})
    assert answer.status_code == 400
    assert "This is not the code we sent." in said(answer)
    assert 'name="mark" value="keep"' in answer.content.decode()


def test_a_code_that_expired_leads_to_a_new_one(client, choice, mail):
    private = link(client, way="email", address="m1@example.org").partition("?")[0]
    models.Proof.objects.update(expires_at=NOW)
    assert "Nothing was counted. Begin again" in said(client.get(private))
    answer = client.post(private, {"press": "code", "code": "123456"})
    assert "This code has expired." in said(answer)


def test_a_code_is_needed_before_a_vote(client, choice, mail):
    private = link(client, way="email", address="m1@example.org").partition("?")[0]
    answer = client.post(private, {"press": "cast", "mark": "keep"})
    assert answer.status_code == 400
    assert "Show who you are first" in said(answer)


def test_a_code_of_one_person_on_two_links_is_one_ballot(client, choice, mail):
    for mark in ("keep", "withdraw"):
        private = by_mail(client).partition("?")[0]
        assert client.post(private, {"press": "cast", "mark": mark}).status_code == 303
    assert list(choice.ballots.filter(stands=True).values_list("marks", flat=True)) == [["withdraw"]]


def at(instant):
    return clock.following(clock.Story(start=instant, end=instant + 1, speed=1e-9, began=clock.real()))


def test_after_the_close_nothing_is_taken_and_it_says_so(client, choice):
    private = link(client, way="nothing").partition("?")[0]
    with at(CLOSES):
        answer = client.post(private, {"press": "cast", "mark": "keep"})
        assert answer.status_code == 400
        assert "The vote closed on Friday 13 March, 23:48. You can still write on the floor." in said(answer)
        page = client.get(PROVE)
        assert "You can still write on the floor." in said(page)
        assert 'name="way"' not in page.content.decode()
        assert "This vote is not open" in said(client.post(PROVE, {"way": "nothing"}))
        assert "The totals stand here within a minute." in said(client.get("/cases/7/"))
        close_due(CLOSES)
        assert "What came of it" in said(client.get("/cases/7/"))
        assert "You did not vote on this one." in said(client.get(private))


def test_a_question_that_was_moved_is_told_in_public(client, choice):
    models.Choice.objects.update(question=choice.question | {"words": "Shall I go on?"})
    with at(CLOSES + HOUR):
        assert close_due(CLOSES + HOUR) == []
        text = said(client.get("/cases/7/"))
    assert "The rule has not run" in text
    assert "something in it was changed after it was asked" in text


def test_a_voided_question_stays_in_sight_beside_the_next(client, choice):
    private = link(client, way="nothing").partition("?")[0]
    client.post(private, {"press": "cast", "mark": "keep"})
    void_choice(7, 1, "An option was <missing>.", NOW)
    assert "An option was <missing>." in said(client.get("/cases/7/"))
    page = client.get(private)
    assert "This question was withdrawn" in said(page)
    assert "voided in public" in said(client.post(private, {"press": "cast", "mark": "keep"}))
    ask(7, replace(ASKED, words="Withdraw, label or keep?"), NOW)
    text = said(client.get("/cases/7/choices/2/"))
    assert "Withdraw, label or keep?" in text
    assert "An option was <missing>." in text
    old = said(client.get(PAGE))
    assert "Its votes bind nobody and stay where they are." in old
    assert "1 vote" in old
    assert "what was asked before" in said(client.get("/cases/7/"))


def test_a_ballot_left_out_is_told_with_its_reason(client, choice):
    private = link(client, way="nothing").partition("?")[0]
    client.post(private, {"press": "cast", "mark": "keep"})
    remove_ballot(7, 1, models.Ballot.objects.get().voter, "A script cast it.", NOW)
    assert "A script cast it." in said(client.get(PAGE))
    assert "Left out of the count" in said(client.get(private))


@pytest.mark.parametrize("kind", [Kind.APPROVAL, Kind.RANKED])
def test_ticks_and_orders_are_taken(client, case, kind):
    ask(7, replace(ASKED, kind=kind, proposal=""), NOW - HOUR)
    if kind == Kind.APPROVAL:
        fields, marks = {"mark": ["keep", "withdraw"]}, ["keep", "withdraw"]
    else:
        fields, marks = {"place-keep": "1", "place-withdraw": "3", "place-label": ""}, ["keep", "withdraw"]
    ways = client.post(PROVE, fields)
    assert "You chose: “Keep it”, “Withdraw it”." in said(ways)
    answer = client.post(PROVE, {"mark": marks, "way": "nothing"})
    page = client.get(answer["Location"])
    private = answer["Location"].partition("?")[0]
    if kind == Kind.RANKED:
        assert '<option value="1" selected>1</option>' in page.content.decode()
        twice = client.post(private, {"place-keep": "1", "place-label": "1", "press": "cast"})
        assert "have the same place" in said(twice)
    assert client.post(private, {**fields, "press": "cast"}).status_code == 303
    assert models.Ballot.objects.get().marks == marks


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}], ids=["fetch", "origin"]
)
def test_another_site_can_send_nothing_in_a_readers_name(client, choice, headers):
    private = link(client, way="nothing").partition("?")[0]
    for path, fields in ((PROVE, {"way": "nothing"}), (private, {"press": "cast", "mark": "keep"})):
        assert client.post(path, fields, headers=headers).status_code == 403
    assert models.Proof.objects.count() == 1
    assert not models.Ballot.objects.exists()


def test_what_is_private_or_missing_is_not_there(client, choice):
    private = link(client, way="nothing").partition("?")[0]
    assert client.get("/cases/7/choices/2/").status_code == 404
    lost = client.get("/vote/nonsense/")
    assert lost.status_code == 404
    assert "it must be whole" in said(lost)
    models.Case.objects.update(public=False)
    for path in (PAGE, PROVE, private):
        assert client.get(path).status_code == 404
