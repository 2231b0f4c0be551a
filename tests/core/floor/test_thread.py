"""Everybody stands somewhere, once; replies stay under what they reply to; numbers never change."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.floor.heard import Hearing, hearing
from amends.core.floor.message import Message, State
from amends.core.floor.thread import DEEPEST, PAGE, Order, arrange, page, page_of
from amends.core.vocabulary import Ground, Stance
from core.floor.talks import ANSWERS, floors

ORDERS = st.sampled_from(list(Order))


def said(number, parent=0, stance=Stance.OBJECTS, **more):
    return Message(number, f"p{number}", number * 10, stance, parent=parent, **more)


def placed(messages, order=Order.TIME, answers=()):
    return [(row.number, row.depth) for row in arrange(messages, order, answers)]


def test_replies_hang_under_what_they_reply_to_in_the_order_of_time():
    assert placed([said(1), said(2), said(3, 1), said(4, 2), said(5, 1), said(6, 3)]) == [
        (1, 0), (3, 1), (6, 2), (5, 1), (2, 0), (4, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN, State.ERASED, State.REMOVED])
def test_a_stub_takes_the_place_and_keeps_the_replies(state):
    rows = arrange([said(1), said(2, 1, state=state), said(3, 2), said(4)])
    assert [(row.number, row.depth, row.parent, row.stub) for row in rows] == [
        (1, 0, 0, False), (2, 1, 1, True), (3, 2, 2, False), (4, 0, 0, False),
    ]  # fmt: skip


def test_depth_is_capped_for_the_eye_and_the_parent_is_still_told():
    rows = arrange([said(n, n - 1) for n in range(1, 8)])
    assert [row.depth for row in rows] == [0, 1, 2, 3, 3, 3, 3]
    assert [row.parent for row in rows] == [0, 1, 2, 3, 4, 5, 6]


def test_circles_and_orphans_begin_threads_of_their_own():
    assert placed([said(1, 2), said(2, 1), said(3, 3), said(4, 99)]) == [(1, 0), (2, 1), (3, 0), (4, 0)]


def test_five_thousand_replies_each_to_the_one_before():
    rows = arrange([said(n, n - 1) for n in range(1, 5_001)])
    assert [row.number for row in rows] == list(range(1, 5_001))


def test_two_messages_with_one_number_are_refused():
    with pytest.raises(ValueError, match="number 1"):
        arrange([said(1), said(1)])


def test_by_group_the_sides_stand_together_and_the_commonest_ground_first():
    rows = arrange(
        [
            said(1, stance=Stance.SUPPORTS),
            said(2, ground=Ground.ADS),
            said(3, ground=Ground.TRUST),
            said(4),
            said(5, ground=Ground.TRUST),
            said(6, 3, stance=Stance.SUPPORTS),
        ],
        Order.GROUP,
    )
    assert [row.number for row in rows] == [3, 6, 5, 2, 4, 1]
    assert [row.group for row in rows] == [
        (Stance.OBJECTS, Ground.TRUST), None, None, (Stance.OBJECTS, Ground.ADS), (Stance.OBJECTS, None),
        (Stance.SUPPORTS, None),
    ]  # fmt: skip


def test_by_waiting_the_longest_wait_leads_also_from_within_a_thread():
    messages = [
        said(1, answered_at=99),
        said(2, 1),
        said(3, answered_at=99),
        said(4),
        said(5, state=State.HELD),
    ]
    assert [row.number for row in arrange(messages, Order.WAITING)] == [1, 2, 4, 3, 5]


@given(floors(), ORDERS, ANSWERS)
def test_everybody_stands_exactly_once(messages, order, answers):
    rows = arrange(messages, order, answers)
    assert sorted(row.number for row in rows) == [message.number for message in messages]
    assert all(0 <= row.depth <= DEEPEST for row in rows)
    assert all(row.stub == (row.message.state is not State.SHOWN) for row in rows)


@given(floors(), ORDERS, ANSWERS)
def test_a_reply_stands_below_its_parent_before_any_other_thread(messages, order, answers):
    rows = arrange(messages, order, answers)
    where = {row.number: place for place, row in enumerate(rows)}
    root = {}
    for row in sorted(rows, key=lambda one: one.number):
        root[row.number] = root[row.parent] if row.parent else row.number
        assert not row.parent or where[row.parent] < where[row.number]
    threads = [root[row.number] for row in rows]
    assert sum(one != before for one, before in zip(threads, [0, *threads], strict=False)) == len(set(threads))


@given(floors(), ORDERS, ANSWERS, st.randoms())
def test_the_order_they_came_in_does_not_matter(messages, order, answers, shuffled):
    mixed = list(messages)
    shuffled.shuffle(mixed)
    assert arrange(mixed, order, answers) == arrange(messages, order, answers)


@given(floors(), st.data())
def test_hiding_moves_nobody(messages, data):
    if not messages:
        return
    place = data.draw(st.integers(0, len(messages) - 1))
    state = data.draw(st.sampled_from(list(State)))
    hidden = [replace(one, state=state) if n == place else one for n, one in enumerate(messages)]
    assert [(row.number, row.depth, row.parent) for row in arrange(hidden)] == [
        (row.number, row.depth, row.parent) for row in arrange(messages)
    ]


@given(floors(), ANSWERS)
def test_threads_in_which_nobody_waits_come_last(messages, answers):
    rows = arrange(messages, Order.WAITING, answers)
    threads = []
    for row in rows:
        if not row.parent:
            threads.append(False)
        threads[-1] |= row.message.state is State.SHOWN and hearing(row.message, answers) < Hearing.GROUPED
    assert threads == sorted(threads, reverse=True)


@given(st.integers(0, 90), st.integers(1, 30), st.integers(-3, 40))
def test_the_pages_hold_everything_once(count, size, asked):
    rows = arrange([said(n) for n in range(1, count + 1)])
    first = page(rows, 1, size)
    whole = [row.number for n in range(1, first.pages + 1) for row in page(rows, n, size).rows]
    assert whole == [row.number for row in rows]
    shown = page(rows, asked, size)
    assert 1 <= shown.number <= shown.pages
    assert shown.total == count
    for row in rows:
        assert row in page(rows, page_of(rows, row.number, size), size).rows


def test_a_page_of_none_is_refused():
    with pytest.raises(ValueError, match="0 messages"):
        page((), 1, 0)
    assert page(()).pages == 1


def test_thousands_of_messages_are_arranged_and_sliced():
    draw = random.Random(7)
    messages = [said(n, draw.randrange(n)) for n in range(1, 10_001)]
    for order in Order:
        rows = arrange(messages, order)
        assert page(rows, 500).number == len(rows) // PAGE
