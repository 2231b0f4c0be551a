"""Two sites that countersign each other's logs, over the pages that each of them has."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from amends.actions import witness
from amends.actions.record import record
from amends.actions.seal import read_tile, seal
from amends.core.ledger import checkpoint, note
from amends.core.ledger.tiles import Tiles
from amends.core.ledger.tree import Refused
from amends.core.ledger.witness import asked_text
from amends.store import models
from web import pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
LATER = NOW + witness.EVERY
TABLES = (models.LedgerHead, models.Entry, models.Tile, models.Checkpoint, models.Memory, models.Peer)
ASK = "/ledger/witness/add-checkpoint"


class Site:
    """One of two sites in one database: whoever is not at work has its rows kept aside."""

    at_work: Site | None = None

    def __init__(self, name, directory):
        self.name, self.directory, self.rows = name, directory, {}
        directory.mkdir()

    @contextmanager
    def open(self):
        before, data = Site.at_work, settings.AMENDS_DATA
        if before is not None:
            before._leave()
        self._enter()
        try:
            yield self
        finally:
            self._leave()
            if before is not None:
                before._enter()
            settings.AMENDS_DATA = data

    def _enter(self):
        settings.AMENDS_DATA, settings.AMENDS_ORIGIN, Site.at_work = self.directory, self.name, self
        for table in TABLES:
            table.objects.bulk_create(self.rows.get(table, []))

    def _leave(self):
        Site.at_work = None
        for table in TABLES:
            self.rows[table] = list(table.objects.all())
            table.objects.all().delete()

    def write(self, count):
        with transaction.atomic():
            for _ in range(count):
                record("owner.action", at=NOW, facts={"what": "tried"})
            seal(NOW)

    @property
    def verifier(self):
        return models.LedgerHead.objects.get().verifier


@pytest.fixture
def sites(tmp_path, monkeypatch):
    """Two sites that know each other's key and address, with three and five hundred entries."""
    monkeypatch.setattr(settings, "AMENDS_ORIGIN", "")
    ada, ben = Site("ada.example", tmp_path / "ada"), Site("ben.example", tmp_path / "ben")
    with ada.open():
        ada.write(3)
        ada_key = ada.verifier
    with ben.open():
        ben.write(500)
        witness.add_peer(ada_key, "https://ada.example/ledger/witness/", NOW)
        seal(NOW)
        ben_key = ben.verifier
    with ada.open():
        witness.add_peer(ben_key, "https://ben.example/ledger/witness", NOW)
        seal(NOW)
    return ada, ben


def over(*sites, spoil=lambda body: body):
    """Carry what one site posts to the other, as a network would."""
    asked = []

    def fetch(address, body):
        host, path = address.removeprefix("https://").split("/", 1)
        asked.append(body.partition("\n")[0])
        with next(site for site in sites if site.name == host).open():
            answer = Client().post(f"/{path}", spoil(body), content_type="text/plain")
        return answer.status_code, answer.content.decode()

    fetch.asked = asked
    return fetch


def post(body, **headers):
    return Client(enforce_csrf_checks=True).post(ASK, body, content_type="text/plain", headers=headers)


def get(path):
    answer = Client().get(f"/ledger/witness/{path}")
    return answer.status_code, answer.content.decode()


def test_two_sites_countersign_each_other_and_remember_it(sites):
    ada, ben = sites
    for mine, other in ((ada, ben), (ben, ada)):
        fetch = over(ada, ben)
        with mine.open():
            assert witness.ask_peers(fetch, NOW) == []
            size = models.LedgerHead.objects.get().sealed
            memory = models.Memory.objects.get()
            assert (memory.kind, memory.where, memory.size, memory.at) == ("peer", other.name, size, NOW)
            status, kept = get("checkpoint")
            assert status == 200
            peer = note.read_key(models.Peer.objects.get().verifier)
            keys = [note.read_key(mine.verifier), note.VerifierKey(peer.name, peer.public, note.COSIGNATURE)]
            assert [held.at for held in note.verify(kept, keys)] == [None, NOW // 1_000_000]
            assert "countersign" not in models.LedgerHead.objects.get().checkpoint
        with other.open():
            assert checkpoint.read_checkpoint(get(f"seen/{mine.name}")[1]).size == size
            assert get("key")[1].strip() == str(keys[1])
        assert fetch.asked == ["old 0"]


def test_a_log_that_grew_is_countersigned_again_when_its_turn_comes(sites):
    ada, ben = sites
    fetch = over(ada, ben)
    with ada.open():
        witness.ask_peers(fetch, NOW)
        assert witness.ask_peers(fetch, LATER) == []  # nothing new
        ada.write(600)
        assert witness.ask_peers(fetch, LATER - 1) == []  # not yet
        assert len(fetch.asked) == 1
        assert witness.ask_peers(fetch, LATER) == []
        assert models.Memory.objects.get().size == 604
        # A site that forgot how far it was seen is told so, and asks from there.
        models.Memory.objects.all().delete()
        ada.write(1)
        assert witness.ask_peers(fetch, LATER + witness.EVERY) == []
        assert models.Memory.objects.get().size == 605
    assert fetch.asked == ["old 0", "old 4", "old 0", "old 604"]


def test_a_log_that_was_written_anew_is_found_by_its_peer(sites):
    """The owner has the key and the disk; what she does not have is the other site."""
    ada, ben = sites
    fetch = over(ada, ben)
    with ada.open():
        ada.write(20)
        witness.ask_peers(fetch, NOW)
        for count, says in ((30, "It answered 422"), (24, "another root for the same 24"), (2, "only 2 now")):
            for table in (models.Entry, models.Tile, models.Checkpoint):
                table.objects.all().delete()
            (ada.directory / "ledger-last").unlink(missing_ok=True)
            models.LedgerHead.objects.update(size=0, sealed=0)
            with transaction.atomic():
                for _ in range(count):
                    record("owner.action", at=NOW, facts={"what": "forged"})
                seal(NOW)
            models.Peer.objects.update(next_try_at=None)
            models.Memory.objects.update(size=models.Memory.objects.get().size - (count == 24))
            (failed,) = witness.ask_peers(fetch, NOW)
            assert failed.startswith("ben.example did not countersign our log: ")
            assert says in failed
            assert models.Checkpoint.objects.count() == 0
    with ben.open():
        assert checkpoint.read_checkpoint(get("seen/ada.example")[1]).size == 24


def test_a_peer_that_does_not_answer_or_lies_is_no_memory(sites):
    ada, ben = sites

    def dead(_address, _body):
        raise OSError("Nobody answers")

    with ben.open():
        head = models.LedgerHead.objects.get()
        other = note.read_note(head.checkpoint).text
        lie = note.cosign(other, ben.name, bytes.fromhex((ben.directory / "ledger-key").read_text().strip()), 5)
    with ada.open():
        for fetch in (
            dead,
            lambda *_: (500, ""),
            lambda *_: (200, ""),
            lambda *_: (200, "hello\n"),
            lambda *_: (200, lie + "\n"),  # a true countersignature, of another tree
            lambda *_: (409, "many\n"),
            lambda *_: (409, "²"),
            lambda *_: (409, "0\n"),
            lambda *_: (409, "999\n"),
        ):
            models.Peer.objects.update(next_try_at=None)
            assert len(witness.ask_peers(fetch, NOW)) == 1
            assert models.Memory.objects.count() == models.Checkpoint.objects.count() == 0
            assert models.Peer.objects.get().next_try_at == LATER
        assert get("checkpoint")[0] == 404


def test_every_refusal_has_its_number(sites):
    ada, ben = sites
    with ada.open():
        head = models.LedgerHead.objects.get()
        text, size, mine = head.checkpoint, head.sealed, head.verifier
        ada.write(3)
        larger = models.LedgerHead.objects.get()
        proof = Tiles(read_tile).consistency(size, larger.sealed)
    seed = bytes.fromhex((ada.directory / "ledger-key").read_text().strip())
    other_root = checkpoint.signed("ada.example", size, bytes(32), secret=seed)
    stranger = checkpoint.signed("ada.example", size, bytes(32), secret=bytes(32))
    unknown = checkpoint.signed("eve.example", 1, bytes(32), secret=bytes(32))
    with ben.open():
        assert post(asked_text(0, [], text), Origin="https://eve.example").status_code == 200
        for body, status in (
            (asked_text(0, [], unknown), 404),
            (asked_text(size, [], stranger), 403),
            (asked_text(size + 1, [], text), 400),
            ("old 0", 400),
            (b"\xff", 400),
            (b"x" * 70_000, 400),
            (asked_text(size, proof[1:], larger.checkpoint), 422),
            (asked_text(size, [], larger.checkpoint), 422),
        ):
            answer = post(body)
            assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
            assert answer.content.decode().endswith(".\n")
        for body in (asked_text(0, [], larger.checkpoint), asked_text(size, [], other_root)):
            answer = post(body)
            assert (answer.status_code, answer["Content-Type"]) == (409, "text/x.tlog.size")
            assert answer.content == f"{size}\n".encode()
        assert Client().get(ASK).status_code == 405
        assert checkpoint.opened(get("seen/ada.example")[1], [note.read_key(mine)]).size == size
        assert post(asked_text(size, proof, larger.checkpoint)).status_code == 200
        assert get("seen/eve.example")[0] == 404


def test_a_site_that_has_signed_nothing_countersigns_nothing():
    key = note.VerifierKey("ada.example", note.public_of(bytes(32)))
    models.Peer.objects.create(origin="ada.example", verifier=str(key))
    body = asked_text(0, [], checkpoint.signed("ada.example", 1, bytes(32), secret=bytes(32)))
    assert post(body).status_code == 503
    assert models.Peer.objects.get().note == ""
    assert (get("key")[0], get("checkpoint")[0]) == (404, 404)
    assert witness.ask_peers(lambda *_: (200, ""), NOW) == []


def test_what_is_kept_of_a_log_does_not_grow_with_what_others_sign(sites):
    ada, ben = sites
    with ada.open():
        head = models.LedgerHead.objects.get()
    text, lines = note.read_note(head.checkpoint).text, head.checkpoint.rpartition("\n\n")[2].splitlines()
    strangers = [note.sign(text, f"s{each}.example", bytes(32)) for each in range(90)]
    with ben.open():
        assert post(asked_text(0, [], note.written(text, strangers + lines))).status_code == 200
        assert get("seen/ada.example")[1].count("— ") == 2


def test_a_peer_that_was_removed_is_asked_and_countersigned_no_longer_and_what_was_seen_stays(sites):
    ada, ben = sites
    fetch = over(ada, ben)
    with ada.open():
        witness.ask_peers(fetch, NOW)
    with ben.open():
        seen = get("seen/ada.example")
        witness.remove_peer("https://ada.example/", NOW)
        seal(NOW)
        entry = models.Entry.objects.order_by("-seq").first()
        assert (entry.deed, '"what":"peer.removed"' in entry.body, "ada" in entry.body) == ("owner.action", True, False)
        assert "ada.example" in entry.content
        assert witness.ask_peers(fetch, LATER) == []
        assert get("seen/ada.example") == seen
        with pytest.raises(witness.NoSuchPeer, match="Nothing was changed"):
            witness.remove_peer("ada.example", NOW)
    with ada.open():
        ada.write(5)
        assert "It answered 404" in witness.ask_peers(fetch, LATER)[0]
        assert models.Memory.objects.get().size == 4
        mine = ada.verifier
    assert fetch.asked == ["old 0", "old 4"]
    with ben.open():
        other = str(note.VerifierKey("ada.example", note.public_of(bytes(32))))
        with pytest.raises(Refused, match="one key for ever"):
            witness.add_peer(other, "", NOW)
        witness.add_peer(mine, "https://ada.example/ledger/witness", NOW)
    with ada.open():
        assert witness.ask_peers(fetch, LATER + witness.EVERY) == []
        assert models.Memory.objects.get().size == 9


@pytest.mark.parametrize("site", ["", " ", "c.example", "https://"])
def test_no_other_peer_is_removed_by_mistake(sites, site):
    with sites[0].open():
        with pytest.raises(witness.NoSuchPeer):
            witness.remove_peer(site, NOW)
        assert models.Peer.objects.get().left_at is None


def test_a_peer_has_one_key_for_ever(sites):
    ada, ben = sites
    fetch = over(ada, ben)
    with ada.open():
        witness.ask_peers(fetch, NOW)
    with ben.open():
        other = str(note.VerifierKey("ada.example", note.public_of(bytes(32))))
        with pytest.raises(Refused, match="one key for ever"):
            witness.add_peer(other, "", NOW)
        for key, address, says in (
            ("ada.example", "", "not base64"),
            (str(note.VerifierKey("c.example", bytes(32), note.COSIGNATURE)), "", "signs the log"),
            (other.replace("ada", "c"), "", "does not belong"),
            (str(note.VerifierKey("c.example", bytes(32))), "http://c.example", "over https"),
        ):
            with pytest.raises(Refused, match=says):
                witness.add_peer(key, address, NOW)
        assert models.Peer.objects.get().address == "https://ada.example/ledger/witness"
