"""Peers on the desk: named with a key that was compared, and parted from by two presses."""

from __future__ import annotations

import pytest
from django.db import transaction

from amends.actions import witness
from amends.actions.record import record
from amends.actions.seal import seal
from amends.core.ledger import note
from amends.store import models
from web import pages_story

NOW = pages_story.NOW
KEY = str(note.VerifierKey("ben.example", note.public_of(bytes(32))))
BEN = {"address": "https://ben.example/", "key": f" {KEY}\n"}


@pytest.fixture
def begun(desk):
    with transaction.atomic():
        record("owner.action", at=NOW, facts={"what": "tried"})
        seal(NOW)
    return desk


def page(desk, path="/desk/peers/"):
    return desk.get(path).content.decode()


def test_nobody_but_the_owner_sees_it(client, db):
    for path in ("/desk/peers/", "/desk/peers/1/remove/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
        assert client.post(path, BEN)["Location"].startswith("/accounts/login/")
    assert not models.Peer.objects.exists()


def test_a_ledger_that_has_not_begun_has_no_key_to_give(desk):
    assert "Your ledger has not begun yet" in page(desk)


def test_another_site_is_named_and_remembers(begun):
    before = page(begun)
    assert "No other site remembers your ledger yet" in before
    assert models.LedgerHead.objects.get().verifier in before
    assert begun.post("/desk/peers/", BEN)["Location"] == "/desk/peers/"
    peer = models.Peer.objects.get()
    assert (peer.origin, peer.address) == ("ben.example", "https://ben.example/ledger/witness")
    named = page(begun)
    assert "It has not countersigned your ledger yet" in named
    assert "It has not asked here yet" in named
    models.Memory.objects.create(kind="peer", where="ben.example", size=1204, at=NOW)
    models.Peer.objects.update(size=61, note="x", seen_at=NOW)
    later = page(begun)
    assert "One other site remembers your ledger" in later
    assert "countersigned your ledger: 1\u202f204 entries" in later
    assert "countersigned its ledger: 61 entries" in later


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"key": ""}, "still empty"),
        ({"address": " "}, "still empty"),
        ({"address": "http://ben.example"}, "asked over https"),
        ({"key": "ben.example"}, "is not base64"),
        ({"key": str(note.VerifierKey("ben.example", bytes(32), note.COSIGNATURE))}, "signs the log"),
    ],
)
def test_what_cannot_be_a_peer_is_said_and_stays_in_its_field(begun, changed, says):
    sent = {**BEN, **changed}
    answer = begun.post("/desk/peers/", sent)
    said = answer.content.decode()
    assert (answer.status_code, models.Peer.objects.count()) == (400, 0)
    assert says in said
    assert sent["address"].strip() in said
    assert "Not named yet" in said


def test_parting_takes_two_presses_and_says_what_it_means(begun):
    witness.add_peer(KEY, "https://ben.example/ledger/witness", NOW)
    path = f"/desk/peers/{models.Peer.objects.get().pk}/remove/"
    assert path in page(begun)
    shown = page(begun, path)
    assert "No other site is left that remembers your ledger." in shown
    assert models.Peer.objects.get().left_at is None
    assert begun.post(path)["Location"] == "/desk/peers/"
    assert models.Peer.objects.get().left_at == NOW
    assert models.Entry.objects.order_by("-seq").first().body.find('"what":"peer.removed"') > 0
    after = page(begun)
    assert "ben.example is asked no longer. That is written down." in after
    assert path not in after
    assert begun.post(path).status_code == 404
    assert models.Entry.objects.filter(body__contains="peer.removed").count() == 1


def test_the_last_memory_is_not_said_to_go_where_another_stays(begun):
    witness.add_peer(KEY, "https://ben.example/ledger/witness", NOW)
    other = str(note.VerifierKey("cleo.example", note.public_of(bytes([1] * 32))))
    witness.add_peer(other, "https://cleo.example/ledger/witness", NOW)
    models.Memory.objects.create(kind="peer", where="cleo.example", size=3, at=NOW)
    gone = models.Peer.objects.get(origin="ben.example")
    assert "No other site is left" not in page(begun, f"/desk/peers/{gone.pk}/remove/")
