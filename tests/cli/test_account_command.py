"""The command that connects accounts to speak with, in this process; that they open is tested beside the networks."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from amends.actions.own_accounts import opened
from amends.cli import account, main
from amends.connectors import speaking
from amends.connectors.speaking import Opened
from amends.store import models


@pytest.fixture
def amends(db, monkeypatch):
    monkeypatch.setattr(account, "open_site", lambda _data: None)
    # Through the whole of it: a command that is called by itself remembers another way to ask for help.
    return lambda *arguments, **given: CliRunner().invoke(main, ["account", *arguments], **given)


def test_an_account_is_connected_listed_and_removed(amends, monkeypatch):
    async def open_account(network, who, secret, **_more):
        return Opened(network, who, f"{who}/users/ines", "1", "ines@own.example", 500, 23, {"token": secret})

    monkeypatch.setattr(speaking, "open_account", open_account)
    assert "No account is connected" in amends("list").output
    added = amends("add", "mastodon", "https://own.example", input="a-secret-token\n")
    assert (added.exit_code, "a-secret-token" in added.output) == (0, False)
    row = models.OwnAccount.objects.get()
    assert opened(row).secrets == {"token": "a-secret-token"}
    assert f"{row.pk}  mastodon  @ines@own.example" in amends("list").output
    assert "is forgotten" in amends("remove", str(row.pk)).output
    row.refresh_from_db()
    assert row.locked == ""
    assert "There is no account" in amends("remove", str(row.pk)).output


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("bluesky", "no handle"), "alice.bsky.social"),
        (("mastodon", "ftp://own.example"), "https://example.social"),
        (("mastodon", "http://10.0.0.1"), "encrypted connection only"),
        (("mastodon", "https://[::1"), "https://example.social"),
    ],
)
def test_what_names_no_account_is_said_in_a_sentence(amends, given, told):
    answer = amends("add", *given, input="secret\n")
    assert answer.exit_code == 1
    assert told in answer.output
    assert not models.OwnAccount.objects.exists()


def test_a_demo_asks_for_no_secret(amends, settings):
    settings.AMENDS_DEMO = True
    answer = amends("add", "bluesky", "alice.bsky.social")
    assert answer.exit_code == 1
    assert "everybody in it is invented" in answer.output
    assert "app password" not in answer.output
