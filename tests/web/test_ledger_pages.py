"""The ledger before strangers: its files are those that public tools read, its pages tell nothing that is sealed."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
from django.db import transaction

from amends.actions.record import record
from amends.actions.seal import read_tile, seal
from amends.actions.take_back import take_back
from amends.core.ledger import checkpoint, note, proof
from amends.core.ledger.published import path_of, places, unbundle
from amends.core.ledger.tiles import Tiles
from amends.core.ledger.tree import leaf_hash, root_of
from amends.core.verification import check_receipt, verify
from amends.store import models
from amends.web import case_file
from web import answer_story, pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
TOKEN = "ab" * 32
HASH = hashlib.sha256(bytes.fromhex(TOKEN)).hexdigest()


def sealed():
    with transaction.atomic():
        return seal(NOW)


@pytest.fixture
def case():
    """A public case of 300 entries in which three messages stand, one of them written here."""
    row = answer_story.case()
    record("case.opened", at=NOW, case=row, said={"title": "The free phone"})
    for number, text in enumerate(("Who mends it?", "Write to 12 Mill Lane.", "I like it."), 1):
        message(row, number, text, erase=HASH if number == 1 else "")
    for number in range(290):
        record("voice.read", at=NOW + number, case=row, facts={"messages": 1}, said={"messages": [1]})
    sealed()
    return row


def message(case, number, text, *, erase="", network="bluesky"):
    network = "floor" if erase else network
    person = models.Person.objects.create(key=f"floor:{number}")
    account = models.Account.objects.create(network=network, author=str(number), name=f"Maud {number}", person=person)
    post = models.Post.objects.create(
        network=network, origin_id=str(number), account=account, text=text, created_at=NOW, heard_at=NOW
    )
    said = {"message": number, "network": network, "name": account.name, "words": text, "stance": "objects"}
    entry = record(
        "voice.received", at=NOW, case=case, facts={"message": number, "held": False}, said=said, erase=erase
    )
    return models.Message.objects.create(
        case=case, number=number, post=post, at=NOW, stance="objects", entry=entry, erase_hash=erase
    )


def text(answer):
    return answer.content.decode()


def test_the_files_of_the_log_are_what_their_places_say(case, client):
    head = models.LedgerHead.objects.get()
    key = note.read_key(text(client.get("/ledger/key")).strip())
    tree = checkpoint.opened(text(client.get("/ledger/checkpoint")), [key])
    assert (tree.size, tree.root) == (head.sealed, Tiles(read_tile).root(head.sealed))
    bodies, hashes = [], []
    for place in places(tree.size):
        answer = client.get(f"/ledger/{path_of(place)}")
        assert (answer.status_code, "immutable" in answer["Cache-Control"]) == (200, True)
        if place.level is None:
            bodies += unbundle(answer.content)
        elif place.level == 0:
            hashes += [answer.content[at : at + 32] for at in range(0, len(answer.content), 32)]
    assert [leaf_hash(body) for body in bodies] == hashes
    assert root_of(hashes) == tree.root


@pytest.mark.parametrize("path", ["0/001", "0/001.p/200", "entries/002", "9/000", "x/000", "0/0", "entries/001.p/50"])
def test_what_the_signed_log_does_not_reach_is_not_there(case, client, path):
    assert client.get(f"/ledger/tile/{path}").status_code == 404


def test_an_entry_and_its_proof(case, client):
    page = text(client.get("/ledger/entries/1/"))
    assert "Somebody said something on the floor." in page
    assert "Who mends it?" not in page
    body = models.Entry.objects.get(seq=1).body.encode()
    key = note.read_key(models.LedgerHead.objects.get().verifier)
    assert proof.verify(text(client.get("/ledger/entries/1/proof")), leaf_hash(body), [key]).size == 294
    record("case.watched", at=NOW + 400, case=case)
    assert client.get("/ledger/entries/294/proof").status_code == 404  # not signed yet
    assert client.get("/ledger/entries/294/").status_code == 200
    assert client.get("/ledger/entries/295/").status_code == 404


def test_the_pages_of_the_ledger_go_on_and_tell_nothing_of_what_is_sealed(case, client):
    hidden = models.Case.objects.create(number=9, subject=case.subject, title="x", noticed_at=NOW, began_at=NOW)
    record("case.dismissed", at=NOW + 500, case=hidden, said={"reason": "Nothing in it."})
    sealed()
    first, second = text(client.get("/ledger/")), text(client.get("/ledger/?page=2"))
    assert "Something about a case that is not public yet." in first
    assert "case 9" not in first
    assert "set aside" not in first
    assert ('href="/ledger/entries/294/"' in first, 'href="/ledger/entries/294/"' in second) == (True, False)
    assert 'href="/ledger/entries/194/"' in second
    for odd in ("0", "99", "x", "-1", "1" * 40, "²"):
        assert client.get("/ledger/", {"page": odd}).status_code == 200
    page = text(client.get("/cases/7/ledger/?page=3"))
    assert "case 7, number 294" in page
    assert "?page=2" in page
    for path in ("/cases/9/ledger/", "/cases/9/case.json", "/cases/8/case.json"):
        assert client.get(path).status_code == 404
    assert "sealed" in text(client.get("/ledger/entries/294/"))


def test_a_ledger_in_which_nothing_stands(client):
    assert "Nothing has been written yet" in text(client.get("/ledger/"))
    for path in ("checkpoint", "key", "tile/0/000", "entries/0/", "entries/0/proof"):
        assert client.get(f"/ledger/{path}").status_code == 404
    answer_story.case()
    assert client.get("/cases/7/case.json").status_code == 503


def test_a_case_is_one_file_that_is_sound(case, client):
    answer = client.get("/cases/7/case.json")
    assert answer["Content-Disposition"] == 'attachment; filename="case-7.json"'
    document = json.loads(answer.content)
    assert verify(document).findings == ()
    packed = client.get("/cases/7/case.json", headers={"Accept-Encoding": "gzip"})
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", answer.content)


def test_a_crowd_gets_one_file_but_never_words_that_were_taken_back(case, client, monkeypatch):
    def entries():
        return len(json.loads(client.get("/cases/7/case.json").content)["bodies"])

    monkeypatch.setattr(case_file._Files, "REST", 1e9)
    first = entries()
    record("case.watched", at=NOW + 400, case=case)
    sealed()
    assert entries() == first
    take_back(7, TOKEN, NOW + 401)
    sealed()
    assert entries() == first + 2
    assert b"Who mends it?" not in client.get("/cases/7/case.json").content
    monkeypatch.setattr(case_file._Files, "REST", 0.0)
    record("case.watched", at=NOW + 402, case=case)
    sealed()
    assert entries() == first + 3


def test_a_receipt_tells_what_became_of_the_words_and_proves_it(case, client):
    page = text(client.get(f"/cases/7/receipts/{HASH}/"))
    assert "Your words arrived." in page
    assert "Who mends it?" in page
    assert "Checked just now: nothing was changed" in page
    assert "Nobody but you keeps this root outside yet" in page
    assert f"/cases/7/receipts/{HASH}/take-back/" in page
    models.Memory.objects.create(kind="peer", where="harbour.example", size=294, at=NOW)
    models.Message.objects.filter(number=1).update(read_at=NOW)
    page = text(client.get(f"/cases/7/receipts/{HASH}/"))
    assert "has read your words." in page
    assert "harbour.example" in page
    assert "One outside memory keeps the root" in page
    kept = text(client.get(f"/cases/7/receipts/{HASH}/receipt.txt"))
    held = check_receipt(kept, models.LedgerHead.objects.get().verifier)
    assert (held.index, held.tree.size) == (1, 294)
    assert verify(json.loads(client.get("/cases/7/case.json").content), [kept]).findings == ()


def test_words_that_are_not_shown_are_given_to_their_author_alone(case, client):
    """Whoever reads the ledger finds the address of a receipt; only its author holds the key."""
    models.Message.objects.filter(number=1).update(state="held", rule="phone-number")
    where = f"/cases/7/receipts/{HASH}/"
    page = text(client.get(where))
    assert "Your words arrived, and wait." in page
    assert "Who mends it?" not in page + text(client.get(f"{where}receipt.txt"))
    assert "Who mends it?" not in text(client.get("/cases/7/messages/1/receipt.txt"))
    assert client.post(f"{where}receipt.txt", {"token": "cd" * 32}).status_code == 403
    assert client.post(f"{where}receipt.txt", {"token": "no key"}).status_code == 403
    assert (
        client.post(f"{where}receipt.txt", {"token": TOKEN}, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    kept = client.post(f"{where}receipt.txt", {"token": TOKEN})
    assert check_receipt(text(kept)).entry.type == "voice.received"
    from amends.core.verification import read_receipt

    assert read_receipt(text(kept)).opening.content["words"] == "Who mends it?"


def test_what_was_heard_on_a_network_has_a_receipt_too(case, client):
    page = text(client.get("/cases/7/messages/3/receipt/"))
    assert "I like it." in page
    assert "Bluesky" in page
    assert "take-back" not in page
    assert check_receipt(text(client.get("/cases/7/messages/3/receipt.txt"))).index == 3


def test_a_receipt_of_nothing_is_not_there(case, client):
    for path in (
        f"receipts/{'0' * 64}/",
        "receipts/0/",
        "receipts/-/",
        "messages/9/receipt/",
        "messages/9/receipt.txt",
    ):
        assert client.get(f"/cases/7/{path}").status_code == 404
    models.Case.objects.update(public=False)
    assert client.get(f"/cases/7/receipts/{HASH}/").status_code == 404


def test_a_receipt_before_its_signature_says_so(case, client):
    message(case, 4, "Late.")
    assert "Being signed" in text(client.get("/cases/7/messages/4/receipt/"))
    assert client.get("/cases/7/messages/4/receipt.txt").status_code == 503


def test_a_changed_entry_is_told_on_its_receipt(case, client):
    row = models.Entry.objects.get(seq=1)
    models.Entry.objects.filter(pk=row.pk).update(content=row.content.replace("mends", "sells"))
    assert "Checked just now: it does not hold" in text(client.get(f"/cases/7/receipts/{HASH}/"))
