"""The desk's page of people with several accounts: looked at, joined by what is said, and parted again."""

from __future__ import annotations

import json

import pytest

from amends.actions.link_people import BOTH_SHOWN, link
from amends.store import models
from connectors.test_rel_me import pages_served
from web.test_choice_pages import NOW, said

PEOPLE = "/desk/people/"


def account(network, author, **more):
    person = models.Person.objects.create(key=f"{network}:{author}")
    return models.Account.objects.create(network=network, author=author, person=person, **more)


@pytest.fixture
def two(db, settings):
    """Two accounts with pages, of which the one points to the other."""
    with pages_served() as (one, here), pages_served() as (other, there):
        settings.AMENDS_NEAR = (here, there)
        ada = account("mastodon", f"http://{here}/users/ada", name="Ada", handle="ada@glass.example")
        blog = account("weblog", f"http://{there}/", name="Ada’s pages", handle="ada.example")
        one["/users/ada"] = f'<a rel="me" href="http://{there}">'
        other["/"] = "<p>Nothing of the kind"
        yield ada, blog, other, here


def send(desk, press, **more):
    form = {"network_one": "mastodon", "one": "@ada@glass.example", "network_other": "weblog", "other": "ada.example"}
    return desk.post(PEOPLE, form | {"press": press} | more)


def whose(*accounts):
    for each in accounts:
        each.refresh_from_db()
    return len({each.person_id for each in accounts}), len({each.holder_id or each.person_id for each in accounts})


def test_at_the_owners_word_two_are_one_voice_and_keep_their_votes(desk, two):
    ada, blog, *_ = two
    looked = said(send(desk, "look"))
    assert "Are these one person?" in looked
    assert "points to the other one." in looked
    assert "was looked at, and does not point to the other one." in looked
    assert "Lists and votes are left alone" in looked
    assert not models.Link.objects.exists()
    assert send(desk, "join").status_code == 302
    assert whose(ada, blog) == (1, 2)
    page = desk.get(PEOPLE)
    assert "You said so. They are one voice; each has the vote it had." in said(page)
    assert desk.post(PEOPLE, {"press": "part", "link": models.Link.objects.get().pk}).status_code == 302
    assert whose(ada, blog) == (2, 2)
    told = [json.loads(row.body)["facts"]["what"] for row in models.Entry.objects.filter(deed="owner.action")]
    assert told == ["people-linked", "people-parted"]


def test_two_pages_that_point_to_each_other_prove_it(desk, two):
    ada, blog, other, here = two
    other["/"] = f'<a rel="me" href="http://{here}/users/ada">'
    assert "Both say so, which proves it." in said(send(desk, "look"))
    send(desk, "join")
    assert whose(ada, blog) == (1, 1)
    assert models.Link.objects.get().way == "rel-me"


def test_who_showed_it_stands_there_too_and_an_address_is_not_told(desk, two):
    ada, *_ = two
    models.Person.objects.create(key="email:" + "ab" * 32)
    link("email:" + "ab" * 32, ada.person.key, BOTH_SHOWN, NOW)
    page = said(desk.get(PEOPLE))
    assert "An e-mail address and Ada, Mastodon" in page
    assert "They showed both in one sitting." in page
    assert "abab" not in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"one": "nobody"}, "Nobody is known on Mastodon as “nobody”."),
        ({"one": ""}, "Nobody is known on Mastodon"),
        ({"network_other": "mastodon", "other": "ada@glass.example"}, "Both are the same account."),
        ({"press": "part", "link": "99"}, "They are apart already."),
        ({"press": "part", "link": "²"}, "They are apart already."),
    ],
)
def test_what_joins_nobody_is_said(desk, two, form, words):
    answer = send(desk, **{"press": "look"} | form)
    assert answer.status_code == 400
    assert words in said(answer)


def test_it_is_the_owners_page(client, db):
    assert client.get(PEOPLE).status_code == 302
