"""What the owner sees on the desk."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends import clock
from amends.core.vocabulary import DAY, HOUR, MINUTE, Stance
from amends.store import models
from web import pages_story

PRIVATE = (
    "/desk/", "/desk/voices/", "/desk/sources/", "/desk/account/", "/desk/news/",
    "/desk/cases/7/acknowledge/", "/desk/cases/7/watch/", "/desk/cases/7/dismiss/",
)  # fmt: skip


def page(client, path="/desk/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def said(html):
    """Give a page's words without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("path", PRIVATE)
def test_a_stranger_is_asked_to_sign_in(client, storm, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_storm_answers_the_three_questions_in_order(desk, storm):
    words = said(page(desk).split("</head>")[1])
    answers = (
        "Is this a storm?", "Yes.", "131 people", "object to what you did", "In an ordinary week",
        "Who has waited longest?", "Tobias Wren", "5 h 56 min, on Mastodon", "190 more wait",
        "What must I do next?", "Say you saw it.", "Acknowledge", "Watch, and say nothing yet",
    )  # fmt: skip
    places = [words.find(answer) for answer in answers]
    assert -1 not in places
    assert places == sorted(places)


def test_the_title_says_how_many_object(desk, storm):
    assert "<title>A storm: 131 people object · amends</title>" in page(desk)


def test_the_timeline_says_when_it_began_and_where_the_alarm_rang(desk, storm):
    html = page(desk)
    assert "It began 12 minutes after you posted" in html
    assert html.count("18:14 alarm: 8 people had objected") == 1
    assert html.count("17:40 you posted") == 2
    assert html.count('<svg class="wide"') == html.count('<svg class="narrow"') == 1
    assert "Each slice is one person in that hour." in html


def test_without_a_post_of_the_owner_the_hour_is_named(desk, storm):
    models.Reading.objects.filter(by_subject=True).delete()
    html = page(desk)
    assert "It began at 17:52" in html
    assert "you posted" not in html


def test_a_post_that_few_answer_is_not_blamed(desk, storm):
    models.Post.objects.filter(readings__stance="objects").update(reply_to="")
    assert "you posted" not in page(desk)


def test_a_first_objection_before_the_post_is_not_explained_by_it(desk, storm):
    models.Reading.objects.filter(by_subject=True).update(at=storm.began_at + MINUTE)
    assert "It came with your post of 17:53" in page(desk)


def test_another_ground_is_no_ground(desk, storm):
    for reading in models.Reading.objects.filter(stance="objects", at__gte=storm.began_at):
        reading.grounds = ["other"] if reading.grounds == ["ads"] else reading.grounds
        reading.save()
    words = said(page(desk))
    assert "Another ground" not in words
    assert "named no ground that amends can read; their words are among the voices." in words


def test_many_grounds_stand_in_one_line(desk, storm):
    wanted = ["ads", "disclosure", "trust", "quality", "service", "delay", "price", "harm", "legal"]
    reading = models.Reading.objects.filter(stance="objects", at__gte=storm.began_at).first()
    reading.grounds = wanted
    reading.save()
    html = page(desk)
    assert html.count('class="count"') == 6
    assert "Also named: " in html
    assert "The price (1 person)" in html


def test_a_new_hour_does_not_look_like_calm(desk, storm, evening):
    start = evening + 13 * MINUTE
    with clock.following(clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())):
        assert "in the worst hour, 19 in the last one." in said(page(desk))


def test_the_table_holds_the_same_figures_as_the_drawing(desk, storm):
    table = page(desk).split("The same as a table", 1)[1]
    row = re.search(r"<tr><th scope=\"row\">19:00</th>(.*?)</tr>", table).group(1)
    assert re.findall(r"<td>(\d+)</td>", row)[1:4] == ["12", "7", "14"]


def test_the_alarm_says_how_far_to_trust_it(desk, storm):
    words = said(page(desk))
    assert "It is set to ring falsely once in 8 weeks." in words
    assert "it did not ring before this" in words
    assert "This time it rang 22 minutes after the first objection." in words


def test_an_uncalibrated_alarm_says_so(desk, storm):
    case = storm
    case.alerts.update(calibrated=False)
    assert "It is not calibrated yet" in page(desk)


def test_false_alarms_of_the_past_are_counted(desk, storm):
    case = storm
    for number, life in ((1, "dismissed"), (2, "closed")):
        at = pages_story.NOW - (20 + number) * DAY
        models.Case.objects.create(
            number=number, subject=case.subject, title="Before", life=life, noticed_at=at, began_at=at
        )
    assert "it rang 2 times before this, 1 of them falsely." in page(desk)


def test_grounds_have_counts_and_one_persons_words(desk, storm):
    words = said(page(desk))
    assert "A personal space was used to sell" in words
    assert "I came here for your thinking" in words
    assert "Tobias Wren, Mastodon, 17:52" in words


def test_two_accounts_of_one_person_are_one_voice(desk, storm):
    html = page(desk, "/desk/voices/?stance=objects")
    assert "Two accounts, one person" in html
    assert html.count('<b dir="auto">Adaeze Holm</b>') == 1


@pytest.mark.parametrize(
    ("stance", "word", "many"),
    [("objects", "Object", 131), ("questions", "Ask", 22), ("supports", "Support", 38), ("neutral", "Neutral", 47)],
)
def test_voices_are_filtered_by_stance(desk, storm, stance, word, many):
    html = page(desk, f"/desk/?stance={stance}")
    shown = html.split('id="voices"')[1]
    assert f'aria-current="true">{word} {many}' in shown
    assert f"The other {many - 5} voices" in shown
    assert set(re.findall(r"<span class=\"stance (\w+)\">", shown)) == {stance}


def test_a_made_up_stance_shows_everybody(desk, storm):
    assert 'aria-current="true">All 238' in page(desk, "/desk/?stance=<script>")


def test_voices_come_fifty_a_page_longest_wait_first(desk, storm):
    first, last = page(desk, "/desk/voices/"), page(desk, "/desk/voices/?page=99")
    assert first.count('<p class="who">') == 50
    assert first.index("Tobias Wren") < first.index("Adaeze Holm")
    assert "1 to 50 of 238 people" in first
    assert "201 to 238 of 238 people" in last
    assert first.count('id="others"') == 1


def test_neutral_people_ask_for_nothing_and_come_last(desk, storm):
    first = models.Voice.objects.get(name="Tobias Wren")
    models.Voice.objects.filter(stance="neutral").update(first_at=first.first_at - HOUR)
    assert page(desk, "/desk/voices/").count("is neutral") == 0
    assert said(page(desk)).split("Who has waited longest?")[1].split()[:2] == ["Tobias", "Wren"]


def test_a_thousand_voices_cost_no_more_questions_than_ten(desk, storm):
    case = storm
    with CaptureQueriesContext(connection) as few:
        page(desk)
    teller = pages_story.Teller(case.subject, models.Source.objects.first())
    teller.ids = iter(range(10_000, 20_000))
    for number, account in enumerate(teller.crowd([f"More {n}" for n in range(1000)])):
        teller.say(account, "Me too.", Stance.OBJECTS, case.began_at + HOUR + number, grounds=("ads",))
    teller.keep()
    pages_story.gather(case)
    with CaptureQueriesContext(connection) as many:
        html = page(desk)
    assert len(many) <= len(few)
    assert "1\u202f131 people" in html
    assert re.search(r"Each slice is (\d+) people in that hour", html)


def test_an_answered_voice_waits_no_longer(desk, storm):
    case = storm
    case.voices.filter(name="Tobias Wren").update(answered_at=pages_story.NOW - HOUR)
    words = said(page(desk))
    assert "Tobias Wren" not in words.split("What must I do next?")[0]
    assert "answered 22:48" in page(desk, "/desk/voices/?page=5")


def test_a_silent_source_stands_on_the_lamp_with_its_next_try(desk, storm):
    html = page(desk)
    assert '<span class="state late">Silent for 41 min</span> It does not answer. Next try 23:52.' in html
    assert "Four sources are well. One is silent, so voices may be missing from this page." in html
    assert "Not heard since 23:07." in page(desk, "/desk/sources/")


@pytest.mark.parametrize(
    ("life", "given", "answer"),
    [
        ("acknowledged", {"answer_by": pages_story.NOW + 2 * HOUR}, "Answer by Friday 01:48."),
        ("acknowledged", {"answer_by": pages_story.NOW - 20 * MINUTE}, "Answer now."),
        ("watched", {}, "Nothing yet."),
    ],
)
def test_the_third_answer_follows_the_case(desk, storm, life, given, answer):
    models.Case.objects.update(life=life, **given)
    assert answer in said(page(desk))


def test_a_storm_that_fell_silent_is_said_to_have_calmed(desk, storm, evening):
    case = storm
    models.Reading.objects.filter(at__gt=evening - 3 * HOUR).delete()
    pages_story.gather(case)
    assert "Calm, as far as was heard." in page(desk)  # one of its sources is silent
    models.Source.objects.filter(state="silent").update(state="listening", last_heard_at=evening)
    assert "It has calmed." in page(desk)


def test_an_ended_case_leaves_a_quiet_desk(desk, storm):
    models.Case.objects.update(life="dismissed", ended_at=pages_story.NOW, reason="They praise the talk.")
    assert "No open case" in page(desk)


def test_a_storm_of_weeks_is_drawn_over_its_last_three_days(desk, storm, evening):
    case = storm
    case.began_at, case.noticed_at = evening - 20 * DAY, evening - 20 * DAY
    case.save()
    table = page(desk).split("The same as a table", 1)[1].split("</table>")[0]
    assert table.count("<tr>") == 73


def test_an_odd_hour_in_an_odd_zone_still_draws(desk, storm, settings):
    settings.TIME_ZONE = "Asia/Kolkata"
    assert "05:18 IST" in said(page(desk))


def test_two_open_cases_lead_to_each_other(desk, storm):
    other = pages_story.subject("Larkspur")
    at = pages_story.NOW - DAY
    models.Case.objects.create(number=3, subject=other, title="Repairs", noticed_at=at, began_at=at)
    assert "?case=3" in page(desk)
    assert "case 3" in said(page(desk, "/desk/?case=3")).split("Is this a storm?")[0]
    assert desk.get("/desk/voices/?case=99").status_code == 404


def test_the_desk_says_which_reader_spoke_where_it_was_not_the_usual_one(desk, storm):
    assert "read by your own model" not in page(desk, "/desk/voices/")
    models.Reading.objects.filter(post__account__name="Tobias Wren").update(reader="own/small-model")
    html = said(page(desk, "/desk/voices/"))
    assert html.count("read by your own model") == 1
    assert html.index("Tobias Wren") < html.index("read by your own model")


def test_why_the_alarm_rang_again_is_said_in_words(desk, storm, evening):
    news = [{"kind": "ground", "name": "privacy", "people": 4}, {"kind": "network", "name": "mastodon", "people": 3}]
    models.Alert.objects.create(
        subject=storm.subject, case=storm, at=evening - HOUR, channel="case", people=30, objecting=20,
        due_at=evening - HOUR, escalation=True, news=news,
    )  # fmt: skip
    words = page(desk)
    assert "It rang again, new: privacy, 4 people; now on Mastodon too, 3 people" in words
    assert "22:48 it rang again: new: privacy, 4 people" in words
