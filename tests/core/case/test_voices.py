"""Who takes part in a case: every person once, whatever order their words come in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.voices import Spoken, gather, grounds, held, people_per_hour, words_shown
from amends.core.vocabulary import HOUR, Ground, Stance


def said(person, at, stance=Stance.OBJECTS, **change):
    """Make one post; the person's key is ``x:`` and the name."""
    post = Spoken(
        person=f"x:{person}",
        name=person.title(),
        network="x",
        at=at,
        stance=Stance(stance),
        heat=1 if stance == "objects" else 0,
        grounds=(Ground.ADS,) if stance == "objects" else (),
        text=f"{person} {stance} at {at}",
        url=f"https://example.org/{person}/{at}",
        id=f"{person}-{at}",
    )
    return replace(post, **change)


posts = st.builds(
    Spoken,
    person=st.sampled_from(["x:ada", "x:bo", "y:cy", "y:di"]),
    name=st.sampled_from(["", "Ada", "Bo"]),
    network=st.sampled_from(["x", "y"]),
    at=st.integers(0, 5 * HOUR),
    stance=st.sampled_from(list(Stance)),
    heat=st.integers(0, 3),
    grounds=st.lists(st.sampled_from([Ground.ADS, Ground.TRUST, Ground.OTHER]), max_size=3, unique=True).map(tuple),
    text=st.sampled_from(["", " ", "no", "please not here"]),
    url=st.sampled_from(["", "https://example.org/1"]),
    id=st.integers(0, 20).map(str),
)
evenings = st.lists(posts, max_size=40)


def test_who_speaks_ten_times_is_one_voice():
    (voice,) = gather(said("ada", at) for at in range(10))
    assert voice.posts == 10
    assert (voice.first_at, voice.last_at) == (0, 9)


def test_one_person_on_two_networks_is_one_voice():
    (voice,) = gather([said("ada", 1), said("ada", 2, network="y", id="elsewhere")])
    assert voice.networks == ("x", "y")


def test_a_later_neutral_word_takes_nothing_back():
    (voice,) = gather([said("ada", 1), said("ada", 9, "neutral")])
    assert voice.stance == Stance.OBJECTS


def test_who_was_won_over_supports_and_keeps_how_hot_they_were():
    (voice,) = gather([said("ada", 1, heat=3), said("ada", 9, "supports", text="Thank you for undoing it.")])
    assert voice.stance == Stance.SUPPORTS
    assert voice.said == "Thank you for undoing it."
    assert voice.heat == 3
    assert voice.first_at == 1


def test_heat_counts_only_while_objecting():
    (voice,) = gather([said("ada", 1, "supports", heat=3), said("ada", 2, heat=1)])
    assert voice.heat == 1


def test_small_talk_before_the_storm_is_no_waiting():
    (voice,) = gather([said("ada", 1, "neutral"), said("ada", 50), said("ada", 60)])
    assert voice.first_at == 50
    assert voice.said == "ada objects at 50"
    assert voice.said_id == "ada-50"
    assert voice.url == "https://example.org/ada/50"


def test_words_shown_pass_over_an_empty_post():
    empty = said("ada", 1, text="  ")
    assert words_shown([empty, said("ada", 2)]).id == "ada-2"
    assert words_shown([empty]) == empty
    with pytest.raises(ValueError, match="said nothing"):
        words_shown([])


def test_the_longest_wait_comes_first():
    assert [voice.name for voice in gather([said("cy", 3), said("ada", 2), said("bo", 2)])] == ["Ada", "Bo", "Cy"]


def test_the_name_is_the_latest_they_go_by():
    (voice,) = gather([said("ada", 1, name="Ada L."), said("ada", 2, name="Countess"), said("ada", 3, name="")])
    assert voice.name == "Countess"


def test_a_ground_counts_people_and_quotes_one():
    spoken = [
        said("ada", 1, grounds=(Ground.ADS, Ground.TRUST), text="You promised: no ads."),
        said("ada", 2, text="No ads!"),
        said("ada", 3, text="NO ADS!!"),
        said("bo", 4, grounds=(Ground.TRUST,), text="You gave your word."),
        said("cy", 5, grounds=(Ground.TRUST,), text="A word was given."),
    ]
    trust, ads = grounds(spoken)
    assert (trust.ground, trust.people, trust.name, trust.text, trust.at) == (
        Ground.TRUST,
        3,
        "Bo",
        "You gave your word.",
        4,
    )
    assert (ads.ground, ads.people, ads.text) == (Ground.ADS, 1, "No ads!")


def test_who_was_won_over_stands_on_no_ground():
    assert grounds([said("ada", 1), said("ada", 2, "supports")]) == ()


def test_grounds_of_voices_quote_the_words_shown():
    spoken = [said("ada", 1, grounds=(Ground.ADS,)), said("ada", 2, grounds=(Ground.TRUST,))]
    assert [(row.ground, row.people, row.text) for row in grounds(gather(spoken))] == [
        (Ground.ADS, 1, "ada objects at 1"),
        (Ground.TRUST, 1, "ada objects at 1"),
    ]


def test_three_hours_are_three_marks_and_one_person():
    table = people_per_hour([said("ada", 0), said("ada", HOUR), said("ada", 2 * HOUR + 1)], 0, 3)
    assert [row.objects for row in table.rows] == [1, 1, 1]
    assert [row.start for row in table.rows] == [0, HOUR, 2 * HOUR]
    assert table.whole.objects == table.whole.people == 1


def test_hours_outside_and_hours_without_words():
    table = people_per_hour([said("ada", 9), said("bo", 10 + 2 * HOUR), said("cy", 10)], 10, 2)
    assert [row.people for row in table.rows] == [1, 0]
    assert table.whole.people == 1
    assert people_per_hour([said("ada", 9)], 0, 0).whole.people == 0
    with pytest.raises(ValueError, match="over -1 hours"):
        people_per_hour([], 0, -1)


def test_nobody_said_anything():
    assert gather([]) == ()
    assert grounds([]) == ()
    assert held([]) == Stance.NEUTRAL


@given(evenings, st.randoms(use_true_random=False))
def test_the_order_of_words_changes_nothing(evening, chance):
    shuffled = list(evening)
    chance.shuffle(shuffled)
    assert gather(shuffled) == gather(evening)
    assert grounds(shuffled) == grounds(evening)
    assert people_per_hour(shuffled, HOUR, 3) == people_per_hour(evening, HOUR, 3)


@given(evenings)
def test_every_person_once_and_nobody_lost(evening):
    voices = gather(evening)
    assert sorted(voice.person for voice in voices) == sorted({post.person for post in evening})
    assert sum(voice.posts for voice in voices) == len(evening)
    assert [voice.first_at for voice in voices] == sorted(voice.first_at for voice in voices)


@given(evenings)
def test_totals_agree_with_the_voices(evening):
    table = people_per_hour(evening, 0, 6)
    voices = gather(evening)
    for stance in Stance:
        assert table.whole.of(stance) == sum(voice.stance == stance for voice in voices)
    assert table.whole.people <= sum(row.people for row in table.rows) <= len(evening)


@given(evenings)
def test_grounds_count_only_people_who_object_and_agree_with_the_voices(evening):
    voices = gather(evening)
    objecting = {voice.person for voice in voices if voice.stance == Stance.OBJECTS}
    counted = {row.ground: row.people for row in grounds(evening)}
    assert counted == {row.ground: row.people for row in grounds(voices)}
    assert all(0 < people <= len(objecting) for people in counted.values())
    assert list(counted.values()) == sorted(counted.values(), reverse=True)
