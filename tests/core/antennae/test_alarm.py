"""The alarm's two forms agree, its bytes are its memory, and order means nothing."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.antennae.alarm import (
    VERSION,
    AlarmState,
    Counts,
    Setting,
    Verdict,
    fresh,
    from_bytes,
    glance,
    skip_quiet,
    step,
    to_bytes,
    told,
)
from amends.core.antennae.alarm.setting import BLOCK, BLOCKS, QUIET_BINS, SETTLED, WINDOW
from amends.core.vocabulary import Channel

SETTING = Setting(budget_per_week=1.0)


def bin_of(people, objecting=0, supporting=0, *, heard=True):
    """One subject's bin."""
    return Counts(np.array([people]), np.array([objecting]), np.array([supporting]), np.array([heard]))


def crowd(rng, subjects, mean):
    """A bin of talk: one in five objects, one in five supports, one bin in fifty was not heard."""
    people = rng.poisson(mean, subjects)
    objecting = rng.binomial(people, 0.2)
    return Counts(people, objecting, rng.binomial(people - objecting, 0.2), rng.random(subjects) > 0.02)


def rows(state: AlarmState) -> list[bytes]:
    return [to_bytes(state, row) for row in range(len(state))]


def only(counts: Counts, index) -> Counts:
    return Counts(*(getattr(counts, item.name)[index] for item in fields(Counts)))


def lived(seed: int, subjects: int, bins: int, setting: Setting = SETTING) -> AlarmState:
    """Subjects with some history of their own, some bins of it bursts."""
    rng = np.random.default_rng(seed)
    means = rng.choice([0.02, 0.3, 4.0], subjects)
    state = fresh(subjects)
    for _ in range(bins):
        state, _ = step(state, crowd(rng, subjects, means * rng.choice([1, 1, 1, 1, 9])), setting)
    return state


@pytest.fixture(scope="module")
def experienced() -> AlarmState:
    """Eight subjects with nine days of history each: their own record books judge."""
    return lived(5, 8, 2600)


def storm(rng, state, setting, bins=30):
    """Drive a state through a growing storm; return every state, count and verdict on the way."""
    told_of: list[tuple[AlarmState, Counts, Verdict]] = []
    for index in range(bins):
        counts = crowd(rng, len(state), 0.5 * 1.25**index)
        counts = replace(counts, objecting=counts.people)
        before = state
        state, verdict = step(state, counts, setting)
        told_of.append((before, counts, verdict))
    return told_of


@pytest.mark.once
@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_one_step_over_many_is_many_steps_over_one(seed):
    rng = np.random.default_rng(seed)
    many = lived(seed, 9, 40)
    ones = [from_bytes([row]) for row in rows(many)]
    for _ in range(BLOCK * 2):
        counts = crowd(rng, 9, rng.choice([0.05, 1.0, 30.0]))
        many, together = step(many, counts, SETTING)
        for row in range(9):
            ones[row], alone = step(ones[row], only(counts, [row]), SETTING)
            for name in ("look", "case", "escalation", "calibrated"):
                assert getattr(together, name)[row] == getattr(alone, name)[0]
    assert rows(many) == [to_bytes(one, 0) for one in ones]


@pytest.mark.once
def test_both_forms_agree_through_a_storm(experienced):
    rng, alerts = np.random.default_rng(3), 0
    ones = [from_bytes([row]) for row in rows(experienced)]
    for _, counts, together in storm(rng, experienced, SETTING):
        for row in range(len(experienced)):
            ones[row], alone = step(ones[row], only(counts, [row]), SETTING)
            for name in ("look", "case", "escalation", "calibrated", "needs_look", "needs_case"):
                assert getattr(together, name)[row] == getattr(alone, name)[0]
            alerts += int(alone.case[0]) + int(alone.look[0])
    assert alerts > 8
    assert rows(together.after) == [to_bytes(one, 0) for one in ones]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_the_order_of_subjects_means_nothing(seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(12)
    state = lived(seed, 12, 30)
    shuffled = from_bytes([rows(state)[row] for row in order])
    for _ in range(BLOCK):
        counts = crowd(rng, 12, 2.0)
        state, _ = step(state, counts, SETTING)
        shuffled, _ = step(shuffled, only(counts, order), SETTING)
    assert rows(shuffled) == [rows(state)[row] for row in order]


def test_a_step_changes_nothing_in_place(experienced):
    before = rows(experienced)
    for subjects in (slice(0, 1), slice(0, 8)):
        state = from_bytes(before[subjects])
        kept = rows(state)
        storm(np.random.default_rng(1), state, SETTING, bins=BLOCK + 2)
        told(state, 0, Channel.LOOK, 5, 5)
        assert rows(state) == kept


def test_glance_at_the_final_counts_says_what_step_says(experienced):
    rng, alerts = np.random.default_rng(11), 0
    for before, counts, verdict in storm(rng, experienced, SETTING):
        for row in np.flatnonzero(counts.heard):
            seen = glance(
                before,
                int(row),
                int(counts.people[row]),
                int(counts.objecting[row]),
                int(counts.supporting[row]),
                SETTING,
            )
            said = tuple(bool(getattr(verdict, name)[row]) for name in ("look", "case", "escalation", "calibrated"))
            assert (seen.look, seen.case, seen.escalation, seen.calibrated) == said
            alerts += seen.case
    assert alerts > 4


@given(
    people=st.integers(0, 300),
    objecting=st.integers(0, 300),
    supporting=st.integers(0, 60),
    where=st.tuples(st.integers(0, 7), st.booleans()),
)
@settings(max_examples=150, deadline=None)
def test_one_more_objecting_person_never_silences(experienced, people, objecting, supporting, where):
    row, known = where
    state = experienced if known else fresh(8)
    less = glance(state, row, max(people, objecting), objecting, supporting, SETTING)
    stance_changed = glance(state, row, max(people, objecting + 1), objecting + 1, supporting, SETTING)
    one_more = glance(state, row, max(people, objecting) + 1, objecting + 1, supporting, SETTING)
    assert less.case <= stance_changed.case
    assert less.case <= one_more.case
    assert less.look <= one_more.look


def test_what_was_told_at_the_post_is_not_told_at_the_end_of_the_bin(experienced):
    for row in range(len(experienced)):
        count = next(n for n in range(3, 5000) if glance(experienced, row, n, n, 0, SETTING).case)
        seen = glance(experienced, row, count, count, 0, SETTING)
        state = told(experienced, row, Channel.CASE, count, count)
        if seen.look:
            state = told(state, row, Channel.LOOK, count, count)
        assert glance(state, row, count, count, 0, SETTING) == replace(seen, look=False, case=False, escalation=False)
        one = from_bytes([to_bytes(state, row)])
        after, verdict = step(one, bin_of(count, count), SETTING)
        assert not verdict.case[0]
        assert not verdict.look[0]
        assert after.rang[0].all() or not seen.look or after.position[0] == 0  # a block that ends forgets


@pytest.mark.once
@given(bins=st.integers(0, 3 * BLOCK), seed=st.integers(0, 100), subjects=st.sampled_from([1, 3, 9]))
@settings(max_examples=15, deadline=None)
def test_skipping_quiet_is_that_many_empty_steps(bins, seed, subjects):
    state = lived(seed, subjects, 60)
    nobody = Counts(*(np.zeros(subjects, int) for _ in range(3)), np.ones(subjects, bool))
    with pytest.raises(ValueError, match="Somebody spoke"):
        skip_quiet(step(state, replace(nobody, people=nobody.people + 1), SETTING)[0], 1, SETTING)
    for _ in range(23):
        state, _ = step(state, nobody, SETTING)
    skipped = skip_quiet(state, bins, SETTING)
    for _ in range(bins):
        state, verdict = step(state, nobody, SETTING)
        assert not (verdict.look | verdict.case).any()
    assert rows(skipped) == rows(state)


def test_a_gap_writes_to_no_book(experienced):
    gap = Counts(*(np.full(8, 50) for _ in range(3)), np.zeros(8, bool))
    state = experienced
    for _ in range(3 * BLOCK):
        state, verdict = step(state, gap, SETTING)
        assert not (verdict.look | verdict.case).any()
    for name in ("level", "share", "threshold", "peak", "book", "blocks", "position", "age", "gain"):
        assert np.array_equal(getattr(state, name), getattr(experienced, name)), name
    assert not state.recent.any()
    assert not state.heard.any()


def test_a_bin_that_was_not_heard_rings_nothing_even_amid_a_storm(experienced):
    (*_, (_, _, last)) = storm(np.random.default_rng(2), experienced, SETTING)
    untold = replace(last.after, quiet=np.zeros_like(last.after.quiet), rang=np.zeros_like(last.after.rang))
    gap = Counts(*(np.zeros(8, int) for _ in range(3)), np.zeros(8, bool))
    for state, counts in ((untold, gap), (from_bytes([to_bytes(untold, 0)]), only(gap, [0]))):
        assert step(state, replace(counts, heard=~counts.heard), SETTING)[1].case[0]
        after, verdict = step(state, counts, SETTING)
        assert not (verdict.look | verdict.case).any()
        assert not after.rang.any()


def test_after_a_gap_the_block_waits_for_a_whole_window(experienced):
    one = from_bytes([to_bytes(experienced, 0)])
    one, _ = step(one, bin_of(0, heard=False), SETTING)
    position = int(one.position[0])
    for index in range(1, 24):
        one, _ = step(one, bin_of(1), SETTING)
        assert int(one.position[0]) == position, index
    one, _ = step(one, bin_of(1), SETTING)
    assert int(one.position[0]) == (position + 1) % BLOCK


def test_a_storm_right_after_a_gap_is_heard(experienced):
    one = from_bytes([to_bytes(experienced, 0)])
    for _ in range(40):
        one, _ = step(one, bin_of(0, heard=False), SETTING)
    assert glance(one, 0, 400, 400, 0, SETTING).case


def test_a_storm_with_no_history_opens_a_case_and_says_uncalibrated():
    state, alerts = fresh(1), []
    for index in range(6):
        state, verdict = step(state, bin_of(2, 2), SETTING)
        if verdict.case[0]:
            alerts.append((index, bool(verdict.calibrated[0])))
    assert alerts == [(3, False)]


@pytest.mark.parametrize(
    ("people", "objecting", "supporting"),
    [(40, 8, 20), (60, 12, 12), (16, 8, 8), (7, 7, 0), (300, 60, 30)],
    ids=["praise", "chatter", "as many for as against", "too few", "a viral joke"],
)
def test_a_friendly_crowd_with_no_history_opens_no_case(people, objecting, supporting):
    assert not glance(fresh(1), 0, people, objecting, supporting, SETTING).case


def test_one_loud_person_or_two_never_alarm(experienced):
    for row in range(len(experienced)):
        state = from_bytes([to_bytes(experienced, row)])
        for _ in range(24):
            state, _ = step(state, bin_of(0), SETTING)
        for people in (1, 2):
            seen = glance(state, 0, people, people, 0, SETTING)
            assert not seen.case
            assert not seen.look
    quiet = skip_quiet(fresh(1), 20 * BLOCK, SETTING)
    assert not glance(quiet, 0, 2, 2, 0, SETTING).case
    assert not glance(quiet, 0, 4, 4, 0, SETTING).case
    assert glance(quiet, 0, 5, 5, 0, SETTING).case


def test_a_crowd_that_mostly_supports_is_no_case():
    quiet = skip_quiet(fresh(1), BLOCKS * BLOCK + 30, SETTING)
    state = replace(quiet, share=np.array([[0.0, 300.0]]))
    for at_once in (
        lambda *counts: glance(state, 0, *counts, SETTING).case,
        lambda *counts: bool(
            step(
                from_bytes([to_bytes(state, 0)] * 9),
                Counts(*(np.full(9, count) for count in counts), np.ones(9, bool)),
                SETTING,
            )[1].case[0]
        ),
    ):
        assert not at_once(100, 30, 60)
        assert at_once(91, 31, 60)


def test_a_few_who_are_misread_among_kind_words_are_no_case():
    quiet = skip_quiet(fresh(1), BLOCKS * BLOCK + 30, SETTING)
    assert not glance(quiet, 0, 8, 5, 1, SETTING).case
    assert glance(quiet, 0, 8, 6, 1, SETTING).case


def test_silence_after_an_alert_and_escalation_when_it_triples():
    state = skip_quiet(fresh(1), BLOCKS * BLOCK + 30, SETTING)
    state, first = step(state, bin_of(6, 6), SETTING)
    assert first.case[0]
    assert first.look[0]
    assert first.calibrated[0]
    assert not first.escalation[0]
    state, second = step(state, bin_of(0), SETTING)
    assert not second.case[0]
    state, third = step(state, bin_of(12, 12), SETTING)
    assert third.case[0]
    assert third.escalation[0]


def test_after_a_calm_day_a_storm_is_a_new_one():
    state = skip_quiet(fresh(1), BLOCKS * BLOCK + 30, SETTING)
    state, _ = step(state, bin_of(6, 6), SETTING)
    for _ in range(QUIET_BINS + WINDOW):
        state, verdict = step(state, bin_of(0), SETTING)
        assert not verdict.case[0]
    state, verdict = step(state, bin_of(30, 30), SETTING)
    assert verdict.case[0]
    assert not verdict.escalation[0]


def test_a_storm_that_comes_back_each_evening_is_one_storm():
    state = skip_quiet(fresh(1), BLOCKS * BLOCK + 30, SETTING)
    told = 0
    for _evening in range(3):
        for _ in range(3):
            state, verdict = step(state, bin_of(4, 4), SETTING)
            told += bool(verdict.case[0] and not verdict.escalation[0])
        for _ in range(285):
            state, _ = step(state, bin_of(0), SETTING)
    assert told == 1


def test_a_loving_crowd_that_is_sometimes_misread_is_no_case():
    state = skip_quiet(fresh(1), BLOCKS * BLOCK + 30, SETTING)
    assert not glance(state, 0, 24, 11, 13, SETTING).case
    assert glance(state, 0, 24, 11, 3, SETTING).case
    assert glance(state, 0, 62, 30, 32, SETTING).case, "many object, though as many defend"


def test_needs_is_the_fewest_people_that_alarm(experienced):
    state = experienced
    nobody = Counts(*(np.zeros(8, int) for _ in range(3)), np.ones(8, bool))
    for _ in range(QUIET_BINS + 24):
        state, verdict = step(state, nobody, SETTING)
    for row in range(8):
        need = int(verdict.needs_case[row])
        assert glance(state, row, need, need, 0, SETTING).case
        assert not glance(state, row, need - 1, need - 1, 0, SETTING).case
        need = int(verdict.needs_look[row])
        assert glance(state, row, need, 0, 0, SETTING).look
        assert not glance(state, row, need - 1, 0, 0, SETTING).look


def test_with_no_history_it_waits_for_eight_people():
    _, verdict = step(fresh(2), Counts(*(np.zeros(2, int) for _ in range(3)), np.ones(2, bool)), SETTING)
    assert verdict.needs_case.tolist() == [8, 8]
    assert verdict.needs_look.tolist() == [0, 0]


def test_calibrated_after_four_weeks_of_listening_and_not_before():
    state = skip_quiet(fresh(1), BLOCKS * BLOCK - 1, SETTING)
    state, verdict = step(state, bin_of(0), SETTING)
    assert not verdict.calibrated[0]
    _, verdict = step(state, bin_of(0), SETTING)
    assert verdict.calibrated[0]


@pytest.mark.once
def test_a_smaller_budget_waits_for_more_people(experienced):
    strict = lived(5, 8, 2600, Setting(budget_per_week=0.1))
    lax = lived(5, 8, 2600, Setting(budget_per_week=20.0))
    assert (strict.threshold >= lax.threshold).all()
    assert (strict.threshold > lax.threshold).any()


def test_bytes_of_another_version_are_refused():
    row = to_bytes(fresh(1), 0)
    assert row[0] == VERSION
    with pytest.raises(ValueError, match="start afresh"):
        from_bytes([bytes([VERSION + 1]) + row[1:]])
    with pytest.raises(ValueError, match="start afresh"):
        from_bytes([row[:-1]])
    assert len(from_bytes([])) == 0


def test_a_subject_costs_less_than_a_kilobyte():
    assert len(to_bytes(fresh(1), 0)) <= 1024


@pytest.mark.parametrize("wrong", [{"budget_per_week": 0}, {"budget_per_week": float("nan")}, {"fewest": 0}])
def test_a_budget_that_cannot_be_kept_is_refused(wrong):
    with pytest.raises(ValueError, match=r"budget|person"):
        Setting(**wrong)


def test_more_people_than_fit_are_counted_as_the_most():
    for subjects in (1, 9):
        huge = Counts(*(np.full(subjects, 10**9) for _ in range(3)), np.ones(subjects, bool))
        state, _ = step(fresh(subjects), huge, SETTING)
        assert (state.recent[:, :, 0] == 65_535).all()


def test_settled_takes_two_days():
    state = fresh(1)
    bins = 0
    while int(state.blocks[0]) < SETTLED:
        state, _ = step(state, bin_of(0), SETTING)
        bins += 1
    assert bins * 5 / 60 / 24 == pytest.approx(2.1, abs=0.1)
