"""A source that may ask nothing for now: it says so, it has not failed, and what it misses is no calm."""

from __future__ import annotations

from actions.plain_storm import NOON, say
from amends.actions.hear import hear
from amends.actions.sources import due_sources, failing_since, fell_silent
from amends.core.vocabulary import HOUR, MINUTE
from amends.store import models

State = models.Source.State
SPENT = "The 10 units that may be spent in a day are spent."


def test_a_source_whose_budget_is_spent_waits_and_has_not_failed(source):
    hear(source, [say(1, NOON, "no")], "1", NOON + MINUTE)
    for later in (MINUTE, HOUR):
        hear(source, [], "2", NOON + 2 * MINUTE + later, reached=NOON + 2 * MINUTE, waits=SPENT)
    source.refresh_from_db()
    assert (source.state, source.note, source.last_heard_at) == (State.RESTING, SPENT, NOON + 2 * MINUTE)
    assert list(source.gaps.values_list("began_at", "ended_at")) == [(NOON + 2 * MINUTE, None)]
    assert (fell_silent(NOON + 9 * HOUR), failing_since(NOON + 9 * HOUR)) == ([], [])
    assert due_sources(NOON, ()) == [source], "after a restart it is taken up, and waits on"


def test_it_goes_on_by_itself_and_what_it_missed_is_a_gap(source):
    hear(source, [], "1", NOON + HOUR, reached=NOON, waits=SPENT)
    hear(source, [say(2, NOON + HOUR, "no")], "2", NOON + 2 * HOUR)
    source.refresh_from_db()
    assert (source.state, source.note) == (State.LISTENING, "")
    assert list(source.gaps.values_list("began_at", "ended_at")) == [(NOON, NOON + 2 * HOUR)]
