"""Who speaks under an id alone is asked for a name, once, and their voice bears it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.plain_storm import NOON, quiet_days, storm
from amends.actions.hear import hear
from amends.actions.name_accounts import AT_ONCE, name_accounts, nameless
from amends.core.vocabulary import DAY, HOUR, MINUTE, Changes, Renaming
from amends.store import models


def tell(source):
    models.Source.objects.filter(pk=source.pk).update(kind="bluesky")
    for number, posts in enumerate((quiet_days(3), storm())):
        bare = [replace(post, author_name="", handle="") for post in posts]
        hear(source, bare, str(number), bare[-1].created_at)


def test_those_who_spoke_last_are_asked_first_and_once(told):
    asked = nameless("bluesky", NOON + DAY)
    assert (len(asked), "did:person59" in asked) == (AT_ONCE, True)
    name_accounts("bluesky", asked, {"did:person59": ("Ada", "ada.example")}, NOON + 3 * HOUR)
    assert models.Voice.objects.get(person__accounts__author="did:person59").name == "Ada"
    assert not set(asked) & set(nameless("bluesky", NOON + DAY))


def test_only_those_heard_live_are_asked_for(told):
    models.Source.objects.update(kind="paced-archive")
    assert nameless("bluesky", NOON + DAY) == []
    assert nameless("mastodon", NOON + DAY) == []


@pytest.mark.parametrize("name", ["\x00", "x" * 500, "\ud800"])
def test_any_name_can_be_kept(told, name):
    name_accounts("bluesky", ["did:person59"], {"did:person59": (name, "ada.example")}, NOON)
    assert models.Account.objects.get(author="did:person59").handle == "ada.example"


def test_a_new_handle_is_asked_for_once_its_directory_knows_it(told, ines):
    models.Subject.objects.update(links=["https://bsky.app/profile/ines.example"])
    for author in ("did:person59", "did:ines"):
        name_accounts("bluesky", [author], {author: ("", f"{author[4:]}.example")}, NOON + 3 * HOUR)
    heard = NOON + 4 * HOUR
    renamings = tuple(Renaming(author, "bluesky", heard) for author in ("did:person59", "did:ines", "did:stranger"))
    hear(told, [], "later", heard, changes=Changes(renamings=renamings))
    renamed = {"did:person59", "did:ines"}
    assert not renamed & set(nameless("bluesky", heard + MINUTE))
    assert renamed & set(nameless("bluesky", heard + 2 * MINUTE)) == renamed & known()
    found = {"did:person59": ("Ada", "ada.example"), "did:ines": ("Ines", "marlow.example")}
    name_accounts("bluesky", list(found), found, heard + 2 * MINUTE)
    assert models.Voice.objects.get(person__accounts__author="did:person59").name == "Ada"
    assert not renamed & set(nameless("bluesky", heard + DAY))


def known():
    return set(models.Account.objects.values_list("author", flat=True))


def test_a_subject_is_found_by_its_new_handle_and_no_more_by_the_old(told, ines):
    (mine,) = ines.accounts
    (handle,) = ines.handles
    person = models.Person.objects.first()
    models.Account.objects.update_or_create(
        network="bluesky", author=mine, defaults={"handle": handle, "person": person}
    )
    models.Subject.objects.update(links=[f"https://bsky.app/profile/{handle}", "https://ines.example.org"])
    name_accounts("bluesky", [mine], {mine: ("Ines", "marlow.example")}, NOON + 4 * HOUR)
    ines.refresh_from_db()
    assert ines.handles == ["marlow.example"]
    assert ines.links == ["https://bsky.app/profile/marlow.example", "https://ines.example.org"]
