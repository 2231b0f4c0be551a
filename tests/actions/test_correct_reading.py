"""The owner corrects a reading: it stays, everything alike is read anew, the ledger says so, and it can be undone."""

from __future__ import annotations

import pytest

from actions.plain_storm import INES, NOON, PlainReader, quiet_days, say, storm
from amends.actions import take_in as take_in_module
from amends.actions.add_source import add_source
from amends.actions.correct_reading import Corrected, NotYours, correct_reading
from amends.actions.forget_person import forget_person
from amends.actions.hear import hear
from amends.actions.look_again import Unsure, look_again
from amends.core.vocabulary import HOUR, MINUTE, Ground, Reading, Stance
from amends.store import models

pytestmark = pytest.mark.django_db
LATER = NOON + 4 * HOUR


class Doubtful(PlainReader):
    """Reads as the plain reader does, and is never sure of what is said about the garden."""

    def _read(self, text, *, mine):
        if "garden" in text and not mine:
            return Reading(Stance.OBJECTS, (0.55, 0.0, 0.0, 0.45), 1, (Ground.ADS,), "en", self.name)
        return super()._read(text, mine=mine)


@pytest.fixture(autouse=True)
def doubtful(monkeypatch):
    monkeypatch.setattr(take_in_module.packaged_reader, "load", Doubtful)


@pytest.fixture
def case():
    source = add_source("a network", "jsonl", "/storm.jsonl", NOON)
    from amends.actions.add_subject import add_subject

    add_subject(INES, NOON)
    lovely = [say(9_000 + n, NOON + 2 * HOUR + n * MINUTE, f"what a garden {n}", author=f"did:g{n}") for n in range(12)]
    hear(source, [*quiet_days(3), *storm(), *lovely], "all", NOON + 3 * HOUR)
    return models.Case.objects.get()


def of(words):
    return models.Reading.objects.filter(post__text__startswith=words).order_by("pk")


def state():
    return {
        "readings": list(
            models.Reading.objects.order_by("pk").values_list("pk", "stance", "p_objects", "grounds", "reader")
        ),
        "voices": list(models.Voice.objects.order_by("pk").values_list("pk", "stance", "chance", "grounds", "said")),
    }


def test_a_correction_stays_and_its_person_is_told_anew(case):
    (first, *_) = of("what a garden")
    voice = models.Voice.objects.get(person=first.person)
    assert voice.stance == "objects"
    correct_reading(first.pk, Stance.NEUTRAL, LATER)
    first.refresh_from_db()
    voice.refresh_from_db()
    assert (first.stance, first.p_objects, first.grounds, first.reader) == ("neutral", 0.0, [], "owner")
    assert (voice.stance, voice.chance, voice.unsure) == ("neutral", 0.0, False)


def test_what_is_alike_is_read_anew_and_the_rest_is_left_alone(case):
    told = [correct_reading(one.pk, Stance.NEUTRAL, LATER) for one in of("what a garden")[:5]]
    assert told[0] == Corrected(object_now=0, no_longer=11), "They say the same, and the reader was never sure."
    assert set(of("what a garden").values_list("stance", flat=True)) == {"neutral"}
    plain = models.Reading.objects.filter(post__text__startswith="no ", by_subject=False, at__gte=case.began_at)
    assert set(plain.values_list("stance", flat=True)) == {"objects"}


def test_a_new_post_is_read_by_what_was_learned(case):
    for one in of("what a garden")[:5]:
        correct_reading(one.pk, Stance.NEUTRAL, LATER)
    source = models.Source.objects.get()
    hear(source, [say(9_900, LATER, "what a garden again", author="did:late")], "more", LATER)
    (late,) = of("what a garden again")
    assert late.stance == "neutral"
    assert late.first["stance"] == "objects"


def test_taking_every_correction_back_leaves_everything_as_it_was(case):
    before = state()
    keys = list(of("what a garden").values_list("pk", flat=True))[:5]
    for key in keys:
        correct_reading(key, Stance.NEUTRAL, LATER)
    assert state() != before
    for key in keys:
        correct_reading(key, None, LATER)
    assert state() == before
    assert not models.Correction.objects.exists()


def test_the_order_of_corrections_changes_no_reading(case):
    keys = list(of("what a garden").values_list("pk", flat=True))[:4]
    for key in keys:
        correct_reading(key, Stance.SUPPORTS, LATER)
    one = state()["readings"]
    for key in keys:
        correct_reading(key, None, LATER)
    for key in reversed(keys):
        correct_reading(key, Stance.SUPPORTS, LATER)
    assert [row[:2] for row in state()["readings"]] == [row[:2] for row in one]
    assert [row[2] for row in state()["readings"]] == pytest.approx([row[2] for row in one])


def test_the_ledger_says_that_a_reading_was_corrected_and_not_whose(case):
    models.Case.objects.update(public=True)
    (first, *_) = of("what a garden")
    correct_reading(first.pk, Stance.NEUTRAL, LATER)
    entry = models.Entry.objects.order_by("seq").last()
    assert (entry.deed, entry.case_id) == ("owner.action", case.pk)
    assert '"what":"reading-corrected"' in entry.body
    assert '"from":"objects"' in entry.body
    assert '"to":"neutral"' in entry.body
    assert "garden" not in entry.body + (entry.content or "")
    assert "did:" not in entry.body + (entry.content or "")
    many = models.Entry.objects.count()
    assert correct_reading(first.pk, Stance.NEUTRAL, LATER) == Corrected(0, 0)
    assert models.Entry.objects.count() == many, "Saying the same again is no deed."


def test_the_alarm_and_the_public_floor_keep_what_they_told(case):
    alerts = list(models.Alert.objects.values_list("pk", "people", "objecting"))
    stands = list(case.messages.order_by("number").values_list("number", "stance"))
    kept = bytes(models.AlarmState.objects.get().state)
    for one in of("what a garden"):
        correct_reading(one.pk, Stance.NEUTRAL, LATER)
    assert list(models.Alert.objects.values_list("pk", "people", "objecting")) == alerts
    assert list(case.messages.order_by("number").values_list("number", "stance")) == stands
    assert bytes(models.AlarmState.objects.get().state) == kept


def test_a_second_look_leaves_the_owners_word_alone(case):
    (first, *_) = of("what a garden")
    one = Unsure(first.pk, "", Reading(Stance.OBJECTS, (0.55, 0.0, 0.0, 0.45), 1, (), "en", first.reader))
    correct_reading(first.pk, Stance.SUPPORTS, LATER)
    look_again([(one, Reading(Stance.OBJECTS, (0.99, 0.0, 0.0, 0.01), 3, (), "en", "own/model"))], LATER)
    first.refresh_from_db()
    assert (first.stance, first.reader) == ("supports", "owner")
    correct_reading(first.pk, None, LATER)
    first.refresh_from_db()
    assert (first.stance, first.first) == ("objects", None)


def test_what_nobody_could_read_the_owner_can(case):
    (first, *_) = of("what a garden")
    models.Reading.objects.filter(pk=first.pk).update(unread=True, stance="neutral", language="pt")
    correct_reading(first.pk, Stance.OBJECTS, LATER)
    first.refresh_from_db()
    assert (first.unread, first.stance, first.grounds) == (False, "objects", ["ads"])
    correct_reading(first.pk, None, LATER)
    first.refresh_from_db()
    assert (first.unread, first.stance) == (True, "neutral")


def test_what_was_said_by_its_author_is_nobodys_to_correct(case):
    (first, second, *_) = of("what a garden")
    models.Reading.objects.filter(pk=first.pk).update(relation="floor")
    models.Reading.objects.filter(pk=second.pk).update(by_subject=True)
    for key in (first.pk, second.pk, 10**9):
        with pytest.raises(NotYours):
            correct_reading(key, Stance.NEUTRAL, LATER)


def test_who_is_forgotten_leaves_no_correction(case):
    (first, *_) = of("what a garden")
    correct_reading(first.pk, Stance.NEUTRAL, LATER)
    forget_person("bluesky", "did:g0", LATER)
    assert not models.Correction.objects.exists()
