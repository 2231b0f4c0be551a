"""First contact at the command line: a handle in, an ordinary week out, and a source that listens from now on."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from django.conf import settings

from amends import clock
from amends.cli import listen
from amends.connectors import bluesky_history
from amends.store import models
from connectors.appview import INES, NOW, Network, appview


@pytest.fixture
def network():
    return Network()


@pytest.fixture
def amends(db, monkeypatch, network):
    monkeypatch.setattr(listen, "open_site", lambda _data: None)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with appview(network) as address:
        monkeypatch.setattr(settings, "AMENDS_NEAR", (urlsplit(address).netloc,))
        monkeypatch.setattr(bluesky_history, "PUBLIC", address)
        yield lambda *arguments: CliRunner().invoke(listen.command, arguments)


def test_a_handle_is_enough(amends):
    told = amends("ines.example")
    assert told.exit_code == 0, told.output
    assert "Your ordinary week: " in told.stdout
    assert "I would have alarmed " in told.stdout
    assert "What cannot be heard this way" in told.stdout
    source = models.Source.objects.get()
    assert (source.kind, source.address, source.name) == ("bluesky", INES, "Bluesky: Ines Marlow")
    assert models.Post.objects.filter(history=True).count() == 40 * 2 + 1, "who answers Ada does not speak of Ines"
    assert not models.Alert.objects.exists()


def test_twice_adds_nothing_twice(amends):
    amends("ines.example")
    told = amends("https://bsky.app/profile/ines.example")
    assert "0 posts" in told.stdout
    assert (models.Source.objects.count(), models.Subject.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("who", "says"),
    [("nobody.example", "knows nobody called nobody.example"), ("some words", "nothing that amends knows how")],
)
def test_what_cannot_be_listened_to_is_a_sentence_and_changes_nothing(amends, who, says):
    told = amends(who)
    assert told.exit_code == 1
    assert says in told.stderr
    assert "Nothing was changed." in told.stderr
    assert "Traceback" not in told.output
    assert not models.Source.objects.exists()


def test_a_history_that_breaks_off_is_kept_as_far_as_it_came(amends, network):
    answer = network.answer

    def breaks(method, asked):
        if len(network.asked) > 20:
            return 503, {}
        return answer(method, asked)

    network.answer = breaks
    told = amends("ines.example")
    assert told.exit_code == 0
    assert "There may be more: Bluesky answered 503." in told.stdout
    assert models.Post.objects.count() > 20


def test_a_file_is_sent_to_the_command_that_reads_it(amends, tmp_path):
    archive = tmp_path / "talk.jsonl"
    archive.write_text("")
    assert "amends replay" in amends(str(archive)).stderr


def test_nobody_said_anything(amends, network):
    network.own.clear()
    told = amends("ines.example")
    assert "The alarm learns from today on." in told.stdout
