"""The owner's public history: what was not kept is told first and as large, and a thousand cases are still a page."""

from __future__ import annotations

import re
from html import unescape
from itertools import count

import pytest

from amends import clock
from amends.actions.decide_case import decide_case
from amends.actions.duty import Owed, duty_done, duty_withdrawn, missed_due
from amends.actions.lessons import ask_guards, override, set_guard
from amends.core.lessons.guard import Guard
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from web import answer_story, pages_story

pytestmark = pytest.mark.django_db
NOW = pages_story.NOW
OWED = (
    Owed("Name the gift in the first line", NOW + HOUR),
    Owed("Send the phone back", NOW + 2 * HOUR),
    Owed("Ask the repairers", NOW + 3 * HOUR),
    Owed("Print the answer", NOW + 4 * HOUR),
    Owed("Give it away", NOW + 30 * DAY),
    Owed("Name any gift, always"),
)


def at_the_clock(at):
    clock.follow(clock.Story(start=at, end=at + 1, speed=1e-9, began=clock.real()))


def html(client, path="/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def said(client, path="/"):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html(client, path))))


@pytest.fixture
def owing():
    """A case with six promises: kept, kept late, broken, taken back, still to be done, and for good."""
    case = answer_story.case(life="open", public=True, acknowledged_at=NOW - HOUR)
    models.Case.objects.update(noticed_at=NOW - HOUR - 13 * MINUTE)
    decide_case(case.number, "owner", "I send it back.", "It was not mine to keep.", OWED, NOW)
    duty_done(case.number, 1, "https://ines.example/first-line", NOW + HOUR // 2)
    duty_done(case.number, 2, "Parcel 319", NOW + 3 * HOUR)
    duty_withdrawn(case.number, 4, "There was no answer.", NOW + 3 * HOUR)
    missed_due(NOW + DAY)
    at_the_clock(NOW + DAY)
    return case


def test_what_was_not_kept_is_told_first_and_as_large(client, owing):
    page, words = html(client), said(client)
    assert "6 promises: 1 broken, 1 taken back, 1 kept late, 1 still to be done, 1 kept and 1 for good." in words
    assert "Acknowledged 13 min after the alarm." in words
    told = re.findall(r'<dd><span class="state[^"]*">([^<]*)</span> <span dir="auto">([^<]*)</span></dd>', page)
    assert [promise for _state, promise in told] == [
        "Ask the repairers",
        "Print the answer",
        "Send the phone back",
        "Give it away",
        "Name the gift in the first line",
        "Name any gift, always",
    ]
    assert told[0][0].startswith("Not done, ")
    assert told[2][0].startswith("Done late")


def test_the_page_of_promises_shows_what_proves_each_and_why_one_was_taken_back(client, owing):
    words = said(client, "/promises/")
    assert words.index("Ask the repairers") < words.index("There was no answer.") < words.index("Parcel 319")
    assert 'href="https://ines.example/first-line"' in html(client, "/promises/")
    assert 'href="/promises/"' in html(client)


def test_a_guard_that_was_not_heeded_is_told_wherever_its_promise_stands(client, owing):
    promise = models.Duty.objects.get(number=6)
    set_guard(Guard(words=("larkspur",)), promise.pk, NOW + DAY)
    ((firing, _span),) = ask_guards("The Larkspur Two is here.", None, [], NOW + DAY)
    assert "all the same" not in said(client)
    assert "A guard spoke up at 1 draft." in said(client)
    assert "It has spoken up at 1 draft." in said(client, "/promises/")
    override(firing.pk, "It is <b>news</b>, and unpaid.", NOW + DAY)
    for path in ("/", "/promises/", "/cases/7/verdict/"):
        assert "It was published all the same: “It is <b>news</b>, and unpaid.”" in said(client, path)
        assert "<b>news" not in html(client, path)
    assert "1 promise became a guard that looks at every draft." in said(client)


def test_nothing_of_a_private_case_is_told(client, owing):
    models.Case.objects.update(public=False)
    assert "No case so far" in said(client)
    assert client.get("/promises/").status_code == 404


def test_nobody_waits_unseen_without_its_being_said(client):
    answer_story.case(life="noticed", public=True, acknowledged_at=None)
    models.Case.objects.update(noticed_at=NOW - 3 * HOUR)
    at_the_clock(NOW)
    assert "Not acknowledged so far, 3 h after the alarm." in said(client)
    models.Case.objects.update(life="watched")
    assert "Not acknowledged" not in said(client)


@pytest.fixture
def many(owing):
    numbers = count(100)
    rows = models.Case.objects.filter(pk=owing.pk).values().get()
    del rows["id"]
    cases = [models.Case(**rows | {"number": next(numbers), "noticed_at": NOW - DAY - n * HOUR}) for n in range(1000)]
    models.Case.objects.bulk_create(cases)
    entry = models.Duty.objects.get(number=6).entry
    every = models.Case.objects.filter(number__gte=100)
    models.Duty.objects.bulk_create(models.Duty(case=case, number=1, words="Ask first", entry=entry) for case in every)


def test_a_thousand_cases_are_pages_of_ten(client, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(260):
        page = said(client)
    assert "1 001 cases, in the open" in page.replace("\u202f", " ") or "1001 cases, in the open" in page
    assert "Page 1 of 101" in page
    assert html(client).count('<dl class="record">') == 10
    assert html(client, "/?page=101").count('<dl class="record">') == 1
    assert "Page 101 of 101" in said(client, "/?page=9999")
    assert "Page 1 of 101" in said(client, "/?page=<script>")
    with django_assert_max_num_queries(20):
        assert "Page 1 of 21" in said(client, "/promises/")
