from __future__ import annotations

from dataclasses import replace

import pytest

from actions.plain_storm import INES, NOON, quiet_days, say, storm
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.hear import hear
from amends.actions.import_history import import_history
from amends.actions.join_people import join_people
from amends.store import models, rows

pytestmark = pytest.mark.django_db


def test_a_subject_comes_back_as_it_was_given():
    given = replace(INES, exclusions=("Ines Marlow-Hart",), links=("ines.example",))
    assert rows.subject(add_subject(given, NOON, public_at_once=True)) == given


def test_a_subject_added_again_takes_what_is_new_and_keeps_its_agreement():
    add_subject(INES, NOON, public_at_once=True)
    row = add_subject(replace(INES, handles=("ines@harbour.example",)), NOON)
    assert row.handles == ["ines.example", "ines@harbour.example"]
    assert row.public_at_once
    assert models.Entry.objects.filter(deed="subject.added").count() == 1


def test_a_source_added_again_keeps_its_cursor(source):
    models.Source.objects.update(cursor="7")
    assert add_source(source.name, "paced-archive", "other.jsonl", NOON).cursor == "7"
    assert models.Entry.objects.filter(body__contains="source-added").count() == 1


def test_a_post_that_concerns_two_subjects_is_kept_once_and_read_twice(source):
    add_subject(replace(INES, name="The letters", terms=("letters",), handles=(), accounts=()), NOON)
    hear(source, [say(1, NOON, "no letters")], "1", NOON)
    assert (models.Post.objects.count(), models.Reading.objects.count()) == (1, 2)


def test_a_subject_added_later_reads_what_is_kept_already(ines):
    posts = [say(1, NOON, "no letters")]
    import_history(INES, [posts], NOON)
    letters = replace(INES, name="The letters", terms=("letters",), handles=(), accounts=())
    assert import_history(letters, [posts], NOON).posts == 1
    assert (models.Post.objects.count(), models.Reading.objects.count()) == (1, 2)


def test_two_accounts_of_one_person_count_once(source):
    join_people([("mastodon:https://h.example/ada", "bluesky:did:ada")], NOON)
    posts = [
        say(1, NOON, "no", author="did:ada"),
        say(2, NOON, "no", author="https://h.example/ada", network="mastodon"),
    ]
    hear(source, posts, "2", NOON)
    assert set(models.Reading.objects.values_list("person__key", flat=True)) == {"bluesky:did:ada"}


def test_joined_during_a_storm_two_voices_become_one(source):
    posts = [*quiet_days(3), *storm()]
    hear(source, posts, "all", posts[-1].created_at)
    case = models.Case.objects.get()
    before = case.voices.count()
    assert join_people([("bluesky:did:person1", "bluesky:did:person3")], NOON) == 2
    assert case.voices.count() == before - 1
    assert case.voices.get(person__key="bluesky:did:person1").posts == 2


def test_a_name_without_a_network_joins_nobody():
    with pytest.raises(ValueError, match="names no account"):
        join_people([("ada", "bluesky:did:ada")], NOON)
    assert not models.Person.objects.exists()
