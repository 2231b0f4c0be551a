"""How the same people stand since: what the page says is what was heard, and it is silent where that says little."""

from __future__ import annotations

import re
from itertools import count

import pytest

from amends import clock
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed, duty_done
from amends.core.vocabulary import DAY, HOUR, WEEK, Stance
from amends.store import models
from amends.web import looking_back
from web import pages_story, since_story, statement_story

pytestmark = pytest.mark.django_db
PAGE = "/cases/7/since/"
NOW = pages_story.NOW


def on(at):
    clock.follow(clock.Story(start=at, end=at + 1, speed=1e-9, began=clock.real()))


def words_of(answer):
    html = answer.content.decode()
    main = re.sub(r"<svg.*?</svg>", "", html[html.index("<main") : html.index("</main>")], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_ten_weeks_later_it_says_who_stopped_who_turned_and_who_came_back(client, storm):
    case = since_story.told(storm)
    on(since_story.LATER)
    said = words_of(client.get(PAGE))
    moments = looking_back.moments_of(case, looking_back.deed_of(case), since_story.LATER)
    told = looking_back.recovery_of(case, moments)
    assert told.soothed.people == told.respect.people > 120
    assert f"{told.soothed.stopped} of {told.soothed.people} people have stopped objecting." in said
    assert f"{told.soothed.again} people objected once more, later." in said
    assert "By what they said last:" in said
    (objected,) = (one for one in told.cohorts if one.cohort == "objected")
    assert objected.trust.high < 1, "the regulars who objected speak a fifth as often"
    assert f"They speak {100 * objected.trust.own:.0f} % as often as before, and those who never objected" in said
    assert re.search(r"One in \d+ people who speak of Ines Marlow names Larkspur\.", said)
    assert "12 March: acknowledged, the statement, version 2" in said
    assert re.search(r"It halves every \d+ days \(\d+ to \d+\)\.", said)
    assert "Adaeze" not in said
    assert said == words_of(client.get(PAGE)), "a page says the same to everybody"


def test_a_time_in_which_nobody_listened_is_said_and_counts_neither_as_calm_nor_as_silence(client, storm):
    since_story.told(storm)
    silent = (since_story.LATER + HOUR, since_story.LATER + 20 * WEEK)
    on(silent[0])
    before = words_of(client.get(PAGE))
    assert "Nobody listened" not in before
    for source in models.Source.objects.all():
        source.gaps.create(began_at=silent[0], ended_at=silent[1])
    on(silent[1])
    said = words_of(client.get(PAGE))
    assert "Nobody listened from 22 May to 8 October. That time counts neither as calm nor as silence." in said
    assert trusted(said) == trusted(before)


def trusted(said):
    return re.findall(r"They speak \d+ % as often as before", said.replace("\u202f", " "))


def test_who_named_what_was_changed_is_counted_apart(client, storm):
    since_story.told(storm)
    models.Reading.objects.filter(post__text="You did what you said.").update(stance="objects")
    owed = [Owed("Send the phone back", NOW + DAY), Owed("Name any gift in the first line, always")]
    decide_case(7, "owner", "The review is gone.", "It was in the wrong room.", owed, NOW)
    duty_done(7, 1, "https://ines.example/sent", NOW + DAY)
    teller = since_story.Goes(storm.subject, models.Source.objects.first())
    teller.ids = count(5_000_000)
    voices = models.Voice.objects.filter(case=storm, stance="objects").order_by("-pk")[:5]
    said = (
        ("You sent the phone back. Thank you.", Stance.SUPPORTS, 3),
        ("I see the gift named in the first line now.", Stance.NEUTRAL, 3),
        ("You have not sent the phone back.", Stance.NEUTRAL, 3),
        ("Have you sent the phone back?", Stance.QUESTIONS, 3),
        ("So the phone goes back.", Stance.NEUTRAL, 0),
    )
    accounts = [voice.person.accounts.first() for voice in voices]
    for account, (words, stance, days) in zip(accounts, said, strict=True):
        teller.say(account, words, stance, NOW + days * DAY + HOUR, history=True)
    teller.say(accounts[0], "And yet I mind it.", Stance.OBJECTS, since_story.LATER - DAY, history=True)
    teller.keep()
    on(since_story.LATER)
    page = words_of(client.get(PAGE))
    assert "2 people named what was changed, in words of their own." in page
    assert "Of these, 1 person objected in what they said last." in page
    assert "13 March: a promise kept" in page
    models.Duty.objects.update(done_at=None, withdrawn_at=NOW + 2 * DAY)
    assert "named what was changed" not in words_of(client.get(PAGE))


def test_it_is_led_to_from_the_day_after_she_answered(client, storm):
    models.Case.objects.update(public=True)
    assert client.get(PAGE).status_code == 404
    statement_story.said()
    assert PAGE not in client.get("/cases/7/").content.decode()
    said = words_of(client.get(PAGE))
    assert "It is too soon to tell" in said
    assert "By what they said last:" in said
    assert "Too few were there before to tell." in said
    on(pages_story.NOW + DAY)
    assert PAGE in client.get("/cases/7/").content.decode()


def test_a_private_case_has_no_such_page(client, storm):
    statement_story.said()
    models.Case.objects.update(public=False)
    assert client.get(PAGE).status_code == 404


def test_who_took_back_all_they_said_left_and_is_not_called_soothed(client, storm):
    models.Case.objects.update(public=True)
    statement_story.said()
    gone = models.Voice.objects.filter(stance="objects").order_by("pk")[3].person
    models.Post.objects.filter(account__person=gone).update(withdrawn_at=pages_story.NOW + DAY, text="")
    on(pages_story.NOW + 4 * WEEK)
    said = words_of(client.get(PAGE))
    assert "1 person left, or took back all they had said" in said
    assert "130 of 131 people have stopped objecting." in said
