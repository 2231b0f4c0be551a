"""How another name travels with the owner's: what is drawn is what was heard, and nothing where it says nothing."""

from __future__ import annotations

import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends import clock
from amends.core.case.association import Association, Fading
from amends.core.case.naming import short_name
from amends.core.vocabulary import DAY, WEEK, Stance
from amends.store import models
from amends.web import travelling
from amends.web.travel_words import sentence
from web import pages_story, since_story
from web.test_since import words_of

pytestmark = pytest.mark.django_db
LATER = since_story.LATER


def told(case, name="Larkspur"):
    span = travelling.between(case.subject, case.began_at, LATER)
    return travelling.Crowd(case.subject, span).travels(name)


def test_it_counts_who_spoke_and_who_named_it_a_day_and_a_network(ten_weeks):
    travels = told(ten_weeks)
    since = models.Reading.objects.filter(at__gte=ten_weeks.began_at // DAY * DAY, by_subject=False)
    named = {(r.at // DAY, r.person_id) for r in since.select_related("post") if "larkspur" in r.post.text.casefold()}
    spoke = {(r.at // DAY, r.person_id) for r in since}
    assert travels.naming == len(named)
    assert travels.told.since == pytest.approx(len(named) / len(spoke))
    weeks = [week for at, week in travels.weeks if at >= travels.between.began]
    assert (sum(week.people for week in weeks), sum(week.naming for week in weeks)) == (len(spoke), len(named))
    assert {one.network for one in travels.networks} == {"bluesky", "mastodon"}
    assert travels.told.low > 1


def test_what_was_taken_back_is_not_counted(ten_weeks):
    before = told(ten_weeks).naming
    named = models.Post.objects.filter(text__contains="Larkspur")
    gone = models.Reading.objects.filter(post__in=named, at__gte=LATER - 10 * WEEK, by_subject=False).first()
    models.Post.objects.filter(account__person=gone.person).update(withdrawn_at=LATER)
    assert told(ten_weeks).naming < before


def test_the_case_and_its_page_say_it_with_the_weeks_that_tell(client, ten_weeks):
    case, since = words_of(client.get("/cases/7/")), words_of(client.get("/cases/7/since/"))
    assert case.count("How the names travel together since") == 1
    plain = re.search(r"One in \d+ people who speak of Ines Marlow names Larkspur\. In the weeks before, [^.]+\.", case)
    assert plain[0] in since
    assert re.search(r"That is \d+ times as often \(\d+ to \d+\)\.", since)
    html = client.get("/cases/7/since/").content.decode()
    tells = [week for at, week in told(ten_weeks).weeks if at >= ten_weeks.began_at - DAY and week.tells]
    assert html.count('<circle class="l-disc"') == 2 * len(tells), "a wide and a narrow drawing"
    assert "other weeks are left bare" in since
    assert "Bluesky" in since[since.index("On each network") :]


def test_the_whole_history_shows_declared_names_of_public_cases_alone(client, ten_weeks):
    said = words_of(client.get("/names/"))
    assert "names Larkspur" in said
    assert 'href="/names/"' in client.get("/").content.decode()
    tie = {"with_whom": "Secretive & Co.", "kind": "paid"}
    models.Version.objects.filter(number=2).update(connections=[tie, {"with_whom": "Nobody", "kind": "none"}])
    said = words_of(client.get("/names/"))
    assert "nothing can be told of it: Secretive &amp; Co." in said
    assert "Nobody" not in said
    hidden = models.Case.objects.create(
        number=8, subject=ten_weeks.subject, title="Another", noticed_at=LATER - DAY, began_at=LATER - DAY
    )
    first = ten_weeks.versions.first()
    hidden.versions.create(
        number=1, words="…", connections=[{"with_whom": "Hush Ltd"}], at=LATER - DAY, entry=first.entry
    )
    assert "Hush Ltd" not in words_of(client.get("/names/"))
    models.Case.objects.update(public=False)
    assert "Secretive" not in words_of(client.get("/names/"))
    assert "No case has declared a connection so far." in words_of(client.get("/names/"))


def test_a_history_of_several_cases_marks_when_each_began_and_was_decided(client, ten_weeks):
    models.Case.objects.create(
        number=8, subject=ten_weeks.subject, title="Another", noticed_at=LATER - 9 * DAY, began_at=LATER - 9 * DAY,
        decided_at=LATER - 2 * DAY, life="decided", public=True,
    )  # fmt: skip
    drawn = client.get("/names/").content.decode()
    for words in ("case 7 began, 12 March", "case 8 began, 12 May", "case 8 was decided, 19 May"):
        assert drawn.count(words) == 2
    assert "acknowledged" not in drawn


def test_a_name_said_as_ever_or_by_few_is_not_drawn_and_why_is_said(desk, ten_weeks):
    evenly = models.Post.objects.order_by("pk").values_list("pk", flat=True)[::23]
    models.Post.objects.filter(pk__in=list(evenly)).update(text="My umbrella.")
    for name, why in (
        ("umbrella", "umbrella was named about as often as before"),
        ("Nowhere & Sons", "Nobody named Nowhere &amp; Sons since. Nothing is drawn"),
        ("box", "1 person named box since. Fewer than 8 say nothing."),
    ):
        answer = desk.get("/desk/names/", {"name": name, "since": "7"})
        assert why in words_of(answer)
        assert "l-disc" not in answer.content.decode()
    assert "In the weeks before, most did. That is 0.8 times as often (0.8 to 0.9)." in words_of(
        desk.get("/desk/names/", {"name": "letter", "since": "7"})
    )
    assert "names larkspur" in words_of(desk.get("/desk/names/", {"name": " larkspur "}))


def test_hashtags_and_products_that_a_tie_names_are_declared_too(ten_weeks):
    tie = {"with_whom": "Larkspur (#LarkspurPartner)", "given": "One phone, #LarkspurTwo", "kind": "paid"}
    models.Version.objects.filter(number=2).update(connections=[tie, {"with_whom": "larkspur", "kind": "paid"}])
    assert travelling.declared(ten_weeks) == ["Larkspur", "#LarkspurPartner", "#LarkspurTwo"]


@pytest.mark.parametrize("name", ["#", " ", "<script>", "%", "_", "a" * 500, "\x00", "\u202e", "("])
def test_a_name_that_is_none_is_said_and_never_a_traceback(desk, ten_weeks, name):
    answer = desk.get("/desk/names/", {"name": name, "since": "nonsense"})
    assert answer.status_code in {200, 400}
    assert "<script>" not in answer.content.decode().replace('<script src="', "")


def test_where_almost_nobody_was_heard_before_nothing_is_told(desk, ten_weeks):
    models.Reading.objects.filter(at__lt=ten_weeks.began_at - DAY).exclude(
        pk=models.Reading.objects.filter(post__text="Good letter this week.").order_by("at").first().pk
    ).delete()
    once = models.Reading.objects.filter(at__gte=ten_weeks.began_at).values_list("post", flat=True)[:9]
    models.Post.objects.filter(pk__in=list(once)).update(text="My umbrella.")
    said = words_of(desk.get("/desk/names/", {"name": "umbrella", "since": "7"}))
    assert re.search(r"One in \d+ people named umbrella. Nobody did before, and too few were heard then to tell.", said)


def test_asking_is_for_the_owner(client, ten_weeks):
    assert client.get("/desk/names/", {"name": "Larkspur"}).status_code == 302


def test_without_any_case_the_last_weeks_are_asked_about(desk, ten_weeks):
    subject = pages_story.subject("Somebody New")
    teller = since_story.Goes(subject, models.Source.objects.create(name="One", kind="jsonl", address="/1"))
    now = clock.now()
    teller.ids = count(9_000_000)
    for number in range(12):
        account = teller.account(f"Newcomer {number}")
        teller.say(account, "That Larkspur again.", Stance.NEUTRAL, now - 3 * DAY - number)
    teller.keep()
    said = words_of(desk.get("/desk/names/", {"name": "Larkspur", "since": f"lately-{subject.pk}"}))
    assert "The last four weeks of Ines Marlow" in said
    assert "Nobody was heard in the weeks before, so there is nothing to compare with." in said


@given(words=st.text(max_size=200))
def test_whatever_stands_in_a_tie_its_name_can_be_looked_for(words):
    assert len(short_name(words)) <= len(words)


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (9.0, 14.0, "It halves every 11 days (9 to 14)."),
        (30.0, float("inf"), "So far it is not seen to fade: to halve, it would take 30 days or more."),
        (1.5, float("inf"), ""),
    ],
)
def test_a_half_life_is_told_as_far_as_the_days_tell_it(low, high, says):
    told = Association(0.001, 0.1, 100.0, 40.0, 250.0, 0.2, 0.1, Fading(11.0, low, high))
    span = travelling.Between(0, WEEK, 2 * WEEK)
    said = sentence(
        travelling.Travels("Larkspur", span, told, named_before=True, naming=50, weeks=(), networks=()), "Ines Marlow"
    )
    assert (
        said
        == (
            "One in 10 people who speak of Ines Marlow names Larkspur. In the weeks before, it was one in 1\u202f000. "
            f"That is 100 times as often (40 to 250). {says}"
        ).strip()
    )
