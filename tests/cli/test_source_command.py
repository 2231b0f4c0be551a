"""The commands that name sources and keep their keys, in this process."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from django.conf import settings

from amends.actions.source_keys import SECRET, TOKEN, key_of
from amends.cli import source
from amends.store import models


@pytest.fixture
def amends(db, monkeypatch):
    monkeypatch.setattr(source, "open_site", lambda _data: None)
    return lambda *arguments, **given: CliRunner().invoke(source.command, arguments, **given)


def test_a_source_is_added_listed_and_given_its_key(amends):
    assert "listens to nothing yet" in amends("list").output
    added = amends("add", "mastodon", "https://example.social/@anna", "--name", "Anna on Mastodon")
    assert added.exit_code == 0
    row = models.Source.objects.get()
    assert (row.kind, row.address) == ("mastodon", "https://example.social/@anna")
    assert "Anna on Mastodon  (not started yet)" in amends("list").output
    kept = amends("key", str(row.pk), input="a-token-of-annas\n")
    assert kept.exit_code == 0
    assert "a-token-of-annas" not in kept.output
    row.refresh_from_db()
    assert key_of(row, TOKEN, settings.AMENDS_DATA) == "a-token-of-annas"


def test_a_secret_for_deliveries_is_made_and_shown_once(amends):
    amends("add", "github", "https://github.com/octo/app")
    row = models.Source.objects.get()
    shown = amends("secret", str(row.pk)).output
    assert f"/in/{row.pk}/" in shown
    row.refresh_from_db()
    assert re.search(r"whsec_\S+", shown)[0] == key_of(row, SECRET, settings.AMENDS_DATA)


def test_what_cannot_be_is_said_in_a_sentence(amends):
    assert "Nothing here can listen to “fax”" in amends("add", "fax").output
    assert "no address of an account" in amends("add", "mastodon", "anna").output
    assert "There is no source 9" in amends("key", "9", input="x\n").output
    amends("add", "feed", "https://blog.example/feed")
    assert "Nothing is delivered to" in amends("secret", str(models.Source.objects.get().pk)).output


def test_what_counts_its_questions_says_what_it_costs_and_asks_for_its_key(amends):
    added = amends("add", "youtube", "@ines", "--budget", "500", input="a-key\n")
    assert added.exit_code == 0, added.output
    row = models.Source.objects.get()
    assert "What it may not hear" in added.output
    assert (row.options["budget"], key_of(row, TOKEN, settings.AMENDS_DATA)) == (500, "a-key")
    assert "a-key" not in added.output + str(row.options)
    assert "may spend 900 units a day" in amends("budget", str(row.pk), "900").output
    row.refresh_from_db()
    assert row.options["budget"] == 900
    assert amends("add", "reddit", "r/phones", input="\n").exit_code == 0
    assert set(models.Source.objects.get(kind="reddit").options) == set()


def test_nothing_is_spent_that_nobody_allowed(amends):
    assert "Money for every post" in amends("add", "x", "@ines_m").output
    assert not models.Source.objects.exists()
    assert "needs no budget" in amends("add", "feed", "https://blog.example/feed", "--budget", "5").output
    amends("add", "feed", "https://blog.example/feed")
    assert "needs no budget" in amends("budget", str(models.Source.objects.get().pk), "5").output
