"""The commands that name peers and part from them, in this process: two sites that really talk are another test's."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner
from django.db import transaction

from amends import clock
from amends.actions.add_subject import add_subject
from amends.actions.seal import seal
from amends.cli import peer
from amends.core.ledger import note
from amends.core.vocabulary import Subject
from amends.store import models

KEY = str(note.VerifierKey("ben.example", note.public_of(bytes(32))))


@pytest.fixture
def amends(db, monkeypatch):
    """Run a command on a site whose ledger has begun."""
    monkeypatch.setattr(peer, "open_site", lambda _data: None)
    with transaction.atomic():
        add_subject(Subject("Ada", terms=("Ada",)), clock.now())
        seal(clock.now())
    return lambda *arguments, **given: CliRunner().invoke(peer.command, arguments, **given)


def test_whoever_cannot_be_a_peer_is_a_sentence(amends):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    for address, says in (
        (nobody, "does not answer"),
        ("http://peer.example", "asked over https"),
        ("https://10.0.0.1", "inside a network"),
    ):
        said = amends("add", address)
        assert (said.exit_code, said.stdout) == (1, "")
        assert says in said.stderr
    assert "No other site remembers it." in amends("list").stdout


def test_a_peer_is_named_and_removed(amends):
    assert "ben.example" in amends("add", "https://ben.example", "--key", KEY).stdout
    assert "has not countersigned this ledger yet" in amends("list").stdout
    assert amends("remove", "ben.example", input="n\n").exit_code == 1
    assert "ben.example" in amends("list").stdout
    assert "ben.example is asked no longer" in amends("remove", "https://ben.example", "--yes").stdout
    assert "No other site remembers it." in amends("list").stdout
    assert models.Peer.objects.get().left_at is not None
    again = amends("remove", "ben.example", "--yes")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "No peer of this site is called" in again.stderr
