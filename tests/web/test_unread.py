"""What was heard in a language that is not read stands on every page as that, and never as neutral."""

from __future__ import annotations

import pytest

from amends.core.vocabulary import DAY, HOUR, MINUTE, Stance, UnreadCount
from amends.store import models
from amends.web.unread import by_language, verb
from web import pages_story

NOW = pages_story.NOW


def foreign(case, languages=("pt", "pt", "tr")):
    teller = pages_story.Teller(case.subject, models.Source.objects.first())
    teller.ids = iter(range(90_000, 90_100))
    for number, language in enumerate(languages):
        account = teller.account(f"Visitor {number} {language}")
        teller.say(account, f"Palavras {number}", Stance.NEUTRAL, NOW - HOUR + number * MINUTE)
    teller.keep()
    kept = models.Reading.objects.filter(post__account__name__startswith="Visitor").order_by("at")
    for reading, language in zip(kept, languages, strict=True):
        models.Reading.objects.filter(pk=reading.pk).update(language=language, unread=True)
    pages_story.gather(case)


@pytest.mark.django_db
def test_the_desk_says_how_many_were_not_read_and_leaves_them_out_of_neutral(desk):
    case = pages_story.storm()
    before = desk.get("/desk/").content.decode()
    assert "does not read" not in before
    assert "Unread" not in before
    neutral = case.voices.filter(stance="neutral").count()
    foreign(case)
    page = desk.get("/desk/").content.decode()
    assert "Not counted here, because amends does not read it: 2 posts in Portuguese and 1 post in Turkish." in page
    assert f"Neutral {neutral}</a>" in page
    assert "Unread 3</a>" in page
    listed = desk.get("/desk/voices/?stance=unread&case=7").content.decode()
    assert listed.count("unread, in Portuguese") == 2
    assert "is neutral" not in listed


@pytest.mark.django_db
def test_who_cannot_be_read_stands_behind_who_waits_and_before_who_asks_for_nothing():
    from amends.web.voices import by_wait

    case = pages_story.storm()
    foreign(case)
    kinds = ["unread" if v.unread else "rest" if v.stance == "neutral" else "waits" for v in by_wait(case)]
    assert [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind != before] == [
        "waits",
        "unread",
        "rest",
    ]


@pytest.mark.django_db
def test_a_quiet_week_tells_of_what_was_not_read(desk):
    given = pages_story.quiet()
    assert "Heard too" not in desk.get("/desk/").content.decode()
    newest = models.Reading.objects.filter(subject=given, at__gt=NOW - 5 * DAY).latest("at")
    models.Reading.objects.filter(pk=newest.pk).update(language="pt", unread=True, stance="neutral")
    assert "Heard too, and not read: 1 post in Portuguese." in desk.get("/desk/").content.decode()
    models.Alert.objects.create(
        subject=given, at=NOW - HOUR, channel="look", people=9, objecting=0, due_at=NOW,
        unread=[{"language": "pt", "people": 4, "posts": 6}],
    )  # fmt: skip
    assert "Unread among it: 6 posts in Portuguese." in desk.get("/desk/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Heard too, and not read by amends: 2 posts in Portuguese and 1 post in Turkish."),
        ("de", "Auch gehört, aber von amends nicht gelesen: 2 Beiträge auf Portugiesisch und 1 Beitrag auf Türkisch."),
    ],
)
def test_the_public_page_says_so_in_the_readers_language(client, language, said):
    case = pages_story.storm(public=True, life="open")
    foreign(case)
    assert said in client.get("/cases/7/", headers={"accept-language": language}).content.decode()


def test_many_languages_are_told_shortly():
    counts = [UnreadCount(code, 1, 9 - n) for n, code in enumerate(("pt", "tr", "de", "mis", "fi", "ja"))]
    assert by_language(counts) == (
        "9 posts in Portuguese, 8 posts in Turkish, 7 posts in German, "
        "6 posts in a language that amends does not know and 9 posts in other languages"
    )
    assert by_language([]) == ""
    assert verb("mis") == "unread"
