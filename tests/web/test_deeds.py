"""What the owner may do with a case, in two presses, and only once."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.test import Client

from amends.core.vocabulary import DAY, HOUR
from amends.store.models import Case, Entry
from amends.web import hours
from web import pages_story


@pytest.fixture
def case(db, evening):
    given = pages_story.subject()
    return Case.objects.create(
        number=7, subject=given, title="The free phone", noticed_at=evening - HOUR, began_at=evening - HOUR
    )


def life():
    return Case.objects.get(number=7).life


def test_looking_at_a_deed_does_not_do_it(desk, case):
    for deed in ("acknowledge", "watch", "dismiss"):
        assert desk.get(f"/desk/cases/7/{deed}/").status_code == 200
    assert life() == "noticed"
    assert not Entry.objects.exists()


def test_acknowledging_takes_the_hour_that_stands_chosen(desk, case, evening):
    at = hours.suggested(evening, UTC)
    html = desk.get("/desk/cases/7/acknowledge/").content.decode()
    assert f'value="{at}" checked' in html
    assert "Friday 09:00" in html
    answer = desk.post("/desk/cases/7/acknowledge/", {"answer_by": at}, follow=True)
    assert "Said, and written down: you answer by Friday 09:00." in answer.content.decode()
    case.refresh_from_db()
    assert (case.life, case.answer_by, case.public) == ("acknowledged", at, True)


def test_pressing_twice_does_it_once(desk, case, evening):
    for _ in range(2):
        assert desk.post("/desk/cases/7/acknowledge/", {"answer_by": evening + HOUR}).status_code == 302
    assert Entry.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("given", ["", "soon", "-5", "9" * 30, "²", "0x10"])
def test_an_hour_that_is_none_is_refused_in_a_sentence(desk, case, given):
    answer = desk.post("/desk/cases/7/acknowledge/", {"answer_by": given})
    assert answer.status_code == 400
    assert "Pick one of these hours first" in answer.content.decode()
    assert life() == "noticed"


def test_an_hour_past_or_too_far_is_refused(desk, case, evening):
    for at in (evening - 1, evening, evening + 8 * DAY):
        assert desk.post("/desk/cases/7/acknowledge/", {"answer_by": at}).status_code == 400
    assert life() == "noticed"


def test_watching_is_written_down_and_can_still_be_followed_by_more(desk, case, evening):
    answer = desk.post("/desk/cases/7/watch/", follow=True).content.decode()
    assert "Written down: you watch, and say nothing yet." in answer
    assert life() == "watched"
    desk.post("/desk/cases/7/watch/")
    assert Entry.objects.count() == 1
    desk.post("/desk/cases/7/acknowledge/", {"answer_by": evening + HOUR})
    assert life() == "acknowledged"


def test_a_false_alarm_needs_a_reason_and_keeps_it_as_written(desk, case):
    empty = desk.post("/desk/cases/7/dismiss/", {"reason": "  "})
    assert empty.status_code == 400
    assert "Write your reason first: this field is still empty." in empty.content.decode()
    desk.post("/desk/cases/7/dismiss/", {"reason": "They praise the talk.\0"})
    case.refresh_from_db()
    assert (case.life, case.reason) == ("dismissed", "They praise the talk.")


def test_a_reason_too_long_stays_in_the_box(desk, case):
    answer = desk.post("/desk/cases/7/dismiss/", {"reason": "x" * 4001})
    assert answer.status_code == 400
    assert "x" * 4001 in answer.content.decode()
    assert life() == "noticed"


def test_a_case_that_moved_on_says_so(desk, case):
    Case.objects.update(life="acknowledged")
    answer = desk.post("/desk/cases/7/watch/")
    assert answer.status_code == 400
    assert "This case has moved on since you opened this page." in answer.content.decode()


def test_an_unknown_case_is_nowhere(desk, db):
    for deed in ("acknowledge", "watch", "dismiss"):
        assert desk.get(f"/desk/cases/99/{deed}/").status_code == 404
        assert desk.post(f"/desk/cases/99/{deed}/").status_code == 404


def test_a_form_from_elsewhere_does_nothing(owner, case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/desk/cases/7/watch/")
    assert answer.status_code == 403
    assert "This was not done" in answer.content.decode()
    assert life() == "noticed"


def test_a_stranger_changes_nothing(client, case):
    for deed in ("acknowledge", "watch", "dismiss"):
        assert client.post(f"/desk/cases/7/{deed}/", {"reason": "x"}).status_code == 302
    assert life() == "noticed"
