"""The next step: for every state of a case one thing to do, and a page where it can be done."""

from __future__ import annotations

import pytest
from django.urls import resolve
from django.utils import timezone

from amends.actions.save_draft import save_draft
from amends.core.case.life import Life
from amends.core.vocabulary import DAY, HOUR, MINUTE
from amends.store import models
from amends.web.next_step import next_step
from core.choice.asked import network
from web import answer_story, pages_story

NOW = pages_story.NOW


@pytest.fixture
def case(storm):
    models.Case.objects.update(public=True, acknowledged_at=NOW - HOUR, answer_by=NOW + HOUR, opened_at=NOW - HOUR)
    models.Case.objects.update(floor_closes_at=NOW + DAY)
    return models.Case.objects.get(pk=storm.pk)


def step(case, life, **changes):
    models.Case.objects.filter(pk=case.pk).update(life=life, **changes)
    case.refresh_from_db()
    return next_step(case, NOW, timezone.get_current_timezone())


def says(found):
    return [act.says for act in found.acts]


@pytest.mark.parametrize("life", list(Life))
def test_every_state_leads_to_pages_that_are_there(desk, case, life):
    found = step(case, life.value)
    assert found.answer.endswith(".")
    assert len(found.acts) <= 2
    for act in (*found.acts, *found.links):
        assert act.address == "#voices" or resolve(act.address)
    if life not in (Life.CLOSED, Life.DISMISSED):
        html = desk.get("/desk/").content.decode()
        assert found.answer in html
        for act in found.acts:
            assert act.says in html
            assert act.address == "#voices" or desk.get(act.address).status_code == 200


def test_who_acknowledged_writes_and_finds_the_draft_again(case):
    found = step(case, "acknowledged")
    assert found.answer == "Answer by Friday 00:48."
    assert says(found)[0] == "Write what happened"
    save_draft(7, "I put it", [], NOW - 10 * MINUTE)
    found = step(case, "acknowledged")
    assert says(found)[0] == "Go on with the statement"
    assert found.acts[0].small == "Your draft of 23:38 is kept."


def test_an_hour_that_has_passed_is_late(case):
    found = step(case, "acknowledged", answer_by=NOW - 2 * HOUR)
    assert (found.answer, found.late) == ("Answer now.", True)
    assert "That was 2 h ago" in found.lead


def test_an_open_floor_asks_or_decides_and_counts_who_waits(case):
    found = step(case, "open")
    assert says(found) == ["Ask those it concerns", "Decide it yourself"]
    assert "191 people wait for an answer." in found.lead
    assert "open until Friday 23:48" in found.lead
    case.voices.update(answered_at=NOW)
    assert "wait" not in step(case, "open").lead


@pytest.mark.parametrize(
    ("state", "closes", "answer", "lead"),
    [
        ("open", NOW + 2 * HOUR, "Answer people.", "for 2 h"),
        ("open", NOW - MINUTE, "Answer people.", "The rule runs within a minute"),
        ("closed", NOW - HOUR, "Decide.", "You are bound by it"),
        ("void", NOW + HOUR, "Ask again, or decide.", "The floor is open"),
    ],
)
def test_what_was_asked_leads_from_its_hour_to_the_decision(case, state, closes, answer, lead):
    who = network(40)
    answer_story.ask(case, answer_story.question_of(who), who, state=state)
    models.Choice.objects.update(closes_at=closes)
    found = step(case, "asked")
    assert found.answer == answer
    assert lead in found.lead


def test_a_decision_shows_the_next_duty_then_what_is_late_then_the_end(case):
    entry = models.Entry.objects.create(seq=99, at=NOW - HOUR, deed="duty.set", case=case, n=99, body="{}", leaf=b"")
    duty = models.Duty.objects.create(case=case, number=1, words="Send it back", due_at=NOW + 3 * HOUR, entry=entry)
    found = step(case, "decided")
    assert (found.answer, found.late) == ("By Friday 02:48.", False)
    assert found.lead == "1 thing is still to be done. You have 3 h."
    models.Duty.objects.update(due_at=NOW - MINUTE)
    found = step(case, "decided")
    assert (found.answer, found.late) == ("Do what is late.", True)
    models.Duty.objects.update(withdrawn_at=NOW - MINUTE, withdrawn_reason="I cannot.")
    assert step(case, "decided").answer == "Answer people."
    found = step(case, "decided", floor_closes_at=NOW - MINUTE)
    assert (found.answer, found.lead.partition(".")[0]) == ("Close it.", "Not all you took on was kept")
    assert says(found) == ["Close the case"]
    models.Case.objects.update(floor_closes_at=NOW + 5 * MINUTE)
    case.refresh_from_db()
    duty.delete()
    assert step(case, "decided").answer == "Answer people."
    assert says(step(case, "decided", floor_closes_at=NOW - MINUTE)) == ["Close the case"]


def test_what_is_honoured_is_closed_when_the_floor_has_had_its_time(case):
    assert step(case, "honoured").answer == "Answer people."
    assert "until Friday 23:48. Then the case can be closed." in step(case, "honoured").lead
    assert says(step(case, "honoured", floor_closes_at=NOW)) == ["Close the case"]
