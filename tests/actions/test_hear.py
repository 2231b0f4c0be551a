from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions.plain_storm import INES, NOON, quiet_days, say, storm
from amends.actions import hear as hear_module
from amends.actions.add_source import add_source
from amends.actions.add_subject import add_subject
from amends.actions.hear import hear
from amends.actions.import_history import import_history
from amends.actions.sources import failed
from amends.core.antennae.alarm import BIN
from amends.core.vocabulary import DAY, HOUR, MINUTE, Post
from amends.store import models

pytestmark = pytest.mark.django_db


def play(source, posts, cuts=()):
    """Hear posts cut at these places, each batch at the instant of its last post."""
    edges = [0, *sorted(set(cuts)), len(posts)]
    for start, stop in pairwise(edges):
        batch = posts[start:stop]
        if batch:
            hear(source, batch, str(stop), batch[-1].created_at)


def everything_kept() -> dict[str, Any]:
    """What must not depend on how a story was cut; keys are left out because a rolled back insert may skip some."""
    return {
        "alerts": [
            (
                row.channel, row.at, row.people, row.objecting, row.first_objection_at, row.grounds, row.escalation,
                sorted(row.evidence.values_list("post__origin_id", flat=True)),
            )
            for row in models.Alert.objects.order_by("at", "channel")
        ],
        "cases": list(models.Case.objects.values_list("number", "life", "noticed_at", "began_at", "public")),
        "voices": list(
            models.Voice.objects.order_by("person__key").values_list(
                "person__key", "name", "stance", "heat", "grounds", "networks", "first_at", "last_at", "posts",
                "said__post__origin_id",
            )
        ),
        "readings": list(
            models.Reading.objects.order_by("at", "post__origin_id").values_list("post__origin_id", "at", "stance")
        ),
        "state": [(bytes(row.state), row.upto) for row in models.AlarmState.objects.all()],
        "cursor": list(models.Source.objects.values_list("cursor", "last_heard_at", "last_event_at")),
        "deeds": list(models.Entry.objects.order_by("seq").values_list("seq", "deed", "at")),
    }  # fmt: skip


def whole_story() -> list[Post]:
    return [*quiet_days(3), *storm(), say(900, NOON + 9 * HOUR, "hello")]


class RolledBackError(Exception):
    pass


def roll_back():
    raise RolledBackError


def on_a_fresh_site(posts, cuts, crashes=()):
    """Play the story on a site of its own, with a crash after these batches, and tell what was kept."""
    try:
        with transaction.atomic():
            add_subject(INES, NOON)
            source = add_source("a network", "paced-archive", "storm.jsonl", NOON)
            for number, cut in enumerate(sorted(set(cuts))):
                if number in crashes:
                    with suppress(RolledBackError), transaction.atomic():
                        play(source, posts[:cut])
                        roll_back()
            play(source, posts, cuts)
            kept = everything_kept()
            roll_back()
    except RolledBackError:
        return kept


@cache
def uncut():
    return on_a_fresh_site(whole_story(), ())


class TestTheStoryHoweverItIsCut:
    @settings(
        max_examples=6,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each try plays a day: shrinking would take minutes
    )
    @given(cuts=st.sets(st.integers(1, 92), max_size=12), crashes=st.sets(st.integers(0, 3), max_size=2))
    def test_leads_to_the_same_rows(self, cuts, crashes):
        assert on_a_fresh_site(whole_story(), cuts, crashes) == uncut()

    def test_one_by_one_is_as_all_at_once(self):
        posts = whole_story()
        one_by_one = on_a_fresh_site(posts, range(1, len(posts)))
        assert one_by_one == uncut()
        assert one_by_one["cases"]
        assert one_by_one["voices"]

    def test_replayed_from_an_older_cursor_changes_nothing(self, source):
        posts = whole_story()
        play(source, posts[:80])
        before = everything_kept()
        hear(source, posts[30:80], "80", posts[79].created_at)
        assert everything_kept() == before


class TestAStorm:
    def test_rings_at_the_post_and_opens_a_case_that_is_private(self, source):
        play(source, whole_story(), range(1, 96))
        first = models.Alert.objects.filter(channel="case").earliest("at")
        assert first.at in {post.created_at for post in storm()}
        case = first.case
        assert (case.life, case.public, case.number) == ("noticed", False, 1)
        assert case.began_at == first.first_objection_at == storm()[0].created_at
        assert models.Case.objects.count() == 1

    def test_is_public_at_once_where_its_owner_agreed(self, source):
        models.Subject.objects.update(public_at_once=True)
        play(source, whole_story())
        assert models.Case.objects.get().public

    def test_gathers_each_person_once(self, source):
        play(source, whole_story(), range(1, 96, 7))
        voices = models.Voice.objects.all()
        assert len({voice.person_id for voice in voices}) == len(voices) == 60 + 1
        loud = models.Voice.objects.get(person__key="bluesky:did:person0")
        assert (loud.posts, loud.stance, loud.heat, loud.grounds) == (2, "objects", 2, ["ads"])
        assert loud.said.post.origin_id == "p000000"

    def test_shows_evidence_no_newer_than_the_alert(self, source):
        play(source, whole_story())
        for alert in models.Alert.objects.all():
            instants = [reading.at for reading in alert.evidence.all()]
            assert instants
            assert max(instants) <= alert.at
            assert min(instants) > alert.at - 2 * HOUR
            if alert.channel == "case":
                assert set(alert.evidence.values_list("stance", flat=True)) == {"objects"}

    def test_that_grows_rings_again_in_the_same_case(self, source):
        play(source, [*quiet_days(3), *storm(people=400, every=MINUTE // 4)])
        grown = models.Alert.objects.filter(channel="case", escalation=True)
        assert grown.exists()
        assert {alert.case.number for alert in grown} == {1}

    def test_that_goes_on_after_its_case_was_set_aside_opens_another(self, source):
        posts = [*quiet_days(3), *storm(people=400, every=MINUTE // 4)]
        early = [post for post in posts if post.created_at < NOON + HOUR + 15 * MINUTE]
        play(source, early)
        models.Case.objects.update(life="dismissed")
        play(source, posts[len(early) :])
        assert models.Case.objects.count() == 2
        assert models.Message.objects.count() == len({*models.Message.objects.values_list("post", flat=True)})

    def test_of_the_subjects_own_posts_is_none(self, source):
        play(source, [*quiet_days(3), *(replace(post, author="did:ines") for post in storm())])
        assert models.Reading.objects.filter(by_subject=True).count() == len(storm())
        assert not models.Alert.objects.exists()

    def test_writes_one_entry_that_says_no_words_and_no_names(self, source):
        play(source, whole_story())
        entry = models.Entry.objects.get(deed="case.noticed")
        body = json.loads(entry.body)
        assert set(body) == {"v", "type", "t", "commit"}
        assert body["type"] == "sealed"
        assert not any(word in entry.body for word in ("did:", "person", "Ines", "ads", "p0000"))


class TestABatch:
    def test_that_fails_half_way_keeps_nothing(self, source, monkeypatch):
        posts = whole_story()
        play(source, posts[:60])
        before = everything_kept()

        def broken(*_args):
            raise RolledBackError

        monkeypatch.setattr(hear_module, "update_voices", broken)
        with pytest.raises(RolledBackError):
            hear(source, posts[60:], "end", posts[-1].created_at)
        assert everything_kept() == before

    def test_keeps_only_what_concerns_a_subject(self, source):
        stranger = replace(say(1, NOON, "no"), text="about the weather")
        assert hear(source, [stranger, say(2, NOON, "hello")], "2", NOON).posts == 1
        assert models.Post.objects.get().origin_id == "p000002"

    def test_saves_the_cursor_and_how_far_it_reached(self, source):
        hear(source, [say(2, NOON, "hello")], "line 7", NOON + HOUR, reached=NOON + MINUTE, refused=3, finished=True)
        source.refresh_from_db()
        assert (source.cursor, source.last_event_at, source.last_heard_at) == ("line 7", NOON, NOON + MINUTE)
        assert (source.refused, source.state, source.since) == (3, "finished", NOON)

    def test_without_posts_closes_the_bins_that_passed(self, source):
        hear(source, [say(2, NOON, "hello")], "1", NOON)
        hear(source, [], "1", NOON + HOUR)
        assert models.AlarmState.objects.get().upto == NOON + HOUR

    def test_from_a_clock_in_the_future_is_judged_now(self, source):
        hear(source, [replace(say(1, NOON, "no"), created_at=NOON + 30 * DAY, heard_at=NOON + 30 * DAY)], "1", NOON)
        assert models.Reading.objects.get().at == NOON

    def test_that_comes_late_is_judged_no_earlier_than_the_newest(self, source):
        hear(source, [say(1, NOON, "hello")], "1", NOON)
        hear(source, [say(2, NOON - HOUR, "no")], "2", NOON + MINUTE)
        assert list(models.Reading.objects.order_by("pk").values_list("at", flat=True)) == [NOON, NOON]

    def test_with_words_no_database_keeps_is_kept_all_the_same(self, source):
        odd = replace(say(1, NOON, "no \0 \ud83d"), id="x" * 700, url="https://x.example/" + "y" * 3000)
        hear(source, [odd], "1", NOON)
        kept = models.Post.objects.get()
        assert kept.origin_id.startswith("sha256:")
        assert kept.url == ""
        assert "�" in kept.text

    def test_from_one_person_on_one_network_makes_one_account(self, source):
        hear(source, [say(1, NOON, "no", author="did:ada"), say(2, NOON + 1, "no", author="did:ada")], "1", NOON + 2)
        renamed = replace(say(3, NOON + 2, "no", author="did:ada"), author_name="Ada Lovelace", handle="ada.example")
        hear(source, [renamed], "2", NOON + 3)
        account = models.Account.objects.get()
        assert (account.name, account.handle) == ("Ada Lovelace", "ada.example")
        assert account.person.key == "bluesky:did:ada"

    def test_after_a_silence_marks_what_was_not_heard(self, source):
        hear(source, [say(1, NOON, "hello")], "1", NOON)
        failed(source, "It is gone.", NOON + BIN, NOON + DAY)
        models.Gap.objects.update(began_at=NOON + BIN)
        hear(source, [say(2, NOON + 10 * BIN, "hello")], "2", NOON + 10 * BIN)
        assert source.gaps.get().ended_at == NOON + 10 * BIN
        from amends.core.antennae.alarm import from_bytes

        heard_bits = int(from_bytes([bytes(models.AlarmState.objects.get().state)]).heard[0])
        # The bin with the first post was heard (those before it count as such); the nine in the gap were not.
        assert heard_bits & 0b1111111111 == 0b1000000000


class TestHistory:
    @pytest.mark.usefixtures("ines")
    def test_feeds_the_alarm_and_never_rings(self):
        summary = import_history(INES, [[*quiet_days(30), *storm()]], NOON + 3 * HOUR)
        assert (summary.seen, summary.posts) == (len(quiet_days(30)) + len(storm()), summary.seen)
        assert not models.Alert.objects.exists()
        assert not models.Case.objects.exists()
        assert set(models.Post.objects.values_list("history", flat=True)) == {True}
        assert models.AlarmState.objects.get().upto == storm()[-1].created_at // BIN * BIN

    def test_leads_to_the_memory_that_listening_would_have(self, source):
        posts = quiet_days(30)
        play(source, posts)
        heard = everything_kept()["state"]
        models.Post.objects.all().delete()
        models.AlarmState.objects.all().delete()
        import_history(INES, [posts[200:], posts[:200]], NOON)
        assert everything_kept()["state"] == heard

    @pytest.mark.usefixtures("ines")
    def test_twice_changes_nothing(self):
        posts = quiet_days(10)
        import_history(INES, [posts], NOON)
        before = everything_kept()
        assert import_history(INES, [posts], NOON).posts == 0
        assert everything_kept() == before

    def test_that_holds_the_beginning_of_a_storm_does_not_deafen_the_alarm(self, source):
        both = storm()
        import_history(INES, [[*quiet_days(30), *both[:15]]], both[14].created_at)
        play(source, both[15:])
        assert models.Case.objects.count() == 1

    def test_of_years_before_does_not_ring_the_storm_again(self, source):
        play(source, whole_story())
        told = everything_kept()["alerts"]
        import_history(INES, [quiet_days(20, end=NOON - 10 * DAY)], NOON + 9 * HOUR)
        hear(source, [say(901, NOON + 9 * HOUR, "no")], "x", NOON + 9 * HOUR)
        assert everything_kept()["alerts"] == told

    def test_never_gives_an_account_back_an_older_name(self, source):
        hear(source, [replace(say(1, NOON, "no", author="did:ada"), author_name="Ada Lovelace")], "1", NOON)
        import_history(INES, [[replace(say(2, NOON - DAY, "no", author="did:ada"), author_name="A. Byron")]], NOON)
        assert models.Account.objects.get().name == "Ada Lovelace"

    def test_adds_the_subject_and_writes_one_entry(self):
        import_history(INES, [quiet_days(2)], NOON)
        assert models.Subject.objects.get().name == "Ines Marlow"
        assert [entry.deed for entry in models.Entry.objects.order_by("seq")] == ["subject.added", "owner.action"]
