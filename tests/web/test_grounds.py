"""A public page reads fewer rows than the desk, and says the same."""

from __future__ import annotations

from datetime import UTC

import pytest

from amends.core.vocabulary import MINUTE
from amends.store import floor_rows, models
from amends.web.grounds import ground_rows, of_who_named_one
from amends.web.storm import storm as desk_of
from web.floor_story import FIRST, NOW, floor


@pytest.fixture
def case(storm):
    models.Case.objects.update(public=True, life="open")
    storm.refresh_from_db()
    floor(storm)
    return storm


def test_who_never_named_a_ground_changes_nothing_of_the_grounds(case):
    light, whole = of_who_named_one(case, NOW, UTC), desk_of(case, NOW, UTC)
    assert ground_rows(light) == ground_rows(whole)
    assert len(ground_rows(light).rows) >= 2
    assert light.objecting == whole.objecting
    assert 0 < len(light.spoken) < len(whole.spoken)


def test_who_named_a_ground_and_was_won_over_is_counted_no_longer(case):
    before = ground_rows(of_who_named_one(case, NOW, UTC))
    named = models.Reading.objects.filter(stance="objects", at__gte=case.began_at).exclude(grounds=[]).first()
    won_over = models.Reading.objects.filter(stance="supports", at__gte=case.began_at).first()
    models.Reading.objects.filter(pk=won_over.pk).update(person=named.person, at=NOW)
    after = ground_rows(of_who_named_one(case, NOW, UTC))
    assert after == ground_rows(desk_of(case, NOW, UTC))
    assert after.rows != before.rows


@pytest.mark.parametrize("few", [floor_rows.FEW, 1])
def test_a_thread_is_read_alone_as_it_stands_on_the_whole_floor(case, monkeypatch, few):
    monkeypatch.setattr(floor_rows, "FEW", few)  # keys asked for one by one, and cut out of all rows
    whole = floor_rows.messages(case)
    for one in whole:
        thread = floor_rows.thread(case, one.number)
        under = {one.number}
        for reply in whole:
            if reply.parent in under:
                under.add(reply.number)
        assert [row.number for row in thread] == sorted((under | {one.parent}) - {0})
        assert [row for row in whole if row in thread] == thread
    assert len(floor_rows.thread(case, FIRST)) > 1
    assert next(row for row in whole if row.number == FIRST).answered_at == NOW - 3 * MINUTE
    assert floor_rows.thread(case, 9999) == []
