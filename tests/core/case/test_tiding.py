"""What a message says, and what it never says."""

from __future__ import annotations

from datetime import UTC

from amends.core.case.telling import Level
from amends.core.case.tiding import DRILL_WORDS, Message, Rang, as_drill, of_alarm, of_deadline, of_silence
from amends.core.vocabulary import HOUR, MINUTE, Ground, GroundCount

COUNTS = tuple(
    GroundCount(ground, 9 - n) for n, ground in enumerate((Ground.ADS, Ground.TRUST, Ground.PRICE, Ground.HARM))
)


def test_an_alarm_names_people_grounds_and_its_doubt():
    rang = Rang("Ines", 31, 22, COUNTS, first_objection_at=18 * HOUR, calibrated=False)
    heading, words = of_alarm(rang, Level.ALARM, 18 * HOUR + 34 * MINUTE, UTC)
    assert heading == "22 people object to what Ines did"
    assert words[0] == "31 people speak in all, within two hours. It began at 18:00, 34 min ago."
    assert words[1].count("(") == 3
    assert "ordinary weeks" in words[2]
    assert (
        of_alarm(Rang("Ines", 2, 1, again=True), Level.ALARM, 0, UTC)[0]
        == "It grows: 1 person objects to what Ines did"
    )


def test_a_look_is_calm():
    heading, words = of_alarm(Rang("Ines", 31, 0), Level.LOOK, 0, UTC)
    assert heading == "Have a look: 31 people about Ines"
    assert words == ("31 people speak, more than in an ordinary moment. Nobody objects.",)


def test_times_and_silences_are_told_with_what_they_mean():
    assert of_deadline("The vote closes", 3 * HOUR, HOUR, UTC)[1] == ("That is in 2 h 0 min.",)
    assert of_deadline("It was due", HOUR, 2 * HOUR, UTC)[1] == ("That was 1 h 0 min ago.",)
    assert "for a while" in of_silence("A feed", None, UTC)[1][0]


def test_a_drill_says_so_first_and_links_stand_last():
    heading, words = as_drill("9 people object", ["Words."])
    message = Message(
        "k", Level.ALARM, heading, words, 0, "https://a/desk/", "https://a/s/", "https://a/l/", drill=True
    )
    assert message.text.startswith(DRILL_WORDS)
    assert message.text.endswith("Remind me in an hour: https://a/l/\n")
    assert "seen" not in Message("k", Level.LOOK, "x", ("y",), 0, "https://a/desk/").text
