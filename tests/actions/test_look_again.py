from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from actions.plain_storm import INES, NOON, PlainReader, quiet_days, say
from amends.actions import learned
from amends.actions.correct_reading import correct_reading
from amends.actions.hear import hear
from amends.actions.import_history import import_history
from amends.actions.look_again import WORTH, look_again, unsure
from amends.core.antennae.alarm import BIN
from amends.core.vocabulary import MINUTE, Ground, Reading, Stance
from amends.store import models

pytestmark = pytest.mark.django_db
FAST = PlainReader.name
SECOND = "second-1/00000000"


def objecting(first: Reading) -> Reading:
    return replace(
        first, stance=Stance.OBJECTS, p=(0.8, 0.0, 0.1, 0.1), heat=1, grounds=(Ground.CONSENT,), reader=SECOND
    )


def found(now, most: int = 100):
    return unsure(FAST, now, most)


def heard(source, *posts):
    """Hear posts at the instant of the last of them."""
    hear(source, list(posts), posts[-1].id, posts[-1].created_at)


def test_what_is_unsure_waits_newest_first_with_its_words_and_its_first_reading(source):
    heard(source, say(1, NOON, "maybe"), say(2, NOON + 1, "no"), say(3, NOON + 2, "maybe so"))
    waiting = found(NOON + MINUTE)
    assert [one.text for one in waiting] == ["maybe so @ines.example", "maybe @ines.example"], "0.9 is sure enough"
    assert waiting[0].first == PlainReader().read_many(["maybe so"])[0]
    assert [one.text for one in found(NOON + MINUTE, most=1)] == ["maybe so @ines.example"]


def test_a_second_look_takes_the_first_ones_place_and_is_not_asked_for_again(source):
    heard(source, say(1, NOON, "maybe"))
    assert look_again([(one, objecting(one.first)) for one in found(NOON)], NOON) == 1
    row = models.Reading.objects.get()
    assert (row.stance, row.p_objects, row.p_neutral, row.heat) == ("objects", 0.8, 0.1, 1)
    assert (row.grounds, row.reader, row.at) == (["consent"], SECOND, NOON)
    assert found(NOON) == []


def test_a_second_look_that_agrees_is_not_asked_for_again_either(source):
    heard(source, say(1, NOON, "maybe"))
    assert look_again([(one, replace(one.first, reader=SECOND)) for one in found(NOON)], NOON) == 0
    assert found(NOON) == []


def test_what_is_ones_own_or_old_or_history_or_in_another_language_does_not_wait(ines, source):
    import_history(INES, [quiet_days(1)], NOON)
    heard(source, say(1, NOON, "maybe", author="did:ines"), say(2, NOON, "maybe"))
    assert len(found(NOON + MINUTE)) == 1
    assert found(NOON + WORTH + MINUTE) == []
    models.Reading.objects.filter(post__history=False).update(unread=True)
    assert found(NOON + MINUTE) == []


def test_a_reading_that_changed_meanwhile_is_left_alone(source):
    heard(source, say(1, NOON, "maybe"), say(2, NOON, "maybe"))
    waiting = found(NOON)
    models.Reading.objects.filter(pk=waiting[0].key).update(reader="the owner", stance="supports")
    models.Reading.objects.filter(pk=waiting[1].key).delete()
    assert look_again([(one, objecting(one.first)) for one in waiting], NOON) == 0
    assert models.Reading.objects.get().stance == "supports"


def many_who_say(word: str, source, people: int = 40):
    """Let people speak within one bin of the alarm, after three quiet days."""
    import_history(INES, [quiet_days(3)], NOON)
    start = -(-NOON // BIN) * BIN
    heard(source, *(say(number, start + number, word) for number in range(people)))
    return start + people


def test_the_alarm_rings_by_what_a_second_look_finds_in_the_open_bin(source):
    now = many_who_say("maybe", source)
    assert not models.Alert.objects.filter(channel="case").exists()
    look_again([(one, objecting(one.first)) for one in found(now)], now)
    alert = models.Alert.objects.get(channel="case")
    assert (alert.objecting, alert.at) == (40, now)
    assert alert.evidence.count() == 40
    case = models.Case.objects.get()
    assert case.voices.filter(stance="objects").count() == 40


def test_looking_twice_at_the_same_rings_once(source):
    now = many_who_say("maybe", source)
    looked = [(one, objecting(one.first)) for one in found(now)]
    look_again(looked, now)
    look_again(looked, now + 1)
    assert models.Alert.objects.filter(channel="case").count() == 1


def test_where_a_second_look_finds_nothing_nothing_rings(source):
    now = many_who_say("maybe", source)
    before = models.Alert.objects.count()
    look_again([(one, replace(one.first, reader=SECOND)) for one in found(now)], now)
    assert models.Alert.objects.count() == before


def test_bins_that_have_closed_stay_as_they_were_counted(source):
    now = many_who_say("maybe", source) + BIN
    waiting = found(now)
    hear(source, [], "later", now, reached=now)
    state = bytes(models.AlarmState.objects.get().state)
    look_again([(one, objecting(one.first)) for one in waiting], now)
    assert bytes(models.AlarmState.objects.get().state) == state
    assert not models.Alert.objects.filter(channel="case").exists()
    assert models.Reading.objects.filter(stance="objects", reader=SECOND).count() == 40


def test_an_open_case_hears_the_voice_anew(source):
    now = many_who_say("no", source)
    heard(source, say(500, now, "maybe"))
    case = models.Case.objects.get()
    assert case.voices.get(person__key__endswith="did:500").stance == "neutral"
    look_again([(one, objecting(one.first)) for one in found(now)], now)
    voice = case.voices.get(person__key__endswith="did:500")
    assert (voice.stance, voice.grounds) == ("objects", ["consent"])


def test_what_the_owner_said_stays_and_what_it_teaches_moves_the_second_reading_too(source, monkeypatch):
    heard(source, say(1, NOON, "maybe"), say(2, NOON + 1, "maybe so"))
    corrected, other = models.Reading.objects.order_by("pk")
    waiting = found(NOON)
    correct_reading(corrected.pk, Stance.SUPPORTS, NOON)
    layer = SimpleNamespace(chances=lambda reads: [(0.0, 1.0, 0.0, 0.0)] * len(reads))
    monkeypatch.setattr(learned, "learn", lambda _corrections: layer)
    learned._learned.cache_clear()
    look_again([(one, objecting(one.first)) for one in waiting], NOON)
    learned._learned.cache_clear()
    corrected.refresh_from_db()
    other.refresh_from_db()
    assert (corrected.stance, corrected.reader) == ("supports", "owner")
    assert (other.stance, other.reader, other.p_supports) == ("supports", SECOND, 1.0)
    assert other.first["p_objects"] == 0.8, "what is moved is the second reading"


def test_what_is_read_again_is_the_reading_before_any_correction_moved_it(source):
    heard(source, say(1, NOON, "maybe"))
    row = models.Reading.objects.get()
    row.first = {"stance": "neutral", "p_objects": 0.4, "p_supports": 0.0, "p_questions": 0.0, "p_neutral": 0.6}
    row.stance, row.p_objects, row.p_neutral = "objects", 0.7, 0.3
    row.save()
    assert [one.first.objection for one in found(NOON)] == [0.4]
