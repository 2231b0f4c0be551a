"""The database reads off how a promise stands exactly as the core does."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from amends.actions.duty import duty_of
from amends.core.decision.honour import WORST_FIRST, state
from amends.store import models
from amends.store.standing import count_standing, standing
from web import answer_story

pytestmark = pytest.mark.django_db


def test_every_promise_stands_in_the_database_as_in_the_core():
    case = answer_story.case(life="open")
    entry = models.Entry.objects.create(seq=900, at=0, deed="duty.set", case=case, n=900, body="{}", leaf=b"")
    times = (None, 1, 2, 3)
    made = [
        models.Duty(case=case, number=number, words="It", due_at=due, done_at=done, withdrawn_at=back,
                    withdrawn_reason="" if back is None else "No.", entry=entry)
        for number, (due, done, back) in enumerate(product(times, times, times), 1)
        if done is None or back is None
    ]  # fmt: skip
    models.Duty.objects.bulk_create(made)
    for now in range(5):
        rows = list(models.Duty.objects.annotate(standing=standing(now)))
        told = [state(duty_of(row), now) for row in rows]
        assert [WORST_FIRST[row.standing] for row in rows] == told
        assert count_standing(models.Duty.objects.all(), now) == Counter(told)
