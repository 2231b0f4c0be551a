from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.antennae.alarm import Setting
from amends.core.antennae.ear import Mention, hear, listen
from amends.core.antennae.unread import count_unread
from amends.core.case.voices import Spoken, gather, people_per_hour
from amends.core.vocabulary import HOUR, MINUTE, WEEK, Channel, Stance, UnreadCount

SPOKEN = st.lists(st.tuples(st.sampled_from(["", "pt", "tr", "mis"]), st.sampled_from("abc")), max_size=30)


@given(SPOKEN)
def test_every_unread_post_is_counted_once_and_nothing_else(spoken):
    counts = count_unread(spoken)
    assert sum(count.posts for count in counts) == sum(language != "" for language, _ in spoken)
    for count in counts:
        assert count.people == len({person for language, person in spoken if language == count.language})
    assert [count.posts for count in counts] == sorted((count.posts for count in counts), reverse=True)


@given(SPOKEN)
def test_the_order_of_posts_changes_nothing(spoken):
    assert count_unread(reversed(spoken)) == count_unread(spoken)


def test_a_look_says_what_was_not_read():
    ear = listen(Setting(), 0)
    for hour in range(0, 4 * 7 * 24, 5):
        hear(ear, Mention(0, f"p{hour}", hour * HOUR, Stance.NEUTRAL, 0.04))
    rings = []
    for number in range(100):
        at = 4 * WEEK + number * MINUTE // 2
        rings += hear(ear, Mention(number, f"p{number}", at, Stance.NEUTRAL, 0.04, unread="pt"))
    looks = [ring for ring in rings if ring.channel is Channel.LOOK]
    assert looks, "Many people who cannot be read are many people."
    assert looks[0].unread == (UnreadCount("pt", looks[0].people, looks[0].people),)
    assert not [ring for ring in rings if ring.channel is Channel.CASE]


def spoken(person, at, stance=Stance.NEUTRAL, unread="", text="Não."):
    return Spoken(person, person, "x", at, stance, 0, (), text, id=f"{person}-{at}", unread=unread)


def test_a_voice_is_unread_only_while_nothing_they_said_was_read():
    ana = [spoken("ana", 1, unread="pt"), spoken("ana", 2, unread="pt")]
    (voice,) = gather(ana)
    assert (voice.unread, voice.stance) == ("pt", Stance.NEUTRAL)
    (voice,) = gather([*ana, spoken("ana", 3, Stance.OBJECTS, text="No ads here.")])
    assert (voice.unread, voice.stance, voice.said) == ("", Stance.OBJECTS, "No ads here.")
    (voice,) = gather([*ana, spoken("ana", 3, text="Soup.")])
    assert (voice.unread, voice.said) == ("", "Soup."), "What was read is shown before what was not."


def test_people_who_cannot_be_read_stand_in_no_row_of_an_hour():
    table = people_per_hour([spoken("ana", 1, unread="pt"), spoken("bo", 2)], 0, 1)
    assert (table.whole.neutral, table.whole.people) == (1, 1)
