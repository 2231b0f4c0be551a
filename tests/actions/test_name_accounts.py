"""Who speaks under an id alone is asked for a name, once, and their voice bears it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.hear import hear
from amends.actions.name_accounts import AT_ONCE, name_accounts, nameless
from amends.core.vocabulary import HOUR
from amends.store import models


def tell(source):
    models.Source.objects.filter(pk=source.pk).update(kind="bluesky")
    for number, posts in enumerate((quiet_days(3), storm())):
        bare = [replace(post, author_name="", handle="") for post in posts]
        hear(source, bare, str(number), bare[-1].created_at)


def test_those_who_spoke_last_are_asked_first_and_once(told):
    asked = nameless("bluesky")
    assert (len(asked), "did:person59" in asked) == (AT_ONCE, True)
    name_accounts("bluesky", asked, {"did:person59": ("Ada", "ada.example")}, NOON + 3 * HOUR)
    assert models.Voice.objects.get(person__accounts__author="did:person59").name == "Ada"
    assert not set(asked) & set(nameless("bluesky"))


def test_only_those_heard_live_are_asked_for(told):
    models.Source.objects.update(kind="paced-archive")
    assert nameless("bluesky") == []
    assert nameless("mastodon") == []


@pytest.mark.parametrize("name", ["\x00", "x" * 500, "\ud800"])
def test_any_name_can_be_kept(told, name):
    name_accounts("bluesky", ["did:person59"], {"did:person59": (name, "ada.example")}, NOON)
    assert models.Account.objects.get(author="did:person59").handle == "ada.example"
