"""One person is found by whatever they give, and where several may be meant nobody is guessed."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import transaction

from actions.told_everywhere import LATER, PAGE, tell_everywhere
from amends.actions.about_person import about_person
from amends.actions.hand_receipt import bare_proof, hand_receipt
from amends.actions.seal import seal
from amends.actions.take_message import Written, take_message
from amends.actions.whose import NobodyThere, SeveralThere, whose
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models

pytestmark = pytest.mark.django_db


def tell(source):
    with TemporaryDirectory() as data, pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "AMENDS_DATA", Path(data))
        tell_everywhere(source)


@pytest.fixture(autouse=True)
def everywhere(_told, db):
    """Begin where the story ended, at whatever other tests did since."""


@pytest.fixture
def mopsa():
    return whose("did:mopsa", "bluesky")


def test_every_account_of_hers_leads_to_all_of_her(mopsa):
    names = (
        "bluesky:did:mopsa",
        "did:mopsa",
        "@Mopsa.Example",
        "mopsa.example",
        PAGE,
        f"mastodon:{PAGE}",
        "Bluesky:@mopsa.example",
    )
    assert {whose(name) for name in names} == {mopsa}
    assert {whose("@mopsa@m.example"), whose(PAGE, "Mastodon")} == {mopsa}


def test_a_message_and_what_its_author_has_of_it_lead_to_who_wrote_it():
    form = Written("Olaf", "Somebody else, with a hat.", email="olaf@hat.example", made_at=LATER, sender="olaf")
    taken = take_message(1, form, LATER + MINUTE)
    with transaction.atomic():
        seal(LATER + HOUR)
    message, entry = taken.message, taken.message.entry
    who = whose(f"1/{message.number}")
    ways = [
        f"https://ines.example/cases/1/messages/{message.number}/",
        f"https://ines.example/cases/1/floor/?order=new#m{message.number}",
        f"floor:1/{message.number}",
        "email: Olaf@hat.example",
        f"https://ines.example/cases/1/receipts/{message.erase_hash}/receipt.txt",
        taken.token,
        hand_receipt(entry, with_words=False),
        hand_receipt(entry, with_words=True).rstrip("\n"),
        "Olaf@hat.example",
    ]
    assert {whose(way) for way in ways} == {who}
    assert {row.name for row in models.Account.objects.filter(person__in=who)} == {"Olaf"}
    with pytest.raises(NobodyThere, match="a proof alone"):
        whose(bare_proof(entry.seq))
    elsewhere = hand_receipt(entry, with_words=False)
    models.Entry.objects.filter(pk=entry.pk).update(body="{}")
    with pytest.raises(NobodyThere, match="known here"):
        whose(elsewhere)
    with pytest.raises(NobodyThere, match="no whole receipt"):
        whose(elsewhere[:200])


def test_two_people_are_a_question_that_tells_them_apart(mopsa):
    other = models.Person.objects.create(key="github:17")
    models.Account.objects.create(network="github", author="17", handle="Mopsa.Example", person=other)
    with pytest.raises(SeveralThere) as asked:
        whose("@mopsa.example")
    assert "github 17 (@Mopsa.Example), posts: 0" in str(asked.value)
    assert len(asked.value.which) == 2
    assert whose("mopsa.example", "github") == (other.pk,)


def test_an_address_that_is_a_handle_too_is_a_question(mopsa):
    form = Written("M", "A hat.", email="mopsa@m.example", made_at=LATER, sender="m")
    take_message(1, form, LATER + MINUTE)
    with pytest.raises(SeveralThere):
        whose("mopsa@m.example")
    assert whose("mopsa@m.example", "mastodon") == mopsa
    assert whose("mopsa@m.example", "email") != mopsa


@pytest.mark.parametrize(
    "who",
    ["", "nobody", "1/999", "0" * 64, "@", "%", "https://x/cases/1/messages/999/", "²/1", "bluesky:", "bluesky:@", ":"],
)
def test_nobody_is_a_sentence(who):
    with pytest.raises(NobodyThere, match="so nothing of them is kept"):
        whose(who)


def test_what_is_held_is_all_of_hers_and_nothing_of_others(mopsa):
    told = about_person(mopsa).record()
    mine = models.Post.objects.filter(account__person__in=mopsa)
    assert {post["id"] for post in told["posts"]} == set(mine.values_list("origin_id", flat=True))
    assert (len(told["accounts"]), len(told["links"]), len(told["messages"]), told["passkeys"]) == (3, 2, 6, 1)
    assert [row["corrected"] for post in told["posts"] for row in post["readings"]].count(True) == 1
    assert told["ballots"] == [{"case": 1, "question": 1, "could_bind": True, "voted": True}]
    assert {row["list"] for row in told["lists"]} == {"readers"}
    assert all(entry["opens"] for entry in told["ledger"])
    pseudonyms = models.Elector.objects.values_list("pseudonym", flat=True)
    said = json.dumps(told)
    assert [each for each in (*pseudonyms, "withdraw", "friend") if each in said] == []
